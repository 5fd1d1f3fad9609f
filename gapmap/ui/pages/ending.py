"""The watch list on the page “Plan”: which terms end, and the map of the next gap."""

from collections.abc import Callable
from typing import Final

import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.core.plan.ending import WatchList, selection_after, watch
from gapmap.dataset import Dataset
from gapmap.errors import GapmapError
from gapmap.present import html
from gapmap.present.plan import ending as endings
from gapmap.present.web.web_map import MapPayload
from gapmap.selection import Selection
from gapmap.ui import messages
from gapmap.ui.map import layer as map_layer
from gapmap.ui.map.component import gap_map
from gapmap.ui.state import choices as state

MONTHS: Final = "ending_within"
MADE: Final = "gapmap.ui.pages.ending"
"""Name under which the table of the next gap is kept beside the table that it follows."""


def show(dataset: Dataset, table: GapTable, gap: Callable[[Selection], GapTable]) -> None:
    """Draw the section, closed to begin with; nothing of it is worked out until it is opened."""
    st.html(html.heading("What ends next"))
    title = "Programmes whose funding or term ends, and the map if they are not renewed"
    with st.expander(title, on_change="rerun", key="ending") as opened:
        if opened.open:
            _opened(dataset, gap(selection_after(table.selection)))


def _opened(dataset: Dataset, table: GapTable) -> None:
    st.session_state.setdefault(MONTHS, 12)
    months = st.slider("Months to look ahead", 1, 60, key=MONTHS, persist_state=state.KEEP)
    try:
        found = watch(table, dataset.observations, dataset.as_of, int(months))
    except GapmapError as error:
        messages.fail(str(error))
        return
    after = _after(dataset, table, found)
    st.html(html.lines(endings.finding(found, table, after)))
    rows = endings.rows(found, table, dataset.programmes)
    if not rows:
        return
    sources = {source["source_id"]: source for source in dataset.sources()}
    st.html(html.listing(endings.listing(rows, sources), "Terms that end, month by month"))
    left, right = st.columns([7, 3], gap="medium")
    with left:
        payload: MapPayload = {**map_layer.payload(dataset, after), "quiet": True}
        gap_map(payload, site=map_layer.map_site(), key="ending_map", height=480)
    with right:
        st.html(html.heading("If none is renewed"))
        st.html(html.legend(after))


def _after(dataset: Dataset, table: GapTable, found: WatchList) -> GapTable:
    """The table if none of the endings is renewed, kept as long as the table."""
    ids = tuple(ending.service_id for ending in found.endings)
    if not ids:
        return table
    key = (MADE, ids)
    if key not in table.made:
        table.made[key] = dataset.not_renewed(ids).gap(table.selection)
    made: GapTable = table.made[key]  # type: ignore[assignment]
    return made
