"""Returns that are dropped on the page: read, every fault listed, then decided field by field."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Final

import pandas as pd
import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from gapmap.core.evidence.asking.columns import BY_KEY
from gapmap.core.evidence.asking.missing import Missing
from gapmap.core.evidence.merging.merge import DECISIONS, Decision, as_proposed
from gapmap.core.evidence.merging.proposals import Proposal
from gapmap.dataset import Dataset
from gapmap.errors import ConflictError, GapmapError
from gapmap.io.files import apart, turns
from gapmap.io.returns.read import Known, Return, of, several
from gapmap.io.returns.together import read_together
from gapmap.present import html
from gapmap.present.words.labels import plural
from gapmap.settings import Settings
from gapmap.tasks.asking import returns
from gapmap.tasks.asking.directory import decisions, merging, opened
from gapmap.tasks.asking.directory.merging import Proposed
from gapmap.tasks.asking.directory.roles import Person
from gapmap.tasks.asking.recorded import everyone
from gapmap.ui import messages
from gapmap.ui.answers import kept
from gapmap.ui.state import own_file, uploads

FILES: Final = "returns_files"
READ: Final = "returns_read"
"""What was read, by the file's id: a return, or why it is none."""
DECIDED: Final = "returns_decided"
MOST: Final = 100  # returns that a session holds
AS_FILED: Final = ""
CHOSEN: Final = "returns_chosen"
NEXT: Final = "returns_next"
"""The return that has just been merged, by its hash: the next one comes."""
MERGED: Final = " (merged)"
READING: Final = "Reading returns …"
IN_SIGHT: Final = 20  # faults that are written out; the rest can be scrolled to
AT_ONCE: Final = 10  # returns that one process reads
SMALL: Final = 1_000_000  # bytes of all of them


def show(dataset: Dataset, found: Missing, who: Person, settings: Settings) -> None:
    """Draw where returns are dropped, what is wrong with them, and what they propose."""
    st.header("Answers that came back")
    kept.told()
    st.write(
        "Drop workbooks that came back. They are read here; nothing enters the figures by that."
    )
    names = {body.body_id: body.body for body in everyone(dataset)}
    body = st.selectbox(
        "Whose they are, where a file does not say",
        [AS_FILED, *names],
        format_func=lambda one: names.get(one, "as the file says"),
        key="returns_body",
    )
    files = _files()
    if not files:
        return
    known = returns.known(dataset, found)
    _take(files, known)
    came = [of(one, body, known) for one in _held(files)]
    for said in several(came):
        messages.warn(said)
    if not came:
        return
    done = _merged(came, settings)
    st.dataframe(pd.DataFrame([_row(one, one.sha256 in done) for one in came]), hide_index=True,
                 key="returns_list", alt="Returns with their rows and faults")  # fmt: skip
    if just := st.session_state.pop(NEXT, ""):
        left = [n for n, one in enumerate(came) if one.sha256 not in {*done, just}]
        st.session_state[CHOSEN] = left[0] if left else 0
    at = st.selectbox(
        "Return", range(len(came)), key=CHOSEN,
        format_func=lambda n: f"{came[n].name}{MERGED if came[n].sha256 in done else ''}",
    )  # fmt: skip
    one = came[at]
    _faults(one)
    if who.edits:
        _merge(dataset, known, one, who, settings)
    else:
        st.caption(messages.plain(who.why))


def _merged(came: list[Return], settings: Settings) -> set[str]:
    """Those that have been merged, by their hashes."""
    if opened.directory(settings) is None:
        return set()
    published = opened.published(settings)
    return {one.sha256 for one in came if merging.is_merged(one, published)}


def _files() -> list[UploadedFile]:
    return st.file_uploader(
        "Returns (XLSX, XLS, ODS, CSV)",
        ["xlsx", "xls", "ods", "csv"],
        key=FILES,
        accept_multiple_files=True,
    )


def _take(files: list[UploadedFile], known: Known) -> None:
    """Read files once, in a process of their own, and let go of their bytes."""
    held: dict[str, Return | str] = st.session_state.setdefault(READ, {})
    new = [file for file in files if file.file_id not in held]
    if not new:
        return
    done, bar = 0, st.progress(0.0, READING)
    for some in _together(new):
        for file, one in zip(some, _read(some, known), strict=True):
            held[file.file_id] = one
            uploads.drop(file)
        while len(held) > MOST:
            del held[next(iter(held))]
        done += len(some)
        bar.progress(done / len(new), f"{READING} {done} of {len(new)}")
    bar.empty()


def _together(files: list[UploadedFile]) -> Iterator[list[UploadedFile]]:
    """As many small files at a time as one process reads in a moment; a large one alone."""
    some: list[UploadedFile] = []
    for file in files:
        if some and (len(some) == AT_ONCE or sum(f.size for f in some) + file.size > SMALL):
            yield some
            some = []
        some.append(file)
    yield some


def _read(files: list[UploadedFile], known: Known) -> list[Return | str]:
    """Read files in one process; where that is too much for it, each in its own."""
    names = [(file.name, file.size) for file in files]
    data = b"".join(file.getvalue() for file in files)
    try:
        with turns.turn(len(data)):
            return apart.call(read_together, data, files[0].name, known=known, files=names)
    except GapmapError as error:
        if len(files) == 1:
            return [str(error)]
    return [one for file in files for one in _read([file], known)]


