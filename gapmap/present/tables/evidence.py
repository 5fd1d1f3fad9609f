"""What is known of each area, of what year, how good it is, and what one fact would improve it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from gapmap.core.evidence.matching import Match
from gapmap.core.gap import GapTable
from gapmap.present.words import finding as words
from gapmap.present.words.labels import long_date, rate, whole
from gapmap.vocabulary import BASES, GRADES, LEVEL_PLURAL, STATES

Record = Mapping[str, Any]
HEADS: Final = (
    "Area", "State", "Places a year", "Per 1,000", "Ever", "One fact that would improve it",
)  # fmt: skip
FIRST: Final = "First view"


def page(
    first: GapTable,
    others: Mapping[str, GapTable],
    programmes: Mapping[str, Record],
    as_of: date,
) -> str:
    """Return the page as Markdown.

    ``first`` is the first view; ``others`` are the same with other choices of which services have
    ended, by their name in the tally, the widest last; ``programmes`` are the rows of
    programmes.csv by observation_id.
    """
    level, ever = LEVEL_PLURAL[first.selection.level], list(others.values())[-1]
    lines = [
        "# What is known of each police force area",
        "",
        "Written by `python -m gapmap evidence`; do not edit it by hand. The data speak of "
        f"{long_date(as_of)}. The first view has programmes for adults seen since 2020, without "
        "services that have ended, by their sources. “Ever” is any year, ended or not. "
        "What the grades mean: [methodology](methodology.md#how-good-a-number-is).",
        "",
        *_tally({FIRST: first, **others}, level),
        "",
        *_listed(first),
        "",
        f"| {' | '.join(HEADS)} |",
        "|---|---|---|---:|---|---|",
    ]
    for row in sorted(first.records, key=lambda r: str(r["name"])):
        if row["state"] != "no_estimate":
            lines.append(_line(first, ever, row, programmes))
    return "\n".join([*lines, ""])


def _tally(tables: Mapping[str, GapTable], level: str) -> list[str]:
    """How many areas have a number, by grade and by basis, in each view."""
    lines = [
        f"| {level.capitalize()} with a number | {' | '.join(tables)} |",
        f"|---|{'---:|' * len(tables)}",
    ]
    measured = [t.rows[t.rows["state"] == "measured"] for t in tables.values()]
    lines.append(_cells("all", [len(rows) for rows in measured]))
    for column, names in (("grade", GRADES), ("basis", BASES)):
        for name, label in names.items():
            counts = [int((rows[column] == name).sum()) for rows in measured]
            lines.append(_cells(f"grade {name}" if column == "grade" else label.lower(), counts))
    places = [whole(t.totals.places) for t in tables.values()]
    return [*lines, _cells("places known", places)]


def _listed(first: GapTable) -> list[str]:
    """Which areas of the first view have a number of each basis and grade."""
    lines = [f"| {FIRST}: basis | Grade | Areas |", "|---|---|---|"]
    rows = first.rows[first.rows["state"] == "measured"].sort_values("name")
    for basis, label in BASES.items():
        for grade in GRADES:
            names = rows.loc[(rows["basis"] == basis) & (rows["grade"] == grade), "name"]
            if len(names):
                lines.append(_cells(label.lower(), [grade, "; ".join(names)]))
    return lines


def _cells(head: str, cells: Sequence[object]) -> str:
    return f"| {head} | {' | '.join(map(str, cells))} |"


def _line(now: GapTable, ever: GapTable, row: Record, programmes: Mapping[str, Record]) -> str:
    code = str(row["code"])
    before = ever.row(code)
    number = words.places(row)
    if row["grade"]:
        number = f"{number} ({words.evidence_in(now, row)})"
    once = f"{words.places(before)} ({words.year_and_grade(before)})" if before["grade"] else "–"
    ratio = rate(row["places_per_1000"]) if row["state"] == "measured" else "–"
    cells = (
        str(row["name"]), STATES[str(row["state"])], number, ratio, once,
        _wanted(now, row, programmes),
    )  # fmt: skip
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _wanted(now: GapTable, row: Record, programmes: Mapping[str, Record]) -> str:
    """The single fact that would improve what is known of an area."""
    code, state = str(row["code"]), str(row["state"])
    parts = now.parts[now.parts["code"] == code]
    if state == "measured":
        known = parts[parts["places"].notna()].sort_values("places", ascending=False)
        name = programmes[str(known["observation_id"].iloc[0])]["programme"]
        if row["grade"] in ("C", "D"):
            return f"how many people started at {name} in the last two years"
        unknown = parts[parts["places"].isna()]
        if len(unknown):
            name = programmes[str(unknown["observation_id"].iloc[0])]["programme"]
            return f"the yearly places of {name}"
        return f"next year’s number of {name}"
    if state == "unmeasured":
        name = programmes[str(parts["observation_id"].iloc[0])]["programme"]
        return f"the yearly places of {name} ({whole(row['programmes'])} recorded)"
    hidden = [item for item, match in now.hidden_in(code) if match is Match.NOT_STATED]
    if hidden:
        latest = max(hidden, key=lambda item: item.chosen.end_year or 0)
        return f"whether {latest.chosen.programme} still runs, and its yearly places"
    return "whether any programme exists here"
