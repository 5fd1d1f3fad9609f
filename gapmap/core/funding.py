"""Yearly funding by area: what is stated for the programmes counted, apportioned as places are.

    funding_per_perpetrator = funding / perpetrators        (GBP a year)

A service's funding is that of its latest row under the Selection that states a whole year's money
for it alone. It is spread over that row's councils by estimated perpetrators, or by people aged 16
and over where the model speaks of only a part of them, and counted in the councils where the
service counts. Money for several projects, one-off awards and money shared with other work never
count.
"""

from collections.abc import Mapping, Set

import pandas as pd

from gapmap.core.evidence.capacity import Observation
from gapmap.core.ratios import ENDS
from gapmap.core.supply import Service, Supply, shares


def stated(service: Service) -> Observation | None:
    """The latest row of a service that states usable yearly funding, if any does."""
    rows = (o for o in service.rows if o.annual_funding is not None and o.funding_usable)
    return next(rows, None)


def by_area(
    supply: Supply,
    area_of: Mapping[str, str],
    estimated: Mapping[str, float],
    people: Mapping[str, float],
) -> pd.DataFrame:
    """Sum the funding within areas: index area code, columns funding and programmes_funded.

    ``estimated`` and ``people`` are perpetrators and people aged 16 and over by building block.
    """
    found: list[tuple[str, str, float]] = []
    for service in supply.services:
        row = stated(service)
        if row is None or row.annual_funding is None:
            continue
        whole = all(estimated.get(b, 0.0) > 0 for b in row.blocks)
        parts = shares(row.blocks, estimated if whole else people)
        found += [
            (service.service_id, area_of[block], row.annual_funding * part)
            for block, part in parts.items()
            if block in area_of and (block in service.blocks or block in service.blocks_unmeasured)
        ]
    frame = pd.DataFrame(found, columns=["service_id", "code", "funding"]).astype(
        {"funding": float}
    )
    grouped = frame.groupby("code")
    return pd.DataFrame(
        {"funding": grouped["funding"].sum(), "programmes_funded": grouped["service_id"].nunique()}
    )


def add(rows: pd.DataFrame, found: pd.DataFrame, withheld: Set[str]) -> None:
    """Add funding, programmes_funded and funding_per_perpetrator with its ends to area rows.

    The upper end is blank where some of the programmes state no yearly funding. All is blank in the
    areas ``withheld``.
    """
    funded = found["programmes_funded"].reindex(rows.index, fill_value=0).astype("Int64")
    hidden = rows.index.isin(withheld)
    rows["funding"] = found["funding"].reindex(rows.index).mask(hidden)
    rows["programmes_funded"] = funded.mask(hidden)
    for end, other in zip(ENDS, ("", "_high", "_low"), strict=True):
        rows[f"funding_per_perpetrator{end}"] = rows["funding"] / rows[f"perpetrators{other}"]
    open_ended = (rows["programmes_funded"] < rows["programmes"]).fillna(value=True)
    rows.loc[open_ended, "funding_per_perpetrator_high"] = float("nan")
