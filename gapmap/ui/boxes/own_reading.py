"""How the user's file was read, and every way to change it in place: columns, sheets, names."""

from typing import Final, Unpack, cast

import streamlit as st

from gapmap.dataset import Dataset
from gapmap.errors import UserInputError
from gapmap.io.own import told as tolds
from gapmap.io.own.columns import COLUMNS
from gapmap.io.own.programmes import Checked
from gapmap.io.own.where.nowhere import NO_AREA
from gapmap.present.words.labels import plural
from gapmap.tasks import own_programmes as own_data
from gapmap.ui import messages
from gapmap.ui.boxes import own_decision
from gapmap.ui.boxes.own_lists import grid
from gapmap.ui.state import own_file as own_state

SHOWN: Final = 1_000  # rows of a table on the page; the download has them all
NOT_IN_FILE: Final = "not in the file"


def columns(own: own_state.OwnFile, data: Dataset) -> None:
    """Which heading each column is read from; one column at a time can be changed."""
    unread = [h for h in own.sent.header if h and h not in own.mapping.values()]
    label = f"Columns: {len(own.mapping)} recognised, {len(unread)} not read"
    with st.expander(label):
        rows = [
            {"column": COLUMNS[ours].label, "read from": own.mapping.get(ours)
             or f"the same in every row: {own.told.constants[ours][:60]}"}
            for ours in COLUMNS if ours in own.mapping or ours in own.told.constants
        ]  # fmt: skip
        if rows:
            grid(rows, "Columns of the file and what they are read as")
        if unread:
            shown = ", ".join(h[:60] for h in unread[:30])
            st.caption(messages.plain(f"Not read: {shown}."))
        key = f"own_change_column_{own.number}"
        ours = st.selectbox(
            "Change a column",
            list(COLUMNS),
            index=None,
            format_func=lambda name: COLUMNS[name].label,
            placeholder="choose one",
            key=key,
        )
        if ours is not None:
            _one_column(own, ours, data)
        st.caption("What you choose is remembered for files of the same headings.")


def _one_column(own: own_state.OwnFile, ours: str, data: Dataset) -> None:
    headings = [h for h in own.sent.header if h]
    key = f"own_column_{own.number}_{ours}"
    st.session_state.setdefault(key, own.mapping.get(ours))

    def choose() -> None:
        now = own_state.current()
        if now is not None:
            found = {**now.told.columns, ours: st.session_state[key] or ""}
            st.session_state["own_said"] = own_state.tell(now.told.with_(columns=found))

    st.selectbox(
        COLUMNS[ours].label + (" (needed)" if COLUMNS[ours].required else ""),
        headings,
        index=None,  # so that it can be cleared
        placeholder=NOT_IN_FILE,
        key=key,
        help=f"Accepts {COLUMNS[ours].accepts}.",
        on_change=choose,
    )
    own_decision.one_for_all(own, ours, data, "The same for every row")


def layout(own: own_state.OwnFile, data: Dataset) -> None:
    """The sheet, the line of the headings, and what a missing last year means."""
    with st.expander("Where the table is, and settings to keep"):
        if len(own.sent.sheets) > 1:
            _box(own, "sheet", "Sheet", list(own.sent.sheets), own.sent.sheet)
        key = f"own_heading_line_{own.number}"
        st.session_state.setdefault(key, own.sent.heading_line)
        st.number_input(
            "Line of the headings",
            1,
            10_000_000,
            step=1,
            key=key,
            on_change=lambda: _tell(heading_line=int(st.session_state[key])),
        )
        ends = list(tolds.ENDS)
        _box(own, "no_end", "A first year without a last one means", ends, own.told.no_end)
        name = f"{own.sent.name}{tolds.ENDING}"
        st.download_button(
            "Settings of this file",
            lambda: tolds.encode(own.told.with_(columns={**own.told.columns, **own.mapping})),
            name,
            "application/json",
            on_click="ignore",
            help="What you said of the file, without any of its rows. Beside the file it is used "
            "by every command; here, by “Read as a file of settings says”.",
        )
        _from_settings(own, data)


