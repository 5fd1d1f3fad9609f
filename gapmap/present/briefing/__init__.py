"""Briefings and slides: what they say, and their Word, PDF and PowerPoint files."""
