"""What an answer means in the columns of programmes.csv, in the cells that the table would hold."""

import re
from collections.abc import Mapping
from typing import Final

from gapmap.vocabulary import TYPES

Cells = Mapping[str, str]
"""Cells of a record by the columns of programmes.csv; blank is not stated."""

COUNTS: Final = ("referrals", "starts", "completions")
TEXTS: Final = {
    "programme": "programme",
    "provider": "provider",
    "areas": "areas_as_stated",
    "programme_type": "programme_type",
    "referral_routes": "referral_routes",
    "accepts": "accepts",
    "funded_until": "funded_until",
    "accredited": "respect_accredited",
    "contributors": "funders",
}
"""Columns of a return whose answer is the cell of one column of ours."""
NUMBERS: Final = {
    "places": "capacity_places", "funding": "annual_funding_gbp", **{n: n for n in COUNTS},
}  # fmt: skip
COLUMN_OF: Final = {**TEXTS, **NUMBERS, "still": "as_of", "remarks": "notes"}
"""Our column that each field of a return is set beside."""
WITHOUT: Final = {"not held": "not_held", "withheld": "withheld"}
CAPACITY: Final = {
    "places commissioned": "commissioned", "an aim": "aim",
    "an average of several years": "averaged",
}  # fmt: skip
LONGEST_FLOW: Final = 18  # months, as in core.evidence.capacity
_TERMS: Final = {label: term for term, label in TYPES.items()}
_NUMBERED: Final = (*NUMBERS.values(), "count_months", "award_gbp")
OF_ONE_PERIOD: Final = (
    *NUMBERS.values(), *(f"{n}_kind" for n in COUNTS), "capacity_kind", "count_months",
    "number_year", "number_year_basis", "rolled_over", "takes_in", "count_basis",
    "funding_is_whole_year", "award_gbp", "award_period", "not_used", "waiting_time", "notes",
    "derived", "confidence",
)  # fmt: skip
"""Columns that speak of one period: a record of another period does not inherit them."""


def number(value: float) -> str:
    """A number as a cell has it."""
    return f"{value:.0f}" if float(value).is_integer() else f"{value!r}"


def text(field: str, value: object) -> str:
    """An answer to a field of words as the cell of our column has it."""
    if field == "programme_type":
        return _TERMS.get(str(value), str(value))
    if isinstance(value, tuple):
        return ";".join(value)
    return str(value)


def years(period: str) -> tuple[int, int]:
    """First and last calendar year of “2025-26” or “2025”."""
    first, _, last = period.partition("-")
    return int(first), int(first) + 1 if last else int(first)


def same(field: str, ours: str, theirs: str) -> bool:
    """Whether two cells say the same: lists in any order, numbers by value, texts by words."""
    if field in NUMBERS:
        return bool(ours) and bool(theirs) and float(ours) == float(theirs)
    if field in ("referral_routes", "accepts"):
        return set(ours.split(";")) == set(theirs.split(";"))
    return _plain(ours) == _plain(theirs)


def _plain(words: str) -> str:
    return re.sub(r"\W+", " ", words).strip().casefold()


def with_number(field: str, value: object, told: Mapping[str, object]) -> dict[str, str]:
    """The cells that a number of an answer sets; its kind and months come with it.

    ``value`` is a number, “fewer” (an answer and no number) or what was said instead of one:
    “none” is a zero only here, where a person has accepted it as one.
    """
    column = NUMBERS[field]
    if value in ("fewer", "withheld", "not held"):
        status = WITHOUT.get(str(value), "withheld")
        return {f"{column}_status": status} if field in COUNTS else {}
    figure = 0.0 if value == "none" else float(str(value))
    cells = {column: number(figure)}
    period = told.get("period")
    if isinstance(period, str):
        cells |= {"number_year": str(years(period)[1]), "number_year_basis": "stated"}
    if field == "funding":
        return {**cells, "funding_is_whole_year": "yes"}
    if field == "places":
        return {**cells, "capacity_kind": CAPACITY.get(str(told.get("basis")), "commissioned")}
    return {**cells, f"{column}_status": "stated", **_counted(column, told)}


def _counted(column: str, told: Mapping[str, object]) -> dict[str, str]:
    months = told.get("months")
    if not isinstance(months, float):
        return {f"{column}_kind": "unclear"}
    kind = "flow" if months <= LONGEST_FLOW else "multi_year"
    return {f"{column}_kind": kind, "count_months": number(months)}


def of_another_period(record: Cells, observation_id: str, period: str) -> dict[str, str]:
    """A record of the same service for another period: what it is, and none of its numbers."""
    first, last = years(period)
    blank = dict.fromkeys(OF_ONE_PERIOD, "") | {f"{n}_status": "not_stated" for n in COUNTS}
    return {
        **record, **blank, "observation_id": observation_id, "period": period,
        "start_year": str(first), "end_year": str(last), "dating": "stated", "status": "",
    }  # fmt: skip


def has_number(record: Cells) -> bool:
    """Whether a record states any number."""
    return any(record.get(column) for column in _NUMBERED)
