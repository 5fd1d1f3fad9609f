"""The scale of a map: what is shaded, in which classes, colours and words, for every measure.

Legend, tooltips, ranking, labels on printed maps and exports take it from here, so they agree.
"""

from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from gapmap.core.gap import GapTable
from gapmap.core.shading import MEASURES
from gapmap.present import palette
from gapmap.present.words import finding as words
from gapmap.present.words.labels import (
    about,
    known,
    percent,
    percent_down,
    plain,
    plural,
    rate,
    rate_down,
    span,
    whole,
)
from gapmap.vocabulary import MEASURES as MEASURE_LABELS
from gapmap.vocabulary import STATES

Row = Mapping[Any, Any] | pd.Series

CAPTIONS: Final = {
    "places_per_1000": "Places a year per 1,000 estimated perpetrators; darker means fewer",
    "share_met": "Known places as a share of the estimated need; darker means less",
    "unmet": "Estimated need that known places do not meet, people; darker means more",
    "programmes": "Programmes recorded; darker means fewer",
    "funding": "Stated yearly funding per estimated perpetrator (£); darker means less",
    "certainty": "How sure the class of places per 1,000 is; darker means less sure",
}
STATE_LABELS: Final = {
    ("funding", "unmeasured"): "Recorded, yearly funding not known",
    ("funding", "measured"): "Yearly funding known",
    ("programmes", "measured"): "Programmes recorded",
}
"""States that are called otherwise where a measure is shaded."""
CERTAINTY: Final = (
    "could change within the range, and with the other layer",
    "could change within the range of the estimate",
    "would change with the other layer only",
    "holds in the range and with the other layer",
)
CERTAIN_SHORT: Final = ("may change: both", "may change: range", "may change: layer", "holds")


def caption(table: GapTable) -> str:
    """What the colours mean, and which end is dark."""
    return CAPTIONS[table.selection.measure]


def class_labels(table: GapTable) -> list[str]:
    """Words for each class, in the order of ``class_index``: the worst first."""
    measure = table.selection.measure
    if measure == "certainty":
        return list(CERTAINTY)
    if not table.breaks:
        return ["all the same value" if known_values(table).size else "no value known"]
    if measure == "programmes":
        return _counts([int(b) for b in table.breaks])
    edges = [_edge(measure, b) for b in table.breaks]
    middle = [f"{a} to under {b}" for a, b in pairwise(edges)]
    labels = [f"under {edges[0]}", *middle, f"{edges[-1]} or more"]
    return labels[::-1] if MEASURES[measure].more_is_worse else labels


def _counts(breaks: list[int]) -> list[str]:
    """Classes of whole numbers: “1”, “2 to 4”, “5 or more”; no area with none is in a class."""
    starts = [1, *breaks]
    parts = [str(a) if b - a == 1 else f"{a} to {b - 1}" for a, b in pairwise(starts)]
    return [*parts, f"{starts[-1]} or more"]


def _edge(measure: str, value: float) -> str:
    if measure == "share_met":
        return f"{plain(100 * value)}%"
    return f"£{plain(value)}" if measure == "funding" else plain(value)


def known_values(table: GapTable) -> pd.Series:
    """The values shaded, without the areas that have none."""
    return table.rows["shown"].dropna()


def colours(table: GapTable) -> tuple[str, ...]:
    """One colour a class, the worst first."""
    return palette.class_colours(len(table.breaks) + 1)


def drawn(table: GapTable) -> dict[str, int]:
    """Number of areas drawn in each state, in the order of the vocabulary, those in use only."""
    found = table.rows["shade"].value_counts()
    return {state: int(found[state]) for state in STATES if state in found}


def state_label(table: GapTable, state: str) -> str:
    """What a state is called where this measure is shaded."""
    return STATE_LABELS.get((table.selection.measure, state), STATES[state])


def uncertain(table: GapTable, row: Row) -> bool:
    """True where the class shaded could change within the range of the estimate."""
    return row["uncertain"] is True and table.selection.measure in ("places_per_1000", "share_met")


