"""The gap: one row an area, from a Dataset's demand and supply under one Selection.

``core.ratios`` holds the formulas and ``core.totals`` adds up the level; this module joins demand
and supply.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, TypedDict, cast

import numpy.typing as npt
import pandas as pd

from gapmap.core import funding
from gapmap.core.disclosure import (
    hide_small_estimates,
    services_withheld,
    withhold,
    without_estimates,
)
from gapmap.core.evidence.matching import Match
from gapmap.core.evidence.one_service import Hidden, Service
from gapmap.core.evidence.register import Register
from gapmap.core.need.country import Country
from gapmap.core.need.demand import DemandModel
from gapmap.core.need.published import Published
from gapmap.core.parts import Portion, Weights, frame, place, served_blocks
from gapmap.core.parts import by_area as parts_by_area
from gapmap.core.ratios import (
    add_evidence,
    add_ratios,
    add_states,
    add_verdicts,
    among,
    area_rows,
    context_counts,
    served_share,
    texts,
)
from gapmap.core.shading import add_shading
from gapmap.core.supply import Supply, count
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
    places_lower_risk: float
    shared: bool
    programmes_undecided: int
    programmes_not_matching: int
    funding: float
    programmes_funded: int | None
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
BLANK_WHOLE: Final = tuple(n for n, t in TableRow.__annotations__.items() if t == int | None)
"""Columns of whole numbers that may be blank."""
KINDS: Final[Mapping[object, Any]] = {
    str: "str", float: "float64", int: "int64", bool: "bool", int | None: "Int64",
    bool | None: "object",
}  # fmt: skip
"""How a DataFrame holds the values of a column."""
GENERAL_SOURCES: Final = ("S-CENSUS-2021", "S-LOOKUP", "S-DERIVED-RELATIVE")
"""Sources behind every table, whatever its programmes: people, areas, force rates."""


@dataclass(frozen=True)
class GapTable:
    """Everything a presenter needs. Nothing else computes a number.

    ``columns`` holds, for each of ``COLUMNS``, one value an area of the level, in code order;
    ``rows`` and ``records`` are the same in other forms: ``context`` counts
    rows that serve the area without counting as programmes; ``basis``, ``number_year`` and
    ``grade`` are those of the largest part of its places, ``shared`` that this part is
    shared out over several areas; ``places_recent``, ``places_terms_passed`` and
    ``places_lower_risk`` are among its places; ``programmes_undecided`` may match,
    ``programmes_not_matching`` do not, by their sources; ``served_share`` is the share of its
    population 16+ in building blocks that a counted programme serves; ``shown`` is the value of the
    measure shaded, ``shade`` the state an area is drawn in, ``class_index`` its class (0 is worst)
    between ``breaks``. ``portions`` and ``parts``
    have one row per service and area (``core.parts``); places that are not known are blank.
    ``supply`` says what was counted, set aside and hidden; ``fingerprint`` names the data;
    ``published`` is what stands beside the table's own figures; ``within`` is the table that this
    one is one area of (``core.one_area``), None for a whole level; ``register`` holds all records.
    """

    selection: Selection
    columns: Mapping[str, Sequence[Any]]
    portions: tuple[Portion, ...]
    totals: Totals
    supply: Supply
    model: DemandModel
    fingerprint: str
    source_ids: tuple[str, ...]
    breaks: tuple[float, ...]
    area_of: Mapping[str, str] = field(default_factory=dict, repr=False)  # by building block
    notes: tuple[str, ...] = ()  # sentences that every view of the table has to show
    published: Published = field(default_factory=Published)
    within: "GapTable | None" = field(default=None, repr=False)
    register: Register | None = field(default=None, repr=False)

    @property
    def whole(self) -> "GapTable":
        """The table of all areas of the level, with which one area is compared."""
        return self.within or self

    @property
    def area(self) -> str | None:
        """The code of the one area that the table is of, None for a whole level."""
        return str(self.columns["code"][0]) if self.within else None

    @cached_property
    def services_withheld(self) -> frozenset[str]:
        """Services whose places are withheld in some area of the level, be it shown here or not."""
        return services_withheld(self.whole.portions)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """The areas as a DataFrame, made once when it is first asked for and only to be read."""
        kinds = {name: KINDS[kind] for name, kind in TableRow.__annotations__.items()}
        return pd.DataFrame(
            {n: pd.Series(list(self.columns[n]), dtype=kind) for n, kind in kinds.items()}
        )

    @cached_property
    def parts(self) -> pd.DataFrame:
        """The parts as a DataFrame, made once when it is first asked for and only to be read."""
        return frame(self.portions)

    @cached_property
    def records(self) -> tuple[TableRow, ...]:
        """The areas as dictionaries, made once and only to be read."""
        names = tuple(self.columns)
        values = zip(*self.columns.values(), strict=True)
        return tuple(cast(TableRow, dict(zip(names, row, strict=True))) for row in values)

    @cached_property
    def by_code(self) -> dict[str, TableRow]:
        """The areas as dictionaries, by code."""
        return {row["code"]: row for row in self.records}

    @cached_property
    def made(self) -> dict[object, object]:
        """Room for what presenters make of the table, kept as long as the table is."""
        return {}

    def with_rows(self, rows: pd.DataFrame) -> "GapTable":
        """The same table with other rows, of the same columns."""
        columns = {str(name): tuple(rows[name].astype(object)) for name in rows}
        return replace(self, columns=columns)

    @cached_property
    def hidden_for(self) -> dict[tuple[str, Match], int]:
        """Number of programmes hidden for one reason alone in the areas of this level."""
        return self.supply.hidden_for(self.area_of)

    @cached_property
    def services_here(self) -> tuple[Service, ...]:
        """The services that count in the areas of this level."""
        here = {part.service_id for part in self.portions}
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
    country: Country,
    register: Register,
    model: DemandModel,
    fingerprint: str,
) -> GapTable:
    """Compute the GapTable of a Selection.

    ``country`` has the areas and people, ``register`` the records of programmes, ``model`` the
    estimate of need; ``fingerprint`` names them all.
    """
    level, need = country.level(selection.level), country.need(selection, model)
    supply = count(register, selection)
    weights = Weights(need.by_block, country.people)
    placed, ended = place(supply.services, weights), place(supply.ended, weights)
    known = parts_by_area(placed, level.area_of)
    rows = area_rows(selection, level, need, known)
    withheld = withhold(known, selection.suppress_below, need.estimated)
    rows["places"][among(level, withheld.areas)] = float("nan")
    suppressed, parts = withheld.areas & need.estimated, withheld.parts
    if model.own is not None and selection.suppress_below:
        hidden = hide_small_estimates(rows, level, model.withheld, selection.suppress_below)
        parts = without_estimates(parts, hidden, selection.suppress_below)
        suppressed |= hidden
    add_evidence(rows, level, parts)
    add_states(rows, supply, level, need.estimated | suppressed, suppressed)
    add_ratios(rows, selection, level, supply)
    add_verdicts(rows, selection, need.other)
    rows["sensitivity_multiplier"] = need.multiplier
    none = [""] * len(level.codes)
    rows["sensitivity_evidence"] = texts(level.evidence if model.own is None else none)
    rows["served_share"] = served_share(level, country.people, served_blocks(placed))
    rows["context"] = context_counts(supply.context, level)
    funding.add(rows, supply, level, weights, withheld.areas)
    breaks = add_shading(rows, selection)
    everything = len(need.inside) == len(country.population)
    totals = add_up(
        selection, model, need, level, placed, ended, rows, everything=everything
    )  # fmt: skip
    if withheld.areas:  # beside the others these could give a withheld number away
        blank = float("nan")
        totals = replace(
            totals, places_recent=blank, places_terms_passed=blank, places_not_counted=blank,
            places_lower_risk=blank, places_ended=blank,
        )  # fmt: skip
    if withheld.total:
        totals = replace(totals, places=float("nan"))
    return GapTable(
        selection, {name: _plain(name, rows[name]) for name in COLUMNS}, parts, totals,
        supply, model, fingerprint, sources_of(model, supply, known), breaks, level.area_of,
        register=register,
    )  # fmt: skip


def _plain(name: str, column: npt.NDArray[Any]) -> tuple[Any, ...]:
    """A column as plain values; whole numbers that may be blank are whole, or NA."""
    if name not in BLANK_WHOLE:
        return tuple(column.tolist())
    return tuple(pd.NA if value != value else int(value) for value in column.tolist())


def sources_of(model: DemandModel, supply: Supply, parts: Iterable[Portion]) -> tuple[str, ...]:
    """Sources of everything in a table of these parts, the estimate's first, each once."""
    shown = {part.observation_id for part in parts}
    rows = [o for s in supply.services for o in (s.chosen, *s.rows) if o.observation_id in shown]
    used = sorted({i for o in rows for i in (o.source_id, *o.more_source_ids)})
    return tuple(dict.fromkeys((*model.source_ids, *GENERAL_SOURCES, *used)))
