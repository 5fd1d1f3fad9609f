"""Answers on the page: dropped, read, decided field by field, merged, undone; and by whom."""

import io
from datetime import date
from types import SimpleNamespace

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from gapmap.io.returns.read import read
from gapmap.selection import Selection
from gapmap.settings import Settings
from gapmap.tasks.asking import ask, returns
from gapmap.tasks.asking.directory import opened, requests
from gapmap.tasks.asking.directory.roles import ALONE, Person
from gapmap.tasks.asking.missing import missing
from gapmap.ui.answers import came_back, who
from gapmap.ui.pages import missing as missing_page
from tests.io.returns.filled import as_csv, filled, saved

BODY = "mayor-E23000010"
NUMBERS = {
    "still": "no, corrected here", "period": "2025-26", "places": 60,
    "basis": "places commissioned", "months": 12, "starts": 50,
}  # fmt: skip


@pytest.fixture(scope="module")
def found(dataset):
    return missing(dataset, dataset.gap(Selection()))


@pytest.fixture(scope="module")
def form(dataset, found):
    made = ask.forms(found, ask.chosen(dataset, found, [], ["mayor"]), date(2026, 11, 25))
    return next(one for one in made if one.body.body_id == BODY)


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GAPMAP_DIRECTORY", "yes")
    yield Settings.from_environment()
    opened.forget()


@pytest.fixture
def no_setting(tmp_path, monkeypatch):
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("GAPMAP_DIRECTORY", raising=False)
    return Settings.from_environment()


@pytest.fixture(autouse=True)
def put_back(monkeypatch):
    """What the script of a page puts in place of the uploader and of whoever uses it."""
    monkeypatch.setattr(who, "person_here", who.person_here)
    monkeypatch.setattr(came_back, "_files", came_back._files)


def script(dataset, table, area, person, files):
    import streamlit as st

    from gapmap.ui.answers import came_back
    from gapmap.ui.answers import who as sign
    from gapmap.ui.pages import missing as missing_page

    st.session_state["area"] = area
    if person is not None:
        sign.person_here = lambda _: person
    came_back._files = lambda: files
    missing_page.show(dataset, table)


def page(dataset, found, data=None, person=None, area=None, name="return.xlsx"):
    """The page, with a file that was dropped; as its uploader hands it on after reading."""
    table = dataset.gap(Selection())
    files = []
    session = {}
    if data is not None:
        one = read(data, name, returns.known(dataset, found))
        files = [SimpleNamespace(file_id="1")]
        session = {came_back.READ: {"1": one}}
    given = {"dataset": dataset, "table": table, "area": area, "person": person, "files": files}
    app = AppTest.from_function(script, default_timeout=60, kwargs=given)
    for key, value in session.items():
        app.session_state[key] = value
    return settled(app)


def settled(app):
    app.run()
    assert not app.exception, [e.message for e in app.exception]
    return app


def said(app):
    parts = (
        *app.markdown,
        *app.caption,
        *app.info,
        *app.success,
        *app.error,
        *app.warning,
        *app.header,
    )
    return " ".join(e.value for e in parts).replace("\\", "")


def press(app, label):
    next(b for b in app.button if b.label == label).click()
    return settled(app)


def test_faults_are_listed_with_sheet_cell_and_remedy_and_nothing_can_be_merged_by_a_reader(
    dataset, found, form, settings
):
    data = saved(filled(form, [{**NUMBERS, "places": "about 60"}]))
    app = page(dataset, found, data, Person(why="Sign in to merge answers."))
    assert "1 fault. What a fault is about is left out:" in said(app)
    shown = " ".join(element.proto.body for element in app.get("html"))
    (faults,) = pd.read_html(io.StringIO(shown), match="what to do")
    assert list(faults["cell"]) == ["L3"]
    assert not [b for b in app.button if b.label == "Merge"]
    assert "Sign in to merge answers." in said(app)


def test_from_dropping_a_return_to_merging_undoing_and_the_history_of_the_area(
    dataset, found, form, settings
):
    data = saved(filled(form, [NUMBERS]))
    app = page(dataset, found, data, ALONE)
    programme = form.rows[0]["programme"]
    assert programme in next(s for s in app.selectbox if s.label == "Programme").options[0]
    text = said(app)
    assert "Theirs: 60 (L3)" in text
    assert "Ours: nothing" in text
    merge = next(b for b in app.button if b.label == "Merge")
    assert merge.disabled
    radios = {r.label: r for r in app.radio}
    assert radios["Places a year"].value == "accept"  # as proposed, until somebody says otherwise
    radios["People who started"].set_value("reject")
    app = press(app, "Keep these decisions")
    assert "3 proposals decided, 0 not." in said(app)
    app = press(app, "Merge")
    assert "return.xlsx is kept as revision 2." in said(app)
    values = {p.value.field: p.value.standing for p in opened.needed(settings).past()}
    assert (values["places"], values["starts"]) == ("in_use", "rejected")

    after = opened.load(settings)
    area = form.body.holdings[0].code
    shown = page(after, found, None, ALONE, area)
    history = next(d.value for d in shown.dataframe if "file, sheet, cell" in d.value.columns)
    assert "return.xlsx, Return, L3" in set(history["file, sheet, cell"])
    shown = press(shown, "Undo")
    assert "Revision 2 is taken back by revision 3." in said(shown)
    assert opened.load(settings).fingerprint != after.fingerprint