def _box(own: own_state.OwnFile, field: str, label: str, options: list[str], now: str) -> None:
    key = f"own_{field}_{own.number}"
    st.session_state.setdefault(key, now)
    st.selectbox(
        label,
        options,
        format_func=lambda text: tolds.ENDS.get(text, text) if field == "no_end" else text,
        key=key,
        on_change=lambda: _tell(**cast(tolds.Parts, {field: st.session_state[key]})),
    )


def _tell(**changes: Unpack[tolds.Parts]) -> None:
    own = own_state.current()
    if own is not None:
        st.session_state["own_said"] = own_state.tell(own.told.with_(**changes))


def _from_settings(own: own_state.OwnFile, data: Dataset) -> None:
    key = f"own_settings_{own.number}"

    def take() -> None:
        file = st.session_state[key]
        if file is None:
            return
        codes = own_state.reader(data.shipped, data).index.codes
        try:
            told = tolds.decode(file.getvalue(), "the file of settings", COLUMNS, codes)
        except UserInputError as error:
            st.session_state["own_said"] = str(error)
            return
        st.session_state["own_said"] = own_state.tell(told)

    st.file_uploader("Read as a file of settings says", type=["json"], key=key, on_change=take)


def readings(own: own_state.OwnFile, found: Checked, data: Dataset) -> None:
    """Every reading that was not the only one possible; the reading of a name can be changed."""
    rows = own_data.together(found.choices)
    if not rows:
        return
    every = own_state.reader(data.shipped, data).index.every()
    with st.expander(f"How it was read ({len(rows):,})", expanded=len(rows) <= 8):
        st.caption(
            "Where a name, a number or a place can be read in more than one way, or had to be "
            "worked out."
        )
        grid(
            [
                {"lines": ", ".join(map(str, lines[:20])), "text": text[:120], "read as": read_as}
                for text, read_as, lines in rows[:SHOWN]
            ],
            "How names, numbers and places of the file were read",
        )
        names = list(dict.fromkeys(c.text for c in found.choices if c.is_area))
        if names:
            _change_name(own, names, every)


def _change_name(own: own_state.OwnFile, names: list[str], every: dict[str, str]) -> None:
    text = st.selectbox(
        "Change how a name is read",
        names,
        index=None,
        placeholder="choose a name",
        key=f"own_change_name_{own.number}",
    )
    if text is None:
        return
    key = f"own_read_as_{own.number}_{text}"
    st.session_state.setdefault(key, own.told.read_as.get(text))

    def take() -> None:
        now = own_state.current()
        if now is None:
            return
        others = {t: c for t, c in now.told.read_as.items() if t != text}
        code = st.session_state[key]
        _tell(read_as={**others, text: code} if code else others)

    labels = {**every, NO_AREA: "no area: leave it out"}
    st.selectbox(
        messages.plain(f"“{text[:80]}” is"),
        list(labels),
        index=None,
        format_func=labels.__getitem__,
        placeholder="as read",
        key=key,
        on_change=take,
    )


def aside(own: own_state.OwnFile, found: Checked) -> None:
    """Lines that are no programmes, any of which can be taken as one after all."""
    if not found.aside:
        return
    with st.expander(f"{plural(len(found.aside), 'line')} set aside, as no programmes"):
        grid(
            [{"line": a.line, "text": a.text[:120], "why": a.why} for a in found.aside[:SHOWN]],
            "Lines of the file that are no programmes",
        )
        key = f"own_aside_{own.number}"

        def take() -> None:
            now, line = own_state.current(), st.session_state[key]
            if now is not None and line is not None:
                _tell(programmes=sorted({*now.told.programmes, int(line)}))

        st.selectbox(
            "Take a line as a programme after all",
            [a.line for a in found.aside],
            index=None,
            placeholder="choose a line",
            key=key,
            on_change=take,
        )
