"""The page of missing facts: what is not known, by area and by fact, and whom to ask first."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.core.plan.proposal import propose
from gapmap.present.asking import view, words
from gapmap.present.plan import words as words_of_plan
from gapmap.selection import Selection
from gapmap.tasks.asking.missing import for_plan, missing
from gapmap.ui import main
from gapmap.ui.state import plan as wishes
from gapmap.vocabulary import FACTS


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, dataset):
    monkeypatch.setattr(main, "dataset", lambda: dataset)


def missing_script(dataset, table, area):
    import streamlit as st

    from gapmap.ui.pages import missing as missing_page

    st.session_state["area"] = area
    missing_page.show(dataset, table)


def page(dataset, area=None, **choices):
    table = dataset.gap(Selection(**choices))
    given = {"dataset": dataset, "table": table, "area": area}
    app = AppTest.from_function(missing_script, default_timeout=60, kwargs=given).run()
    assert not app.exception, [e.message for e in app.exception]
    return app, missing(dataset, table)


def said(app):
    return " ".join(e.value for e in (*app.markdown, *app.caption, *app.header, *app.subheader))


@pytest.mark.parametrize("level", ["pfa", "borough", "utla"])
def test_every_fact_is_counted_with_its_denominators(dataset, level):
    app, found = page(dataset, level=level)
    assert app.title[0].value == "Missing facts"
    counted = app.table[0].value
    assert list(counted.index) == list(FACTS.values())
    expected = counted["Areas where somebody should know"]
    parts = counted[["Known of every programme", "Known of some", "Known of none",
                     "No programme recorded"]]  # fmt: skip
    assert (parts.sum(axis=1) == expected).all()
    assert (expected == len(found.areas)).all()
    listed = app.dataframe[-1].value
    assert list(listed["Code"]) == [area.place.code for area in found.areas]


def test_a_chosen_area_shows_whom_to_ask_and_where_to_look(dataset):
    app, found = page(dataset, "E23000010")
    area = found.by_code["E23000010"]
    text = said(app).replace("\\", "")
    assert words.settles(found, area) in text
    facts, bodies = app.table[0].value, app.table[1].value
    assert list(facts["Known of"]) == [words.status(area, fact) for fact in FACTS]
    assert bodies.index[0] == "West Yorkshire Combined Authority"
    shown = " ".join(element.proto.body for element in app.get("html"))
    assert 'href="https://www.contractsfinder.service.gov.uk"' in shown


def test_the_order_of_asking_is_that_of_the_command_line(dataset):
    app, found = page(dataset)
    order = app.dataframe[0].value
    assert list(order["Organisation"]) == [value.body.body for value in found.values]
    assert order["Adds, %"].sum() == pytest.approx(100)


def test_the_map_can_be_shaded_by_one_fact(dataset):
    app, _ = page(dataset)
    app.selectbox(key="missing_shade").set_value("referrals").run()
    assert not app.exception
    shown = " ".join(element.proto.body for element in app.get("html"))
    assert "Referrals: how much is known" in shown


@pytest.mark.parametrize("fact", view.SHADED)
def test_the_legend_counts_every_area_once_and_no_area_without_a_programme_has_a_class(
    dataset, fact
):
    found = missing(dataset, dataset.gap(Selection(level="utla")))
    shown = view.legend(found, fact)
    assert sum(n for _, _, n in (*shown["classes"], *shown["states"])) == len(found.areas)
    for code, paint in view.paints(found, fact).items():
        assert (paint["c"] is None) == (not found.by_code[code].services)


def test_the_page_stands_among_those_in_sight():
    app = AppTest.from_file(str(Path(__file__).parents[3] / "app.py"), default_timeout=60).run()
    assert not app.exception
    assert "missing" in main.IN_SIGHT


def test_the_order_of_asking_can_be_that_of_the_plan(dataset):
    app, _ = page(dataset)
    app.radio(key="missing_order_by").set_value("plan").run()
    assert not app.exception
    table = dataset.gap(Selection())
    values = for_plan(dataset, table, propose(table, wishes.FIRST).asking)
    assert values
    shown = next(d.value for d in app.dataframe if "Moves, places" in d.value)
    assert list(shown["Organisation"]) == [value.body.body for value in values]
    assert words_of_plan.title(propose(table, wishes.FIRST)) in said(app).replace("\\", "")
