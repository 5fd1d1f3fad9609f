"""The page “Your own data” and what it does to the other pages."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.io.own import columns
from gapmap.io.uploads import read as upload
from gapmap.present.words import finding as words
from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data
from gapmap.ui import main
from gapmap.ui.state import own_file as own_state
from tests.standin.postcodes import Service

APP = str(Path(__file__).resolve().parents[3] / "app.py")
TEXT = (
    "Programme,Type,Council,Capacity,Period,Postcode,Extra\n"
    "A <b>one</b>,stalking,Haringay,5,2024,,x\n"
    "B,stalking,Dorset,70,2024,,y\n"
    "C,stalking,Atlantis,-5,2024,,z\n"
    "D,stalking,,9,2024,N17 9LJ,z\n"
)


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, dataset, tmp_path):
    monkeypatch.setattr(main, "dataset", lambda: dataset)
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path))


@pytest.fixture
def service(monkeypatch):
    made = Service()
    monkeypatch.setenv("GAPMAP_POSTCODES_URL", made.url)
    yield made
    made.stop()


def own_script(dataset):
    import streamlit as st

    from gapmap.ui.pages import own as own_page
    from gapmap.ui.state import own_file as own_state

    table = own_state.with_own_programmes(dataset)
    st.session_state["seen"] = table.own_file, table.fingerprint
    own_page.show(dataset, lambda: st.caption("to the map"))


def own_file(text=TEXT, name="mine.csv", **changes):
    sent = upload.read(text.encode(), name)
    return own_state.OwnFile(1, sent, columns.guess(sent.header), **changes)


def page(dataset, own=None):
    app = AppTest.from_function(own_script, default_timeout=60, kwargs={"dataset": dataset})
    if own is not None:
        app.session_state[own_state.FILE] = own
    app.run()
    assert not app.exception, [e.message for e in app.exception]
    return app


def html(app):
    return " ".join(element.proto.body for element in app.get("html"))


def said(app):
    parts = (*app.markdown, *app.caption, *app.warning, *app.info, *app.success, *app.error)
    return " ".join(e.value.replace("\\", "") for e in parts) + html(app)


def select(app, label):
    return next(box for box in app.selectbox if box.label.replace("\\", "").startswith(label))


def test_without_a_file_it_offers_a_template_and_every_rule(dataset):
    app = page(dataset)
    assert all(line in said(app) for line in columns.NOTE_LINES)
    assert list(app.table[0].value.index) == list(columns.COLUMNS)
    assert [b.label for b in app.get("download_button")] == ["Template (Excel)", "Template (CSV)"]


def test_problems_are_listed_and_the_good_rows_used(dataset):
    app = page(dataset, own_file())
    assert "1 of 4 rows can be used." in said(app)
    for line, column, value in (("2", "Council", "Haringay"), ("4", "Capacity", "-5")):
        assert f"<td>{line}</td><td>{column}</td><td>{value}</td>" in html(app)
    assert "Problems (4)" in [s.value for s in app.subheader]
    assert "Download the 3 rows with reasons (CSV)" in [b.label for b in app.get("download_button")]
    assert "read as the council Dorset" in said(app)
    assert app.session_state["seen"][0] == "mine.csv"


def test_a_name_is_settled_by_the_user_alone(dataset):
    app = page(dataset, own_file())
    box = select(app, "“Haringay”")
    assert box.value is None
    assert box.options == ["the council Haringey (E09000014)"]
    box.set_value("E09000014").run()
    assert "2 of 4 rows can be used." in said(app)
    assert "confirmed as Haringey" in said(app)
    select(app, "“Haringay”").set_value(None).run()
    assert "1 of 4 rows can be used." in said(app)


def test_columns_can_be_changed_and_are_remembered(dataset):
    app = page(dataset, own_file())
    assert select(app, "Places a year").value == "Capacity"
    select(app, "Places a year").set_value(None).run()
    assert not any("Capacity" in line for line in html(app).split("<tr>"))
    select(app, "Notes").set_value("Extra").run()
    assert app.session_state[own_state.REMEMBERED]["notes"] == "Extra"
    assert not app.exception


def test_a_file_without_types_asks_for_one(dataset):
    app = page(dataset, own_file("programme,areas\nA,Leeds\n"))
    assert "Programme type" in app.error[0].value
    select(app, "Programme type, the same").set_value("stalking").run()
    assert "1 of 1 row can be used." in said(app)


def test_beside_instead_or_not_at_all(dataset):
    app = page(dataset, own_file())
    marks = {"shipped": dataset.fingerprint}
    for mode in ("replace", "off", "add"):
        app.radio[0].set_value(mode).run()
        marks[mode] = app.session_state["seen"][1]
    assert marks["off"] == dataset.fingerprint
    assert len(set(marks.values())) == 3


def test_removed_is_forgotten(dataset):
    app = page(dataset, own_file())
    next(b for b in app.button if b.label == "Remove the file").click().run()
    assert own_state.FILE not in app.session_state
    assert "own_checked" not in app.session_state
    assert app.session_state["seen"] == ("", dataset.fingerprint)


def test_a_file_marked_as_sensitive_withholds_small_numbers(dataset):
    app = page(dataset, own_file())
    app.toggle[0].set_value(True).run()
    assert not app.exception
    assert app.session_state["choose_suppress_below"] == 10
    app.toggle[0].set_value(False).run()
    assert app.session_state["choose_suppress_below"] == 0


def test_postcodes_go_out_only_when_the_button_is_pressed(dataset, service):
    app = page(dataset, own_file())
    assert service.seen == []
    text = said(app)
    assert "sends the postcodes, and nothing else, to 127.0.0.1" in text
    button = next(b for b in app.button if b.label == "Look up 1 postcode at 127.0.0.1")
    button.click().run()
    assert [body for _, _, body in service.seen] == ['{"postcodes": ["N17 9LJ"]}']
    assert "2 of 4 rows can be used." in said(app)
    assert "counted in Haringey (E09000014), by postcode" in said(app)
    assert not [b for b in app.button if b.label.startswith("Look up")]


def test_a_postcode_that_nobody_knows_is_asked_for_once(dataset, service):
    app = page(dataset, own_file(TEXT.replace("N17 9LJ", "ZZ9 9ZZ")))
    next(b for b in app.button if b.label.startswith("Look up")).click().run()
    assert "0 of 1 postcode found. Not known to the service: ZZ9 9ZZ." in said(app)
    assert not [b for b in app.button if b.label.startswith("Look up")]
    assert "1 of 4 rows can be used." in said(app)


def test_without_a_network_the_page_says_what_still_works(dataset, service):
    service.fault = "refuses"
    app = page(dataset, own_file())
    next(b for b in app.button if b.label.startswith("Look up")).click().run()
    assert "placed by their areas or towns" in app.error[0].value.replace("\\", "")
    assert "1 of 4 rows can be used." in said(app)


def test_hostile_texts_are_shown_and_never_run(dataset):
    evil = "<img src=x onerror=alert(1)>"
    text = f'"Programme","Type","Council","{evil}"\n"x","stalking","{evil}",""\n'
    app = page(dataset, own_file(text, name=f"{evil}.csv"))
    assert "<img" not in html(app)
    assert "&lt;img" in html(app)
    for element in (*app.markdown, *app.caption, *app.warning):
        assert "<img" not in element.value.replace("\\<img", "")  # escaped for Markdown


# In the whole app


def start(own=None, **query):
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    if own is not None:
        app.session_state[own_state.FILE] = own
    app.run()
    assert not app.exception, [e.message for e in app.exception]
    return app


@pytest.mark.parametrize("mode", ["add", "replace"])
def test_the_map_page_says_that_own_data_are_in_it(dataset, mode):
    own = own_file(mode=mode)
    reader = own_data.Reader(dataset)
    checked = reader.check(own.sent, own.mapping)
    table = own_data.with_checked(dataset, own.sent, checked, mode).gap(Selection())
    app = start(own)
    assert words.finding(table) in html(app)
    assert f'<p class="gm-own">{table.notes[0]}' in html(app)
    assert "Your own file mine.csv" in html(app)


def test_own_data_stay_in_their_session(dataset):
    start(own_file(mode="replace"))
    app = start()
    assert words.finding(dataset.gap(Selection())) in html(app)
    assert '<p class="gm-own">' not in html(app)


def sought(app, text):
    """The page after a text was typed into the box that finds areas."""
    box = app.selectbox(key="find")
    box.options.append(text)  # as typed: the box takes texts that are not in its list
    box.set_value(text)
    return app.run()


def test_an_area_is_found_by_postcode_only_when_asked(dataset, service):
    app = start(level="borough")
    sought(app, "n17")
    assert "No area or full postcode" in said(app)
    sought(app, "n17 9lj")
    assert service.seen == []
    assert "sends this postcode, and nothing else, to 127.0.0.1" in said(app)
    next(b for b in app.button if b.label == "Ask 127.0.0.1").click().run()
    assert [body for _, _, body in service.seen] == ['{"postcodes": ["N17 9LJ"]}']
    assert app.session_state["area"] == "E09000014"
    again = start(level="borough")
    sought(again, "N17 9LJ")  # now in the cache
    assert again.session_state["area"] == "E09000014"
    assert len(service.seen) == 1


def test_a_postcode_outside_the_level_or_unreachable_says_so(dataset, service):
    app = start(level="borough")
    sought(app, "CB1 1AA")
    next(b for b in app.button if b.label == "Ask 127.0.0.1").click().run()
    assert app.session_state["choose_level"] == "utla"  # it is not in London
    assert app.session_state["area"] == "E10000003"
    service.fault = "refuses"
    sought(app, "CF10 1AA")
    next(b for b in app.button if b.label == "Ask 127.0.0.1").click().run()
    assert "The postcode service" in said(app)
    assert not app.exception
