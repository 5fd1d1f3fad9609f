"""All areas of a level together: people, places and programmes, each counted once.

Unknown places never count as nothing beside an area: an area is compared with the *measured* areas,
pooled (``Benchmark``), and the totals say how much of the need those hold.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from math import fsum, nan
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from gapmap.core.evidence.grades import lately
from gapmap.core.need.country import Level, Need
from gapmap.core.need.demand import DemandModel
from gapmap.core.parts import Placed
from gapmap.core.ratios import Columns
from gapmap.selection import Selection
from gapmap.vocabulary import NOT_EVIDENCED, State
from gapmap.vocabulary.levels import LEVEL_FACTS

POOLED: Final = ("perpetrators", "state", "places", "places_per_1000", "lower_bound")


@dataclass(frozen=True)
class Benchmark:
    """The measured areas of a level, pooled: what an area can be compared with.

    ``ratio`` is 1,000 × their places ÷ their perpetrators (central), ``lowest`` and ``highest``
    those of single areas, and whether these are lower bounds; blank when there is none.
    ``share_of_need`` is their part of the estimate of all areas; ``lower_bounds`` counts those
    whose number is one.
    """

    areas: int = 0
    of_areas: int = 0
    places: float = nan
    perpetrators: float = nan
    ratio: float = nan
    lowest: float = nan
    highest: float = nan
    share_of_need: float = 0.0
    lower_bounds: int = 0
    lowest_is_bound: bool = False
    highest_is_bound: bool = False


def benchmark(rows: Mapping[str, npt.ArrayLike] | pd.DataFrame) -> Benchmark:
    """Pool the measured areas among the ``rows`` of a GapTable (one level), by column."""
    of = {name: np.asarray(rows[name]) for name in POOLED}
    estimated = ~np.isnan(of["perpetrators"])
    measured = estimated & (of["state"] == State.MEASURED.value)
    if not measured.any():
        return Benchmark(of_areas=int(estimated.sum()))
    places, people = fsum(of["places"][measured]), fsum(of["perpetrators"][measured])
    ratios, bounds = of["places_per_1000"][measured], of["lower_bound"][measured]
    lowest, highest = np.nanmin(ratios), np.nanmax(ratios)
    return Benchmark(
        int(measured.sum()),
        int(estimated.sum()),
        places,
        people,
        1000 * places / people if people else nan,
        float(lowest),
        float(highest),
        people / fsum(of["perpetrators"][estimated]) if people else 0.0,
        int(bounds.sum()),
        bool(bounds[ratios == lowest].any()),
        bool(bounds[ratios == highest].any()),
    )


@dataclass(frozen=True)
class Totals:
    """All areas of the level together, under the Selection (people; places a year).

    ``places`` is blank where disclosure control withholds it. ``covers`` names that whole: England
    and Wales, or London for the boroughs. Of the places, ``places_recent`` are evidenced in the two
    years before the data's as-of date, ``places_terms_passed`` rest on money that had ended by
    then, ``places_not_counted`` are an aim, a plan or what a budget would pay for, and
    ``places_lower_risk`` are for first-time or low-risk cases, for stalking or for children, or
    take such cases in.
    ``places_ended`` are known places of services that were left out because they have ended, on
    ``programmes_ended`` of them.
    """

    covers: str
    areas: int
    perpetrators_low: float
    perpetrators: float
    perpetrators_high: float
    places: float
    programmes: int
    programmes_unmeasured: int
    places_recent: float = 0.0
    places_terms_passed: float = 0.0
    places_not_counted: float = 0.0
    places_lower_risk: float = 0.0
    places_ended: float = 0.0
    programmes_ended: int = 0
    measured: Benchmark = Benchmark()


def add_up(
    selection: Selection,
    model: DemandModel,
    need: Need,
    level: Level,
    placed: Iterable[Placed],
    ended: Iterable[Placed],
    rows: Columns,
    *,
    everything: bool,
) -> Totals:
    """Sum the level over the areas that have an estimate.

    ``placed`` are the services counted, ``ended`` those left out; ``rows`` the areas of the level,
    which hold ``everything`` when all building blocks have an estimate in one of them.
    """
    inside = need.inside
    low, central, high = need.total
    here = [one for one in placed if not inside.isdisjoint(_named(one))]
    known = [(one, _sum(one, inside)) for one in here if not inside.isdisjoint(one.places)]
    withheld = sum(_withheld(one) and not inside.isdisjoint(one.service.blocks) for one in here)
    gone = [(one, _sum(one, inside)) for one in ended if not inside.isdisjoint(_named(one))]
    return Totals(
        _covers(selection, model, everything),
        len({level.area_of[block] for block in inside}),
        low,
        central,
        high,
        fsum(number for one, _ in known for b, number in one.places.items() if b in inside),
        len(here),
        len(here) - len(known) - withheld,
        fsum(n for one, n in known if _recent(one)),
        fsum(n for one, n in known if one.service.chosen.terms_passed),
        fsum(n for one, n in known if one.service.capacity.basis in NOT_EVIDENCED),
        fsum(n for one, n in known if one.service.chosen.lower_risk),
        fsum(n for _, n in gone),
        len(gone),
        benchmark(rows),
    )


def _named(one: Placed) -> tuple[str, ...]:
    return (*one.service.blocks, *one.service.blocks_unmeasured)


def _withheld(one: Placed) -> bool:
    return one.service.capacity.basis == "withheld"


def _sum(one: Placed, inside: Set[str]) -> float:
    return fsum(number for block, number in one.places.items() if block in inside)


def _recent(one: Placed) -> bool:
    return lately(one.service.chosen.age, one.service.capacity.basis)


def _covers(selection: Selection, model: DemandModel, everything: bool) -> str:
    if model.own is not None and not everything:
        return "the areas of your own table"
    return LEVEL_FACTS[selection.level].covers or ("England and Wales" if everything else "England")
