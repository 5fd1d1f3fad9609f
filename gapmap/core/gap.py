"""The gap: one row an area, from a Dataset's demand and supply under one Selection.

``core.rows`` holds the formulas and ``core.totals`` adds up the level; this module joins demand and
supply.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import pandas as pd

from gapmap.core import funding
from gapmap.core.capacity import Observation
from gapmap.core.demand import DemandModel, estimate, whole, with_sensitivity
from gapmap.core.disclosure import hide_small_estimates, withhold
from gapmap.core.ratios import (
    add_ratios,
    add_verdicts,
    area_rows,
    by_area,
    context_counts,
    served_share,
)
from gapmap.core.shading import add_shading
from gapmap.core.supply import Supply, apportion, count
from gapmap.core.totals import Totals, add_up
from gapmap.selection import Selection

COLUMNS: Final = (
    "level", "code", "name", "state",
    "perpetrators_low", "perpetrators", "perpetrators_high",
    "programmes", "programmes_unmeasured", "places",
    "places_per_1000", "share_met", "unmet",
    "places_per_1000_low", "places_per_1000_high",
    "share_met_low", "share_met_high", "unmet_low", "unmet_high",
    "cost_to_close", "cost_to_close_low", "cost_to_close_high",
    "funding", "programmes_funded",
    "funding_per_perpetrator", "funding_per_perpetrator_low", "funding_per_perpetrator_high",
    "lower_bound", "uncertain", "robust", "verdict", "served_share", "context",
    "shown", "shade", "class_index",
    "sensitivity_multiplier", "sensitivity_evidence", "vintage",
)  # fmt: skip
GENERAL_SOURCES: Final = ("S-CENSUS-2021", "S-LOOKUP", "S-DERIVED-RELATIVE")
"""Sources behind every table, whatever its programmes: people, areas, force rates."""


@dataclass(frozen=True)
class GapTable:
    """Everything a presenter needs. Nothing else computes a number.

    ``rows`` has ``COLUMNS``, one row an area of the level, in code order: ``context`` counts
    rows that serve the area without counting as programmes; ``served_share`` is the share of its
    population 16+ in building blocks that a counted programme serves; ``shown`` is the value of the
    measure shaded, ``shade`` the state an area is drawn in, ``class_index`` its class (0 is worst)
    between ``breaks``. ``parts`` has one row per service and area: service_id, observation_id,
    code, places (blank: not known), basis, why, shared_by (estimate, or people 16+). ``supply``
    says what was counted, set aside and hidden; ``fingerprint`` names the data.
    """

    selection: Selection
    rows: pd.DataFrame
    parts: pd.DataFrame
    totals: Totals
    supply: Supply
    model: DemandModel
    fingerprint: str
    source_ids: tuple[str, ...]
    breaks: tuple[float, ...]
    notes: tuple[str, ...] = ()  # sentences that every view of the table has to show

    @cached_property
    def records(self) -> tuple[dict[str, Any], ...]:
        """The rows as dictionaries, made once and only to be read."""
        return tuple({str(k): v for k, v in row.items()} for row in self.rows.to_dict("records"))

    def row(self, code: str) -> pd.Series:
        """Return the row of one area. Raises KeyError when the level has no such area."""
        found = self.rows[self.rows["code"] == code]
        if found.empty:
            raise KeyError(code)
        return found.iloc[0]


def compute(
    selection: Selection,
    *,
    areas: pd.DataFrame,
    lookup: pd.DataFrame,
    population: pd.DataFrame,
    observations: Sequence[Observation],
    model: DemandModel,
    sensitivity: pd.DataFrame,
    fingerprint: str,
) -> GapTable:
    """Compute the GapTable of a Selection.

    ``areas``: level, code, name, country_code, has_estimate, vintage. ``lookup``: index building
    block, one column a level holding the code of the area it lies in (blank where it lies in none).
    ``population``: index building block, at least ``aged_16_plus``, ``country_code`` and the
    model's column. ``sensitivity``: index force code, columns multiplier and evidence.
    ``observations`` carry nearest attributes (``supply.with_nearest_attributes``).
    """
    headline, adjusted = estimates_of(selection, lookup, population, model, sensitivity)
    level = areas[areas["level"] == selection.level].set_index("code")
    area_of = areas_of_blocks(lookup, selection.level, level)
    summed = (by_area(headline, area_of), by_area(adjusted, area_of))
    demand, people, other = headline, *summed
    if selection.local != "headline":
        demand, other, people = adjusted, *summed
    supply = count(observations, selection, within=area_of.keys())
    blocks = _parts_by_block(supply, demand["central"], population["aged_16_plus"])
    known = _parts_by_area(blocks, area_of)
    rows = area_rows(selection, level, people, known)
    _whole_geography(rows, area_of, demand, model, population, selection)
    estimated = frozenset(str(code) for code in rows.index[rows["perpetrators"].notna()])
    withheld = withhold(known, selection.suppress_below, estimated)
    rows.loc[rows.index.isin(withheld.areas), "places"] = float("nan")
    rows.loc[rows.index.isin(withheld.areas & estimated), "state"] = "suppressed"
    parts = withheld.parts
    if model.own is not None and selection.suppress_below:
        hidden, parts = hide_small_estimates(
            rows, parts, area_of, model.withheld, selection.suppress_below
        )
        rows.loc[rows.index.isin(hidden), "state"] = "suppressed"
    add_ratios(rows, selection.target_share)
    add_verdicts(rows, selection, other["central"].reindex(rows.index))
    evidence = lookup["pfa"].map(sensitivity["evidence"]) if model.own is None else None
    _add_sensitivity(rows, *summed, area_of, evidence)
    rows["served_share"] = served_share(population["aged_16_plus"], area_of, blocks)
    rows["context"] = context_counts(supply.context, area_of).reindex(rows.index, fill_value=0)
    estimates, adults = _numbers(demand["central"]), _numbers(population["aged_16_plus"])
    money = funding.by_area(supply, area_of, estimates, adults)
    funding.add(rows, money, withheld.areas)
    breaks = add_shading(rows, selection)
    totals = add_up(selection, model, population, demand, blocks, area_of, estimated)
    if withheld.total:
        totals = replace(totals, places=float("nan"))
    return GapTable(
        selection, rows[list(COLUMNS)].reset_index(drop=True), parts, totals,
        supply, model, fingerprint, _sources(model, supply, known), breaks,
    )  # fmt: skip


def estimates_of(
    selection: Selection,
    lookup: pd.DataFrame,
    population: pd.DataFrame,
    model: DemandModel,
    sensitivity: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Perpetrators by building block: the headline, and with the sensitivity layer."""
    headline = estimate(model, population, dict(selection.assumptions))
    if model.own is not None:  # a user's own figures already differ between places as they do
        return headline, headline
    multipliers = lookup["pfa"].map(sensitivity["multiplier"])
    return headline, with_sensitivity(headline, multipliers, selection.shrinkage)


