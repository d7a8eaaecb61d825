"""The log: append-only events, written by services, read by the pages."""
