"""Yearly funding by area: what is stated for the programmes counted, apportioned as places are.

    funding_per_perpetrator = funding / perpetrators        (GBP a year)

A service's funding is that of its latest row under the Selection that states a whole year's money
for it alone. It is spread over that row's councils by estimated perpetrators, or by people aged 16
and over where the model speaks of only a part of them, and counted in the councils where the
service counts. Money for several projects, one-off awards and money shared with other work never
count.
"""

from collections.abc import Iterator, Set
from math import fsum

import numpy as np

from gapmap.core.evidence.capacity import Observation
from gapmap.core.evidence.one_service import Service
from gapmap.core.need.country import Level
from gapmap.core.parts import Weights
from gapmap.core.ratios import ENDS, Columns, among, divided
from gapmap.core.supply import Supply, shares


def stated(service: Service) -> Observation | None:
    """The latest row of a service that states usable yearly funding, if any does."""
    rows = (o for o in service.rows if o.annual_funding is not None and o.funding_usable)
    return next(rows, None)


def add(rows: Columns, supply: Supply, level: Level, weights: Weights, withheld: Set[str]) -> None:
    """Add funding, programmes_funded and funding_per_perpetrator with its ends to area rows.

    The upper end is blank where some of the programmes state no yearly funding. All is blank in the
    areas ``withheld``.
    """
    money: list[list[float]] = [[] for _ in level.codes]
    funders: list[set[str]] = [set() for _ in level.codes]
    for service_id, block, pounds in _shares(supply, weights):
        if block in level.at:
            money[level.at[block]].append(pounds)
            funders[level.at[block]].add(service_id)
    hidden = among(level, withheld)
    funded = np.where(hidden, np.nan, [len(names) for names in funders])
    sums = [fsum(pounds) if pounds else np.nan for pounds in money]
    rows["funding"], rows["programmes_funded"] = np.where(hidden, np.nan, sums), funded
    for end, other in zip(ENDS, ("", "_high", "_low"), strict=True):
        ratio = divided(rows["funding"], rows[f"perpetrators{other}"])
        rows[f"funding_per_perpetrator{end}"] = ratio
    rows["funding_per_perpetrator_high"][~(funded >= rows["programmes"])] = np.nan


def _shares(supply: Supply, weights: Weights) -> Iterator[tuple[str, str, float]]:
    """Service, building block and pounds a year of every part of the funding that counts."""
    for service in supply.services:
        row = stated(service)
        if row is None or row.annual_funding is None:
            continue
        whole = all(weights.estimates.get(b, 0.0) > 0 for b in row.blocks)
        parts = shares(row.blocks, weights.estimates if whole else weights.people)
        for block, part in parts.items():
            if block in service.blocks or block in service.blocks_unmeasured:
                yield service.service_id, block, row.annual_funding * part
