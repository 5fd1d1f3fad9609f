"""Reach on the page “Plan”: what people can get to, whatever the border, and the plan both ways."""

from datetime import UTC, datetime
from functools import partial
from typing import Final

import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.core.plan.reach.floating import DETOUR
from gapmap.core.plan.reach.outcome import Outcome
from gapmap.core.plan.reach.planned import Both, plan_both
from gapmap.core.plan.wish import Wish
from gapmap.dataset import Dataset
from gapmap.errors import BadChoiceError, GapmapError
from gapmap.fields import shown
from gapmap.present import html
from gapmap.present.plan.reach import tables, words
from gapmap.tasks.area.reach import SOURCES, Asked, reach, steps_of
from gapmap.tasks.products import file_name
from gapmap.ui import messages
from gapmap.ui.state import choices as state

POINTS: Final = {"towns": "Towns and villages", "centres": "One centre a council"}
ZONES, WEIGHTS, WAY, PLACE = "reach_zones", "reach_weights", "reach_detour", "reach_points"
FIRST: Final = {ZONES: "10 20 30", WEIGHTS: "1 0.68 0.22", WAY: DETOUR, PLACE: "towns"}
ROWS: Final = 15
"""Areas in sight; the rest of a longer list is behind a click."""


MADE: Final = "gapmap.ui.pages.reach"
"""Name under which both are kept beside the table that they are made of."""


def made(
    dataset: Dataset, table: GapTable, wish: Wish, asked: Asked
) -> tuple[Outcome, tuple[Both, ...]]:
    """Reach and the plan both ways, worked out once for as long as the table is kept."""
    key = (MADE, wish, asked)
    if key not in table.made:
        found = reach(dataset, table, asked)
        table.made[key] = found, plan_both(table, wish, found)
    kept: tuple[Outcome, tuple[Both, ...]] = table.made[key]  # type: ignore[assignment]
    return kept


def show(dataset: Dataset, table: GapTable, wish: Wish) -> None:
    """Draw the section, closed to begin with; nothing of it is worked out until it is opened."""
    st.html(html.heading("What people can get to"))
    title = "Places within reach, whatever the border, and the same money planned by reach"
    with st.expander(title, on_change="rerun", key="reach") as opened:
        if opened.open:
            _opened(dataset, table, wish)


def _opened(dataset: Dataset, table: GapTable, wish: Wish) -> None:
    _form()
    try:
        found, both = made(dataset, table, wish, _asked())
    except GapmapError as error:
        messages.fail(str(error))
        return
    st.html(html.lines([f"{words.title(found)}.", *words.spoken_of(found)]))
    st.html(html.lines([words.flips(found), words.crossing(found)]))
    rows = words.area_rows(found)
    if rows:
        st.caption(messages.plain(words.COLUMNS))
        st.html(html.listing(rows[:ROWS], "Areas by border and by reach"))
    if len(rows) > ROWS:
        with st.expander(f"{len(rows) - ROWS} more areas"):
            st.html(html.listing(rows[ROWS:], "Areas by border and by reach, continued"))
    st.html(html.heading("The same money by border and by reach"))
    columns = st.columns(len(both), gap="medium")
    for column, one in zip(columns, both, strict=True):
        with column:
            st.html(html.lines([f"{words.reading(one.reading)}:", *words.both_lines(one)]))
            if one.disagreement:
                st.html(html.listing(words.both_rows(one)[:ROWS], "Where the two plans differ"))
    st.html(html.lines(words.measured(found)))
    _downloads(dataset, table, found, both, wish)


def _form() -> None:
    for key, value in FIRST.items():
        st.session_state.setdefault(key, value)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.selectbox(
            "People are at", list(POINTS), format_func=POINTS.__getitem__, key=PLACE,
            persist_state=state.KEEP, width=220,
        )  # fmt: skip
        st.text_input(
            "Zones end at (km)", key=ZONES, persist_state=state.KEEP, max_chars=80, width=180,
            help="Distances on the ground, rising, with blanks between.",
        )  # fmt: skip
        st.text_input(
            "Weight of each zone", key=WEIGHTS, persist_state=state.KEEP, max_chars=80, width=180,
            help="1 for a place as good as next door. Your own minutes or metres, and a decay, "
            "can be given on the command line: python -m gapmap reach --travel FILE.",
        )  # fmt: skip
        st.number_input(
            "Way ÷ straight line", min_value=1.0, max_value=5.0, step=0.1, key=WAY,
            persist_state=state.KEEP, width=220,
        )  # fmt: skip


def _asked() -> Asked:
    """What the form says. Raises BadChoiceError."""
    held = st.session_state
    steps = steps_of(_numbers("Zones", held[ZONES]), _numbers("Weights", held[WEIGHTS]))
    return Asked(held[PLACE], steps, float(held[WAY]))


def _numbers(name: str, text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise BadChoiceError(
            f"{name}: {shown(text)} is not accepted; write numbers with blanks between, such as "
            "10 20 30."
        ) from None


def _downloads(
    dataset: Dataset, table: GapTable, found: Outcome, both: tuple[Both, ...], wish: Wish
) -> None:
    today = datetime.now(UTC).date()
    with st.container(horizontal=True, key="reach_share"):
        st.download_button(
            "Reach by area (CSV)", partial(tables.as_csv, found),
            file_name(table.selection, ".csv", today, "reach"), "text/csv",
            key="download_reach.csv", on_click="ignore",
        )  # fmt: skip
        st.download_button(
            "Reach with all about it (JSON)", partial(_json, dataset, table, found, both, wish),
            file_name(table.selection, ".json", today, "reach"), "application/json",
            key="download_reach.json", on_click="ignore",
        )  # fmt: skip


def _json(
    dataset: Dataset, table: GapTable, found: Outcome, both: tuple[Both, ...], wish: Wish
) -> str:
    sources = dataset.sources(tuple(dict.fromkeys((*table.source_ids, *SOURCES))))
    return tables.as_json(table, found, both, wish, sources)
