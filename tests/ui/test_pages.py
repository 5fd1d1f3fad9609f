"""The method page, the page of checks and the filters, as Streamlit builds them."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from lxml import html as parser
from streamlit.testing.v1 import AppTest

from gapmap.io.own import estimates as own_estimates
from gapmap.present.words import finding as words
from gapmap.present.words import left_out, method
from gapmap.present.words.selection import selection_in_words, years_in_words
from gapmap.selection import Selection
from gapmap.tasks import published_figures as checks
from gapmap.ui import main
from gapmap.ui.boxes import filters
from gapmap.ui.pages import map as map_page
from gapmap.ui.pages import method as method_page
from gapmap.ui.state.keys import ASSUMED
from gapmap.vocabulary import BASES
from tests.ui.keys import key_of

APP = str(Path(__file__).resolve().parents[2] / "app.py")
CHOICES = {
    "as it starts": {},
    "boroughs": {"level": "borough", "gap_below": 12.0},
    "nothing matches": {"types": ("lgbt_specific",), "routes": ("youth_justice",)},
    "withheld": {"level": "borough", "suppress_below": 40},
    "total withheld": {
        "level": "borough", "suppress_below": 30, "since": 2018, "until": 2018,
        "basis": "commissioned",
    },
    "own table": {"demand": "own"},
    "referral demand": {"demand": "referral_demand", "assumptions": (("total", 45000.0),)},
    "sensitivity": {"local": "sensitivity", "shrinkage": 0.0, "level": "county"},
    "any year, few": {"since": None, "types": ("stalking",), "target_share": 0.25},
}  # fmt: skip


@pytest.fixture(scope="module")
def own(dataset):
    data = b"code,low,central,high\nE23000028,800,1000,1500\n"
    people = dataset.population["aged_16_plus"]
    estimates, _ = own_estimates.read(data, "mine.csv", dataset.lookup, people)
    return dataset.with_own_estimates(estimates, "mine.csv", data)


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, dataset):
    monkeypatch.setattr(main, "dataset", lambda: dataset)


def method_script(dataset, table, area):
    import streamlit as st

    from gapmap.ui.pages import method as method_page

    st.session_state["area"] = area
    method_page.show(dataset, table, dataset.gap)


def checks_script(dataset):
    from gapmap.ui.pages import checks as checks_page

    checks_page.show(dataset)


def page(script, **given):
    app = AppTest.from_function(script, default_timeout=60, kwargs=given).run()
    assert not app.exception, [e.message for e in app.exception]
    return app


def written(app):
    """Everything the page says: sentences, and the cells of its tables."""
    texts = [
        e.value for e in (*app.title, *app.header, *app.subheader, *app.markdown, *app.caption)
    ]
    texts += [frame.value.reset_index().to_csv() for frame in (*app.table, *app.dataframe)]
    texts += [" ".join(cell for row in rows for cell in row.values()) for rows in tables(app)]
    return "\n".join(texts).replace("\\", "")  # what Markdown takes for a sign is escaped


def tables(app):
    """The page's own tables, each as its rows, by the words above each cell."""
    found = []
    for element in app.get("html"):
        for table in parser.fromstring(f"<div>{element.proto.body}</div>").iter("table"):
            heads = [cell.text_content() for cell in table.iterfind("thead/tr/th")]
            lines = [[c.text_content().strip() for c in tr] for tr in table.iterfind("tbody/tr")]
            found.append([dict(zip(heads, line, strict=True)) for line in lines])
    return found


def start(**query):
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state[filters.OPENED] = True
    app.session_state[map_page.NOTES] = True
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception, [e.message for e in app.exception]
    return app


def shown(app):
    return " ".join(element.proto.body for element in app.get("html"))


def address(app, name):
    value = app.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def finding(dataset, **choices):
    return words.finding(dataset.gap(Selection(**choices)))


