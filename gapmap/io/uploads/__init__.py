"""Uploaded tables and maps of any format, read up to fixed limits."""
