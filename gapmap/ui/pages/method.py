"""The method page: the formula with this Selection's own numbers, assumptions, limits."""

from collections.abc import Callable, Mapping
from typing import Final

import pandas as pd
import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.dataset import Dataset
from gapmap.present import html
from gapmap.present.words import finding as words
from gapmap.present.words import left_out, method
from gapmap.present.words.labels import plural
from gapmap.present.words.selection import selection_in_words, years_in_words
from gapmap.selection import Selection
from gapmap.tasks import published_figures as checks
from gapmap.ui import messages
from gapmap.ui.state import choices as state
from gapmap.vocabulary import BASES, LEVEL_SINGULAR

SECTIONS: Final = {
    "assumed": "What is assumed",
    "estimate": "The estimate",
    "trust": "If capacity were trusted more, or less",
    "thresholds": "Thresholds",
    "guidance": "The guidance's own list of gaps",
    "limits": "Limits",
    "sources": "Sources of this view",
}
"""Titles of the parts by the end of their addresses."""
PERIODS: Final = {
    "seen 2009 to 2014": checks.GUIDANCE_PERIOD,
    "seen since 2020": checks.TODAY,
}


def show(dataset: Dataset, table: GapTable, table_of: Callable[[Selection], GapTable]) -> None:
    """Draw the page for one GapTable; ``table_of`` gives that of a changed Selection."""
    st.title("How the numbers are made")
    st.html(html.contents(SECTIONS))
    st.write(selection_in_words(table.selection, table.model))
    _worked_example(dataset, table)
    _header("assumed")
    st.html(html.named_listing(method.assumption_rows(table), SECTIONS["assumed"]))
    _estimate(table)
    _bases(table, table_of)
    _header("thresholds")
    st.write(method.THRESHOLDS_ELSEWHERE)
    for line in method.threshold(table):
        st.markdown(f"- {line}")
    _guidance(dataset)
    _header("limits")
    for line in (words.CAVEAT, *table.model.caveats, *left_out.hidden(table)):
        st.markdown(f"- {line}")
    _header("sources")
    rows = dataset.sources(table.source_ids)
    st.html(html.folded(f"All {len(rows)} sources", html.sources(rows)))


def _header(part: str, more: str = "") -> None:
    """The heading of a part, to which the list at the top leads."""
    st.html(html.heading(f"{SECTIONS[part]}{more}", part))


def _worked_example(dataset: Dataset, table: GapTable) -> None:
    names = dict(zip(table.rows["code"], table.rows["name"], strict=True))
    order = sorted(names, key=lambda code: names[code])
    chosen = st.session_state.get(state.AREA)
    measured = table.rows.loc[table.rows["state"] == "measured", "code"].tolist()
    start = chosen if chosen in names else (measured or order)[0]
    code = st.selectbox(
        f"Show the calculation for this {LEVEL_SINGULAR[table.selection.level]}",
        order,
        index=order.index(start),
        format_func=names.__getitem__,
    )
    level = dataset.lookup[table.selection.level]
    blocks = [str(block) for block in level.index[level == code]]
    found = method.steps(
        table,
        code,
        blocks=blocks,
        population=dataset.population,
        programmes=dataset.programmes,
    )
    sums = [{"figure": s.title, "how it is worked out": s.sum, "result": s.result} for s in found]
    st.html(html.named_listing(sums, f"The calculation for {names[code]}"))
    st.caption(method.sensitivity(table, table.row(code)))


def _estimate(table: GapTable) -> None:
    model = table.model
    _header("estimate", f": {model.name.lower()}")
    st.write(messages.plain(model.counts))
    st.write(f"Range: {model.interval_why}")
    st.write(f"Between places: {model.local_why}")
    st.write(
        f"Really estimated at: {model.estimated_at}. Use: {model.use} Year: {model.year}. "
        f"Review: {model.review}."
    )


def _bases(table: GapTable, table_of: Callable[[Selection], GapTable]) -> None:
    _header("trust")
    if table.selection.suppress_below:
        st.write("Not shown while small numbers are withheld: comparing totals could reveal them.")
        return
    tables = {basis: table_of(table.selection.with_(basis=basis)) for basis in BASES}
    st.html(html.named_listing(method.bases(tables), SECTIONS["trust"]))
    st.caption(
        "Each row includes the evidence of the rows above it. Cumulative, multi-year and shared "
        "figures never become yearly places under any of them."
    )


def _guidance(dataset: Dataset) -> None:
    _header("guidance")
    st.write(
        "In January 2014 the Respect guidance named regions where gaps were acute and chronic. "
        "This is what the map shows there for programmes seen 2009 to 2014, and since 2020. "
        "Nothing was tuned to agree; for old years the absence of a record is weak evidence."
    )
    found = {
        period: checks.guidance_gaps(dataset, selection).drop_duplicates(["gap_phrase", "force"])
        for period, selection in PERIODS.items()
    }
    for (period, rows), selection in zip(found.items(), PERIODS.values(), strict=True):
        st.write(f"Programmes {period}: {_readings(rows, selection)}")
    forces = _force_by_force(found)
    about = f"Force by force, {plural(len(forces), 'row')}"
    st.html(html.folded(about, html.named_listing(forces, about)))


def _readings(rows: pd.DataFrame, selection: Selection) -> str:
    counts = rows["reading"].value_counts()
    return (
        ", ".join(f"{reading}: {plural(number, 'force')}" for reading, number in counts.items())
        + f" ({years_in_words(selection.since, selection.until)})."
    )


def _force_by_force(found: Mapping[str, pd.DataFrame]) -> list[dict[str, str]]:
    """A row for each force and gap that is named: what the map shows there in each period."""
    listed: dict[tuple[str, str], dict[str, str]] = {}
    for period, rows in found.items():
        for row in rows.to_dict("records"):
            line = listed.setdefault(
                (row["gap_phrase"], row["force"]),
                {
                    "force": row["force"],
                    "named as a gap": row["gap_phrase"],
                    "how sure the mapping is": row["mapping_confidence"],
                },
            )
            line[f"the map, {period}"] = row["reading"]
            line[f"places per 1,000, {period}"] = words.ratio_or_reason(row)
    return list(listed.values())
