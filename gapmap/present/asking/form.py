"""The return workbook before it is XLSX or ODS: its columns, their definitions, its rows.

One row is one programme, prefilled with what is held and where it comes from; blank rows follow for
programmes that are not listed. Beside each number stands what can be said instead of one: a blank
is no answer, and none of “not held”, “withheld” and “none” is a zero by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gapmap.core.evidence.asking.asked import asked_of, latest
from gapmap.core.evidence.asking.holders import Body
from gapmap.core.evidence.asking.missing import Missing
from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.present.words.labels import pounds, whole
from gapmap.present.words.links import web_address
from gapmap.vocabulary import GROUPS, ROUTES, TYPES

VERSION: Final = "1"
"""Of the form: a return of another version is read by another rule, or not at all."""
SHEET, DEFINITIONS, LISTS, HIDDEN = "Return", "Definitions", "Lists", "gapmap"
BLANK_ROWS: Final = 10
STILL: Final = ("yes", "no, corrected here", "ended", "not ours")
INSTEAD: Final = ("not held", "withheld", "none")
"""What can be answered instead of a number."""
BASES: Final = ("places commissioned", "an aim", "an average of several years")
YES_NO: Final = ("yes", "no")


@dataclass(frozen=True)
class FormColumn:
    """A column: its key, heading, definition, what it can hold, and its width in characters."""

    key: str
    heading: str
    definition: str
    choices: tuple[str, ...] = ()
    number: bool = False
    width: int = 16


def _instead(key: str, what: str) -> FormColumn:
    return FormColumn(
        f"{key}_instead", f"{what}: instead of a number",
        "“Not held”, “withheld” or “none” where there is no number to give. “None” means that "
        "there were none; leave it blank where the number is given.",
        INSTEAD,
    )  # fmt: skip


COLUMNS: Final = (
    FormColumn("reference", "Reference", "Leave as it is; blank in a row that you add.", width=22),
    FormColumn("programme", "Programme", "Its name.", width=30),
    FormColumn("provider", "Provider", "The organisation that runs it.", width=26),
    FormColumn("areas", "Areas served", "Councils or police force areas, separated by ;", width=26),
    FormColumn("held", "What we hold", "What is on our map today. Not to be filled in.", width=34),
    FormColumn("source", "Our source", "Where that comes from. Not to be filled in.", width=30),
    FormColumn("still", "Still right?", "Whether what we hold is right today.", STILL),
    FormColumn(
        "programme_type", "Programme type", "The one that says most about it.",
        tuple(TYPES.values()), width=24,
    ),
    FormColumn(
        "referral_routes", "Who can refer",
        f"Any of these, separated by ;: {'; '.join(ROUTES.values())}", width=26,
    ),
    FormColumn(
        "accepts", "Who is accepted",
        f"Any of these, separated by ;: {'; '.join(GROUPS.values())}", width=22,
    ),
    FormColumn(
        "period", "Year of the numbers",
        "A financial year such as 2025-26, or a year. All numbers of the row are of it.",
    ),
    FormColumn(
        "places", "Places a year",
        "Places for one person in twelve months, as contracted for the year.", number=True,
    ),
    FormColumn("basis", "Places are", "What the number of places rests on.", BASES),
    _instead("places", "Places a year"),
    FormColumn(
        "referrals", "People referred", "In the year, by agencies and by themselves.", number=True
    ),
    _instead("referrals", "People referred"),
    FormColumn("starts", "People who started", "Accepted, and began in the year.", number=True),
    _instead("starts", "People who started"),
    FormColumn("completions", "People who completed", "In the year.", number=True),
    _instead("completions", "People who completed"),
    FormColumn(
        "months", "Months that the counts cover", "12 for a whole year.", number=True
    ),
    FormColumn(
        "funding", "Money in the year (£)", "For this programme alone, running costs included.",
        number=True,
    ),
    _instead("funding", "Money in the year (£)"),
    FormColumn("funded_until", "Funded until", "A day, month or year, such as 2027-03-31."),
    FormColumn("accredited", "Respect-accredited", "Accredited by Respect today.", YES_NO),
    FormColumn(
        "contributors", "Who contributes money", "Organisations, with amounts where you can.",
        width=26,
    ),
    FormColumn("remarks", "Remarks", "Anything that a reader has to know. No names of people.",
               width=34),
)  # fmt: skip
BY_KEY: Final = {column.key: column for column in COLUMNS}
NUMBERS: Final = tuple(c.key for c in COLUMNS if f"{c.key}_instead" in BY_KEY)
"""The numbers that are asked for, each with its column of what can be said instead."""
PREFILLED: Final = (
    "reference", "programme", "provider", "areas", "held", "source", "programme_type",
    "referral_routes", "accepts",
)  # fmt: skip


@dataclass(frozen=True)
class Form:
    """A return to be filled in: for whom, its rows (cells by column key), and its marks.

    ``marks`` are hidden in the file: version of the form, body, day, fingerprint of the data.
    ``due`` is the day asked for, ``law_due`` the one by law where it is received ``today``.
    """

    body: Body
    rows: tuple[Mapping[str, str], ...]
    marks: Mapping[str, str]
    today: date
    due: date
    law_due: date


def form(
    missing: Missing, body: Body, today: date, law_due: date, answer_by: date | None = None
) -> Form:
    """The return of one body, prefilled."""
    due = answer_by or law_due
    asked = asked_of(body, missing.services, missing.served)
    marks = {
        "form": VERSION,
        "body_id": body.body_id,
        "body": body.body,
        "made": today.isoformat(),
        "due": due.isoformat(),
        "data": missing.fingerprint,
        "rows": str(len(asked)),
    }
    rows = tuple(_row(missing, service) for service in asked)
    return Form(body, rows, marks, today, due, law_due)


def _row(missing: Missing, service: str) -> dict[str, str]:
    rows = missing.services[service]
    last = latest(rows)
    source = missing.sources[last["source_id"]]
    return {
        "reference": service,
        "programme": last["programme"],
        "provider": last["provider"],
        "areas": last["areas_as_stated"],
        "held": held(rows),
        "source": f"{source['title']}. {web_address(source['location']) or source['publisher']}",
        "programme_type": TYPES.get(last["programme_type"], ""),
        "referral_routes": _labels(rows, "routes"),
        "accepts": _labels(rows, "groups"),
    }


def _labels(rows: Sequence[ProgrammeRow], what: str) -> str:
    labels = ROUTES if what == "routes" else GROUPS
    cells = [row["referral_routes"] if what == "routes" else row["accepts"] for row in rows]
    stated = next((cell for cell in reversed(cells) if cell), "")
    return "; ".join(labels[term] for term in stated.split(";") if term in labels)


def held(rows: Sequence[ProgrammeRow]) -> str:
    """What is held of a programme in short: its latest number of each kind, with the period."""
    found = []
    for name, label in _HELD.items():
        row = next((r for r in reversed(rows) if _number(r, name) is not None), None)
        if row is not None:
            value = _number(row, name) or 0.0
            text = pounds(value) if name in ("annual_funding_gbp", "award_gbp") else whole(value)
            found.append(f"{label} {text} ({row['period']})")
    end = next((r["funded_until"] for r in reversed(rows) if r["funded_until"]), "")
    if end:
        found.append(f"funded until {end}")
    return "; ".join(found) or "no number"


_HELD: Final = {
    "capacity_places": "places",
    "referrals": "referred",
    "starts": "started",
    "completions": "completed",
    "annual_funding_gbp": "money a year",
    "award_gbp": "award",
}


def _number(row: ProgrammeRow, name: str) -> float | None:
    value = dict(row).get(name)
    return float(value) if isinstance(value, int | float) and value == value else None
