"""The method page: the formula with this Selection's own numbers, assumptions, limits."""

from collections.abc import Callable

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


def show(dataset: Dataset, table: GapTable, table_of: Callable[[Selection], GapTable]) -> None:
    """Draw the page for one GapTable; ``table_of`` gives that of a changed Selection."""
    st.title("How the numbers are made")
    st.write(selection_in_words(table.selection, table.model))
    _worked_example(dataset, table)
    st.header("What is assumed")
    st.table(pd.DataFrame(method.assumption_rows(table)).set_index("assumption"))
    _estimate(table)
    _bases(table, table_of)
    st.header("Thresholds")
    st.write(method.THRESHOLDS_ELSEWHERE)
    for line in method.threshold(table):
        st.markdown(f"- {line}")
    _guidance(dataset)
    st.header("Limits")
    for line in (words.CAVEAT, *table.model.caveats, *left_out.hidden(table)):
        st.markdown(f"- {line}")
    st.header("Sources of this view")
    st.html(html.sources(dataset.sources(table.source_ids)))


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
    with st.container(key="worked"):
        st.table(
            pd.DataFrame(
                [
                    {
                        "figure": s.title,
                        "how it is worked out": messages.plain(s.sum),  # cells are Markdown, too
                        "result": s.result,
                    }
                    for s in found
                ]
            ).set_index("figure")
        )
    st.caption(method.sensitivity(table, table.row(code)))


def _estimate(table: GapTable) -> None:
    model = table.model
    st.header(f"The estimate: {model.name.lower()}")
    st.write(messages.plain(model.counts))
    st.write(f"Range: {model.interval_why}")
    st.write(f"Between places: {model.local_why}")
    st.write(
        f"Really estimated at: {model.estimated_at}. Use: {model.use} Year: {model.year}. "
        f"Review: {model.review}."
    )


def _bases(table: GapTable, table_of: Callable[[Selection], GapTable]) -> None:
    st.header("If capacity were trusted more, or less")
    if table.selection.suppress_below:
        st.write("Not shown while small numbers are withheld: comparing totals could reveal them.")
        return
    tables = {basis: table_of(table.selection.with_(basis=basis)) for basis in BASES}
    st.table(pd.DataFrame(method.bases(tables)).set_index("trusted down to"))
    st.caption(
        "Each row includes the evidence of the rows above it. Cumulative, multi-year and shared "
        "figures never become yearly places under any of them."
    )


def _guidance(dataset: Dataset) -> None:
    st.header("The guidance's own list of gaps")
    st.write(
        "In January 2014 the Respect guidance named regions where gaps were acute and chronic. "
        "This is what the map shows there for programmes seen 2009 to 2014, and since 2020. "
        "Nothing was tuned to agree; for old years the absence of a record is weak evidence."
    )
    for title, selection in (
        ("Programmes seen 2009 to 2014", checks.GUIDANCE_PERIOD),
        ("Programmes seen since 2020", checks.TODAY),
    ):
        st.subheader(title)
        _comparison(checks.guidance_gaps(dataset, selection), selection)


def _comparison(found: pd.DataFrame, selection: Selection) -> None:
    forces = found.drop_duplicates(["gap_phrase", "force"])
    counts = forces["reading"].value_counts()
    st.write(
        ", ".join(f"{reading}: {plural(number, 'force')}" for reading, number in counts.items())
        + f" ({years_in_words(selection.since, selection.until)})."
    )
    shown = forces.assign(places=[words.ratio_or_reason(row) for row in forces.to_dict("records")])
    st.table(
        shown[["gap_phrase", "force", "mapping_confidence", "reading", "places"]]
        .set_axis(
            [
                "named as a gap",
                "force",
                "how sure the mapping is",
                "what the map shows",
                "places per 1,000",
            ],
            axis=1,
        )
        .set_index("named as a gap")
    )
