"""The address of the page: what is written into it, and whether it asks for something else."""

from collections.abc import Mapping, Sequence
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from gapmap.dataset import Dataset
from gapmap.selection import Selection
from gapmap.ui.state import linked, spread

DRAWN: Final = "address_drawn"


def stepped() -> bool:
    """True when this run was asked for by a step in the browser's history, to another address.

    ``page.js`` asks in the same way when a browser has its server again: one that was lost for a
    moment only has drawn this address already, and holds more than it.
    """
    drawn = st.session_state.pop(DRAWN, None)  # a run that is cut short draws no address whole
    run = get_script_run_ctx()
    back = run is not None and run.is_history_navigation
    return back and _now() != drawn


def drawn() -> None:
    """Remember the address that a page has been drawn with, whole."""
    st.session_state[DRAWN] = _now()


def _now() -> dict[str, str]:
    """The address as the pages write it; the map adds its view by itself."""
    return {name: text for name, text in st.query_params.to_dict().items() if name != "view"}


def write(
    selection: Selection,
    area: str | None,
    data: Dataset,
    keep: Sequence[str] = (),
    also: Mapping[str, str] | None = None,
) -> None:
    """Put the Selection, the chosen area and the data's mark into the address of the page.

    ``keep`` names parts that the page itself writes, ``also`` has those that are known by now: all
    in one, as one step of the history. The first view has an address without anything, unless own
    data are in it.
    """
    query = {name: texts[0] for name, texts in selection.to_query().items()}
    if area:
        query["area"] = area
    if spread.picked(selection):
        query[spread.ADDRESS] = spread.text(selection)
    if query or linked.uses_own(selection, data):
        query[linked.ADDRESS] = linked.mark(selection, data)
    held = _now()
    query |= {name: text for name, text in held.items() if name in keep}
    query |= also or {}
    if query != held:
        st.query_params.from_dict(query)