@pytest.mark.parametrize("name", CHOICES)
def test_the_method_page_shows_the_sums_of_this_selection(own, name):
    table = own.gap(Selection(**CHOICES[name]))
    app = page(method_script, dataset=own, table=table, area=None)
    text = written(app)
    assert app.title[0].value == "How the numbers are made"
    assert selection_in_words(table.selection, table.model) in text
    for line in (*method.threshold(table), words.CAVEAT, *table.model.caveats):
        assert line in text
    for line in left_out.hidden(table):
        assert line in text
    assert tables(app)[1] == method.assumption_rows(table)
    withheld = table.selection.suppress_below > 0
    assert withheld == ("Not shown while small numbers are withheld" in text)
    assert withheld or len(tables(app)[2]) == len(BASES)
    assert not re.search(r"\bnan\b|\bNone\b(?! recorded)|<NA>", text)
    assert "none exists" not in text.replace("It does not mean that none exists", "")
    listed = app.get("html")[-1].proto.body
    for source in own.sources(table.source_ids):
        assert source["title"] in unescape(listed)


def test_the_method_page_follows_the_chosen_area(dataset):
    table = dataset.gap(Selection(level="borough", since=2018, standing="any"))
    app = page(method_script, dataset=dataset, table=table, area="E09000014")
    assert app.selectbox[0].value == "E09000014"
    sums = {row["figure"]: row for row in tables(app)[0]}
    assert "1,000 × 28 ÷ 1,780" in [row["how it is worked out"] for row in sums.values()]
    assert sums["Places per 1,000"]["result"] == "at least 15.7 (11.7 or more)"
    app.selectbox[0].set_value("E09000011").run()
    assert not app.exception
    sums = {row["figure"]: row for row in tables(app)[0]}
    assert "50" in sums["Places a year"]["how it is worked out"]


def test_the_list_at_the_top_leads_to_every_part_of_the_method_page(dataset):
    table = dataset.gap(Selection())
    app = page(method_script, dataset=dataset, table=table, area=None)
    bodies = [parser.fromstring(f"<div>{e.proto.body}</div>") for e in app.get("html")]
    links = {a.get("href"): a.text for body in bodies for a in body.iterfind(".//nav//a")}
    parts = {f"#{h.get('id')}": h.text for body in bodies for h in body.iter("h2")}
    assert list(links) == list(parts)
    assert len(links) == len(set(links)) > 5
    assert all(parts[anchor].startswith(title) for anchor, title in links.items())


def test_the_guidance_is_compared_force_by_force_for_both_periods(dataset):
    table = dataset.gap(Selection())
    app = page(method_script, dataset=dataset, table=table, area=None)
    listed = tables(app)[3]
    for name, period in method_page.PERIODS.items():
        found = checks.guidance_gaps(dataset, period).drop_duplicates(["gap_phrase", "force"])
        assert [row[f"the map, {name}"] for row in listed] == list(found["reading"])
        assert [row["force"] for row in listed] == list(found["force"])
        readings = found["reading"].value_counts()
        sentence = ", ".join(f"{k}: {n} force{'' if n == 1 else 's'}" for k, n in readings.items())
        years = years_in_words(period.since, period.until)
        assert any(sentence in e.value and f"({years})" in e.value for e in app.markdown)


def test_a_force_without_any_record_is_not_called_not_known(dataset):
    table = dataset.gap(Selection())
    app = page(method_script, dataset=dataset, table=table, area=None)
    for name in method_page.PERIODS:
        read = [
            (row[f"the map, {name}"], row[f"places per 1,000, {name}"]) for row in tables(app)[3]
        ]
        none = {places for reading, places in read if reading == "gap too"}
        words_only = {places for places in none if not places[0].isdigit()}
        assert words_only <= {"none recorded", "none matches"}
        silent = {reading for reading, places in read if places in ("not stated", "not known")}
        assert silent == {"cannot say"}


