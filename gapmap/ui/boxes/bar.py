"""The bar above every view: find an area, which areas are drawn, filters, and what is set.

On a narrow screen the bar is two buttons, “Find an area” and “Filters”, that open its halves.
"""

from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gapmap.dataset import Dataset
from gapmap.present import html
from gapmap.present.words.chips import chips
from gapmap.selection import FIELDS, Selection
from gapmap.ui import messages
from gapmap.ui.boxes import filters, find
from gapmap.ui.state import choices as state
from gapmap.ui.state import dropped, spread
from gapmap.vocabulary import LEVELS, TILE_LEVELS

HALVES: Final = {"find": "Find an area", "filters": "Filters"}
"""The two buttons of a narrow screen; ``page.js`` opens what they name, without asking here."""
CHIPS: Final = "chips_shown"
"""How many buttons stand among the chips."""
OUT_OF_SIGHT: Final = (
    ".st-key-bar { min-height: 0; } .st-key-bar_line { display: none !important; }"
)


def show(data: Dataset, *, hidden: bool, both: bool = False) -> DeltaGenerator:
    """Draw the bar's widgets; their values are read with ``state.read``.

    ``hidden`` keeps it out of sight on a page where filters do nothing; the widgets stay, so that
    files which they hold stay loaded. ``both`` leaves out what each view of a comparison has for
    itself. Returns the place for what is set, which is known only when all widgets are read.
    """
    with st.container(horizontal=True, vertical_alignment="top", key="bar_line"):
        st.html(html.halves(HALVES), width="content")
        find.show(data)
        with st.container(key="bar_filters", horizontal=True, vertical_alignment="bottom"):
            st.selectbox(
                FIELDS["level"].label,
                TILE_LEVELS,
                format_func=LEVELS.__getitem__,
                key=state.key("level"),
                persist_state=state.KEEP,
                label_visibility="collapsed",
                width=190,
            )
            filters.show(data, both=both)
        place = st.container(horizontal=True, key="chips", gap="xsmall", width="content")
    if hidden:
        st.html(html.style(OUT_OF_SIGHT))
    return place


def take_chips_away() -> None:
    """Put nothing where chips stood on another page: a browser keeps them until the run ends."""
    for _ in range(st.session_state.get(CHIPS, 0)):
        st.empty()


def show_chips(selection: Selection, area: str) -> None:
    """What is set, each with a way to take it away, and the name of the chosen area, if any."""
    found, ends = chips(selection), spread.picked(selection)
    st.session_state[CHIPS] = bool(area) + len(found) + bool(ends) + bool(found or ends)
    if area:
        st.button(f"{messages.plain(area)} ×", key="chip_area", on_click=state.let_go)
    for chip in found:
        st.button(
            f"{messages.plain(chip.label)} ×",
            key=f"chip_{chip.key}",
            on_click=dropped.drop,
            args=(selection, chip),
        )
    if ends:
        label = f"{spread.in_words(ends)} ×"
        st.button(label, key="chip_spread", on_click=spread.forget)
    if found or ends:
        st.button("Clear filters", key="clear_filters", on_click=state.clear, type="tertiary")
