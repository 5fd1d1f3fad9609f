"""Filters just taken away, until the browser has been told.

A browser sends with every act what all its widgets hold. Who takes away a second filter before the
answer to the first has come sends the first once more: it is not chosen again, only old.
"""

import time
from typing import Final

import streamlit as st

from gapmap.present.words.chips import Chip
from gapmap.selection import FIELDS, Selection
from gapmap.ui.state import choices as state

JUST: Final = "just_dropped"
OLD_S: Final = 1.5
"""How long what a browser holds may be old; later it has been chosen again."""


def drop(selection: Selection, chip: Chip) -> None:
    """Take away what a chip stands for, and nothing else."""
    name, value = chip.changes[0]
    if FIELDS[name].kind != "choices":
        state.put(selection.with_(**dict(chip.changes)))
        return
    mend()
    key = state.key(name)
    before = list(st.session_state[key])
    gone = set(getattr(selection, name)) - set(value)
    st.session_state[key] = [term for term in before if term not in gone]
    just = st.session_state.setdefault(JUST, {})
    first = just.get(key, (0.0, before, before))[1] if _recent(just.get(key)) else before
    just[key] = (time.monotonic(), first, list(st.session_state[key]))


def mend() -> None:
    """Put what was just taken away in place of what a browser still held of it."""
    for key, entry in st.session_state.get(JUST, {}).items():
        _, before, after = entry
        if _recent(entry) and st.session_state.get(key) == before:
            st.session_state[key] = list(after)


def _recent(entry: tuple[float, list[str], list[str]] | None) -> bool:
    return entry is not None and time.monotonic() - entry[0] < OLD_S
