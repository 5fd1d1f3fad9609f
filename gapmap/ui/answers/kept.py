"""What the directory keeps, on the page: history of an area, requests, drafts, revisions, undo."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from gapmap.core.evidence.asking.columns import BY_KEY
from gapmap.core.evidence.merging.merge import STANDINGS
from gapmap.core.evidence.merging.states import NEXT, WORDS, RequestState
from gapmap.dataset import Dataset
from gapmap.errors import ConflictError, GapmapError
from gapmap.present import html
from gapmap.present.words.labels import plural
from gapmap.settings import Settings
from gapmap.tasks.asking.directory import opened, past, requests
from gapmap.tasks.asking.directory.roles import Person
from gapmap.ui import messages

if TYPE_CHECKING:
    from gapmap.io.directory.history import Told

SAID: Final = "directory_said"
SET: Final = [s for s in RequestState if any(s in following for following in NEXT.values())]
"""The states that a person can say."""
SHOWN: Final = 50  # revisions in sight


def say(text: str) -> None:
    """Keep a sentence for the next time that the page is drawn."""
    st.session_state[SAID] = text


def told() -> None:
    """Show the sentence that was kept."""
    said = st.session_state.pop(SAID, None)
    if said:
        st.success(messages.plain(said))


def conflicts(error: ConflictError) -> None:
    """Show what two people changed: mine, theirs and base of each field."""
    messages.fail(str(error))
    rows = [
        {name: getattr(one, name, "") for name in ("key", "field", "mine", "theirs", "base")}
        for one in error.conflicts
    ]
    if rows:
        st.html(html.listing(rows, "What two people changed: mine, theirs and base"))


def history(dataset: Dataset, code: str, settings: Settings) -> None:
    """The values of an area that came with returns, each with the cell it came from."""
    directory = opened.directory(settings)
    if directory is None:
        return
    for row in requests.disputes(directory, dataset, code):
        messages.warn(f"{row['body']} disputes what is held here: {row['ground'] or 'no ground'}.")
    found = past.of(directory, dataset, code)
    if not found:
        return
    st.subheader("Answers merged here")
    rows = [
        {
            "record": p.value.record,
            "field": BY_KEY[p.value.field].heading if p.value.field in BY_KEY else p.value.field,
            "value": p.value.value,
            "standing": "undone" if p.revision.undone else STANDINGS[p.value.standing],
            "file, sheet, cell": ", ".join(
                filter(None, (p.value.file, p.value.sheet, p.value.cell))
            ),
            "body": p.value.body,
            "answered": p.value.answered,
            "confirmed": p.value.confirmed,
            "revision": p.revision.id,
            "why": p.value.reason,
        }
        for p in reversed(found)
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="directory_history",
                 alt="Values that came with answers, with file, sheet and cell")  # fmt: skip


def show(who: Person, settings: Settings) -> None:
    """Draw requests, drafts and revisions; what may be done to them only for those who may."""
    if opened.directory(settings) is None:
        return
    _requests(who, settings)
    _revisions(who, settings)


def _requests(who: Person, settings: Settings) -> None:
    rows = requests.rows(opened.needed(settings), datetime.now(UTC).date())
    if not rows:
        return
    st.header("Where each request stands")
    names = ("body", "made", "sent", "due", "state", "answered", "ground")
    told = [{n: WORDS[row[n]] if n == "state" else row[n] for n in names} for row in rows]
    st.dataframe(pd.DataFrame(told), hide_index=True, key="directory_requests",
                 alt="Requests with their state and days")  # fmt: skip
    if who.edits:
        _become(who, settings)


def _become(who: Person, settings: Settings) -> None:
    """The form that says what has become of requests: of one, or of many that went out together."""
    directory, today = opened.needed(settings), datetime.now(UTC).date()
    now = requests.latest(directory)
    with st.form("directory_request"):
        bodies = st.multiselect(
            "Requests", list(now), format_func=lambda name: now[name]["body"],
            key="directory_request_bodies", placeholder="Choose one or several",
        )  # fmt: skip
        left, right = st.columns(2)
        to = left.selectbox("What has become of them", SET, format_func=WORDS.__getitem__,
                            key="directory_request_state")  # fmt: skip
        on = right.date_input("On", today, max_value=today, format="DD/MM/YYYY",
                              key="directory_request_day")  # fmt: skip
        ground = st.text_input(
            "Ground, of a refusal or a dispute", key="directory_request_ground", max_chars=500
        )
        sent = st.form_submit_button("Keep")
    if not sent:
        return
    if not bodies:
        messages.fail("No request is chosen: choose one or several.")
        return
    day = on if isinstance(on, date) else today
    try:
        requests.move(directory, bodies, to, day, ground, who.name)
    except GapmapError as error:
        messages.fail(str(error))
    else:
        say(f"{plural(len(bodies), 'request')}: {WORDS[to]}.")
        st.rerun()


def _revisions(who: Person, settings: Settings) -> None:
    directory = opened.needed(settings)
    found = directory.revisions(SHOWN)
    st.header("What was changed here")
    rows = [
        {
            "revision": r.id, "what": r.what, "state": "undone" if r.undone else r.state,
            "who": r.who, "when": r.at, "why": r.why, "changes": r.changes,
            "published by": r.published_by,
        }
        for r in found
    ]  # fmt: skip
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="directory_revisions",
                 alt="Revisions, the newest first")  # fmt: skip
    if not who.edits:
        return
    drafts = {r.id: r for r in found if r.state == "draft"}
    if drafts:
        _drafts(drafts, who, settings)
    able = {r.id: r for r in found if r.state == "published" and r.what != "seed" and not r.undone}
    if able and who.publishes:
        with st.form("directory_undo"):
            number = st.selectbox(
                "Revision to undo", list(able), key="directory_undone",
                format_func=lambda n: _named(able[n]),
            )  # fmt: skip
            why = st.text_input("Why", key="directory_undo_why", max_chars=500)
            undo = st.form_submit_button("Undo")
        if undo:
            _undo(number, why, who, settings)


def _named(one: "Told") -> str:
    return f"{one.id}, {one.what} by {one.who}: {one.why}"


def _drafts(drafts: "dict[int, Told]", who: Person, settings: Settings) -> None:
    """What a draft would change, for whoever publishes it or gives it up."""
    number = st.selectbox(
        "Draft", list(drafts), key="directory_draft",
        format_func=lambda n: _named(drafts[n]),
    )  # fmt: skip
    rows = past.changes(opened.needed(settings), number)
    st.dataframe(pd.DataFrame(rows), hide_index=True, key="directory_draft_changes",
                 alt="What the draft would change, field by field")  # fmt: skip
    with st.form("directory_drafts"):
        left, right = st.columns(2)
        publish = left.form_submit_button("Publish", disabled=not who.publishes)
        withdraw = right.form_submit_button("Withdraw")
    if (publish and who.publishes) or withdraw:  # a browser can press what is disabled
        _draft(number, who, settings, publish=publish)


def _draft(number: int, who: Person, settings: Settings, *, publish: bool) -> None:
    directory = opened.needed(settings)
    try:
        if publish:
            directory.publish(number, who.name, second=settings.second_person)
        else:
            directory.withdraw(number)
    except ConflictError as error:
        conflicts(error)
    except GapmapError as error:
        messages.fail(str(error))
    else:
        say(f"Draft {number} is {'published' if publish else 'withdrawn'}.")
        st.rerun()


def _undo(number: int, why: str, who: Person, settings: Settings) -> None:
    try:
        by = past.undo(opened.needed(settings), number, who.name, why, draft=settings.second_person)
    except ConflictError as error:
        conflicts(error)
    except GapmapError as error:
        messages.fail(str(error))
    else:
        waits = ", once somebody else publishes it" if settings.second_person else ""
        kind = "draft" if waits else "revision"
        say(f"Revision {number} is taken back by {kind} {by}{waits}.")
        st.rerun()
