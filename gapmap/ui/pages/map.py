"""The map page: finding, key figures, map with legend and profile, table, downloads, sources."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gapmap import __version__
from gapmap.core.gap import GapTable
from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.fields import FIELDS
from gapmap.io.boundaries import in_use as boundaries
from gapmap.present import html
from gapmap.present.kept import once
from gapmap.present.words import finding as words
from gapmap.present.words import method
from gapmap.present.words.labels import plural
from gapmap.tasks.area.profile import area_profile
from gapmap.ui import messages, turns
from gapmap.ui.boxes import area as area_panel
from gapmap.ui.boxes import download as download_box
from gapmap.ui.boxes import figures, narrow, share
from gapmap.ui.map import layer as map_layer
from gapmap.ui.map.component import gap_map
from gapmap.ui.state import choices as state
from gapmap.ui.together import together
from gapmap.vocabulary import LAYOUTS

HEAD_START: Final = 0.2
"""Seconds in which a map that stands already is drawn anew before the rest of the page arrives.

A browser draws at once whatever has come within 10 ms, so together with the rest it takes longer.
"""
FIRST_START: Final = 0.7
"""The same for a map that is yet to stand: frame and lines are loading, and drawing widgets, whose
code is loading too, would keep the browser from it."""
STANDS: Final = "map_stands"
"""Whether the map is on the session's screen: not set before the first time."""
OTHERS: Final = "The same figures in other forms"
NOTES: Final = "notes"
"""Whether the notes are open; they are drawn for who looks at them."""
OTHER: Final = "other_page"
"""The page beside the map that was drawn last, and which of two places it has."""
PARTS: Final = 16
"""Parts of the map's page from the map on, or more: they are at most a dozen."""
DRAWN: Final = "map_drawn"
"""What the map of the session's screen was last given to draw."""


def boundary_credit(drawn: str) -> str:
    """Attribution and accuracy of the areas or tiles on screen, as their files state them.

    ``drawn`` is a level, or the name of its tile layout.
    """
    level = drawn.removeprefix(map_layer.tiles(""))
    if level != drawn:
        return _tiles_credit(level)
    found = boundaries.available(level)
    if found.record is not None:
        return f"{found.record.attribution} {found.record.accuracy}"
    return " ".join(filter(None, (_shipped_credit(level), found.notice)))


@cache
def _tiles_credit(level: str) -> str:
    layout = boundaries.tiles(level, BOUNDARIES)
    return f"{layout.attribution} {layout.accuracy}"


@cache
def _shipped_credit(level: str) -> str:
    shapes = boundaries.read(level, BOUNDARIES)
    return f"{shapes.attribution} {shapes.accuracy}"


@dataclass(frozen=True)
class Places:
    """Where the parts of the page go that follow the map, though some stand above it."""

    finding: DeltaGenerator
    shading: DeltaGenerator
    side: DeltaGenerator
    said: bool
    """Whether the title and the legend have come with the map."""


def map_first(dataset: Dataset, table: GapTable) -> Places:
    """Lay the page out and send the map before all widgets; one that is new with what it says."""
    site = map_layer.map_site()
    shown = map_layer.payload(dataset, table, figures.kept(table))
    stands = st.session_state.get(STANDS)
    with together():
        finding = st.container(horizontal=True, key="finding", vertical_alignment="center")
        with st.container(horizontal=True, key="map_beside_legend"):
            box, side = st.container(key="map_box"), st.container(key="side_box")
        if not stands:  # one that comes before its title would be moved down by it
            _say(table, finding, side)
        with box:
            shading = st.container(horizontal=True, key="shading", vertical_alignment="center")
            gap_map(shown, site=site, key=state.MAP)
    if not stands or st.session_state.get(DRAWN) != shown:
        turns.PAGES.aside(FIRST_START if stands is None else HEAD_START)
    st.session_state[DRAWN] = shown
    st.session_state[STANDS] = True
    return Places(finding, shading, side, said=not stands)


def leave(page: str) -> DeltaGenerator:
    """Take the map away, and give another page, ``page``, its place.

    A browser keeps what stood in a place until something else is drawn there, or the run is over.
    So the other page stands, whole, where the map's title is, and is gone as soon as that comes
    back; whatever follows the map is taken away with it; and of two pages after each other each has
    a place of its own, beside which the other's is emptied.
    """
    last, side = st.session_state.get(OTHER, ("", 0))
    if page != last:
        side = 1 - side
        st.session_state[OTHER] = page, side
    place = st.container()
    for _ in range(PARTS if st.session_state.get(STANDS) else 1):
        st.empty()
    if STANDS in st.session_state:
        st.session_state[STANDS] = False
    if side:
        place.empty()
    shown = place.container(key="page")
    if not side:
        place.empty()
    return shown