def test_a_body_that_is_chosen_is_that_of_files_which_do_not_say_and_of_no_other(
    dataset, found, form, settings
):
    app = page(dataset, found, as_csv(filled(form, [NUMBERS])), ALONE, name="return.csv")
    assert "cannot be merged" in said(app)
    app.selectbox(key="returns_body").set_value(BODY)
    app = settled(app)
    assert "No fault was found." in said(app)
    app = press(press(app, "Decide the rest as proposed"), "Merge")
    assert {p.value.body_id for p in opened.needed(settings).past()} == {BODY}
    (listed,) = (d.value for d in app.dataframe if "merged" in d.value.columns)
    assert list(listed["merged"]) == ["yes"]

    other = page(dataset, found, saved(filled(form, [{**NUMBERS, "places": 61}])), ALONE)
    other.selectbox(key="returns_body").set_value("pcc-E23000017")
    other = press(press(settled(other), "Decide the rest as proposed"), "Merge")
    assert {p.value.body_id for p in opened.needed(settings).past()} == {BODY}


def test_a_return_is_merged_once(dataset, found, form, settings):
    data = saved(filled(form, [NUMBERS]))
    app = page(dataset, found, data, ALONE)
    app = press(press(app, "Decide the rest as proposed"), "Merge")
    again = page(dataset, found, data, ALONE)
    assert "has been merged already" in said(again)
    assert not [b for b in again.button if b.label == "Merge"]


def test_a_second_person_sees_a_draft_and_publishes_it(dataset, found, form, settings, monkeypatch):
    monkeypatch.setenv("GAPMAP_SECOND_PERSON", "yes")
    ann, ben = (Person(n, edits=True, publishes=True) for n in ("ann", "ben"))
    app = page(dataset, found, saved(filled(form, [NUMBERS])), ann)
    app = press(press(app, "Decide the rest as proposed"), "Keep as a draft")
    assert "kept as draft 2" in said(app)
    assert "a second person" in said(press(page(dataset, found, None, ann), "Publish"))
    seen = page(dataset, found, None, ben)
    (draft,) = (d.value for d in seen.dataframe if "before" in d.value.columns)
    rows = {(row.field, row.before, row.after) for row in draft.itertuples()}
    assert ("capacity_places", "", "60") in rows
    assert "Draft 2 is published." in said(press(seen, "Publish"))
    undone = press(page(dataset, found, None, ann), "Undo")
    assert "taken back by draft 3, once somebody else publishes it" in said(undone)
    assert not opened.needed(settings).revisions()[1].undone


def test_what_became_of_requests_is_said_for_many_at_once(dataset, found, form, settings):
    directory = opened.needed(settings)
    bodies = ask.chosen(dataset, found, [], ["mayor"])[:3]
    requests.draft(directory, ask.forms(found, bodies, date(2026, 11, 25)), "test")
    names = [body.body_id for body in bodies]
    app = page(dataset, found, None, ALONE)
    app = press(app, "Keep")
    assert "No request is chosen" in said(app)
    app.multiselect(key="directory_request_bodies").set_value(names[:2])
    app = press(app, "Keep")
    assert "2 requests: sent." in said(app)
    state = {name: one["state"] for name, one in requests.latest(directory).items()}
    assert [state[name] for name in names] == ["sent", "sent", "drafted"]
    app.multiselect(key="directory_request_bodies").set_value(names[:1])
    app.selectbox(key="directory_request_state").set_value("refused")
    app = press(app, "Keep")
    assert f"{bodies[0].body}: A refusal needs its ground" in said(app)
    assert requests.latest(directory)[names[0]]["state"] == "sent"


def test_requests_that_an_editor_downloads_are_kept_as_drafted(dataset, found, form, settings):
    missing_page._archive([form], Person(), settings)
    assert requests.latest(opened.needed(settings)) == {}
    missing_page._archive([form], ALONE, settings)
    assert {d["state"] for d in requests.latest(opened.needed(settings)).values()} == {"drafted"}


def test_without_a_directory_returns_are_read_all_the_same(dataset, found, form, no_setting):
    app = page(dataset, found, saved(filled(form, [NUMBERS])))
    assert "No fault was found." in said(app)
    assert "where a directory is set" in said(app)
    assert "What was changed here" not in said(app)


@pytest.mark.parametrize(
    ("address", "names", "expected"),
    [("127.0.0.1", ["localhost", "::1"], True), ("", ["localhost"], False),
     ("127.0.0.1", ["gapmap.example.gov.uk"], False), ("0.0.0.0", ["localhost"], False),
     ("127.0.0.1", [], False), ("127.0.0.1", ["localhost", "example.org"], False)],
)  # fmt: skip
def test_whoever_is_alone_is_so_only_where_no_other_machine_gets_in(
    settings, monkeypatch, address, names, expected
):
    told = {"server.address": address, "server.allowedHosts": names}
    monkeypatch.setattr(who.config, "get_option", told.__getitem__)
    monkeypatch.setattr(who, "provider", lambda: False)
    assert who.person_here(settings).edits is expected


def test_with_a_provider_nobody_edits_before_signing_in(settings, monkeypatch):
    monkeypatch.setattr(who, "provider", lambda: True)
    monkeypatch.setattr(who.st, "user", {"is_logged_in": False})
    assert not who.person_here(settings).edits
