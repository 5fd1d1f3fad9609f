"""Plans whose programmes begin with several steps: exact without a solver, where a proof is cheap.

An area gets no steps, or at least those of the smallest programme. The fewest that an area needs
for the aim is then known for each value of the aim, and the best value is found by halving. What
money is left meets most unmet need: no plan meets more than the largest gains of single steps,
whatever programmes have to begin with (``bound``), so a plan that reaches that is the best. Where
none is found that does, ``solve`` returns None and the mixed-integer program decides.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import ceil, floor

from gapmap.core.plan import closed
from gapmap.core.plan.closed import TINY, Steps
from gapmap.core.plan.problem import Aim, Place, Problem

NEAR = 1e-7  # relative distance within which two amounts of need met are the same


@dataclass(frozen=True)
class Filled:
    """Steps, the unmet need that they meet (people), and the most that any plan could meet."""

    steps: Steps
    met: float
    bound: float

    @property
    def proved(self) -> bool:
        """Whether no plan meets more."""
        return self.met >= self.bound - NEAR * max(1.0, self.bound)


def solve(problem: Problem) -> Steps | None:
    """Steps of the best plan, or None where that is not proved. Raises nothing.

    The problem has been found possible as far as single constraints go (``solve.impossible``).
    """
    forced = dict.fromkeys(problem.wanted, problem.least_steps)
    if problem.aim is Aim.FLOOR:
        return _floor(problem, forced)
    most = problem.most_steps or 0
    if problem.aim is Aim.EQUAL:
        return _equal(problem, forced, most)
    return _served(problem, forced, most)


def _floor(problem: Problem, forced: Steps) -> Steps:
    """Every area alone has the fewest steps that bring it to the floor."""
    needed = closed.floor_steps(problem)
    steps = {c: max(n, problem.least_steps) if n else 0 for c, n in needed.items()}
    return {c: max(n, forced.get(c, 0)) for c, n in steps.items()}


def _equal(problem: Problem, forced: Steps, most: int) -> Steps | None:
    least, most_of = closed.equal_bounds(problem, forced, most)
    found = fill(problem, least, most, most_of)
    return found.steps if found.proved else None


def _served(problem: Problem, forced: Steps, most: int) -> Steps | None:
    """The aims MOST and WORST: each is what decides between plans that are equal by the other."""
    ratios = sorted({r for area in problem.open for r in _ratios(problem, area, most)})
    full = min(_ratio(area, area.unmet) for area in problem.open)
    ratios = ratios[: bisect_right(ratios, full + TINY)]

    def base(at: int) -> Steps | None:
        steps = {
            a.code: max(_needed(problem, a, ratios[at]), forced.get(a.code, 0))
            for a in problem.open
        }
        return steps if sum(steps.values()) <= most else None

    if problem.aim is Aim.WORST:
        steps = base(_last(len(ratios), lambda at: base(at) is not None))
        found = fill(problem, steps or forced, most)
        return found.steps if found.proved else None
    best = fill(problem, {a.code: forced.get(a.code, 0) for a in problem.open}, most)
    if not best.proved:
        return None

    def as_good(at: int) -> bool:
        steps = base(at)
        return steps is not None and _same(fill(problem, steps, most, give=False).met, best.met)

    at = _last(len(ratios), as_good)
    if not as_good(at):
        return best.steps
    if at + 1 < len(ratios):
        more = base(at + 1)
        if more is not None and _same(fill(problem, more, most, give=False).bound, best.met):
            return None  # the next value may be possible: only the program can say
    return fill(problem, base(at) or forced, most).steps


def _same(met: float, best: float) -> bool:
    return met >= best - NEAR * max(1.0, best)


def _ratio(area: Place, new: float) -> float:
    return 1000 * (area.places + min(area.unmet, new)) / area.need


def _ratios(problem: Problem, area: Place, most: int) -> list[float]:
    """Values of places per 1,000 that an area can have, those beyond its need left out."""
    last = min(most, ceil(area.unmet / problem.step))
    counts = range(problem.least_steps, max(last, problem.least_steps) + 1)
    return [_ratio(area, 0.0), *(_ratio(area, n * problem.step) for n in counts)]


def _needed(problem: Problem, area: Place, ratio: float) -> int:
    """The fewest steps with which an area has a ratio that it can have."""
    short = ratio * area.need / 1000 - area.places
    if short <= TINY * max(1.0, area.need):
        return 0
    steps = ceil(min(short, area.unmet) / problem.step - TINY)
    return max(problem.least_steps, steps)


def fill(
    problem: Problem,
    least: Mapping[str, int],
    most: int,
    most_of: Mapping[str, int] | None = None,
    *,
    give: bool = True,
) -> Filled:
    """Give what is left of ``most`` steps to meet as much unmet need as can be.

    Every area has at least ``least`` (0, or a programme), and at most ``most_of``. Whole gains come
    before parts of one, areas with a programme before new ones, and the larger of new ones first,
    so that as few as can be have to begin. Without ``give`` the steps are not told.
    """
    step, start = problem.step, problem.least_steps
    areas = [a for a in problem.open if a.unmet > TINY]
    has = {a.code: least.get(a.code, 0) for a in areas}
    met = sum(min(a.unmet, has[a.code] * step) for a in areas)
    left = most - sum(least.values())
    whole, part = {}, {}
    for area in areas:
        room = max(0.0, area.unmet - has[area.code] * step)
        limit = most if most_of is None else most_of[area.code] - has[area.code]
        whole[area.code] = max(0, min(floor(room / step + TINY), limit))
        rest = room - whole[area.code] * step
        part[area.code] = rest if rest > TINY * step and limit > whole[area.code] else 0.0
    bound = met + _gains(left, list(whole.values()), list(part.values()), step)
    begun = [code for code in has if has[code]]
    new = sorted((c for c in has if not has[c] and whole[c] >= start), key=lambda c: (-whole[c], c))
    room, opened = sum(whole[code] for code in begun), 0
    while room < left and opened < len(new) and (opened + 1) * start <= left:
        room += whole[new[opened]]
        opened += 1
    used = {*begun, *new[:opened]}
    reached = met + _gains(left, [whole[c] for c in used], [part[c] for c in used], step)
    if not give:
        return Filled({}, reached, bound)
    steps = dict(least) | dict.fromkeys(new[:opened], start)
    named = {a.code: a for a in areas if a.code in used}
    room_of = {c: whole[c] - (start if c in new[:opened] else 0) for c in used}
    left = _give(problem, named, steps, room_of, left - opened * start)
    for code in sorted(used, key=lambda c: (-part[c], c))[: max(0, left)]:
        if part[code]:
            steps[code] = steps.get(code, 0) + 1
    return Filled(steps, reached, bound)


def _gains(left: int, whole: list[int], part: list[float], step: int) -> float:
    """What so many steps meet, the largest gains first."""
    full = min(left, sum(whole))
    return full * step + sum(sorted(part, reverse=True)[: max(0, left - full)])


def _give(
    problem: Problem, areas: Mapping[str, Place], steps: Steps, room: Steps, left: int
) -> int:
    """Give steps that are of full use, the worse served area first; how many are left."""

    def entry(code: str) -> tuple[float, str]:
        return closed.ratio(problem, areas[code], steps.get(code, 0)), code

    heap = [entry(code) for code in areas if room[code] > 0]
    heapify(heap)
    while heap and left > 0:
        _, code = heappop(heap)
        steps[code] = steps.get(code, 0) + 1
        room[code] -= 1
        left -= 1
        if room[code] > 0:
            heappush(heap, entry(code))
    return left


def _last(count: int, holds: Callable[[int], bool]) -> int:
    """The last of so many places up to which a condition holds (0 where it holds for none)."""
    low, high = 0, count - 1
    while low < high:
        middle = (low + high + 1) // 2
        if holds(middle):
            low = middle
        else:
            high = middle - 1
    return low
