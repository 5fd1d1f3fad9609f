"""The sidebar: every choice, grouped as a person would think of them."""

from collections.abc import Mapping

import streamlit as st

from gapmap.core.demand import DemandModel
from gapmap.selection import FIELDS
from gapmap.ui import state
from gapmap.vocabulary import BASES, GROUPS, LEVELS, MAP_LEVELS, ROUTES, TYPES


def show(models: Mapping[str, DemandModel]) -> None:
    """Draw the widgets; their values are read with ``state.read``."""
    with st.sidebar:
        st.header("Where")
        st.radio("Areas", MAP_LEVELS, format_func=LEVELS.__getitem__, key=state.key("level"))
        st.header("Who refers")
        _several("routes", ROUTES, "Any route")
        st.toggle(FIELDS["include_unstated_routes"].label, key=state.key("include_unstated_routes"))
        st.header("What kind")
        _several("types", TYPES, "Any type")
        st.toggle(FIELDS["accredited"].label, key=state.key("accredited"))
        st.header("Who it accepts")
        _several("accepts", GROUPS, "Anyone")
        st.header("Years")
        st.slider(
            "Seen between",
            state.FIRST_YEAR,
            state.LAST_YEAR,
            key=state.key("years"),
            help="A programme counts when a period in which it was seen touches these years. "
            "At the far left, undated programmes count too when the right end is at its limit.",
        )
        _how_to_count(models)
        st.button("Clear filters", on_click=state.clear, width="stretch")


def _several(field: str, allowed: Mapping[str, str], nothing: str) -> None:
    st.multiselect(
        FIELDS[field].label,
        list(allowed),
        format_func=allowed.__getitem__,
        key=state.key(field),
        placeholder=nothing,
        help=FIELDS[field].help or None,
    )


def _how_to_count(models: Mapping[str, DemandModel]) -> None:
    st.header("How to count")
    st.selectbox(
        FIELDS["demand"].label,
        list(models),
        format_func=lambda name: models[name].name,
        key=state.key("demand"),
    )
    st.radio(
        FIELDS["basis"].label,
        list(BASES),
        format_func=BASES.__getitem__,
        key=state.key("basis"),
        help="Each choice includes the ones above it, which are stronger evidence.",
    )
    with st.expander("Targets and map classes"):
        st.slider(
            "Aim to reach this share of need (%)",
            1,
            100,
            key=state.key("target_share"),
            help="No official standard exists: this is your own choice. "
            "Unmet need is counted against it.",
        )
        st.text_input(
            FIELDS["breaks"].label,
            key=state.key("breaks"),
            help=FIELDS["breaks"].help + " For example: 5, 10, 20, 40",
        )
