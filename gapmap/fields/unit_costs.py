"""What a place costs a year: an assumption with two stated choices, behind every cost shown.

No official price exists. ``LONDON`` is the money of six services divided by the people they took,
from the rows of ``data/programmes.csv`` that state a whole year's money for one London service and
a count or places of that year (a test works it out again); its range is that of the six.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class UnitCost:
    """A stated price of a place (GBP a year) with its range, and what it is of."""

    pounds: int
    low: int
    high: int
    label: str
    of: str


LONDON: Final = UnitCost(
    4314,
    2494,
    11544,
    "six London services, 2018 to 2023",
    "£2,903,044 for 673 people in a year at six London services, 2018-19 to 2022-23 (Mayor's "
    "Office for Policing and Crime; Haringey Council); the cheapest came to £2,494, the dearest "
    "to £11,544",
)
GUIDANCE: Final = UnitCost(
    1500,
    1500,
    1500,
    "Respect guidance, 2014",
    "£150,000 a year for 100 referrals (Respect, Commissioning guidance, 2014)",
)
STATED: Final = (LONDON, GUIDANCE)
DEFAULT: Final = float(LONDON.pounds)
FORMER_DEFAULT: Final = float(GUIDANCE.pounds)
"""The price behind files made before the price could be chosen."""


def stated(pounds: float) -> UnitCost | None:
    """The stated choice that a price is, or None for a price of the user's own."""
    return next((cost for cost in STATED if cost.pounds == pounds), None)
