"""Edits by hand on the page: forms for those who may edit, told conflicts, drafts for a second."""

import io
from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from gapmap.io.directory.changes import edit
from gapmap.io.directory.models import PROGRAMME
from gapmap.settings import Settings
from gapmap.tasks.asking.directory import opened
from gapmap.tasks.asking.directory.by_hand import ADD, WAYS
from gapmap.tasks.asking.directory.roles import ALONE, Person
from gapmap.ui.answers import by_hand

KEY = "adapt-foundation-hampshire@2021-2022"
HAMPSHIRE = "E23000030"


@pytest.fixture
def settings(tmp_path, monkeypatch):
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GAPMAP_DIRECTORY", "yes")
    yield Settings.from_environment()
    opened.forget()


def script(dataset, code, who, settings):
    from gapmap.ui.answers import by_hand, kept

    kept.told()
    by_hand.show(dataset, code, who, settings)


def page(dataset, settings, who=ALONE, code=HAMPSHIRE):
    given = {"dataset": dataset, "code": code, "who": who, "settings": settings}
    return settled(AppTest.from_function(script, default_timeout=60, kwargs=given))


def settled(app):
    app.run()
    assert not app.exception, [e.message for e in app.exception]
    return app


def widget(app, kind, label):
    return next(w for w in getattr(app, kind) if w.label == label)


def press(app, label):
    widget(app, "button", label).click()
    return settled(app)


def said(app):
    parts = (*app.markdown, *app.caption, *app.success, *app.error, *app.warning, *app.header)
    return " ".join(e.value for e in parts).replace("\\", "")


def record(settings, name=KEY):
    return opened.needed(settings).entry(PROGRAMME, name)


def choose(app, name=KEY):
    box = widget(app, "selectbox", "Record")
    box.select(next(o for o in box.options if o.startswith("ADAPT places reached")))
    return settled(app)


def test_whoever_may_not_edit_sees_no_form(dataset, settings):
    app = page(dataset, settings, Person(why="Sign in to merge answers."))
    assert not app.header
    assert not app.selectbox
    assert not app.text_input


def test_without_a_directory_there_is_no_form(dataset, tmp_path, monkeypatch):
    monkeypatch.delenv("GAPMAP_DIRECTORY", raising=False)
    assert not page(dataset, Settings.from_environment()).header


def test_the_records_to_choose_from_are_those_of_the_area(dataset):
    here = by_hand.records(dataset, HAMPSHIRE)
    blocks = {str(b) for b in dataset.lookup.index[dataset.lookup["pfa"] == HAMPSHIRE]}
    serving = {o.observation_id for o in dataset.observations if blocks & set(o.blocks)}
    assert here.keys() == serving
    assert KEY in here
    assert by_hand.records(dataset, None).keys() == dataset.programmes.keys()


def test_a_record_is_corrected_with_a_source_and_a_reason(dataset, settings):
    app = choose(page(dataset, settings))
    widget(app, "selectbox", "Status").select("ended")
    widget(app, "text_input", "Places a year").input("1,200")
    widget(app, "selectbox", "Places are").select("commissioned")
    widget(app, "text_input", "Year of its numbers").input("2025-26")
    widget(app, "multiselect", "Who can refer").select("self")
    widget(app, "date_input", "Confirmed on").set_value(date(2026, 11, 20))
    app = press(app, "Save")
    assert "Reason is blank: say why" in said(app)
    assert record(settings)["status"] == ""  # and what was typed is still there
    widget(app, "text_area", "Reason (kept with the change)").input("their annual report")
    for label, text in (("Title of the source", "Report"), ("Who published it", "Trust"),
                        ("Its address", "https://example.org/r")):  # fmt: skip
        widget(app, "text_input", label).input(text)
    app = press(app, "Save")
    assert "Kept as revision 2." in said(app)
    held = record(settings)
    assert (held["status"], held["capacity_places"], held["number_year"]) == (
        "ended", "1200", "2026")  # fmt: skip
    assert set(held["referral_routes"].split(";")) == {"police", "self"}
    assert (held["as_of"], held["routes_named"]) == ("2026-11-20", "some")
    assert held["source_id"].startswith("HAND-")
    again = choose(page(opened.load(settings), settings))
    assert widget(again, "text_input", "Places a year").value == "1200"


