"""The one box that finds areas: what opens one, what is offered, and what is said of it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.tasks.area.offers import MOST, Offer, fitting
from gapmap.ui import main
from tests.ui.searching import offered, sought

APP = str(Path(__file__).resolve().parents[2] / "app.py")


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, dataset, tmp_path):
    monkeypatch.setattr(main, "dataset", lambda: dataset)
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path))


def start(**address):
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in address.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, [e.message for e in app.exception]
    return app


def told(app):
    """What is said across the page."""
    found = [e.proto.body for e in app.get("html") if 'class="gm-told"' in e.proto.body]
    return " ".join(found)


def opened(app):
    return app.session_state["choose_level"], app.session_state["area"]


@pytest.mark.parametrize(
    ("typed", "level", "area", "said"),
    [
        ("kent police", "borough", ("pfa", "E23000032"), "“kent police”: Kent, police force area."),
        ("gogledd", "utla", ("pfa", "W15000001"), "North Wales (Gogledd Cymru), police force"),
        (
            "st helens",
            "pfa",
            ("utla", "E08000013"),
            "The map shows upper-tier councils now, among them St. Helens.",
        ),
        ("st helens", "utla", ("utla", "E08000013"), ""),
        ("barrow", "pfa", ("utla", "E06000064"), "Barrow-in-Furness, district in Westmorland and"),
        ("M5", "pfa", ("pfa", "E23000005"), "M5: Greater Manchester, police force area."),
        ("m5 4", "utla", ("utla", "E08000006"), "M5: Salford, upper-tier council."),
        (
            "M5",
            "borough",
            ("utla", "E08000006"),
            "M5: Salford, upper-tier council.",
        ),  # not in London
        ("EH1", "pfa", ("pfa", "S92000003"), "EH1: Scotland, police force area."),
        ("bt1", "pfa", ("pfa", "N92000002"), "BT1: Northern Ireland, police force area."),
        ("Salop", "pfa", ("county", "GMC36"), "Salop: former name of Shropshire, which is shown."),
        ("Edinburgh", "pfa", ("pfa", "S92000003"), "Edinburgh is in Scotland, which the map shows"),
        ("W1", "pfa", ("pfa", "E23000001"), "W1: Metropolitan Police, police force area."),
    ],
)
def test_what_comes_to_one_area_opens_it_and_says_which(typed, level, area, said):
    app = sought(start(level=level), typed)
    assert opened(app) == area
    assert said in told(app)
    assert bool(said) == bool(told(app))
    assert not offered(app)


@pytest.mark.parametrize(
    ("typed", "level", "said", "labels"),
    [
        ("Avon", "pfa", "“Avon”: which one?",
         ["Avon and Somerset · force", "Stratford-on-Avon · in Warwickshire"]),
        ("London", "pfa", "“London”: which one?",
         ["Metropolitan Police · force", "City of London · force", "City of London · county",
          "Greater London · county", "City of London · borough"]),
        ("London", "county", "“London”: which one?",
         ["Greater London · county", "City of London · county", "Metropolitan Police · force",
          "City of London · force", "City of London · borough"]),
        ("bi", "pfa", "“bi”: this one?", ["Birmingham · council"]),
        ("Newcastle", "pfa", "“Newcastle”: which one?",
         ["Newcastle upon Tyne · council", "Newcastle-under-Lyme · in Staffordshire"]),
        ("Leedz", "pfa", "No area or town known here is called “Leedz”. Did you mean this?",
         ["Leeds · council"]),
        ("Tottenham", "borough", "Tottenham lies in or near 2 London boroughs. Which one?",
         ["Tottenham · in Haringey", "Tottenham · in Enfield"]),
        ("E10000006", "pfa", "E10000006 is the code of the council Cumbria, which was divided in",
         ["Cumberland · council", "Westmorland and Furness · council"]),
        ("n17", "borough", "N17 lies in 3 London boroughs. Which one? The first has the most",
         ["Haringey", "Enfield", "Waltham Forest"]),
        ("DA1", "borough", "DA1 lies in 2 upper-tier councils.", ["Kent", "Bexley"]),
        ("TD15", "pfa", "TD15 lies in 2 police force areas.", ["Northumbria", "Scotland"]),
        ("TD15", "county", "TD15 is partly in Northumberland, and partly in Scotland. Which one?",
         ["Northumberland", "Scotland"]),
        ("EH1", "county", "EH1 is in Scotland, where no counties are shown. Show it among police",
         ["Scotland"]),
        ("bt1", "borough", "BT1 is in Northern Ireland, where no upper-tier councils are shown.",
         ["Northern Ireland"]),
    ],
)  # fmt: skip
def test_what_may_be_several_areas_is_asked_and_nothing_opens(typed, level, said, labels):
    app = sought(start(level=level), typed)
    assert opened(app) == (level, None)
    assert said in told(app)
    assert list(offered(app)) == labels


def test_more_than_have_room_are_counted():
    app = sought(start(), "west")
    shown = list(offered(app))
    assert shown[:3] == ["West Mercia · force", "West Midlands · force", "West Yorkshire · force"]
    assert len(shown) <= MOST
    assert f"23 areas fit; the first {len(shown)} are here." in told(app)


def test_the_buttons_are_gone_once_one_is_pressed_and_what_it_is_is_said():
    app = sought(start(), "Newcastle")
    offered(app)["Newcastle-under-Lyme · in Staffordshire"].click().run()
    assert opened(app) == ("utla", "E10000028")
    assert "Newcastle-under-Lyme: district in Staffordshire, which is shown." in told(app)
    assert not offered(app)
    app.run()
    assert "Newcastle-under-Lyme" in told(app)


def test_a_borough_of_a_district_of_postcodes_is_said_to_be_a_part_of_it():
    app = sought(start(level="borough"), "N17")
    offered(app)["Enfield"].click().run()
    assert opened(app) == ("borough", "E09000010")
    assert "N17 is partly in Enfield." in told(app)


def test_a_district_that_is_not_all_in_london_opens_among_councils():
    app = sought(start(level="borough"), "DA1")
    offered(app)["Bexley"].click().run()
    assert opened(app) == ("utla", "E09000004")
    assert "DA1 is partly in Bexley." in told(app)


LEVEL_NOW = "The map shows upper-tier councils now"


def test_another_level_is_said_once_however_an_area_of_it_was_opened():
    listed = start()
    box = listed.selectbox(key="bar_find")
    box.set_value(next(one for one in box.options if one.endswith("· E06000010"))).run()
    at_once, by_button = sought(start(), "Barrow-in-Furness"), sought(start(), "Newcastle")
    offered(by_button)["Newcastle upon Tyne · council"].click().run()
    said = [told(app) for app in (listed, at_once, by_button)]
    hull, barrow, newcastle = said
    assert hull.endswith(f">{LEVEL_NOW}, among them Kingston upon Hull, City of.</p>")
    assert barrow.count(f"which is shown. {LEVEL_NOW}.") == 1
    assert f"{LEVEL_NOW}, among them Newcastle upon Tyne." in newcastle
    for app in (listed, at_once, by_button):
        app.selectbox(key="choose_measure").set_value("programmes").run()
        assert told(app) == ""


@pytest.mark.parametrize("typed", ["Leeds", "E06000010", "Barrow-in-Furness", "M5"])
def test_of_the_level_that_is_drawn_nothing_is_said(typed):
    assert "The map shows" not in told(sought(start(level="utla"), typed))


def test_a_postcode_that_is_not_in_london_leaves_its_boroughs_and_says_so(service):
    app = sought(start(level="borough"), "CF10 1AA")
    assert opened(app) == ("utla", "W06000015")
    assert f"CF10 1AA: all of CF10 is in Cardiff. {LEVEL_NOW}." in told(app)
    assert service.seen == []


def test_a_nation_is_opened_from_any_level_and_said_to_be_one_area():
    app = sought(start(level="utla"), "BT1")
    offered(app)["Northern Ireland"].click().run()
    assert opened(app) == ("pfa", "N92000002")
    assert "which the map shows as one area without an estimate. The map shows police" in told(app)


def test_another_view_takes_the_buttons_away():
    app = sought(start(), "Avon")
    app.selectbox(key="choose_level").set_value("county").run()
    assert not offered(app)
    assert told(app) == ""


def test_another_search_takes_the_place_of_the_one_before():
    app = sought(sought(start(), "Avon"), "kent police")
    assert not offered(app)
    assert "Avon" not in told(app)


@pytest.mark.parametrize(
    ("typed", "level", "said"),
    [
        ("m", "pfa", "“m” is too short. Type more letters of a name, or a postcode."),
        ("a b", "pfa", "“a b” is too short."),
        ("?", "pfa", "“?” is too short."),
        ("council", "pfa", "No area or town known here is called “council”. The search knows"),
        ("ZZ1", "pfa", "“ZZ1” is the first part of no postcode that is known here."),
        ("E99999999", "pfa", "E99999999 has the form of an official code, but no area known here"),
        ("Dublin", "pfa", "The search knows areas, towns and postcodes: try a postcode, such as"),
        ("JE2", "pfa", "JE2 is in Jersey, outside the areas of this map."),
        ("<b>x</b> **y**", "pfa", "“&lt;b&gt;x&lt;/b&gt; **y**”"),
    ],
)
def test_what_is_nothing_opens_nothing_and_says_why(typed, level, said):
    app = sought(start(level=level), typed)
    assert opened(app) == (level, None)
    assert said in told(app)
    assert not offered(app)
    assert not app.exception


@pytest.mark.parametrize(
    "typed",
    ["Newcastle", "Harringey", "Dublin", "m", "E10000006", "TD15", "ZZ9 9ZZ", "DA1 1AA"],
)
def test_the_area_chosen_before_is_said_to_be_no_answer(service, typed):
    app = sought(start(area="E23000032"), typed)
    assert opened(app) == ("pfa", "E23000032")
    assert told(app).count("Kent is still shown.") == 1
    assert ": Kent is still" not in told(app)
    app.run()
    assert told(app).count("Kent is still shown.") == 1


@pytest.mark.parametrize("typed", ["Leeds", "kent police", "M5", "M5 4WT", "E09000014"])
def test_once_an_area_opens_no_other_is_said_to_be_shown(typed):
    app = sought(sought(start(area="E23000032"), "Newcastle"), typed)
    assert "still" not in told(app)


def test_without_an_area_chosen_before_none_is_said_to_be_shown():
    app = sought(start(), "Newcastle")
    assert "still" not in told(app)
    app = sought(start(area="E23000032"), "Newcastle")
    offered(app)["Newcastle upon Tyne · council"].click().run()
    assert "still" not in told(app)


def test_a_postcode_that_the_service_does_not_know_leaves_the_area_as_it_is(service):
    app = sought(start(level="utla", area="E10000016"), "ZZ9 9ZZ")
    app.button(key="ask_postcode").click().run()
    assert "Not known to the service: ZZ9 9ZZ. Kent is still shown." in told(app)
    app = sought(app, "N17 9LJ")
    app.button(key="ask_postcode").click().run()
    assert "N17 9LJ is in the area chosen." in told(app)
    assert "still" not in told(app)


def test_nobody_is_asked_where_a_district_of_postcodes_lies(service):
    app = start()
    for typed in ("M5", "EH1", "N17 9", "ZZ1", "London"):
        sought(app, typed)
    assert service.seen == []
    assert not [b for b in app.button if b.label.startswith("Ask")]


@pytest.mark.parametrize(
    ("typed", "level", "said", "areas", "first"),
    [
        (
            "DA1 1AA",
            "pfa",
            "DA1 lies in 2 police force areas. Which one?",
            ["Kent", "Metropolitan Police"],
            "E23000032",
        ),
        (
            "n179lj",
            "borough",
            "N17 lies in 3 London boroughs. Which one?",
            ["Haringey", "Enfield"],
            "E09000014",
        ),
        ("ZZ9 9ZZ", "pfa", "ZZ9 9ZZ is not known here.", [], ""),
        (
            "TD15 1AA",
            "county",
            "TD15 is partly in Northumberland, and partly in Scotland. Which one?",
            ["Northumberland", "Scotland"],
            "GMC32",
        ),
    ],
)
def test_without_the_service_the_district_of_a_postcode_leads_on(
    service, typed, level, said, areas, first
):
    app = sought(start(level=level), typed)
    assert said in told(app)
    assert list(offered(app))[:2] == areas
    assert opened(app) == (level, None)
    assert [b.label for b in app.button if b.label.startswith("Ask")] == ["Ask 127.0.0.1"]
    assert service.seen == []
    if first:
        app.button(key="find_offer_0").click().run()
        assert opened(app) == (level, first)
        assert not offered(app)


def test_a_postcode_whose_district_is_all_in_one_area_opens_it_and_nothing_is_sent(service):
    app = sought(start(area="E23000032"), "M5 4WT")
    assert opened(app) == ("pfa", "E23000005")
    assert "M5 4WT: all of M5 is in Greater Manchester." in told(app)
    assert not offered(app)
    assert not [b for b in app.button if b.label.startswith("Ask")]
    assert service.seen == []


@pytest.mark.parametrize("fault", ["refuses", "not a list"])
def test_a_postcode_service_that_fails_is_spoken_of_as_the_search_needs_it(service, fault):
    app = sought(start(), "DA1 1AA")
    service.fault = fault
    app.button(key="ask_postcode").click().run()
    assert "search for the name of a town or area instead, or ask again later." in told(app)
    assert "rogramme" not in told(app)
    assert list(offered(app)) == ["Kent", "Metropolitan Police"]  # by its first part, as before


@pytest.mark.parametrize(("length", "number"), [(5, 8), (35, 5), (300, 1)])
def test_as_many_are_offered_as_have_room_on_a_line(length, number):
    offers = [Offer("x" * length, "pfa", str(at)) for at in range(20)]
    assert fitting(offers) == offers[:number]
