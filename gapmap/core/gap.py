"""The gap: one row an area, from a Dataset's demand and supply under one Selection.

``core.ratios`` holds the formulas and ``core.totals`` adds up the level; this module joins demand
and supply.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final, TypedDict, cast

import pandas as pd

from gapmap.core import funding
from gapmap.core.demand import DemandModel, estimate, with_sensitivity
from gapmap.core.disclosure import hide_small_estimates, withhold
from gapmap.core.evidence.capacity import Observation
from gapmap.core.evidence.matching import Match
from gapmap.core.parts import Weights, place, served_blocks
from gapmap.core.parts import by_area as parts_by_area
from gapmap.core.ratios import (
    add_evidence,
    add_ratios,
    add_states,
    add_verdicts,
    area_rows,
    by_area,
    context_counts,
    served_share,
)
from gapmap.core.shading import add_shading
from gapmap.core.supply import Hidden, Service, Supply, count
from gapmap.core.totals import Totals, add_up
from gapmap.selection import Selection


class TableRow(TypedDict):
    """One area of a GapTable; ``GapTable`` says what the columns mean.

    A number that is not known is NaN; a year, a class or a verdict of yes or no that there is none
    of is None.
    """

    level: str
    code: str
    name: str
    state: str
    perpetrators_low: float
    perpetrators: float
    perpetrators_high: float
    programmes: int
    programmes_unmeasured: int
    places: float
    places_per_1000: float
    share_met: float
    unmet: float
    places_per_1000_low: float
    places_per_1000_high: float
    share_met_low: float
    share_met_high: float
    unmet_low: float
    unmet_high: float
    cost_to_close: float
    cost_to_close_low: float
    cost_to_close_high: float
    basis: str
    number_year: int | None
    grade: str
    places_recent: float
    places_terms_passed: float
    shared: bool
    programmes_undecided: int
    programmes_not_matching: int
    funding: float
    programmes_funded: int
    funding_per_perpetrator: float
    funding_per_perpetrator_low: float
    funding_per_perpetrator_high: float
    lower_bound: bool
    crosses_threshold: bool | None
    same_with_force_rates: bool | None
    verdict: str
    served_share: float
    context: int
    shown: float
    shade: str
    class_index: int | None
    sensitivity_multiplier: float
    sensitivity_evidence: str
    vintage: str


COLUMNS: Final = tuple(TableRow.__annotations__)
GENERAL_SOURCES: Final = ("S-CENSUS-2021", "S-LOOKUP", "S-DERIVED-RELATIVE")
"""Sources behind every table, whatever its programmes: people, areas, force rates."""


@dataclass(frozen=True)
class GapTable:
    """Everything a presenter needs. Nothing else computes a number.

    ``rows`` has ``COLUMNS``, one row an area of the level, in code order: ``context`` counts
    rows that serve the area without counting as programmes; ``basis``, ``number_year`` and
    ``grade`` are those of the part that makes most of its places, ``shared`` that this part is
    shared out over several areas; ``places_recent`` and ``places_terms_passed`` are among its
    places; ``programmes_undecided`` may match, ``programmes_not_matching`` do not, by their
    sources; ``served_share`` is the share of its
    population 16+ in building blocks that a counted programme serves; ``shown`` is the value of the
    measure shaded, ``shade`` the state an area is drawn in, ``class_index`` its class (0 is worst)
    between ``breaks``. ``parts`` has one row per service and area (``core.parts``); places that are
    not known are blank. ``supply``
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
    area_of: Mapping[str, str] = field(default_factory=dict, repr=False)  # by building block
    notes: tuple[str, ...] = ()  # sentences that every view of the table has to show

    @cached_property
    def records(self) -> tuple[TableRow, ...]:
        """The rows as dictionaries, made once and only to be read."""
        return tuple(cast(TableRow, row) for row in self.rows.to_dict("records"))

    @cached_property
    def hidden_for(self) -> dict[tuple[str, Match], int]:
        """Number of programmes hidden for one reason alone in the areas of this level."""
        return self.supply.hidden_for(self.area_of)

    @cached_property
    def services_here(self) -> tuple[Service, ...]:
        """The services that count in the areas of this level."""
        here = set(self.parts["service_id"])
        return tuple(s for s in self.supply.services if s.service_id in here)

    def hidden_in(self, code: str) -> tuple[tuple[Hidden, Match], ...]:
        """Services recorded for an area without counting there, and whether they may match."""
        blocks = {block for block, area in self.area_of.items() if area == code}
        undecided = [(h, Match.NOT_STATED) for h in self.supply.hidden if h.undecided & blocks]
        refused = [
            (h, Match.NO)
            for h in self.supply.hidden
            if h.refused & blocks and not h.undecided & blocks
        ]
        return tuple(undecided + refused)

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
    ``observations`` carry nearest attributes and standing (``supply.prepared``).
    """
    headline, adjusted = estimates_of(selection, lookup, population, model, sensitivity)
    level = areas[areas["level"] == selection.level].set_index("code")
    area_of = areas_of_blocks(lookup, selection.level, level)
    summed = (by_area(headline, area_of), by_area(adjusted, area_of))
    demand, people, other = headline, *summed
    if selection.local != "headline":
        demand, other, people = adjusted, *summed
    supply = count(observations, selection)
    weights = Weights(_numbers(demand["central"]), _numbers(population["aged_16_plus"]), area_of)
    placed, ended = place(supply.services, weights), place(supply.ended, weights)
    known = parts_by_area(placed, area_of)
    rows = area_rows(selection, level, people, known)
    if selection.level == "country":
        _without_local_variation(rows, model, selection)
    estimated = frozenset(str(code) for code in rows.index[rows["perpetrators"].notna()])
    withheld = withhold(known, selection.suppress_below, estimated)
    rows.loc[rows.index.isin(withheld.areas), "places"] = float("nan")
    suppressed, parts = withheld.areas & estimated, withheld.parts
    if model.own is not None and selection.suppress_below:
        hidden, parts = hide_small_estimates(
            rows, parts, area_of, model.withheld, selection.suppress_below
        )
        suppressed |= hidden
    add_evidence(rows, parts)
    add_states(rows, supply, area_of, estimated | suppressed, suppressed)
    add_ratios(rows, selection)
    add_verdicts(rows, selection, other["central"].reindex(rows.index))
    evidence = lookup["pfa"].map(sensitivity["evidence"]) if model.own is None else None
    _add_sensitivity(rows, *summed, area_of, evidence)
    rows["served_share"] = served_share(population["aged_16_plus"], area_of, served_blocks(placed))
    rows["context"] = context_counts(supply.context, area_of).reindex(rows.index, fill_value=0)
    money = funding.by_area(supply, area_of, weights.estimates, weights.people)
    funding.add(rows, money, withheld.areas)
    breaks = add_shading(rows, selection)
    totals = add_up(selection, model, population, demand, placed, ended, area_of, estimated, rows)
    if withheld.areas:  # beside the others these could give a withheld number away
        blank = float("nan")
        totals = replace(
            totals, places_recent=blank, places_terms_passed=blank, places_lower_risk=blank,
            places_ended=blank,
        )  # fmt: skip
    if withheld.total:
        totals = replace(totals, places=float("nan"))
    return GapTable(
        selection, rows[list(COLUMNS)].reset_index(drop=True), parts, totals,
        supply, model, fingerprint, _sources(model, supply, known), breaks, area_of,
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


def _without_local_variation(rows: pd.DataFrame, model: DemandModel, selection: Selection) -> None:
    """A country has the range of the national figure: places in it may differ, it does not."""
    if model.own is None:
        low, central, high = model.interval(dict(selection.assumptions))
        rows["perpetrators_low"] = rows["perpetrators"] * low / central
        rows["perpetrators_high"] = rows["perpetrators"] * high / central


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


def areas_of_blocks(lookup: pd.DataFrame, level: str, areas: pd.DataFrame) -> dict[str, str]:
    """Map building block → area of the level. Nations without an estimate map to themselves."""
    inside = {str(block): str(code) for block, code in lookup[level].dropna().items()}
    return inside | {str(code): str(code) for code in areas.index[areas["has_estimate"] == "no"]}


def _sources(model: DemandModel, supply: Supply, parts: pd.DataFrame) -> tuple[str, ...]:
    """Sources of everything in the table, the estimate's first, each once."""
    shown = set(parts["observation_id"])
    rows = [o for s in supply.services for o in (s.chosen, *s.rows) if o.observation_id in shown]
    used = sorted({i for o in rows for i in (o.source_id, *o.more_source_ids)})
    return tuple(dict.fromkeys((*model.source_ids, *GENERAL_SOURCES, *used)))
