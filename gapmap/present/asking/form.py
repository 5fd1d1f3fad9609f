"""The return workbook before it is XLSX or ODS: for whom it is, and its prefilled rows.

One row is one programme, prefilled with what is held and where it comes from; blank rows follow for
programmes that are not listed. Beside each number stands what can be said instead of one: a blank
is no answer, and none of “not held”, “withheld” and “none” is a zero by itself.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from gapmap.core.evidence.asking.asked import asked_of, in_order, latest
from gapmap.core.evidence.asking.columns import VERSION
from gapmap.core.evidence.asking.holders import Body
from gapmap.core.evidence.asking.missing import Missing
from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.present.words.labels import pounds, whole
from gapmap.present.words.links import web_address
from gapmap.vocabulary import GROUPS, ROUTES, TYPES


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
    asked = in_order(asked_of(body, missing.services, missing.at), missing.services)
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
