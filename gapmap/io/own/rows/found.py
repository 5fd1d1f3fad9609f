"""What the cells of a row are read as, by our columns."""

from collections.abc import Mapping
from typing import Final, Literal, TypedDict

Number = Literal["places", "starts", "referrals", "completions", "months", "annual_funding"]
Name = Literal["programme", "provider", "town", "service", "period", "notes"]
Listed = Literal["referral_routes", "accepts", "does_not_accept"]
NUMBERS: Final[tuple[Number, ...]] = (
    "places", "starts", "referrals", "completions", "months", "annual_funding"
)  # fmt: skip
LISTS: Final[tuple[Listed, ...]] = ("referral_routes", "accepts", "does_not_accept")
LONGEST: Final[Mapping[Name, int]] = {
    "programme": 300, "provider": 300, "town": 100, "service": 100, "period": 60,
    "notes": 2000,
}  # fmt: skip


class Found(TypedDict, total=False):
    """Every cell's value by our columns; all are there once a row has been read.

    “years” are the first and last, None if not stated; “left” says which cells were not read.
    “least” is there where lines were added up: the least yearly number above zero of one of them.
    """

    programme: str
    provider: str
    town: str
    service: str
    period: str
    notes: str
    programme_type: str
    referral_routes: tuple[str, ...]
    accepts: tuple[str, ...]
    does_not_accept: tuple[str, ...]
    respect_accredited: bool | None
    places: float | None
    starts: float | None
    referrals: float | None
    completions: float | None
    months: float | None
    annual_funding: float | None
    aim: bool
    averaged: bool
    still_running: bool
    years: tuple[int | None, int | None]
    left: str
    least: Mapping[Number, float]
