"""Merging: what bodies answered beside what is held, what is decided, and what then stands."""
