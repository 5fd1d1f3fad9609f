"""The country as the data have it: its areas, their people and the estimates of need in them.

No filter of programmes changes any of this, so each part is worked out once and kept: an area's
estimates for a model, its assumptions and a layer of local rates; the areas of a level for good.
Arrays have one number an area, in code order; blank is NaN, never zero.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from gapmap.core.need.demand import DemandModel, estimate, whole, with_sensitivity
from gapmap.selection import Selection
from gapmap.vocabulary import LEVELS

Numbers = npt.NDArray[np.float64]
KEPT: Final = 64
"""Estimates kept for each dataset: six levels times the models and layers in use, and some more."""
REACHED_KEPT: Final = 4096
"""Sets of building blocks of which each level remembers the areas; programmes share most."""


@dataclass(frozen=True)
class Level:
    """The areas of one level, in code order.

    ``area_of`` and ``at`` give the code of the area that a building block lies in and its place in
    the order, ``place`` that of a code. ``residents`` are people aged 16 and over, ``evidence``
    what the sensitivity layer rests on.
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    vintages: tuple[str, ...]
    area_of: Mapping[str, str]
    at: Mapping[str, int]
    place: Mapping[str, int]
    residents: Numbers
    evidence: tuple[str, ...]
    _reached: dict[frozenset[str], tuple[int, ...]] = field(default_factory=dict, repr=False)

    def reached(self, blocks: frozenset[str]) -> tuple[int, ...]:
        """Places in the order of the areas that building blocks lie in, each once; remembered."""
        found = self._reached.get(blocks)
        if found is None:
            if len(self._reached) >= REACHED_KEPT:
                self._reached.clear()
            at = self.at
            found = self._reached[blocks] = tuple({at[block] for block in blocks if block in at})
        return found


