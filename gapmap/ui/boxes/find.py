"""Find any area of any level: by name, former or Welsh name, code, or by a postcode.

Where a text may mean several areas they are offered as buttons. A district of postcodes is known
here; a whole postcode is looked up in what is known already, and the service is asked once a button
is pressed.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import streamlit as st

from gapmap.dataset import Dataset
from gapmap.errors import GapmapError
from gapmap.fields import shown
from gapmap.io.own import postcodes
from gapmap.io.own.postcodes import Place
from gapmap.io.own.where.postcode_districts import District
from gapmap.present import html
from gapmap.settings import Settings
from gapmap.tasks.area import postcode as by_postcode
from gapmap.tasks.area.find import Finder, Found
from gapmap.ui import messages
from gapmap.ui.state import choices as state
from gapmap.ui.state import own_file as own_state
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR

BOX: Final = "bar_find"
SOUGHT: Final = "postcode_sought"
DISTRICT: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?( ?[0-9])?", re.IGNORECASE | re.ASCII)
"""The first part of a postcode, or that and the digit behind it."""
SAID: Final = "find_said"
OFFERED: Final = "find_offered"
VIEW: Final = "find_said_of"
"""The view beneath which something was said first: with another it is said no more."""
REMEDY: Final = "search for the name of an area instead, or ask again later"
MOST: Final = 8  # areas that are offered
ROOM: Final = 200
"""Letters of the buttons that stand on one line of a wide window, each as five more."""


@dataclass(frozen=True)
class Offer:
    """An area to choose, and what is said once it is chosen."""

    label: str
    level: str
    code: str
    said: str = ""


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
        filter_mode="contains",  # else “M5” lists every name that has an m somewhere before a 5
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
    _show_offers(st.session_state.get(OFFERED, ()))
    if postcode and postcode not in own_state.places():
        host = postcodes.host(Settings.from_environment())
        asking = f"{postcode} is not known here. The button sends this postcode, and nothing else,"
        st.html(html.told(f"{asking} to {host}."))
        st.button(f"Ask {host}", key="ask_postcode", on_click=_ask, args=(postcode, data))


def _show_offers(offers: Iterable[Offer]) -> None:
    if offers:
        with st.container(horizontal=True, key="find_offers", gap="xsmall"):
            for number, offer in enumerate(offers):
                label, key = messages.plain(offer.label), f"find_offer_{number}"
                st.button(label, key=key, on_click=_take, args=(offer,))


def _forget() -> None:
    st.session_state[SOUGHT] = st.session_state[SAID] = ""
    st.session_state[OFFERED] = ()
    st.session_state.pop(VIEW, None)


def _take(offer: Offer) -> None:
    """Open an area, and say what there is to say of it."""
    _forget()
    open_area(offer.level, offer.code)
    st.session_state[SAID] = offer.said


def _offer(offers: Sequence[Offer], said: str) -> None:
    """Ask which of several is meant."""
    st.session_state[SAID], st.session_state[OFFERED] = said, tuple(offers)


def _chosen(data: Dataset, finder: Finder) -> None:
    """Open what was chosen or typed; nothing is sent. The box is empty again afterwards."""
    text = (st.session_state.get(BOX) or "").strip()
    st.session_state[BOX] = None
    _forget()
    if not text:
        return
    sought = finder.sought(text, st.session_state[state.key("level")])
    if sought.exact:
        _take(_of(sought.found[0]))
    elif postcode := postcodes.tidy(text):
        st.session_state[SOUGHT] = postcode
        place = postcodes.cached(Settings.from_environment()).get(postcode)
        if place:
            _found(place, data)
        elif district := by_postcode.district(postcode.split()[0]):
            _near(district, data)
    elif district := by_postcode.district(text):
        _found_district(district, data)
    elif sought.opens:
        found = sought.found[0]
        _take(_of(found, f"{shown(text)}: {found.named}, {found.what}"))
    else:
        _which(text, sought.found, finder)


def _of(found: Found, said: str = "") -> Offer:
    """An area as a choice; of a name that is not its own is said what it is there."""
    part = f"{found.named}: {found.what}" if found.part else ""
    return Offer(found.short, found.level, found.code, said or part)


def _which(text: str, several: Sequence[Found], finder: Finder) -> None:
    """Ask which area a text means; where it fits none, those whose names are nearly the same."""
    if not several:
        near = [_of(found) for found in finder.nearest(text)]
        _offer(near, _not_found(text, near=bool(near)))
        return
    offers = fitting([_of(found) for found in several])
    said = f"{shown(text)}: {'which one' if len(several) > 1 else 'this one'}?"
    if len(offers) < len(several):
        said += (
            f" {len(several)} areas fit; the first {len(offers)} are here. Type more letters for "
            "another."
        )
    _offer(offers, said)


def fitting(offers: Sequence[Offer]) -> Sequence[Offer]:
    """The first of the areas that have room on a line."""
    taken = 0
    for number, offer in enumerate(offers[:MOST]):
        taken += len(offer.label) + 5
        if taken > ROOM and number:
            return offers[:number]
    return offers[:MOST]


def _not_found(text: str, *, near: bool) -> str:
    if not any(len(part) > 1 for part in re.findall(r"\w+", text)):
        return f"{shown(text)} is too short. Type more letters of a name, or a postcode."
    if DISTRICT.fullmatch(text):
        return (
            f"{shown(text.upper())} is the first part of no postcode that is known here. Type the "
            "whole postcode, as SW1A 1AA, or the name of an area."
        )
    said = f"No area or full postcode is called {shown(text)}."
    if near:
        return f"{said} Nearly the same:"
    return (
        f"{said} Type a council, county or police force, its code, or a postcode such as SW1A 1AA."
    )


def open_area(level: str, code: str) -> None:
    """Choose an area, and draw its level when another is drawn."""
    st.session_state[state.key("level")] = level
    st.session_state[state.AREA] = code


def _offers_of(district: District, data: Dataset) -> tuple[by_postcode.Lying, list[Offer]]:
    """Where a district lies, and its areas to choose from."""
    lies = by_postcode.lying(data, district, st.session_state[state.key("level")])
    names = data.tables["areas"].drop_duplicates("code").set_index("code")["name"]
    partly = f", and partly in {' and '.join(lies.beyond)}" if lies.beyond else ""
    said = f"{district.name} is partly in "
    return lies, [
        Offer(str(names[code]), lies.level, code, f"{said}{names[code]}{partly}.")
        for code in lies.codes
    ]


def _near(district: District, data: Dataset) -> None:
    """Offer the areas of a postcode's district, beside asking where the postcode itself is."""
    lies, offers = _offers_of(district, data)
    if len(offers) == 1 and not lies.beyond:
        only = replace(offers[0], said="")
        _offer([only], f"All of {district.name} is in {only.label}.")
    elif len(offers) == 1:
        _offer(offers, offers[0].said)
    elif offers:
        beyond = f", and partly in {' and '.join(lies.beyond)}" if lies.beyond else ""
        several = f"{len(offers)} {LEVEL_PLURAL[lies.level]}{beyond}"
        _offer(offers[:MOST], f"{district.name} lies in {several}:")


def _found_district(district: District, data: Dataset) -> None:
    """Open the area that a district lies in; where it lies in several, ask which."""
    lies, offers = _offers_of(district, data)
    beyond, name = " and ".join(lies.beyond), district.name
    partly = f", and partly in {beyond}" if beyond else ""
    several = LEVEL_PLURAL[lies.level]
    if not offers:
        st.session_state[SAID] = f"{name} is in {beyond}, where no {several} are shown."
    elif len(offers) == 1:
        whole = f"{name}: {offers[0].label}, {LEVEL_SINGULAR[lies.level]}."
        _take(offers[0] if beyond else replace(offers[0], said=whole))
    else:
        lies_in = f"{name} lies in {len(offers)} {several}{partly}"
        _offer(offers[:MOST], f"{lies_in}. Which one? The first has the most postcodes.")


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
    st.session_state[OFFERED] = ()
    level = st.session_state[state.key("level")]
    blocks = own_state.reader(data.shipped, data).blocks_of(place)
    codes = by_postcode.areas_at(data, level, blocks)
    if not codes and level == "borough":  # not in London
        level = "utla"
        codes = by_postcode.areas_at(data, level, blocks)
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
