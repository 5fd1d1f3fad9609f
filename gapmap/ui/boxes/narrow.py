"""What one view asks of the records: who refers, what kind, who is accepted, when, how well known.

The bar has these choices once; a comparison has them twice, side by side. ``key`` names the widget
of a field, ``of`` the view at the end of the labels. Nothing here opens a list of its own: on a
busy browser a click in one counts as a click beside the box, which closes and loses it.
"""

from collections.abc import Callable, Mapping

import streamlit as st

from gapmap.selection import FIELDS
from gapmap.ui.state import choices as state
from gapmap.vocabulary import BASES, GRADES, GROUPS, MEASURES, ROUTES, TYPES, VIEWS

Key = Callable[[str], str]


def measure() -> None:
    """Draw what is shaded, which a map and both maps of a comparison ask alike."""
    st.selectbox(
        FIELDS["measure"].label,
        list(MEASURES),
        format_func=MEASURES.__getitem__,
        key=state.key("measure"),
        persist_state=state.KEEP,
        label_visibility="collapsed",
        width=354,
    )


def asked(key: Key, where: str, of: str = "") -> None:
    """Draw what is asked of a programme, in three boxes; ``where`` keeps their keys apart."""
    with st.popover(f"Who refers{of}", key=f"{where}_routes"):
        several("routes", ROUTES, key)
        toggle("include_unstated", key)
    with st.popover(f"What kind{of}", key=f"{where}_types"):
        several("types", TYPES, key)
        toggle("all_types", key)
        toggle("accredited", key)
    with st.popover(f"Accepts{of}", key=f"{where}_accepts"):
        several("accepts", GROUPS, key)


def seen(key: Key) -> None:
    """Draw the years, and whether services that have ended are counted."""
    st.slider(
        "Seen between",
        state.FIRST_YEAR,
        state.LAST_YEAR,
        key=key("years"),
        persist_state=state.KEEP,
        help="A programme counts when a period in which it was seen touches these years. "
        "One last seen before them, or without a date, may still run: it is not counted, "
        "and its areas read “may match”.",
    )
    one("standing", VIEWS.__getitem__, list(VIEWS), key)


def evidence(key: Key) -> None:
    """Draw how well a number of places has to be known."""
    toggle("counts_only", key)
    one("basis", BASES.__getitem__, list(BASES), key)
    one("grade", lambda grade: f"{grade}: {GRADES[grade]}", list(GRADES), key)


def toggle(field: str, key: Key) -> None:
    """Draw the switch of a field."""
    st.toggle(
        FIELDS[field].label,
        key=key(field),
        persist_state=state.KEEP,
        help=FIELDS[field].help or None,
    )


def one(field: str, label: Callable[[str], str], allowed: list[str], key: Key) -> None:
    """Draw the values of a field, of which one is chosen."""
    st.radio(
        FIELDS[field].label,
        allowed,
        format_func=label,
        key=key(field),
        persist_state=state.KEEP,
        help=FIELDS[field].help or None,
    )


def several(field: str, allowed: Mapping[str, str], key: Key) -> None:
    """Draw the values of a field, of which none, one or several are chosen."""
    st.pills(
        FIELDS[field].label,
        list(allowed),
        selection_mode="multi",
        format_func=allowed.__getitem__,
        key=key(field),
        persist_state=state.KEEP,
        help=FIELDS[field].help or None,
    )
