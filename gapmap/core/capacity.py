"""Capacity: the yearly places that one observation of a programme supports, and on what basis.

A *place* is capacity for one person in twelve months. Bases, most trusted first:

``commissioned``: places stated;
``observed``: starts, else referrals, made annual as ``count * 12 / months`` when they are a flow
    over a stated period of at most 18 months (cumulative, multi-year, point-in-time and opening
    counts never are);
``implied``: yearly funding / unit cost, £1,500 a place (Respect guidance 2014: £150,000 a year for
    100 referrals).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from gapmap.vocabulary import (
    CAPACITY_KINDS,
    COUNT_KINDS,
    USABLE_CAPACITY_KINDS,
    USABLE_COUNT_KINDS,
)

MONTHS_A_YEAR: Final = 12
LONGEST_FLOW: Final = 18  # months; a longer count is not one year's intake
UNIT_COST: Final = 150_000 / 100  # GBP a place and year


@dataclass(frozen=True)
class Observation:
    """One row of ``data/programmes.csv``: a programme in one period. Blank is None, never zero."""

    observation_id: str
    programme_id: str
    service_id: str
    part_of: str
    programme: str
    row_kind: str
    programme_type: str
    routes: tuple[str, ...]
    accepts: tuple[str, ...]
    does_not_accept: tuple[str, ...]
    accredited: bool
    start_year: int | None
    end_year: int | None
    capacity_places: float | None
    capacity_kind: str
    starts: float | None
    starts_kind: str
    referrals: float | None
    referrals_kind: str
    count_months: float | None
    annual_funding: float | None  # GBP
    funding_usable: bool
    source_id: str
    blocks: tuple[str, ...]  # GSS codes of the building blocks it serves
    more_source_ids: tuple[str, ...] = ()
    ended_year: int | None = None  # a source says that the service has ended
    completions: float | None = None
    completions_kind: str = ""
    status: str = ""  # of PROGRAMME_STATUSES, at ``as_of``; blank: its source does not say
    funded_until: str = ""  # YYYY, YYYY-MM or YYYY-MM-DD; blank: not stated
    as_of: str = ""  # the same; when the source speaks of it
    date_basis: str = "undated"  # of DATE_BASES: how ``as_of`` is known
    number_year: int | None = None  # in which the period ended that the row's number is of
    number_year_basis: str = ""  # “stated” or “inferred”
    rolled_over: bool = False  # the counts include cases carried over from earlier years
    withheld_below: int = 0  # numbers of it below this were taken out (``core.disclosure``)


@dataclass(frozen=True)
class Capacity:
    """Yearly places of one observation (None: not known), the basis used and why, in words."""

    places: float | None
    basis: str
    why: str


def capacity(obs: Observation, bases: Sequence[str], unit_cost: float = UNIT_COST) -> Capacity:
    """Return an observation's yearly places from the most trusted usable basis among ``bases``.

    ``unit_cost`` is in GBP a place and year. When nothing is usable, ``why`` says what there was.
    """
    reasons: list[str] = []
    for basis in bases:
        found = _BASIS[basis](obs, reasons, unit_cost)
        if found is not None:
            return found
    if obs.withheld_below:
        return Capacity(
            None, "withheld", f"withheld: disclosure control, numbers below {obs.withheld_below}"
        )
    return Capacity(
        None, "none", "; ".join(reasons) or "no capacity, count or yearly budget stated"
    )


def _commissioned(obs: Observation, reasons: list[str], _: float) -> Capacity | None:
    if obs.capacity_places is None:
        return None
    if obs.capacity_kind not in USABLE_CAPACITY_KINDS:
        reasons.append(
            f"{obs.capacity_places:,.0f} stated, but {CAPACITY_KINDS[obs.capacity_kind]}"
        )
        return None
    return Capacity(obs.capacity_places, "commissioned", CAPACITY_KINDS[obs.capacity_kind])


def _observed(obs: Observation, reasons: list[str], _: float) -> Capacity | None:
    counts = (
        ("starts", obs.starts, obs.starts_kind),
        ("referrals", obs.referrals, obs.referrals_kind),
    )
    for name, count, kind in counts:
        if count is None:
            continue
        if kind not in USABLE_COUNT_KINDS:
            reasons.append(f"{count:,.0f} {name}, but {COUNT_KINDS[kind]}")
        elif not obs.count_months or obs.count_months > LONGEST_FLOW:
            reasons.append(f"{count:,.0f} {name}, but over a period not stated or over 18 months")
        else:
            months = f"{obs.count_months:g} month{'' if obs.count_months == 1 else 's'}"
            return Capacity(
                count * MONTHS_A_YEAR / obs.count_months,
                "observed",
                f"{count:,.0f} {name} over {months}",
            )
    return None


def _implied(obs: Observation, reasons: list[str], unit_cost: float) -> Capacity | None:
    if obs.annual_funding is None:
        return None
    if not obs.funding_usable:
        reasons.append(f"£{obs.annual_funding:,.0f}, but shared with other work or not confirmed")
        return None
    return Capacity(
        obs.annual_funding / unit_cost,
        "implied",
        f"£{obs.annual_funding:,.0f} a year at £{unit_cost:,.0f} a place",
    )


_BASIS: Final[dict[str, Callable[[Observation, list[str], float], Capacity | None]]] = {
    "commissioned": _commissioned,
    "observed": _observed,
    "implied": _implied,
}