def _numbers(column: pd.Series) -> dict[str, float]:
    return {str(block): float(n) for block, n in column.items()}


def _whole_geography(
    rows: pd.DataFrame,
    area_of: Mapping[str, str],
    demand: pd.DataFrame,
    model: DemandModel,
    population: pd.DataFrame,
    selection: Selection,
) -> None:
    """An area that is the model's whole geography has its interval, without local variation."""
    speaks = {area_of.get(str(block)) for block in demand.index[demand["central"].notna()]}
    if len(speaks) == 1 and model.own is None:
        ends = [f"perpetrators{end}" for end in ("_low", "", "_high")]
        rows.loc[rows.index.isin(speaks), ends] = whole(
            model, population, dict(selection.assumptions)
        )


def _add_sensitivity(
    rows: pd.DataFrame,
    headline: pd.DataFrame,
    adjusted: pd.DataFrame,
    area_of: Mapping[str, str],
    evidence: pd.Series | None,
) -> None:
    """Add what the sensitivity layer would do to each area, and what that rests on.

    ``headline`` and ``adjusted`` are demand by area; ``evidence`` is by building block, None where
    there is no such layer.
    """
    rows["sensitivity_multiplier"] = adjusted["central"] / headline["central"]
    kinds: dict[str, set[str]] = {}
    for block, kind in ({} if evidence is None else evidence).items():
        kinds.setdefault(area_of.get(str(block), ""), set()).add(kind)
    inherited = "" if (rows["level"] == "pfa").all() else "inherited from force: "
    rows["sensitivity_evidence"] = [
        inherited + "; ".join(sorted(kinds[code])) if code in kinds else "" for code in rows.index
    ]


def _parts_by_block(supply: Supply, demand: pd.Series, people: pd.Series) -> pd.DataFrame:
    """One row per service and building block, places apportioned (blank: not known).

    Apportioned by estimated perpetrators; by people aged 16 and over where the model has no
    estimate for a part of the programme's area.
    """
    estimated, counted = _numbers(demand), _numbers(people)
    found: list[tuple[object, ...]] = []
    for service in supply.services:
        its = service.capacity
        whole_area = all(estimated.get(b, 0.0) > 0 for b in service.blocks)
        weights, by = (estimated, "estimate") if whole_area else (counted, "people")
        places = apportion(service, weights) if its.places is not None else {}
        for block in service.blocks:
            row = service.observation_in(block).observation_id
            place = places.get(block)
            found.append((service.service_id, row, block, place, its.basis, its.why, by))
        for block in service.blocks_unmeasured:
            row = service.observation_in(block).observation_id
            why = "another period of this programme names the area but states no usable places"
            found.append((service.service_id, row, block, None, "none", why, by))
    frame = pd.DataFrame(
        found,
        columns=["service_id", "observation_id", "block", "places", "basis", "why", "shared_by"],
    )
    return frame.astype({"places": float})


def areas_of_blocks(lookup: pd.DataFrame, level: str, areas: pd.DataFrame) -> dict[str, str]:
    """Map building block → area of the level. Nations without an estimate map to themselves."""
    inside = {str(block): str(code) for block, code in lookup[level].dropna().items()}
    return inside | {str(code): str(code) for code in areas.index[areas["has_estimate"] == "no"]}


def _parts_by_area(blocks: pd.DataFrame, area_of: Mapping[str, str]) -> pd.DataFrame:
    """Sum a service's places within each area; a service with any known places there is known."""
    placed = blocks.assign(code=blocks["block"].map(area_of)).dropna(subset=["code"])
    of_area = ["service_id", "code"]
    known_first = placed.sort_values("places", na_position="last", kind="stable")
    parts = known_first.drop_duplicates(of_area).set_index(of_area).sort_index()
    parts["places"] = known_first.groupby(of_area)["places"].sum(min_count=1)
    return parts.drop(columns="block").reset_index()


def _sources(model: DemandModel, supply: Supply, parts: pd.DataFrame) -> tuple[str, ...]:
    """Sources of everything in the table, the estimate's first, each once."""
    shown = set(parts["observation_id"])
    rows = [o for s in supply.services for o in (s.chosen, *s.rows) if o.observation_id in shown]
    used = sorted({i for o in rows for i in (o.source_id, *o.more_source_ids)})
    return tuple(dict.fromkeys((*model.source_ids, *GENERAL_SOURCES, *used)))
