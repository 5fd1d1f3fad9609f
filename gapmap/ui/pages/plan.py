"""The page “Plan”: where new places would go for a budget, and how sure that is."""

from collections.abc import Callable
from typing import Any, Final

import pandas as pd
import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.core.plan.problem import Unknown
from gapmap.core.plan.proposal import Proposal, propose
from gapmap.core.plan.solve import Plan
from gapmap.core.plan.wish import Wish
from gapmap.dataset import Dataset
from gapmap.errors import GapmapError
from gapmap.present import html
from gapmap.present.kept import once
from gapmap.present.plan import returns, view, words
from gapmap.present.web.web_map import MapPayload
from gapmap.present.words.labels import plural, pounds
from gapmap.present.words.selection import selection_in_words
from gapmap.selection import Selection
from gapmap.tasks.asking.missing import for_plan
from gapmap.tasks.products import PLANS
from gapmap.ui import messages
from gapmap.ui.boxes import plan as form
from gapmap.ui.map import layer as map_layer
from gapmap.ui.map.component import gap_map
from gapmap.ui.pages import ending, files, kept, reach
from gapmap.ui.state import plan as wishes

ROWS: Final = 15
"""Actions in sight; the rest of a longer list is behind a click."""


@once
def proposal_of(table: GapTable, wish: Wish) -> Proposal:
    """The proposal for a table, worked out once for as long as the table is kept."""
    return propose(table, wish)


def show(dataset: Dataset, table: GapTable, gap: Callable[[Selection], GapTable]) -> None:
    """Draw the page. ``gap`` gives the table of a changed Selection."""
    if table.selection.measure != view.MEASURE:
        table = gap(table.selection.with_(measure=view.MEASURE))
    problem = wishes.start()
    heading = st.container(key="plan_answer", gap="xsmall")
    form.show(table)
    wish = wishes.read(frozenset(table.columns["code"]))
    wishes.write_address(wish)
    if problem:
        messages.warn(problem)
    try:
        proposal = proposal_of(table, wish)
    except GapmapError as error:
        with heading:
            st.html(html.page_title("Where new places would go"))
        messages.fail(str(error))
        return
    with heading:
        st.html(html.page_title(words.title(proposal)))
        if notes := html.own_notes(table.notes):
            st.html(notes)
        st.html(html.lines(words.proposed(proposal)))
        st.html(html.key_figures(words.key_figures(proposal)))
    _plans(dataset, proposal)
    files.buttons(PLANS, "plan", dataset, table, wish.dumps())
    _kept(dataset, table, wish)
    st.html(html.heading("What could make it wrong"))
    whom = words.whom(for_plan(dataset, table, proposal.asking))
    st.html(html.lines([line for line in (*words.wrong(proposal), whom) if line]))
    _sure(proposal)
    _money(proposal)
    _returns(dataset, proposal)
    reach.show(dataset, table, wish)
    ending.show(dataset, table, gap)
    st.html(html.in_words("Asked:", selection_in_words(table.selection, table.model)))


def _plans(dataset: Dataset, proposal: Proposal) -> None:
    """The plans of the readings side by side: sentences, actions, map."""
    which = st.radio(
        "Map of the plan", list(view.MAPS), index=1, horizontal=True, key="plan_map",
        persist_state="session",
    )  # fmt: skip
    columns = st.columns(len(proposal.plans), gap="medium")
    for column, (reading, plan) in zip(columns, proposal.plans.items(), strict=True):
        with column, st.container(key=f"half_plan_{reading.value}", gap="xsmall"):
            st.html(html.heading(f"If {words.READINGS[reading]}"))
            _map(dataset, proposal, plan, reading, which)
            st.html(html.lines(words.reached(proposal, plan)))
            _actions(proposal, plan, reading)


def _map(dataset: Dataset, proposal: Proposal, plan: Plan, reading: Unknown, which: str) -> None:
    table = proposal.table
    breaks = view.gain_breaks(proposal)
    drawn = view.paints(table, plan, which, breaks)
    payload: MapPayload = {
        **map_layer.payload(dataset, table),
        "areas": drawn,
        "colours": view.colours(table, which),
        "label": view.alt(plan, which),
        "quiet": True,
    }
    gap_map(payload, site=map_layer.map_site(), key=f"plan_map_{reading.value}", height=460)
    st.html(html.legend_of(view.legend(table, drawn, which, breaks)))