def _say(table: GapTable, finding: DeltaGenerator, side: DeltaGenerator) -> None:
    """The title, one line on what is counted, and the legend."""
    code = st.session_state[state.AREA]
    finding.html(html.headline(table, code))
    finding.html(html.counted(table, code), width="content")
    side.html(html.legend(table))


def show(
    dataset: Dataset,
    table: GapTable,
    places: Places,
    method_link: Callable[[], object],
) -> None:
    """Draw the rest of the page for one GapTable; ``method_link`` draws the way to the method."""
    with together():
        more = _rest(dataset, table, places, method_link)
    if more:
        download_box.ask(dataset, table)


def _rest(
    dataset: Dataset,
    table: GapTable,
    places: Places,
    method_link: Callable[[], object],
) -> bool:
    """What follows the map; whether more downloads are asked for."""
    code = st.session_state[state.AREA]
    area = area_profile(dataset, table, code) if code else None
    if not places.said:
        _say(table, places.finding, places.side)
    with places.finding.popover("Notes", type="tertiary", on_change="rerun", key=NOTES) as notes:
        if notes.open:
            st.html(html.notes(table, code))
    with places.shading:
        _choices(table)
    with places.side:
        sides = method.threshold(table)
        if sides:
            st.html(html.threshold(sides))
        more = share.show(dataset, table)
        if area:
            st.html(html.brief(area))
    if area:
        area_panel.show(dataset, table, area)
        st.html(html.heading(OTHERS))
    else:
        st.html(_of_all(table))
    figures.show(table)
    st.html(html.heading("About these figures") + html.foot((words.CAVEAT, _credit(table))))
    _acceptance(table)
    _sources(dataset, table)
    method_link()
    return more


@once
def _of_all(table: GapTable) -> str:
    """The key figures of all areas, and the heading of what follows them."""
    figures_of_all = html.key_figures(words.key_figures(table))
    return html.heading("Key figures") + figures_of_all + html.heading(OTHERS)


def _choices(table: GapTable) -> None:
    """What is shaded, and whether areas keep their shapes."""
    narrow.measure()
    if not boundaries.has_shapes(table.selection.level):
        st.caption("Drawn as equal tiles: gapmap comes without these boundaries.")
        return
    st.radio(
        FIELDS["layout"].label,
        list(LAYOUTS),
        format_func=LAYOUTS.__getitem__,
        key=state.key("layout"),
        persist_state=state.KEEP,
        horizontal=True,
        label_visibility="collapsed",
    )
    inside = figures.kept(table)
    if inside is not None:
        st.caption(f"Shown in full: {plural(len(inside), 'area')}. All others are pale.")


def _acceptance(table: GapTable) -> None:
    speaks = "non_english" in table.selection.accepts
    title = "Who the programmes accept, as far as it is stated"
    with st.expander(title, expanded=speaks, on_change="rerun", key="acceptance") as opened:
        if not opened.open:
            return
        chosen = [service.chosen for service in table.supply.services]
        st.html(html.listing(method.acceptance(chosen), "How many programmes say whom they accept"))
        st.caption(
            "“Do not say” is counted neither as yes nor as no. Choose a group above the map, under "
            "“Accepts”, to see the map for it."
        )
        st.write(method.LANGUAGE_CONTEXT)


def _credit(table: GapTable) -> str:
    """Whose the boundaries and the population are, and which gapmap and data this is."""
    return (
        f"Boundaries: {boundary_credit(map_layer.geometry(table.selection))} Population: "
        "Office for National Statistics, Census 2021, Open Government Licence v3.0. "
        f"gapmap {__version__}, data {table.fingerprint[:12]}."
    )


def _sources(dataset: Dataset, table: GapTable) -> None:
    """What the estimate rests on, and every source; only sent to who opens it."""
    title = f"Sources of this view ({len(table.source_ids)}) and how far to trust it"
    with st.expander(title, on_change="rerun", key="sources") as opened:
        if not opened.open:
            return
        model = table.model
        counts = messages.plain(model.counts)
        st.markdown(f"**Estimate: {model.name}.** {counts} {model.interval_why}")
        st.markdown(f"**Between places.** {model.local_why}")
        st.markdown("\n".join(f"- {caveat}" for caveat in model.caveats))
        st.html(html.sources(dataset.sources(table.source_ids)))
