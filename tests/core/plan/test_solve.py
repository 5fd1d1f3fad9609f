"""Plans against brute force: every aim, every constraint, both ways of solving."""

from dataclasses import replace
from itertools import product
from math import ceil, inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from gapmap.core.plan import integer, viable
from gapmap.core.plan.measures import gini
from gapmap.core.plan.problem import Aim, Place, Problem, Unknown
from gapmap.core.plan.proposal import problem_of
from gapmap.core.plan.solve import solve
from gapmap.core.plan.wish import Wish
from gapmap.errors import BadChoiceError, UnknownAreaError
from gapmap.selection import Selection

PRICE = 10.0


@some.composite
def problems(draw, step_only):
    count = draw(some.integers(1, 4))
    step = draw(some.integers(1, 60))
    smallest = step if step_only else step * draw(some.integers(2, 3)) - draw(some.integers(0, 1))
    areas = []
    for i in range(count):
        need = draw(some.integers(1, 300)) + draw(some.sampled_from((0.0, 0.5, 0.25)))
        places = float(draw(some.integers(0, 200)))
        areas.append(Place(f"A{i}", f"Area {i}", need, places, max(0.0, need - places)))
    codes = [a.code for a in areas]
    wanted = draw(some.frozensets(some.sampled_from(codes), max_size=1))
    barred = draw(some.frozensets(some.sampled_from(codes), max_size=1)) - wanted
    return Problem(
        tuple(areas),
        draw(some.sampled_from(list(Aim))),
        PRICE,
        budget=float(draw(some.integers(0, 6))) * step * PRICE + draw(some.sampled_from((0, 5))),
        floor=float(draw(some.integers(1, 1000))),
        smallest=max(smallest, step),
        step=step,
        wanted=wanted,
        barred=barred,
    )


