"""The first view of a comparison: its widgets ⇄ a Selection ⇄ the address of the page.

Everything but the filters is taken over from the second view, that of the bar, so that the two
differ only in what was asked of the records.
"""

from typing import Any, Final
from urllib.parse import parse_qs, urlencode

import streamlit as st

from gapmap.fields import FIELDS
from gapmap.selection import Selection, choices
from gapmap.ui.state import choices as state
from gapmap.vocabulary import BASES, GROUPS, ROUTES, TYPES, VIEWS

ADDRESS: Final = "with"
LISTS: Final = {"routes": ROUTES, "types": TYPES, "accepts": GROUPS}
FLAGS: Final = ("counts_only", "all_types", "include_unstated", "accredited")
CHOICES: Final = {"basis": BASES, "standing": VIEWS}
FILTERS: Final = (*LISTS, *FLAGS, *CHOICES, "since", "until")
PRESETS: Final[dict[str, dict[str, Any]]] = {
    "2010 to 2016": {"since": 2010, "until": 2016},
    "All years": {"since": None, "until": None},
    "Self-referral only": {"routes": ("self",)},
    "Police referral only": {"routes": ("police",)},
    "Contracts and counts only": {"counts_only": True},
}


def key(field: str) -> str:
    """Session key of the widget of one filter of the first view."""
    return f"with_{field}"


def start(other: Selection) -> list[str]:
    """Fill the widgets once, from the address or else with an earlier period.

    Returns what of the address had to be adjusted, a sentence each.
    """
    if key("basis") in st.session_state:
        return []
    given = st.query_params.get(ADDRESS)
    if given is None:
        _fill(other.with_(**PRESETS["2010 to 2016"]))
        return []
    first, problems = Selection.from_query(parse_qs(given, keep_blank_values=True))
    _fill(first)
    return problems


def _fill(selection: Selection) -> None:
    for field in FILTERS:
        value = getattr(selection, field)
        st.session_state[key(field)] = list(value) if field in LISTS else value
    st.session_state[key("years")] = state.years_shown(selection)


def show(other: Selection) -> None:
    """Draw the widgets of the first view."""
    with st.container(horizontal=True, key="presets"):
        for label, changes in PRESETS.items():
            st.button(label, on_click=_fill, args=(other.with_(**changes),), key=f"preset_{label}")
    columns = st.columns(3)
    for column, (field, allowed) in zip(columns, LISTS.items(), strict=True):
        with column:
            st.multiselect(
                f"{FIELDS[field].label}, first view",
                list(allowed),
                format_func=allowed.__getitem__,
                key=key(field),
                persist_state=state.KEEP,
                placeholder="As wide as can be",
            )
    left, right = st.columns(2)
    with left:
        st.slider(
            "Seen between, first view",
            state.FIRST_YEAR,
            state.LAST_YEAR,
            key=key("years"),
            persist_state=state.KEEP,
        )
    with right:
        for field, allowed in CHOICES.items():
            st.selectbox(
                f"{FIELDS[field].label}, first view",
                list(allowed),
                format_func=allowed.__getitem__,
                key=key(field),
                persist_state=state.KEEP,
            )
    with st.container(horizontal=True):
        for field in FLAGS:
            label = f"{FIELDS[field].label}, first view"
            st.toggle(label, key=key(field), persist_state=state.KEEP)


def read(other: Selection) -> Selection:
    """The first view: the other one with the filters of the widgets."""
    values = st.session_state
    since, until = state.years_chosen(values[key("years")])
    single = {field: values[key(field)] for field in (*FLAGS, *CHOICES)}
    several = {field: tuple(values[key(field)]) for field in LISTS}
    return other.with_(**choices({"since": since, "until": until, **single, **several}))


def write_address(first: Selection) -> None:
    """Keep the filters of the first view in the address, beside the second view."""
    chosen = {k: texts[0] for k, texts in first.to_query().items() if k in FILTERS}
    text = urlencode(chosen) or "basis=implied"
    if st.query_params.get(ADDRESS) != text:
        st.query_params[ADDRESS] = text
