"""A proposal: plans for a GapTable under each reading of what is not known; how sure they are."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isnan

from gapmap.core.gap import GapTable
from gapmap.core.plan.measures import Curve, curve
from gapmap.core.plan.problem import Aim, Problem, Unknown, places_of
from gapmap.core.plan.scenarios import (
    ENDS,
    Chosen,
    Run,
    chosen,
    here,
    ranges,
    scenarios,
    value_of_asking,
)
from gapmap.core.plan.solve import Plan, impossible, solve
from gapmap.core.plan.wish import Wish
from gapmap.errors import NoEstimatesError, WithheldError
from gapmap.fields.unit_costs import stated


@dataclass(frozen=True)
class Last:
    """What the last programme of a plan buys: without it, ``met`` fewer people are met.

    ``pounds`` are its cost (GBP a year). With the aim ``FLOOR`` it is the other way round: what one
    place per 1,000 more everywhere would cost; ``met`` is then what that would meet.
    """

    pounds: float
    met: float


@dataclass(frozen=True)
class Case:
    """One case in which a plan is made again: which end of need and price, and which reading.

    ``status`` is that of its plan; ``places`` are those of its actions, by area.
    """

    need: str
    price: str
    reading: str
    status: str
    places: Mapping[str, int]


@dataclass(frozen=True)
class Proposal:
    """Plans by reading, and what stands beside them.

    ``fairness`` is, by reading, the unmet need (people) that the same money would meet more if it
    met as much as it can; ``curves`` are of money against need met; ``sure`` says how often each
    area is chosen in ``cases`` cases: both ends and the middle of need and price, every reading.
    ``last`` is what the last programme buys (None where nothing is planned); ``asking`` are the
    places that an answer would move, by area whose places are not known (``value_of_asking``),
    worked out in programmes of the smallest size. ``unknown`` are the areas whose places are not
    known, ``outside`` counts those without an estimate or with a number that is withheld.
    ``prices`` are of a place (GBP a year), by end.
    """

    table: GapTable
    wish: Wish
    plans: Mapping[Unknown, Plan]
    fairness: Mapping[Unknown, float]
    curves: Mapping[Unknown, Curve]
    last: Mapping[Unknown, Last | None]
    sure: tuple[Chosen, ...]
    cases: int
    unknown: tuple[str, ...]
    outside: int
    prices: Mapping[str, float]
    typical: float
    asking: Mapping[str, int]
    scenarios: tuple[Case, ...]


def propose(table: GapTable, wish: Wish, run: Run = here) -> Proposal:
    """Make the plans of a GapTable. ``run`` makes those of scenarios, here or on a cluster.

    Raises WithheldError while small numbers are withheld, which a plan could give away;
    NoEstimatesError where no area has an estimate; BadChoiceError and UnknownAreaError as
    ``Problem`` does.
    """
    selection = table.selection
    if selection.suppress_below:
        raise WithheldError(
            "No plan is made while small numbers are withheld: where money goes could give them "
            "away. Set the limit to 0, or remove the file that demands it."
        )
    rows, target = table.records, selection.target_share
    ratio = table.totals.measured.ratio
    typical = 0.0 if isnan(ratio) else ratio
    everything = places_of(rows, Unknown.NONE, target, typical)
    if not everything:
        raise NoEstimatesError("No area has an estimate under this selection, so none is planned.")
    prices = prices_of(selection.unit_cost)
    plans = {
        reading: solve(problem_of(table, wish, reading, prices["central"], typical))
        for reading in wish.readings
    }
    over = ranges(rows, prices, typical, target)
    widest = problem_of(table, wish, Unknown.NONE, prices["central"], typical)
    made = scenarios(widest, rows, over, tuple(Unknown), wish.places, run)
    return Proposal(
        table,
        wish,
        plans,
        {reading: _fairness(plan) for reading, plan in plans.items()},
        {reading: curve(plan.problem, _steps(plan)) for reading, plan in plans.items()},
        {reading: _last(plan) for reading, plan in plans.items()},
        chosen(plan for _, plan in made),
        sum(plan.status != "impossible" for _, plan in made),
        tuple(area.code for area in everything if not area.known),
        len(rows) - len(everything),
        prices,
        typical,
        _asking(replace(widest, step=wish.smallest), typical, run),
        tuple(
            Case(need, price, reading.value, plan.status, {a.code: a.places for a in plan.actions})
            for (need, price, reading), plan in made
        ),
    )


def prices_of(central: float) -> dict[str, float]:
    """A place's price and the range of the stated choice that it is; its own where it is none."""
    price = stated(central)
    low, high = (price.low, price.high) if price else (central, central)
    return dict(zip(ENDS, (float(low), central, float(high)), strict=True))


def problem_of(
    table: GapTable, wish: Wish, reading: Unknown, price: float, typical: float
) -> Problem:
    """The problem of a wish under one reading of what is not known.

    ``price`` is of a place (GBP a year), ``typical`` as for ``places_of``. Raises as ``Problem``.
    """
    areas = places_of(table.records, reading, table.selection.target_share, typical)
    codes, every = {a.code for a in areas}, set(table.columns["code"])
    strange = (wish.wanted | wish.barred) - every
    budget = wish.budget
    if budget is None and wish.places is not None:
        budget = wish.places * price
    return Problem(
        areas, wish.aim, price, budget, wish.floor, wish.smallest, wish.step,
        wish.wanted & codes | strange & wish.wanted, wish.barred & codes | strange & wish.barred,
    )  # fmt: skip


def _fairness(plan: Plan) -> float:
    if plan.status == "impossible" or plan.problem.aim is Aim.MOST:
        return 0.0
    most = solve(replace(plan.problem, aim=Aim.MOST, budget=plan.pounds))
    return max(0.0, most.before.unmet - most.after.unmet - (plan.before.unmet - plan.after.unmet))


def _last(plan: Plan) -> Last | None:
    """What the last programme buys, from the best plan that is one step cheaper."""
    problem = plan.problem
    if plan.status == "impossible" or not plan.actions:
        return None
    if problem.aim is Aim.FLOOR:
        other = solve(replace(problem, budget=None, floor=min(1000.0, problem.floor + 1)))
        more = other.before.unmet - other.after.unmet - (plan.before.unmet - plan.after.unmet)
        return Last(other.pounds - plan.pounds, more) if other.status != "impossible" else None
    less = plan.pounds - problem.step * problem.price
    other = solve(replace(problem, budget=less))
    if other.status == "impossible":  # the areas asked for take all of it
        return None
    return Last(plan.pounds - other.pounds, other.after.unmet - plan.after.unmet)


def _asking(problem: Problem, typical: float, run: Run) -> dict[str, int]:
    """What each answer would move, the most first; equal ones by code."""
    if impossible(problem):
        return {}
    unknown = [area for area in problem.areas if not area.known]
    worth = value_of_asking(problem, unknown, typical, run)
    return dict(sorted(worth.items(), key=lambda item: (-item[1], item[0])))


def _steps(plan: Plan) -> int:
    """How far a curve is drawn: twice what is planned, and a little where nothing is."""
    return max(10, 2 * sum(plan.steps.values()))
