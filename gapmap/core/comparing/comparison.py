"""Two GapTables of the same level side by side, and the difference between them.

    change = second - first          (in the unit of the measure shaded)

A change is worked out only where both have a value: a blank is not zero, so an area known in only
one of them has no change. It is a range where a number is not known, or where programmes may match
that do not say so. Places and programmes are sums, so the range is that of ``differing``, in which
what is not known in both alike makes no difference. Of funding, of views with different estimates,
and where a number is withheld, it is made of the ranges of the two values:

    least = lowest second - highest first,  most = highest second - lowest first

Where all of the range is above zero the change is ``least``, where all is below it is ``most``,
each a bound unless the two are equal; where it could be either way there is none. Numbers of
programmes are compared where one is recorded, or all that are say that they do not match. Classes
run from the largest loss to the largest gain around no change; their breaks are rounded and the
same on both sides.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from gapmap.core.comparing.both_views import Range
from gapmap.core.comparing.differing import of_measure, spreads
from gapmap.core.gap import GapTable
from gapmap.core.ratios import class_of
from gapmap.core.shading import classes, round_breaks, shared_breaks
from gapmap.errors import NotComparableError
from gapmap.vocabulary import State

COLUMNS: Final = (
    "level", "code", "name", "status", "first", "second", "change", "class_index",
    "first_state", "second_state", "first_places", "second_places",
    "first_programmes", "second_programmes", "first_lower_bound", "second_lower_bound",
    "change_bound",
)  # fmt: skip
ALIKE: Final = 1e-9
"""Changes smaller than this share of the larger value are rounding, not change."""


@dataclass(frozen=True)
class Comparison:
    """``rows`` has ``COLUMNS``, one row an area in code order.

    ``first`` and ``second`` have the same class breaks wherever these depend on the values, so that
    a colour means the same on both maps. ``status`` says in which of the two an area has a value of
    the measure. ``breaks`` are the upper bounds of the classes of change, rising and symmetrical:
    class 0 is the largest loss of places (or the largest growth of unmet need), the middle one no
    change.
    """

    first: GapTable
    second: GapTable
    rows: pd.DataFrame
    breaks: tuple[float, ...]


def compare(first: GapTable, second: GapTable) -> Comparison:
    """Compare two GapTables. Raises NotComparableError when level or measure differ."""
    if (first.selection.level, first.selection.measure) != (
        second.selection.level,
        second.selection.measure,
    ):
        raise NotComparableError("Only two views of the same areas and measure can be compared.")
    if first.selection.measure == "grade":
        raise NotComparableError("Grades have no difference; choose another measure.")
    first, second = _in_the_same_classes(first, second)
    one, two = (t.rows.set_index("code", drop=False) for t in (first, second))
    rows = one[["level", "code", "name"]].copy()
    blank = (one["shade"] == "no_estimate") & (two["shade"] == "no_estimate")
    rows["first"] = _values(one, first).mask(blank)
    rows["second"] = _values(two, second).mask(blank)
    least, most = _difference(
        _range(one, rows["first"], first), _range(two, rows["second"], second)
    )
    told = _told(first, second)
    least, most = _sharper(least, most, told, rows)
    same = _same(first, second) & ((rows["second"] - rows["first"]).abs() == 0)
    same &= ~rows.index.isin(list(told))
    exact = same | (least == most)
    rows["change"] = least.where((least > 0) | exact, most.where(most < 0)).mask(same, 0.0)
    rows["change_bound"] = rows["change"].notna() & ~exact
    rows["status"] = _status(rows, blank)
    for column in ("state", "places", "programmes", "lower_bound"):
        rows[f"first_{column}"], rows[f"second_{column}"] = one[column], two[column]
    steps = _steps(rows["change"])
    breaks = tuple(-s for s in reversed(steps)) + steps
    rows["class_index"] = _classes(rows["change"], breaks, first.selection.measure == "unmet")
    return Comparison(first, second, rows[list(COLUMNS)].reset_index(drop=True), breaks)


def _in_the_same_classes(first: GapTable, second: GapTable) -> tuple[GapTable, GapTable]:
    """Both tables with breaks made of the values of both."""
    measure, count = second.selection.measure, len(second.selection.breaks) + 1
    breaks = shared_breaks(measure, count, first.columns["shown"], second.columns["shown"])
    if breaks is None:
        return first, second
    one, two = (
        replace(
            table,
            breaks=breaks,
            columns={
                **table.columns,
                "class_index": classes(measure, table.columns["shown"], breaks),
            },
        )
        for table in (first, second)
    )
    return one, two


def _values(rows: pd.DataFrame, table: GapTable) -> pd.Series:
    """What is compared: the value shaded; of programmes the number of records.

    That is 0 where all records say that they do not match, and not known where there are none.
    """
    if table.selection.measure != "programmes":
        return rows["shown"]
    none = (rows["programmes"] == 0) & (rows["programmes_undecided"] == 0)
    silent = none & (rows["state"] != State.NONE_MATCHING.value)
    return rows["programmes"].astype(float).mask(silent)


def _range(rows: pd.DataFrame, value: pd.Series, table: GapTable) -> tuple[pd.Series, pd.Series]:
    """The least and the most that a value can be, by what the sources leave open."""
    measure = table.selection.measure
    undecided = rows["programmes_undecided"]
    if measure == "programmes":
        return value, value + undecided
    part = rows["programmes_funded"] < rows["programmes"]
    unknown = (undecided > 0) | (part if measure == "funding" else rows["lower_bound"])
    if measure == "unmet":
        return value.mask(unknown & value.notna(), 0.0), value
    return value, value.mask(unknown & value.notna(), np.inf)


def _difference(
    first: tuple[pd.Series, pd.Series], second: tuple[pd.Series, pd.Series]
) -> tuple[pd.Series, pd.Series]:
    """The least and the most that a change can be; what is but rounding is none."""
    ends = second[0] - first[1], second[1] - first[0]
    return _without_dust(ends, first[0], second[0])


def _without_dust(
    ends: tuple[pd.Series, pd.Series], first: pd.Series, second: pd.Series
) -> tuple[pd.Series, pd.Series]:
    largest = np.maximum(first.abs(), second.abs())
    least, most = (end.mask(end.abs() <= ALIKE * largest, 0.0) for end in ends)
    return least, most


def _told(first: GapTable, second: GapTable) -> dict[str, Range]:
    """The least and the most that a change can be, programme by programme, by area.

    Only where that can be said: of measures that are sums over programmes.
    """
    measure, aims = first.selection.measure, [t.selection.target_share for t in (first, second)]
    if measure == "funding" or (measure == "unmet" and aims[0] != aims[1]):
        return {}
    people = dict(zip(first.columns["code"], first.columns["perpetrators"], strict=True))
    ranges = {
        code: of_measure(area, measure, people[code], aims[0])
        for code, area in spreads(first, second).items()
    }
    return {code: ends for code, ends in ranges.items() if ends is not None}


def _sharper(
    least: pd.Series, most: pd.Series, told: Mapping[str, Range], rows: pd.DataFrame
) -> tuple[pd.Series, pd.Series]:
    """The ranges of change with those told in their place, wherever both views have a value."""
    both = least.notna()
    least, most = least.copy(), most.copy()
    codes = [code for code in told if both[code]]
    least[codes], most[codes] = [told[c][0] for c in codes], [told[c][1] for c in codes]
    return _without_dust((least, most), rows["first"], rows["second"])


def _same(first: GapTable, second: GapTable) -> pd.Series:
    """The areas where both count the same programmes, and nobody knows of any that may match.

    What is not known of these is not known of both alike, so it makes no difference.
    """
    one, two = _counted(first), _counted(second)
    code = first.rows.set_index("code", drop=False)["code"]
    if first.selection == second.selection:
        return code.notna()
    return code.map(lambda c: c not in one[1] | two[1] and one[0].get(c) == two[0].get(c))


def _counted(table: GapTable) -> tuple[dict[str, set[str]], set[str]]:
    """The services that count in every area, and the areas where others may."""
    counted: dict[str, set[str]] = {}
    for service in table.supply.services:
        for block in frozenset().union(*(row.blocks for row in service.rows)) & set(table.area_of):
            counted.setdefault(table.area_of[block], set()).add(service.service_id)
    may = frozenset().union(*(item.undecided for item in table.supply.hidden))
    return counted, {table.area_of[block] for block in may & set(table.area_of)}


def _status(rows: pd.DataFrame, no_estimate: pd.Series) -> pd.Series:
    status = pd.Series("neither", index=rows.index, dtype=object)
    status[no_estimate] = "no_estimate"
    first, second = rows["first"].notna(), rows["second"].notna()
    status[first & ~second], status[second & ~first] = "only_first", "only_second"
    status[first & second] = "either"
    status[rows["change"].notna()] = "both"
    return status


def _steps(change: pd.Series) -> tuple[float, ...]:
    """At most one rounded step between a small change and a large one; none for no change."""
    sizes = change.dropna().abs()
    return round_breaks(sizes[sizes > 0].tolist(), 2)


def _classes(change: pd.Series, breaks: tuple[float, ...], more_is_worse: bool) -> pd.Series:
    """Class of each change among: below -s, to 0, exactly 0, to s, s and more (s: the steps)."""
    size = class_of(change.abs().to_numpy(float), [b for b in breaks if b > 0]) + 1
    middle = len(breaks) // 2 + 1
    sign = np.sign(change.fillna(0.0)) * (-1 if more_is_worse else 1)
    index = [pd.NA if pd.isna(s) else int(middle + d * s) for s, d in zip(size, sign, strict=True)]
    return pd.Series(index, index=change.index, dtype="Int64")
