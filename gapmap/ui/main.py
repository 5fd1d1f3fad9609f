"""The app: page settings, the shared dataset, and the page."""

import gc
import re
from collections.abc import Callable
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.errors import GapmapError
from gapmap.present import html
from gapmap.selection import Selection
from gapmap.settings import Settings
from gapmap.tasks.asking.directory import opened
from gapmap.ui import arrival, messages, spared, turns
from gapmap.ui.boxes import bar, filters, find
from gapmap.ui.boxes import first_view as versus
from gapmap.ui.boxes import redraw as redraw_box
from gapmap.ui.map import layer as map_layer
from gapmap.ui.map.component import gap_map
from gapmap.ui.pages import boundaries as boundaries_page
from gapmap.ui.pages import checks as checks_page
from gapmap.ui.pages import compare as compare_page
from gapmap.ui.pages import map as map_page
from gapmap.ui.pages import method as method_page
from gapmap.ui.pages import missing as missing_page
from gapmap.ui.pages import own as own_page
from gapmap.ui.pages import plan as plan_page
from gapmap.ui.state import address, limit, unknown, uploads
from gapmap.ui.state import choices as state
from gapmap.ui.state import own_estimates as estimates
from gapmap.ui.state import own_file as own_state
from gapmap.ui.state import plan as wishes
from gapmap.ui.together import together

PAGES: Final[dict[str, dict[str, Any]]] = {
    "map": {"title": "Map", "url_path": "map", "default": True},
    "compare": {"title": "Compare", "url_path": "compare"},
    "own": {"title": "Your data", "url_path": "own"},
    "missing": {"title": "Missing facts", "url_path": "missing"},
    "plan": {"title": "Plan", "url_path": "plan"},
    "method": {"title": "How the numbers are made", "url_path": "method"},
    "checks": {"title": "Checked against the sources", "url_path": "checks"},
    "boundaries": {"title": "Boundaries", "url_path": "boundaries"},
}
IN_SIGHT: Final = ("map", "compare", "own", "missing", "plan")
"""Pages that stand in the bar at the top; the others are listed under “About the figures”."""
ABOUT: Final = tuple(name for name in PAGES if name not in IN_SIGHT)
TITLES: Final = {name: f"{how['title']} · gapmap" for name, how in PAGES.items()} | {
    "map": "gapmap: gaps in the map of perpetrator programmes"
}
TITLED: Final = "page_titled"
"""The page whose name the browser shows; not set until it is known to."""
UNFILTERED: Final = ("own", "checks", "boundaries")
"""Pages on which a filter changes nothing."""
ADDRESSES: Final = {"compare": (versus.ADDRESS,), "plan": (wishes.ADDRESS, wishes.KEPT_ADDRESS)}
"""The parts of the address that a page writes itself."""
OF_PAGES: Final = tuple(part for parts in ADDRESSES.values() for part in parts)
TABLES_KEPT: Final = 256
"""Views that all sessions share: each with its words and pictures is some 200 kB."""
LOADED_KEPT: Final = 2
"""States of a directory that are held at once: the one in use, and the one before."""
_in_use: dict[str, Dataset] = {}
STYLE: Final = Path(__file__).with_name("style.css")
spared.apply()


def dataset() -> Dataset:
    """The data that all sessions share: loaded once a server, anew when a directory publishes."""
    return _shared(opened.mark(Settings.from_environment()))


@lru_cache(LOADED_KEPT)
def _shared(mark: str) -> Dataset:
    """What is loaded already; Streamlit's cache looks at length at what it is asked for."""
    return _loaded(mark)


@st.cache_resource(show_spinner="Loading the data …", max_entries=LOADED_KEPT)
def _loaded(mark: str) -> Dataset:  # noqa: ARG001
    """Load the data, with what the directory keeps where there is one.

    What is loaded by then never goes away, so Python's collector need not look at it again. It goes
    on collecting what runs and sessions leave behind, which is little at a time.
    """
    loaded = opened.load(Settings.from_environment())
    gc.collect()
    gc.freeze()
    return loaded


@lru_cache(TABLES_KEPT)
def _shared_table(fingerprint: str, selection: Selection) -> GapTable:
    return _in_use[fingerprint].gap(selection)


def gap_table(data: Dataset, selection: Selection) -> GapTable:
    """Compute a GapTable: once per Selection for all sessions, but never keep a user's own."""
    if selection.demand == "own" or data.own_file:
        key = (data.fingerprint_of(selection), selection)
        table: GapTable = own_state.kept(key, lambda: data.gap(selection))
        return table
    if data.fingerprint not in _in_use:
        while len(_in_use) >= LOADED_KEPT:
            del _in_use[next(iter(_in_use))]
        _in_use[data.fingerprint] = data
    return _shared_table(data.fingerprint, selection)


def run() -> None:
    """Draw the app when it is its turn. Errors meant for the user are shown as one sentence."""
    with turns.PAGES.turn():
        _run()


