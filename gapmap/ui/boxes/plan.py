"""What a plan is asked for: aim, money or places, the smallest programme, areas in and out."""

import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.core.plan.problem import Aim
from gapmap.present.plan.words import AIMS
from gapmap.ui.state import choices as state
from gapmap.ui.state import plan as wishes


def show(table: GapTable) -> None:
    """Draw the widgets; their values are read with ``wishes.read``."""
    key = wishes.key
    with st.container(horizontal=True, key="plan_form", vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "Aim",
            list(Aim),
            format_func=lambda aim: AIMS[aim].capitalize(),
            key=key("aim"),
            persist_state=state.KEEP,
            width=330,
        )
        if st.session_state[key("aim")] is Aim.FLOOR:
            _floor()
        if st.session_state[key("aim")] is not Aim.FLOOR or st.session_state[key("limited")]:
            _money()
        st.number_input(
            "Smallest programme (places)",
            min_value=1,
            max_value=100_000,
            step=10,
            key=key("smallest"),
            persist_state=state.KEEP,
            help="New places come in programmes of this size. The command line also plans in "
            "smaller steps.",
            width=220,
        )
    names = dict(zip(table.columns["code"], table.columns["name"], strict=True))
    for field in ("wanted", "barred"):  # another level has other areas
        held = st.session_state[key(field)]
        st.session_state[key(field)] = [code for code in held if code in names]
    codes = sorted(names, key=lambda code: names[code])
    chosen = sum(len(st.session_state[key(f)]) for f in ("wanted", "barred"))
    title = f"Areas in or out ({chosen} set)" if chosen else "Areas in or out"
    with st.expander(title, expanded=bool(chosen)), st.container(horizontal=True):
        st.multiselect(
            "Get a programme", codes, format_func=names.__getitem__, key=key("wanted"),
            persist_state=state.KEEP, placeholder="none asked for",
        )  # fmt: skip
        st.multiselect(
            "Get nothing new", codes, format_func=names.__getitem__, key=key("barred"),
            persist_state=state.KEEP, placeholder="none barred",
        )  # fmt: skip


def _floor() -> None:
    st.number_input(
        "At least (places per 1,000)",
        min_value=0.1,
        max_value=1000.0,
        step=1.0,
        key=wishes.key("floor"),
        persist_state=state.KEEP,
        help="Your own choice: no official standard exists.",
        width=220,
    )
    st.toggle("Within a budget", key=wishes.key("limited"), persist_state=state.KEEP)


def _money() -> None:
    """Money, or places instead of it."""
    key = wishes.key
    st.radio(
        "Plan with",
        [wishes.POUNDS, wishes.PLACES],
        key=key("money"),
        persist_state=state.KEEP,
        horizontal=True,
        width="content",
    )
    if st.session_state[key("money")] == wishes.POUNDS:
        st.number_input(
            "Budget (£ a year)",
            min_value=0.0,
            max_value=1e10,
            step=100_000.0,
            format="%.0f",
            key=key("budget"),
            persist_state=state.KEEP,
            width=220,
        )
    else:
        st.number_input(
            "New places a year", min_value=0, max_value=1_000_000, step=100, key=key("places"),
            persist_state=state.KEEP, width=220,
        )  # fmt: skip
