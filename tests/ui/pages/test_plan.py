"""The page “Plan”, as Streamlit builds it."""

from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.core.plan import kept
from gapmap.core.plan.ending import watch
from gapmap.core.plan.problem import Aim, Unknown
from gapmap.core.plan.proposal import propose
from gapmap.core.plan.reach.planned import plan_both
from gapmap.core.plan.wish import Wish
from gapmap.present.plan import words
from gapmap.present.plan.reach import words as reach_words
from gapmap.selection import Selection
from gapmap.tasks.area.reach import Asked, reach, steps_of
from gapmap.ui import main
from gapmap.ui.state import plan as wishes

APP = str(Path(__file__).resolve().parents[3] / "app.py")


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, dataset):
    monkeypatch.setattr(main, "dataset", lambda: dataset)


def app_script():
    """The whole app with the page “Plan” as the one that is open."""
    from gapmap.ui import main as app

    app.PAGES = {
        **{name: {k: v for k, v in how.items() if k != "default"} for name, how in
           app.PAGES.items()},
        "plan": {**app.PAGES["plan"], "default": True},
    }  # fmt: skip
    app.run()


def start(**query):
    app = AppTest.from_function(app_script, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    return checked(app.run())


@pytest.fixture(autouse=True)
def pages_put_back(monkeypatch):
    monkeypatch.setattr(main, "PAGES", main.PAGES)


def checked(app):
    assert not app.exception, [e.message for e in app.exception]
    return app


def shown(app):
    return " ".join(e.proto.body for e in app.get("html"))


def address(app, name):
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def test_the_page_answers_first_and_shows_both_readings_side_by_side(dataset):
    app = start()
    proposal = propose(dataset.gap(Selection()), wishes.FIRST)
    text = shown(app)
    assert words.title(proposal) in text
    for reading, plan in proposal.plans.items():
        assert f"If {words.READINGS[reading]}" in text
        assert all(action.name in text for action in plan.actions)
    for label, value, _ in words.key_figures(proposal):
        assert label in text
        assert value in text
    assert words.NO_PROMISE in text
    assert Wish.loads(address(app, "plan")) == wishes.FIRST


@pytest.mark.parametrize("aim", list(Aim))
def test_every_aim_can_be_chosen_and_stands_in_the_address(dataset, aim):
    app = start()
    checked(app.selectbox(key="plan_aim").set_value(aim).run())
    wish = Wish.loads(address(app, "plan"))
    assert wish.aim is aim
    assert words.title(propose(dataset.gap(Selection()), wish)) in shown(app)


def test_an_address_fills_the_form_and_filters_apply(dataset):
    wish = Wish(Aim.WORST, places=700, smallest=50, step=50, barred=frozenset({"E23000032"}))
    app = start(plan=wish.dumps(), level="pfa", routes="self")
    assert app.number_input(key="plan_places").value == 700
    assert app.multiselect(key="plan_barred").value == ["E23000032"]
    proposal = propose(dataset.gap(Selection(routes=("self",))), wish)
    assert words.title(proposal) in shown(app)
    barred = [plan.steps.get("E23000032") for plan in proposal.plans.values()]
    assert barred == [None, None]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"plan": "aim=world+peace"}, "does not say what to plan for"),
        ({"suppress_below": "10"}, "No plan is made while small numbers are withheld"),
        ({"plan": "aim=floor&floor=900&budget=5"}, "No plan keeps every condition"),
    ],
)
def test_what_cannot_be_planned_is_said_in_a_sentence(query, said):
    app = start(**query)
    boxes = " ".join([w.value for w in app.warning] + [e.value for e in app.error])
    assert said in shown(app) + boxes.replace("\\", "")


def test_areas_of_another_level_leave_the_wish(dataset):
    app = start(plan="budget=2000000&in=E23000032")
    checked(app.selectbox(key="choose_level").set_value("borough").run())
    assert Wish.loads(address(app, "plan")).wanted == frozenset()


def test_the_unknown_is_read_both_ways_unless_one_is_asked_for(dataset):
    proposal = propose(dataset.gap(Selection()), wishes.FIRST)
    assert list(proposal.plans) == [Unknown.LEFT_OUT, Unknown.NONE]


def test_the_watch_list_opens_on_the_page(dataset):
    app = start()
    opened = next(e for e in app.expander if e.label.startswith("Programmes whose funding"))
    assert "What ends next" in shown(app)
    app.session_state["ending"] = True
    app.session_state["ending_within"] = 36
    checked(app.run())
    found = watch(dataset.gap(Selection()), dataset.observations, dataset.as_of, 36)
    assert found.endings
    assert opened.label
    assert all(unescape_ok(e.programme, shown(app)) for e in found.endings)


def unescape_ok(name, text):
    return name in unescape(text)


def test_a_return_is_multiplied_only_where_that_is_assumed():
    app = start()
    assert "A study of one programme in Hull (2010)" in shown(app)
    assert "Supposed, not known" not in shown(app)
    checked(app.toggle(key="plan_return").set_value(True).run())
    assert "Supposed, not known: if every pound" in shown(app)


def test_plans_are_kept_by_name_in_the_address_and_set_side_by_side(dataset):
    app = start()
    checked(app.text_input(key="plan_name").set_value("Most").run())
    checked(app.button(key="plan_keep_it").click().run())
    checked(app.selectbox(key="plan_aim").set_value(Aim.WORST).run())
    checked(app.text_input(key="plan_name").set_value("Worst").run())
    checked(app.button(key="plan_keep_it").click().run())
    held = kept.loads(address(app, "plans"))
    assert {name: wish.aim for name, wish in held.items()} == {"Most": Aim.MOST, "Worst": Aim.WORST}
    assert "Side by side, if" in shown(app)
    again = start(plans=kept.dumps(held))
    assert "Side by side, if" in shown(again)
    checked(again.button(key="plan_show_Worst").click().run())
    assert again.selectbox(key="plan_aim").value is Aim.WORST
    checked(again.button(key="plan_drop_Worst").click().run())
    assert list(kept.loads(address(again, "plans"))) == ["Most"]


def test_a_plan_without_a_name_is_not_kept():
    app = start()
    checked(app.button(key="plan_keep_it").click().run())
    assert any("needs a name" in w.value for w in app.warning)
    assert "plans" not in app.query_params


def opened_reach(app):
    app.session_state["reach"] = True
    return checked(app.run())


def test_reach_says_what_it_speaks_of_and_plans_both_ways(dataset):
    app = start(plan="aim=most&budget=3000000")
    assert "Near a base" not in shown(app)  # nothing is worked out until it is opened
    opened_reach(app)
    found = reach(dataset, dataset.gap(Selection()))
    text = unescape(shown(app))
    assert all(line in text for line in reach_words.spoken_of(found))
    assert reach_words.flips(found) in text
    for both in plan_both(dataset.gap(Selection()), Wish(budget=3e6), found):
        assert all(line in text for line in reach_words.both_lines(both))


def test_zones_of_reach_can_be_changed_and_a_wrong_one_is_a_sentence(dataset):
    app = opened_reach(start())
    checked(app.text_input(key="reach_zones").set_value("5 10 15").run())
    found = reach(dataset, dataset.gap(Selection()), Asked(steps=steps_of((5, 10, 15))))
    assert reach_words.crossing(found) in unescape(shown(app))
    checked(app.text_input(key="reach_zones").set_value("near far").run())
    assert any("is not accepted; write numbers" in e.value for e in app.error), [
        e.value for e in app.error
    ]