def _held(files: list[UploadedFile]) -> list[Return]:
    held: dict[str, Return | str] = st.session_state.get(READ, {})
    found = []
    for file in files:
        one = held.get(file.file_id)
        if isinstance(one, Return):
            found.append(one)
        elif one:
            messages.fail(one)
    return found


def _row(one: Return, is_merged: bool) -> dict[str, object]:
    return {
        "file": one.name, "body": one.marks.get("body", "not known"), "rows": len(one.answers),
        "faults": len(one.faults), "merged": "yes" if is_merged else "no",
    }  # fmt: skip


def _faults(one: Return) -> None:
    if not one.faults:
        st.success("No fault was found.")
        return
    st.write(f"{plural(len(one.faults), 'fault')}. What a fault is about is left out:")
    rows = [
        {"sheet": f.sheet, "cell": f.cell, "value": f.value[:80], "what to do": f.remedy}
        for f in one.faults
    ]
    st.html(html.listing(rows[:IN_SIGHT], "Faults with sheet, cell, value and what to do"))
    if len(rows) > IN_SIGHT:
        st.dataframe(pd.DataFrame(rows[IN_SIGHT:]), hide_index=True, key="returns_faults",
                     alt="Further faults with sheet, cell, value and what to do")  # fmt: skip


def _merge(dataset: Dataset, known: Known, one: Return, who: Person, settings: Settings) -> None:
    today = datetime.now(UTC).date()
    on = st.date_input("Day of the answer", today, max_value=today, format="DD/MM/YYYY",
                       key="returns_day")  # fmt: skip
    day = on if isinstance(on, date) else today
    published = opened.published(settings)
    blocks = merging.blocks_of(own_file.reader(dataset.shipped, dataset))
    try:
        beside = merging.proposed(one, published, dataset, known, blocks, day)
    except GapmapError as error:
        st.info(messages.plain(str(error)))
        return
    decided: dict[str, Decision] = st.session_state.setdefault(DECIDED, {})
    _programme(beside, decided)
    left = len(merging.undecided(beside.found, decided))
    done = len(beside.found) - left
    st.write(f"{plural(done, 'proposal')} decided, {left} not.")
    why = st.text_input("Why (kept with the revision)", key="returns_why", max_chars=500)
    row = st.container(horizontal=True)
    if row.button("Decide the rest as proposed", key="returns_rest", disabled=not left):
        decided |= {k: d for k, d in as_proposed(beside.found).items() if k not in decided}
        st.rerun()
    label = "Keep as a draft" if settings.second_person else "Merge"
    if row.button(label, key="returns_merge", type="primary", disabled=not done):
        _save(beside, decided, why, who, settings)


def _save(
    beside: Proposed, decided: dict[str, Decision], why: str, who: Person, settings: Settings
) -> None:
    mine = {p.key: decided[p.key] for p in beside.found if p.key in decided}
    draft = settings.second_person or not who.publishes
    try:
        number = merging.save(
            opened.needed(settings), beside, mine, datetime.now(UTC).date(), who.name, why,
            draft=draft,
        )  # fmt: skip
    except ConflictError as error:
        kept.conflicts(error)
    except GapmapError as error:
        messages.fail(str(error))
    else:
        kind = "draft" if draft else "revision"
        kept.say(f"{beside.one.name} is kept as {kind} {number}.")
        st.session_state[NEXT] = beside.one.sha256
        st.rerun()


def _programme(beside: Proposed, decided: dict[str, Decision]) -> None:
    """The form of one programme: ours, theirs and the source of each, field by field."""
    lines: dict[int, list[Proposal]] = {}
    for proposal in beside.found:
        lines.setdefault(proposal.line, []).append(proposal)
    if not lines:
        st.info("It proposes nothing.")
        return
    line = st.selectbox(
        "Programme", list(lines), key="returns_programme",
        format_func=lambda n: _programme_name(lines[n], decided),
    )  # fmt: skip
    its = lines[line]
    proposed = as_proposed(its)
    with st.form(f"decide_{beside.one.sha256[:12]}_{line}", border=True):
        chosen = {p.key: _ask(p, decided.get(p.key) or proposed.get(p.key)) for p in its}
        reason = st.text_input("Reason, where there is one", key=f"reason_{its[0].key}",
                               max_chars=500)  # fmt: skip
        if st.form_submit_button("Keep these decisions"):
            for key, action in chosen.items():
                decided.pop(key, None)
                if action:
                    decided[key] = Decision(action, reason.strip())
            st.rerun()


def _programme_name(its: list[Proposal], decided: dict[str, Decision]) -> str:
    left = sum(p.key not in decided for p in its)
    return f"{its[0].programme}: {f'{left} to decide' if left else 'decided'}"


def _ask(one: Proposal, told: Decision | None) -> str:
    actions = list(DECISIONS)
    ours, theirs = decisions.in_words(one)
    st.markdown(
        f"**{messages.plain(BY_KEY[one.field].heading)}**  \n"
        f"Ours: {messages.plain(ours)}  \n"
        f"Theirs: {messages.plain(theirs)}  \n"
        f"Proposed: {messages.plain(f'{one.action.value}, {one.why}')}"
    )
    found: str | None = st.radio(
        BY_KEY[one.field].heading, actions, format_func=DECISIONS.__getitem__, horizontal=True,
        index=actions.index(told.action if told else ""), key=f"decide_{one.key}",
        label_visibility="collapsed",
    )  # fmt: skip
    return found or ""
