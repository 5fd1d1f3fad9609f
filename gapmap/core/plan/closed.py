"""Plans that need no solver: every step is of one size and price, and one step is a programme.

With equal steps each aim is a resource allocation that is concave in every area, so that giving
one step after the other to the area where it does most is exact (Ibaraki and Katoh, *Resource
Allocation Problems*, 1988, chapter 4).
"""

from collections.abc import Callable
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import ceil, floor
from typing import Final

from gapmap.core.plan.problem import Aim, Place, Problem

TINY: Final = 1e-9
Steps = dict[str, int]


def order(problem: Problem, aim: Aim, start: Steps, most: int | None) -> list[str]:
    """Areas in the order in which they get one more step, from ``start``, until none is of use.

    For ``MOST`` the step that meets most unmet need comes first, for ``WORST`` the area with the
    fewest places per 1,000; of equals the worse served, then the first by code.
    """
    key = _meets if aim is Aim.MOST else _served
    heap = [(*key(problem, area, start.get(area.code, 0)), area.code) for area in problem.open]
    areas = {area.code: area for area in problem.open}
    steps = dict(start)
    found: list[str] = []
    heapify(heap)
    while heap and (most is None or len(found) < most):
        *_, code = heappop(heap)
        area, given = areas[code], steps.get(code, 0)
        if gain(problem, area, given) <= TINY:
            continue
        found.append(code)
        steps[code] = given + 1
        heappush(heap, (*key(problem, area, given + 1), code))
    return found


def gain(problem: Problem, area: Place, given: int) -> float:
    """Unmet need that one more step meets where ``given`` have been given (people)."""
    return max(0.0, min(problem.step, area.unmet - given * problem.step))


def _meets(problem: Problem, area: Place, given: int) -> tuple[float, float]:
    return -gain(problem, area, given), ratio(problem, area, given)


def _served(problem: Problem, area: Place, given: int) -> tuple[float, float]:
    return ratio(problem, area, given), -gain(problem, area, given)


def ratio(problem: Problem, area: Place, given: int) -> float:
    """Places per 1,000 of an area with so many steps more."""
    return 1000 * (area.places + given * problem.step) / area.need


def floor_steps(problem: Problem) -> Steps:
    """The fewest steps with which every open area has the floor."""
    found = {}
    for area in problem.open:
        short = problem.floor * area.need / 1000 - area.places
        found[area.code] = max(0, ceil(short / problem.step - TINY))
    return found


def equal_steps(problem: Problem, forced: Steps, most: int) -> tuple[Steps, float]:
    """Steps whose share of unmet need is nearest to the same everywhere, and the largest distance.

    The share aimed at is what the money meets of all unmet need, at most 1. Distances are compared
    exactly: the best is the smallest for which every area has a whole number of steps near enough
    and the least of them together are affordable.
    """
    areas = [a for a in problem.open if a.unmet > TINY]
    if not areas:
        return dict(forced), 0.0
    unmet = {a.code: Fraction(a.unmet) for a in areas}
    aimed = min(Fraction(1), Fraction(most * problem.step) / sum(unmet.values()))
    distances = sorted(
        {
            abs(min(Fraction(1), Fraction(k * problem.step) / unmet[a.code]) - aimed)
            for a in areas
            for k in _near(problem, unmet[a.code], aimed, forced.get(a.code, 0))
        }
    )

    def bounds(distance: Fraction) -> dict[str, tuple[int, int]]:
        return {
            code: (
                max(forced.get(code, 0), ceil((aimed - distance) * need / problem.step)),
                ceil(need / problem.step)
                if aimed + distance >= 1
                else floor((aimed + distance) * need / problem.step),
            )
            for code, need in unmet.items()
        }

    def affordable(distance: Fraction) -> bool:
        found = bounds(distance)
        return all(low <= high for low, high in found.values()) and (
            sum(max(0, low) for low, _ in found.values()) + _elsewhere(forced, unmet) <= most
        )

    best = _first(distances, affordable)
    found = bounds(best)
    steps = {code: max(0, low) for code, (low, _) in found.items()}
    _fill(problem, areas, steps, found, most - sum(steps.values()) - _elsewhere(forced, unmet))
    return {**forced, **steps}, float(best)


def _fill(
    problem: Problem,
    areas: list[Place],
    steps: Steps,
    bounds: dict[str, tuple[int, int]],
    left: int,
) -> None:
    """Give what is left, step by step, where the share stays lowest and a step is of use."""
    named = {area.code: area for area in areas}

    def entry(code: str) -> tuple[float, str]:
        return (steps[code] + 1) * problem.step / named[code].unmet, code

    heap = [entry(code) for code in steps if steps[code] < bounds[code][1]]
    heapify(heap)
    while heap and left > 0:
        _, code = heappop(heap)
        if gain(problem, named[code], steps[code]) <= TINY:
            continue
        steps[code] += 1
        left -= 1
        if steps[code] < bounds[code][1]:
            heappush(heap, entry(code))


def _near(problem: Problem, need: Fraction, aimed: Fraction, least: int) -> range:
    """All steps of an area that may be nearest: the distance only grows beyond them."""
    full = ceil(need / problem.step)
    return range(0, max(least, full, ceil(aimed * need / problem.step)) + 1)


def _elsewhere(forced: Steps, unmet: dict[str, Fraction]) -> int:
    return sum(n for code, n in forced.items() if code not in unmet)


def _first(values: list[Fraction], holds: Callable[[Fraction], bool]) -> Fraction:
    """The smallest of sorted values from which on a condition holds (it does for the last)."""
    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high) // 2
        if holds(values[middle]):
            high = middle
        else:
            low = middle + 1
    return values[low]
