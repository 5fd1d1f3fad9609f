"""Measures, tiles, distribution, and comparison, without a browser."""

import base64
import csv
import io
import json
import math
import zlib
from datetime import date
from urllib.parse import parse_qs

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from gapmap.core.comparing.comparison import compare
from gapmap.present import html
from gapmap.present.tables import comparison
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.words.comparing import change
from gapmap.selection import Selection
from gapmap.ui.boxes import figures, first_view
from gapmap.ui.state import spread
from gapmap.ui.state.keys import FIRST
from gapmap.vocabulary import MEASURES, TILE_LEVELS
from tests.ui.keys import key_of, named
from tests.ui.test_app import page_html, start


def turned_to(form, app):
    """The page with another tab open."""
    app.session_state[figures.TABS] = form
    app.run()
    assert not app.exception
    return app


def held(app, name):
    """One part of the address."""
    value = app.query_params[name]
    return value if isinstance(value, str) else value[0]


@pytest.mark.parametrize("measure", MEASURES)
def test_every_measure_has_its_own_legend_and_ranking(dataset, measure):
    app = turned_to("Ranking", start(measure=measure))
    table = dataset.gap(Selection(measure=measure))
    shown = page_html(app)
    assert scale.caption(table) in shown
    for label in scale.class_labels(table):
        assert f"<span>{label}</span>" in shown
    worst = scale.ranked(table)[0]
    assert scale.value(table, worst) in shown


def test_switching_the_measure_changes_the_address_and_the_finding_speaks_of_it(dataset):
    app = start()
    app.selectbox(key="choose_measure").set_value("unmet").run()
    assert held(app, "measure") == "unmet"
    assert words.finding(dataset.gap(Selection(measure="unmet"))) in page_html(app)
    assert "Shaded by unmet places" in page_html(app)


@pytest.mark.parametrize("level", TILE_LEVELS)
def test_every_level_can_be_drawn_as_tiles(level):
    app = start(level=level, layout="tiles")
    assert not app.exception
    assert not app.error
    assert "Tile layout" in page_html(app)


def test_councils_have_no_shapes_and_are_drawn_as_tiles():
    app = start(level="utla")
    assert not app.error
    assert "Drawn as equal tiles: gapmap comes without these boundaries." in " ".join(
        c.value for c in app.caption
    )
    assert len(app.selectbox(key="bar_find").options) > 175


def test_the_distribution_slider_narrows_what_the_map_shows(dataset):
    app = turned_to("Distribution", start())
    slider = app.slider(key="between_places_per_1000_pfa")
    low, high = slider.value
    slider.set_value((low, (low + high) / 2)).run()
    rows = dataset.gap(Selection()).rows
    inside = rows["shown"].between(*app.slider(key="between_places_per_1000_pfa").value).sum()
    assert 0 < inside < rows["shown"].notna().sum()
    assert any(f"{inside} are inside the range" in c.value for c in app.caption)


def test_a_filter_that_moves_the_limits_keeps_the_slider_usable(dataset):
    app = turned_to("Distribution", start())
    slider = app.slider(key="between_places_per_1000_pfa")
    slider.set_value((slider.value[1], slider.value[1])).run()
    app.button_group(key="choose_types").select("high_harm_case_management").run()
    assert not app.exception


def test_an_area_is_compared_with_neighbours_region_whole_and_one_more():
    app = start(area="E23000014")
    app.session_state["compare_with_others"] = True
    app.run()
    app.selectbox(key="second_area").set_value("E23000005").run()
    shown = page_html(app)
    for name in ("Warwickshire", "Staffordshire", "West Mercia", "Greater Manchester"):
        assert f'<th scope="row">{name}<span>' in shown
    assert "West Midlands, areas with a number<span>its region" in shown
    assert "England and Wales, areas with a number<span>the whole" in shown


def test_old_years_carry_their_caveat():
    assert "thinly documented" in page_html(start(since="2010", until="2016"))
    assert "thinly documented" not in page_html(start())


def compare_script(dataset, selection):
    import streamlit as st

    from gapmap.ui.pages import compare as compare_page
    from gapmap.ui.state import choices as state

    if state.key("level") not in st.session_state:
        state.fill(selection)
    compare_page.show(dataset, dataset.gap(state.read(dataset)[0]), dataset.gap)


def compared(dataset, selection):
    app = AppTest.from_function(compare_script, default_timeout=60, args=(dataset, selection))
    app.run()
    assert not app.exception
    return app


