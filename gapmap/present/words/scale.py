"""The scale of a map: what is shaded, in which classes, colours and words, for every measure.

Legend, tooltips, ranking, labels on printed maps and exports take it from here, so they agree.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from gapmap.core.gap import GapTable, TableRow
from gapmap.core.shading import MEASURES
from gapmap.present import palette
from gapmap.present.kept import once
from gapmap.present.words import finding as words
from gapmap.present.words.labels import (
    about,
    known,
    percent,
    plain,
    plural,
    rate,
    span,
    whole,
)
from gapmap.vocabulary import GRADES, STATES, State

Row = Mapping[Any, Any] | pd.Series

CAPTIONS: Final = {
    "places_per_1000": "Places a year per 1,000 estimated perpetrators; darker means fewer",
    "share_met": "Known places as a share of the estimated need; darker means less",
    "unmet": "Estimated need that known places do not meet, people; darker means more, "
    "at the middle of the estimate",
    "programmes": "Programmes recorded; darker means fewer",
    "funding": "Stated yearly funding per estimated perpetrator (£); darker means less",
    "grade": "Grade of the number of places; darker means weaker evidence",
}
STATE_LABELS: Final = {
    ("funding", "unmeasured"): "Recorded, yearly funding not known",
    ("funding", "measured"): "Yearly funding known",
    ("programmes", "measured"): "Programmes recorded",
}
"""States that are called otherwise where a measure is shaded."""
GRADE_LABELS: Final = tuple(f"{grade}: {GRADES[grade]}" for grade in reversed(GRADES))
"""Words for each grade, the worst first."""
ALIKE: Final = {0: "no value known", 1: "all the same value"}
"""Words for the one class of a scale without breaks, by how many different values there are."""
EDGE_WORDS: Final = {
    "A": "Plain edge: grade A",
    "B": "Plain edge: grade B",
    "C": "Dashed edge: grade C (older, or an aim)",
    "D": "Dotted edge: grade D (from a budget)",
}
"""How the grade of an area's number of places is drawn, with what makes most of its grade."""
EDGED: Final = ("C", "D")


def caption(table: GapTable) -> str:
    """What the colours mean, and which end is dark."""
    return CAPTIONS[table.selection.measure]


def class_labels(table: GapTable) -> list[str]:
    """Words for each class, in the order of ``class_index``: the worst first."""
    measure = table.selection.measure
    if measure == "grade":
        return list(GRADE_LABELS)
    if not table.breaks:
        different = known_values(table).nunique()
        return [ALIKE.get(different, "all about the same value")]
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
    found = Counter(table.columns["shade"])
    return {state: found[state] for state in STATES if state in found}


def state_label(table: GapTable, state: str) -> str:
    """What a state is called where this measure is shaded."""
    return STATE_LABELS.get((table.selection.measure, state), STATES[state])


def edge_grade(table: GapTable, row: Row) -> str:
    """The grade that an area's edge shows: that of the number shaded, if it is of places."""
    return _grade_of(row) if table.selection.measure in OF_PLACES else ""


def _grade_of(row: Row) -> str:
    return str(row["grade"]) if row["state"] == State.MEASURED.value else ""


def grades(table: GapTable) -> dict[str, int]:
    """Number of areas by grade of their number, the best first, those in use only."""
    found = [_grade_of(row) for row in table.records]
    return {grade: found.count(grade) for grade in GRADES if grade in found}


def edges(table: GapTable) -> dict[str, int]:
    """Number of areas by grade, of the grades that have an edge of their own, where it is drawn."""
    if table.selection.measure not in OF_PLACES:
        return {}
    return {grade: n for grade, n in grades(table).items() if grade in EDGED}


def value(table: GapTable, row: Row) -> str:
    """The value shaded with its range, or why there is none."""
    if not known(row["shown"]):
        return state_label(table, str(row["shade"])).lower()
    text = VALUES[table.selection.measure](row)
    dated = words.year_and_grade(row) if table.selection.measure in OF_PLACES else ""
    return f"{text} · {dated}" if dated else text


OF_PLACES: Final = ("places_per_1000", "share_met", "unmet")
"""Measures that rest on the number of places, and carry its year and grade."""


def _share(row: Row) -> str:
    low = percent(row["share_met_low"])
    if row["lower_bound"]:
        return f"at least {percent(row['share_met'])} ({low} or more)"
    if not known(row["share_met_high"]):  # the low end of the estimate is withheld
        return f"{percent(row['share_met'])} ({low} or more)"
    return f"{percent(row['share_met'])} ({low} to {percent(row['share_met_high'])})"


