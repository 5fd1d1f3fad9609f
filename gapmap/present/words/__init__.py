"""Findings, labels, scales and methods in words."""
