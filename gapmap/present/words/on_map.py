"""What a map says of an area: in it, in few characters, and beside it, in four lines."""

from collections.abc import Iterable
from typing import Final

from gapmap.core.gap import GapTable
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.words.labels import about, known, whole
from gapmap.vocabulary import MEASURES, STATES

AT_LEAST: Final = "≥"
AT_MOST: Final = "≤"


def tooltip(table: GapTable, row: scale.Row) -> list[str]:
    """Four lines, shown on hover and read out on focus; the measure shaded is always in them."""
    measure = table.selection.measure
    told = measure in ("places_per_1000", "programmes")
    shaded = "" if told else f"{MEASURES[measure]}: {scale.value(table, row)}"
    of = f" ({words.evidence(row)})" if words.evidence(row) else ""
    per = f"{words.ratio(row)} places per 1,000" if known(row["places_per_1000"]) else ""
    crosses = "range crosses your threshold" if row["crosses_threshold"] is True else ""
    return [
        str(row["name"]),
        " · ".join(filter(None, (STATES[str(row["state"])], shaded or per, crosses))),
        f"Places a year: {words.places(row)}{of}{_programmes(row)}",
        f"Estimated perpetrators: {words.perpetrators(row)}",
    ]


def _programmes(row: scale.Row) -> str:
    """How many programmes are counted, may match and do not, for the end of a line."""
    counts = [
        f"{whole(row[name])} {what}"
        for name, what in (
            ("programmes", "matching"),
            ("programmes_undecided", "may match"),
            ("programmes_not_matching", "not matching"),
        )
        if row[name]
    ]
    return f"; programmes: {', '.join(counts)}" if counts else ""


def brief(table: GapTable, row: scale.Row) -> str:
    """The value shaded in the fewest characters, as the colour has it: ≥ at least, ≤ up to."""
    if table.selection.measure == "unmet":
        return f"{AT_MOST if row['lower_bound'] else ''}{about(row['shown'])}"
    return scale.short(table, row).replace("at least ", AT_LEAST)


def in_words(table: GapTable, row: scale.Row) -> str:
    """The same with words for its sign: “at least 7.1”."""
    return brief(table, row).replace(AT_LEAST, "at least ").replace(AT_MOST, "up to ")


def written(table: GapTable, row: scale.Row) -> str:
    """What is written in an area of a map: its value and year, or the programmes without places.

    The count stands in brackets, so that nobody takes it for the value; ``marks`` explains all.
    """
    if known(row["shown"]):
        text = brief(table, row)
        return f"{text} {_year(row['number_year'])}" if _is_dated(table, row) else text
    counted = row["shade"] == "unmeasured" and row["programmes"]
    return f"({whole(row['programmes'])})" if counted else ""


def marks(table: GapTable, texts: Iterable[str] | None = None) -> str:
    """What the marks in the areas of a map mean, by one of each in use; else nothing.

    With ``texts``, only of those that are among them: what is written on a map on paper.
    """
    there = None if texts is None else {word for text in texts for word in text.split()}
    used = [
        (row, text)
        for row in table.records
        if (text := written(table, row)) and (there is None or there.issuperset(text.split()))
    ]
    years = [row["number_year"] or 0 for row, _ in used if _is_dated(table, row)]
    most = max((row["programmes"] for row, text in used if text.startswith("(")), default=0)
    found = (
        f"{AT_LEAST} at least" if any(AT_LEAST in text for _, text in used) else "",
        f"{AT_MOST} up to" if any(AT_MOST in text for _, text in used) else "",
        f"{_year(max(years))} of {int(max(years))}" if years else "",
        f"({whole(most)}) {'programme' if most == 1 else 'programmes'}" if most else "",
    )
    return "; ".join(filter(None, found))


def _is_dated(table: GapTable, row: scale.Row) -> bool:
    of_places = table.selection.measure in scale.OF_PLACES
    return of_places and known(row["shown"]) and known(row["number_year"])


def _year(year: float) -> str:
    return f"’{int(year) % 100:02d}"
