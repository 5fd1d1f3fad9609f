"""What is shaded: for each measure its column, its classes and the state each area is drawn in.

Class 0 is always the worst: the fewest places, the most unmet, the weakest grade. Places per 1,000
and the share of need met have the Selection's own class breaks. The other measures have breaks of
two significant figures that part the known values as evenly as such breaks can.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Final

import numpy as np

from gapmap.core.need.country import Numbers
from gapmap.core.ratios import Columns, class_of
from gapmap.selection import Selection
from gapmap.vocabulary import GRADES


@dataclass(frozen=True)
class Measure:
    """The column of a GapTable that a measure shades; ``more_is_worse`` turns the classes round."""

    column: str
    more_is_worse: bool = False


MEASURES: Final = {
    "places_per_1000": Measure("places_per_1000"),
    "share_met": Measure("share_met"),
    "unmet": Measure("unmet", more_is_worse=True),
    "programmes": Measure("programmes"),
    "funding": Measure("funding_per_perpetrator"),
    "grade": Measure("grade_rank"),
}
GRADE_BREAKS: Final = (1.0, 2.0, 3.0)
"""Breaks between the four grades: D is 0, the worst, and A is 3."""


def add_shading(rows: Columns, selection: Selection) -> tuple[float, ...]:
    """Add shown, shade and class_index to area rows; return the class breaks in the measure's unit.

    ``shown`` is the value shaded; ``shade`` is the state an area is drawn in: ``measured`` where it
    has a value of this measure.
    """
    measure = MEASURES[selection.measure]
    shown = _grade_rank(rows) if measure.column == "grade_rank" else rows[measure.column]
    rows["shown"], rows["shade"] = shown.astype(float), rows["state"]
    if selection.measure == "programmes":  # a count of records needs no estimate and no places
        rows["shown"] = np.where(rows["programmes"] == 0, np.nan, rows["shown"])
        rows["shade"] = np.where(rows["programmes"] == 0, rows["state"], "measured")
    elif selection.measure == "funding":
        states = np.where(rows["state"] == "measured", "unmeasured", rows["state"])
        rows["shade"] = np.where(np.isnan(rows["shown"]), states, "measured")
    breaks = _breaks(selection, rows["shown"])
    index = class_of(rows["shown"], breaks)
    rows["class_index"] = len(breaks) - index if measure.more_is_worse else index
    return breaks


def shared_breaks(measure: str, classes: int, *values: Sequence[float]) -> tuple[float, ...] | None:
    """Breaks for several tables side by side, so that a colour means the same in all.

    None for a measure whose breaks do not depend on the values. Blank values are NaN.
    """
    if measure in ("places_per_1000", "share_met", "grade"):
        return None
    known = [v for of in values for v in of if v == v]
    return round_breaks(known, classes, whole=measure == "programmes")


def classes(
    measure: str, shown: Sequence[float], breaks: tuple[float, ...]
) -> tuple[int | None, ...]:
    """The class of each value (0 is the worst), None for a blank one."""
    index = class_of(np.array(shown, dtype=float), breaks)
    turned = [len(breaks) - i if MEASURES[measure].more_is_worse else i for i in index]
    return tuple(None if v != v else int(i) for v, i in zip(shown, turned, strict=True))


def _grade_rank(rows: Columns) -> Numbers:
    """0 for grade D to 3 for grade A; blank where no ratio is known."""
    rank = {grade: float(n) for n, grade in enumerate(reversed(GRADES))}
    ranks = np.array([rank.get(grade, np.nan) for grade in rows["grade"]])
    return np.where(rows["state"] == "measured", ranks, np.nan)


def _breaks(selection: Selection, shown: Numbers) -> tuple[float, ...]:
    if selection.measure == "places_per_1000":
        return selection.breaks
    if selection.measure == "share_met":
        return tuple(b / 1000 for b in selection.breaks)
    if selection.measure == "grade":
        return GRADE_BREAKS
    counts = selection.measure == "programmes"
    known = shown[~np.isnan(shown)].tolist()
    return round_breaks(known, len(selection.breaks) + 1, whole=counts)


def round_breaks(values: Sequence[float], parts: int, *, whole: bool = False) -> tuple[float, ...]:
    """Breaks of two significant figures that part values into at most ``parts`` classes.

    No class is empty; values that are all equal have no breaks. Where most values are the least one
    the different values are parted instead, so that nothing larger stands in its class. ``whole``:
    only whole numbers.
    """
    different = sorted(set(values))
    found = _parting(values, parts, whole) or _parting(different, parts, whole)
    if whole and not found and parts > 1 and len(different) > 1:
        return (float(ceil(different[1])),) if ceil(different[1]) <= different[-1] else ()
    return found


def _parting(values: Sequence[float], parts: int, whole: bool) -> tuple[float, ...]:
    """Rounded quantiles of values, without those that would leave a class empty."""
    if not values:
        return ()
    quantiles = np.quantile(np.asarray(values), [i / parts for i in range(1, parts)])
    rounded = {_two_figures(float(q), whole) for q in quantiles}
    breaks: list[float] = []
    for b in sorted(b for b in rounded if b <= max(values)):
        if any((not breaks or breaks[-1] <= v) and v < b for v in values):
            breaks.append(b)
    return tuple(breaks)


def _two_figures(value: float, whole: bool) -> float:
    if value <= 0:
        return 0.0
    step = 10.0 ** (floor(log10(value)) - 1)
    rounded = round(value / step) * step
    return float(max(1, round(rounded))) if whole else float(f"{rounded:.12g}")
