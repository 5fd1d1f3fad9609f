"""A user's row as a row of programmes.csv, and as the model takes it.

Identifiers begin with “own/”, which none of the shipped data do, so the two can never be confused.
"""

import hashlib
from typing import Final, cast

from gapmap.core.evidence.capacity import LONGEST_FLOW
from gapmap.core.evidence.observation import COUNTS, ProgrammeRow
from gapmap.io.own.row import Found
from gapmap.io.own.where.found import Where

SOURCE: Final = "OWN"
PREFIX: Final = "own/"
CHECKED: Final = "own-file"
ACCREDITED: Final = {True: "yes", False: "no", None: "unknown"}


def record(line: int, service: object, found: Found, where: Where) -> ProgrammeRow:
    """Return the row under the column names of programmes.csv, blanks as there.

    ``found`` are the values of its cells by our column names; what a user's file has no column for
    is blank. ``base_latitude`` and ``base_longitude`` (degrees) are there where the postcode is
    known.
    """
    first, last = found["years"]
    months = found["months"]
    digest = hashlib.sha256(repr(service).encode("utf-8", "replace")).hexdigest()[:16]
    counts: dict[str, object] = {}
    for column in COUNTS:
        number = found[column]
        counts[column] = number
        counts[f"{column}_status"] = "not_stated" if number is None else "stated"
    for column in COUNTS:
        counts[f"{column}_kind"] = "" if found[column] is None else _count_kind(months)
    funding = found["annual_funding"]
    made = {
        **_blank(),
        "observation_id": f"{PREFIX}{line}",
        "programme_id": f"{PREFIX}{digest}",
        "service_id": f"{PREFIX}{digest}",
        "programme": found["programme"],
        "provider": found["provider"],
        "row_kind": "programme",
        "programme_type": found["programme_type"],
        "referral_routes": ";".join(found["referral_routes"]),
        "accepts": ";".join(found["accepts"]),
        "does_not_accept": ";".join(found["does_not_accept"]),
        "respect_accredited": ACCREDITED[found["respect_accredited"]],
        "areas_as_stated": where.as_stated,
        "base_town": where.town,
        "base_postcode": where.postcode,
        "base_latitude": where.latitude,
        "base_longitude": where.longitude,
        "period": found["period"] or _period(first, last),
        "start_year": first,
        "end_year": last,
        "dating": "undated" if first is None else "stated",
        "capacity_places": found["places"],
        "capacity_kind": _capacity_kind(found),
        **counts,
        "count_months": months,
        "annual_funding_gbp": funding,
        "funding_is_whole_year": "" if funding is None else "yes",
        "notes": _notes(found),
        "status": "running" if found["still_running"] else "",
        "checked": CHECKED,
        "source_id": SOURCE,
    }
    return cast(ProgrammeRow, made)


def _capacity_kind(found: Found) -> str:
    if found["places"] is None:
        return ""
    return "aim" if found["aim"] else "commissioned"


def _notes(found: Found) -> str:
    """The row's notes, with the texts of cells that count as not stated."""
    left = f"Not read: {found['left']}." if found["left"] else ""
    return "; ".join(part for part in (found["notes"], left) if part)


def _count_kind(months: float | None) -> str:
    """What a count is: one year's flow only when its months are stated and not too many."""
    if months is None:
        return "unclear"
    return "flow" if months <= LONGEST_FLOW else "multi_year"


def _period(first: int | None, last: int | None) -> str:
    if first is None:
        return "years not stated"
    return str(first) if first == last else f"{first}-{last}"


def _blank() -> dict[str, object]:
    """The columns of programmes.csv that a user's file has none for, as they are when blank."""
    texts = (
        "part_of", "delivery_mode", "accepts_as_stated", "respect_year", "nation", "count_basis",
        "award_period", "funders", "waiting_time", "derived", "confidence", "raw_rows",
        "more_source_ids", "status", "funded_until", "as_of", "number_year_basis", "rolled_over",
        "not_used",
    )  # fmt: skip
    numbers = dict.fromkeys(("award_gbp", "ended_year", "number_year"))
    return {**dict.fromkeys(texts, ""), "date_basis": "undated", **numbers}
