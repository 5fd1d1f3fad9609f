"""The page “Your own data” and what it does to the other pages."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.io.own import columns, template
from gapmap.io.own import told as tolds
from gapmap.io.own.told import Told
from gapmap.io.uploads import read as upload
from gapmap.present.words import finding as words
from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data
from gapmap.ui import main
from gapmap.ui.state import own_file as own_state
from tests.ui.searching import sought

APP = str(Path(__file__).resolve().parents[3] / "app.py")
TEXT = (
    "Programme,Type,Council,Capacity,Period,Postcode,Extra\n"
    "A <b>one</b>,early_intervention,Haringay,5,2024,,x\n"
    "B,early_intervention,Dorset,70,2024,,y\n"
    "C,early_intervention,Atlantis,-5,2024,,z\n"
    "D,early_intervention,,9,2024,N17 9LJ,z\n"
)


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, dataset, tmp_path):
    monkeypatch.setattr(main, "dataset", lambda: dataset)
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path))


def own_script(dataset):
    import streamlit as st

    from gapmap.ui.pages import own as own_page
    from gapmap.ui.state import own_file as own_state

    table = own_state.with_own_programmes(dataset)
    st.session_state["seen"] = table.own_file, table.fingerprint
    own_page.show(dataset, lambda: st.caption("to the map"))


def own_file(text=TEXT, name="mine.csv", **changes):
    sent = upload.read(text.encode(), name)
    mapping = columns.guess(sent.header, rows=(cells for _, cells in sent.rows))
    return own_state.OwnFile(1, sent, mapping, **changes)


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
    assert all(line in said(app) for line in template.NOTE_LINES)
    assert list(app.table[0].value.index) == list(columns.COLUMNS)
    assert [b.label for b in app.get("download_button")] == ["Template (Excel)", "Template (CSV)"]


def press(app, label):
    """Press the button whose label begins so."""
    button = next(b for b in app.button if b.label.replace("\\", "").startswith(label))
    return button.click().run()


def test_the_result_comes_first_then_one_decision(dataset):
    app = page(dataset, own_file())
    assert app.warning[0].value.replace("\\", "") == "1 of 4 rows is on the map; 3 need you."
    assert "To decide: 1 of" in said(app)
    questions = [m.value for m in app.markdown if "Which area is" in m.value]
    assert len(questions) == 1
    assert app.session_state["seen"][0] == "mine.csv"


def test_problems_are_listed_and_the_good_rows_used(dataset):
    app = page(dataset, own_file())
    assert "<td>2</td><td>Council</td><td>Haringay</td>" in html(app)
    assert "<td>4</td><td>Capacity</td><td>-5</td>" in html(app)  # not stated, and listed
    assert "Download the 3 rows with reasons (CSV)" in [b.label for b in app.get("download_button")]
    assert "read, as its heading says, as the council Dorset" in said(app)


def test_a_name_is_settled_by_the_user_alone(dataset):
    app = page(dataset, own_file())
    press(app, "the council Haringey (E09000014)")
    assert "2 of 4 rows are on the map; 2 need you." in said(app)
    assert "confirmed as Haringey" in said(app)
    assert app.session_state[own_state.FILE].told.read_as == {"Haringay": "E09000014"}


def test_any_area_can_be_chosen_for_a_name_and_changed_in_place(dataset):
    app = page(dataset, own_file(TEXT.replace("Haringay", "Nowhere at all")))
    box = select(app, "The area")
    assert len(box.options) > 400
    box.set_value("E08000035").run()
    assert "confirmed as Leeds (E08000035)" in said(app)
    select(app, "Change how a name is read").set_value("Nowhere at all").run()
    select(app, "“Nowhere at all” is").set_value("E09000014").run()
    assert "confirmed as Haringey (E09000014)" in said(app)
    assert not app.exception


def test_a_reading_by_the_heading_can_be_changed_in_place(dataset):
    app = page(dataset, own_file())
    select(app, "Change how a name is read").set_value("Dorset").run()
    select(app, "“Dorset” is").set_value("E23000039").run()
    assert "confirmed as Dorset (E23000039)" in said(app)


def test_a_decision_can_be_put_off_and_shown_again(dataset):
    app = page(dataset, own_file())
    first = next(m.value for m in app.markdown if "Which area" in m.value)
    press(app, "Not sure: later")
    assert first not in [m.value for m in app.markdown]
    while any(b.label == "Not sure: later" for b in app.button):
        press(app, "Not sure: later")
    press(app, "Show them again")
    assert first in [m.value for m in app.markdown]


def long_script(dataset):
    import streamlit as st

    from gapmap.ui.pages import own as own_page
    from gapmap.ui.state import own_file as own_state

    data = own_state.with_own_programmes(dataset, deciding=True)
    own_page.show(dataset, lambda: None, lambda: st.caption(f"map with {data.own_file or 'none'}"))


def test_a_long_list_is_decided_first_and_drawn_when_it_is_asked_for(dataset, monkeypatch):
    monkeypatch.setattr(own_state, "SLOW", 3)
    text = "Programme,Type,Areas\nA,DVPP,Leeds\nB,Stalking,Kent\nC,Stalking,Nowhereshire\n"
    app = AppTest.from_function(long_script, default_timeout=60, kwargs={"dataset": dataset})
    app.session_state[own_state.FILE] = own_file(text)
    app.run()
    assert "1 of 3 rows is on the map" in said(app)
    press(app, "the ")  # the likeliest area
    assert "2 of 3 rows are on the map" in said(app)
    assert own_state.DATASET not in app.session_state  # nothing was put on the map yet
    assert "map with" not in said(app)
    press(app, "Draw the map")
    assert "map with mine.csv" in said(app)
    press(app, "Community behaviour change")
    assert "3 of 3 rows are on the map" in said(app)
    assert "map with" not in said(app)  # a new decision comes before it again
    press(app, "Draw the map")
    assert "map with mine.csv" in said(app)
    assert not app.exception


def test_the_counts_of_rows_agree(dataset):
    text = "Programme,Type,Areas,Places\nA,Stalking,Leeds,3\nB,Stalking,Kent,4\nTotal,,,7\n"
    app = page(dataset, own_file(text))
    assert "2 of 2 rows are on the map." in said(app)
    assert "**mine.csv**, 2 rows, 1 line set aside" in said(app)


REPEATED = (
    "Programme,Type,Areas,Places\nA,Stalking,Leeds,3\nA,Stalking,Leeds,4\n"
    "B,Stalking,Kent,5\nB,Stalking,Kent,6\n"
)


def placed(app):
    return [r.observation.capacity_places for r in app.session_state["own_checked"][1].rows]


def test_rows_of_other_numbers_are_decided_in_place(dataset):
    app = page(dataset, own_file(REPEATED))
    assert "“A” stands in 2 rows with other numbers" in said(app)
    assert "2 need you" in said(app)
    press(app, "Use the last one alone")
    assert placed(app) == [4, 5]
    press(app, "Add their numbers up")
    assert placed(app) == [4, 11]
    assert "Nothing is left to decide." in said(app)
    assert app.session_state[own_state.FILE].told.repeats == {"2": "last", "4": "sum"}


def test_rows_of_other_numbers_can_be_decided_alike(dataset):
    app = page(dataset, own_file(REPEATED))
    app.checkbox[-1].check().run()
    press(app, "Keep them apart, as programmes of their own")
    assert placed(app) == [3, 4, 5, 6]
    assert "Nothing is left to decide." in said(app)


def test_blank_names_below_one_are_decided_in_place(dataset):
    app = page(dataset, own_file("Programme,Type,Areas\nA,Stalking,Leeds\n,Stalking,Kent\n"))
    assert "“Programme” is blank in line 3" in said(app)
    press(app, "The same as above")
    assert [r.record["programme"] for r in app.session_state["own_checked"][1].rows] == ["A", "A"]
    assert "Nothing is left to decide." in said(app)


def test_a_word_of_the_files_own_is_settled_once_for_every_row(dataset):
    text = "Programme,Type,Areas\nA,DVPP,Leeds\nB,dvpp,Leeds\nC,Stalking,Kent\n"
    app = page(dataset, own_file(text))
    assert "1 of 3 rows is on the map; 2 need you." in said(app)
    assert "What does “DVPP” mean as programme type?" in said(app)
    press(app, "Community behaviour change")
    assert "3 of 3 rows are on the map." in said(app)


def test_routes_in_own_words_are_mapped_in_place(dataset):
    text = 'Programme,Type,Areas,Referral routes\nA,Stalking,Leeds,"GP, Childrens"\n'
    app = page(dataset, own_file(text))
    assert "1 of 1 row is on the map." in said(app)
    press(app, "Children's social care")
    found = app.session_state["own_checked"][1]
    assert found.rows[0].observation.routes == ("children_social_care", "health_gp")
    assert found.cells == ()


def test_columns_can_be_changed_and_are_remembered(dataset):
    app = page(dataset, own_file())
    select(app, "Change a column").set_value("places").run()
    select(app, "Places a year").set_value(None).run()
    assert not any("Capacity" in line for line in html(app).split("<tr>") if "column" in line)
    select(app, "Change a column").set_value("notes").run()
    select(app, "Notes").set_value("Extra").run()
    own = app.session_state[own_state.FILE]
    assert own.mapping["notes"] == "Extra"
    assert "places" not in own.mapping
    told = app.session_state[own_state.REMEMBERED][own_state.shape(own.sent)]
    assert told.columns == {"places": "", "notes": "Extra"}
    assert not app.exception


def test_a_file_without_types_asks_for_one(dataset):
    app = page(dataset, own_file("programme,areas\nA,Leeds\n"))
    assert "Programme type" in app.error[0].value
    select(app, "… or the same for every row").set_value("stalking").run()
    assert "1 of 1 row is on the map." in said(app)


def test_a_list_of_one_force_is_given_its_area_once(dataset):
    app = page(dataset, own_file("Programme,Type,Places\nA,Stalking,28\nB,Stalking,40\n"))
    assert "Where do the programmes work?" in said(app)
    select(app, "… or the same for every row").set_value("E23000032").run()
    assert "2 of 2 rows are on the map." in said(app)


def test_any_column_can_have_one_value_for_all_rows(dataset):
    app = page(dataset, own_file("Programme,Type,Areas\nA,Stalking,Leeds\n"))
    select(app, "Change a column").set_value("provider").run()
    app.text_input(key="own_one_for_all_1_provider_The same for every row").set_value("Us").run()
    assert app.session_state["own_checked"][1].rows[0].record["provider"] == "Us"


def test_a_total_is_set_aside_and_can_be_taken_back(dataset):
    text = "Programme,Type,Areas,Places\nA,Stalking,Leeds,5\nTotal,Stalking,Leeds,5\n"
    app = page(dataset, own_file(text))
    assert "1 line set aside as totals or notes" in said(app)
    select(app, "Take a line as a programme after all").set_value(3).run()
    assert "2 of 2 rows are on the map." in said(app)


def test_a_row_that_the_map_cannot_place_is_given_its_area(dataset):
    app = page(dataset, own_file("Programme,Type,Latitude,Longitude\nA,Stalking,53.8,-1.55\n"))
    assert "Which area does line 2 serve?" in said(app)
    assert any("E08000032" in button.label for button in app.button)  # the candidates, as buttons
    select(app, "Any area").set_value("E08000035").run()
    assert "1 of 1 row is on the map." in said(app)


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
    assert "2 of 4 rows are on the map; 2 need you." in said(app)
    assert "counted in Haringey (E09000014), by postcode" in said(app)
    assert not [b for b in app.button if b.label.startswith("Look up")]


def test_a_postcode_that_nobody_knows_is_asked_for_once(dataset, service):
    app = page(dataset, own_file(TEXT.replace("N17 9LJ", "ZZ9 9ZZ")))
    next(b for b in app.button if b.label.startswith("Look up")).click().run()
    assert "0 of 1 postcode found. Not known to the service: ZZ9 9ZZ." in said(app)
    assert not [b for b in app.button if b.label.startswith("Look up")]
    assert "1 of 4 rows is on the map; 3 need you." in said(app)


def test_without_a_network_the_page_says_what_still_works(dataset, service):
    service.fault = "refuses"
    app = page(dataset, own_file())
    next(b for b in app.button if b.label.startswith("Look up")).click().run()
    assert "placed by their areas or towns" in app.error[0].value.replace("\\", "")
    assert "1 of 4 rows is on the map; 3 need you." in said(app)


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
    assert "mine.csv" in table.notes[0]


def test_own_data_stay_in_their_session(dataset):
    start(own_file(mode="replace"))
    app = start()
    assert words.finding(dataset.gap(Selection())) in html(app)
    assert '<p class="gm-own">' not in html(app)


def test_an_area_is_found_by_postcode_only_when_asked(dataset, service):
    app = start(level="borough")
    sought(app, "nowhere at all")
    assert "No area or town known here" in said(app)
    for part in ("n17", "N17 9", "SW1A"):  # known here
        sought(app, part)
        assert "Which one?" in said(app)
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


def test_a_part_of_an_area_is_said_to_be_one(dataset):
    app = sought(start(), "Huntingdonshire")
    assert app.session_state["area"] == "E10000003"
    assert "Huntingdonshire: district in Cambridgeshire, which is shown." in said(app)
    assert "which is shown" not in said(sought(start(), "Haringey"))


def test_a_postcode_outside_the_level_or_unreachable_says_so(dataset, service):
    app = start(level="borough")
    sought(app, "CB1 1AA")
    next(b for b in app.button if b.label == "Ask 127.0.0.1").click().run()
    assert app.session_state["choose_level"] == "utla"  # it is not in London
    assert app.session_state["area"] == "E10000003"
    service.fault = "refuses"
    sought(app, "DA1 1AA")
    next(b for b in app.button if b.label == "Ask 127.0.0.1").click().run()
    assert "The postcode service" in said(app)
    assert not app.exception


def send_settings(app, content):
    box = next(b for b in app.get("file_uploader") if "settings" in b.label)
    box.set_value(("mine.csv.gapmap.json", content, "application/json")).run()
    assert not app.exception, [e.message for e in app.exception]


@pytest.mark.parametrize("text", ["Programme,Council\nA,Nowhere\n", "What,Where\nA,Nowhere\n"])
def test_a_file_of_settings_is_read_on_the_page(dataset, text):
    """Also while a needed column is missing, when nothing of the list can be read yet."""
    app = page(dataset, own_file(text))
    columns_ = {} if text.startswith("Programme") else {"programme": "What", "areas": "Where"}
    told = Told(
        columns=columns_, constants={"programme_type": "stalking"},
        read_as={"Nowhere": "E09000014"},
    )  # fmt: skip
    send_settings(app, tolds.encode(told))
    assert "1 of 1 row is on the map." in said(app)
    assert app.session_state[own_state.FILE].told == told


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "is no file of settings"),
        (b'{"read_as": {"Nowhere": "E99999999"}}', "is the code of no area that is known"),
        (b'{"columns": {"programme": "Gone"}}', "Gone"),
    ],
)
def test_settings_that_mean_nothing_leave_everything_as_it_was(dataset, content, why):
    app = page(dataset, own_file())
    before = app.session_state[own_state.FILE].told
    send_settings(app, content)
    assert why in said(app)
    assert app.session_state[own_state.FILE].told == before
