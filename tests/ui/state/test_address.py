"""Steps in the browser's history: another address rules, the one that is drawn does not."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.ui import main
from gapmap.ui.boxes import filters
from gapmap.ui.state import address
from tests.ui.keys import key_of

APP = str(Path(__file__).resolve().parents[3] / "app.py")


@pytest.fixture
def app(monkeypatch, dataset):
    """The app as somebody has opened it, with all its filters drawn."""
    monkeypatch.setattr(main, "dataset", lambda: dataset)
    app = AppTest.from_file(APP, default_timeout=60)
    app.session_state[filters.OPENED] = True
    return app.run()


@pytest.fixture
def step(monkeypatch):
    """Make every run from now on one that a step in the history asked for."""

    def begin():
        monkeypatch.setattr(
            address, "get_script_run_ctx", lambda: SimpleNamespace(is_history_navigation=True)
        )

    return begin


def test_a_step_to_another_address_sets_what_it_says(app, step):
    step()
    app.query_params["routes"] = "self"
    app.run()
    assert app.session_state[key_of(app, "routes")] == ["self"]


def test_a_browser_that_has_its_server_again_keeps_what_it_is_just_choosing(app, step):
    app.button_group(key=key_of(app, "routes")).select("self").run()
    step()
    app.button_group(key=key_of(app, "routes")).select("police")
    app.run()
    assert app.session_state[key_of(app, "routes")] == ["self", "police"]
    assert app.query_params["routes"] == "self,police"
