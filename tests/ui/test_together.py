"""What is quick to draw is passed on at once, in its order, whatever happens meanwhile."""

import inspect
from types import SimpleNamespace

import pytest
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.signal_util import Signal
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


class Session:
    """A session of Streamlit's server: its loop does what it is told to, in order, later."""

    def __init__(self):
        self._scriptrunner, self.told, self.queue = None, [], []
        self._browser_queue = SimpleNamespace(enqueue=self.queue.append)
        self._call_soon_on_event_loop = self.told.append

    def heard(self, _sender, **told):
        self.told.append(lambda: self.queue.append(told["forward_msg"]))

    def go(self):
        for step in self.told:
            step()


class Runner:
    """A runner of Streamlit, whose events a session hears."""

    def __init__(self, session):
        self.on_event = Signal()
        self.on_event.connect(session.heard)
        self.chosen_again = False

    def _maybe_handle_execution_control_request(self):
        if self.chosen_again:
            raise KeyboardInterrupt

    def _enqueue_forward_msg(self, message):
        self.on_event.send(self, event="enqueue", forward_msg=message)


@pytest.fixture
def served(monkeypatch):
    """A run in a server, its runner and its session."""
    session = Session()
    session._scriptrunner = Runner(session)
    run = SimpleNamespace(_enqueue=session._scriptrunner._enqueue_forward_msg)
    monkeypatch.setattr(module, "get_script_run_ctx", lambda: run)
    monkeypatch.setattr(module, "AppSession", Session)
    return run, session._scriptrunner, session


def test_a_session_is_handed_all_in_its_order_in_two_steps_of_its_loop(served):
    run, _, session = served
    drawn(run, "map", "title", "legend")
    run._enqueue("rest")
    assert len(session.told) == 3
    session.go()
    assert session.queue == ["map", "title", "legend", "rest"]


def test_a_session_whose_person_has_chosen_again_is_handed_nothing(served):
    run, runner, session = served
    runner.chosen_again = True
    with pytest.raises(KeyboardInterrupt):
        drawn(run, "map", "title")
    assert session.told == []


def test_a_session_that_has_another_run_meanwhile_is_sent_nothing_of_the_former(served):
    run, runner, session = served
    drawn(run, "map", "title")
    session._scriptrunner = Runner(session)
    session.told[0]()
    assert session.queue == []
    assert session._scriptrunner is not runner


def test_streamlit_s_server_is_as_the_hand_over_takes_it_to_be():
    """None of these has a public name: another Streamlit may have others."""
    assert callable(AppSession._call_soon_on_event_loop)
    assert callable(ScriptRunner._maybe_handle_execution_control_request)
    told = "".join(inspect.getsource(AppSession._handle_scriptrunner_event_on_event_loop).split())
    assert "ifsendernotself._scriptrunner" in told.replace("senderisnot", "sendernot")
    sends = "".join(inspect.getsource(AppSession._enqueue_forward_msg).split())
    assert "self._browser_queue.enqueue(msg)" in sends


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
