"""What an analyst calls from Python: ``import gapmap`` hands on each name of this folder.

The figures are those of the app and the command line for the same Selection.
"""

from gapmap.api.calls import export, gap, load, missing, plan, reach
from gapmap.api.results import LeftOutWarning, MissingFacts, Plan, Reach, Table
from gapmap.dataset import Dataset
from gapmap.selection import Selection

__all__ = [
    "Dataset",
    "LeftOutWarning",
    "MissingFacts",
    "Plan",
    "Reach",
    "Selection",
    "Table",
    "export",
    "gap",
    "load",
    "missing",
    "plan",
    "reach",
]
