"""What it takes to apply other programme types and referral routes to a Selection elsewhere.

A file that filters by itself has no Python. ``Ground`` is everything that the rules of ``supply``,
``gap``, ``rows`` and ``shading`` read, with all that types and routes do not change worked out.
Disclosure control is not among it: these are the figures before anything is withheld.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from gapmap.core.demand import DemandModel
from gapmap.core.evidence.capacity import Capacity, Observation, capacity
from gapmap.core.evidence.matching import Match, Verdict, judge, tests_of
from gapmap.core.gap import areas_of_blocks, estimates_of
from gapmap.core.ratios import by_area
from gapmap.core.supply import rank
from gapmap.errors import WithheldError
from gapmap.selection import Selection


@dataclass(frozen=True)
class Candidate:
    """An observation that some choice of types and routes could count, show or report as hidden.

    ``verdict`` is that of all other filters; ``rank`` is compared between rows of one service
    (``supply.rank``).
    """

    observation: Observation
    verdict: Verdict
    capacity: Capacity
    rank: tuple[float, ...]


@dataclass(frozen=True)
class Ground:
    """A Selection without its types and routes.

    By building block: ``area_of`` (code), ``estimates`` (perpetrators, where known), ``people``
    (aged 16 and over), ``totalled`` (those that the level's total adds up). By area: ``other``
    (perpetrators under the layer that is not shown, where known), ``residents`` (people 16+).
    """

    candidates: tuple[Candidate, ...]
    area_of: Mapping[str, str]
    estimates: Mapping[str, float]
    people: Mapping[str, float]
    totalled: frozenset[str]
    other: Mapping[str, float]
    residents: Mapping[str, float]


def ground(
    selection: Selection,
    *,
    areas: pd.DataFrame,
    lookup: pd.DataFrame,
    population: pd.DataFrame,
    observations: Sequence[Observation],
    model: DemandModel,
    sensitivity: pd.DataFrame,
) -> Ground:
    """Work out the Ground of a Selection; the tables are as for ``gap.compute``.

    Raises WithheldError where figures are withheld or are the user's own: a file that can filter
    would give them away.
    """
    if not open_to_all(selection, model):
        raise WithheldError("Figures that are withheld or your own cannot be filtered in a file.")
    headline, adjusted = estimates_of(selection, lookup, population, model, sensitivity)
    layers = (headline, adjusted) if selection.local == "headline" else (adjusted, headline)
    demand, other = (layer["central"] for layer in layers)
    level = areas[areas["level"] == selection.level].set_index("code")
    area_of = areas_of_blocks(lookup, selection.level, level)
    summed = by_area(demand.to_frame(), area_of)["central"]
    estimated = set(_known(summed))
    people = population["aged_16_plus"]
    return Ground(
        tuple(_candidates(selection, observations)),
        area_of,
        _known(demand),
        _known(people),
        frozenset(b for b in _known(demand) if area_of.get(b) in estimated),
        _known(by_area(other.to_frame(), area_of)["central"]),
        _known(people.groupby([area_of.get(str(b)) for b in people.index]).sum()),
    )


def open_to_all(selection: Selection, model: DemandModel) -> bool:
    """True when no figure is withheld and none is the user's own."""
    return not selection.suppress_below and model.own is None


def _candidates(selection: Selection, observations: Sequence[Observation]) -> list[Candidate]:
    tests = tests_of(selection.with_(types=(), routes=(), all_types=True))
    bases, cost, weakest = selection.trusted_bases, selection.unit_cost, selection.grade
    found = []
    for obs in observations:
        verdict = judge(obs, tests)
        if obs.row_kind != "programme" and verdict.match is Match.NO:
            continue
        its = capacity(obs, bases, cost, weakest)
        found.append(Candidate(obs, verdict, its, rank((obs, its), bases)))
    return found


def _known(column: pd.Series) -> dict[str, float]:
    return {str(k): float(v) for k, v in column.items() if v == v}
