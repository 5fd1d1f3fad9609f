"""The user's own file of programmes, as the session remembers it.

It lives in the session's memory, the bulk of a large one in a temporary file that no folder names,
and goes when the session ends or the user removes it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, TypedDict

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.errors import GapmapError, UserInputError
from gapmap.io.files import apart, turns
from gapmap.io.headings import normal
from gapmap.io.own.postcodes import Place
from gapmap.io.own.programmes import Checked
from gapmap.io.own.told import NOTHING_TOLD, Told
from gapmap.io.uploads import read as upload
from gapmap.io.uploads.table import Upload
from gapmap.tasks import own_programmes as own_data
from gapmap.ui.state import uploads

FILE: Final = "own_programmes"
REMEMBERED: Final = "own_told"  # by shape of file
LONG: Final = 2_000  # rows from which a bar is shown
PLACES: Final = "own_places"
UNKNOWN: Final = "own_unknown_postcodes"  # asked for in this session, and not known
CACHE: Final = "own_tables"
KEPT: Final = 8  # tables of a session with own data, so that the compared ones stay quick
ROOM: Final = 10_000  # services and areas of all tables together, beyond those that a page shows
SHOWN: Final = 2  # tables that a page shows at once
A_ROW: Final = 500  # bytes of a row, by which a table is large enough to wait for its turn
CHECKED: Final = "own_checked"
DATASET: Final = "own_dataset"
REFUSED: Final = "own_refused"  # the file that was read last, and what was wrong with it
ASKED: Final = "own_map_asked"  # what was told of a long file when its map was asked for
SLOW: Final = 5_000  # rows from which the map waits until it is asked for
PLAIN: Final = 300_000  # bytes of a text that is read on the spot
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
    told: Told = NOTHING_TOLD
    mode: str = "add"


@st.cache_resource(show_spinner=False)
def reader(fingerprint: str, _dataset: Dataset) -> own_data.Reader:  # noqa: ARG001
    """What reads areas, made once a server; it holds nothing of a user's."""
    return own_data.Reader(_dataset)


def current() -> OwnFile | None:
    """The file that is loaded."""
    found: OwnFile | None = st.session_state.get(FILE)
    return found


def take(file: UploadedFile, progress: Callable[[int], object]) -> str:
    """Take over a file that was sent, once; return why it cannot be read, or a blank."""
    held: tuple[str, str] = st.session_state.get(REFUSED, ("", ""))
    if held[0] != file.file_id:
        with turns.turn(file.size):
            problem = load(file.name, file.getvalue(), progress)
            uploads.drop(file)
        held = st.session_state[REFUSED] = (file.file_id, problem)
    return held[1]


def _read(
    content: bytes,
    name: str,
    told: Told = NOTHING_TOLD,
    progress: Callable[[int], object] = lambda _: None,
) -> Upload:
    """Read a file; what is large, or unpacks to more than it is, in a process of its own."""
    if len(content) < PLAIN and not content.startswith((upload.ZIP, upload.SQLITE, upload.OLE)):
        return own_data.read_file(content, name, told, progress)
    how = {"sheet": told.sheet, "heading_line": told.heading_line}
    return own_data.prepared(apart.call(upload.read, content, name, progress, **how), told)


def load(name: str, content: bytes, progress: Callable[[int], object] = lambda _: None) -> str:
    """Take a file over; return why it cannot be read, or a blank.

    A file of the same headings as one of this session is read as that one was.
    """
    number = st.session_state.get("own_number", 0) + 1
    try:
        sent = _read(content, name, progress=progress)
        told = _remembered(sent)
        if told.sheet or told.heading_line or told.blanks:
            sent = _read(content, name, told, progress)
        own = OwnFile(number, sent, own_data.mapping_of(sent, told), told)
    except GapmapError as error:
        return str(error)
    remove()  # before the new one is checked: only one has to fit
    st.session_state["own_number"] = number
    st.session_state[FILE] = own
    return ""


def shape(sent: Upload) -> tuple[str, ...]:
    """What files of one shape have in common: their headings."""
    return tuple(sorted(normal(h) for h in sent.header if h))


def _remembered(sent: Upload) -> Told:
    """What was said of an earlier file of this shape, as far as it is not about single lines."""
    held: Told = st.session_state.get(REMEMBERED, {}).get(shape(sent), NOTHING_TOLD)
    for_all: dict[str, str] = {k: v for k, v in held.repeats.items() if not k}
    return held.with_(programmes=[], areas_of_lines={}, repeats=for_all)


def change(**changes: Any) -> None:
    """Keep what the user chose for the file."""
    own = current()
    if own is not None:
        st.session_state[FILE] = replace(own, **changes)


