"""Clients for the world outside, one module each. They know no model and no app."""
