"""Every choice of a Selection: its kind, label, option, allowed values and help."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from gapmap.vocabulary import (
    BASES,
    DEMAND_MODELS,
    GRADES,
    GROUPS,
    LAYOUTS,
    LEVELS,
    LOCAL_RATES,
    MEASURES,
    ROUTES,
    TYPES,
    VIEWS,
)

Kind = Literal[
    "choice",
    "choices",
    "flag",
    "year",
    "share",
    "numbers",
    "number or none",
    "pairs",
    "limit",
    "pounds",
]


@dataclass(frozen=True)
class Field:
    """How one choice is named, checked and shown."""

    kind: Kind
    label: str
    flag: str
    allowed: Mapping[str, str] | None = None
    help: str = ""


FIELDS: Final[dict[str, Field]] = {
    "level": Field("choice", "Areas", "--level", LEVELS),
    "demand": Field("choice", "Estimate of perpetrators", "--demand", DEMAND_MODELS),
    "basis": Field(
        "choice",
        "Trust numbers down to",
        "--basis",
        BASES,
        "The weakest kind of evidence that may count as yearly places.",
    ),
    "counts_only": Field(
        "flag",
        "Contracts and counts only",
        "--counts-only",
        None,
        "Leaves out averages, aims and what budgets imply.",
    ),
    "grade": Field(
        "choice",
        "Lowest grade of a number",
        "--grade",
        GRADES,
        "Numbers of a lower grade count as not known.",
    ),
    "unit_cost": Field(
        "pounds",
        "Cost of a place (£ a year)",
        "--unit-cost",
        None,
        "Behind costs, and behind places implied by budgets. No official price exists.",
    ),
    "standing": Field(
        "choice",
        "Services",
        "--standing",
        VIEWS,
        "Past funding is no end: the key figures say how many places it paid for. "
        "A view that ends in an earlier year always has services that ended since.",
    ),
    "types": Field(
        "choices", "Programme types", "--type", TYPES, "Any of those chosen; none: all for adults."
    ),
    "all_types": Field(
        "flag",
        "Also programmes for children, and for stalking",
        "--all-types",
        None,
        "They are left out of places for adults unless asked for here or as a type.",
    ),
    "routes": Field(
        "choices", "Referral routes", "--route", ROUTES, "Any of those chosen; none: all."
    ),
    "include_unstated": Field(
        "flag",
        "Count programmes whose match is not stated",
        "--include-unstated",
        None,
        "For routes, groups, accreditation, years and services whose money has ended alike.",
    ),
    "accepts": Field(
        "choices", "Groups accepted", "--accepts", GROUPS, "All of those chosen; none: anyone."
    ),
    "accredited": Field("flag", "Respect-accredited only", "--accredited"),
    "since": Field("year", "Seen since", "--since"),
    "until": Field("year", "Seen until", "--until"),
    "target_share": Field(
        "share",
        "Share of need to aim for",
        "--target-share",
        None,
        "Unmet need is counted against this share of the estimated perpetrators.",
    ),
    "breaks": Field(
        "numbers",
        "Class breaks (places per 1,000)",
        "--breaks",
        None,
        "Upper bounds of the map's classes, rising.",
    ),
    "assumptions": Field(
        "pairs",
        "Assumptions changed",
        "--assume",
        None,
        "A number of the chosen estimate set to another value, as name=value.",
    ),
    "local": Field("choice", "Rate between places", "--local", LOCAL_RATES),
    "shrinkage": Field(
        "share",
        "Shrinkage of the sensitivity layer",
        "--shrinkage",
        None,
        "0 takes the derived force rates as they are, 1 gives every force the national rate.",
    ),
    "gap_below": Field(
        "number or none",
        "Call it a gap below (places per 1,000)",
        "--gap-below",
        None,
        "Your own threshold: no official standard exists.",
    ),
    "suppress_below": Field(
        "limit",
        "Withhold places below",
        "--suppress-below",
        None,
        "Disclosure control: smaller counts of places are withheld. 0 withholds nothing.",
    ),
    "measure": Field("choice", "Shade by", "--measure", MEASURES),
    "layout": Field(
        "choice",
        "Draw as",
        "--layout",
        LAYOUTS,
        "Equal tiles give every area the same weight, as places with most people are the smallest.",
    ),
}
