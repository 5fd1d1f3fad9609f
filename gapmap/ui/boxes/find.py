"""Find any area of any level: by name, former or Welsh name, code, town, or by a postcode.

Where a text may mean several areas they are offered as buttons. A district of postcodes is known
here; a whole postcode is looked up in what is known already, and the service is asked once a button
is pressed.
"""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from gapmap.dataset import Dataset
from gapmap.errors import GapmapError
from gapmap.io.own import postcodes
from gapmap.io.own.postcodes import Place
from gapmap.present import html
from gapmap.settings import Settings
from gapmap.tasks.area import district
from gapmap.tasks.area.answer import Search
from gapmap.tasks.area.find import Finder
from gapmap.tasks.area.offers import Offer, level_now
from gapmap.ui import messages
from gapmap.ui.state import choices as state
from gapmap.ui.state import own_file as own_state

BOX: Final = "bar_find"
SOUGHT: Final = "postcode_sought"
SAID: Final = "find_said"
OFFERED: Final = "find_offered"
VIEW: Final = "find_said_of"
"""The view beneath which something was said first: with another it is said no more."""
KEPT: Final = "find_kept"
"""The area that was chosen before, as long as what was typed has opened none."""
REMEDY: Final = "search for the name of a town or area instead, or ask again later"


_finders: Final[dict[str, Finder]] = {}
"""The finder of the data that were shown last, which all sessions share."""


def _finder(data: Dataset) -> Finder:
    found = _finders.get(data.shipped)
    if found is None:
        _finders.clear()
        found = _finders[data.shipped] = Finder(data)
    return found


def show(data: Dataset) -> None:
    """Draw the box. The area it finds becomes the chosen one, at its own level."""
    finder = _finder(data)
    st.selectbox(
        "Find any area or postcode",
        finder.labels,
        index=None,
        key=BOX,
        placeholder="Find area, town or postcode",
        label_visibility="collapsed",
        width=290,
        accept_new_options=True,
        filter_mode="contains",  # else “M5” lists every name that has an m somewhere before a 5
        on_change=_chosen,
        args=(data, finder),
    )


def say(data: Dataset, view: tuple[object, ...]) -> None:
    """Say across the page what became of the last search, until another view is on screen."""
    said, postcode = st.session_state.get(SAID, ""), st.session_state.get(SOUGHT, "")
    still = _still(data)
    if not said and not postcode:
        return
    if st.session_state.setdefault(VIEW, view) != view:
        _forget()
        return
    if said:
        _show_answer(f"{said}{still}", st.session_state.get(OFFERED, ()), data)
    if postcode and postcode not in own_state.places():
        _show_asking(postcode, "" if said else still, data)


def _still(data: Dataset) -> str:
    """That the area chosen before is no answer to what was typed."""
    code = st.session_state.get(KEPT)
    if not code or code != st.session_state[state.AREA]:
        return ""
    areas = data.tables["areas"]
    names = areas.loc[areas["code"] == code, "name"]
    return "" if names.empty else f" {names.iloc[0]} is still shown."


def _show_answer(said: str, offers: Sequence[Offer], data: Dataset) -> None:
    """What is said, and beside it, as far as there is room, what may be chosen."""
    with st.container(horizontal=True, key="find_answer", vertical_alignment="center"):
        st.html(html.told(said), width="content")
        if not offers:
            return
        with st.container(horizontal=True, key="find_offers", gap="xsmall", width="content"):
            for number, offer in enumerate(offers):
                label, key = messages.plain(offer.label), f"find_offer_{number}"
                st.button(label, key=key, on_click=_take, args=(offer, data))


def _show_asking(postcode: str, still: str, data: Dataset) -> None:
    """What asking would send to whom, beside the button without which nothing is sent."""
    host = postcodes.host(Settings.from_environment())
    asking = f"{postcode} is not known here. The button sends this postcode, and nothing else,"
    with st.container(horizontal=True, key="find_asking", vertical_alignment="center"):
        st.html(html.told(f"{asking} to {host}.{still}"), width="content")
        st.button(f"Ask {host}", key="ask_postcode", on_click=_ask, args=(postcode, data))


def _forget() -> None:
    st.session_state[SOUGHT] = st.session_state[SAID] = ""
    st.session_state[OFFERED] = ()
    st.session_state.pop(VIEW, None)
    st.session_state.pop(KEPT, None)


def _take(offer: Offer, data: Dataset) -> None:
    """Open an area, and say what there is to say of it: also that another level is drawn now."""
    before = st.session_state[state.key("level")]
    _forget()
    open_area(offer.level, offer.code)
    said = [offer.said] if offer.said else []
    if offer.level != before:
        said.append(level_now(offer.level, "" if said else _name(offer, data)))
    st.session_state[SAID] = " ".join(said)


def _name(offer: Offer, data: Dataset) -> str:
    areas = data.tables["areas"]
    its = areas[(areas["code"] == offer.code) & (areas["level"] == offer.level)]
    return str(its["name"].iloc[0])


def _chosen(data: Dataset, finder: Finder) -> None:
    """Open what was chosen or typed; nothing is sent. The box is empty again afterwards."""
    text = (st.session_state.get(BOX) or "").strip()
    st.session_state[BOX] = None
    _forget()
    if not text:
        return
    answer = Search(data, finder, st.session_state[state.key("level")]).answer(text)
    if answer.opens:
        _take(answer.opens, data)
        return
    st.session_state[KEPT] = st.session_state[state.AREA]
    st.session_state[SOUGHT] = answer.postcode
    place = postcodes.cached(Settings.from_environment()).get(answer.postcode)
    if place:
        _found(place, data)
    else:
        st.session_state[SAID], st.session_state[OFFERED] = answer.said, tuple(answer.offers)


def open_area(level: str, code: str) -> None:
    """Choose an area, and draw its level when another is drawn."""
    st.session_state[state.key("level")] = level
    st.session_state[state.AREA] = code
    st.session_state.pop(KEPT, None)


def _ask(postcode: str, data: Dataset) -> None:
    st.session_state.pop(VIEW, None)  # the area found is another view
    try:
        places, problems = postcodes.look_up([postcode], Settings.from_environment(), remedy=REMEDY)
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
    answer = district.of_place(data, place, blocks, level)
    if answer.opens:
        _take(answer.opens, data)
    else:
        st.session_state[SAID], st.session_state[OFFERED] = answer.said, tuple(answer.offers)
