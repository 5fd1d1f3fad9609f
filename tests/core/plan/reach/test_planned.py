"""The same money by border and by reach: against every plan there is, on small countries."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from gapmap.core.plan import integer
from gapmap.core.plan.problem import Aim, Place, Problem
from gapmap.core.plan.reach.outcome import Origins
from gapmap.core.plan.reach.planned import plan_both, spill_of
from gapmap.core.plan.wish import Wish
from gapmap.errors import BadChoiceError, WithheldError
from gapmap.io.reach.own import ways
from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data
from gapmap.tasks.area.reach import Asked, reach


def country(seed, aim, **more):
    random = np.random.default_rng(seed)
    areas = tuple(
        Place(c, c, float(n), float(p), max(0.0, float(n) - float(p)))
        for c, n, p in zip(
            "ABC", random.integers(300, 900, 3), random.integers(0, 200, 3), strict=True
        )
    )
    parts = random.dirichlet([3, 1, 1], 3)
    spill = {
        a: {b: float(parts[i][(j - i) % 3]) for j, b in enumerate("ABC")}
        for i, a in enumerate("ABC")
    }
    made = {"budget": 5 * 50.0, "step": 50, "smallest": 100, "floor": 0.0} | more
    return Problem(areas, aim, 1.0, **made), spill


def values(problem, spill, steps):
    """What the aim weighs, in plain Python; None where a constraint is broken."""
    if problem.most_steps is not None and sum(steps.values()) > problem.most_steps:
        return None
    if any(0 < n < problem.least_steps for n in steps.values()):
        return None
    got = {
        a.code: sum(steps[s] * problem.step * spill[s][a.code] for s in steps)
        for a in problem.areas
    }
    met = sum(min(a.unmet, got[a.code]) for a in problem.areas)
    worst = min(1000 * (a.places + min(a.unmet, got[a.code])) / a.need for a in problem.areas)
    if problem.aim is Aim.MOST:
        return met, worst
    if problem.aim is Aim.WORST:
        return worst, met
    if problem.aim is Aim.FLOOR:
        reached = [1000 * (a.places + got[a.code]) / a.need for a in problem.areas]
        return (-sum(steps.values()),) if min(reached) >= problem.floor - 1e-6 else None
    aimed = min(1.0, problem.most_steps * problem.step / sum(a.unmet for a in problem.areas))
    shares = [min(1.0, got[a.code] / a.unmet) for a in problem.areas if a.unmet > 0]
    return -max(abs(s - aimed) for s in shares), met


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("aim", list(Aim))
def test_the_best_plan_by_reach_is_the_best_of_all(aim, seed):
    more = {"floor": 450.0, "budget": 600.0} if aim is Aim.FLOOR else {}
    problem, spill = country(seed, aim, **more)
    every = [
        (value, steps)
        for steps in (dict(zip("ABC", n, strict=True)) for n in product(range(13), repeat=3))
        if (value := values(problem, spill, steps)) is not None
    ]
    found = integer.solve(problem, spill)
    if not every:
        assert found is None
        return
    assert found is not None
    got = values(problem, spill, found.steps)
    best = max(tuple(round(part, 5) for part in value) for value, _ in every)
    assert got == pytest.approx(best, rel=1e-5, abs=1e-4)


def test_parts_of_a_site_add_up_and_most_of_it_stays_at_home(dataset):
    found = reach(dataset, dataset.gap(Selection()))
    spill = spill_of(found)
    assert set(spill) == {a.code for a in found.areas}
    assert all(sum(parts.values()) == pytest.approx(1) for parts in spill.values())
    assert spill["E23000002"].get("E23000002", 0) > 0.9  # Cumbria


def test_a_site_that_nobody_lives_near_serves_its_own_area(dataset):
    found = reach(dataset, dataset.gap(Selection()))
    lone = Origins(("a", "b"), ("A", "A"), np.ones(2), np.array([[0.0, 0], [900_000.0, 0]]), "own")
    assert spill_of(replace(found, origins=lone)) == {"A": {"A": 1.0}}


@pytest.mark.parametrize("aim", list(Aim))
def test_no_plan_by_border_is_better_by_reach(dataset, aim):
    table = dataset.gap(Selection())
    wish = Wish(aim, None if aim is Aim.FLOOR else 3e6, floor=2.0)
    for both in plan_both(table, wish, reach(dataset, table)):
        if aim is Aim.MOST:
            assert both.met[1] >= both.met[0] - 1e-6
        if aim is Aim.WORST:
            assert both.worst[1] >= both.worst[0] - 1e-6
        if aim is not Aim.FLOOR:
            assert sum(both.reach.places.values()) * table.selection.unit_cost <= 3e6
        given = {a.code: a.places for a in both.border.actions}
        assert {(c.code, c.by_border, c.by_reach) for c in both.disagreement} == {
            (c, given.get(c, 0), both.reach.places.get(c, 0))
            for c in {*given, *both.reach.places}
            if given.get(c, 0) != both.reach.places.get(c, 0)
        }


def test_what_cannot_be_planned_by_reach_is_a_sentence(dataset):
    table = dataset.gap(Selection())
    text = "origin,provider,minutes\nE06000016,Leicester,5\n"
    found = reach(dataset, table, Asked(ways=ways(text.encode(), "w.csv")))
    with pytest.raises(BadChoiceError, match="how far it is to where nothing stands yet"):
        plan_both(table, Wish(budget=1e6), found)
    guarded = dataset.gap(Selection(suppress_below=5))
    with pytest.raises(WithheldError):
        plan_both(guarded, Wish(budget=1e6), found)


ESTIMATES = b"code,low,central,high\nE23000028,800,1000,1500\nE09000014,10,20,30\n"


@pytest.mark.parametrize("level", ["pfa", "borough", "utla"])
def test_areas_without_an_estimate_are_sites_like_others(dataset, level):
    """People without an estimate have no weight, so the centre is that of their places."""
    estimates, _ = own_data.estimates(dataset, ESTIMATES, "ours.csv")
    data = dataset.with_own_estimates(estimates, "ours.csv", ESTIMATES)
    table = data.gap(Selection(level=level, demand="own"))
    found = reach(data, table)
    for site, parts in spill_of(found).items():
        assert sum(parts.values()) == pytest.approx(1.0), site
    for both in plan_both(table, Wish(budget=2e6), found):
        known = {a.code for a in both.border.problem.areas}
        assert set(both.reach.places) <= known
        assert both.reach.status == both.border.status if not known else both.reach.places
        assert np.isfinite([*both.met, *both.worst]).all()


def test_where_no_area_is_left_neither_way_plans(dataset):
    table = dataset.gap(Selection(level="borough"))
    wish = Wish(budget=2e6, barred=frozenset(table.columns["code"]))
    for both in plan_both(table, wish, reach(dataset, table)):
        assert both.reach.status == both.border.status == "impossible"
        assert both.reach.why == both.border.why == "no area is left to plan for"
        assert both.choices == ()
