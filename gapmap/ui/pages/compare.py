"""The page “Compare two views”: two Selections side by side, and the map of their difference."""

from collections.abc import Callable
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from gapmap import __version__
from gapmap.core.comparison import Comparison, compare
from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.fields import FIELDS
from gapmap.present import html, view
from gapmap.present.web import web_map
from gapmap.present.words import change, scale
from gapmap.present.words import finding as words
from gapmap.present.words.selection import selection_in_words
from gapmap.selection import Selection
from gapmap.tasks.products import file_name
from gapmap.ui import messages
from gapmap.ui.boxes import first_view as versus
from gapmap.ui.map import layer as map_layer
from gapmap.ui.map.component import gap_map
from gapmap.ui.state import choices as state
from gapmap.vocabulary import MEASURES, STATES

DIFFERENCE, SIDE_BY_SIDE = "Difference", "Side by side"
COLUMNS = {
    "name": "Area",
    "status_label": "Compared",
    "first_state_label": "State, first",
    "second_state_label": "State, second",
    "first": "First view",
    "second": "Second view",
    "change": "Change",
    "first_places": "Places, first",
    "second_places": "Places, second",
    "first_programmes": "Programmes, first",
    "second_programmes": "Programmes, second",
    "code": "Code",
}


def show(dataset: Dataset, table: GapTable, gap: Callable[[Selection], GapTable]) -> None:
    """Draw the page. The second view is that of the bar; ``gap`` computes the first."""
    second = table.selection
    if second.measure == "grade":  # grades have no difference
        second = second.with_(measure="places_per_1000")
        table = gap(second)
    st.title("Compare two views")
    for sentence in versus.start(second):
        messages.warn(sentence)
    st.selectbox(
        FIELDS["measure"].label,
        list(MEASURES),
        format_func=MEASURES.__getitem__,
        key=state.key("measure"),
        persist_state=state.KEEP,
    )
    st.html(_in_words("Second view: the choices above.", table))
    st.subheader("First view: the same, except")
    versus.show(second)
    first = versus.read(second)
    versus.write_address(first)
    found = compare(gap(first), table)
    st.html(_in_words("First view.", found.first))
    st.html(html.finding(change.finding(found)))
    if notes := html.own_notes(change.data_notes(found)):
        st.html(notes)
    if not (found.rows["status"] == "both").any():
        st.caption(
            "Where places are known in few areas, shade by “Programmes recorded”: numbers of "
            "records can always be compared."
        )
    _maps(dataset, found)
    st.caption(change.caveat(found))
    _table(found)
    _download(found)


def _in_words(label: str, table: GapTable) -> str:
    return html.in_words(label, selection_in_words(table.selection, table.model))


def _maps(dataset: Dataset, found: Comparison) -> None:
    how = st.radio("Show", [DIFFERENCE, SIDE_BY_SIDE], horizontal=True, key="compare_how")
    site = map_layer.map_site()
    if how == DIFFERENCE:
        left, right = st.columns([7, 4], gap="medium")
        with left:
            gap_map(_difference(found), site=site, key="map_difference", height=560)
        with right:
            st.html(html.change_legend(found))
        return
    for column, label, table, name in zip(
        st.columns(2, gap="medium"),
        ("First view", "Second view"),
        (found.first, found.second),
        ("map_first", "map_second"),
        strict=True,
    ):
        with column:
            st.subheader(label)
            st.caption(words.finding(table))
            quiet: web_map.MapPayload = {**map_layer.payload(dataset, table), "quiet": True}
            gap_map(quiet, site=site, key=name, height=520)
            st.html(html.legend(table))


def _difference(found: Comparison) -> web_map.MapPayload:
    return {
        "level": map_layer.geometry(found.first.selection),
        "areas": view.changes(found),
        "colours": list(change.colours(found)),
        "selected": None,
        "markers": [],
        "show_markers": False,
        "label": change.alt_text(found),
        "background": None,
        "fit": None,
        "quiet": True,
    }


def _table(found: Comparison) -> None:
    st.caption(
        f"{scale.caption(found.first).split(';')[0]}. A blank number is not zero: the state of "
        f"each view says why it is blank. {words.NO_FUNDING}"
    )
    frame = found.rows.assign(
        status_label=found.rows["status"].map(change.STATUS_WORDS),
        first_state_label=found.rows["first_state"].map(STATES),
        second_state_label=found.rows["second_state"].map(STATES),
    )
    numbers = ("first", "second", "change", "first_places", "second_places")
    st.dataframe(
        frame[list(COLUMNS)],
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(label, format="%.4g" if name in numbers else None)
            if pd.api.types.is_numeric_dtype(frame[name])
            else st.column_config.Column(label)
            for name, label in COLUMNS.items()
        },
        placeholder="see state",
        key="compare_table",
        alt="Table of both views and their difference",
    )


def _download(found: Comparison) -> None:
    today = datetime.now(UTC).date()
    st.download_button(
        "Download: Comparison (CSV)",
        lambda: change.export_csv(found, today=today, version=__version__),
        file_name(found.first.selection, ".csv", today, "comparison"),
        "text/csv",
        on_click="ignore",
        key="download_comparison",
    )
    st.caption("To share this comparison, copy the address of this page: it holds both views.")
