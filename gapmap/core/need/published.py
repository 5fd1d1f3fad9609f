"""Published figures that stand beside a table's own, each with its sources.

They are worked out from the data, never written into a sentence, so that none can drift.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import pandas as pd

from gapmap.core.need.country import Country
from gapmap.core.need.demand import DemandModel
from gapmap.selection import Selection

HEADLINE: Final = "serious"
COMMISSIONERS: Final = "E015"
"""Source of how many commissioner areas fund programmes, in perpetrator_estimates.csv."""


@dataclass(frozen=True)
class Published:
    """What others say beside a table.

    ``definitions`` are name and number of people of the smallest and the largest other estimate of
    the same areas, blank unless the first estimate is shown as it starts. ``funded_areas`` is how
    many commissioner areas fund programmes, by ``funded_by`` as of ``funded_when``; blank unless
    the table has areas where none is recorded. ``source_ids`` are their sources.
    """

    definitions: tuple[tuple[str, float], ...] = ()
    funded_areas: int | None = None
    funded_by: str = ""
    funded_when: str = ""
    source_ids: tuple[str, ...] = ()


UNTOLD: Final = Published()


def published(
    selection: Selection,
    models: Mapping[str, DemandModel],
    country: Country,
    funded: Published,
    *,
    none_recorded: bool,
) -> Published:
    """What is published beside the table of a Selection.

    ``funded`` is from ``funded_areas``; ``none_recorded`` whether any area is in that state.
    """
    ends = _ends(selection, models, country)
    names = tuple((model.name, people) for people, model in ends)
    beside = funded if none_recorded else UNTOLD
    sources = [i for _, model in ends for i in model.source_ids]
    every = tuple(dict.fromkeys((*sources, *beside.source_ids)))
    return replace(beside, definitions=names, source_ids=every)


def funded_areas(estimates: pd.DataFrame) -> Published:
    """How many commissioner areas fund programmes, by perpetrator_estimates.csv, if it says so."""
    rows = estimates[estimates["source_id"] == COMMISSIONERS]
    if rows.empty:
        return UNTOLD
    row = rows.iloc[0]
    return Published(
        funded_areas=int(float(row["value_low"])),
        funded_by=str(row["publisher"]),
        funded_when=str(row["period"]).replace("c. ", "about "),
        source_ids=(COMMISSIONERS,),
    )


def _ends(
    selection: Selection, models: Mapping[str, DemandModel], country: Country
) -> list[tuple[float, DemandModel]]:
    """The smallest and the largest of the other estimates, with their number of people."""
    if selection.demand != HEADLINE or selection.assumptions:
        return []
    countries = models[HEADLINE].countries
    others = [m for key, m in models.items() if key != HEADLINE and m.countries == countries]
    totals = [(country.need(selection, model).total[1], model) for model in others]
    found = sorted(totals, key=lambda pair: pair[0])
    return [found[0], found[-1]] if len(found) > 1 else found
