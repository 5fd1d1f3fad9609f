"""The same figures in other forms: table, ranking, and a distribution that brushes with the map."""

from collections.abc import Set
from math import inf
from typing import Any, Final

import pandas as pd
import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.present import html
from gapmap.present.kept import once
from gapmap.present.tables.columns import ENDS, meaning, parted, spec
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.words.labels import listed, one
from gapmap.ui.state import choices as state
from gapmap.ui.state import spread
from gapmap.vocabulary import BASES, LEVEL_PLURAL, LEVEL_SINGULAR, MEASURES, STATES

TABLE_COLUMNS: Final = (
    "name", "state", "places_per_1000", "places", "lower_bound", "number_year", "grade", "basis",
    "perpetrators", "perpetrators_low", "perpetrators_high", "same_with_force_rates",
    "sensitivity_evidence", "programmes", "programmes_unmeasured", "programmes_undecided",
    "programmes_not_matching", "share_met", "unmet", "programmes_funded", "funding",
    "funding_per_perpetrator", "code",
)  # fmt: skip
NUMBER_FORMATS: Final = {
    "whole": "%,.0f",
    "one": "%.1f",
    "percent": "%.2f",
    "pounds": "%,.0f",
    "pounds_pence": "%.2f",
}
WHOLE_HERE: Final = ("places",)
"""Shares of a programme's places, which no sentence on the screen splits into parts of a place."""
COLUMNS_OF_DOTS: Final = 48
STEPS: Final = 200
"""Steps of the slider from the least to the greatest value."""
FORMS: Final = ("Ranking", "The same figures as a table", "Distribution")
"""The ranking comes first: the map would wait for what the browser needs to show a table."""
TABS: Final = "figures_tabs"


def show(table: GapTable) -> None:
    """Draw the three forms as tabs; only the open one is worked out."""
    ranking, figures, dots = st.tabs(list(FORMS), on_change="rerun", key=TABS)
    with ranking:
        if ranking.open:
            _ranking(table)
    if figures.open:
        with figures, st.container(key="table_tab"):
            _table(table)
    if dots.open:
        with dots, st.container(key="distribution_tab"):
            _distribution(table)


def kept(table: GapTable) -> Set[str] | None:
    """Codes of the areas within the part of the distribution that is picked; None for all."""
    ends = spread.picked(table.selection)
    if ends is None:
        return None
    low, high = ends
    shown = table.rows["shown"]
    inside = shown.between(-inf if low is None else low, inf if high is None else high)
    return frozenset(table.rows.loc[inside, "code"])


def _between(table: GapTable) -> str:
    """Session key of the slider; one for each measure and level, as their values differ."""
    return f"between_{table.selection.measure}_{table.selection.level}"


def _ranking(table: GapTable) -> None:
    chosen = st.session_state.get(state.AREA) or ""
    st.html(html.ranking(table, _told_of_ranking(table), chosen))


@once
def _told_of_ranking(table: GapTable) -> str:
    """What the ranking shows, in which order, and which areas are not in it."""
    missing = [
        f"{number} “{scale.state_label(table, state_).lower()}”"
        for state_, number in scale.drawn(table).items()
        if state_ != "measured"
    ]
    left_out = f" Not in the list: {listed(missing)}." if missing else ""
    shaded = scale.caption(table).split(";")[0]
    bounds = (
        " Bounds (“at least”, “up to”) and shares of one programme have no rank; those whose "
        "numbers read alike share one."
    )
    ranks, order = scale.ranks(table), scale.ranked(table)
    bounded = bounds if len(ranks) < len(order) else ""
    return (
        f"{shaded}, the {scale.FIRST[table.selection.measure]} first; the line shows the range and "
        "fades where its end is not known; "
        f"the year and grade of a number’s largest part stand beside it.{bounded}{left_out}"
    )


def _distribution(table: GapTable) -> None:
    values = scale.known_values(table)
    if table.selection.measure == "grade" or values.nunique() < 2:
        st.caption("There is nothing to spread out: fewer than two different values are known.")
        return
    low, high, key = float(values.min()), float(values.max()), _between(table)
    _show_picked(table, low, high)
    dots = _dots(table, low, high)
    st.altair_chart(
        _chart(dots, table), key=f"chart_{key}", on_select=lambda: _brushed(table, low, high)
    )
    st.slider(
        f"Show on the map only: {MEASURES[table.selection.measure].lower()} between",
        low,
        high,
        key=key,
        persist_state=state.KEEP,
        step=(high - low) / STEPS,
        format="%.3g",
        on_change=lambda: _slid(table, low, high),
        help="The other areas turn pale on the map. Dragging over the dots does the same.",
    )
    chosen = kept(table)
    shaded = len(table.rows) if table.selection.measure == "programmes" else table.totals.areas
    area, many = one(LEVEL_SINGULAR[table.selection.level]), LEVEL_PLURAL[table.selection.level]
    st.caption(
        f"Each dot is {area} with a known value ({len(values)} of {shaded} {many}), in "
        "the map's colours."
        + ("" if chosen is None else f" {len(chosen)} are inside the range; the rest are pale.")
    )


