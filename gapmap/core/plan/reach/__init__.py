"""Reach: what people can get to, whatever the border."""
