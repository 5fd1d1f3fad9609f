"""What every page needs is sent until it is sure to be there, and then no more."""

from pathlib import Path

from streamlit.testing.v1 import AppTest

from gapmap.ui import arrival, main
from gapmap.ui.pages import map as map_page

APP = str(Path(__file__).resolve().parents[2] / "app.py")


def sent(app):
    """Which of stylesheet, the page's script and the way to the top came with a run."""
    bodies = [element.proto.body for element in app.get("html")]
    looked = {"style": "gm-kept", "page": arrival.PAGE, "top": f">{arrival.TO_TOP}<"}
    return {what for what, part in looked.items() if any(part in body for body in bodies)}


def test_style_and_script_come_with_the_first_pages_alone():
    app = AppTest.from_file(APP, default_timeout=60)
    found = [sent(app.run()) for _ in range(arrival.SURE + 2)]
    assert found == [{"style", "page"}] * arrival.SURE + [set()] * 2


def test_what_a_run_that_was_cut_short_sent_is_sent_again(monkeypatch):
    app = AppTest.from_file(APP, default_timeout=60)
    with monkeypatch.context() as patch:
        patch.setattr(map_page, "_acceptance", lambda _: cut_short())
        for _ in range(arrival.SURE + 1):
            app.run()
    assert sent(app.run()) == {"style", "page"}
    assert main.TITLED in app.session_state


def cut_short():
    import streamlit as st

    st.stop()


def test_another_page_is_shown_at_its_top_once():
    app = AppTest.from_file(APP, default_timeout=60)
    for _ in range(arrival.SURE):
        app.run()
    app.session_state[arrival.LAST] = "compare"  # as if that page had been there before
    assert sent(app.run()) == {"top"}
    assert sent(app.run()) == set()
