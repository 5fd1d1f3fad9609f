"""A watch list in words and tables: which terms end month by month, and the next gap."""

import csv
import json
from collections.abc import Mapping, Sequence
from datetime import date
from io import StringIO
from itertools import groupby
from typing import Final, TypedDict

from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.core.gap import GapTable
from gapmap.core.plan.ending import Ending, WatchList
from gapmap.fields.csv_text import cell
from gapmap.present.words import citation
from gapmap.present.words.labels import MONTHS, listed, long_date, plural, whole
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR

CAVEAT: Final = (
    "That a term ends is not that the programme does: contracts are renewed without notice. Most "
    "sources state no term."
)
NAMED: Final = 8
"""Areas named of one programme; the others are counted."""


class Row(TypedDict):
    """One ending as a row: dates as YYYY-MM-DD, places None where they are not known.

    ``number_year`` and ``grade`` are of the number of places: its year is not that of the term.
    """

    month: str
    day: str
    programme: str
    provider: str
    areas: list[str]
    area_names: list[str]
    places: float | None
    number_year: int | None
    grade: str
    service_id: str
    source_id: str


def rows(found: WatchList, table: GapTable, programmes: Mapping[str, ProgrammeRow]) -> list[Row]:
    """The endings as rows, the first first."""
    return [_row(ending, table, programmes[ending.observation_id]) for ending in found.endings]


def _row(ending: Ending, table: GapTable, record: ProgrammeRow) -> Row:
    parts = (part for part in table.portions if part.service_id == ending.service_id)
    of = next((part for part in parts if part.places is not None), None)
    return {
        "month": f"{ending.day:%Y-%m}",
        "day": ending.day.isoformat(),
        "programme": ending.programme,
        "provider": record["provider"],
        "areas": list(ending.areas),
        "area_names": [table.by_code[code]["name"] for code in ending.areas],
        "places": _number(ending.places),
        "number_year": of.number_year if of else None,
        "grade": of.grade if of else "",
        "service_id": ending.service_id,
        "source_id": record["source_id"],
    }


def _number(value: float) -> float | None:
    return None if value != value else round(value, 2)


def finding(found: WatchList, table: GapTable, after: GapTable | None = None) -> list[str]:
    """What ends, and what would follow; ``after`` is the table if nothing is renewed."""
    number = len(found.endings)
    verb = "ends" if number == 1 else "end"
    total = number + found.passed + found.later + found.unstated
    beyond = total - table.totals.programmes
    among = f" ({whole(beyond)} where there is no estimate)" if beyond > 0 else ""
    sentences = [
        f"By their sources the terms of {whole(number)} of {plural(total, 'counted programme')}"
        f"{among} {verb} between {long_date(found.as_of)} and {long_date(found.until)}; "
        f"{whole(found.passed)} have passed already, {whole(found.later)} end later, and of "
        f"{whole(found.unstated)} no term is stated."
    ]
    if after is not None and number:
        sentences.append(_next_gap(table, after))
    return [*sentences, CAVEAT]


def _next_gap(table: GapTable, after: GapTable) -> str:
    lost = [
        row["name"]
        for row in table.records
        if row["state"] == "measured" and after.by_code[row["code"]]["state"] != "measured"
    ]
    places = [t.totals.places for t in (table, after)]
    level = table.selection.level
    without = (
        f"{_names(lost)} would have no known places left"
        if lost
        else f"no {LEVEL_SINGULAR[level]} would lose its last known places"
    )
    return (
        f"Were none renewed, {whole(places[0] - places[1])} of {whole(places[0])} known places "
        f"would go, and {without}."
    )


def _names(names: Sequence[str]) -> str:
    """The first names, and how many more there are."""
    rest = len(names) - NAMED
    return listed([*names[:NAMED], *([f"{rest} more"] if rest > 0 else [])])


def month_words(month: str) -> str:
    """“2027-03” → “March 2027”."""
    year, number = month.split("-")
    return f"{MONTHS[int(number) - 1]} {year}"


def listing(found: Sequence[Row], sources: Mapping[str, Mapping[str, str]]) -> list[dict[str, str]]:
    """The endings as rows of text with who says so, the month only where it changes.

    ``sources`` are the rows of sources.csv by source_id.
    """
    shown = []
    for month, group in groupby(found, key=lambda row: row["month"]):
        for i, row in enumerate(group):
            shown.append(
                {
                    "Term ends": month_words(month) if i == 0 else "",
                    "Programme": row["programme"],
                    "By": row["provider"] or "not stated",
                    "Places a year": _places(row) or "not known",
                    "Where": _names(row["area_names"]),
                    "Source": _source(sources.get(row["source_id"])),
                }
            )
    return shown


def _source(source: Mapping[str, str] | None) -> str:
    return f"{citation.titled(source)}. {citation.about(source)}" if source else "not stated"


def text(found: WatchList, table: GapTable, after: GapTable, endings: Sequence[Row]) -> str:
    """The watch list as text for a reader."""
    lines = [f"Watch list, by {LEVEL_PLURAL[table.selection.level]}.", ""]
    lines += [*finding(found, table, after), ""]
    for month, group in groupby(endings, key=lambda row: row["month"]):
        lines.append(month_words(month))
        lines += [
            f"  {row['programme']} ({row['provider'] or 'provider not stated'}): {_size(row)}; "
            f"{_names(row['area_names'])}."
            for row in group
        ]
    return "\n".join([*lines, f"Data {table.fingerprint[:12]}."]) + "\n"


def _size(row: Row) -> str:
    places = _places(row, " places a year")
    return places or "places not known"


def _places(row: Row, unit: str = "") -> str:
    """The number with the year that it is of and its grade; empty where it is not known."""
    if row["places"] is None:
        return ""
    year = row["number_year"] or "no year"
    return f"{whole(row['places'])}{unit} ({year}, {row['grade']})"


def lines(found: Sequence[Row], code: str | None = None) -> list[tuple[str, str]]:
    """The endings as sentences with their source_id, of one area where a code is given."""
    return [
        (
            f"{row['programme']}: {month_words(row['month'])}, {_size(row)}, "
            f"{_names(row['area_names'])}.",
            row["source_id"],
        )
        for row in found
        if code is None or code in row["areas"]
    ]


def as_csv(endings: Sequence[Row]) -> str:
    """One row an ending; areas are joined by semicolons."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(list(Row.__annotations__))
    for row in endings:
        values = [";".join(v) if isinstance(v, list) else v for v in row.values()]
        writer.writerow([cell(v) for v in values])
    return out.getvalue()


def as_json(
    found: WatchList, table: GapTable, after: GapTable, endings: Sequence[Row], today: date
) -> str:
    """The watch list with all about it, and the state of every area before and after."""
    body = {
        "title": finding(found, table, after)[0],
        "finding": finding(found, table, after),
        "as_of": found.as_of.isoformat(),
        "until": found.until.isoformat(),
        "endings": endings,
        "passed": found.passed,
        "later": found.later,
        "unstated": found.unstated,
        "areas": [
            {
                "code": row["code"],
                "name": row["name"],
                "state": row["state"],
                "places": _number(row["places"]),
                "state_after": then["state"],
                "places_after": _number(then["places"]),
            }
            for row in table.records
            for then in [after.by_code[row["code"]]]
        ],
        "selection": table.selection.to_dict(),
        "fingerprint": table.fingerprint,
        "date": today.isoformat(),
    }  # fmt: skip
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"
