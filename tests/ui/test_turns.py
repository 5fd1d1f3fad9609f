"""Whose page is drawn next: few at once, in order, the newest first once there are too many."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gapmap.ui import turns
from gapmap.ui.pages import map as page
from gapmap.ui.state import choices as state
from gapmap.ui.turns import Turns

APP = str(Path(__file__).resolve().parents[2] / "app.py")


class GaveUpError(Exception):
    pass


def nothing():
    """Nobody chooses again."""


class Crowd:
    """People who ask one after another while somebody has the only turn."""

    def __init__(self, own_turns):
        self.turns, self.order = own_turns, []
        self.pool = ThreadPoolExecutor(8)

    def ask(self, name):
        waiting = len(self.turns._waiting)
        asked = self.pool.submit(self._draw, name)
        while len(self.turns._waiting) == waiting and not asked.done():
            threading.Event().wait(0.001)
        return asked

    def _draw(self, name):
        with self.turns.turn():
            self.order.append(name)


def drawn_in_order(own_turns):
    crowd = Crowd(own_turns)
    with own_turns.turn():
        asked = [crowd.ask(name) for name in "abc"]
        assert crowd.order == []
    for one in asked:
        one.result(timeout=10)
    return "".join(crowd.order)


def test_who_asked_first_is_drawn_first_while_waits_are_short(monkeypatch):
    monkeypatch.setattr(turns, "LONG_WAIT_S", 60.0)
    monkeypatch.setattr(turns, "LONGEST_S", 60.0)
    assert drawn_in_order(Turns(1, nothing)) == "abc"


def test_the_newest_choice_is_drawn_first_once_waits_are_long(monkeypatch):
    monkeypatch.setattr(turns, "LONG_WAIT_S", 0.0)
    monkeypatch.setattr(turns, "LONGEST_S", 60.0)
    assert drawn_in_order(Turns(1, nothing)) == "cba"


def test_no_more_are_drawn_at_once_than_may_be(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_S", 60.0)
    own_turns, lock, now, most = Turns(2, nothing), threading.Lock(), [], []

    def draw(i):
        with own_turns.turn():
            with lock:
                now.append(i)
                most.append(len(now))
            sum(range(20_000))
            with lock:
                now.remove(i)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(draw, range(40)))
    assert len(most) == 40
    assert max(most) <= 2


def test_a_page_that_takes_long_keeps_nobody_waiting(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_S", 0.0)
    own_turns = Turns(1, nothing)
    with own_turns.turn(), own_turns.turn():
        pass


def test_who_chooses_again_gives_up_the_wait_and_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_S", 60.0)
    monkeypatch.setattr(turns, "LOOK_AGAIN_S", 0.001)

    def chosen_again():
        raise GaveUpError

    own_turns = Turns(1, chosen_again)
    with own_turns.turn(), pytest.raises(GaveUpError), own_turns.turn():
        pytest.fail("It had no turn.")
    with own_turns.turn():
        pass


def test_a_page_that_fails_gives_its_turn_back(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_S", 60.0)
    own_turns = Turns(1, nothing)
    with pytest.raises(ValueError, match="broken"), own_turns.turn():
        raise ValueError("broken")
    with own_turns.turn():
        pass


def test_others_are_drawn_while_somebodys_browser_draws(monkeypatch):
    monkeypatch.setattr(turns, "LONGEST_S", 60.0)
    crowd = Crowd(Turns(1, nothing))
    with crowd.turns.turn():
        asked = [crowd.ask(name) for name in "ab"]
        assert crowd.order == []
        crowd.turns.aside(0.0)
        asked[0].result(timeout=10)
    asked[1].result(timeout=10)
    assert crowd.order == ["a", "b"]


def test_who_has_no_turn_lets_nobody_in():
    own_turns = Turns(1, nothing)
    own_turns.aside(0.0)
    assert drawn_in_order(own_turns) == "abc"


def test_only_a_map_that_is_drawn_anew_holds_the_rest_of_its_page_back(monkeypatch):
    waits: list[float] = []
    monkeypatch.setattr(turns.PAGES, "aside", waits.append)
    app = AppTest.from_file(APP, default_timeout=60).run()
    app.run()
    app.session_state[page.NOTES] = True
    app.run()
    assert waits == [page.FIRST_START]
    app.selectbox(key=state.key("measure")).set_value("programmes").run()
    app.run()
    assert waits == [page.FIRST_START, page.HEAD_START]
