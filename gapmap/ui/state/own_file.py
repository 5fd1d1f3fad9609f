"""The user's own file of programmes, as the session remembers it.

It lives in the session's memory alone, and goes when the session ends or the user removes it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Final

import streamlit as st

from gapmap.dataset import Dataset
from gapmap.errors import GapmapError, UserInputError
from gapmap.io.own import columns
from gapmap.io.own.postcodes import Place
from gapmap.io.own.programmes import Checked
from gapmap.io.uploads import read as upload
from gapmap.io.uploads.table import Upload
from gapmap.tasks import own_programmes as own_data

FILE: Final = "own_programmes"
REMEMBERED: Final = "own_columns"
PLACES: Final = "own_places"
UNKNOWN: Final = "own_unknown_postcodes"  # asked for in this session, and not known
CACHE: Final = "own_tables"
KEPT: Final = 8  # tables of a session with own data, so that the compared ones stay quick
MODES: Final = {
    "add": "Beside the programmes that gapmap ships",
    "replace": "Instead of them",
    "off": "Not at all",
}


@dataclass(frozen=True)
class OwnFile:
    """A file and what the user chose for it. ``number`` tells files of a session apart."""

    number: int
    sent: Upload
    mapping: dict[str, str]
    constants: dict[str, str] = field(default_factory=dict)
    confirmed: dict[str, str] = field(default_factory=dict)
    mode: str = "add"


@st.cache_resource(show_spinner=False)
def reader(fingerprint: str, _dataset: Dataset) -> own_data.Reader:  # noqa: ARG001
    """What reads areas, made once a server; it holds nothing of a user's."""
    return own_data.Reader(_dataset)


def current() -> OwnFile | None:
    """The file that is loaded."""
    found: OwnFile | None = st.session_state.get(FILE)
    return found


def load(name: str, content: bytes) -> str:
    """Take a file over; return why it cannot be read, or a blank."""
    number = st.session_state.get("own_number", 0) + 1
    try:
        sent = upload.read(content, name)
    except GapmapError as error:
        return str(error)
    st.session_state["own_number"] = number
    mapping = columns.guess(sent.header, st.session_state.get(REMEMBERED))
    st.session_state[FILE] = OwnFile(number, sent, mapping)
    return ""


def change(**changes: Any) -> None:
    """Keep what the user chose for the file."""
    own = current()
    if own is not None:
        st.session_state[FILE] = replace(own, **changes)


def choose_column(ours: str, heading: str | None) -> None:
    """Say which heading a column of ours has (None: it is not in the file), and remember it."""
    own = current()
    if own is None:
        return
    mapping = {k: v for k, v in own.mapping.items() if k != ours}
    if heading is not None:
        mapping[ours] = heading
    change(mapping=mapping)
    st.session_state[REMEMBERED] = {**st.session_state.get(REMEMBERED, {}), **mapping}


def remove() -> None:
    """Forget the file and everything made from it."""
    for name in (FILE, CACHE, "own_checked", "own_dataset"):
        st.session_state.pop(name, None)


def places() -> dict[str, Place]:
    """Postcodes that this session has looked up or found in the cache."""
    held: dict[str, Place] = st.session_state.setdefault(PLACES, {})
    return held


def checked(own: OwnFile, data: Dataset) -> Checked:
    """The file, checked as chosen; kept until a choice changes. Raises UserInputError."""
    known = (own.number, own.mapping, own.constants, own.confirmed, len(places()))
    held = st.session_state.get("own_checked")
    if held is None or held[0] != known:
        mapping = {o: h for o, h in own.mapping.items() if o not in own.constants}
        found = reader(data.shipped, data).check(
            own.sent, mapping, own.constants, own.confirmed, places()
        )
        held = st.session_state["own_checked"] = (known, found)
    result: Checked = held[1]
    return result


def with_own_programmes(data: Dataset) -> Dataset:
    """The dataset with the rows of the user's file that can be used, when there is one."""
    own = current()
    if own is None or own.mode == "off":
        return data
    try:
        found = checked(own, data)
    except UserInputError:
        return data  # the page of own data says what is missing
    if not found.rows:
        return data
    known = (st.session_state["own_checked"][0], own.mode, data.fingerprint, data.own_fingerprint)
    held = st.session_state.get("own_dataset")
    if held is None or held[0] != known:
        made = own_data.with_checked(data, own.sent, found, own.mode)
        held = st.session_state["own_dataset"] = (known, made)
    result: Dataset = held[1]
    return result


def kept(key: tuple[object, ...], make: Callable[[], Any]) -> Any:
    """A result of this session alone, made anew only when it is not among the last few."""
    held: dict[tuple[object, ...], Any] = st.session_state.setdefault(CACHE, {})
    if key not in held:
        while len(held) >= KEPT:
            del held[next(iter(held))]
        held[key] = make()
    return held[key]
