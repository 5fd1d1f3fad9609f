"""A planning problem: areas with their need and places, a budget, an aim and constraints.

A *place* is room for one person in twelve months. New places come in whole ``step`` sizes, and a
new programme has at least ``smallest`` of them. Everything is for one year.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from math import isnan
from typing import Final

from gapmap.core.gap import TableRow
from gapmap.errors import BadChoiceError, UnknownAreaError

LARGEST_BUDGET: Final = 1e10  # GBP
MOST_STEPS: Final = 50_000  # that money may be enough for: a link could ask for millions


class Aim(Enum):
    """What a plan is for."""

    MOST = "most"  # as much unmet need met as can be
    WORST = "worst"  # the area with the fewest places per 1,000 first
    FLOOR = "floor"  # every area at least so many places per 1,000, for the least money
    EQUAL = "equal"  # the same share of unmet need met everywhere, as near as whole steps allow


class Unknown(Enum):
    """How areas are read whose places are not known."""

    LEFT_OUT = "left_out"  # nothing is planned for them
    NONE = "none"  # as if they had none: what is not known is then counted as a gap
    TYPICAL = "typical"  # as if they had as many per 1,000 as the measured areas together


@dataclass(frozen=True)
class Place:
    """One area: the people it has to reach a year (``need``), its ``places`` now, and ``known``.

    ``unmet`` is what the places leave of ``target_share`` × need, never below 0 (people).
    """

    code: str
    name: str
    need: float
    places: float
    unmet: float
    known: bool = True


@dataclass(frozen=True)
class Problem:
    """What is to be planned.

    ``budget`` is in GBP a year, None for as much as the aim takes (``Aim.FLOOR`` only); ``price``
    is of one place (GBP a year). ``floor`` is in places per 1,000. An area in ``wanted`` gets a
    programme, one in ``barred`` none; the others may.

    Raises BadChoiceError or UnknownAreaError for what cannot be planned with.
    """

    areas: tuple[Place, ...]
    aim: Aim
    price: float
    budget: float | None = None
    floor: float = 0.0
    smallest: int = 100
    step: int = 100
    wanted: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Check the numbers."""
        if not 0 < self.price < LARGEST_BUDGET:
            raise BadChoiceError("The price of a place has to be more than £0 a year.")
        if self.budget is None and self.aim is not Aim.FLOOR:
            raise BadChoiceError("Say how much money or how many places there are to plan with.")
        if self.budget is not None and not 0 <= self.budget <= LARGEST_BUDGET:
            raise BadChoiceError("The budget has to be from £0 to £10,000,000,000 a year.")
        if not 1 <= self.step <= self.smallest <= 100_000:
            raise BadChoiceError(
                "The smallest programme has to be from one step to 100,000 places, and a step at "
                "least one place."
            )
        if (self.most_steps or 0) > MOST_STEPS:
            raise BadChoiceError(
                f"The money is enough for {self.most_steps:,} steps of new places, which is more "
                f"than can be weighed ({MOST_STEPS:,}). Take larger steps, or less money."
            )
        if self.aim is Aim.FLOOR and not 0 < self.floor <= 1000:
            raise BadChoiceError(
                "The least for every area has to be more than 0 and at most 1,000 places per 1,000."
            )
        codes = {area.code for area in self.areas}
        strange = sorted((self.wanted | self.barred) - codes)
        if strange:
            raise UnknownAreaError(f"There is no area {', '.join(strange[:5])} to plan for.")
        both = sorted(self.wanted & self.barred)
        if both:
            raise BadChoiceError(f"{', '.join(both[:5])}: asked for and barred at once.")

    @property
    def open(self) -> tuple[Place, ...]:
        """The areas that may get places."""
        return tuple(area for area in self.areas if area.code not in self.barred)

    @property
    def most_steps(self) -> int | None:
        """How many steps the money is enough for; None without a limit."""
        if self.budget is None:
            return None
        return int((self.budget * (1 + 1e-12)) // (self.price * self.step))

    @property
    def least_steps(self) -> int:
        """The steps of the smallest programme."""
        return -(-self.smallest // self.step)


def places_of(
    rows: Iterable[TableRow], unknown: Unknown, target_share: float, typical: float
) -> tuple[Place, ...]:
    """The areas of a GapTable that can be planned for, under one reading of what is not known.

    ``typical`` is the ratio of the measured areas together (places per 1,000). Areas without an
    estimate, or whose number is withheld, are never among them; those whose places are not known
    are there unless ``LEFT_OUT``. Only *none matches* says by its sources that there are no places;
    where nothing is recorded or stated, places are not known.
    """
    found = []
    for row in rows:
        need = row["perpetrators"]
        if isnan(need) or need <= 0 or row["state"] in ("no_estimate", "suppressed"):
            continue
        places, known = row["places"], not isnan(row["places"])
        if row["state"] == "none_matching":
            places, known = 0.0, True
        elif not known:
            if unknown is Unknown.LEFT_OUT:
                continue
            places = 0.0 if unknown is Unknown.NONE else typical * need / 1000
        unmet = max(0.0, target_share * need - places)
        found.append(Place(row["code"], row["name"], need, places, unmet, known))
    return tuple(found)


def scaled(
    areas: Iterable[Place], needs: Mapping[str, float], target_share: float
) -> tuple[Place, ...]:
    """The same areas with other needs, by code: the low or high end of the estimate."""
    return tuple(
        Place(
            a.code, a.name, needs[a.code], a.places,
            max(0.0, target_share * needs[a.code] - a.places), a.known,
        )
        for a in areas
    )  # fmt: skip
