"""Frictionless, without what it changes for everybody who has imported it.

It raises the limit that Python's reader of CSV sets to the size of a cell, which protects gapmap.
"""

import csv

LIMIT = csv.field_size_limit()

from frictionless import Package  # noqa: E402
from frictionless.formats.csv import parser  # noqa: E402, F401 (raises the limit)

csv.field_size_limit(LIMIT)

__all__ = ["Package"]