def test_a_programme_is_added_and_taken_out_again(dataset, settings):
    app = page(dataset, settings)
    widget(app, "radio", "What to do").set_value("add")
    app = settled(app)
    typed = {"Programme": "New one", "Areas served": "Kent", "Title of the source": "Report",
             "Who published it": "Trust", "Its address": "https://example.org/r"}  # fmt: skip
    for label, text in typed.items():
        widget(app, "text_input", label).input(text)
    widget(app, "selectbox", "Programme type").select("stalking")
    widget(app, "date_input", "Confirmed on").set_value(date(2026, 11, 20))
    widget(app, "text_area", "Reason (kept with the change)").input("was not known")
    app = press(app, "Save")
    assert "Kept as revision 2." in said(app)
    made = record(settings, "new-one-by-hand@undated")
    assert (made["programme_type"], made["capacity_places"]) == ("stalking", "")

    kent = page(opened.load(settings), settings, code="E23000032")
    widget(kent, "radio", "What to do").set_value("remove")
    kent = settled(kent)
    box = widget(kent, "selectbox", "Record")
    box.select(next(o for o in box.options if o.startswith("New one")))
    kent = settled(kent)
    assert not kent.multiselect  # a reason is all that is asked for
    widget(kent, "text_area", "Reason (kept with the change)").input("it was none")
    press(kent, "Save")
    assert record(settings, "new-one-by-hand@undated") is None


def test_what_others_changed_meanwhile_is_shown_and_never_written_over_unseen(dataset, settings):
    app = choose(page(dataset, settings))
    widget(app, "selectbox", "Status").select("ended")
    widget(app, "text_area", "Reason (kept with the change)").input("they told us")
    before = record(settings)
    theirs = {**before, "status": "running", "funded_until": "2027"}
    directory = opened.needed(settings)
    directory.save([edit(PROGRAMME, KEY, before, theirs)], "ben", "edit", "")
    app = press(app, "Save")
    assert "1 field was changed by somebody else" in said(app)
    shown = " ".join(element.proto.body for element in app.get("html"))
    (table,) = pd.read_html(io.StringIO(shown), match="theirs", keep_default_na=False)
    assert table.to_dict("records") == [
        {"key": KEY, "field": "status", "mine": "ended", "theirs": "running", "base": ""}
    ]
    assert record(settings)["status"] == "running"
    mine = press(app, "Put mine onto theirs")
    assert widget(mine, "selectbox", "Status").value == "ended"
    mine = press(mine, "Save")
    assert "Kept as revision 3." in said(mine)
    assert (record(settings)["status"], record(settings)["funded_until"]) == ("ended", "2027")


def test_beginning_anew_shows_what_is_held_now(dataset, settings):
    app = choose(page(dataset, settings))
    widget(app, "selectbox", "Status").select("ended")
    widget(app, "text_area", "Reason (kept with the change)").input("they told us")
    before = record(settings)
    running = edit(PROGRAMME, KEY, before, {**before, "status": "running"})
    opened.needed(settings).save([running], "ben", "edit", "")
    app = press(press(app, "Save"), "Begin anew from theirs")
    assert widget(app, "selectbox", "Status").value == "running"
    assert not app.error


@pytest.mark.parametrize("way", WAYS)
def test_an_editor_who_may_not_publish_keeps_drafts(dataset, settings, way):
    ann = Person("ann", edits=True)
    app = page(dataset, settings, ann)
    widget(app, "radio", "What to do").set_value(way)
    app = settled(app)
    app = app if way == ADD else choose(app)
    assert [b.label for b in app.button] == ["Keep as a draft"]


def test_with_a_second_person_an_edit_is_a_draft_for_whoever_may_publish(
    dataset, settings, monkeypatch
):
    monkeypatch.setenv("GAPMAP_SECOND_PERSON", "yes")
    settings = Settings.from_environment()
    app = choose(page(dataset, settings))
    widget(app, "selectbox", "Status").select("ended")
    widget(app, "text_area", "Reason (kept with the change)").input("they told us")
    app = press(app, "Keep as a draft")
    assert "Kept as draft 2." in said(app)
    assert record(settings)["status"] == ""
    opened.needed(settings).publish(2, "ben", second=True)
    assert record(settings)["status"] == "ended"
