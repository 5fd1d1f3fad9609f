"""The gap: one row an area, from a Dataset's demand and supply under one Selection.

    places_per_1000 = 1000 * places / perpetrators
    share_met       = places / perpetrators
    unmet           = max(0, target_share * perpetrators - places)

Low and high follow by interval arithmetic from the demand interval; where programmes without known
places are recorded, places are a lower bound, so the upper end of the ratio is open (blank) and the
lower end of unmet need is zero. Places that are not known stay blank; they are never zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from gapmap.core.capacity import Observation
from gapmap.core.demand import DemandModel, estimate, national
from gapmap.core.supply import Supply, apportion, count
from gapmap.selection import Selection

COLUMNS: Final = (
    "level", "code", "name", "state",
    "perpetrators_low", "perpetrators", "perpetrators_high",
    "programmes", "programmes_unmeasured", "places",
    "places_per_1000", "share_met", "unmet",
    "places_per_1000_low", "places_per_1000_high",
    "share_met_low", "share_met_high", "unmet_low", "unmet_high",
    "lower_bound", "served_share", "context", "class_index", "vintage",
)  # fmt: skip


@dataclass(frozen=True)
class Totals:
    """All areas of the level together, under the Selection (people; places a year).

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
        return self.places / self.perpetrators


@dataclass(frozen=True)
class GapTable:
    """Everything a presenter needs. Nothing else computes a number.

    ``rows`` has ``COLUMNS``, one row an area of the level, in code order: ``context`` counts
    rows that serve the area without counting as programmes; ``served_share`` is the share of its
    population 16+ in building blocks that a counted programme serves; ``class_index`` is 0 for the
    fewest places. ``parts`` has one row per service and area: service_id, observation_id, code,
    places (blank: not known), basis, why. ``supply`` says what was counted, set aside and hidden;
    ``fingerprint`` names the data.
    """

    selection: Selection
    rows: pd.DataFrame
    parts: pd.DataFrame
    totals: Totals
    supply: Supply
    model: DemandModel
    fingerprint: str
    source_ids: tuple[str, ...]

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
    fingerprint: str,
) -> GapTable:
    """Compute the GapTable of a Selection.

    ``areas``: level, code, name, country_code, has_estimate, vintage. ``lookup``: index building
    block, one column a level holding the code of the area it lies in (blank where it lies in none).
    ``population``: index building block, at least ``aged_16_plus`` and the model's column.
    ``observations`` carry nearest attributes (``supply.with_nearest_attributes``).
    """
    demand = estimate(model, population)
    supply = count(observations, selection)
    blocks = _parts_by_block(supply, {str(k): float(v) for k, v in demand["central"].items()})
    level = areas[areas["level"] == selection.level].set_index("code")
    area_of = _areas_of_blocks(lookup, selection.level, level)
    parts = _parts_by_area(blocks, area_of)
    rows = _rows(selection, level, area_of, demand, parts)
    rows["served_share"] = _served_share(population["aged_16_plus"], area_of, blocks)
    rows["context"] = _context(supply.context, area_of).reindex(rows.index, fill_value=0)
    rows = rows[list(COLUMNS)].reset_index(drop=True)
    return GapTable(
        selection, rows, parts, _totals(model, population, demand, blocks, area_of),
        supply, model, fingerprint, _sources(model, supply),
    )  # fmt: skip


def _parts_by_block(supply: Supply, weights: Mapping[str, float]) -> pd.DataFrame:
    """One row per service and building block, places apportioned (blank: not known)."""
    found: list[tuple[object, ...]] = []
    for service in supply.services:
        its = service.capacity
        places = apportion(service, weights) if its.places is not None else {}
        for block in service.blocks:
            row = service.observation_in(block).observation_id
            found.append((service.service_id, row, block, places.get(block), its.basis, its.why))
        for block in service.blocks_unmeasured:
            row = service.observation_in(block).observation_id
            why = "another period of this programme names the area but states no usable places"
            found.append((service.service_id, row, block, None, "none", why))
    frame = pd.DataFrame(
        found, columns=["service_id", "observation_id", "block", "places", "basis", "why"]
    )
    return frame.astype({"places": float})


def _areas_of_blocks(lookup: pd.DataFrame, level: str, areas: pd.DataFrame) -> dict[str, str]:
    """Map building block → area of the level. Nations without an estimate map to themselves."""
    inside = {str(block): str(code) for block, code in lookup[level].dropna().items()}
    return inside | {str(code): str(code) for code in areas.index[areas["has_estimate"] == "no"]}


def _parts_by_area(blocks: pd.DataFrame, area_of: Mapping[str, str]) -> pd.DataFrame:
    """Sum a service's places within each area; a service with any known places there is known."""
    placed = blocks.assign(code=blocks["block"].map(area_of)).dropna(subset=["code"])
    known_first = placed.sort_values("places", na_position="last", kind="stable")
    grouped = known_first.groupby(["service_id", "code"], sort=True)
    parts = grouped.agg(
        observation_id=("observation_id", "first"), basis=("basis", "first"), why=("why", "first")
    )
    parts["places"] = grouped["places"].sum(min_count=1)
    return parts.reset_index()


