"""Filters for the pages: time and size in words."""
