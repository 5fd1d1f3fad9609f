"""Reach in words and tables."""
