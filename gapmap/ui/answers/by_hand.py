"""Edits by hand, in forms: a record is corrected, added or taken out, with a reason.

Only those who may edit see a form. What a form began from is kept with it, so that what somebody
else publishes meanwhile is told as a conflict and never written over unseen.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

import streamlit as st

from gapmap.core.evidence.merging.by_hand import LABELS
from gapmap.dataset import Dataset
from gapmap.errors import ConflictError, GapmapError
from gapmap.present.area.programmes import OWN_FILE
from gapmap.settings import Settings
from gapmap.tasks.asking.directory import by_hand, merging, opened
from gapmap.tasks.asking.directory.by_hand import (
    ADD,
    ANOTHER_YEAR,
    CORRECT,
    REMOVE,
    WAYS,
    Form,
    Source,
    Typed,
)
from gapmap.tasks.asking.directory.roles import Person
from gapmap.ui import messages
from gapmap.ui.answers import kept
from gapmap.ui.state import own_file
from gapmap.vocabulary import (
    CAPACITY_KINDS,
    GROUPS,
    LEVELS,
    PROGRAMME_STATUSES,
    ROUTES,
    TYPES,
)

if TYPE_CHECKING:
    from gapmap.io.directory.models import Document

BASE: Final = "hand_base"
"""The record that a form was opened with, by its id."""
TIMES: Final = "hand_times"
"""How often forms were begun anew: part of the widgets' keys, so that they start afresh."""
CONFLICT: Final = "hand_conflict"
"""The form that could not be saved, and with what it was in conflict."""
MINE: Final = "hand_mine"
"""What was typed into that form, to be put onto what others have published since."""
DAYS: Final = "DD/MM/YYYY"
MOST: Final = 5_000  # records to choose from
BLANK: Final = "not stated"
NAMED: Final = {"all": "all that there are", "some": "some of them"}


def show(dataset: Dataset, code: str | None, who: Person, settings: Settings) -> None:
    """Draw the form for a record of an area (none: of any), for those who may edit."""
    if not who.edits or opened.directory(settings) is None:
        return
    st.header("Change what is held")
    st.write(
        "Every change is kept with its reason, its source and who made it, and can be undone. "
        "Counts and money come from answers and sources alone."
    )
    way = st.radio("What to do", list(WAYS), format_func=WAYS.__getitem__, key="hand_way")
    if way == ADD:
        _form(dataset, way, None, who, settings)
        return
    many = code is None and len(dataset.observations) > MOST  # no list is made, to be thrown away
    names = {} if many else records(dataset, code)
    if not names or len(names) > MOST:
        told = "Choose an area at the top first." if many or names else "No record is held here."
        st.caption(told)
        return
    name = st.selectbox("Record", list(names), None, format_func=names.__getitem__,
                        key="hand_record", placeholder="Choose a record")  # fmt: skip
    if name is None:
        return
    base = _base(name, settings)
    if base is None:
        messages.warn("That record is not kept any more; choose another.")
    else:
        _form(dataset, way, base, who, settings)


def records(dataset: Dataset, code: str | None) -> dict[str, str]:
    """The records of an area, else all: their ids with programme, provider and period.

    Lines of a user's own file are none.
    """
    wide = dataset.lookup
    here = {str(b) for level in LEVELS for b in wide.index[wide[level] == code]} if code else set()
    told = {}
    for one in dataset.observations:
        row = dataset.programmes[one.observation_id]
        if row["checked"] != OWN_FILE and (not code or here & {str(b) for b in one.blocks}):
            parts = (row["programme"], row["provider"], row["period"])
            told[one.observation_id] = ", ".join(filter(None, parts))
    return dict(sorted(told.items(), key=lambda item: item[1].casefold()))


def _base(name: str, settings: Settings) -> "Document | None":
    """The record as it was when its form was opened."""
    from gapmap.io.directory.models import PROGRAMME

    held: dict[str, Document] = st.session_state.setdefault(BASE, {})
    if name not in held:
        found = opened.needed(settings).entry(PROGRAMME, name)
        if found is None:
            return None
        held.clear()  # another form is closed by this one
        held[name] = found
    return held[name]


def _begin_anew() -> None:
    """Let the form begin from what is held now, with nothing typed."""
    for name in (BASE, CONFLICT, MINE):
        st.session_state.pop(name, None)
    st.session_state[TIMES] = st.session_state.get(TIMES, 0) + 1


def _over_theirs() -> None:
    """Let the form begin from what is held now, with the fields that were changed in it."""
    _, form = st.session_state[CONFLICT]
    _begin_anew()
    st.session_state[MINE] = form


def _form(
    dataset: Dataset, way: str, base: "Document | None", who: Person, settings: Settings
) -> None:
    today = datetime.now(UTC).date()
    draft = settings.second_person or not who.publishes
    name = (base or {}).get("observation_id", "")
    mark = f"{way}_{name}_{st.session_state.get(TIMES, 0)}"
    before = _mine(way, name)
    with st.form(f"hand_{mark}"):
        cells: dict[str, str] = {}
        source = Source()
        if way != REMOVE:
            cells = _fields(way, base or {}, before, mark, today)
            held = _held(base, settings) if base and way == CORRECT else ""
            source = _source(held, before, mark, today)
        reason = st.text_area("Reason (kept with the change)", before.reason, max_chars=500,
                              key=f"hand_reason_{mark}")  # fmt: skip
        sent = st.form_submit_button("Keep as a draft" if draft else "Save", type="primary")
    if sent:
        form = Form(way, base, Typed(cells, source, reason), today)
        _save(dataset, form, who, settings, draft=draft)
    error, form = st.session_state.get(CONFLICT, (None, None))
    if error is not None and _is_of(form, way, name):
        kept.conflicts(error)
        row = st.container(horizontal=True)
        row.button("Begin anew from theirs", on_click=_begin_anew, key="hand_anew")
        row.button("Put mine onto theirs", on_click=_over_theirs, key="hand_over")