def _rows(
    selection: Selection,
    level: pd.DataFrame,
    area_of: Mapping[str, str],
    demand: pd.DataFrame,
    parts: pd.DataFrame,
) -> pd.DataFrame:
    of_block = [area_of.get(str(block)) for block in demand.index]
    people = demand.groupby(of_block).sum(min_count=1).reindex(level.index)
    rows = pd.DataFrame(index=level.index.sort_values())
    rows["level"], rows["code"], rows["name"] = selection.level, rows.index, level["name"]
    rows["perpetrators_low"], rows["perpetrators"] = people["low"], people["central"]
    rows["perpetrators_high"] = people["high"]
    by_area = parts.groupby("code")["places"]
    rows["programmes"] = by_area.size().reindex(rows.index, fill_value=0)
    rows["programmes_unmeasured"] = rows["programmes"] - by_area.count().reindex(
        rows.index, fill_value=0
    )
    rows["places"] = by_area.sum(min_count=1).reindex(rows.index)
    has_estimate = (level["has_estimate"] == "yes").reindex(rows.index)
    rows["state"] = _states(rows, has_estimate)
    rows["lower_bound"] = (rows["state"] == "measured") & (rows["programmes_unmeasured"] > 0)
    _add_ratios(rows, selection.target_share)
    rows["class_index"] = _classes(rows["places_per_1000"], selection.breaks)
    rows["vintage"] = level["vintage"]
    return rows


def _states(rows: pd.DataFrame, has_estimate: pd.Series) -> pd.Series:
    state = pd.Series("none_recorded", index=rows.index, dtype=object)
    state[rows["programmes"] > 0] = "unmeasured"
    state[rows["places"].notna()] = "measured"
    state[~has_estimate] = "no_estimate"
    return state


def _served_share(people: pd.Series, area_of: Mapping[str, str], blocks: pd.DataFrame) -> pd.Series:
    """Share of an area's population 16+ in building blocks that a counted programme serves."""
    of_block = [area_of.get(str(block)) for block in people.index]
    served = people.where(people.index.isin(blocks["block"]), 0)
    share: pd.Series = served.groupby(of_block).sum() / people.groupby(of_block).sum()
    return share


def _context(context: Sequence[Observation], area_of: Mapping[str, str]) -> pd.Series:
    """Number of context rows by area; national totals contain every area and tell none apart."""
    local = [o for o in context if o.row_kind != "national_aggregate"]
    areas = [code for o in local for code in {area_of.get(b) for b in o.blocks} if code]
    return pd.Series(areas, dtype=object).value_counts()


def _add_ratios(rows: pd.DataFrame, target_share: float) -> None:
    measured = rows["state"] == "measured"
    places = rows["places"].where(measured)
    for end, other in (("", ""), ("_low", "_high"), ("_high", "_low")):
        rows[f"share_met{end}"] = places / rows[f"perpetrators{other}"]
        rows[f"unmet{end}"] = (target_share * rows[f"perpetrators{end}"] - places).clip(lower=0)
    rows.loc[rows["lower_bound"], "share_met_high"] = float("nan")
    rows.loc[rows["lower_bound"], "unmet_low"] = 0.0
    unknown = rows["state"].isin(["unmeasured", "none_recorded"])
    rows.loc[unknown, "unmet_low"] = 0.0
    rows.loc[unknown, "unmet_high"] = target_share * rows["perpetrators_high"]
    for end in ("", "_low", "_high"):
        rows[f"places_per_1000{end}"] = 1000 * rows[f"share_met{end}"]


def _classes(values: pd.Series, breaks: Sequence[float]) -> pd.Series:
    """Class of each value: 0 below the first break, up to ``len(breaks)``; blank stays blank."""
    index = [pd.NA if pd.isna(v) else sum(v >= b for b in breaks) for v in values]
    return pd.Series(index, index=values.index, dtype="Int64")


def _totals(
    model: DemandModel,
    population: pd.DataFrame,
    demand: pd.DataFrame,
    blocks: pd.DataFrame,
    area_of: Mapping[str, str],
) -> Totals:
    """Sum the level. Local variation averages out over the nation, so it is left out there."""
    inside = [block for block in population.index if str(block) in area_of]
    if len(inside) == len(population):
        covers = "England and Wales"
        low, central, high = national(model, population)
    else:
        covers = "London"
        low, central, high = (float(demand.loc[inside, c].sum()) for c in demand.columns)
    here = blocks[blocks["block"].isin(inside)]
    known = here.dropna(subset=["places"])
    programmes, with_places = here["service_id"].nunique(), known["service_id"].nunique()
    return Totals(
        covers,
        len({area_of[str(block)] for block in inside}),
        low,
        central,
        high,
        float(known["places"].sum()),
        programmes,
        programmes - with_places,
    )


def _sources(model: DemandModel, supply: Supply) -> tuple[str, ...]:
    used = {s.chosen.source_id for s in supply.services}
    return (*model.source_ids, "S-CENSUS-2021", "S-LOOKUP", *sorted(used - set(model.source_ids)))
