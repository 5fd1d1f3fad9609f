"""The page “Your own data”: a table of programmes from file to map, every choice shown."""

from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from gapmap.dataset import Dataset
from gapmap.errors import UserInputError
from gapmap.io.own import columns
from gapmap.io.own.programmes import Checked
from gapmap.io.uploads import read as upload
from gapmap.present.words.labels import plural
from gapmap.tasks import own_programmes as own_data
from gapmap.ui import html, messages
from gapmap.ui.boxes import own_postcodes
from gapmap.ui.state import limit
from gapmap.ui.state import own_file as own_state
from gapmap.vocabulary import TYPES

IN_FULL: Final = 50  # rows that are shown with all their text
SHOWN: Final = 1_000  # rows of a table on the page; the download has them all
SENSITIVE: Final = "The file is sensitive: withhold small numbers"
NOT_IN_FILE: Final = "not in the file"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(data: Dataset, map_link: Callable[[], object]) -> None:
    """Draw the page; ``data`` is the dataset as shipped, ``map_link`` draws the way to the map."""
    st.title("Your own data")
    st.write(
        "Put programmes of your own on the map. The file stays in the memory of this session: it "
        "is not saved, not sent on and not seen by other users."
    )
    own = own_state.current()
    if own is None:
        limit.mark_switch(SENSITIVE, limit.PROGRAMMES)
        _ask()
        return
    _file_box(own, map_link)
    try:
        found = own_state.checked(own, data)
    except UserInputError as error:
        messages.fail(str(error))
        _columns(own, expanded=True)
        return
    _outcome(own, found)
    _settle(own, found)
    _problems(own, found)
    _columns(own, expanded=False)
    _choices(found)
    own_postcodes.show(found)


def _ask() -> None:
    number = st.session_state.get("own_number", 0)
    sent = st.file_uploader(
        "A table with one line a programme",
        type=[ending.removeprefix(".") for ending in upload.ENDINGS],
        key=f"own_programmes_file_{number}",
        help="CSV, Excel (XLSX), OpenDocument (ODS), GeoJSON, GeoPackage or a zipped shapefile, "
        "up to 20 MB and 20,000 rows.",
    )
    if sent is not None:
        problem = own_state.load(sent.name, sent.getvalue())
        if not problem:
            st.rerun()
        messages.fail(problem)
    st.subheader("No file yet? Start from the template")
    with st.container(horizontal=True):
        st.download_button(
            "Template (Excel)",
            columns.template_xlsx,
            "gapmap_programmes.xlsx",
            XLSX,
            on_click="ignore",
        )
        st.download_button(
            "Template (CSV)", columns.template_csv, "gapmap_programmes.csv", "text/csv",
            on_click="ignore",
        )  # fmt: skip
    st.markdown("\n".join(f"- {messages.plain(line)}" for line in columns.NOTE_LINES))
    with st.expander("Every column and what it accepts"):
        st.table(
            pd.DataFrame(
                [
                    {
                        "column": name,
                        "meaning": column.label,
                        "needed": "yes" if column.required else "",
                        "accepts": column.accepts,
                    }
                    for name, column in columns.COLUMNS.items()
                ]
            ).set_index("column")
        )


def _file_box(own: own_state.OwnFile, map_link: Callable[[], object]) -> None:
    with st.container(border=True):
        st.markdown(f"**{messages.plain(own.sent.name)}**, {plural(len(own.sent.rows), 'row')}")
        for note in own.sent.notes:
            st.caption(messages.plain(note))
        st.radio(
            "Show its rows on the map",
            list(own_state.MODES),
            index=list(own_state.MODES).index(own.mode),
            format_func=own_state.MODES.__getitem__,
            key=f"own_mode_{own.number}",
            on_change=lambda: own_state.change(mode=st.session_state[f"own_mode_{own.number}"]),
            horizontal=True,
        )
        limit.mark_switch(SENSITIVE, limit.PROGRAMMES)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button("Remove the file", on_click=own_state.remove)
            map_link()


def _outcome(own: own_state.OwnFile, found: Checked) -> None:
    total, used = len(own.sent.rows), len(found.rows)
    text = f"{used:,} of {plural(total, 'row')} can be used."
    if found.bad:
        text += " The others are listed below and are left out until they are put right."
    (st.success if used == total else st.warning)(messages.plain(text))
    if found.undated:
        st.info(
            messages.plain(
                f"{plural(found.undated, 'row')} without years: on the map only while “Seen "
                "between” covers all years."
            )
        )


