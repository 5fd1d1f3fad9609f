"""Tables about areas as CSV: their figures with those of their councils, and their programmes."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from gapmap.core import disclosure
from gapmap.core.gap import COLUMNS, GapTable
from gapmap.csv_text import defused, rows_csv
from gapmap.present.area.profile import Profile
from gapmap.present.area.programmes import LABELS, ProgrammeEntry
from gapmap.present.tables.columns import records
from gapmap.present.tables.csv_json import description
from gapmap.present.words import finding as words
from gapmap.recipe import KEY

OF_AREA: Final = ("area_code", "area_name")
FACTS: Final = {
    "places_here": "Places a year here",
    "who_can_refer": "Who can refer",
    "who_it_accepts": "Who it accepts",
    "provider": "Provider",
    "areas_as_stated": "Areas",
    "referrals": "Referrals",
    "starts": "Starts",
    "completions": "Completions",
    "published_not_used": "Published, not used",
    "waiting_time": "Waiting time",
    "funding": "Funding",
    "accreditation": "Respect accreditation",
    "what_was_counted": "What was counted",
    "how_far_verified": "How far verified",
    "worked_out": "Worked out, not stated",
    "notes": "Notes",
    "other_periods": "Other periods on record",
}
"""Columns of the programmes, and the facts of a profile that they hold."""
PROGRAMME_COLUMNS: Final = (
    *OF_AREA, "programme", "type_and_period", "counted", *FACTS, "sources", "web_addresses",
)  # fmt: skip
NOT_COUNTED: Final = "Why it is not counted"
WITHHELD: Final = (
    "Figures of councils are left out: beside those of the area they could give away numbers that "
    "are withheld."
)


def councils(
    table: GapTable,
    local: GapTable,
    inside: Mapping[str, Sequence[str]],
    *,
    today: date,
    version: str,
    recipe: str,
) -> bytes:
    """Return the rows of areas, each followed by those of the councils in it, as CSV.

    ``local`` is the GapTable of the same Selection by council; ``inside`` maps the codes of the
    areas wanted to those of their councils. Where numbers are withheld, councils are left out.
    """
    own = {row["code"]: row for row in records(table)}
    by_code = {row["code"]: row for row in records(local)}
    withheld = table.selection.suppress_below > 0
    rows = []
    for code, blocks in inside.items():
        mark = {"area_code": code, "area_name": own[code]["name"]}
        rows.append(mark | own[code])
        local_codes = [] if withheld else [b for b in blocks if b != code]
        rows += [mark | by_code[b] for b in local_codes]
    extra = {
        "note": WITHHELD if withheld else "Levels overlap: never add rows of different levels."
    }
    about = _about(table, today, version, recipe) | extra
    return _file(about, rows_csv(rows, (*OF_AREA, *COLUMNS)))


def programmes(
    table: GapTable, profiles: Iterable[Profile], *, today: date, version: str, recipe: str
) -> bytes:
    """Return one row a programme or context record and area, with its sources, as CSV."""
    areas = list(profiles)
    silent = dict.fromkeys(_silent(table.selection.suppress_below), "withheld")
    rows = [
        {
            "area_code": area.code,
            "area_name": area.name,
            **_programme(entry, counted=counted),
            **silent,
        }
        for area in areas
        for counted, entries in (
            (True, area.programmes),
            (False, area.hidden),
            (False, area.context),
        )
        for entry in entries
    ]
    about = _about(table, today, version, recipe)
    return _file(about, rows_csv(rows, PROGRAMME_COLUMNS))


def _silent(limit: int) -> list[str]:
    """Columns that could give a number away that another row withholds."""
    labels = {LABELS[part] for part in disclosure.silent(limit, counted=False)}
    return [column for column, label in FACTS.items() if label in labels]


def _programme(entry: ProgrammeEntry, *, counted: bool) -> dict[str, Any]:
    facts: dict[str, list[str]] = {}
    for label, text in entry.facts:
        facts.setdefault(label, []).append(text)
    why = "yes" if counted else f"no: {'; '.join(facts.get(NOT_COUNTED, ['context only']))}"
    return {
        "programme": entry.title,
        "type_and_period": entry.subtitle,
        "counted": why,
        **{column: " | ".join(facts.get(label, [])) for column, label in FACTS.items()},
        "sources": " | ".join(link.text for link in entry.links),
        "web_addresses": " ".join(link.url for link in entry.links if link.url),
    }


def _about(table: GapTable, today: date, version: str, recipe: str) -> dict[str, str]:
    return description(table, today, version) | {"states": _states(), KEY: recipe}


def _states() -> str:
    return " ".join(f"{state}: {note}" for state, note in words.STATE_NOTES.items())


def _file(about: Mapping[str, str], body: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([f"# {key}", defused(text)] for key, text in about.items())
    return ("\ufeff" + out.getvalue() + body).encode()
