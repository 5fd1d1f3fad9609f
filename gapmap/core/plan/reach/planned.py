"""The same money planned by border and by reach.

By border, new places serve the people of the area that they are in. By reach, a new programme
stands at the centre of an area (the mean of its origins, weighted by need) and serves people around
it, whatever the border, as a provider of floating catchment areas does: of one place at site j,
Fᵢⱼ = Pᵢ Wᵢⱼ ÷ Σₖ Pₖ Wₖⱼ fall to the people of i. Places there are read the same way: those of
programmes whose reach can be measured fall to whom they reach, all others to the areas served.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from gapmap.core.gap import GapTable
from gapmap.core.plan import integer
from gapmap.core.plan.problem import Aim, Place, Problem, Unknown
from gapmap.core.plan.proposal import prices_of, problem_of
from gapmap.core.plan.reach.floating import Pairs, e2sfca, near
from gapmap.core.plan.reach.outcome import Origins, Outcome
from gapmap.core.plan.solve import PROVED, Plan, impossible, solve
from gapmap.core.plan.wish import Wish
from gapmap.errors import BadChoiceError, WithheldError

SECONDS: Final = 5.0
"""The most that the solver may take for each of a plan's two solutions."""
EQUAL: Final = 1e-7
"""Relative distance within which two plans are equally good; then that by border is kept."""


@dataclass(frozen=True)
class ByReach:
    """A plan by reach: steps by area, and how far from the best it may be at most (``gap``).

    ``status`` and ``why`` are as those of a ``Plan``.
    """

    status: str
    why: str
    gap: float
    places: Mapping[str, int]
    pounds: float


@dataclass(frozen=True)
class Choice:
    """What one area gets by border and by reach (places a year)."""

    code: str
    name: str
    by_border: int
    by_reach: int


@dataclass(frozen=True)
class Both:
    """One reading of what is not known, planned both ways.

    ``met`` and ``worst`` say what each plan does when judged by reach: unmet need met (people), and
    the fewest places per 1,000 of an area, first of the plan by border, then of that by reach.
    ``choices`` are all areas that either gives something, those that differ most first.
    """

    reading: Unknown
    border: Plan
    reach: ByReach
    choices: tuple[Choice, ...]
    met: tuple[float, float]
    worst: tuple[float, float]

    @property
    def disagreement(self) -> tuple[Choice, ...]:
        """Areas that get more by one plan than by the other."""
        return tuple(c for c in self.choices if c.by_border != c.by_reach)


def plan_both(
    table: GapTable, wish: Wish, found: Outcome, seconds: float = SECONDS
) -> tuple[Both, ...]:
    """Plan a wish by border and by reach, under each of its readings.

    Raises WithheldError as ``propose``, BadChoiceError for an outcome made with a user's own ways
    (they do not say how far it is to places where nothing stands yet), and as ``Problem`` does.
    """
    if table.selection.suppress_below:
        raise WithheldError("No plan is made while small numbers are withheld.")
    if found.detour is None:
        raise BadChoiceError(
            "A table of ways does not say how far it is to where nothing stands yet; plan by reach "
            "with straight lines and points that have coordinates."
        )
    ratio = table.totals.measured.ratio
    typical = 0.0 if ratio != ratio else ratio
    price = prices_of(table.selection.unit_cost)["central"]
    spill = spill_of(found)
    return tuple(
        _both(
            reading, problem_of(table, wish, reading, price, typical), table, found, spill, seconds
        )
        for reading in wish.readings
    )


def spill_of(found: Outcome) -> dict[str, dict[str, float]]:
    """By site (the centre of an area): which part of a place there falls to whose people.

    A site that nobody lives within reach of serves the people of its own area.
    """
    origins = found.origins
    codes = sorted(set(origins.areas))
    home = np.array([codes.index(code) for code in origins.areas])
    sites = _centres(origins, home, len(codes))
    steps = found.steps
    pairs: Pairs = near(origins.at, sites, steps.ends[-1], found.detour or 1.0)
    flow = e2sfca(origins.need, np.ones(len(codes)), pairs, steps).flow.tocoo()
    parts = np.zeros((len(codes), len(codes)))
    np.add.at(parts, (flow.coords[1], home[flow.coords[0]]), np.nan_to_num(flow.data))
    lonely = parts.sum(axis=1) <= 0
    parts[lonely, lonely] = 1.0
    return {
        code: {codes[i]: float(parts[j, i]) for i in parts[j].nonzero()[0]}
        for j, code in enumerate(codes)
    }


def _centres(origins: Origins, home: np.ndarray, count: int) -> np.ndarray:
    known = np.bincount(home, origins.need, count) > 0
    weight = np.where(known[home], origins.need, 1.0)  # without any estimate all weigh alike
    total = np.bincount(home, weight, count)
    east, north = (np.bincount(home, weight * origins.at[:, k], count) for k in (0, 1))
    return np.column_stack([east / total, north / total])


