"""How areas stand before and after a plan, and what more money buys."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum

from gapmap.core.plan import closed
from gapmap.core.plan.problem import Aim, Place, Problem


@dataclass(frozen=True)
class Standing:
    """All planned areas together (people and places a year).

    ``unmet`` is need that no place meets; ``met_share`` the part of the need that is met; ``worst``
    the fewest places per 1,000 of an area, in the area ``worst_area``; ``gini`` how unequal places
    per 1,000 are, each person of the need counted once (0 the same everywhere, 1 all in one place).
    """

    need: float
    places: float
    unmet: float
    met_share: float
    worst: float
    worst_area: str
    gini: float


def standing(areas: Sequence[Place], new: Mapping[str, float]) -> Standing:
    """How areas stand with new places, by code."""
    if not areas:
        return Standing(0.0, 0.0, 0.0, 0.0, 0.0, "", 0.0)
    need = fsum(a.need for a in areas)
    target = fsum(a.unmet for a in areas)
    met = fsum(min(a.unmet, new.get(a.code, 0.0)) for a in areas)
    already = fsum(min(a.need, a.places) for a in areas)
    ratios = {a.code: 1000 * (a.places + new.get(a.code, 0.0)) / a.need for a in areas}
    worst = min(areas, key=lambda a: (ratios[a.code], a.code))
    return Standing(
        need,
        fsum(a.places + new.get(a.code, 0.0) for a in areas),
        target - met,
        min(1.0, (already + met) / need),
        ratios[worst.code],
        worst.name,
        gini([(ratios[a.code], a.need) for a in areas]),
    )


def gini(pairs: Iterable[tuple[float, float]]) -> float:
    """The Gini coefficient of values with weights, from the area under the Lorenz curve.

    G = 1 − Σ wᵢ (Sᵢ + Sᵢ₋₁) ÷ S, with values ascending, weights w summing to 1 and S the running
    sum of weight × value (Lerman and Yitzhaki 1989). 0 where all values are 0.
    """
    ordered = sorted(pairs)
    weight = fsum(w for _, w in ordered)
    total = fsum(v * w for v, w in ordered)
    if total <= 0 or weight <= 0:
        return 0.0
    area, running = 0.0, 0.0
    for value, w in ordered:
        before, running = running, running + value * w
        area += w / weight * (running + before) / total
    return max(0.0, 1.0 - area)


@dataclass(frozen=True)
class Curve:
    """Need met (people) against money (GBP a year): one point a step, from nothing on.

    ``knee`` is the point after which money buys clearly less: the farthest above the line from the
    first point to the last.
    """

    pounds: tuple[float, ...]
    met: tuple[float, ...]
    knee: int


def curve(problem: Problem, steps: int) -> Curve:
    """The curve of a problem's aim up to so many steps, without a budget or areas asked for.

    ``FLOOR`` and ``EQUAL`` are drawn as ``WORST``: their order is the same kind.
    """
    aim = Aim.MOST if problem.aim is Aim.MOST else Aim.WORST
    given: dict[str, int] = {}
    areas = {area.code: area for area in problem.open}
    pounds, met = [0.0], [0.0]
    for code in closed.order(problem, aim, {}, steps):
        met.append(met[-1] + closed.gain(problem, areas[code], given.get(code, 0)))
        pounds.append(pounds[-1] + problem.step * problem.price)
        given[code] = given.get(code, 0) + 1
    return Curve(tuple(pounds), tuple(met), _knee(met))


def _knee(met: Sequence[float]) -> int:
    last = len(met) - 1
    if last < 2 or met[-1] <= 0:
        return last
    above = [value / met[-1] - i / last for i, value in enumerate(met)]
    return max(range(len(above)), key=lambda i: (round(above[i], 12), -i))
