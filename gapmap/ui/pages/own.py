"""The page “Your own data”: a table of programmes from file to map, every choice shown.

First the result, then what needs a decision, one at a time beside the map; then how everything was
read, each reading to be changed in place.
"""

from collections.abc import Callable
from typing import Final

import pandas as pd
import streamlit as st

from gapmap.dataset import Dataset
from gapmap.errors import UserInputError
from gapmap.io.own import columns, template
from gapmap.io.own.programmes import Checked
from gapmap.io.uploads import read as upload
from gapmap.present.words.labels import plural
from gapmap.tasks import own_decisions
from gapmap.ui import messages
from gapmap.ui.boxes import own_decision, own_lists, own_postcodes, own_reading
from gapmap.ui.state import limit
from gapmap.ui.state import own_file as own_state

SENSITIVE: Final = "The file is sensitive: withhold small numbers"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def show(
    data: Dataset,
    map_link: Callable[[], object],
    draw_map: Callable[[], object] = lambda: None,
) -> None:
    """Draw the page.

    ``data`` is the dataset as shipped; ``map_link`` draws the way to the map, ``draw_map`` the map
    with the rows of the file that can be used.
    """
    st.title("Your own data")
    own = own_state.current()
    if own is None:
        st.write(
            "Put programmes of your own on the map. The file stays in this session and goes with "
            "it: it is not saved, not sent on and not seen by other users."
        )
        limit.mark_switch(SENSITIVE, limit.PROGRAMMES)
        _ask()
        return
    said = st.session_state.pop("own_said", "")
    if said:
        messages.fail(said)
    try:
        found: Checked | None = own_state.checked(own, data)
    except UserInputError as error:
        found = None
        messages.fail(str(error))
    if found is not None:
        _outcome(found)
    left, right = st.columns([5, 6], gap="medium")
    with left:
        decisions = own_decisions.open_decisions(own.sent, own.mapping, own.told, found)
        own_decision.show(own, decisions, data)
        _file_box(own, found, map_link)
    with right:
        if found is not None and found.rows and own.mode != "off":
            _map(draw_map)
        else:
            st.caption("The map appears here once a row can be used.")
    if found is not None:
        own_lists.problems(own, found)
        own_lists.cells(found)
        own_reading.aside(own, found)
        own_reading.readings(own, found, data)
    own_reading.columns(own, data)
    own_reading.layout(own, data)
    if found is not None:
        own_postcodes.show(found)


def _ask() -> None:
    number = st.session_state.get("own_number", 0)
    sent = st.file_uploader(
        "A table with one line a programme",
        type=[ending.removeprefix(".") for ending in upload.ENDINGS],
        key=f"own_programmes_file_{number}",
        help="CSV, Excel (XLSX or XLS), OpenDocument (ODS), GeoJSON, GeoPackage or a zipped "
        "shapefile, up to 20 MB and 100,000 rows.",
    )
    if sent is not None:
        bar = st.progress(0.0, "Reading …")
        problem = own_state.take(
            sent,
            lambda rows: bar.progress(min(0.95, rows / 100_000), f"{rows:,} rows read"),
        )
        bar.empty()
        if not problem:
            st.rerun()
        messages.fail(problem)
    st.subheader("No file yet? Start from the template")
    with st.container(horizontal=True):
        st.download_button(
            "Template (Excel)",
            template.template_xlsx,
            "gapmap_programmes.xlsx",
            XLSX,
            on_click="ignore",
        )
        st.download_button(
            "Template (CSV)", template.template_csv, "gapmap_programmes.csv", "text/csv",
            on_click="ignore",
        )  # fmt: skip
    st.markdown("\n".join(f"- {messages.plain(line)}" for line in template.NOTE_LINES))
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


def _map(draw: Callable[[], object]) -> None:
    """The map; of a long file only when it is asked for, so that decisions need not wait for it."""
    if not own_state.map_waits():
        draw()
        return
    st.caption("A long list takes a while to be drawn. Decide first, then see the map.")
    st.button("Draw the map", on_click=own_state.ask_for_map)


def _file_box(
    own: own_state.OwnFile, found: Checked | None, map_link: Callable[[], object]
) -> None:
    with st.container(border=True):
        aside = len(found.aside) if found else 0
        rows = plural(found.total if found else len(own.sent.rows), "row")
        more = f", {plural(aside, 'line')} set aside" if aside else ""
        st.markdown(f"**{messages.plain(own.sent.name)}**, {rows}{more}")
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


def _outcome(found: Checked) -> None:
    """What became of the file, in a sentence or two."""
    used, waiting = found.used, len(found.bad)
    text = f"{used:,} of {plural(found.total, 'row')} {'is' if used == 1 else 'are'} on the map"
    text += f"; {waiting:,} need{'s' if waiting == 1 else ''} you." if waiting else "."
    (st.warning if waiting else st.success)(messages.plain(text))
    more = [
        f"{plural(len(found.aside), 'line')} set aside as totals or notes" if found.aside else "",
        own_lists.not_stated(len(found.cells)) if found.cells else "",
        f"{plural(found.undated, 'programme')} without years: on the map only while “Seen between” "
        "covers all years" if found.undated else "",
    ]  # fmt: skip
    said = ". ".join(t for t in more if t)
    if said:
        st.caption(messages.plain(f"{said[0].upper()}{said[1:]}."))