def tell(told: Told) -> str:
    """Read the file as it is told now, and remember that for files of its shape.

    Returns why it cannot be read so, or a blank; then what was told before stays.
    """
    own = current()
    if own is None:
        return ""
    try:
        sent = own.sent
        if _table_of(told) != _table_of(own.told):
            sent = _read(own.sent.data, own.sent.name, told)
        mapping = own_data.mapping_of(sent, told)
    except GapmapError as error:
        return str(error)
    change(told=told, sent=sent, mapping=mapping)
    shapes = st.session_state.get(REMEMBERED, {})
    st.session_state[REMEMBERED] = {**shapes, shape(sent): told}
    return ""


def _table_of(told: Told) -> tuple[object, ...]:
    """What was said of where the table is and what its blanks hold: then it is read anew."""
    return told.sheet, told.heading_line, told.blanks, told.blanks and told.columns


def remove() -> None:
    """Forget the file and everything made from it."""
    for name in (FILE, CACHE, CHECKED, DATASET, ASKED):
        st.session_state.pop(name, None)


def places() -> dict[str, Place]:
    """Postcodes that this session has looked up or found in the cache."""
    held: dict[str, Place] = st.session_state.setdefault(PLACES, {})
    return held


def checked(own: OwnFile, data: Dataset) -> Checked:
    """The file, checked as chosen; kept until a choice changes. Raises UserInputError."""
    unknown = st.session_state.get(UNKNOWN, frozenset())
    known = (own.number, own.sent.sheet, own.mapping, own.told, len(places()), unknown)
    held = st.session_state.get(CHECKED)
    if held is None or held[0] != known:
        with turns.turn(len(own.sent.rows) * A_ROW):
            for name in (CACHE, CHECKED, DATASET):  # only one of each has to fit
                st.session_state.pop(name, None)
            given: Given = {"postcodes": places(), "told": own.told, "unknown": unknown}
            reads = reader(data.shipped, data)
            found = None
            if held is not None and _same_but_told(held[0], known):
                before = (held[1], held[0][3])
                found = reads.recheck(own.sent, own.mapping, before, **given)
            held = None
            if found is None:
                bar = _bar(len(own.sent.rows))
                found = reads.check(own.sent, own.mapping, progress=bar, **given)
        held = st.session_state[CHECKED] = (known, found)
    result: Checked = held[1]
    return result


class Given(TypedDict):
    """What a file is checked with."""

    postcodes: dict[str, Place]
    told: Told
    unknown: frozenset[str]


def _same_but_told(before: tuple[object, ...], now: tuple[object, ...]) -> bool:
    """Whether only what was told of the file has changed."""
    return (*before[:3], *before[4:]) == (*now[:3], *now[4:])


def _bar(rows: int) -> Callable[[int, int], object]:
    """A bar for a file that takes a while; nothing for a short one."""
    if rows < LONG:
        return lambda *_: None
    bar = st.progress(0.0, "Reading …")

    def show(done: int, of: int) -> None:
        if done == of:
            bar.empty()
        else:
            bar.progress(done / of, f"{done:,} of {of:,} rows read")

    return show


def map_waits() -> bool:
    """Whether the map of a long file is to be asked for, since a decision comes before it."""
    own = current()
    if own is None or len(own.sent.rows) < SLOW:
        return False
    return bool(st.session_state.get(ASKED) != (own.number, own.mapping, own.told))


def ask_for_map() -> None:
    """Have the map drawn of the file as it is told now."""
    own = current()
    if own is not None:
        st.session_state[ASKED] = (own.number, own.mapping, own.told)


def with_own_programmes(data: Dataset, *, deciding: bool = False) -> Dataset:
    """The dataset with the rows of the user's file that can be used, when there is one.

    While the user is ``deciding`` about a long file it is left out until its map is asked for: to
    put so many rows on the map takes longer than to answer a decision.
    """
    own = current()
    if own is None or own.mode == "off" or (deciding and map_waits()):
        return data
    try:
        found = checked(own, data)
    except UserInputError:
        return data  # the page of own data says what is missing
    if not found.rows:
        return data
    known = (st.session_state[CHECKED][0], own.mode, data.fingerprint, data.own_fingerprint)
    held = st.session_state.get(DATASET)
    if held is None or held[0] != known:
        with turns.turn(len(own.sent.rows) * A_ROW):
            st.session_state.pop(DATASET, None)
            made = own_data.with_checked(data, own.sent, found, own.mode)
        held = st.session_state[DATASET] = (known, made)
    result: Dataset = held[1]
    return result


def kept(key: tuple[object, ...], make: Callable[[], GapTable]) -> GapTable:
    """A table of this session alone, made anew only when it is not among the last few."""
    held: dict[tuple[object, ...], GapTable] = st.session_state.setdefault(CACHE, {})
    if key not in held:
        while len(held) >= KEPT or (len(held) >= SHOWN and sum(map(_size, held.values())) > ROOM):
            del held[next(iter(held))]
        held[key] = make()
    return held[key]


def _size(table: GapTable) -> int:
    return len(table.parts)
