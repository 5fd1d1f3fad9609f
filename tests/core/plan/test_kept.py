"""Plans kept under names, and set side by side."""

import pytest

from gapmap.core.plan.kept import MOST, actions, dumps, loads, named, side_by_side, with_
from gapmap.core.plan.problem import Aim, Unknown
from gapmap.core.plan.wish import Wish
from gapmap.errors import BadChoiceError
from gapmap.selection import Selection

PLANS = {
    "Most & first": Wish(budget=2e6),
    "Worst = first": Wish(Aim.WORST, budget=3e6, barred=frozenset({"E23000002"})),
    "Ten, everywhere": Wish(Aim.FLOOR, floor=10.0, readings=(Unknown.NONE,)),
}


def test_plans_come_back_from_their_text_in_their_order():
    again = loads(dumps(PLANS))
    assert list(again.items()) == list(PLANS.items())
    assert loads("") == {}


def test_a_plan_of_the_same_name_takes_the_place_of_the_other():
    found = with_(PLANS, " Most  & first ", Wish(places=5))
    assert list(found) == list(PLANS)
    assert found["Most & first"] == Wish(places=5)


@pytest.mark.parametrize("name", ["", "  ", "x" * 41, "a\u0007b"])
def test_a_name_that_is_none_is_refused(name):
    with pytest.raises(BadChoiceError, match="a name of 1 to 40"):
        named(name)


def test_no_more_than_can_be_read_side_by_side():
    with pytest.raises(BadChoiceError, match=f"{MOST} plans"):
        with_(PLANS, "Fourth", Wish(places=5))


@pytest.mark.parametrize("text", ["a", "a=aim=peace&b=", "x" * 7000, "=budget%3D5"])
def test_other_texts_are_refused(text):
    with pytest.raises(BadChoiceError):
        loads(text)


def test_every_action_of_every_plan_stands_in_its_column(dataset):
    made = side_by_side(dataset.gap(Selection()), PLANS)
    rows = actions(made)
    for i, proposal in enumerate(made.values()):
        for reading in Unknown:
            plan = proposal.plans.get(reading)
            wanted = {a.code: a.places for a in plan.actions} if plan else {}
            column = {r.code: r.places[i] for r in rows if r.reading is reading and r.places[i]}
            assert column == wanted
    assert all(row.agreed == (min(row.places) == max(row.places)) for row in rows)