def _show_picked(table: GapTable, low: float, high: float) -> None:
    """Set the slider to what is picked, within the limits of the values, which are not a choice."""
    first, last = spread.picked(table.selection) or (None, None)
    first = low if first is None else min(max(first, low), high)
    last = high if last is None else max(min(last, high), low)
    st.session_state[_between(table)] = (min(first, last), max(first, last))


def _slid(table: GapTable, low: float, high: float) -> None:
    first, last = st.session_state[_between(table)]
    _pick(table, float(first), float(last), low, high)


def _brushed(table: GapTable, low: float, high: float) -> None:
    chart = st.session_state[f"chart_{_between(table)}"]
    picked = chart["selection"].get("brush", {}).get("shown")
    first, last = sorted(picked) if picked else (low, high)
    _pick(table, float(first), float(last), low, high)


def _pick(table: GapTable, first: float, last: float, low: float, high: float) -> None:
    """Keep the ends that were moved inwards from the limits."""
    least = (high - low) / (2 * STEPS)  # of a move; ends of sliders are rounded
    ends = (first if first > low + least else None, last if last < high - least else None)
    spread.pick(table.selection, ends)


def _dots(table: GapTable, low: float, high: float) -> pd.DataFrame:
    """One row a dot: value, height in its column of dots, colour, name, and whether it is kept."""
    rows = table.rows.dropna(subset=["shown"]).sort_values(["shown", "name"])
    inside, colours = kept(table), scale.colours(table)
    column = ((rows["shown"] - low) / (high - low) * (COLUMNS_OF_DOTS - 1)).round()
    return pd.DataFrame(
        {
            "shown": rows["shown"],
            "height": rows.groupby(column).cumcount() + 1,
            "colour": [colours[int(i)] for i in rows["class_index"]],
            "Area": rows["name"],
            "Value": [scale.value(table, row) for row in rows.to_dict("records")],
            "kept": [inside is None or code in inside for code in rows["code"]],
            "chosen": rows["code"] == st.session_state.get(state.AREA),
        }
    )


def _chart(dots: pd.DataFrame, table: GapTable) -> Any:
    import altair as alt  # slow to load, and only this needs it

    brush = alt.selection_interval(name="brush", encodings=["x"])
    return (
        alt.Chart(dots, height=max(170, 16 * int(dots["height"].max()) + 60))
        .mark_circle(size=150, strokeWidth=1.2)
        .encode(
            x=alt.X("shown:Q", title=MEASURES[table.selection.measure]),
            y=alt.Y("height:Q", axis=None, scale=alt.Scale(domainMin=0)),
            color=alt.Color("colour:N", scale=None),
            stroke=alt.condition("datum.chosen", alt.value("#ffb000"), alt.value("#8a8a86")),
            opacity=alt.condition("datum.kept", alt.value(1.0), alt.value(0.25)),
            tooltip=["Area", "Value"],
        )
        .add_params(brush)
        # as SVG its brush would be an image without a name; slider and table say the same in words
        .properties(usermeta={"embedOptions": {"renderer": "canvas"}})
    )


def _table(table: GapTable) -> None:
    st.caption(
        "Click a heading to sort, a row to open its profile. A blank number is not zero: "
        f"the state says why it is blank. {words.NO_FUNDING}"
    )
    frame = table.rows.assign(
        state=table.rows["state"].map(STATES),
        lower_bound=table.rows["lower_bound"].map({True: "yes", False: ""}),
        share_met=100 * table.rows["share_met"],
        basis=table.rows["basis"].map(BASES).fillna(""),
        same_with_force_rates=[
            {True: "yes", False: "no"}.get(same, "") for same in table.rows["same_with_force_rates"]
        ],
    )
    st.dataframe(
        frame[list(TABLE_COLUMNS)],
        hide_index=True,
        column_config=_column_config(),
        key="table",
        on_select=lambda: _row_chosen(table),
        selection_mode="single-row",
        placeholder="see state",
        alt=f"Table of {LEVEL_PLURAL[table.selection.level]}: the same figures as the map",
    )


def _column_config() -> dict[str, Any]:
    """Heading, meaning and number format of each column, as its ColumnSpec has them."""
    return {name: _column(name) for name in TABLE_COLUMNS}


def _column(name: str) -> Any:
    facts, what = spec(name), meaning(name)
    percent = " (%)" if facts.format == "percent" else ""
    heading = facts.brief + percent + ENDS.get(parted(name)[1], "")
    if facts.kind != "number":
        return st.column_config.Column(heading, help=what)
    number = NUMBER_FORMATS["whole" if name in WHOLE_HERE else facts.format]
    return st.column_config.NumberColumn(heading, help=what, format=number)


def _row_chosen(table: GapTable) -> None:
    rows = st.session_state["table"]["selection"]["rows"]
    if rows:
        st.session_state[state.AREA] = str(table.rows["code"].iloc[rows[0]])