def value(table: GapTable, row: Row) -> str:
    """The value shaded with its range, or why there is none."""
    if not known(row["shown"]):
        return state_label(table, str(row["shade"])).lower()
    return VALUES[table.selection.measure](row)


def _share(row: Row) -> str:
    low = percent_down(row["share_met_low"])
    if row["lower_bound"]:
        return f"at least {percent_down(row['share_met'])} ({low} or more)"
    if not known(row["share_met_high"]):  # the low end of the estimate is withheld
        return f"{percent(row['share_met'])} ({low} or more)"
    return f"{percent(row['share_met'])} ({low} to {percent(row['share_met_high'])})"


def _unmet(row: Row) -> str:
    if row["lower_bound"]:
        return f"up to {about(row['unmet_high'])} people"
    return f"about {about(row['unmet'])} people ({span(row['unmet_low'], row['unmet_high'])})"


def _funding(row: Row) -> str:
    low = f"£{rate(row['funding_per_perpetrator_low'])}"
    if not known(row["funding_per_perpetrator_high"]):
        least = rate_down(row["funding_per_perpetrator"])
        return f"at least £{least} ({low} or more)"
    high = rate(row["funding_per_perpetrator_high"])
    return f"£{rate(row['funding_per_perpetrator'])} ({low} to £{high})"


def _programmes(row: Row) -> str:
    return plural(float(row["programmes"]), "programme")


def _certainty(row: Row) -> str:
    return CERTAINTY[int(row["shown"])]


VALUES: Final[Mapping[str, Callable[[Row], str]]] = {
    "places_per_1000": words.ratio,
    "share_met": _share,
    "unmet": _unmet,
    "programmes": _programmes,
    "funding": _funding,
    "certainty": _certainty,
}


def tooltip(table: GapTable, row: Row) -> list[str]:
    """Lines shown on hover and read out on focus; the measure shaded is always among them."""
    lines = words.tooltip(row)
    if table.selection.measure in ("places_per_1000", "programmes"):
        return lines
    return [*lines, f"{MEASURE_LABELS[table.selection.measure]}: {value(table, row)}"]


def short(table: GapTable, row: Row) -> str:
    """The value shaded in few characters, for a label on the map."""
    measure = table.selection.measure
    least = "at least " if row["lower_bound"] else ""
    if measure == "places_per_1000":
        return f"{least}{rate_down(row['shown']) if least else rate(row['shown'])}"
    if measure == "share_met":
        return f"{least}{percent_down(row['shown']) if least else percent(row['shown'])}"
    if measure == "unmet":
        return f"up to {about(row['unmet_high'])}" if least else about(row["shown"])
    if measure == "funding":
        open_ended = not known(row["funding_per_perpetrator_high"])
        return f"{'at least ' if open_ended else ''}£{rate_down(row['shown'])}"
    return CERTAIN_SHORT[int(row["shown"])] if measure == "certainty" else whole(row["shown"])


def written(table: GapTable, row: Row) -> str:
    """What is written in an area of a map: its value, or the programmes whose places no one knows.

    The count stands in brackets, so that nobody takes it for the value.
    """
    if known(row["shown"]):
        return short(table, row).replace("at least ", "≥").replace("up to ", "≤")
    counted = row["shade"] == "unmeasured" and row["programmes"]
    return f"({whole(row['programmes'])})" if counted else ""


def ends(table: GapTable, row: Row) -> tuple[float, float, float | None]:
    """Low end, value and high end of what is shaded; a high end of None is open."""
    column = MEASURES[table.selection.measure].column
    shown = float(row["shown"])
    if f"{column}_low" not in table.rows:
        return shown, shown, shown
    low, high = row[f"{column}_low"], row[f"{column}_high"]
    return (
        float(low) if known(low) else shown,
        shown,
        float(high) if known(high) else None,
    )


def ranked(table: GapTable) -> list[dict[str, Any]]:
    """Rows of the areas with a value, the worst first; ties by name."""
    sign = -1 if MEASURES[table.selection.measure].more_is_worse else 1
    rows = [row for row in table.records if known(row["shown"])]
    return sorted(rows, key=lambda row: (sign * row["shown"], row["name"]))
