"""Find any area of any level: by name, former or Welsh name, code, or by a postcode.

A postcode is looked up in what is known already; the service is asked once a button is pressed.
"""

import re
from typing import Final

import streamlit as st

from gapmap.dataset import Dataset
from gapmap.errors import GapmapError
from gapmap.fields import shown
from gapmap.io.own import postcodes
from gapmap.io.own.postcodes import Place
from gapmap.present import html
from gapmap.settings import Settings
from gapmap.tasks.area.find import Finder
from gapmap.ui.state import choices as state
from gapmap.ui.state import own_file as own_state
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR

BOX: Final = "bar_find"
SOUGHT: Final = "postcode_sought"
DISTRICT: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?( [0-9])?", re.IGNORECASE | re.ASCII)
"""The first part of a postcode, or that and the digit behind it."""
SAID: Final = "find_said"
VIEW: Final = "find_said_of"
"""The view beneath which something was said first: with another it is said no more."""


@st.cache_resource(show_spinner=False)
def _finder(shipped: str, _data: Dataset) -> Finder:  # noqa: ARG001
    return Finder(_data)


def show(data: Dataset) -> None:
    """Draw the box. The area it finds becomes the chosen one, at its own level."""
    finder = _finder(data.shipped, data)
    st.selectbox(
        "Find any area or postcode",
        finder.labels,
        index=None,
        key=BOX,
        placeholder="Find area or postcode",
        label_visibility="collapsed",
        width=290,
        accept_new_options=True,
        on_change=_chosen,
        args=(data, finder),
    )


def say(data: Dataset, view: tuple[object, ...]) -> None:
    """Say across the page what became of the last search, until another view is on screen."""
    said, postcode = st.session_state.get(SAID, ""), st.session_state.get(SOUGHT, "")
    if not said and not postcode:
        return
    if st.session_state.setdefault(VIEW, view) != view:
        _forget()
        return
    if said:
        st.html(html.told(said))
    if postcode and postcode not in own_state.places():
        host = postcodes.host(Settings.from_environment())
        asking = f"{postcode} is not known here. The button sends this postcode, and nothing else,"
        st.html(html.told(f"{asking} to {host}."))
        st.button(f"Ask {host}", key="ask_postcode", on_click=_ask, args=(postcode, data))


def _forget() -> None:
    st.session_state[SOUGHT] = st.session_state[SAID] = ""
    st.session_state.pop(VIEW, None)


def _chosen(data: Dataset, finder: Finder) -> None:
    """Open what was chosen or typed; nothing is sent. The box is empty again afterwards."""
    text = (st.session_state.get(BOX) or "").strip()
    st.session_state[BOX] = None
    _forget()
    if not text:
        return
    level = st.session_state[state.key("level")]
    found = finder.resolve(text, level)
    if found is not None:
        open_area(found.level, found.code)
        named, of, *_ = found.label.split(" · ")
        if not named.startswith(found.name):  # a part of it, or its name of before
            st.session_state[SAID] = f"{named}: {of}, which is shown."
        return
    postcode = postcodes.tidy(text)
    if not postcode:
        st.session_state[SAID] = _not_found(text, finder)
        return
    st.session_state[SOUGHT] = postcode
    place = postcodes.cached(Settings.from_environment()).get(postcode)
    if place:
        _found(place, data)


def _not_found(text: str, finder: Finder) -> str:
    if DISTRICT.fullmatch(text):
        return (
            f"{shown(text.upper())} is only the first part of a postcode, and may lie in several "
            "councils. Type the whole postcode, as SW1A 1AA, or the name of an area."
        )
    near = finder.nearest(text)
    hint = f" Nearly: {', '.join(near)}." if near else ""
    return (
        f"No area or full postcode is called {shown(text)}.{hint} Type a council, county or police "
        "force, its code, or a postcode such as SW1A 1AA."
    )


def open_area(level: str, code: str) -> None:
    """Choose an area, and draw its level when another is drawn."""
    st.session_state[state.key("level")] = level
    st.session_state[state.AREA] = code


def _ask(postcode: str, data: Dataset) -> None:
    st.session_state.pop(VIEW, None)  # the area found is another view
    try:
        places, problems = postcodes.look_up([postcode], Settings.from_environment())
    except GapmapError as error:
        st.session_state[SAID] = str(error)
        return
    st.session_state[SAID] = " ".join(problems)
    if postcode in places:
        _found(places[postcode], data)


def _found(place: Place, data: Dataset) -> None:
    own_state.places()[place.postcode] = place
    level = st.session_state[state.key("level")]
    blocks = own_state.reader(data.shipped, data).blocks_of(place)
    codes = areas_at(data, level, blocks)
    if not codes and level == "borough":  # not in London
        level = "utla"
        codes = areas_at(data, level, blocks)
    if len(codes) == 1:
        open_area(level, codes[0])
        ended = f" The postcode ended in {place.ended}." if place.ended else ""
        st.session_state[SAID] = f"{place.postcode} is in the area chosen.{ended}"
    elif codes:
        several = LEVEL_PLURAL[level]
        st.session_state[SAID] = (
            f"{place.postcode} is in one of {len(codes)} {several}; the map cannot tell which."
        )
    else:
        st.session_state[SAID] = f"{place.postcode} is in no {LEVEL_SINGULAR[level]}."


def areas_at(data: Dataset, level: str, blocks: tuple[str, ...]) -> list[str]:
    """Codes of the areas of a level that building blocks lie in; nations stand for themselves."""
    inside = [b for b in blocks if b in data.lookup.index]
    codes = set(data.lookup.loc[inside, level].dropna()) if level in data.lookup else set()
    areas = data.tables["areas"]
    nations = set(areas.loc[areas["level"] == level, "code"]) & (set(blocks) - set(inside))
    return sorted(str(code) for code in codes | nations)
