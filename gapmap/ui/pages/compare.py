"""The page “Compare two views”: A and B side by side, and the map of their difference."""

from collections.abc import Callable
from datetime import UTC, datetime

import pandas as pd
import streamlit as st

from gapmap import __version__
from gapmap.core.comparing.comparison import Comparison, compare
from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.present import html, view
from gapmap.present.tables import comparison
from gapmap.present.web import web_map
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.words.comparing import change, painted
from gapmap.present.words.selection import selection_in_words
from gapmap.recipe import BESIDE
from gapmap.selection import Selection
from gapmap.tasks.files.names import file_name
from gapmap.ui import messages
from gapmap.ui.boxes import first_view as versus
from gapmap.ui.boxes import narrow
from gapmap.ui.map import layer as map_layer
from gapmap.ui.map.component import gap_map
from gapmap.ui.state import choices as state
from gapmap.vocabulary import STATES

DIFFERENCE, SIDE_BY_SIDE = "Difference", "Side by side"
COLUMNS = {
    "name": "Area",
    "status_label": "Compared",
    "first_state_label": "State, A",
    "second_state_label": "State, B",
    "first": "A",
    "second": "B",
    "change": "B minus A",
    "first_places": "Places, A",
    "second_places": "Places, B",
    "first_programmes": "Programmes, A",
    "second_programmes": "Programmes, B",
    "code": "Code",
}
WIDTH = 100  # pixels of a number: “see state” has room, and the headings have
FORMATS = {
    **dict.fromkeys(("first", "second", "change"), "%.1f"),
    **dict.fromkeys(("first_places", "second_places"), "%,.0f"),
}


def show(dataset: Dataset, table: GapTable, gap: Callable[[Selection], GapTable]) -> None:
    """Draw the page. B is the view of the rest of the app; ``gap`` computes A."""
    second = table.selection
    if second.measure == "grade":  # grades have no difference
        second = second.with_(measure="places_per_1000")
        table = gap(second)
    st.title("Compare two views")
    for sentence in versus.start(second):
        messages.warn(sentence)
    first = versus.read(second)
    versus.presets(first, second)
    versus.write_address(second)
    found = compare(gap(first), table)
    if both := change.asked_of_both(found):
        st.html(html.in_words("In both:", both))
    _views(found)
    areas = view.changes(found)
    chosen = areas.get(st.session_state.get(state.AREA, ""))
    st.html(_told(found, chosen["t"] if chosen else []))
    if notes := html.own_notes(change.data_notes(found)):
        st.html(notes)
    if not (found.rows["status"] == "both").any():
        st.caption(
            "Where places are known in few areas, shade by “Programmes recorded”: numbers of "
            "records can be compared in more of them."
        )
    with st.container(horizontal=True, key="shading", vertical_alignment="center"):
        narrow.measure()
        how = st.radio(
            "Show",
            [DIFFERENCE, SIDE_BY_SIDE],
            horizontal=True,
            key="compare_how",
            label_visibility="collapsed",
        )
    _maps(dataset, found, areas, how)
    st.caption(messages.plain(f"{change.behind(found)} {change.caveat(found)}"))
    for where, side in (("A", found.first), ("B", found.second)):
        st.html(html.in_words(f"{where}:", selection_in_words(side.selection, side.model)))
    _table(found)
    _download(found, own=bool(dataset.own_file))


def _views(found: Comparison) -> None:
    """A and B, a column each: what sets it apart, and its filters."""
    for column, where in zip(st.columns(2, gap="medium"), ("A", "B"), strict=True):
        with column, st.container(key=f"view_{where}", gap="xsmall"):
            st.html(html.heading(change.named(found, where)))
            versus.filters(where)


def _told(found: Comparison, area: list[str]) -> str:
    """The finding, what there is to read of the area chosen, and how many areas differ."""
    told = html.finding(change.headline(found))
    if area:
        told += html.in_words(*painted.of_area(area))
    if below := change.below(found):
        told += html.in_words("All areas:", below)
    return told


def _maps(
    dataset: Dataset, found: Comparison, areas: dict[str, web_map.AreaPaint], how: str
) -> None:
    site = map_layer.map_site()
    paint = areas.get(st.session_state.get(state.AREA, ""))
    chosen = html.change_brief(paint["t"]) if paint else ""
    if how == DIFFERENCE:
        with st.container(key="map_and_legend"):
            left, right = st.columns([7, 3], gap="medium")
        with left:
            gap_map(_difference(found, areas), site=site, key=state.DIFFERENCE, height=560)
        with right:
            st.html(html.change_legend(found) + chosen)
        return
    for column, where, table, name in zip(
        st.columns(2, gap="medium"),
        ("A", "B"),
        (found.first, found.second),
        state.SIDES,
        strict=True,
    ):
        with column, st.container(key=f"half_{where}", gap="xsmall"):
            st.html(html.heading(f"{where}: {words.finding(table)}"))
            quiet: web_map.MapPayload = {**map_layer.payload(dataset, table), "quiet": True}
            gap_map(quiet, site=site, key=name, height=520)
            st.html(html.legend(table))
    if chosen:
        st.html(chosen)


def _difference(found: Comparison, areas: dict[str, web_map.AreaPaint]) -> web_map.MapPayload:
    return {
        "level": map_layer.geometry(found.first.selection),
        "areas": areas,
        "colours": list(painted.colours(found)),
        "selected": st.session_state.get(state.AREA),
        "markers": [],
        "show_markers": False,
        "label": change.alt_text(found),
        "background": None,
        "fit": None,
        "quiet": True,
        "link": True,
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
    st.dataframe(
        frame[list(COLUMNS)],
        hide_index=True,
        column_config={
            name: st.column_config.NumberColumn(label, format=FORMATS.get(name), width=WIDTH)
            if pd.api.types.is_numeric_dtype(frame[name])
            else st.column_config.Column(label)
            for name, label in COLUMNS.items()
        },
        placeholder="see state",
        key="compare_table",
        alt="Table of both views and their difference",
    )


def _download(found: Comparison, *, own: bool) -> None:
    today = datetime.now(UTC).date()
    first, second = found.first.selection, found.second.selection
    name = file_name(second, ".csv", today, "comparison", own=own, against=first)
    st.download_button(
        "Download: Comparison (CSV)",
        lambda: comparison.table_csv(found),
        name,
        "text/csv",
        on_click="ignore",
        key="download_comparison",
    )
    st.download_button(
        "Download: What its columns mean, and both views (JSON)",
        lambda: comparison.metadata(found, url=name, today=today, version=__version__),
        f"{name}{BESIDE}",
        "application/json",
        on_click="ignore",
        key="download_comparison_beside",
    )
    st.caption("“Copy link”, beside the map, shares this comparison: the link holds both views.")
