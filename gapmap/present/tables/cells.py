"""The cells of a page's table of areas: the text of each, and the number that it sorts by."""

from collections.abc import Mapping
from typing import Any, Final

from gapmap.core.gap import GapTable
from gapmap.present.tables.columns import spec
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.words.labels import about, known, percent, rate, span, whole
from gapmap.vocabulary import MEASURES, STATES

Cell = tuple[str, float | str | None]
RANGES: Final = {
    "range": "Its range",
    "perpetrators_range": "Their range",
    "evidence": "Year, basis, grade",
}
"""Columns that put numbers into words; the others are columns of the GapTable."""
COLUMNS: Final = (
    "state", "places_per_1000", "range", "places", "evidence", "perpetrators",
    "perpetrators_range", "share_met", "unmet", "programmes", "programmes_unmeasured",
    "programmes_undecided", "programmes_not_matching", "same_with_force_rates",
)  # fmt: skip
TEXTS: Final = (
    "state", "range", "perpetrators_range", "evidence", "same_with_force_rates",
    "crosses_threshold", "verdict", "code",
)  # fmt: skip
"""Columns that hold words; the others hold numbers, and sort by them."""


def columns(table: GapTable) -> dict[str, str]:
    """Headings of the table's columns after the area's name, by column."""
    selection = table.selection
    shown = {name: RANGES.get(name) or spec(name).brief for name in COLUMNS}
    if selection.measure in ("funding", "grade"):
        shown["shown"] = MEASURES[selection.measure]
    if selection.gap_below is not None:
        for name in ("verdict", "crosses_threshold"):
            shown[name] = spec(name).brief
    return shown | {"code": spec("code").brief}


def cells(table: GapTable, row: Mapping[Any, Any]) -> list[list[str | float | None]]:
    """Text and sorting value of each column of ``columns``; no text is empty."""
    reason = words.ratio_or_reason(row)
    cell: dict[str, Cell] = {
        "state": (STATES[str(row["state"])], None),
        "places_per_1000": _measured(row, "places_per_1000", rate, rate, reason),
        "range": (_range(row) if known(row["places_per_1000"]) else reason, None),
        "places": (words.places(row), row["places"]),
        "perpetrators": _perpetrators(row),
        "perpetrators_range": _perpetrators_range(row),
        "share_met": _measured(row, "share_met", percent, percent, reason),
        "unmet": (_unmet(row) if known(row["unmet"]) else reason, row["unmet"]),
        "programmes": (whole(row["programmes"]), row["programmes"]),
        "programmes_unmeasured": (
            whole(row["programmes_unmeasured"]),
            row["programmes_unmeasured"],
        ),
        "programmes_undecided": (
            whole(row["programmes_undecided"]),
            row["programmes_undecided"],
        ),
        "programmes_not_matching": (
            whole(row["programmes_not_matching"]),
            row["programmes_not_matching"],
        ),
        "evidence": (words.evidence(row) or reason, None),
        "same_with_force_rates": (_yes(row["same_with_force_rates"]), None),
        "crosses_threshold": (_yes(row["crosses_threshold"]), None),
        "shown": (scale.value(table, row), row["shown"]),
        "verdict": (str(row["verdict"]) or reason, None),
        "code": (str(row["code"]), None),
    }
    return [[text, _number(value)] for text, value in (cell[name] for name in columns(table))]


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and known(value) else None


def _measured(row: Mapping[Any, Any], name: str, plain: Any, down: Any, reason: str) -> Cell:
    value = row[name]
    if not known(value):
        return reason, None
    return (f"at least {down(value)}" if row["lower_bound"] else plain(value)), value


def _range(row: Mapping[Any, Any]) -> str:
    low = row["places_per_1000_low"]
    if row["lower_bound"] or not known(row["places_per_1000_high"]):
        return f"{rate(low)} or more"
    return f"{rate(low)} to {rate(row['places_per_1000_high'])}"


def _perpetrators(row: Mapping[Any, Any]) -> Cell:
    value = row["perpetrators"]
    return (about(value), value) if known(value) else (words.perpetrators(row), None)


def _perpetrators_range(row: Mapping[Any, Any]) -> Cell:
    if not known(row["perpetrators"]):
        return words.perpetrators(row), None
    return span(row["perpetrators_low"], row["perpetrators_high"]), None


def _unmet(row: Mapping[Any, Any]) -> str:
    return f"up to {about(row['unmet_high'])}" if row["lower_bound"] else about(row["unmet"])


def _yes(value: object) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else "no class"
