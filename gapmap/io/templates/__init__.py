"""Offices' own templates for Word and PowerPoint: read, refused or emptied."""
