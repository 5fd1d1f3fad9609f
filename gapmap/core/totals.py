"""All areas of a level together: people, places and programmes, each counted once.

Unknown places never count as nothing beside an area: an area is compared with the *measured* areas,
pooled (``Benchmark``), and the totals say how much of the need those hold.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from math import fsum, nan

import pandas as pd

from gapmap.core.demand import DemandModel, whole
from gapmap.core.evidence.grades import RECENT
from gapmap.core.parts import Placed
from gapmap.selection import Selection
from gapmap.vocabulary import LEVEL_FACTS, LOWER_RISK, State


@dataclass(frozen=True)
class Benchmark:
    """The measured areas of a level, pooled: what an area can be compared with.

    ``ratio`` is 1,000 × their places ÷ their perpetrators (central), ``lowest`` and ``highest``
    those of single areas; blank when there is none. ``share_of_need`` is their part of the estimate
    of all areas; ``lower_bounds`` counts those with programmes whose places are not known.
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


def benchmark(rows: pd.DataFrame) -> Benchmark:
    """Pool the measured areas among the ``rows`` of a GapTable (one level)."""
    estimated = rows[rows["perpetrators"].notna()]
    measured = estimated[estimated["state"] == State.MEASURED.value]
    if measured.empty:
        return Benchmark(of_areas=len(estimated))
    places = fsum(measured["places"])
    people = fsum(measured["perpetrators"])
    return Benchmark(
        len(measured),
        len(estimated),
        places,
        people,
        1000 * places / people if people else nan,
        float(measured["places_per_1000"].min()),
        float(measured["places_per_1000"].max()),
        people / fsum(estimated["perpetrators"]) if people else 0.0,
        int(measured["lower_bound"].sum()),
    )


@dataclass(frozen=True)
class Totals:
    """All areas of the level together, under the Selection (people; places a year).

    ``places`` is blank where disclosure control withholds it. ``covers`` names that whole: England
    and Wales, or London for the boroughs. Of the places, ``places_recent`` are evidenced in the two
    years before the data's as-of date, ``places_terms_passed`` rest on money that had ended by
    then, ``places_lower_risk`` are of types for first-time or low-risk cases, or for stalking.
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
    places_lower_risk: float = 0.0
    places_ended: float = 0.0
    programmes_ended: int = 0
    measured: Benchmark = Benchmark()


def add_up(
    selection: Selection,
    model: DemandModel,
    population: pd.DataFrame,
    demand: pd.DataFrame,
    placed: Iterable[Placed],
    ended: Iterable[Placed],
    area_of: Mapping[str, str],
    estimated: Set[str],
    rows: pd.DataFrame,
) -> Totals:
    """Sum the level over the areas that have an estimate (``estimated``, their codes).

    ``population`` and ``demand`` are by building block, ``area_of`` the area that each lies in;
    ``placed`` are the services counted, ``ended`` those left out; ``rows`` the areas of the level.
    Local variation averages out over the model's whole geography, so it is left out there.
    """
    speaks = demand.index[demand["central"].notna()]
    inside = frozenset(block for block in speaks if area_of.get(str(block)) in estimated)
    if len(inside) == len(speaks):
        low, central, high = whole(model, population, dict(selection.assumptions))
    else:
        blocks = [block for block in speaks if block in inside]
        low, central, high = (float(demand.loc[blocks, c].sum()) for c in demand.columns)
    here = [one for one in placed if not inside.isdisjoint(_named(one))]
    known = [(one, _sum(one, inside)) for one in here if not inside.isdisjoint(one.places)]
    withheld = sum(_withheld(one) and not inside.isdisjoint(one.service.blocks) for one in here)
    gone = [(one, _sum(one, inside)) for one in ended if not inside.isdisjoint(_named(one))]
    return Totals(
        _covers(selection, model, len(inside) == len(population)),
        len({area_of[str(block)] for block in inside}),
        low,
        central,
        high,
        fsum(number for one, _ in known for b, number in one.places.items() if b in inside),
        len(here),
        len(here) - len(known) - withheld,
        fsum(n for one, n in known if _recent(one)),
        fsum(n for one, n in known if one.service.chosen.terms_passed),
        fsum(n for one, n in known if one.service.chosen.programme_type in LOWER_RISK),
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
    age = one.service.chosen.age
    return age is not None and age <= RECENT


def _covers(selection: Selection, model: DemandModel, everything: bool) -> str:
    if model.own is not None and not everything:
        return "the areas of your own table"
    return LEVEL_FACTS[selection.level].covers or ("England and Wales" if everything else "England")
