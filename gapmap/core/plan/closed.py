"""Plans that need no solver: every step is of one size and price, and one step is a programme.

With equal steps each aim is a resource allocation that is concave in every area, so that giving
one step after the other to the area where it does most is exact (Ibaraki and Katoh, *Resource
Allocation Problems*, 1988, chapter 4).
"""

from collections.abc import Callable
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import ceil, floor, inf
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
    elsewhere = _elsewhere(forced, unmet)

    def bounds(distance: Fraction) -> dict[str, tuple[int, int]]:
        low, high = (aimed - distance) / problem.step, (aimed + distance) / problem.step
        one, all_of_it = Fraction(1, problem.step), aimed + distance >= 1
        return {
            code: (
                max(forced.get(code, 0), -_down(-low, need)),
                -_down(-one, need) if all_of_it else _down(high, need),
            )
            for code, need in unmet.items()
        }

    def affordable(distance: Fraction) -> bool:
        found = bounds(distance)
        return all(low <= high for low, high in found.values()) and (
            sum(max(0, low) for low, _ in found.values()) + elsewhere <= most
        )

    best = _nearest(problem, unmet, aimed, forced, affordable)
    found = bounds(best)
    steps = {code: max(0, low) for code, (low, _) in found.items()}
    _fill(problem, areas, steps, found, most - sum(steps.values()) - elsewhere)
    return {**forced, **steps}, float(best)


def _nearest(
    problem: Problem,
    unmet: dict[str, Fraction],
    aimed: Fraction,
    forced: Steps,
    affordable: Callable[[Fraction], bool],
) -> Fraction:
    """The smallest distance that whole steps can have in every area and that is affordable.

    Rounding every area's steps down is affordable unless areas are asked for, so no distance beyond
    what that gives need be tried. Those left are put in order as floats; those that floats cannot
    tell apart are then compared as fractions.
    """

    def exact(code: str, k: int) -> Fraction:
        return abs(min(Fraction(1), Fraction(k * problem.step) / unmet[code]) - aimed)

    middle = float(aimed)
    rounded = {c: max(forced.get(c, 0), floor(aimed * n / problem.step)) for c, n in unmet.items()}
    most = max(exact(code, k) for code, k in rounded.items())
    within = float(most) + TINY if affordable(most) else inf
    found = (
        (abs(min(1.0, k * problem.step / float(need)) - middle), code, k)
        for code, need in unmet.items()
        for k in _near(problem, need, aimed, forced.get(code, 0), within)
    )
    pairs = sorted(pair for pair in found if pair[0] <= within)
    at = _first(len(pairs), lambda i: affordable(exact(*pairs[i][1:])))
    around = [p for p in pairs[max(0, at - 2 * len(unmet)) :] if abs(p[0] - pairs[at][0]) < TINY]
    alike = sorted({exact(code, k) for _, code, k in around})
    return alike[_first(len(alike), lambda i: affordable(alike[i]))]


def _down(share: Fraction, need: Fraction) -> int:
    """The whole part of a product: floats say it unless they are too near to a whole number."""
    value = float(share) * float(need)
    whole = floor(value)
    if TINY * max(1.0, abs(value)) < value - whole < 1 - TINY * max(1.0, abs(value)):
        return whole
    return floor(share * need)


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


def _near(problem: Problem, need: Fraction, aimed: Fraction, least: int, within: float) -> range:
    """All steps of an area that may be nearest: the distance only grows beyond them."""
    full = ceil(need / problem.step)
    most = max(least, full, ceil(aimed * need / problem.step))
    if within == inf:
        return range(most + 1)
    low, high = (float(aimed) + d * within for d in (-1, 1))
    size = float(need) / problem.step
    top = most if high >= 1 else min(most, ceil(high * size) + 1)
    return range(max(0, floor(low * size) - 1), top + 1)


def _elsewhere(forced: Steps, unmet: dict[str, Fraction]) -> int:
    return sum(n for code, n in forced.items() if code not in unmet)


def _first(count: int, holds: Callable[[int], bool]) -> int:
    """The first of so many places from which on a condition holds (it does for the last)."""
    low, high = 0, count - 1
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
