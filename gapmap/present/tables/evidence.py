"""What is known of each area, of what year, how good it is, and what one fact would improve it."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from gapmap.core.evidence.matching import Match
from gapmap.core.gap import GapTable
from gapmap.present.words import finding as words
from gapmap.present.words.labels import long_date, rate, whole
from gapmap.vocabulary import BASES, GRADES, LEVEL_PLURAL, STATES

Record = Mapping[str, Any]
HEADS: Final = (
    "Area", "State now", "Places a year now", "Per 1,000", "Ever", "One fact that would improve it",
)  # fmt: skip


def page(now: GapTable, ever: GapTable, programmes: Mapping[str, Record], as_of: date) -> str:
    """Return the page as Markdown.

    ``now`` is the first view, ``ever`` the same of all years and whether or not services have
    ended; ``programmes`` are the rows of programmes.csv by observation_id.
    """
    level = LEVEL_PLURAL[now.selection.level]
    lines = [
        "# What is known of each police force area",
        "",
        "Written by `python -m gapmap evidence`; do not edit it by hand. The data speak of "
        f"{long_date(as_of)}. “Now” is the first view of the app: programmes for adults, seen "
        "since 2020, without services that have ended. “Ever” is any year, ended or not. "
        "What the grades mean: [methodology](methodology.md#how-good-a-number-is).",
        "",
        *_tally(now, ever, level),
        "",
        f"| {' | '.join(HEADS)} |",
        "|---|---|---|---:|---|---|",
    ]
    for row in sorted(now.records, key=lambda r: str(r["name"])):
        if row["state"] != "no_estimate":
            lines.append(_line(now, ever, row, programmes))
    return "\n".join([*lines, ""])


def _tally(now: GapTable, ever: GapTable, level: str) -> list[str]:
    """How many areas have a number, by grade and by basis, now and ever."""
    lines = [f"| {level.capitalize()} with a number | now | ever |", "|---|---:|---:|"]
    tables = [t.rows[t.rows["state"] == "measured"] for t in (now, ever)]
    lines.append(f"| all | {len(tables[0])} | {len(tables[1])} |")
    for column, names in (("grade", GRADES), ("basis", BASES)):
        for name, label in names.items():
            counts = [int((rows[column] == name).sum()) for rows in tables]
            text = f"grade {name}" if column == "grade" else label.lower()
            lines.append(f"| {text} | {counts[0]} | {counts[1]} |")
    return lines


def _line(now: GapTable, ever: GapTable, row: Record, programmes: Mapping[str, Record]) -> str:
    code = str(row["code"])
    before = ever.row(code)
    number = words.places(row)
    if row["grade"]:
        number = f"{number} ({words.evidence(row)})"
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
