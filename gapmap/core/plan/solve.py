"""The best plan of a problem: in closed form where that is proved to be best, else by HiGHS."""

from dataclasses import dataclass
from math import ceil
from typing import Final

from gapmap.core.plan import closed, integer, viable
from gapmap.core.plan.closed import Steps
from gapmap.core.plan.measures import Standing, standing
from gapmap.core.plan.problem import Aim, Problem

PROVED: Final = 1e-6  # relative distance to the bound below which a plan is called best


@dataclass(frozen=True)
class Action:
    """New places in one area: how many steps, places and GBP a year."""

    code: str
    name: str
    steps: int
    places: int
    pounds: float


@dataclass(frozen=True)
class Plan:
    """What to do, and what it reaches; every total follows from ``actions`` and the problem.

    ``status`` is *best* (proved), *good* (the solver's time was up, ``gap`` says how far from the
    bound it may be) or *impossible*, then ``why`` names the constraint. ``objective`` and ``bound``
    are in the unit of the aim: people met, places per 1,000 of the worst served, places needed, or
    the largest distance from the same share.
    """

    problem: Problem
    status: str
    why: str
    actions: tuple[Action, ...]
    objective: float
    bound: float
    gap: float
    before: Standing
    after: Standing

    @property
    def steps(self) -> Steps:
        """Steps by area, those with any."""
        return {action.code: action.steps for action in self.actions}

    @property
    def places(self) -> int:
        """All new places."""
        return sum(action.places for action in self.actions)

    @property
    def pounds(self) -> float:
        """What they cost a year (GBP)."""
        return self.places * self.problem.price


def solve(problem: Problem) -> Plan:
    """Return the best plan; same problem, same plan."""
    why = impossible(problem)
    if why:
        return _plan(problem, "impossible", {}, why=why)
    if problem.least_steps == 1:
        steps = _closed(problem)
        value = objective(problem, steps)
        return _plan(problem, "best", steps, value, value)
    proved = viable.solve(problem)
    if proved is not None:
        value = objective(problem, proved)
        return _plan(problem, "best", proved, value, value)
    found = integer.solve(problem)
    if found is None:
        return _plan(
            problem, "impossible", {}, why="no plan keeps all constraints at once within the budget"
        )
    status = "best" if found.gap <= PROVED else "good"
    value = objective(problem, found.steps)
    sign = -1.0 if problem.aim in (Aim.MOST, Aim.WORST) else 1.0
    bound = sign * found.bound * (problem.step if problem.aim is Aim.FLOOR else 1.0)
    return _plan(
        problem, status, found.steps, value, value if status == "best" else bound, found.gap
    )


def impossible(problem: Problem) -> str:
    """Why no plan can keep a constraint on its own, in words; empty where one may."""
    if not problem.open:
        return "no area is left to plan for"
    affordable = problem.most_steps
    wanted = len(problem.wanted) * problem.least_steps
    if affordable is not None and wanted > affordable:
        where = "the area asked for"
        if len(problem.wanted) > 1:
            where = f"each of the {len(problem.wanted)} areas asked for"
        return (
            f"a programme in {where} takes "
            f"£{wanted * problem.step * problem.price:,.0f}, and the budget is "
            f"£{problem.budget:,.0f}"
        )
    if problem.aim is not Aim.FLOOR:
        return ""
    short = [
        a.name for a in problem.areas
        if a.code in problem.barred and 1000 * a.places / a.need < problem.floor
    ]  # fmt: skip
    if short:
        return f"{short[0]} may get nothing, and has less than {problem.floor:g} per 1,000"
    needed = sum(_with_wanted(problem, _floor(problem)).values())
    if affordable is not None and needed > affordable:
        return (
            f"{problem.floor:g} per 1,000 everywhere takes "
            f"£{needed * problem.step * problem.price:,.0f}, and the budget is "
            f"£{problem.budget:,.0f}"
        )
    return ""


def _floor(problem: Problem) -> Steps:
    """Steps for the floor, none smaller than a programme may be."""
    return {
        code: max(n, problem.least_steps) if n else 0
        for code, n in closed.floor_steps(problem).items()
    }


def _with_wanted(problem: Problem, steps: Steps) -> Steps:
    least = problem.least_steps
    return {**steps, **{code: max(steps.get(code, 0), least) for code in problem.wanted}}


def _closed(problem: Problem) -> Steps:
    forced = _with_wanted(problem, {})
    if problem.aim is Aim.FLOOR:
        return _with_wanted(problem, closed.floor_steps(problem))
    most = problem.most_steps or 0
    if problem.aim is Aim.EQUAL:
        return closed.equal_steps(problem, forced, most)[0]
    steps = dict(forced)
    for code in closed.order(problem, problem.aim, forced, most - sum(forced.values())):
        steps[code] = steps.get(code, 0) + 1
    return steps


def objective(problem: Problem, steps: Steps) -> float:
    """What the aim counts, from the steps alone (``Plan``)."""
    areas, step = problem.open, problem.step
    new = {area.code: step * steps.get(area.code, 0) for area in areas}
    if problem.aim is Aim.MOST:
        return sum(min(area.unmet, new[area.code]) for area in areas)
    if problem.aim is Aim.WORST:
        served = {a.code: a.places + min(a.unmet, new[a.code]) for a in areas}
        return min(1000 * served[area.code] / area.need for area in areas)
    if problem.aim is Aim.FLOOR:
        return float(sum(new.values()))
    unmet = sum(area.unmet for area in areas)
    if unmet <= 0:
        return 0.0
    aimed = min(1.0, (problem.most_steps or 0) * step / unmet)
    return max(abs(min(1.0, new[a.code] / a.unmet) - aimed) for a in areas if a.unmet > 0)


def _plan(
    problem: Problem,
    status: str,
    steps: Steps,
    value: float = 0.0,
    bound: float = 0.0,
    gap: float = 0.0,
    *,
    why: str = "",
) -> Plan:
    actions = tuple(
        Action(a.code, a.name, n, n * problem.step, n * problem.step * problem.price)
        for a in problem.open
        if (n := steps.get(a.code, 0))
    )
    ordered = tuple(sorted(actions, key=lambda a: (-a.places, a.code)))
    new = {a.code: a.places for a in actions}
    return Plan(
        problem, status, why, ordered, value, bound, gap,
        standing(problem.areas, {}), standing(problem.areas, new),
    )  # fmt: skip


def fewest(problem: Problem) -> int:
    """Steps that close every gap that steps can close."""
    return sum(ceil(area.unmet / problem.step) for area in problem.open)