def _mine(way: str, name: str) -> Typed:
    """What was typed before a conflict into a form of this record: only what it changed."""
    form: Form | None = st.session_state.get(MINE)
    if form is None or not _is_of(form, way, name):
        return Typed({}, Source(), "")
    base = form.base or {}
    changed = {c: text for c, text in form.typed.cells.items() if text != base.get(c, "")}
    return replace(form.typed, cells=changed)


def _is_of(form: Form, way: str, name: str) -> bool:
    return (form.way, (form.base or {}).get("observation_id", "")) == (way, name)


def _save(dataset: Dataset, form: Form, who: Person, settings: Settings, *, draft: bool) -> None:
    st.session_state.pop(CONFLICT, None)
    blocks = merging.blocks_of(own_file.reader(dataset.shipped, dataset))
    try:
        number = by_hand.save(opened.needed(settings), form, blocks, who.name, draft=draft)
    except ConflictError as error:
        st.session_state[CONFLICT] = (error, form)
    except GapmapError as error:
        messages.fail(str(error))
    else:
        _begin_anew()
        kept.say(f"Kept as {'draft' if draft else 'revision'} {number}.")
        st.rerun()


def _fields(way: str, base: "Document", before: Typed, mark: str, today: date) -> dict[str, str]:
    """The cells of a form: all of a record that is corrected or added, the places of a year."""
    fields = _Fields(base if way == CORRECT else {}, before.cells, mark)
    if way == ADD:
        fields.text("programme")
        fields.text("provider")
        fields.text("areas_as_stated", "Councils or police force areas, separated by ;")
        fields.choice("programme_type", TYPES)
    if way != ANOTHER_YEAR:
        left, right = st.columns(2)
        with left:
            fields.choice("status", PROGRAMME_STATUSES)
        with right:
            fields.text("ended_year", "Only of one that has ended, such as 2025")
    left, middle, right = st.columns(3)
    with left:
        fields.text("capacity_places", "For one person in twelve months. Blank is not stated, "
                    "0 is a stated zero")  # fmt: skip
    with middle:
        fields.choice("capacity_kind", CAPACITY_KINDS)
    with right:
        fields.text("number_year", "A financial year such as 2025-26, or a year")
    if way != ANOTHER_YEAR:
        fields.several("referral_routes", ROUTES)
        fields.choice("routes_named", NAMED)
        fields.several("accepts", GROUPS)
    fields.text("funded_until", "A day, month or year, such as 2027-03-31")
    fields.day("as_of", today)
    return fields.cells


class _Fields:
    """Widgets of a form, and the cells that they hold."""

    def __init__(self, base: "Document", mine: Mapping[str, str], mark: str) -> None:
        self._base, self._mine, self._mark = base, mine, mark
        self.cells: dict[str, str] = {}

    def _key(self, column: str) -> str:
        return f"hand_{column}_{self._mark}"

    def _shown(self, column: str) -> str:
        return self._mine.get(column, self._base.get(column, ""))

    def text(self, column: str, help_text: str | None = None) -> None:
        self.cells[column] = st.text_input(
            LABELS[column],
            self._shown(column),
            key=self._key(column),
            help=help_text,
            max_chars=500,
        )

    def choice(self, column: str, words: Mapping[str, str]) -> None:
        value, options = self._shown(column), ["", *words]
        self.cells[column] = st.selectbox(
            LABELS[column], options, options.index(value) if value in options else 0,
            format_func=lambda term: words.get(term, BLANK), key=self._key(column),
        )  # fmt: skip

    def several(self, column: str, words: Mapping[str, str]) -> None:
        value = [term for term in self._shown(column).split(";") if term in words]
        found = st.multiselect(
            LABELS[column], list(words), value, format_func=words.__getitem__,
            key=self._key(column), placeholder=BLANK,
        )  # fmt: skip
        self.cells[column] = ";".join(found) if set(found) != set(value) else ";".join(value)

    def day(self, column: str, today: date) -> None:
        value = self._base.get(column, "")
        said = f"Held: {value}. Leave it blank to keep that." if value else None
        mine = date.fromisoformat(self._mine[column]) if self._mine.get(column) else None
        found = st.date_input(
            LABELS[column], mine, max_value=today, format=DAYS, key=self._key(column), help=said
        )
        self.cells[column] = found.isoformat() if isinstance(found, date) else value


def _held(base: "Document", settings: Settings) -> str:
    """The source that a record rests on, by its title."""
    from gapmap.io.directory.models import SOURCE

    found = opened.needed(settings).entry(SOURCE, base["source_id"])
    return found["title"] if found else base["source_id"]


def _source(held: str, before: Typed, mark: str, today: date) -> Source:
    """Where what was typed stands; ``held`` is the source that holds where nothing is typed."""
    rests = f" Left blank, it is as before: {held}." if held else ""
    st.caption(messages.plain(f"The source that says so.{rests}"))
    mine = before.source
    title = st.text_input("Title of the source", mine.title, 300, key=f"hand_title_{mark}")
    publisher = st.text_input("Who published it", mine.publisher, 200, key=f"hand_publisher_{mark}")
    address = st.text_input("Its address", mine.address, 500, key=f"hand_address_{mark}",
                            help="A web address; else where the document is kept")  # fmt: skip
    read = st.date_input("Read on", today, max_value=today, format=DAYS, key=f"hand_read_{mark}")
    return Source(title, publisher, address, read.isoformat() if isinstance(read, date) else "")
