"""How sure a plan is: counted again over a handful of scenarios."""

from math import nan

import pytest

from gapmap.core.plan.measures import curve
from gapmap.core.plan.problem import Aim, Place, Problem, Unknown, places_of
from gapmap.core.plan.scenarios import chosen, ranges, scenarios, value_of_asking
from gapmap.core.plan.solve import solve
from gapmap.selection import Selection

PRICES = {"low": 5.0, "central": 10.0, "high": 20.0}


def row(code, need, places=nan, state="unmeasured"):
    return {
        "code": code, "name": f"Area {code}", "perpetrators": need, "perpetrators_low": need / 2,
        "perpetrators_high": need * 2, "places": places, "state": state,
    }  # fmt: skip


ROWS = [
    row("A", 1000.0, 900.0, "measured"), row("B", 1000.0, 100.0, "measured"), row("C", 1000.0),
    row("D", 1000.0, state="none_recorded"), row("E", 1000.0, state="none_matching"),
    row("F", nan, 5.0, "no_estimate"), row("G", 1000.0, state="suppressed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        (Unknown.LEFT_OUT, {"A": 900, "B": 100, "E": 0}),
        (Unknown.NONE, {"A": 900, "B": 100, "C": 0, "D": 0, "E": 0}),
        (Unknown.TYPICAL, {"A": 900, "B": 100, "C": 500, "D": 500, "E": 0}),
    ],
)
def test_only_a_stated_no_is_read_as_none_whatever_the_reading(reading, expected):
    areas = places_of(ROWS, reading, 1.0, 500.0)
    assert {a.code: a.places for a in areas} == expected
    assert {a.code for a in areas if not a.known} == set(expected) - {"A", "B", "E"}


def test_an_area_is_chosen_in_every_case_or_only_if():
    problem = Problem(places_of(ROWS, Unknown.NONE, 1.0, 500.0), Aim.WORST, 10.0, budget=8000)
    over = ranges(ROWS, PRICES, 500.0, 1.0)
    made = scenarios(problem, ROWS, over, (Unknown.NONE, Unknown.LEFT_OUT, Unknown.TYPICAL))
    assert len(made) == 27
    found = {c.code: c for c in chosen(plan for _, plan in made)}
    for code, one in found.items():
        places = [
            sum(a.places for a in plan.actions if a.code == code) for _, plan in made
        ]  # counted from the plans themselves
        assert (one.times, one.of) == (sum(p > 0 for p in places), 27)
        assert (one.least, one.most) == (min(places), max(places))
    assert found["E"].how == "every"
    assert found["C"].how in ("some", "most")  # with what is not known left out, nothing goes there
    assert (found["C"].least, found["C"].most > 0) == (0, True)


def test_asking_is_worth_what_an_answer_moves():
    areas = places_of(ROWS, Unknown.NONE, 1.0, 500.0)
    problem = Problem(areas, Aim.WORST, 10.0, budget=3000)
    unknown = [a for a in areas if not a.known]
    worth = value_of_asking(problem, unknown, 500.0)
    assert set(worth) == {"C", "D"}
    assert worth["C"] == 100  # its one step of three goes elsewhere when it has 500 places
    assert sum(solve(problem).steps.values()) == 3


def test_the_curve_adds_what_each_step_meets_and_its_knee_lies_highest_above_the_chord():
    areas = (Place("A", "A", 250, 0, 250), Place("B", "B", 30, 0, 30))
    problem = Problem(areas, Aim.MOST, 10.0, budget=4000)
    found = curve(problem, 10)
    assert found.met == (0, 100, 200, 250, 280)
    assert found.pounds == (0, 1000, 2000, 3000, 4000)
    assert found.knee == 2


def test_real_areas_are_planned_at_every_level_and_reading(dataset):
    for level in ("pfa", "utla", "borough", "region"):
        table = dataset.gap(Selection(level=level))
        ratio = table.totals.measured.ratio
        for reading in Unknown:
            areas = places_of(table.records, reading, 1.0, ratio)
            plan = solve(Problem(areas, Aim.MOST, 4314.0, budget=2_000_000))
            assert plan.status == "best"
            assert plan.pounds <= 2_000_000
            assert plan.before.unmet - plan.after.unmet == pytest.approx(plan.objective)
