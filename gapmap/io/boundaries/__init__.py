"""Boundaries: the shipped and fetched sets, the service they come from, their checks."""

from typing import Final

COUNCILS: Final = "utla_points.csv"
"""The councils' points and neighbours, for which no shapes are shipped."""