HIGH_END: Final = "at the high end of the estimate"
"""What “up to” goes by where some places are not known: it may be more than the estimate itself."""


def unmet(row: Row) -> str:
    """Need that known places do not meet, with its range or as a bound."""
    if row["lower_bound"]:
        return f"up to {about(row['unmet_high'])} people {HIGH_END}"
    return f"about {about(row['unmet'])} people ({span(row['unmet_low'], row['unmet_high'])})"


def _funding(row: Row) -> str:
    low = f"£{rate(row['funding_per_perpetrator_low'])}"
    if not known(row["funding_per_perpetrator_high"]):
        least = rate(row["funding_per_perpetrator"])
        return f"at least £{least} ({low} or more)"
    high = rate(row["funding_per_perpetrator_high"])
    return f"£{rate(row['funding_per_perpetrator'])} ({low} to £{high})"


def _programmes(row: Row) -> str:
    return plural(float(row["programmes"]), "programme")


def _grade(row: Row) -> str:
    return f"grade {row['grade']} ({words.evidence(row)})"


VALUES: Final[Mapping[str, Callable[[Row], str]]] = {
    "places_per_1000": words.ratio,
    "share_met": _share,
    "unmet": unmet,
    "programmes": _programmes,
    "funding": _funding,
    "grade": _grade,
}


def short(table: GapTable, row: Row) -> str:
    """The value shaded in few characters, for a label on the map."""
    measure = table.selection.measure
    least = "at least " if row["lower_bound"] else ""
    if measure == "places_per_1000":
        return f"{least}{rate(row['shown'])}"
    if measure == "share_met":
        return f"{least}{percent(row['shown'])}"
    if measure == "unmet":
        return f"up to {about(row['unmet_high'])}" if least else about(row["shown"])
    if measure == "funding":
        open_ended = not known(row["funding_per_perpetrator_high"])
        return f"{'at least ' if open_ended else ''}£{rate(row['shown'])}"
    return str(row["grade"]) if measure == "grade" else whole(row["shown"])


def ends(table: GapTable, row: Row) -> tuple[float, float, float | None]:
    """Low end, value and high end of what is shaded; a high end of None is open."""
    column = MEASURES[table.selection.measure].column
    shown = float(row["shown"])
    if f"{column}_low" not in table.columns:
        return shown, shown, shown
    low, high = row[f"{column}_low"], row[f"{column}_high"]
    return (
        float(low) if known(low) else shown,
        shown,
        float(high) if known(high) else None,
    )


FIRST: Final[Mapping[str, str]] = {
    "places_per_1000": "fewest",
    "share_met": "smallest",
    "unmet": "most",
    "programmes": "fewest",
    "funding": "least",
    "grade": "weakest",
}
"""What is the first in a list of areas, by the measure: no word that judges a lower bound."""
SHARE_A_RANK: Final = 3
"""Under so many exact values there is no rank."""


@once
def ranked(table: GapTable) -> list[TableRow]:
    """Rows of the areas with a value, the worst first; equal numbers as shown by name."""
    sign = -1 if MEASURES[table.selection.measure].more_is_worse else 1
    rows = [row for row in table.records if known(row["shown"])]
    return sorted(rows, key=lambda row: (sign * row["shown"], row["name"]))


def ranks(table: GapTable) -> dict[str, int]:
    """Rank of each area that has one, 1 for the worst; those whose numbers read alike share one.

    Lower bounds have none among exact values, nor has an area whose places are mostly its share of
    a programme that is shared out over several areas: their ratio is that of the programme. With
    under three exact values nobody has a rank.
    """
    exact = [row for row in ranked(table) if is_exact(table, row)]
    if len(exact) < SHARE_A_RANK:
        return {}
    found: dict[str, int] = {}
    before, place = "", 0
    for position, row in enumerate(exact, 1):
        text = short(table, row)
        place = place if text == before else position
        before = text
        found[str(row["code"])] = place
    return found


def is_exact(table: GapTable, row: Row) -> bool:
    """True where a value is a number of the area's own, and not a bound."""
    measure = table.selection.measure
    if measure in ("programmes", "grade"):
        return True
    if measure == "funding":
        return known(row["funding_per_perpetrator_high"])
    return not row["lower_bound"] and not row["shared"]
