"""An edit by hand: the record that comes of what somebody typed, and what is remembered of it.

A form can change what a record says of the programme and of one number, its places. Counts, money
and whatever is withheld stay as they are: they come from answers and sources alone.
"""

from collections.abc import Iterable
from typing import Final

from gapmap.core.evidence.merging import cells
from gapmap.core.evidence.merging.cells import Cells
from gapmap.core.evidence.merging.merge import NEW, Value, cite, rest_on, tidy

LABELS: Final = {
    "programme": "Programme",
    "provider": "Provider",
    "areas_as_stated": "Areas served",
    "programme_type": "Programme type",
    "status": "Status",
    "ended_year": "Year in which it ended",
    "capacity_places": "Places a year",
    "capacity_kind": "Places are",
    "number_year": "Year of its numbers",
    "referral_routes": "Who can refer",
    "routes_named": "Those who can refer are",
    "accepts": "Who is accepted",
    "funded_until": "Funded until",
    "as_of": "Confirmed on",
}
"""What a form asks for, by the columns of programmes.csv."""
PLACES: Final = ("capacity_places", "capacity_kind", "number_year")
WHOLE: Final = "the whole record"
"""Under this an addition or a removal is remembered, with the name of its programme."""


def corrected(record: Cells, typed: Cells, source_id: str) -> dict[str, str]:
    """A record with what was typed, by column; ``source_id`` is what that rests on.

    Where the places were changed the record rests on that source, and the one before comes after.
    """
    made = {**record, **typed}
    if not made["capacity_places"]:
        made["capacity_kind"] = ""
    if not made["referral_routes"]:
        made["routes_named"] = ""
    made["number_year_basis"] = _basis(record, made, "number_year", "number_year_basis", "")
    made["date_basis"] = _basis(record, made, "as_of", "date_basis", "undated")
    made["checked"] = "corrected" if source_id == record["source_id"] else "source-verified"
    if any(made[column] != record[column] for column in PLACES):
        rest_on(made, source_id)
        parts = made["count_basis"].split("; ")  # no longer in the cell of an answer
        made["count_basis"] = "; ".join(p for p in parts if not p.startswith("Places: "))
    else:
        cite(made, source_id)
    tidy(made)
    return made


def _basis(before: Cells, after: Cells, column: str, basis: str, blank: str) -> str:
    """How a year or day is known: as before where it is the same, else stated by the source."""
    if after[column] == before[column]:
        return before[basis]
    return "stated" if after[column] else blank


def added(columns: Iterable[str], name: str, service: str, period: str) -> dict[str, str]:
    """A record of a programme to be added, before anything was typed."""
    first = {"observation_id": name, "programme_id": service, "service_id": service}
    return {**dict.fromkeys(columns, ""), **NEW, "date_basis": "undated", **first, **_dated(period)}


def of_another_year(record: Cells, name: str, period: str) -> dict[str, str]:
    """A record of the same programme for another year, none of whose numbers is known yet."""
    return cells.of_another_period(record, name, period)


def _dated(period: str) -> dict[str, str]:
    if not period:
        return {}
    first, last = cells.years(period)
    return {"period": period, "start_year": str(first), "end_year": str(last), "dating": "stated"}


def differ(before: Cells, after: Cells) -> bool:
    """Whether two records differ in anything that a form asks for, or in their sources."""
    columns = (*LABELS, "source_id", "more_source_ids")
    return any(before[column] != after[column] for column in columns)


def remembered(
    before: Cells | None, after: Cells | None, reason: str, today: str
) -> tuple[Value, ...]:
    """What is remembered of an edit: every field as it was and as it is, with the reason.

    ``today`` (YYYY-MM-DD) is the day on which a person said so.
    """
    if before is None or after is None:
        one, standing = (after, "in_use") if after else (before or {}, "superseded")
        return (Value(one["observation_id"], WHOLE, one["programme"], standing, reason,
                      one["source_id"], confirmed=today),)  # fmt: skip
    found = []
    for column, label in LABELS.items():
        if before[column] == after[column]:
            continue
        if before[column]:
            found.append(Value(before["observation_id"], label, before[column], "superseded",
                               reason, before["source_id"]))  # fmt: skip
        found.append(Value(after["observation_id"], label, after[column], "in_use", reason,
                           after["source_id"], confirmed=today))  # fmt: skip
    return tuple(found)
