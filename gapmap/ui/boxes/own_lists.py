"""Lists of the user's own file: problems, cells that count as not stated, rows to download."""

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from gapmap.io.files.csv_rows import Problem
from gapmap.io.own.programmes import Checked
from gapmap.present import html
from gapmap.present.words.labels import plural
from gapmap.tasks import own_programmes as own_data
from gapmap.ui.state import own_file as own_state

IN_FULL: Final = 50  # rows that are shown with all their text
SHOWN: Final = 1_000  # rows of a table on the page; the download has them all


def problems(own: own_state.OwnFile, found: Checked) -> None:
    """Every row that is left out, with its reasons, to see and to download."""
    if not found.problems:
        return
    with st.expander(f"Problems ({len(found.problems):,})", expanded=False):
        _problems(found.problems, "Problems of the file, one line each")
        st.download_button(
            f"Download the {plural(len(found.bad), 'row')} with reasons (CSV)",
            lambda: own_data.bad_rows_csv(own.sent, found),
            "gapmap_rows_to_correct.csv",
            "text/csv",
            on_click="ignore",
        )


def cells(found: Checked) -> None:
    """Cells that count as not stated, though something stands in them."""
    if not found.cells:
        return
    with st.expander(not_stated(len(found.cells))):
        st.caption("Their rows are kept. What is in these cells could not be read.")
        _problems(found.cells, "Cells of the file that count as not stated")


def not_stated(number: int) -> str:
    """How many cells count as not stated."""
    return f"{plural(number, 'cell')} that count{'s' if number == 1 else ''} as not stated"


def _problems(rows: Sequence[Problem], about: str) -> None:
    grid(
        [
            {
                "line": p.line,
                "column": p.column,
                "value": p.value[:120],
                "what is accepted": p.accepted,
            }
            for p in rows[:SHOWN]
        ],
        about,
    )
    if len(rows) > SHOWN:
        st.caption(f"The first {SHOWN:,} are shown; the download has them all.")


def grid(rows: Sequence[Mapping[str, object]], about: str) -> None:
    """A few rows as a table whose texts can be read whole, many as one that scrolls."""
    if len(rows) <= IN_FULL:
        st.html(html.listing(rows, about))
    else:
        st.dataframe(pd.DataFrame(rows), hide_index=True, alt=about)