def _settle(own: own_state.OwnFile, found: Checked) -> None:
    """Names of areas that are not known, each with the likely ones to choose from."""
    names = [*own.confirmed, *(o.text for o in found.offers if o.text not in own.confirmed)]
    if not names:
        return
    st.subheader("Which area is meant?")
    st.caption("These names are not known. Nothing is guessed: choose, or leave the rows out.")
    options = {o.text: dict(o.options) for o in found.offers}
    held = st.session_state.setdefault(f"own_offers_{own.number}", {})
    held.update(options)
    for position, text in enumerate(names[:100]):
        labels = held.get(text, {})
        codes = list(labels)
        key = f"own_settle_{own.number}_{position}_{text}"
        st.session_state.setdefault(key, own.confirmed.get(text))
        st.selectbox(
            messages.plain(f"“{text[:80]}”"),
            codes,
            index=None,
            format_func=labels.__getitem__,
            placeholder="leave its rows out",
            key=key,
            on_change=_confirm,
            args=(text, key),
        )


def _confirm(text: str, key: str) -> None:
    own = own_state.current()
    if own is None:
        return
    confirmed = {k: v for k, v in own.confirmed.items() if k != text}
    if st.session_state[key] is not None:
        confirmed[text] = st.session_state[key]
    own_state.change(confirmed=confirmed)


def _problems(own: own_state.OwnFile, found: Checked) -> None:
    if not found.problems:
        return
    st.subheader(f"Problems ({len(found.problems):,})")
    shown = found.problems[:SHOWN]
    _grid(
        [
            {
                "line": p.line,
                "column": p.column,
                "value": p.value[:120],
                "what is accepted": p.accepted,
            }
            for p in shown
        ],
        "Problems of the file, one line each",
    )
    if len(found.problems) > len(shown):
        st.caption(f"The first {len(shown):,} are shown; the download has them all.")
    st.download_button(
        f"Download the {plural(len(found.bad), 'row')} with reasons (CSV)",
        lambda: own_data.bad_rows_csv(own.sent, found),
        "gapmap_rows_to_correct.csv",
        "text/csv",
        on_click="ignore",
    )


def _grid(rows: Sequence[dict[str, object]], about: str) -> None:
    """A few rows as a table whose texts can be read whole, many as one that scrolls."""
    if len(rows) <= IN_FULL:
        st.html(html.listing(rows, about))
    else:
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt=about)


def _columns(own: own_state.OwnFile, *, expanded: bool) -> None:
    unread = [h for h in own.sent.header if h and h not in own.mapping.values()]
    label = f"Columns: {len(own.mapping)} recognised, {len(unread)} not read"
    with st.expander(label, expanded=expanded):
        if unread:
            shown = ", ".join(h[:60] for h in unread[:30])
            st.caption(messages.plain(f"Not read: {shown}."))
        st.caption("The choices are remembered for the next file of this session.")
        boxes = st.columns(3)
        for position, (ours, column) in enumerate(columns.COLUMNS.items()):
            with boxes[position % 3]:
                _column(own, ours, column)
        if "programme_type" not in own.mapping:
            _type_of_all(own)


def _column(own: own_state.OwnFile, ours: str, column: columns.Column) -> None:
    headings = [h for h in own.sent.header if h]
    key = f"own_column_{own.number}_{ours}"
    st.session_state.setdefault(key, own.mapping.get(ours))
    st.selectbox(
        column.label + (" (needed)" if column.required else ""),
        headings,
        index=None,  # so that it can be cleared
        placeholder=NOT_IN_FILE,
        key=key,
        help=f"Accepts {column.accepts}.",
        on_change=lambda: own_state.choose_column(ours, st.session_state[key]),
    )


def _type_of_all(own: own_state.OwnFile) -> None:
    key = f"own_type_{own.number}"

    def choose() -> None:
        chosen = st.session_state[key]
        own_state.change(constants={} if chosen is None else {"programme_type": chosen})

    st.session_state.setdefault(key, own.constants.get("programme_type"))
    st.selectbox(
        "Programme type, the same for every row",
        list(TYPES),
        index=None,
        format_func=TYPES.__getitem__,
        placeholder="choose one, or name its column above",
        key=key,
        on_change=choose,
    )


def _choices(found: Checked) -> None:
    rows = own_data.together(found.choices)
    if not rows:
        return
    with st.expander(f"How places were read ({len(rows):,})", expanded=len(rows) <= 8):
        st.caption(
            "Where a name or place can be read in more than one way, or had to be worked out."
        )
        _grid(
            [
                {"lines": ", ".join(map(str, lines[:20])), "text": text[:120], "read as": read_as}
                for text, read_as, lines in rows[:SHOWN]
            ],
            "How names and places of the file were read",
        )
