"""What is missing, a second time: csv, dictionaries and loops only, from the documented rules."""

import datetime
from pathlib import Path

from tests.core.independent import BASES, end_of, number, programme_rows, read, words, yearly_places

FACTS = (
    "places", "referrals", "completions", "routes", "groups", "accreditation", "funding", "term",
)  # fmt: skip
PRICE = 4314.0


def states(row: dict, fact: str) -> bool:
    if fact == "places":
        return any(yearly_places(row, basis, PRICE) is not None for basis in BASES)
    if fact in ("referrals", "completions"):
        return row[f"{fact}_status"] == "stated"
    if fact == "routes":
        return row["referral_routes"] != ""
    if fact == "groups":
        return row["accepts"] != "" or row["does_not_accept"] != ""
    if fact == "accreditation":
        return row["respect_accredited"] == "yes"
    if fact == "funding":
        return number(row["annual_funding_gbp"]) is not None or number(row["award_gbp"]) is not None
    return row["funded_until"] != "" or row["ended_year"] != ""


def missing(folder: Path, level: str, today: datetime.date) -> dict[str, dict]:
    """By area code: programmes, how many know each fact, what is expected, what is missing."""
    lookup = read(folder, "lookup")
    column = f"{level}_code"
    areas: dict[str, set[str]] = {}
    for line in lookup:
        areas.setdefault(line[column], set()).add(line["utla_code"])
    rows = programme_rows(folder)
    gone = {row["service_id"] for row in rows if row["end_stated"]}
    mine = [r for r in rows if r["row_kind"] == "programme" and r["service_id"] not in gone]
    served: dict[str, set[str]] = {}
    for row in rows:
        served.setdefault(row["service_id"], set()).update(row["blocks"])
    everyone = []
    for holder in read(folder, "holders"):
        until = end_of(holder["until_date"])
        if until is not None and until < today:
            continue
        if holder["service_id"]:
            blocks = served[holder["service_id"]]
        else:
            key = f"{holder['level']}_code"
            blocks = {line["utla_code"] for line in lookup if line[key] == holder["code"]}
        everyone.append((blocks, words(holder["facts"])))
    answer = {}
    for code, blocks in areas.items():
        here = {row["service_id"] for row in mine if served[row["service_id"]] & blocks}
        known = {
            fact: sum(
                any(states(row, fact) for row in mine if row["service_id"] == service)
                for service in here
            )
            for fact in FACTS
        }
        expected = {f for theirs, facts in everyone if theirs & blocks for f in facts}
        answer[code] = {
            "programmes": len(here),
            "known": known,
            "expected": expected,
            "missing": {f for f in expected if not here or known[f] < len(here)},
        }
    return answer
