"""Whose page is drawn next when more people choose than one process can answer.

Python draws one page at a time, however many threads ask. Left to themselves the threads of a crowd
share the processor, each takes longer than its person takes to choose again, and is then cut short
before its end: nobody is answered. So a few pages are drawn at once, each to its end. Who asked
first is drawn first, as long as that keeps everybody's wait short; once it does not, the newest
choice comes first, so that most are answered at once and the rest as soon as they are fewer. A run
that waits while its person chooses again gives way to the new choice; nothing has been drawn of it.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

AT_ONCE: Final = 2
LONGEST_S: Final = 1.0
"""A page that takes longer waits for something else, as a service, and no longer counts."""
LONG_WAIT_S: Final = 0.7
"""From such a wait on there are too many to be drawn in their order."""
LOOK_AGAIN_S: Final = 0.2


class Turns:
    """Turns at drawing pages, ``at_once`` of them; threads may ask in any order.

    ``given_up`` is called while a thread waits; it raises when there is nothing left to wait for.
    """

    def __init__(self, at_once: int, given_up: Callable[[], object]) -> None:
        self.at_once = at_once
        self.given_up = given_up
        self._lock = threading.Lock()
        self._drawing: dict[threading.Event, float] = {}
        self._waiting: dict[threading.Event, float] = {}  # in the order in which they asked
        self._own = threading.local()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and have it for as long as the ``with`` block lasts."""
        mine = threading.Event()
        with self._lock:
            self._waiting[mine] = time.monotonic()
            self._call()
        try:
            while not mine.wait(LOOK_AGAIN_S):
                self.given_up()
                with self._lock:
                    self._call()
            self._own.turn = mine
            yield
        finally:
            self._own.turn = None
            with self._lock:
                self._drawing.pop(mine, None)
                self._waiting.pop(mine, None)
                self._call()

    def aside(self, seconds: float) -> None:
        """Let a browser draw what it has been sent; meanwhile the turn counts as free."""
        mine: threading.Event | None = getattr(self._own, "turn", None)
        if mine is None:
            time.sleep(seconds)
            return
        with self._lock:
            since = self._drawing.pop(mine)
            self._call()
        time.sleep(seconds)
        with self._lock:
            self._drawing[mine] = since

    def _call(self) -> None:
        """Give the turns that are free to those who are next."""
        now = time.monotonic()
        busy = sum(now - since < LONGEST_S for since in self._drawing.values())
        for _ in range(min(self.at_once - busy, len(self._waiting))):
            first, asked = next(iter(self._waiting.items()))
            next_one = first if now - asked < LONG_WAIT_S else next(reversed(self._waiting))
            del self._waiting[next_one]
            self._drawing[next_one] = now
            next_one.set()


def _chosen_again() -> None:
    """Streamlit ends a run that looks at its session after its person has chosen again."""
    _ = "level" in st.session_state


PAGES: Final = Turns(AT_ONCE, _chosen_again)
"""The turns of this process, which all its sessions share."""
