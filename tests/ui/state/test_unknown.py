"""Parts of an address that the app does not know are told once, when the link is opened."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.selection import FIELDS, FORMER_NAMES
from gapmap.ui import main
from gapmap.ui.state import unknown
from tests.security.test_own_file import harmless

APP = str(Path(__file__).resolve().parents[3] / "app.py")
OF_APP = (*FIELDS, *FORMER_NAMES, "area", "view", "data", "between", "with", "plan", "plans")
COUNTED = ("utm_source", "UTM_x", "fbclid", "gclid", "msclkid", "embed", "embed_options", "_ga")


@pytest.fixture(autouse=True)
def loaded_once(monkeypatch, dataset, tmp_path):
    monkeypatch.setattr(main, "dataset", lambda: dataset)
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path))


def opened(**query):
    app = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        app.query_params[name] = value
    harmless(app.run())
    return app


def warned(app):
    return [warning.value.replace("\\", "") for warning in app.warning]


def test_a_part_that_is_nearly_a_known_one_is_told_once_and_changes_nothing():
    app = opened(route="self", measure="programmes")
    said = "The link was adjusted. Its part “route” is not known here: “routes” may be meant."
    assert warned(app) == [said]
    assert "route" not in app.query_params
    assert app.session_state["choose_measure"] == "programmes"
    app.selectbox(key="choose_level").set_value("county").run()
    assert warned(app) == []


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Routes"], "Its part “Routes” is not known here: “routes” may be meant."),
        (["nobody_knows"], "Its part “nobody_knows” is not known here."),
        (["acept", "x", "areas"],
         "Its parts “acept”, “x” and “areas” are not known here: “accepts” and “area” may be "
         "meant."),
        (["a1", "b2", "c3", "d4", "e5"],
         "Its parts “a1”, “b2”, “c3” and 2 more are not known here."),
        (["x" * 20_000], f"Its part “{'x' * 40}…” is not known here."),
        (["utm", "level"], "Its part “utm” is not known here."),
    ],
)  # fmt: skip
def test_what_is_not_known_is_named_with_what_may_be_meant(names, said):
    assert unknown.told(names, ("with", "plan")) == f"The link was adjusted. {said}"


@pytest.mark.parametrize("names", [[], OF_APP, COUNTED])
def test_what_the_app_writes_and_what_counters_add_is_not_spoken_of(names):
    assert unknown.told(names, main.OF_PAGES) == ""


def test_a_hostile_name_is_shown_as_it_is_and_cut_short():
    app = opened(**{"<img src=x onerror=alert(1)>[a](http://b)": "1", "\u202evil" * 30: "2"})
    (said,) = [w.value for w in app.warning]
    assert "“\\<img src=x onerror=alert\\(1\\)\\>" in said
    assert "\u202e" not in said
    assert len(said) < 300