def _run() -> None:
    if TITLED not in st.session_state:
        _title("map")
    if arrival.new():  # ``page.js`` keeps it
        st.html(_style())
    try:
        name = _page()
        uploads.sweep()
        st.session_state[TITLED] = name
        arrival.arrived(name)
        address.drawn()
    except GapmapError as error:
        messages.fail(str(error))


def _title(page: str) -> None:
    """Name the page in the browser, which keeps the name until it is given another.

    A run that is cut short may not have told it; only one that came to its end is sure to.
    """
    st.session_state.pop(TITLED, None)
    st.set_page_config(page_title=TITLES[page], page_icon="🗺️", layout="wide")


@cache
def _style() -> str:
    """What Streamlit cannot do, and the colours of the legend; in one line."""
    rules = f"{STYLE.read_text(encoding='utf-8')}\n{html.swatches()}"
    css = " ".join(re.sub(r"/\*.*?\*/", "", rules, flags=re.DOTALL).split())
    return html.style(css, kept=True)


def _page() -> str:
    """Draw the page: its map first, whatever stands above it, then all else. Returns its name.

    What the widgets hold is known before they are drawn, so nothing has to wait for them.
    """
    shipped = dataset()
    pages = {name: st.Page(_nothing, **how) for name, how in PAGES.items()}
    sections = {"": [pages[n] for n in IN_SIGHT], "About the figures": [pages[n] for n in ABOUT]}
    chosen = st.navigation(sections, position="top")
    name = next(name for name, page in pages.items() if page is chosen)
    if st.session_state.get(TITLED, "map") != name:
        _title(name)
    data = own_state.with_own_programmes(
        estimates.with_own_estimates(shipped), deciding=name == "own"
    )
    wanted, problems = state.start(data)
    if wanted is not None:  # a link that was opened
        problems.append(unknown.told(st.query_params, OF_PAGES))
    data = data.guarded(limit.in_force())  # nothing below can tell what is withheld
    selection, problem = state.read(data)
    table = gap_table(data, selection)
    area = st.session_state.get(state.AREA)
    st.session_state[state.AREA] = area if area in table.by_code else None  # kept on every page
    top = st.container(key="bar", gap="small")
    places = map_page.map_first(data, table) if name == "map" else None
    with together():
        _above(data, table, name, top, (wanted, [problem, *problems]))
    if places:
        sums = partial(st.page_link, pages["method"], label="See how these figures are worked out")
        map_page.show(data, table, places, sums)
    else:
        to_map = partial(st.page_link, pages["map"], label="See the map")
        with map_page.leave(name):
            _other(name, (shipped, data, table), to_map)
    return name


def _above(
    data: Dataset,
    table: GapTable,
    name: str,
    top: DeltaGenerator,
    found: tuple[Selection | None, list[str]],
) -> None:
    """Draw what stands above a page, and write its address.

    ``found`` has what the address asked for, None for nothing new, and what is to be told of it.
    """
    (wanted, problems), selection = found, table.selection
    with top:
        place = bar.show(data, hidden=name in UNFILTERED, both=name == "compare")
    if filters.opened() and state.read(data)[0] != selection:
        st.rerun()  # a field under “More” could not show what it was given
    if wanted is not None:
        problems.append(state.not_shown(wanted, selection))
    with top:
        arrival.arrive(name)
        find.say(data, (name, selection, st.session_state[state.AREA]))
        for sentence in filter(None, [*problems, *redraw_box.notices(selection)]):
            messages.warn(sentence)
    with place:
        if name in ("compare", *UNFILTERED):
            bar.take_chips_away()
        else:
            chosen_area = st.session_state[state.AREA]
            bar.show_chips(selection, table.by_code[chosen_area]["name"] if chosen_area else "")
    first = versus.in_address(selection) if name == "compare" else {}
    address.write(selection, st.session_state[state.AREA], data, ADDRESSES.get(name, ()), first)


def _other(
    name: str, told: tuple[Dataset, Dataset, GapTable], to_map: Callable[[], object]
) -> None:
    """Draw a page beside the map's from the shipped data, the data with one's own, and the view."""
    shipped, data, table = told
    gap = partial(gap_table, data)
    draw = {
        "compare": lambda: compare_page.show(data, table, gap),
        "own": lambda: own_page.show(shipped, to_map, partial(_small_map, data, table)),
        "missing": lambda: missing_page.show(data, table),
        "plan": lambda: plan_page.show(data, table, gap),
        "method": lambda: method_page.show(data, table, gap),
        "checks": lambda: checks_page.show(shipped),
        "boundaries": lambda: boundaries_page.show(shipped),
    }
    draw[name]()


def _small_map(data: Dataset, table: GapTable) -> None:
    """The map beside the decisions about the user's own file; its clicks change nothing."""
    st.html(html.own_notes(table.notes))
    gap_map(map_layer.payload(data, table), site=map_layer.map_site(), key="own_map", height=520)
    st.html(html.legend(table))


def _nothing() -> None:
    """Pages are drawn after the bar has been read, so the page itself does nothing."""
