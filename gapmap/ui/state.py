"""What the session remembers: widget values ⇄ Selection ⇄ address of the page.

Widgets are keyed ``choose_<field>``. They are filled once from the address, then rule; after every
run the address is rewritten from the Selection, so that it can be copied at any time.
"""

from typing import Any, Final

import streamlit as st

from gapmap.errors import UserInputError
from gapmap.selection import FIELDS, Selection, parse

FIRST_YEAR: Final = 1994
LAST_YEAR: Final = 2026
AREA: Final = "area"
MAP: Final = "map"


def key(field: str) -> str:
    """Session key of the widget of one field."""
    return f"choose_{field}"


def start() -> list[str]:
    """Fill the widgets from the address on a first run; return what had to be adjusted."""
    if key("level") in st.session_state:
        return []
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    selection, problems = Selection.from_query(query)
    fill(selection)
    st.session_state[AREA] = query.get("area", [None])[-1]
    return problems


def fill(selection: Selection) -> None:
    """Set every widget to a Selection."""
    for field in FIELDS:
        st.session_state[key(field)] = getattr(selection, field)
    for field in ("types", "routes", "accepts"):
        st.session_state[key(field)] = list(getattr(selection, field))
    st.session_state[key("breaks")] = ", ".join(f"{b:g}" for b in selection.breaks)
    st.session_state[key("target_share")] = round(100 * selection.target_share)
    since = FIRST_YEAR if selection.since is None else max(selection.since, FIRST_YEAR)
    until = LAST_YEAR if selection.until is None else min(selection.until, LAST_YEAR)
    st.session_state[key("years")] = (min(since, LAST_YEAR), max(until, FIRST_YEAR))


def clear() -> None:
    """Put every choice back to its default, keeping the level."""
    fill(Selection(level=st.session_state[key("level")]))


def read() -> tuple[Selection, str]:
    """Return the Selection of the widgets, and a sentence if the class breaks were not usable."""
    state = st.session_state
    since, until = state[key("years")]
    choices: dict[str, Any] = {
        "since": None if since <= FIRST_YEAR else since,
        "until": None if until >= LAST_YEAR else until,
        "target_share": state[key("target_share")] / 100,
    }
    for field in ("level", "demand", "basis", "include_unstated_routes", "accredited"):
        choices[field] = state[key(field)]
    for field in ("types", "routes", "accepts"):
        choices[field] = tuple(state[key(field)])
    selection = Selection(**choices)
    try:
        return selection.with_(breaks=parse("breaks", [state[key("breaks")]])), ""
    except UserInputError as error:
        return selection, str(error)


def take_map_event() -> None:
    """Make the area last clicked on the map the chosen one."""
    event = st.session_state.get(MAP)
    if event and event["n"] > st.session_state.get("map_event", 0):
        st.session_state["map_event"] = event["n"]
        st.session_state[AREA] = event["area"]


def write_address(selection: Selection) -> None:
    """Put the Selection and the chosen area into the address of the page."""
    query = {name: texts[0] for name, texts in selection.to_query().items()}
    if st.session_state.get(AREA):
        query["area"] = st.session_state[AREA]
    if query != st.query_params.to_dict():
        st.query_params.from_dict(query)
