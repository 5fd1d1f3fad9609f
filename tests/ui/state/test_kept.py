"""Choices stay while their widgets are away, and the browser is told them when they come back."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from gapmap.errors import UserInputError
from gapmap.selection import Selection
from gapmap.ui import main
from gapmap.ui.boxes import bar, filters
from gapmap.ui.state import choices, limit

APP = str(Path(__file__).resolve().parents[3] / "app.py")
VIEW = Selection(
    level="borough",
    target_share=0.25,
    since=2012,
    types=("stalking",),
    routes=("self",),
    accepts=("women",),
    demand="high_harm",
    basis="referrals",
    measure="unmet",
    layout="tiles",
    gap_below=7.0,
    breaks=(5.0, 10.0),
    local="sensitivity",
    shrinkage=0.35,
    standing="any",
    grade="B",
    unit_cost=900.0,
    accredited=True,
)
"""A view in which nearly every widget stands at something else than it begins with."""


def stop(data, *, hidden, both):
    st.stop()


def rerun(data, *, hidden, both):
    if "once" not in st.session_state:
        st.session_state["once"] = True
        st.rerun()
    del st.session_state["once"]
    raise UserInputError("The run ends here.")


def opened(selection, *, more=True):
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state[filters.OPENED] = more
    for name, texts in selection.to_query().items():
        app.query_params[name] = texts[0]
    app.run().run()
    assert not app.exception
    return app


def widgets(app):
    kinds = ("selectbox", "button_group", "slider", "toggle", "radio", "number_input", "text_input")
    found = {w.key: w for kind in kinds for w in app.get(kind) if w.key}
    return {k: w for k, w in found.items() if k.startswith(("choose_", "assume_", "with_"))}


def walk(monkeypatch):
    """A list whose last entry is the page that is shown."""
    shown = ["map"]
    real = st.navigation

    def chosen(sections, **how):
        real(sections, **how)
        pages = [page for group in sections.values() for page in group]
        return next(p for p in pages if p.title == main.PAGES[shown[-1]]["title"])

    monkeypatch.setattr(st, "navigation", chosen)
    return shown


@pytest.mark.parametrize("cut", [stop, rerun], ids=["stopped", "begun again"])
def test_choices_of_a_run_that_ends_before_the_widgets_are_kept_and_told(monkeypatch, cut):
    app = opened(VIEW)
    before = {k: w.value for k, w in widgets(app).items()}
    assert len(before) > 15
    whole = bar.show
    monkeypatch.setattr(bar, "show", cut)
    app.run()
    assert not widgets(app)
    monkeypatch.setattr(bar, "show", whole)
    app.run()
    assert not app.exception
    after = widgets(app)
    assert {k: w.value for k, w in after.items()} == before
    for name in ("years", "level", "routes", "target_share", "measure", "breaks", "grade"):
        assert after[choices.key(name)].proto.set_value, name


@pytest.mark.parametrize("more", [True, False], ids=["all drawn", "More never opened"])
def test_choices_are_kept_on_the_way_through_every_page(monkeypatch, more):
    app = opened(VIEW, more=more)
    before = {k: w.value for k, w in widgets(app).items()}
    shown = walk(monkeypatch)
    for name in [*main.PAGES, "compare", "method", "map"]:
        shown.append(name)
        app.run()
        assert not app.exception, name
        query = {k: v if isinstance(v, list) else [v] for k, v in app.query_params.items()}
        assert Selection.from_query(query) == (VIEW, []), name
    assert {k: w.value for k, w in widgets(app).items()} == before


def test_every_choice_of_every_page_is_of_the_kind_that_is_kept(monkeypatch):
    """One that is not would be forgotten on the next page that does not show it."""
    asked = {}
    for kind in ("selectbox", "multiselect", "slider", "toggle", "radio", "number_input",
                 "text_input", "pills", "segmented_control"):  # fmt: skip
        real = getattr(st, kind)

        def spy(*args, _real=real, **how):
            asked[how.get("key")] = how.get("persist_state")
            return _real(*args, **how)

        monkeypatch.setattr(st, kind, spy)
    shown = walk(monkeypatch)
    app = opened(Selection())
    for name in main.PAGES:
        shown.append(name)
        app.run()
    starts = ("choose_", "assume_", "with_", "between_")
    choice = {k: v for k, v in asked.items() if k and k.startswith(starts)}
    assert len(choice) > 25
    assert {k for k, v in choice.items() if v != choices.KEEP} == {limit.widget()}