@pytest.mark.parametrize("how", ["Difference", "Side by side"])
@pytest.mark.parametrize("level", ["pfa", "borough", "utla"])
def test_two_views_are_compared_and_the_address_holds_the_first(dataset, level, how):
    second = Selection(level=level, measure="programmes")
    app = compared(dataset, second)
    app.radio(key="compare_how").set_value(how).run()
    app.button_group(key="with_routes").select("police").run()
    assert not app.exception
    first = second.with_(routes=("self", "police"))
    found = compare(dataset.gap(first), dataset.gap(second))
    assert html.finding(change.headline(found)) in page_html(app)
    assert parse_qs(held(app, "with")) == {"routes": ["self,police"]}
    assert change.named(found, "A") == "A: Self-referral or Police"
    assert html.heading(change.named(found, "A")) in page_html(app)
    shown = app.dataframe[0].value
    assert list(shown["code"]) == list(found.rows["code"])
    pd.testing.assert_series_equal(shown["change"], found.rows["change"])


def test_a_preset_replaces_what_sets_the_views_apart_and_keeps_what_both_ask(dataset):
    app = compared(dataset, Selection(accepts=("men",), since=2015))
    assert "In both:</strong> Seen since 2015; Men</p>" in page_html(app)
    asked = {"choose_accepts": ["men"], "with_accepts": ["men"], "choose_types": []}
    for preset, first, second in (
        ("Self against court referral", list(first_view.COURT), ["self"]),
        ("Ended or not against now", [], []),
    ):
        app.button(key=f"preset_{preset}").click().run()
        widgets = {key: widget.value for key, widget in named(app.button_group).items()}
        assert (widgets["with_routes"], widgets["choose_routes"]) == (first, second)
        assert widgets | asked == widgets
        sliders = {key: widget.value for key, widget in named(app.slider).items()}
        assert sliders["with_years"] == sliders["choose_years"]
        assert sliders["choose_years"][0] == 2015
        assert "In both:</strong> Seen since 2015; Men</p>" in page_html(app)
    app.button(key="preset_Women against anyone").click().run()
    widgets = {key: widget.value for key, widget in named(app.button_group).items()}
    assert (widgets["with_accepts"], widgets["choose_accepts"]) == ([], ["women"])
    standing = {key: widget.value for key, widget in named(app.radio).items()}
    assert standing["with_standing"] == standing["choose_standing"]
    assert "In both:</strong> Seen since 2015</p>" in page_html(app)


def test_a_map_of_self_referral_opens_as_the_question_of_it_does(dataset):
    """“Self against court” is B against A, and B is the view of the map: so it stands in both."""
    app = compared(dataset, Selection(routes=("self",)))
    opened = (held(app, "with"), html.finding(change.headline(asked(dataset, "self"))))
    assert opened[1] in page_html(app)
    app.button(key="preset_Self against court referral").click().run()
    assert held(app, "with") == opened[0]
    assert app.button_group(key=key_of(app, "routes")).value == ["self"]
    assert opened[1] in page_html(app)


def asked(dataset, route):
    """Courts as A, a route as B."""
    return compare(*(dataset.gap(Selection(routes=r)) for r in (first_view.COURT, (route,))))


@pytest.mark.parametrize("question", first_view.PRESETS)
def test_what_a_question_names_first_is_b_which_is_compared_against_a(dataset, question):
    first, second = first_view.PRESETS[question]
    found = compare(dataset.gap(Selection(**first)), dataset.gap(Selection(**second)))
    named = question.split(" ")[0].lower()
    words_of = {"self": "self-referral", "contracts": "contracts", "ended": "whether or not"}
    assert words_of.get(named, named) in change.named(found, "B").lower()


def test_a_link_made_before_the_questions_were_turned_means_what_it_said(dataset):
    """It holds the filters of both views, and no question."""
    app = AppTest.from_function(compare_script, default_timeout=60, args=(dataset, Selection()))
    app.query_params["with"] = "accepts=women"
    app.run()
    widgets = {key: widget.value for key, widget in named(app.button_group).items()}
    assert (widgets["with_accepts"], widgets["choose_accepts"]) == (["women"], [])


def test_where_questions_are_asked_it_is_said_that_the_map_keeps_b(dataset):
    app = compared(dataset, Selection())
    assert first_view.STAYS in [caption.value for caption in app.caption]
    app.button(key="preset_before").click().run()
    assert app.session_state[key_of(app, "until")] is None
    assert app.session_state[key_of(app, "since")] == Selection().since