@dataclass(frozen=True)
class Need:
    """Estimated perpetrators of one level, under a model, its assumptions and one layer.

    ``by_block`` and ``by_sensitivity`` are the central estimates shown and those of the
    sensitivity layer; ``other`` is of the layer that is not shown. ``estimated`` are the areas with
    an estimate, ``inside`` their building blocks, and ``total`` the low, central and high of all
    of those together, in which local variation averages out where they are all the model speaks of.
    """

    by_block: Mapping[str, float]
    low: Numbers
    central: Numbers
    high: Numbers
    other: Numbers
    multiplier: Numbers
    estimated: frozenset[str]
    inside: frozenset[str]
    total: tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Country:
    """Tables of areas and people, and what follows from them alone. Not to be changed.

    ``areas``: level, code, name, country_code, has_estimate, vintage. ``lookup``: index building
    block, one column a level holding the code of the area it lies in (blank where it lies in none).
    ``population``: index building block, at least ``aged_16_plus``, ``country_code`` and the
    model's column. ``sensitivity``: index force code, columns multiplier and evidence.
    """

    areas: pd.DataFrame
    lookup: pd.DataFrame
    population: pd.DataFrame
    sensitivity: pd.DataFrame

    def __getstate__(self) -> dict[str, object]:
        """What another process is handed: the tables, not the functions that keep results."""
        kept = ("_level", "_need")
        return {name: value for name, value in vars(self).items() if name not in kept}

    @cached_property
    def people(self) -> dict[str, float]:
        """People aged 16 and over by building block."""
        return _by_block(self.population["aged_16_plus"])

    @cached_property
    def blocks_in(self) -> dict[tuple[str, str], frozenset[str]]:
        """The building blocks of every area, by level and code."""
        found: dict[tuple[str, str], set[str]] = {}
        for level in LEVELS:
            for block, code in self.lookup[level].dropna().items():
                found.setdefault((level, str(code)), set()).add(str(block))
        return {area: frozenset(blocks) for area, blocks in found.items()}

    def level(self, name: str) -> Level:
        """The areas of a level."""
        return self._level(name)

    def need(self, selection: Selection, model: DemandModel) -> Need:
        """The estimates of a Selection's level. A user's own are never kept."""
        choices = (selection.assumptions, selection.local, selection.shrinkage)
        found = self._worked_out if model.own is not None else self._need
        return found(selection.level, model, *choices)

    def estimates(
        self, model: DemandModel, assumptions: Mapping[str, float], shrinkage: float
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Perpetrators by building block: the headline, and with the sensitivity layer."""
        headline = estimate(model, self.population, assumptions)
        if model.own is not None:  # a user's own figures already differ between places as they do
            return headline, headline
        multipliers = self.lookup["pfa"].map(self.sensitivity["multiplier"])
        return headline, with_sensitivity(headline, multipliers, shrinkage)

    @cached_property
    def _level(self) -> Callable[[str], Level]:
        return lru_cache(maxsize=None)(self._areas_of)

    @cached_property
    def _need(self) -> Callable[..., Need]:
        return lru_cache(maxsize=KEPT)(self._worked_out)

    def _areas_of(self, name: str) -> Level:
        its = self.areas[self.areas["level"] == name].set_index("code").sort_index()
        inside = {str(block): str(code) for block, code in self.lookup[name].dropna().items()}
        nations = its.index[its["has_estimate"] == "no"]  # nations map to themselves
        area_of = inside | {str(code): str(code) for code in nations}
        codes = tuple(map(str, its.index))
        place = {code: i for i, code in enumerate(codes)}
        people = self.population["aged_16_plus"]
        residents = people.groupby([area_of.get(str(b)) for b in people.index]).sum()
        return Level(
            codes,
            tuple(map(str, its["name"])),
            tuple(map(str, its["vintage"])),
            area_of,
            {block: place[code] for block, code in area_of.items() if code in place},
            place,
            residents.reindex(list(codes)).to_numpy(float),
            self._evidence(name, codes, area_of),
        )

    def _evidence(
        self, level: str, codes: tuple[str, ...], area_of: Mapping[str, str]
    ) -> tuple[str, ...]:
        kinds: dict[str, set[str]] = {}
        for block, kind in self.lookup["pfa"].map(self.sensitivity["evidence"]).items():
            kinds.setdefault(area_of.get(str(block), ""), set()).add(kind)
        inherited = "" if level == "pfa" else "inherited from force: "
        return tuple(
            inherited + "; ".join(sorted(kinds[code])) if code in kinds else "" for code in codes
        )

    def _worked_out(
        self,
        level: str,
        model: DemandModel,
        assumptions: tuple[tuple[str, float], ...],
        local: str,
        shrinkage: float,
    ) -> Need:
        changed, its = dict(assumptions), self.level(level)
        layers = self.estimates(model, changed, shrinkage)
        headline, adjusted = (by_area(layer, its.area_of, its.codes) for layer in layers)
        first = local == "headline"
        demand, people = (layers[0], headline) if first else (layers[1], adjusted)
        low, central, high = (people[end].to_numpy(float) for end in ("low", "central", "high"))
        if level == "country" and model.own is None:
            # places in a country may differ; it has the range of the national figure
            least, middle, most = model.interval(changed)
            low, high = central * least / middle, central * most / middle
        estimated = frozenset(c for c, n in zip(its.codes, central, strict=True) if n == n)
        speaks = demand.index[demand["central"].notna()]
        blocks = [block for block in speaks if its.area_of.get(str(block)) in estimated]
        if len(blocks) == len(speaks):
            total = whole(model, self.population, changed)
        else:
            least, middle, most = (float(demand.loc[blocks, c].sum()) for c in demand.columns)
            total = (least, middle, most)
        other = (adjusted if first else headline)["central"].to_numpy(float)
        shift = (adjusted["central"] / headline["central"]).to_numpy(float)
        return Need(
            _by_block(demand["central"]), low, central, high, other, shift,
            estimated, frozenset(map(str, blocks)), total,
        )  # fmt: skip


def by_area(
    frame: pd.DataFrame, area_of: Mapping[str, str], codes: tuple[str, ...]
) -> pd.DataFrame:
    """Sum a table of building blocks within areas; blank unless every block has a number."""
    grouped = frame.groupby([area_of.get(str(block)) for block in frame.index])
    summed = grouped.sum(min_count=1).where(grouped.count().eq(grouped.size(), axis=0))
    return summed.reindex(list(codes))


def _by_block(column: pd.Series) -> dict[str, float]:
    return {str(block): float(n) for block, n in column.items()}