def _both(
    reading: Unknown,
    problem: Problem,
    table: GapTable,
    found: Outcome,
    spill: Mapping[str, Mapping[str, float]],
    seconds: float,
) -> Both:
    border = solve(problem)
    moved = {a.code: (a.reached - a.serves) * a.need / 1000 for a in found.areas}
    target = table.selection.target_share
    areas = tuple(_moved(area, moved.get(area.code, 0.0), target) for area in problem.areas)
    its = replace(problem, areas=areas)
    inside = {a.code: spill.get(a.code, {a.code: 1.0}) for a in areas}
    reach = _by_reach(its, inside, seconds)
    given = [{a.code: a.places for a in border.actions}, reach.places]
    if border.status != "impossible" and reach.status != "impossible":
        values = [_value(its, places, inside) for places in given]
        if all(b >= r - EQUAL * max(1.0, abs(r)) for b, r in zip(*values, strict=True)):
            reach = replace(reach, places=given[0], pounds=border.pounds)
            given[1] = given[0]
    judged = [_judged(areas, places, inside) for places in given]
    names = {a.code: a.name for a in areas}
    choices = [
        Choice(c, names[c], given[0].get(c, 0), given[1].get(c, 0)) for c in {*given[0], *given[1]}
    ]
    choices.sort(key=lambda c: (-abs(c.by_border - c.by_reach), -c.by_border, c.code))
    return Both(
        reading, border, reach, tuple(choices),
        (judged[0][0], judged[1][0]), (judged[0][1], judged[1][1]),
    )  # fmt: skip


def _moved(area: Place, by: float, target_share: float) -> Place:
    """An area with the places that its people reach, where the map has those that serve it."""
    places = max(0.0, area.places + by)
    return replace(area, places=places, unmet=max(0.0, target_share * area.need - places))


def _by_reach(
    problem: Problem, spill: Mapping[str, Mapping[str, float]], seconds: float
) -> ByReach:
    if not problem.open:
        return ByReach("impossible", impossible(problem), 0.0, {}, 0.0)
    best = integer.solve(problem, spill, seconds)
    if best is None:
        why = "no plan keeps all constraints at once within the budget"
        return ByReach("impossible", why, 0.0, {}, 0.0)
    places = {code: n * problem.step for code, n in sorted(best.steps.items()) if n}
    status = "best" if best.gap <= PROVED else "good"
    return ByReach(status, "", best.gap, places, sum(places.values()) * problem.price)


def _value(
    problem: Problem, places: Mapping[str, int], spill: Mapping[str, Mapping[str, float]]
) -> tuple[float, ...]:
    """What the aim weighs of places by reach, the more the better, the weightiest first."""
    met, worst = _judged(problem.areas, places, spill)
    got = _got(problem.areas, places, spill)
    if problem.aim is Aim.MOST:
        return met, worst
    if problem.aim is Aim.WORST:
        open_ = problem.open
        least = min(1000 * (a.places + min(a.unmet, got[a.code])) / a.need for a in open_)
        return least, met
    if problem.aim is Aim.FLOOR:
        short = sum(
            1000 * (a.places + got[a.code]) / a.need < problem.floor - EQUAL for a in problem.open
        )
        return -short, -sum(places.values())
    unmet = sum(a.unmet for a in problem.open)
    if unmet <= 0:
        return (0.0,)
    aimed = min(1.0, (problem.most_steps or 0) * problem.step / unmet)
    shares = [min(1.0, got[a.code] / a.unmet) for a in problem.open if a.unmet > 0]
    return -max(abs(share - aimed) for share in shares), met


def _judged(
    areas: Sequence[Place],
    places: Mapping[str, int],
    spill: Mapping[str, Mapping[str, float]],
) -> tuple[float, float]:
    """Unmet need met, and the fewest places per 1,000, when new places fall to whom they reach."""
    got = _got(areas, places, spill)
    met = sum(min(area.unmet, got[area.code]) for area in areas)
    ratios = (1000 * (area.places + got[area.code]) / area.need for area in areas)
    return met, min(ratios, default=0.0)


def _got(
    areas: Sequence[Place],
    places: Mapping[str, int],
    spill: Mapping[str, Mapping[str, float]],
) -> dict[str, float]:
    """New places that fall to each area's people."""
    got = dict.fromkeys((area.code for area in areas), 0.0)
    for site, new in places.items():
        for code, part in spill[site].items():
            if code in got:
                got[code] += part * new
    return got


def agreed(both: Both) -> int:
    """In how many areas both plans give the same."""
    return len(both.choices) - len(both.disagreement)
