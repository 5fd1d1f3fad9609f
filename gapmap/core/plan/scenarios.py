"""How sure a plan is: the same problem over the ranges of what it rests on.

Each scenario takes one end or the middle of the demand range and of the price, and one reading of
what is not known; an area's places in all of them say whether it is chosen whatever is true.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any, Final

from gapmap.core.gap import TableRow
from gapmap.core.plan.problem import Place, Problem, Unknown, places_of, scaled
from gapmap.core.plan.solve import Plan, solve

ENDS: Final = ("low", "central", "high")
MOST_OF: Final = 0.5  # of the scenarios: above it an area is chosen "in most"


Run = Callable[[Callable[[Any], Any], Iterable[Any]], list[Any]]
"""Does a function with each of many parts, here or elsewhere; results in the order of the parts."""


def here(work: Callable[[Any], Any], parts: Iterable[Any]) -> list[Any]:
    """Do one part after the other, in this process."""
    return [work(part) for part in parts]


@dataclass(frozen=True)
class Ranges:
    """What a plan rests on and is not sure of: needs by area at each end, and prices (GBP)."""

    needs: Mapping[str, Mapping[str, float]]  # end, then code
    prices: Mapping[str, float]  # end
    typical: float  # places per 1,000
    target_share: float = 1.0


@dataclass(frozen=True)
class Chosen:
    """One area over all scenarios: in how many it gets places, of how many, and how many places."""

    code: str
    name: str
    times: int
    of: int
    least: int
    most: int

    @property
    def how(self) -> str:
        """In every case, in most, only in some, or in none."""
        if self.times == self.of:
            return "every"
        if self.times == 0:
            return "none"
        return "most" if self.times > MOST_OF * self.of else "some"


def ranges(
    rows: Iterable[TableRow], prices: Mapping[str, float], typical: float, target_share: float
) -> Ranges:
    """The ranges of a GapTable; an end that is not known is as the middle."""
    needs: dict[str, dict[str, float]] = {end: {} for end in ENDS}
    for row in rows:
        middle = row["perpetrators"]
        ends = {"low": row["perpetrators_low"], "central": middle, "high": row["perpetrators_high"]}
        for end, value in ends.items():
            needs[end][row["code"]] = value if value == value and value > 0 else middle
    return Ranges(needs, prices, typical, target_share)


def scenarios(
    problem: Problem,
    rows: Sequence[TableRow],
    over: Ranges,
    readings: Sequence[Unknown],
    new_places: int | None = None,
    run: Run = here,
) -> list[tuple[tuple[str, str, Unknown], Plan]]:
    """The plan of every combination of demand, price and reading, in a fixed order.

    The problem's areas asked for or barred are those of the widest reading; each scenario keeps
    the ones it has. ``run`` makes the plans. With ``new_places`` the money is what these cost at
    the scenario's price.
    """
    cases, problems = list(product(ENDS, ENDS, readings)), []
    for need, price, reading in cases:
        areas = scaled(
            places_of(rows, reading, over.target_share, over.typical),
            over.needs[need],
            over.target_share,
        )
        codes = {area.code for area in areas}
        made = replace(
            problem, areas=areas, price=over.prices[price],
            budget=problem.budget if new_places is None else new_places * over.prices[price],
            wanted=problem.wanted & codes, barred=problem.barred & codes,
        )  # fmt: skip
        problems.append(made)
    return list(zip(cases, run(solve, problems), strict=True))


def chosen(plans: Iterable[Plan]) -> tuple[Chosen, ...]:
    """How often each area is chosen in plans that exist, the surest first."""
    possible = [plan for plan in plans if plan.status != "impossible"]
    names = {area.code: area.name for plan in possible for area in plan.problem.areas}
    places = {
        code: [plan.steps.get(code, 0) * plan.problem.step for plan in possible] for code in names
    }
    found = [
        Chosen(code, names[code], sum(n > 0 for n in of), len(of), min(of), max(of))
        for code, of in places.items()
    ]
    return tuple(sorted(found, key=lambda c: (-c.times, -c.most, c.code)))


def value_of_asking(
    problem: Problem, unknown: Iterable[Place], typical: float, run: Run = here
) -> dict[str, int]:
    """Places that would go elsewhere, by area, were its own number known to be typical, not none.

    For each area whose places are not known the plan is made twice: as if it had none, and as if it
    had ``typical`` places per 1,000, all others as the problem has them. Half of what differs,
    area by area, is what its answer would move.
    """
    base = {area.code: area for area in problem.areas}
    target = problem.areas
    first = solve(problem)
    asked, problems = list(unknown), []
    for area in asked:
        places = typical * area.need / 1000
        unmet = max(0.0, area.unmet + area.places - places)
        other = replace(base[area.code], places=places, unmet=unmet)
        changed = tuple(other if one.code == area.code else one for one in target)
        problems.append(replace(problem, areas=changed))
    found = {}
    for area, second in zip(asked, run(solve, problems), strict=True):
        codes = {*first.steps, *second.steps}
        moved = sum(abs(first.steps.get(c, 0) - second.steps.get(c, 0)) for c in codes)
        found[area.code] = (moved + 1) // 2 * problem.step
    return found