def every_plan(problem):
    """All steps that keep the constraints, up to where more is of no use to any aim."""
    most = int((problem.budget + 1e-9) // (PRICE * problem.step))
    least = ceil(problem.smallest / problem.step)
    choices = []
    for area in problem.areas:
        allowed = [0, *range(least, most + 1)]
        if area.code in problem.barred:
            allowed = [0]
        if area.code in problem.wanted:
            allowed = [n for n in allowed if n]
        choices.append(allowed)
    for steps in product(*choices):
        if sum(steps) > most:
            continue
        new = [n * problem.step for n in steps]
        have = [1000 * (a.places + p) / a.need for a, p in zip(problem.areas, new, strict=True)]
        if problem.aim is Aim.FLOOR and min(have) < problem.floor - 1e-9:
            continue
        yield steps, new


def worth(problem, new):
    """The objective of a plan, counted from nothing but places; smaller is better."""
    pairs = [
        (a, p) for a, p in zip(problem.areas, new, strict=True) if a.code not in problem.barred
    ]
    if problem.aim is Aim.MOST:
        return -sum(min(a.unmet, p) for a, p in pairs)
    if problem.aim is Aim.WORST:
        return -min(1000 * (a.places + min(p, a.unmet)) / a.need for a, p in pairs)
    if problem.aim is Aim.FLOOR:
        return sum(new)
    unmet = sum(a.unmet for a, _ in pairs)
    if not unmet:
        return 0.0
    most = int((problem.budget + 1e-9) // (PRICE * problem.step)) * problem.step
    aimed = min(1.0, most / unmet)
    return max(abs(min(1, p / a.unmet) - aimed) for a, p in pairs if a.unmet)


def check(problem):
    plan = solve(problem)
    possible = list(every_plan(problem)) if problem.open else []
    best = min((worth(problem, new) for _, new in possible), default=inf)
    if best == inf:
        assert plan.status == "impossible"
        assert plan.why
        assert not plan.actions
        return plan
    assert plan.status == "best"
    new = [plan.steps.get(a.code, 0) * problem.step for a in problem.areas]
    assert any(list(map(float, new)) == list(map(float, one)) for _, one in possible) or (
        problem.aim is Aim.FLOOR
    )
    found = worth(problem, new)
    assert found == pytest.approx(best, rel=1e-6, abs=1e-6)
    sign = -1 if problem.aim in (Aim.MOST, Aim.WORST) else 1
    assert plan.objective == pytest.approx(sign * best, rel=1e-6, abs=1e-6)
    assert plan.pounds <= problem.budget + 1e-6
    return plan


@given(problems(step_only=True))
@settings(max_examples=300)
def test_the_closed_form_is_as_good_as_any_plan(problem):
    check(problem)


@given(problems(step_only=False))
@settings(max_examples=60)
def test_the_program_is_as_good_as_any_plan(problem):
    check(problem)


def second(problem, new):
    """What decides between plans that are equal by their aim; larger is better."""
    other = {Aim.MOST: Aim.WORST, Aim.WORST: Aim.MOST}.get(problem.aim)
    return -worth(replace(problem, aim=other), new) if other else 0.0


@given(problems(step_only=False))
@settings(max_examples=150)
def test_what_an_aim_leaves_open_is_decided_by_the_other(problem):
    """The worst served best among plans that meet most, and the other way round."""
    plan = solve(problem)
    if plan.status == "impossible":
        return
    mine = [plan.steps.get(a.code, 0) * problem.step for a in problem.areas]
    best = worth(problem, mine)
    others = [new for _, new in every_plan(problem) if worth(problem, new) <= best + 1e-9]
    assert second(problem, mine) == pytest.approx(
        max(second(problem, new) for new in others), rel=1e-5, abs=1e-5
    )


@given(problems(step_only=False))
@settings(max_examples=60)
def test_what_is_proved_without_a_solver_is_what_the_solver_finds(problem):
    if solve(problem).status == "impossible" or (steps := viable.solve(problem)) is None:
        return
    found = integer.solve(problem)
    assert found is not None
    new, mine = (
        [s.get(a.code, 0) * problem.step for a in problem.areas] for s in (found.steps, steps)
    )
    assert worth(problem, mine) == pytest.approx(worth(problem, new), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("step", [50, 10])
@pytest.mark.parametrize("aim", list(Aim))
def test_a_country_in_small_steps_needs_no_solver(dataset, monkeypatch, aim, step):
    table = dataset.gap(Selection(level="utla"))
    wish = Wish(aim, 5e7 if aim is not Aim.FLOOR else None, floor=10.0, step=step)
    problem = problem_of(table, wish, Unknown.NONE, 4314.0, 10.0)
    monkeypatch.setattr(integer, "solve", None)
    plan = solve(problem)
    assert plan.status == "best"
    assert all(a.steps >= problem.least_steps for a in plan.actions)
    assert plan.actions


@given(problems(step_only=True))
@settings(max_examples=40)
def test_closed_form_and_program_agree(problem):
    plan = solve(problem)
    if plan.status == "impossible":
        return
    found = integer.solve(problem)
    assert found is not None
    new = [found.steps.get(a.code, 0) * problem.step for a in problem.areas]
    mine = [plan.steps.get(a.code, 0) * problem.step for a in problem.areas]
    assert worth(problem, new) == pytest.approx(worth(problem, mine), rel=1e-6, abs=1e-6)


@given(problems(step_only=True))
@settings(max_examples=60)
def test_every_total_follows_from_the_actions_alone(problem):
    plan = solve(problem)
    places = {a.code: a.places for a in plan.actions}
    assert plan.places == sum(places.values())
    assert plan.pounds == pytest.approx(sum(a.pounds for a in plan.actions))
    after = plan.after
    assert after.places == pytest.approx(
        sum(a.places + places.get(a.code, 0) for a in problem.areas)
    )
    assert after.unmet == pytest.approx(
        sum(max(0.0, a.unmet - places.get(a.code, 0)) for a in problem.areas)
    )
    ratios = [1000 * (a.places + places.get(a.code, 0)) / a.need for a in problem.areas]
    assert after.worst == pytest.approx(min(ratios))


def test_a_grid_by_hand():
    areas = (
        Place("A", "A", 1000, 100, 900), Place("B", "B", 500, 0, 500), Place("C", "C", 50, 0, 50),
    )  # fmt: skip
    most = solve(Problem(areas, Aim.MOST, 10.0, budget=3000))
    assert most.steps == {"A": 2, "B": 1}  # of equal gains the worse served first, then by code
    assert most.objective == 300
    worst = solve(Problem(areas, Aim.WORST, 10.0, budget=3000))
    assert worst.steps == {"A": 1, "B": 1, "C": 1}
    assert worst.objective == 200
    floor = solve(Problem(areas, Aim.FLOOR, 10.0, floor=400))
    assert floor.steps == {"A": 3, "B": 2, "C": 1}
    assert floor.pounds == 6000
    equal = solve(Problem(areas, Aim.EQUAL, 10.0, budget=14_000))
    assert equal.steps == {"A": 8, "B": 5, "C": 1}
    assert equal.objective == pytest.approx(1400 / 1450 - 800 / 900)


def test_what_cannot_be_says_which_constraint():
    areas = (Place("A", "A", 1000, 0, 1000), Place("B", "B", 1000, 0, 1000))
    plan = solve(Problem(areas, Aim.FLOOR, 10.0, budget=1000, floor=100))
    assert plan.status == "impossible"
    assert plan.why == "100 per 1,000 everywhere takes £2,000, and the budget is £1,000"
    plan = solve(Problem(areas, Aim.MOST, 10.0, budget=1000, wanted=frozenset("AB")))
    assert plan.why == (
        "a programme in each of the 2 areas asked for takes £2,000, and the budget is £1,000"
    )
    plan = solve(Problem(areas, Aim.WORST, 10.0, budget=500, wanted=frozenset("A")))
    assert plan.why == "a programme in the area asked for takes £1,000, and the budget is £500"
    plan = solve(Problem(areas, Aim.FLOOR, 10.0, floor=100, barred=frozenset("B")))
    assert plan.why == "B may get nothing, and has less than 100 per 1,000"


@pytest.mark.parametrize(
    "bad",
    [
        {"price": 0.0}, {"price": float("nan")}, {"budget": -1.0}, {"budget": None},
        {"smallest": 0}, {"step": 200}, {"aim": Aim.FLOOR, "floor": 0.0},
        {"aim": Aim.FLOOR, "floor": 2000.0}, {"wanted": frozenset("A"), "barred": frozenset("A")},
    ],
)  # fmt: skip
def test_what_cannot_be_planned_with_is_refused_in_a_sentence(bad):
    given_ = {"aim": Aim.MOST, "price": 10.0, "budget": 100.0, **bad}
    with pytest.raises(BadChoiceError):
        Problem((Place("A", "A", 10, 0, 10),), **given_)


def test_an_area_that_there_is_not_is_named():
    with pytest.raises(UnknownAreaError, match="no area X"):
        Problem((Place("A", "A", 10, 0, 10),), Aim.MOST, 10.0, 10.0, wanted=frozenset("X"))


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(5, 1), (5, 3)], 0.0),
        ([(0, 1), (1, 1)], 0.5),
        ([(0, 3), (1, 1)], 0.75),
        ([(0, 1), (0, 1)], 0.0),
        ([(1, 1), (3, 1)], 0.25),
    ],
)
def test_gini_of_known_cases(pairs, expected):
    assert gini(pairs) == pytest.approx(expected)


@given(some.lists(some.tuples(some.floats(0, 100), some.floats(0.1, 10)), min_size=1, max_size=8))
def test_gini_is_half_the_mean_difference_over_the_mean(pairs):
    weight = sum(w for _, w in pairs)
    mean = sum(v * w for v, w in pairs) / weight
    differences = sum(abs(a - b) * v * w for a, v in pairs for b, w in pairs) / weight**2
    expected = differences / (2 * mean) if mean > 1e-12 else 0.0
    assert gini(pairs) == pytest.approx(expected, abs=1e-7)