def test_nothing_is_said_of_both_views_where_nothing_is_asked_of_both(dataset):
    assert "In both:" not in page_html(compared(dataset, Selection()))


def test_before_and_after_a_year_part_the_years_between_the_views(dataset):
    app = compared(dataset, Selection())
    app.number_input(key=first_view.YEAR).set_value(2018).run()
    app.button(key="preset_before").click().run()
    assert app.slider(key=key_of(app, "years", FIRST)).value == (1994, 2017)
    assert app.slider(key=key_of(app, "years")).value == (2018, 2026)


def test_certainty_is_compared_by_places(dataset):
    app = compared(dataset, Selection(measure="grade"))
    assert "places per 1,000" in page_html(app).lower()


def test_the_comparison_as_csv_can_be_read_back(dataset):
    found = compare(
        dataset.gap(Selection(since=2010, until=2016, measure="programmes")),
        dataset.gap(Selection(measure="programmes")),
    )
    text = comparison.table_csv(found).decode("utf-8-sig")
    back = {row["code"]: row for row in csv.DictReader(io.StringIO(text))}
    beside = json.loads(
        comparison.metadata(found, url="a.csv", today=date(2026, 1, 2), version="9")
    )
    assert [c["name"] for c in beside["tableSchema"]["columns"]] == text.splitlines()[0].split(",")
    for row in found.rows.to_dict("records"):
        written = back[row["code"]]["change"]
        assert (float(written) == row["change"]) if written else math.isnan(row["change"])
        assert back[row["code"]]["status"] == row["status"]
    assert beside["dc:title"] == change.finding(found)
    assert '"since": 2010' in beside["notes"][0]["A (first)"]


def test_kept_areas_are_those_within_what_is_picked(dataset, monkeypatch):
    table = dataset.gap(Selection())
    values = scale.known_values(table)
    monkeypatch.setattr(spread.st, "session_state", {})
    assert figures.kept(table) is None
    spread.pick(table.selection, (None, values.median()))
    expected = set(table.rows.loc[table.rows["shown"] <= values.median(), "code"])
    assert figures.kept(table) == expected
    assert figures.kept(dataset.gap(Selection(measure="unmet"))) is None
    spread.pick(table.selection, (None, None))
    assert figures.kept(table) is None


def dim(app):
    """Areas that the map shows pale."""
    return {code for code, area in map_payload(app)["areas"].items() if area.get("d")}


def map_payload(app):
    (component,) = (e for e in app.get("component_instance"))
    given = json.loads(component.proto.json_args)
    assert (given["plain"] is None) != (given["packed"] is None)
    return json.loads(given["plain"] or zlib.decompress(base64.b64decode(given["packed"])))


def test_limits_of_the_distribution_are_not_a_choice_that_stays():
    """Looking at it under one filter must not leave areas pale under another."""
    app = turned_to("Distribution", start(routes="self"))
    app = turned_to("Ranking", app)
    next(b for b in app.button if b.label == "Clear filters").click().run()
    assert dim(app) == set()
    turned_to("Distribution", app)
    assert dim(app) == set()


def test_a_range_that_is_picked_is_in_the_address_and_a_chip_until_it_is_taken_away():
    app = turned_to("Distribution", start())
    slider = app.slider(key="between_places_per_1000_pfa")
    low, high = slider.value
    slider.set_value((low, (low + high) / 2)).run()
    pale = dim(app)
    assert pale
    again = start(between=held(app, "between"))
    assert dim(again) == pale
    app.button(key="chip_spread").click().run()
    assert dim(app) == set()
    assert "between" not in app.query_params
    next(b for b in again.button if b.label == "Clear filters").click().run()
    assert dim(again) == set()


@pytest.mark.parametrize("text", ["x,1", "1", "1,2,3", "nan,inf", "<b>,2"])
def test_a_range_that_cannot_be_read_is_told(text):
    app = start(between=text)
    assert any("The range to show on the map" in w.value for w in app.warning)
    assert dim(app) == set()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "Figures of all police force areas, with notes and sources."),
        ({"area": "E23000032"}, "Figures of Kent, with notes and sources."),
        ({"level": "utla", "area": "E06000065"}, "Figures of North Yorkshire, with notes and"),
        ({"suppress_below": "5"}, "and sources. Numbers below 5 are withheld."),
    ],
)
def test_what_a_table_to_download_holds_is_said(query, said):
    app = start(**query)
    app.button(key="open_downloads").click().run()
    assert said in app.radio(key="download_group").proto.captions[-1].replace("\\", "")
