"""All areas of a level together: people, places and programmes, each counted once."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from math import fsum

import pandas as pd

from gapmap.core.demand import DemandModel, whole
from gapmap.selection import Selection


@dataclass(frozen=True)
class Totals:
    """All areas of the level together, under the Selection (people; places a year).

    ``places`` is blank where disclosure control withholds it.
    ``covers`` names that whole: England and Wales, or London for the boroughs.
    """

    covers: str
    areas: int
    perpetrators_low: float
    perpetrators: float
    perpetrators_high: float
    places: float
    programmes: int
    programmes_unmeasured: int

    @property
    def share_met(self) -> float:
        """Known places per estimated perpetrator, central."""
        return _ratio(self.places, self.perpetrators)

    @property
    def share_met_low(self) -> float:
        """Known places per estimated perpetrator at the high end of the estimate."""
        return _ratio(self.places, self.perpetrators_high)

    @property
    def share_met_high(self) -> float:
        """Known places per estimated perpetrator at the low end of the estimate."""
        return _ratio(self.places, self.perpetrators_low)


def _ratio(places: float, perpetrators: float) -> float:
    """Blank where no estimate may be told, so that there is nothing to divide by."""
    return places / perpetrators if perpetrators else float("nan")


def add_up(
    selection: Selection,
    model: DemandModel,
    population: pd.DataFrame,
    demand: pd.DataFrame,
    blocks: pd.DataFrame,
    area_of: Mapping[str, str],
    estimated: Set[str],
) -> Totals:
    """Sum the level over the areas that have an estimate (``estimated``, their codes).

    ``population``, ``demand`` and ``blocks`` are by building block, ``area_of`` the area that each
    lies in; ``blocks`` has one row a service and block: service_id, block, places (blank: unknown).
    Local variation averages out over the model's whole geography, so it is left out there.
    """
    speaks = demand.index[demand["central"].notna()]
    inside = [block for block in speaks if area_of.get(str(block)) in estimated]
    if len(inside) == len(speaks):
        low, central, high = whole(model, population, dict(selection.assumptions))
    else:
        low, central, high = (float(demand.loc[inside, c].sum()) for c in demand.columns)
    here = blocks[blocks["block"].isin(inside)]
    known = here.dropna(subset=["places"])
    stated = here[here["places"].notna() | (here["basis"] == "withheld")]
    programmes, with_places = here["service_id"].nunique(), stated["service_id"].nunique()
    return Totals(
        _covers(selection, model, len(inside) == len(population)),
        len({area_of[str(block)] for block in inside}),
        low,
        central,
        high,
        fsum(known["places"]),
        programmes,
        programmes - with_places,
    )


def _covers(selection: Selection, model: DemandModel, everything: bool) -> str:
    if model.own is not None and not everything:
        return "the areas of your own table"
    if selection.level == "borough":
        return "London"
    return "England and Wales" if everything else "England"
