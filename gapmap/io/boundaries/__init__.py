"""Boundaries: the shipped and fetched sets, the service they come from, their checks."""
