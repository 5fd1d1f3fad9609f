"""What it takes to apply other types, referral routes and groups to a Selection elsewhere.

A page that filters by itself has no Python. ``Ground`` is everything that the rules of ``supply``,
``gap``, ``rows`` and ``shading`` read, with all that these three do not change worked out.
Disclosure control is not among it: these are the figures before anything is withheld.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gapmap.core.evidence.capacity import Capacity, Observation, capacity
from gapmap.core.evidence.matching import Match, Verdict, filters_of, judge
from gapmap.core.evidence.one_service import rank
from gapmap.core.need.country import Country
from gapmap.core.need.demand import DemandModel
from gapmap.errors import WithheldError
from gapmap.selection import Selection


@dataclass(frozen=True)
class Candidate:
    """An observation that some choice of the filters could count, show or report as hidden.

    ``verdict`` is that of all other filters; ``rank`` is compared between rows of one service
    (``supply.rank``).
    """

    observation: Observation
    verdict: Verdict
    capacity: Capacity
    rank: tuple[float, ...]


@dataclass(frozen=True)
class Ground:
    """A Selection without its types, routes and groups.

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
    country: Country,
    observations: Sequence[Observation],
    model: DemandModel,
) -> Ground:
    """Work out the Ground of a Selection; the arguments are as for ``gap.compute``.

    Raises WithheldError where figures are withheld or are the user's own: a file that can filter
    would give them away.
    """
    if not open_to_all(selection, model):
        raise WithheldError("Figures that are withheld or your own cannot be filtered in a file.")
    level, need = country.level(selection.level), country.need(selection, model)
    return Ground(
        tuple(_candidates(selection, observations)),
        level.area_of,
        _known(need.by_block.items()),
        _known(country.people.items()),
        need.inside,
        _known(zip(level.codes, need.other.tolist(), strict=True)),
        _known(zip(level.codes, level.residents.tolist(), strict=True)),
    )


def open_to_all(selection: Selection, model: DemandModel) -> bool:
    """True when no figure is withheld and none is the user's own."""
    return not selection.suppress_below and model.own is None


def _candidates(selection: Selection, observations: Sequence[Observation]) -> list[Candidate]:
    tests = filters_of(selection.with_(types=(), routes=(), accepts=(), all_types=True))
    bases, cost, weakest = selection.trusted_bases, selection.unit_cost, selection.grade
    found = []
    for obs in observations:
        verdict = judge(obs, tests)
        if obs.row_kind != "programme" and verdict.match is Match.NO:
            continue
        its = capacity(obs, bases, cost, weakest)
        found.append(Candidate(obs, verdict, its, rank((obs, its), bases, selection.until)))
    return found


def _known(numbers: Iterable[tuple[str, float]]) -> dict[str, float]:
    return {name: number for name, number in numbers if number == number}
