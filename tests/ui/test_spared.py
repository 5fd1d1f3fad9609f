"""What is spared of Streamlit's work gives what Streamlit gives."""

import copy
from typing import Any

from streamlit import config
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.testing.v1 import AppTest

from gapmap.ui import spared


def sections(fill: Any) -> list[NewSession]:
    found = []
    for section in ("theme", "theme.sidebar", "theme.light", "theme.dark", "theme.light.sidebar"):
        session = NewSession()
        fill(session.custom_theme, section)
        found.append(session)
    return found


def test_colours_and_fonts_are_those_of_the_settings_also_when_they_are_read_anew(monkeypatch):
    monkeypatch.setattr(config, "_config_options", dict(config.get_config_options()))
    theme = spared.Theme(spared.WORKED_OUT)
    assert sections(theme) == sections(spared.WORKED_OUT)
    other = copy.deepcopy(config._config_options)
    other["theme.primaryColor"].set_value("#123456", "another file")
    monkeypatch.setattr(config, "_config_options", other)
    assert sections(theme)[0].custom_theme.primary_color == "#123456"
    assert sections(theme) == sections(spared.WORKED_OUT)
    other["theme.primaryColor"].set_value(None, "nowhere")
    other = copy.deepcopy(other)
    monkeypatch.setattr(config, "_config_options", other)
    assert sections(theme) == sections(spared.WORKED_OUT)


def test_a_single_look_finds_what_gathering_everything_finds():
    session = SafeSessionState(SessionState(), lambda: None)
    session["one"], session["none"] = 1, None
    held = spared.Held(session)
    assert dict(held) == spared.GATHERED(session) == {"one": 1, "none": None}
    assert held["none"] is None
    assert "other" not in held
    assert len(held) == 2
    assert repr(held) == repr(spared.GATHERED(session))


def _page() -> None:
    import streamlit as st

    from gapmap.ui import spared

    spared.apply()
    st.session_state.setdefault("box", None)
    st.selectbox("Box", ["a", "b"], key="box")
    st.radio("Row", ["a", "b"], key="row", index=None)
    st.text(sorted(st.session_state.to_dict()))


def test_boxes_that_hold_nothing_stay_empty_and_keep_what_is_chosen():
    app = AppTest.from_function(_page).run()
    assert (app.selectbox[0].value, app.radio[0].value) == (None, None)
    app.selectbox[0].select("b").run()
    app.radio[0].set_value("a").run()
    assert (app.selectbox[0].value, app.radio[0].value) == ("b", "a")
    assert app.text[0].value == str(["box", "row"])
