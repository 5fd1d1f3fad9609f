"""Reach on the page “Plan”: what people can get to, whatever the border, and the plan both ways."""

from typing import Any, Final

import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.core.plan.reach.asked import Question
from gapmap.core.plan.reach.outcome import Outcome
from gapmap.core.plan.reach.planned import Both, plan_both
from gapmap.core.plan.wish import Wish
from gapmap.dataset import Dataset
from gapmap.errors import GapmapError
from gapmap.io.reach.own import Brought
from gapmap.present import html
from gapmap.present.plan.reach import view, words
from gapmap.present.web.web_map import MapPayload
from gapmap.tasks.area.question import asked_of
from gapmap.tasks.area.reach import reach
from gapmap.tasks.products import REACH
from gapmap.ui import messages
from gapmap.ui.map import layer as map_layer
from gapmap.ui.map.component import gap_map
from gapmap.ui.pages import files
from gapmap.ui.state import choices as state
from gapmap.ui.state import reach as asks

ROWS: Final = 15
"""Areas in sight; the rest of a longer list is behind a click."""
MADE: Final = "gapmap.ui.pages.reach"
"""Name under which both are kept beside the table that they are made of."""
OWN: Final = "reach_made"
"""The same of ways of the user's own, which the session alone keeps."""
NOT_BOTH: Final = (
    "A table of ways does not say how far it is to where nothing stands yet: the plan by reach is "
    "worked out along straight lines only. Remove the table to see it."
)

Made = tuple[Outcome, tuple[Both, ...]]


def made(dataset: Dataset, table: GapTable, question: Question, brought: Brought) -> Made:
    """Reach and the plan both ways, worked out once for as long as the table is kept."""
    if question.travel:
        held: tuple[Any, Any, Made] | None = st.session_state.get(OWN)
        if held is None or held[0] is not table or held[1] != question:
            held = table, question, _work(dataset, table, question, brought)
            st.session_state[OWN] = held
        return held[2]
    st.session_state.pop(OWN, None)
    key = (MADE, question)
    if key not in table.made:
        table.made[key] = _work(dataset, table, question, brought)
    found: Made = table.made[key]  # type: ignore[assignment]
    return found


def _work(dataset: Dataset, table: GapTable, question: Question, brought: Brought) -> Made:
    found = reach(dataset, table, asked_of(question, brought))
    return found, plan_both(table, question.plan, found) if question.plan is not None else ()


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
        question, brought = asks.question(wish), asks.brought()
        found, both = made(dataset, table, question, brought)
    except GapmapError as error:
        messages.fail(str(error))
        return
    st.html(html.lines([f"{words.title(found)}.", *words.spoken_of(found)]))
    st.html(html.lines([words.flips(found), words.crossing(found)]))
    _map(dataset, table, found)
    rows = words.area_rows(found)
    if rows:
        st.caption(messages.plain(words.COLUMNS))
        st.html(html.listing(rows[:ROWS], "Areas by border and by reach"))
    if len(rows) > ROWS:
        with st.expander(f"{len(rows) - ROWS} more areas"):
            st.html(html.listing(rows[ROWS:], "Areas by border and by reach, continued"))
    _both(both)
    st.html(html.lines(words.measured(found)))
    files.buttons(REACH, "reach", dataset, table, question.dumps(), brought)


def _both(both: tuple[Both, ...]) -> None:
    """The same money planned by border and by reach, for each reading of what is not known."""
    st.html(html.heading("The same money by border and by reach"))
    if not both:
        st.html(html.lines([NOT_BOTH]))
        return
    columns = st.columns(len(both), gap="medium")
    for column, one in zip(columns, both, strict=True):
        with column:
            st.html(html.lines([f"{words.reading(one.reading)}:", *words.both_lines(one)]))
            if one.disagreement:
                st.html(html.listing(words.both_rows(one)[:ROWS], "Where the two plans differ"))


def _map(dataset: Dataset, table: GapTable, found: Outcome) -> None:
    """What people of each area reach, beside its legend; what cannot be measured is hatched."""
    drawn = view.paints(table, found)
    left, right = st.columns([7, 3], gap="medium")
    with left:
        payload: MapPayload = {
            **map_layer.payload(dataset, table),
            "areas": drawn,
            "label": view.alt(drawn),
            "quiet": True,
        }
        gap_map(payload, site=map_layer.map_site(), key="reach_map", height=480)
    with right:
        st.html(html.legend_of(view.legend(table, drawn)))


def _form() -> None:
    asks.start()
    own = asks.ways()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if own is None:
            st.selectbox(
                "People are at", list(asks.POINTS), format_func=asks.POINTS.__getitem__,
                key=asks.PLACE, persist_state=state.KEEP, width=220,
            )  # fmt: skip
        st.text_input(
            f"Zones end at ({asks.unit()})", key=asks.ZONES, persist_state=state.KEEP,
            max_chars=80, width=180, help="On the ground, rising, with blanks between.",
        )  # fmt: skip
        st.text_input(
            "Weight of each zone", key=asks.WEIGHTS, persist_state=state.KEEP, max_chars=80,
            width=180, help="1 for a place as good as next door. A decay, and points of your own, "
            "can be given on the command line: python -m gapmap reach.",
        )  # fmt: skip
        if own is None:
            st.number_input(
                "Way ÷ straight line", min_value=1.0, max_value=5.0, step=0.1, key=asks.WAY,
                persist_state=state.KEEP, width=220,
            )  # fmt: skip
    st.file_uploader(
        "Travel times of your own (CSV, Parquet)", ["csv", "parquet"], key=asks.FILE,
        on_change=asks.take,
        help="One way a row: origin (GSS code of the council), provider (id of a programme, or the "
        "town of its base), and minutes or metres. A pair that is not there is too far.",
    )  # fmt: skip
    if asks.problem():
        messages.fail(asks.problem())
    elif own is not None:
        told = f"Ways of {own.name}: {len(own.length):,} rows, in {own.unit}."
        st.caption(messages.plain(told))
