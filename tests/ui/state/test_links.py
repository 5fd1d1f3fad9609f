"""What a link says of the data that it was made with, opened again here or elsewhere."""

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.io.own import columns
from gapmap.io.uploads import read as upload
from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data
from gapmap.ui import main
from gapmap.ui.boxes import filters
from gapmap.ui.state import linked
from gapmap.ui.state import own_file as own_state

APP = str(Path(__file__).resolve().parents[3] / "app.py")
OWN = b"programme,programme_type,areas,places,period\nOurs,stalking,E09000012,31,2024\n"
ESTIMATES = b"code,low,central,high\nE23000028,800,1000,1500\n"
CHANGED = "The data have changed since this link was made"
NOT_CARRIED = "which a link does not carry: the figures here are of the shipped data alone"


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, dataset, tmp_path):
    monkeypatch.setattr(main, "dataset", lambda: dataset)
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path))


def opened(query, own=False):
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state[filters.OPENED] = True
    for name, value in query.items():
        app.query_params[name] = value
    if own:
        sent = upload.read(OWN, "ours.csv")
        file = own_state.OwnFile(1, sent, columns.guess(sent.header))
        app.session_state[own_state.FILE] = file
    app.run()
    assert not app.exception
    return app


def link(app):
    held = {name: app.query_params[name] for name in app.query_params}
    return {name: v[-1] if isinstance(v, list) else v for name, v in held.items()}


def warned(app):
    return " ".join(warning.value.replace("\\", "") for warning in app.warning)


@pytest.mark.parametrize("query", [{}, {"routes": "self"}, {"level": "county", "area": "x"}])
def test_a_link_made_with_an_own_list_says_so_elsewhere(dataset, query):
    made = link(opened(query, own=True))
    assert made["data"] == f"{dataset.fingerprint[:12]}-own"
    elsewhere = warned(opened(made))
    assert NOT_CARRIED in elsewhere
    assert CHANGED not in elsewhere
    assert warned(opened({**made, "area": ""}, own=True)) == ""


def test_a_link_of_the_shipped_data_says_nothing_elsewhere_and_much_beside_a_list(dataset):
    made = link(opened({"routes": "self"}))
    assert made["data"] == dataset.fingerprint[:12]
    assert warned(opened(made)) == ""
    beside = warned(opened(made, own=True))
    assert "made without your own list" in beside
    assert CHANGED not in beside


@pytest.mark.parametrize("end", ["", "-own"])
def test_data_that_did_change_are_still_told_of(end):
    shown = warned(opened({"routes": "self", "data": f"000000000000{end}"}))
    assert CHANGED in shown
    assert (NOT_CARRIED in shown) == bool(end)


def test_own_estimates_are_a_list_too(dataset):
    estimates, _ = own_data.estimates(dataset, ESTIMATES, "mine.csv")
    own = dataset.with_own_estimates(estimates, "mine.csv", ESTIMATES)
    asked, usual = Selection(demand="own"), Selection(routes=("self",))
    assert linked.mark(asked, own) == f"{dataset.fingerprint[:12]}-own"
    assert linked.mark(usual, own) == linked.mark(usual, dataset)  # loaded, but not in the figures
    elsewhere = warned(opened({"demand": "own", "data": linked.mark(asked, own)}))
    assert NOT_CARRIED in elsewhere
    assert "It needs a table of your own estimates" in elsewhere
    assert CHANGED not in elsewhere


def test_a_directory_that_published_since_is_data_that_changed(dataset):
    made = linked.mark(Selection(), dataset)
    later = replace(dataset, fingerprint="f" * 64)
    assert linked.other_data(made, Selection(), later) == [linked.CHANGED]
    with_list = replace(later, own_file="a.csv", shipped_fingerprint=later.fingerprint)
    told = linked.other_data(linked.mark(Selection(), with_list), Selection(), dataset)
    assert told == [linked.NOT_CARRIED, linked.CHANGED]


def test_nothing_of_a_list_is_in_a_link(dataset):
    sent = upload.read(OWN, "ours.csv")
    found = own_data.Reader(dataset).check(sent, columns.guess(sent.header))
    own = own_data.with_checked(dataset, sent, found, "add")
    assert own.fingerprint[:12] not in linked.mark(Selection(), own)
    assert "ours" not in linked.mark(Selection(), own)
