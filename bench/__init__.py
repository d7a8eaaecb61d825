"""Measures the service's speed as ratios to floors measured in the same run: `make bench`."""
