"""What is quick to draw is passed on at once, in its order, whatever happens meanwhile."""

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.ui import together as module


class Run:
    """A run of Streamlit, as far as its elements are passed on."""

    def __init__(self, refuses=()):
        self.passed, self.refuses = [], refuses
        self._enqueue = self.take

    def take(self, element):
        if element in self.refuses:
            raise KeyboardInterrupt  # as Streamlit ends a run whose person has chosen again
        self.passed.append(element)


@pytest.fixture
def run(monkeypatch):
    made = Run()
    monkeypatch.setattr(module, "get_script_run_ctx", lambda: made)
    return made


def drawn(run, *elements):
    """Draw elements together; an error among them is met there."""
    with module.together():
        for element in elements:
            if isinstance(element, Exception):
                raise element
            run._enqueue(element)


def test_nothing_is_passed_on_before_the_end_and_all_of_it_then(run):
    with module.together():
        run._enqueue("map")
        run._enqueue("title")
        assert run.passed == []
    assert run.passed == ["map", "title"]
    run._enqueue("rest")
    assert run.passed == ["map", "title", "rest"]


def test_what_was_drawn_before_an_error_is_passed_on(run):
    with pytest.raises(ValueError, match="no map"):
        drawn(run, "title", ValueError("no map"))
    run._enqueue("its sentence")
    assert run.passed == ["title", "its sentence"]


def test_a_run_whose_person_has_chosen_again_ends_and_holds_nothing(run):
    run.refuses = ("title",)
    with pytest.raises(KeyboardInterrupt):
        drawn(run, "map", "title", "legend")
    assert run.passed == ["map"]
    run._enqueue("new map")
    assert run.passed == ["map", "new map"]


def test_without_a_run_there_is_nothing_to_hold(monkeypatch):
    monkeypatch.setattr(module, "get_script_run_ctx", lambda: None)
    with module.together():
        pass


def test_streamlit_still_calls_it_so():
    """It has no public name: another Streamlit may have another."""

    def draw():
        import streamlit as st
        from streamlit.runtime.scriptrunner import get_script_run_ctx

        from gapmap.ui import together

        run = get_script_run_ctx()
        send = getattr(run, together.SEND)
        with together.together():
            st.html("<p>held</p>")
            assert getattr(run, together.SEND) != send
        assert getattr(run, together.SEND) == send

    app = AppTest.from_function(draw).run()
    assert not app.exception
    assert [element.proto.body for element in app.get("html")] == ["<p>held</p>"]
