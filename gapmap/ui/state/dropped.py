"""Filters that are taken away one by one."""

import streamlit as st

from gapmap.present.words.chips import Chip
from gapmap.selection import FIELDS, Selection
from gapmap.ui.state import choices as state


def drop(selection: Selection, chip: Chip) -> None:
    """Take away what a chip of a Selection stands for, and nothing else.

    What is set by now counts, not what was when the chip was drawn: who takes away a second filter
    before the answer to the first has come does not bring the first back.
    """
    changes = dict(chip.changes)
    for name in changes:
        if FIELDS[name].kind == "choices":
            gone = set(getattr(selection, name)) - set(changes[name])
            held = st.session_state[state.key(name)]
            changes[name] = tuple(term for term in held if term not in gone)
    state.change(changes)
