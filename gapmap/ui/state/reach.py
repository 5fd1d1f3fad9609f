"""What is asked of reach on the page “Plan”: widgets ⇄ a Question, and a table of ways."""

from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from gapmap.core.plan.reach.asked import Question
from gapmap.core.plan.reach.floating import DETOUR
from gapmap.core.plan.wish import Wish
from gapmap.errors import BadChoiceError, GapmapError
from gapmap.fields import shown
from gapmap.io.files import apart, turns
from gapmap.io.reach import own
from gapmap.io.reach.own import Brought, Ways
from gapmap.tasks.area.question import question_of
from gapmap.tasks.area.reach import Asked, steps_of
from gapmap.ui.state import uploads

POINTS: Final = {"towns": "Towns and villages", "centres": "One centre a council"}
ZONES, WEIGHTS, WAY, PLACE = "reach_zones", "reach_weights", "reach_detour", "reach_points"
FIRST: Final = {ZONES: "10 20 30", WEIGHTS: "1 0.68 0.22", WAY: DETOUR, PLACE: "towns"}
FILE: Final = "reach_travel"
HELD: Final = "reach_ways"  # the ways read last, and the file they are of
PROBLEM: Final = "reach_ways_problem"
MOST_ROWS: Final = 500_000
"""Ways that are read on the page, which a session keeps; the command line reads far more."""


def start() -> None:
    """Fill the widgets once."""
    for key, value in FIRST.items():
        st.session_state.setdefault(key, value)


def fill(question: Question) -> None:
    """Set every widget to a question; a threshold of its own is not asked for on the page."""
    scale = 1.0 if question.unit == "minutes" else 1000.0
    held = st.session_state
    held[ZONES] = " ".join(f"{end / scale:g}" for end in question.steps.ends)
    held[WEIGHTS] = " ".join(f"{weight:g}" for weight in question.steps.weights)
    held[PLACE], held[WAY] = question.points, min(5.0, question.detour)


def take() -> None:
    """Take over a table of ways that was dropped, in a process of its own, or let go of it."""
    file: UploadedFile | None = st.session_state[FILE]
    st.session_state[HELD], st.session_state[PROBLEM] = None, ""
    if file is None:
        return
    try:
        with turns.turn(file.size):
            data = file.getvalue()
            st.session_state[HELD] = apart.call(own.ways, data, file.name, most_rows=MOST_ROWS)
    except GapmapError as error:
        st.session_state[PROBLEM] = str(error)
    finally:
        uploads.drop(file)


def ways() -> Ways | None:
    """The ways of the user's own, if any were dropped and could be read."""
    found: Ways | None = st.session_state.get(HELD)
    return found


def problem() -> str:
    """Why the file that was dropped last cannot be read; else empty."""
    found: str = st.session_state.get(PROBLEM, "")
    return found


def unit() -> str:
    """The unit in which zones are asked for: km, or minutes where a table has those."""
    found = ways()
    return "minutes" if found is not None and found.unit == "minutes" else "km"


def brought() -> Brought:
    """What the user brought."""
    return Brought(ways=ways())


def asked() -> Asked:
    """What the form says. Raises BadChoiceError."""
    held = st.session_state
    zones, weights = _numbers("Zones", held[ZONES]), _numbers("Weights", held[WEIGHTS])
    steps = steps_of(zones, weights, unit=unit())
    return Asked(held[PLACE], steps, float(held[WAY]), ways=ways())


def question(wish: Wish) -> Question:
    """The same as a Question, with the plan to set beside it. Raises BadChoiceError.

    None stands beside ways of the user's own: they end where something is today.
    """
    return question_of(asked(), brought(), wish if ways() is None else None)


def _numbers(name: str, text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise BadChoiceError(
            f"{name}: {shown(text)} is not accepted; write numbers with blanks between, such as "
            "10 20 30."
        ) from None
