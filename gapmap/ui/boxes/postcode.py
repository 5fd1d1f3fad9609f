"""Find the area of a postcode: from the cache, or from the service once a button is pressed."""

from typing import Final

import streamlit as st

from gapmap.dataset import Dataset
from gapmap.errors import GapmapError
from gapmap.io.own import postcodes
from gapmap.io.own.postcodes import Place
from gapmap.settings import Settings
from gapmap.ui import messages
from gapmap.ui.state import choices as state
from gapmap.ui.state import own_file as own_state
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR

SOUGHT: Final = "postcode_sought"
SAID: Final = "postcode_said"


def show(data: Dataset, level: str) -> None:
    """Draw the box. The area it finds becomes the chosen one."""
    with st.expander("Find it by postcode"):
        st.text_input(
            "Postcode", key=SOUGHT, placeholder="SW1A 1AA", max_chars=12,
            on_change=_typed, args=(data, level),
        )  # fmt: skip
        said = st.session_state.get(SAID, "")
        if said:
            st.caption(messages.plain(said))
        postcode = postcodes.tidy(st.session_state.get(SOUGHT) or "")
        if postcode and postcode not in own_state.places():
            host = postcodes.host(Settings.from_environment())
            st.caption(
                messages.plain(
                    f"{postcode} is not known here. The button sends this postcode, and nothing "
                    f"else, to {host}."
                )
            )
            st.button(f"Ask {host}", on_click=_ask, args=(postcode, data, level))


def _typed(data: Dataset, level: str) -> None:
    """Use what is known already; nothing is sent."""
    text = st.session_state.get(SOUGHT) or ""
    postcode = postcodes.tidy(text)
    st.session_state[SAID] = ""
    if text.strip() and not postcode:
        st.session_state[SAID] = "That is no full postcode; write it like SW1A 1AA."
    elif postcode:
        place = postcodes.cached(Settings.from_environment()).get(postcode)
        if place:
            _found(place, data, level)


def _ask(postcode: str, data: Dataset, level: str) -> None:
    try:
        places, problems = postcodes.look_up([postcode], Settings.from_environment())
    except GapmapError as error:
        st.session_state[SAID] = str(error)
        return
    st.session_state[SAID] = " ".join(problems)
    if postcode in places:
        _found(places[postcode], data, level)


def _found(place: Place, data: Dataset, level: str) -> None:
    own_state.places()[place.postcode] = place
    blocks = own_state.reader(data.shipped, data).blocks_of(place)
    codes = areas_at(data, level, blocks)
    if len(codes) == 1:
        st.session_state[state.AREA] = codes[0]
        ended = f"; the postcode ended in {place.ended}" if place.ended else ""
        st.session_state[SAID] = f"{place.postcode} is in the area chosen above{ended}."
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
