"""One decision about the user's file at a time: what is asked, what is likely, every choice."""

from collections.abc import Sequence
from typing import Final

import streamlit as st

from gapmap.dataset import Dataset
from gapmap.io.own.cells.words import NOTHING
from gapmap.io.own.columns import COLUMNS
from gapmap.io.own.told import BLANKS, REPEATS
from gapmap.io.own.where.nowhere import NO_AREA
from gapmap.tasks import own_decisions
from gapmap.tasks.own_decisions import Decision
from gapmap.ui import messages
from gapmap.ui.state import own_file as own_state

SKIPPED: Final = "own_skipped"  # decisions put off, by number of the file
ONE_FOR_ALL: Final = "own_one_for_all"


def show(own: own_state.OwnFile, decisions: Sequence[Decision], data: Dataset) -> None:
    """Draw the first decision that was not put off, and the way to the others."""
    skipped: set[str] = st.session_state.setdefault(f"{SKIPPED}_{own.number}", set())
    waiting = [d for d in decisions if d.key not in skipped]
    if not decisions:
        st.success("Nothing is left to decide.")
        return
    if not waiting:
        st.info(messages.plain(f"{len(decisions):,} put off."))
        st.button("Show them again", on_click=skipped.clear)
        return
    decision = waiting[0]
    with st.container(border=True, key="own_decision"):
        st.caption(f"To decide: 1 of {len(waiting):,}")
        st.markdown(f"**{messages.plain(decision.question)}**")
        st.write(messages.plain(decision.why))
        alike = sum(d.kind == decision.kind for d in waiting)
        _answer(own, decision, data, alike)
        if decision.kind != "column":
            st.button(
                "Not sure: later",
                key=_key(own, decision, "skip"),
                on_click=skipped.add,
                args=(decision.key,),
                help="Its rows stay off the map until it is decided."
                if decision.waiting
                else "It stays as it is.",
            )


def _answer(own: own_state.OwnFile, decision: Decision, data: Dataset, alike: int) -> None:
    if decision.kind in ("area", "line"):
        _area(own, decision, data)
    elif decision.kind == "word":
        _word(own, decision)
    elif decision.kind == "blank":
        for answer in decision.options:
            label = BLANKS[answer]
            st.button(
                f"{label[0].upper()}{label[1:]}",
                key=_key(own, decision, answer),
                on_click=_settle,
                args=(decision, answer),
            )
    elif decision.kind == "repeat":
        _repeat(own, decision, alike)
    elif decision.kind == "column":
        _heading(own, decision)
        one_for_all(own, decision.column, data, "… or the same for every row")
    else:
        _heading(own, decision)


def _area(own: own_state.OwnFile, decision: Decision, data: Dataset) -> None:
    """The likely areas as buttons, and a box with all of them."""
    every = own_state.reader(data.shipped, data).index.every()
    for code in decision.options[:4]:
        st.button(
            messages.plain(every.get(code, code)),
            key=_key(own, decision, code),
            on_click=_settle,
            args=(decision, code),
        )
    key = _key(own, decision, "any")
    st.selectbox(
        "Any area" if decision.options else "The area",
        list(every),
        index=None,
        format_func=every.__getitem__,
        placeholder="type a name or a code",
        key=key,
        on_change=lambda: _settle(decision, st.session_state[key]),
    )
    if decision.kind == "area":
        st.button(
            "It names no area: leave it out",
            key=_key(own, decision, "none"),
            on_click=_settle,
            args=(decision, NO_AREA),
            help="A row that names other areas counts in those, else where it is based.",
        )


def _word(own: own_state.OwnFile, decision: Decision) -> None:
    """The likely terms as buttons, all of them in a box, and “nothing of the list”."""
    terms = own_decisions.terms(decision.column)
    for term in decision.options:
        st.button(
            messages.plain(terms[term]),
            key=_key(own, decision, term),
            on_click=_settle,
            args=(decision, term),
        )
    key = _key(own, decision, "any")
    if decision.column == "programme_type":
        st.selectbox(
            "Any type",
            list(terms),
            index=None,
            format_func=terms.__getitem__,
            placeholder="choose one",
            key=key,
            on_change=lambda: _settle(decision, st.session_state[key]),
        )
        return
    st.multiselect("Any of the list", list(terms), format_func=terms.__getitem__, key=key)
    with st.container(horizontal=True):
        st.button(
            "Use these",
            key=_key(own, decision, "use"),
            on_click=lambda: _settle(decision, st.session_state[key] or None),
        )
        st.button(
            "It says nothing of this",
            key=_key(own, decision, "nothing"),
            on_click=_settle,
            args=(decision, ()),
        )


def _repeat(own: own_state.OwnFile, decision: Decision, alike: int) -> None:
    """What rows of other numbers are, as buttons; one answer may do for all of them."""
    key = _key(own, decision, "all")
    if alike > 1:
        st.checkbox(f"The same for all {alike:,} programmes of this kind", key=key)
    for answer in decision.options:
        st.button(
            REPEATS[answer],
            key=_key(own, decision, answer),
            on_click=lambda answer=answer: _settle_repeat(decision, answer, key),
        )


def _settle_repeat(decision: Decision, answer: str, key: str) -> None:
    own = own_state.current()
    if own is None:
        return
    if st.session_state.get(key):
        told = own_decisions.repeats_alike(own.told, answer)
    else:
        told = own_decisions.settled(own.told, decision, answer)
    st.session_state["own_said"] = own_state.tell(told)


def _heading(own: own_state.OwnFile, decision: Decision) -> None:
    key = _key(own, decision, "heading")
    st.selectbox(
        "The sheet" if decision.kind == "sheet" else "The column",
        list(decision.options),
        index=None,
        placeholder="choose one",
        key=key,
        on_change=lambda: _settle(decision, st.session_state[key]),
    )


def one_for_all(own: own_state.OwnFile, ours: str, data: Dataset, label: str) -> None:
    """A box that gives one of our columns the same value in every row."""
    key = f"{ONE_FOR_ALL}_{own.number}_{ours}_{label}"
    terms = own_decisions.terms(ours)
    every = terms or (own_state.reader(data.shipped, data).index.every() if ours == "areas" else {})

    def take() -> None:
        own_now = own_state.current()
        if own_now is not None:
            text = st.session_state[key] or ""
            said = own_state.tell(own_decisions.same_for_all(own_now.told, ours, text))
            st.session_state["own_said"] = said

    if every:
        st.session_state.setdefault(key, own.told.constants.get(ours))
        options = list(every)
        if st.session_state[key] not in (None, *options):
            options = [st.session_state[key], *options]
        st.selectbox(
            label,
            options,
            index=None,
            format_func=lambda text: every.get(text, text),
            placeholder="choose one",
            key=key,
            on_change=take,
        )
        return
    st.session_state.setdefault(key, own.told.constants.get(ours, ""))
    st.text_input(label, key=key, help=f"Accepts {COLUMNS[ours].accepts}.", on_change=take)


def _settle(decision: Decision, answer: str | Sequence[str] | None) -> None:
    """Take an answer over; what cannot be read so is said on the page."""
    own = own_state.current()
    if own is None or answer is None or answer == NOTHING:
        return
    told = own_decisions.settled(own.told, decision, answer)
    st.session_state["own_said"] = own_state.tell(told)


def _key(own: own_state.OwnFile, decision: Decision, part: str) -> str:
    return f"own_decide_{own.number}_{decision.key}_{part}"
