"""The map of a difference: how each area is painted, what it is called, and what is read of it.

An area with a difference has a colour. One known in a single view, or in both without saying which
is more, has lines of its own. One known in neither is painted as the map page paints what the view
that says more says of it, so that programmes of unknown size never look as if nothing were there.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from gapmap.core.comparing.comparison import Comparison
from gapmap.present import palette
from gapmap.present.words import scale
from gapmap.present.words.comparing import change
from gapmap.present.words.labels import known, plain, plural
from gapmap.vocabulary import MEASURES, STATES, State

LINED: Final = ("only_second", "only_first", "either")
"""Statuses with a paint of their own: something is known, and no difference."""
MOST_TOLD: Final = (
    State.SUPPRESSED.value,
    State.UNMEASURED.value,
    State.NOT_STATED.value,
    State.NONE_MATCHING.value,
    State.NONE_RECORDED.value,
)
"""What a view can say of an area without a value, the most first."""
IN_NEITHER: Final[Mapping[str, str]] = {
    "unmeasured": "Recorded, places known in neither",
    "not_stated": "May match: stated in neither",
    "none_matching": "Recorded, none matches in either",
    "none_recorded": STATES["none_recorded"],
    "suppressed": "Withheld, known in neither",
    "no_estimate": STATES["no_estimate"],
}
"""What each state is called where two views are painted as one; it has to hold of both."""
FUNDING_IN_NEITHER: Final = "Recorded, yearly funding known in neither"
ENDS: Final[Mapping[str, tuple[str, str]]] = {
    "places_per_1000": ("fewer places", "more"),
    "share_met": ("a smaller share", "a larger one"),
    "unmet": ("more unmet need", "less"),
    "programmes": ("fewer programmes", "more"),
    "funding": ("less funding", "more"),
}
"""What brown and blue mean of B, by the measure: a fact, for neither view is the better one."""


def colours(found: Comparison) -> tuple[str, ...]:
    """One colour a class, the largest loss first."""
    return palette.change_colours(len(found.breaks) + 3)


def class_labels(found: Comparison) -> list[str]:
    """Words for each class of change, the largest loss first."""
    measure = found.first.selection.measure
    brown, blue = ("higher", "lower") if measure == "unmet" else ("lower", "higher")
    steps = [_amount(measure, b) for b in found.breaks if b > 0]
    small = f" by under {steps[0]}" if steps else ""
    large = [f" by {s} or more" for s in steps]
    losses = [f"{brown}{size}" for size in (*large, small)]
    return [*losses, "no change", *(f"{blue}{size}" for size in (small, *large))]


def _amount(measure: str, value: float) -> str:
    if measure == "share_met":
        return f"{plain(round(100 * value, 6))} points"
    return f"£{plain(value)}" if measure == "funding" else plain(value)


def caption(found: Comparison) -> str:
    """What the colours of the difference map mean."""
    measure = found.first.selection.measure
    brown, blue = ENDS.get(measure, ("less", "more"))
    bounds = "; ≥ or ≤: at least so much" if found.rows["change_bound"].any() else ""
    return f"{MEASURES[measure]}: B minus A. Brown: {brown} in B; blue: {blue}{bounds}"


def paint(found: Comparison, row: Mapping[str, Any]) -> str:
    """How an area is painted: as measured, with lines of its status, or as a state."""
    status = str(row["status"])
    if status == "both":
        return State.MEASURED.value
    if status in LINED:
        return status
    said = {table.row(row["code"])["shade"] for table in (found.first, found.second)}
    return next((state for state in MOST_TOLD if state in said), State.NO_ESTIMATE.value)


def label(found: Comparison, look: str) -> str:
    """What a paint other than a colour means, of both views."""
    if look in LINED:
        return change.STATUS_WORDS[look]
    of_funding = look == "unmeasured" and found.first.selection.measure == "funding"
    return FUNDING_IN_NEITHER if of_funding else IN_NEITHER[look]


def drawn(found: Comparison) -> dict[str, int]:
    """Number of areas by paint other than a colour, in the legend's order, those in use only."""
    numbers = Counter(paint(found, row) for row in _rows(found))
    order = (*LINED, *(state for state in STATES if state != State.MEASURED.value))
    return {look: numbers[look] for look in order if look in numbers}


def _rows(found: Comparison) -> list[dict[str, Any]]:
    return [{str(k): v for k, v in row.items()} for row in found.rows.to_dict("records")]


def written(found: Comparison, row: Mapping[str, Any]) -> str:
    """What is written in an area of the map: its change, “0” for none; else nothing."""
    if row["status"] != "both":
        return ""
    if row["change"] == 0:
        return "0"
    text = change.signed(found.first.selection.measure, row["change"]).removesuffix(" points")
    return text if not row["change_bound"] else f"{'≥' if row['change'] > 0 else '≤'}{text}"


def tooltip(found: Comparison, row: Mapping[str, Any]) -> list[str]:
    """Lines shown on hover and read out on focus."""
    measure = found.first.selection.measure
    lines = [str(row["name"])]
    if row["status"] == "both":
        bound = " or more" if row["change_bound"] else ""
        lines.append(f"B minus A: {change.signed(measure, row['change'])}{bound}")
    else:
        lines.append(label(found, paint(found, row)))
    for side, table in (("A", found.first), ("B", found.second)):
        its = table.row(row["code"])
        may = its["programmes_undecided"]
        more = f"; {plural(may, 'programme')} more may match" if may and known(its["shown"]) else ""
        lines.append(f"{side}: {scale.value(table, its)}{more}")
    return lines


def of_area(lines: list[str]) -> tuple[str, str]:
    """The lines of an area as a name and what is said of it, to be read as one line."""
    name, *said = lines
    return f"{name}:", f"{'. '.join(said)}."
