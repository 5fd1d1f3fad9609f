"""A user's row as a row of programmes.csv, and as the model takes it.

Identifiers begin with “own/”, which none of the shipped data do, so the two can never be confused.
"""

import hashlib
from collections.abc import Hashable, Iterator, Mapping
from typing import Any, Final, TypeVar, cast

from gapmap.core.evidence.capacity import LONGEST_FLOW
from gapmap.core.evidence.observation import COUNTS, ProgrammeRow, period_in_years
from gapmap.io.files.packed import LONG, Text, Texts
from gapmap.io.own.rows.found import Found
from gapmap.io.own.where.found import Where

SOURCE: Final = "OWN"
PREFIX: Final = "own/"
CHECKED: Final = "own-file"
T = TypeVar("T", bound=Hashable)
ACCREDITED: Final = {True: "yes", False: "no", None: "unknown"}


NO_COLUMN: Final = (
    "part_of", "delivery_mode", "accepts_as_stated", "respect_year", "nation", "count_basis",
    "award_period", "funders", "waiting_time", "derived", "confidence", "raw_rows",
    "more_source_ids", "status", "funded_until", "as_of", "number_year_basis", "rolled_over",
    "takes_in", "not_used", "routes_named",
)  # fmt: skip
"""Texts of programmes.csv that a user's file has no column for."""
BLANK: Final[Mapping[str, Any]] = {
    **dict.fromkeys(NO_COLUMN, ""),
    **dict.fromkeys(("award_gbp", "ended_year", "number_year")),
    "date_basis": "undated",
}
COLUMN_OF: Final = {"places": "capacity_places", "annual_funding": "annual_funding_gbp"}
"""Columns of programmes.csv that are named otherwise in a user's list."""
USUAL: Final[Mapping[str, Any]] = {
    **BLANK,
    **dict.fromkeys(("referrals", "starts", "completions", "count_months", "annual_funding_gbp")),
    **dict.fromkeys(("referrals_status", "starts_status", "completions_status"), "not_stated"),
    **dict.fromkeys(("referrals_kind", "starts_kind", "completions_kind"), ""),
    **dict.fromkeys(("base_latitude", "base_longitude")),
    **dict.fromkeys(("base_town", "base_postcode", "notes", "does_not_accept"), ""),
    "row_kind": "programme", "respect_accredited": ACCREDITED[None], "dating": "stated",
    "funding_is_whole_year": "", "checked": CHECKED, "source_id": SOURCE,
}  # fmt: skip
"""What most records say, and what a ``Record`` therefore does not hold."""


class Record(Mapping[str, Any]):
    """One row under the column names of programmes.csv, not to be changed, in little room.

    A list may have 100,000 rows, and ten people may have one at once. With every column in a
    dictionary each row would take kilobytes.
    """

    __slots__ = ("_names", "_values")

    def __init__(self, names: tuple[str, ...], values: tuple[Any, ...]) -> None:
        self._names, self._values = names, values

    def __getitem__(self, name: str) -> Any:
        """What the record says in a column."""
        if name in self._names:
            value = self._values[self._names.index(name)]
            return str(value) if isinstance(value, Text) else value
        return USUAL[name]

    def __iter__(self) -> Iterator[str]:
        """Every column."""
        yield from USUAL
        yield from (name for name in self._names if name not in USUAL)

    def __len__(self) -> int:
        """How many columns there are."""
        return len(USUAL.keys() | set(self._names))

    def __repr__(self) -> str:
        """Every column and what the record says in it."""
        return repr(dict(self))


class Maker:
    """Makes the records of one file, and holds once what stands in many of them."""

    def __init__(self, texts: Texts) -> None:
        self.texts = texts
        self._once: dict[Hashable, Any] = {}

    def once(self, value: T) -> T:
        """The value, or an equal one that there was before."""
        found: T = self._once.setdefault(value, value)
        return found

    def record(self, said: ProgrammeRow) -> ProgrammeRow:
        """What a row says, by the columns of programmes.csv."""
        told = {k: v for k, v in said.items() if k not in USUAL or v != USUAL[k]}
        made = Record(self.once(tuple(told)), tuple(map(self._value, told.values())))
        return cast(ProgrammeRow, made)

    def _value(self, value: Any) -> Any:
        return (
            self.once(value)
            if type(value) is str and len(value) < LONG
            else (self.texts.kept(value))
        )


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
        "period": found["period"] or period_in_years(first, last),
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
    if found.get("least"):
        made["least_of_lines"] = tuple((COLUMN_OF.get(n, n), v) for n, v in found["least"].items())
    return cast(ProgrammeRow, made)


def _capacity_kind(found: Found) -> str:
    if found["places"] is None:
        return ""
    if found["averaged"]:
        return "averaged"
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
