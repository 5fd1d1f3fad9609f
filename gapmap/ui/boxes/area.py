"""The chosen area below the map: its profile, and others to compare it with."""

import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.present import html
from gapmap.present.area.profile import Profile
from gapmap.tasks.area import beside as area_beside
from gapmap.vocabulary import LEVEL_PLURAL


@st.cache_resource(show_spinner=False)
def neighbours(level: str) -> dict[str, tuple[str, ...]]:
    """The areas that each area of a level touches, read once a server."""
    return area_beside.neighbours(level)


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
        touching = neighbours(table.selection.level).get(code, ())
        found = area_beside.beside(dataset, table, code, touching, second)
        st.html(html.peers(found, area_beside.caption(found, table.selection)))