def _actions(proposal: Proposal, plan: Plan, reading: Unknown) -> None:
    rows = view.actions(proposal, plan)
    if not rows:
        return
    about = f"Actions, if {words.READINGS[reading]}"
    st.html(html.listing(rows[:ROWS], about))
    if len(rows) > ROWS:
        with st.expander(f"{plural(len(rows) - ROWS, 'more action')}"):
            st.html(html.listing(rows[ROWS:], f"{about}, continued"))


def _kept(dataset: Dataset, table: GapTable, wish: Wish) -> None:
    """Plans kept; one that names areas of another level is left out, and said."""
    made = {}
    for name, other in wishes.kept().items():
        try:
            made[name] = proposal_of(table, other)
        except GapmapError as error:
            messages.warn(f"{name} is not kept any longer: {error}")
            wishes.drop(name)
    kept.show(dataset, table, wish, made)


def _sure(proposal: Proposal) -> None:
    rows = [
        {
            "Area": one.name,
            "How sure": words.HOW[one.how].capitalize(),
            "Cases": f"{one.times} of {one.of}",
            "Places": f"{one.least} to {one.most}",
        }
        for one in proposal.sure
        if one.times
    ]
    if rows:
        with st.expander(f"How often each area is chosen {words.cases(proposal)}"):
            st.html(html.listing(rows, "How often each area is chosen"))


def _money(proposal: Proposal) -> None:
    """The curve of need met against money, for each reading, with the plan and the knee on it."""
    st.html(html.heading("What more money would meet"))
    columns = st.columns(len(proposal.plans), gap="medium")
    for column, (reading, plan) in zip(columns, proposal.plans.items(), strict=True):
        with column:
            told = f"If {words.READINGS[reading]}. {words.money(proposal, reading)}"
            st.caption(messages.plain(told))
            st.altair_chart(_chart(proposal, reading, plan), key=f"plan_curve_{reading.value}")
            with st.expander("The same as a table"):
                st.html(html.listing(_points(proposal, reading), "Need met by money"))


def _returns(dataset: Dataset, proposal: Proposal) -> None:
    """What a study says a programme returned; worked out for the plan only if that is assumed."""
    found = returns.quoted(dataset.tables["commissioning"].to_dict("records"))
    st.html(html.heading("What a programme has been said to return"))
    st.html(html.lines(returns.sentences(found)))
    st.html(html.sources(dataset.sources([found.source_id])))
    if st.toggle(returns.ASSUMPTION, key="plan_return", persist_state="session"):
        costs = dict.fromkeys(plan.pounds for plan in proposal.plans.values() if plan.places)
        st.html(html.lines([returns.supposed(found, cost) for cost in costs]))


def _points(proposal: Proposal, reading: Unknown) -> list[dict[str, str]]:
    """A dozen points of the curve as text."""
    drawn = proposal.curves[reading]
    every = max(1, (len(drawn.pounds) - 1) // 12)
    return [
        {"A year": pounds(p), "Unmet need met": f"{m:,.0f}"}
        for p, m in list(zip(drawn.pounds, drawn.met, strict=True))[::every]
    ]


def _chart(proposal: Proposal, reading: Unknown, plan: Plan) -> Any:
    import altair as alt  # slow to load, and only this needs it

    drawn = proposal.curves[reading]
    frame = pd.DataFrame({"Pounds": drawn.pounds, "Met": drawn.met})
    met = plan.before.unmet - plan.after.unmet
    here = pd.DataFrame({"Pounds": [plan.pounds], "Met": [met], "What": ["this plan"]})
    x = alt.X("Pounds:Q", title="Pounds a year", axis=alt.Axis(format=",.3~s"))
    y = alt.Y("Met:Q", title="Need met, people")
    line = alt.Chart(frame, height=220).mark_line(strokeWidth=2.5, color="#2f5aa8").encode(x=x, y=y)
    dot = alt.Chart(here).mark_point(size=130, filled=True, color="#ffb000", opacity=1).encode(
        x="Pounds:Q", y="Met:Q", tooltip=["What", "Pounds", "Met"]
    )  # fmt: skip
    layers = [line, dot]
    if words.knee(proposal, reading):
        knee = pd.DataFrame({"Pounds": [drawn.pounds[drawn.knee]]})
        layers.append(alt.Chart(knee).mark_rule(strokeDash=[5, 4], color="#8a8a86").encode(x=x))
    # as SVG it would be an image without a name; sentence and table say the same in words
    return alt.layer(*layers).properties(usermeta={"embedOptions": {"renderer": "canvas"}})
