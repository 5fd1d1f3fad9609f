"""Nothing but the user's own number and switches sets the limit of small numbers lower."""

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.selection import Selection
from gapmap.tasks.products import export
from gapmap.ui.boxes import filters
from gapmap.ui.state import limit
from tests.ui.keys import key_of

APP = str(Path(__file__).resolve().parents[3] / "app.py")


@pytest.fixture
def app():
    started = AppTest.from_file(APP, default_timeout=60)
    started.session_state[filters.OPENED] = True
    return started.run()


def choose(app, number):
    return app.number_input(key=key_of(app, "suppress_below")).set_value(number).run()


def mark(app, on=True):
    return app.toggle(key=limit.ESTIMATES).set_value(on).run()


def clear(app):
    return next(b for b in app.button if b.label == "Clear filters").click().run()


def opened(app, dataset, **choices):
    data = export("table.json", dataset, dataset.gap(Selection(**choices)), date(2026, 11, 21))
    return app.file_uploader(key="exported_file").set_value(("old.csv", data, "text/csv")).run()


def in_force(app):
    """What the page withholds: its widget and its address have to agree."""
    assert not app.exception
    asked = app.query_params.get("suppress_below", ["0"])
    shown = app.number_input(key=key_of(app, "suppress_below")).value
    assert int(asked[0] if isinstance(asked, list) else asked) == shown
    return shown


def test_without_a_mark_it_is_what_is_chosen(app):
    assert in_force(app) == 0
    assert in_force(choose(app, 7)) == 7
    assert in_force(choose(app, 0)) == 0


def test_marking_demands_ten_and_unmarking_ends_it(app):
    assert in_force(mark(app)) == 10
    assert in_force(mark(app, on=False)) == 0


def test_marking_never_lowers_what_is_chosen(app):
    choose(app, 20)
    assert in_force(mark(app)) == 20
    assert in_force(mark(app, on=False)) == 20


def test_while_marked_the_user_can_raise_it_but_not_set_it_below_ten(app):
    mark(app)
    assert in_force(choose(app, 30)) == 30
    assert in_force(choose(app, 3)) == 10
    assert "At least 10" in " ".join(c.value for c in app.caption)


@pytest.mark.parametrize("number", [0, 20])
def test_while_marked_clearing_filters_leaves_it(app, number):
    choose(app, number)
    mark(app)
    assert in_force(clear(app)) == max(10, number)


@pytest.mark.parametrize("of_file", [0, 5, 15, 40])
def test_while_marked_an_opened_file_can_only_raise_it(app, dataset, of_file):
    choose(app, 20)
    mark(app)
    assert in_force(opened(app, dataset, suppress_below=of_file)) == max(20, of_file)


def test_an_opened_file_whose_limit_is_too_low_says_that_it_was_adjusted(app, dataset):
    mark(app)
    opened(app, dataset, level="county")
    assert "adjusted" in " ".join(w.value for w in app.warning)


def test_another_switch_does_not_end_what_the_first_demands(app):
    app.session_state[limit.MARKED] = frozenset({limit.PROGRAMMES})
    app.run()
    assert in_force(mark(app)) == 10
    assert in_force(mark(app, on=False)) == 10


@pytest.mark.parametrize("given", ["", "suppress_below=0", "suppress_below=4"])
def test_one_press_of_back_leaves_it(app, monkeypatch, given):
    """A step in the browser's history reads the address of a time before the mark."""
    from gapmap.ui.state import address

    mark(app)
    monkeypatch.setattr(address, "stepped", lambda: True)
    app.query_params.clear()
    if given:
        app.query_params["suppress_below"] = given.split("=")[1]
    assert in_force(app.run()) == 10


def two_pages():
    import streamlit as st

    from gapmap.ui.state import limit

    limit.settle()
    if st.checkbox("on the page of the switch", value=True):
        limit.mark_switch("sensitive", limit.PROGRAMMES)
    st.session_state["seen"] = limit.in_force()


def test_a_mark_outlives_its_widget_which_streamlit_forgets_with_the_page():
    app = AppTest.from_function(two_pages).run()
    app.toggle(key=limit.PROGRAMMES).set_value(True).run()
    app.checkbox[0].set_value(False).run()
    assert not app.toggle
    app.run()
    assert app.session_state["seen"] == 10
    app.checkbox[0].set_value(True).run()
    assert app.toggle(key=limit.PROGRAMMES).value is True
    assert app.session_state["seen"] == 10
