"""Plans that need no solver: every step is of one size and price, and one step is a programme.

With equal steps each aim is a resource allocation that is concave in every area, so that giving
one step after the other to the area where it does most is exact (Ibaraki and Katoh, *Resource
Allocation Problems*, 1988, chapter 4).
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import ceil, floor, inf
from typing import Final

import numpy as np
import numpy.typing as npt

from gapmap.core.plan.problem import Aim, Place, Problem

TINY: Final = 1e-9
Steps = dict[str, int]
Whole = npt.NDArray[np.int64]


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
    best, found = _equal_within(problem, forced, most)
    steps = {code: max(0, low) for code, (low, _) in found.items()}
    elsewhere = _elsewhere(forced, steps)
    _fill(problem, areas, steps, found, most - sum(steps.values()) - elsewhere)
    return {**forced, **steps}, float(best)


def equal_bounds(problem: Problem, forced: Steps, most: int) -> tuple[Steps, Steps]:
    """The fewest and the most steps of each area with which shares are as near as can be.

    Areas asked for that have no unmet need are among the fewest.
    """
    _, found = _equal_within(problem, forced, most)
    least = {code: max(0, low) for code, (low, _) in found.items()}
    return {**forced, **least}, {code: high for code, (_, high) in found.items()}


def _equal_within(
    problem: Problem, forced: Steps, most: int
) -> tuple[Fraction, dict[str, tuple[int, int]]]:
    """The smallest distance from the share aimed at, and the steps within it, by area."""
    areas = [a for a in problem.open if a.unmet > TINY]
    if not areas:
        return Fraction(0), {}
    shares = _Shares(problem, areas, forced, most)
    best = shares.nearest()
    low, high = shares.bounds(best)
    return best, {a.code: (int(x), int(y)) for a, x, y in zip(areas, low, high, strict=True)}


class _Shares:
    """Shares of unmet need that whole steps can have in areas, and how near to the same they are.

    Steps of all areas are counted at once in floats; what floats cannot tell is counted again in
    fractions, so that the answer is exact.
    """

    def __init__(self, problem: Problem, areas: list[Place], forced: Steps, most: int) -> None:
        self.step, self.start, self.most = problem.step, problem.least_steps, most
        self.exactly = [Fraction(a.unmet) for a in areas]
        self.unmet = np.array([a.unmet for a in areas])
        self.forced = np.array([forced.get(a.code, 0) for a in areas], dtype=np.int64)
        self.aimed = min(Fraction(1), Fraction(most * self.step) / sum(self.exactly))
        self.full = -self._down(Fraction(-1, self.step))
        self.elsewhere = _elsewhere(forced, {a.code: a for a in areas})

    def bounds(self, distance: Fraction) -> tuple[Whole, Whole]:
        """The fewest and the most steps of each area within a distance from the share aimed at."""
        low, high = (self.aimed - distance) / self.step, (self.aimed + distance) / self.step
        fewest = np.maximum(self.forced, -self._down(-low))
        fewest = np.where(fewest > 0, np.maximum(fewest, self.start), fewest)
        if self.aimed + distance >= 1:  # a programme may be larger than all that is not met
            return fewest, np.maximum(self.full, self.start)
        return fewest, self._down(high)

    def affordable(self, distance: Fraction) -> bool:
        """Whether every area can be within a distance, all of them for the money there is."""
        low, high = self.bounds(distance)
        together = int(np.maximum(low, 0).sum()) + self.elsewhere
        return bool((low <= high).all()) and together <= self.most

    def nearest(self) -> Fraction:
        """The smallest distance that whole steps can have in every area and that is affordable.

        Rounding every area's steps down is affordable unless areas are asked for or programmes
        begin with several steps, so no distance beyond what that gives need be tried. Those left
        are put in order as floats; those that floats cannot tell apart are compared as fractions.
        """
        rounded = np.maximum(self.forced, self._down(self.aimed / self.step))
        most = max(self._exact(i, int(rounded[i])) for i in self._farthest(rounded))
        within = float(most) + TINY if self.affordable(most) else inf
        pairs = sorted(self._candidates(within))
        at = _first(len(pairs), lambda i: self.affordable(self._exact(*pairs[i][1:])))
        first = max(0, at - 2 * len(self.unmet))
        around = [p for p in pairs[first:] if abs(p[0] - pairs[at][0]) < TINY]
        alike = sorted({self._exact(i, k) for _, i, k in around})
        return alike[_first(len(alike), lambda i: self.affordable(alike[i]))]

    def _farthest(self, steps: Whole) -> list[int]:
        """Areas that may be the farthest from the share aimed at with so many steps."""
        off = np.abs(np.minimum(1.0, steps * self.step / self.unmet) - float(self.aimed))
        return [int(i) for i in np.flatnonzero(off >= off.max() - TINY)]

    def _candidates(self, within: float) -> list[tuple[float, int, int]]:
        """Distance, area and steps of all that may be nearest."""
        found = []
        for i, unmet in enumerate(self.unmet.tolist()):
            steps = _near(self, i, within)
            off = np.abs(np.minimum(1.0, steps * self.step / unmet) - float(self.aimed))
            kept = (off <= within) & ((steps > 0) | (i == 0))  # no steps are as far in all
            found += list(
                zip(off[kept].tolist(), [i] * int(kept.sum()), steps[kept].tolist(), strict=True)
            )
        return found

    def _exact(self, i: int, k: int) -> Fraction:
        return abs(min(Fraction(1), Fraction(k * self.step) / self.exactly[i]) - self.aimed)

    def _down(self, share: Fraction) -> Whole:
        """The whole part of a share of each area's unmet need."""
        if not share:
            return np.zeros(len(self.unmet), dtype=np.int64)
        value = float(share) * self.unmet
        down = np.floor(value)
        close = TINY * np.maximum(1.0, np.abs(value))
        for i in np.flatnonzero((value - down <= close) | (value - down >= 1 - close)):
            down[i] = floor(share * self.exactly[i])
        return down.astype(np.int64)


def _near(shares: _Shares, i: int, within: float) -> Whole:
    """All steps of an area that may be nearest: the distance only grows beyond them."""
    aimed, size = float(shares.aimed), float(shares.unmet[i]) / shares.step
    most = max(int(shares.forced[i]), int(shares.full[i]), ceil(aimed * size) + 1, shares.start)
    if within == inf:
        return np.arange(most + 1)
    low, high = ((aimed + d * within) * size for d in (-1, 1))
    top = most if aimed + within >= 1 else min(most, ceil(high) + 1)
    return np.arange(max(0, floor(low) - 1), top + 1)


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


def _elsewhere(forced: Steps, unmet: Mapping[str, object]) -> int:
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
