"""The page as Streamlit builds it, without a browser."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.present.words import finding as words
from gapmap.selection import Selection
from gapmap.ui import messages
from gapmap.ui.boxes import figures, filters
from gapmap.ui.pages import map as map_page

APP = str(Path(__file__).resolve().parents[2] / "app.py")


def start(**query):
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state[filters.OPENED] = True
    app.session_state[map_page.NOTES] = True
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def page_html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def test_first_screen_states_the_finding_without_a_click(dataset):
    app = start()
    table = dataset.gap(Selection())
    shown = page_html(app)
    assert words.finding(table) in shown
    for label, value, _ in words.key_figures(table):
        assert label in shown
        assert value in shown


def test_a_route_filter_changes_the_finding_and_the_address(dataset):
    app = start()
    app.button_group(key="choose_routes").select("self").run()
    assert words.finding(dataset.gap(Selection(routes=("self",)))) in page_html(app)
    assert "self" in app.query_params["routes"]
    assert "do not say whether they can refer" in page_html(app)


def test_unstated_routes_can_be_included(dataset):
    app = start(routes="self")
    app.toggle(key="choose_include_unstated").set_value(True).run()
    wanted = Selection(routes=("self",), include_unstated=True)
    assert words.finding(dataset.gap(wanted)) in page_html(app)


@pytest.mark.parametrize("level", ["pfa", "county", "borough"])
def test_every_level_shows_its_own_areas(dataset, level):
    app = start(level=level)
    table = dataset.gap(Selection(level=level))
    labels = app.selectbox(key="bar_find").options
    for row in table.rows.to_dict("records"):
        assert any(row["name"] in label and row["code"] in label for label in labels)
    app.session_state[figures.TABS] = figures.FORMS[1]
    app.run()
    assert list(app.dataframe[0].value["code"]) == list(table.rows["code"])


def test_clear_filters_goes_back_to_the_defaults_but_keeps_the_level(dataset):
    app = start(level="borough", routes="marac", since="2010", basis="implied", accredited="yes")
    next(b for b in app.button if b.label == "Clear filters").click().run()
    assert words.finding(dataset.gap(Selection(level="borough"))) in page_html(app)
    assert "borough" in app.query_params["level"]
    assert "routes" not in app.query_params


def test_an_area_in_the_address_opens_its_profile():
    shown = page_html(start(level="borough", area="E09000014", standing="any"))
    assert "<h2>Haringey</h2>" in shown
    assert "Haringey Domestic Violence Perpetrator Service" in shown
    assert "64" in shown
    assert "5 to 6 weeks" in shown


def test_choosing_another_level_drops_an_area_it_does_not_have():
    app = start(level="borough", area="E09000014")
    app.selectbox(key="choose_level").set_value("county").run()
    assert not app.exception
    assert app.session_state["area"] is None


@pytest.mark.parametrize(
    "query",
    [
        {"level": "moon"},
        {"since": "abc"},
        {"since": "2022", "until": "2010"},
        {"routes": "self,<script>alert(1)</script>"},
        {"breaks": "9,3"},
        {"target_share": "nan"},
        {"types": "x" * 5000},
        {"basis": "\u202eevil"},
    ],
)
def test_a_hostile_address_falls_back_with_a_message(query):
    app = start(**query)
    assert any("The link was adjusted" in w.value for w in app.warning)
    assert "<script>" not in page_html(app)


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"area": "<img src=x>"}, "No police force area has the code “<IMG SRC=X>”."),
        ({"area": "E99999999", "level": "borough"}, "No London borough has the code “E99999999”."),
        (
            {"area": "E23000032", "level": "utla"},
            "Kent (E23000032) is a police force area; upper-tier councils are shown.",
        ),
        (
            {"area": "E09000014", "level": "pfa"},
            "Haringey (E09000014) is a London borough; police force areas are shown.",
        ),
    ],
)
def test_an_area_that_is_not_there_is_said_not_to_be(query, said):
    app = start(**query)
    assert app.session_state["area"] is None
    (warning,) = app.warning
    assert warning.value.startswith(messages.plain(f"The link was adjusted. {said}"))


@pytest.mark.parametrize(
    ("area", "code", "level"),
    [
        ("E09000014", "E09000014", "borough"),
        ("E10000016", "E10000016", "utla"),
        (" e23000032 ", "E23000032", "pfa"),
    ],
)
def test_a_link_with_an_area_alone_opens_its_level(area, code, level):
    app = start(area=area)
    assert app.session_state["area"] == code
    assert app.selectbox(key="choose_level").value == level
    assert not app.warning
    app.button(key="chip_area").click().run()
    assert app.session_state["area"] is None
    assert not [b for b in app.button if b.key == "chip_area"]


def test_unusable_class_breaks_are_explained_and_the_map_stays():
    app = start()
    app.text_input(key="choose_breaks").set_value("5, 3").run()
    assert not app.exception
    above, at_the_field = (warning.value for warning in app.warning)
    assert "rising list" in above
    assert "the usual classes are drawn" in above
    assert at_the_field == above


@pytest.mark.parametrize("typed", ["3, 12, 30", "3 12 30", "3; 12;30"])
def test_class_breaks_are_read_however_they_are_parted(typed):
    app = start()
    app.text_input(key="choose_breaks").set_value(typed).run()
    assert not app.warning
    assert "12 to under 30" in page_html(app)


def test_a_blank_stands_for_the_usual_class_breaks():
    app = start()
    app.text_input(key="choose_breaks").set_value("").run()
    assert not app.warning
    assert "20 to under 40" in page_html(app)


def test_a_selection_with_no_programmes_says_so():
    app = start(types="lgbt_specific", routes="youth_justice")
    assert "No programme is stated to match in" in page_html(app)
    assert "none exists" not in page_html(app).replace("It does not mean that none exists", "")


def test_full_years_include_undated_programmes(dataset):
    app = start(since="any")
    wanted = words.finding(dataset.gap(Selection(since=None)))
    assert wanted in page_html(app)
    assert "have no date" not in page_html(app)


def test_broken_data_is_one_sentence_and_no_traceback(monkeypatch):
    from gapmap.errors import DataError
    from gapmap.ui import main, messages

    def broken():
        raise DataError("programmes.csv is missing; restore it from the project.")

    monkeypatch.setattr(main, "dataset", broken)
    app = start()
    told = "programmes.csv is missing; restore it from the project."
    assert app.error[0].value == messages.plain(told)


def test_sources_are_sent_to_who_opens_them(dataset):
    app = start()
    assert 'class="gm-sources"' not in page_html(app)
    app.session_state["sources"] = True
    app.run()
    assert not app.exception
    listed = next(e.proto.body for e in app.get("html") if 'class="gm-sources"' in e.proto.body)
    assert listed.count("<li>") == len(dataset.gap(Selection()).source_ids)


def test_whom_the_programmes_accept_is_open_where_the_view_asks_for_it():
    assert "How many programmes say whom they accept" not in page_html(start())
    assert "How many programmes say whom they accept" in page_html(start(accepts="non_english"))


def test_what_stands_under_more_is_drawn_when_somebody_looks_and_has_the_choices_of_the_link():
    app = AppTest.from_file(APP, default_timeout=60)
    app.query_params["gap_below"] = "7"
    app.run()
    assert not app.number_input
    assert "7" in app.query_params["gap_below"]
    app.session_state[filters.OPENED] = True
    app.run()
    assert app.number_input(key="choose_gap_below").value == 7
    assert not app.exception