def test_the_checks_page_shows_every_figure_and_its_result(dataset):
    app = page(checks_script, dataset=dataset)
    every = checks.all_checks(dataset)
    agree = sum(c.agrees is True for c in every)
    kept = sum(c.agrees is None for c in every)
    assert f"{agree} published figures" in app.markdown[0].value
    assert f"0 differ. In {kept} places" in app.markdown[0].value
    assert len(app.table) == len(app.header) == len(checks.DOCUMENTS)
    lines = [(i, *r) for t in app.table for i, r in zip(t.value.index, t.value.values, strict=True)]
    assert [line[:3] for line in lines] == [(c.what, c.published, c.recomputed) for c in every]
    assert {line[3] for line in lines} == {"agrees", "the document contradicts itself; both kept"}


def test_a_figure_that_differs_is_shown_as_such(dataset, monkeypatch):
    every = checks.all_checks(dataset)
    wrong = replace(every[0], recomputed="39,999", agrees=False)
    monkeypatch.setattr(checks, "all_checks", lambda _: [wrong, *every[1:]])
    app = page(checks_script, dataset=dataset)
    assert f"{sum(c.agrees is True for c in every) - 1} published" in app.markdown[0].value
    assert "1 differ" in app.markdown[0].value
    assert app.table[0].value["result"].iloc[0] == "DIFFERS"


def test_a_threshold_of_ones_own_divides_the_areas(dataset):
    app = start(level="borough")
    app.number_input(key="choose_gap_below").set_value(12.0).run()
    assert not app.exception
    table = dataset.gap(Selection(level="borough", gap_below=12.0))
    for line in method.threshold(table):
        assert line in shown(app)
    assert "Called a gap below 12 places per 1,000" in shown(app)
    assert address(app, "gap_below") == "12"


def test_an_assumption_changes_the_finding_and_clear_puts_it_back(dataset):
    app = start()
    app.number_input(key="assume_serious_total").set_value(500000.0).run()
    assert finding(dataset, assumptions=(("total", 500000.0),)) in shown(app)
    assert "set to 500,000" in shown(app)
    assert address(app, "assumptions") == "total=500000"
    next(b for b in app.button if b.label == "Clear filters").click().run()
    assert not app.exception
    assert app.number_input(key=key_of(app, "serious_total", ASSUMED)).value == 400000
    assert finding(dataset) in shown(app)
    assert "assumptions" not in app.query_params


@pytest.mark.parametrize("demand", ["high_harm", "partner_abuse", "any_abuse", "referral_demand"])
def test_every_estimate_can_be_chosen_and_brings_its_own_assumptions(dataset, demand):
    app = start()
    app.radio(key="choose_demand").set_value(demand).run()
    assert not app.exception
    assert finding(dataset, demand=demand) in shown(app)
    labels = [w.label for w in app.number_input]
    for assumption in dataset.models[demand].assumptions:
        assert f"{assumption.label} ({assumption.unit})" in labels
    assert "own" not in app.radio(key="choose_demand").options


def test_the_sensitivity_layer_and_withholding_are_said_in_words(dataset):
    app = start()
    app.radio(key="choose_local").set_value("sensitivity").run()
    assert "derived force rates" in shown(app)
    app.number_input(key="choose_suppress_below").set_value(40).run()
    assert not app.exception
    wanted = finding(dataset, local="sensitivity", suppress_below=40)
    assert wanted in shown(app)
    assert "Numbers of places below 40 are withheld" in shown(app)


@pytest.mark.parametrize(
    "query",
    [
        {"gap_below": "12"},
        {"target_share": "0.25"},
        {"gap_below": "5000"},
        {"gap_below": "0.05"},
        {"target_share": "0.001"},
        {"target_share": "0.255"},
        {"assumptions": "total=5"},
        {"assumptions": "cases_per_woman=0.005"},
        {"demand": "own"},
        {"since": "1991"},
        {"since": "2030"},
    ],
    ids=str,
)
def test_an_address_is_either_kept_or_said_to_be_adjusted(query):
    app = start(**query)
    ((name, value),) = query.items()
    kept = address(app, name) == value
    said = [w.value for w in app.warning] + [e.value for e in app.error]
    assert kept or said
