"""The chosen area below the map: its profile, and others to compare it with."""

from typing import Final

import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.io.boundaries import in_use as boundaries
from gapmap.present import html
from gapmap.present.area.peers import Peer, peers
from gapmap.present.area.profile import Profile
from gapmap.selection import Selection
from gapmap.vocabulary import LEVEL_PLURAL, TILE_LEVELS

LEFT_OUT: Final = (
    "Regions are left out, because beside the others they could give away numbers that are "
    "withheld. "
)


@st.cache_resource(show_spinner=False)
def neighbours(level: str) -> dict[str, tuple[str, ...]]:
    """The areas that each area of a level touches, read once a server."""
    return boundaries.neighbours(level, BOUNDARIES) if level in TILE_LEVELS else {}


def show(dataset: Dataset, table: GapTable, area: Profile) -> None:
    """Draw the profile, and the area beside others."""
    names = dict(zip(table.rows["code"], table.rows["name"], strict=True))
    st.html(html.profile(area))
    _compare(dataset, table, area.code, names)


def _compare(dataset: Dataset, table: GapTable, code: str, names: dict[str, str]) -> None:
    """The area beside its neighbours, its region, the whole, and one more that the person picks."""
    title, key = f"Compare {names[code]} with others", "compare_with_others"
    with st.expander(title, on_change="rerun", key=key) as opened:
        if not opened.open:
            return
        others = sorted((c for c in names if c != code), key=lambda c: names[c])
        if st.session_state.get("second_area") not in others:
            st.session_state["second_area"] = None
        second = st.selectbox(
            f"And with another of the {LEVEL_PLURAL[table.selection.level]}",
            others,
            format_func=names.__getitem__,
            index=None,
            key="second_area",
            placeholder="Type a name",
        )
        found = peers(
            table,
            code,
            neighbours=neighbours(table.selection.level).get(code, ()),
            regions=regions_of(dataset, table.selection.level, code),
            second=second,
        )
        st.html(html.peers(found, _caption(found, table.selection)))


def regions_of(dataset: Dataset, level: str, code: str) -> dict[str, frozenset[str]]:
    """The regions that an area reaches into, by name, with the areas of its level in each."""
    lookup, areas = dataset.lookup, dataset.tables["areas"]
    names = areas[areas["level"] == "region"].set_index("code")["name"]
    here = lookup.loc[lookup[level] == code, "region"].dropna().unique()
    return {
        str(names[region]): frozenset(
            str(c) for c in lookup.loc[lookup["region"] == region, level].dropna()
        )
        for region in here
    }


def _caption(found: list[Peer], selection: Selection) -> str:
    touching = sum(peer.relation == "neighbour" for peer in found)
    return (
        "Places a year per 1,000 estimated perpetrators, with the range, and the year and grade of "
        "the number. A region and the whole are their areas with a number, pooled. "
        + ("" if touching else "Neighbours are not known for this kind of area. ")
        + (LEFT_OUT if selection.suppress_below else "")
        + "A lower bound (“at least”) cannot be ranked against another."
    )
