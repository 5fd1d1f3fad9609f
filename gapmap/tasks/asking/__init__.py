"""Asking for missing facts: what is missing now, the requests, and what came back."""
