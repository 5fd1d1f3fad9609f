"""Capacity: the yearly places that one observation of a programme supports, and on what basis.

A *place* is capacity for one person in twelve months. Bases, most trusted first:

``commissioned``: places stated by a contract or a provider for a year;
``starts``, ``completions``, ``referrals``: a count over a stated period of at most 18 months, made
    annual as ``count * 12 / months``;
``averaged``: the same over more than 18 and at most 60 months, or places stated for several years
    divided by them; never what has added up since a launch;
``aim``: places that a source hopes for, expects or plans;
``implied``: yearly funding / unit cost (``gapmap.fields.unit_costs``).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gapmap.core.evidence.grades import grade
from gapmap.core.evidence.observation import Observation
from gapmap.fields.unit_costs import DEFAULT
from gapmap.vocabulary import (
    CAPACITY_BASES,
    CAPACITY_KINDS,
    COUNT_KINDS,
)

__all__ = ["Capacity", "Observation", "capacity"]

MONTHS_A_YEAR: Final = 12
LONGEST_FLOW: Final = 18  # months; a longer count is not one year's intake
LONGEST_AVERAGE: Final = 60  # months; a longer count says little of any one year
ONE_PERIOD: Final = ("flow", "rate")
NOTHING: Final = "no usable number or yearly budget stated"
COUNTED: Final = ("starts", "completions", "referrals")


@dataclass(frozen=True, slots=True)
class Capacity:
    """Yearly places of one observation (None: not known), the basis used and why, in words.

    ``grade`` is blank where places are not known.
    """

    places: float | None
    basis: str
    why: str
    grade: str = ""


def capacity(
    obs: Observation, bases: Sequence[str], unit_cost: float = DEFAULT, weakest_grade: str = "D"
) -> Capacity:
    """Return an observation's yearly places from the most trusted usable basis among ``bases``.

    ``unit_cost`` is in GBP a place and year; numbers of a grade below ``weakest_grade`` are not
    used. When nothing is usable, ``why`` says what there was.
    """
    reasons: list[str] = []
    for basis in bases:
        found = _number(obs, basis, reasons, unit_cost)
        if found is None:
            continue
        number, why = found
        its = grade(
            basis,
            obs.age,
            inferred=obs.number_year_basis == "inferred",
            rolled_over=obs.rolled_over,
        )
        if its > weakest_grade:
            reasons.append(f"{why}, but of grade {its}")
            continue
        rolled = "; cases carried over from earlier years are in it" if obs.rolled_over else ""
        return Capacity(number, basis, why + rolled, its)
    if obs.withheld_below:
        why = f"withheld: disclosure control, numbers below {obs.withheld_below}"
        return Capacity(None, "withheld", why)
    if not reasons:
        money = obs.annual_funding is not None and obs.funding_usable
        reasons = ["only a yearly budget stated" if money else NOTHING]
    return Capacity(None, "none", "; ".join(reasons))


def _number(
    obs: Observation, basis: str, reasons: list[str], unit_cost: float
) -> tuple[float, str] | None:
    """The yearly number that a basis supports with its reason, or None (reasons say why not)."""
    if basis == "implied":
        return _implied(obs, reasons, unit_cost)
    if basis in COUNTED:
        return _counted(obs, basis, reasons)
    stated = _stated(obs, basis, reasons if basis == "commissioned" else [])
    return stated or (_averaged(obs) if basis == "averaged" else None)


def _stated(obs: Observation, basis: str, reasons: list[str]) -> tuple[float, str] | None:
    if obs.capacity_places is None:
        return None
    its = CAPACITY_BASES.get(obs.capacity_kind)
    if its == basis:
        return obs.capacity_places, CAPACITY_KINDS[obs.capacity_kind]
    reasons.append(f"{obs.capacity_places:,.0f} stated, but {CAPACITY_KINDS[obs.capacity_kind]}")
    return None


def _counted(obs: Observation, name: str, reasons: list[str]) -> tuple[float, str] | None:
    count, kind = getattr(obs, name), getattr(obs, f"{name}_kind")
    if count is None:
        return None
    if _spans_years(obs, kind):
        reasons.append(f"{count:,.0f} {name}, but over {_months(obs)}")
        return None
    if kind not in ONE_PERIOD:
        doubt = COUNT_KINDS.get(kind, "what was counted is not clear")
        reasons.append(f"{count:,.0f} {name}, but {doubt}")
        return None
    if not obs.count_months or obs.count_months > LONGEST_FLOW:
        reasons.append(f"{count:,.0f} {name}, but over a period not stated or over 18 months")
        return None
    return count * MONTHS_A_YEAR / obs.count_months, f"{count:,.0f} {name} over {_months(obs)}"


def _averaged(obs: Observation) -> tuple[float, str] | None:
    for name in COUNTED:
        count, kind = getattr(obs, name), getattr(obs, f"{name}_kind")
        if count is not None and _spans_years(obs, kind) and obs.count_months:
            return (
                count * MONTHS_A_YEAR / obs.count_months,
                f"{count:,.0f} {name} over {_months(obs)}, as a yearly average",
            )
    return None


def _spans_years(obs: Observation, kind: str) -> bool:
    """True for a count over a bounded period of more than 18 and at most 60 months."""
    months = obs.count_months or 0
    return kind in (*ONE_PERIOD, "multi_year") and LONGEST_FLOW < months <= LONGEST_AVERAGE


def _months(obs: Observation) -> str:
    return f"{obs.count_months:g} month{'' if obs.count_months == 1 else 's'}"


def _implied(obs: Observation, reasons: list[str], unit_cost: float) -> tuple[float, str] | None:
    if obs.annual_funding is None:
        return None
    if not obs.funding_usable:
        reasons.append(f"£{obs.annual_funding:,.0f}, but shared with other work or not confirmed")
        return None
    return (
        obs.annual_funding / unit_cost,
        f"£{obs.annual_funding:,.0f} a year at £{unit_cost:,.0f} a place",
    )
