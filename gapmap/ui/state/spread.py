"""The part of the distribution that a person has picked: only areas within it are shown in full.

It is kept as it was picked, for one measure and kind of area, apart from the slider that shows it:
the ends of the slider are those of the values, which move with every other choice, and an end that
nobody moved is no choice.
"""

from math import isfinite
from typing import Final

import streamlit as st

from gapmap.selection import Selection

ADDRESS: Final = "between"
PICKED: Final = "spread_picked"
OPEN: Final = ""

Ends = tuple[float | None, float | None]
"""Least and greatest value shown in full; None where that end is open."""


def picked(selection: Selection) -> Ends | None:
    """The ends picked for what is shaded now; None when there is nothing picked."""
    found: tuple[tuple[str, str], Ends] | None = st.session_state.get(PICKED)
    return found[1] if found and found[0] == _about(selection) else None


def pick(selection: Selection, ends: Ends) -> None:
    """Keep what a person has picked; two open ends are nothing."""
    if ends == (None, None):
        forget()
    else:
        st.session_state[PICKED] = (_about(selection), ends)


def forget() -> None:
    """Show every area in full again."""
    st.session_state.pop(PICKED, None)


def in_words(ends: Ends) -> str:
    """The ends as they stand on a chip: “Only 2.3 to 9.1”."""
    low, high = ends
    if low is None:
        return f"Only up to {high:.3g}"
    return f"Only {low:.3g} or more" if high is None else f"Only {low:.3g} to {high:.3g}"


def text(selection: Selection) -> str:
    """The ends as they stand in the address; empty when there is nothing picked."""
    ends = picked(selection)
    return ",".join(OPEN if n is None else f"{n:.6g}" for n in ends) if ends else ""


def restore(selection: Selection, address: str) -> bool:
    """Take over the ends of an address; False when they cannot be read."""
    forget()
    if not address:
        return True
    try:
        low, high = (None if part == OPEN else float(part) for part in address.split(","))
    except ValueError:
        return False
    if not all(n is None or isfinite(n) for n in (low, high)):
        return False
    pick(selection, (low, high))
    return True


def _about(selection: Selection) -> tuple[str, str]:
    return selection.measure, selection.level
