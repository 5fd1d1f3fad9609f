"""The filters: every choice of a view, grouped as a person would think of them, in popovers."""

from typing import Final

import streamlit as st

from gapmap.core.need.demand import DemandModel
from gapmap.dataset import Dataset
from gapmap.fields.unit_costs import STATED
from gapmap.io.own import estimates as own_estimates
from gapmap.selection import FIELDS
from gapmap.ui import messages
from gapmap.ui.boxes import narrow
from gapmap.ui.boxes import redraw as redraw_box
from gapmap.ui.state import choices as state
from gapmap.ui.state import limit
from gapmap.vocabulary import DEMAND_MODELS, LOCAL_RATES

BOXES: Final = 3
"""Boxes of filters beside “More”."""
OPENED: Final = "more_opened"
"""Whether this session has opened “More”: from then on its widgets stay, and files they hold."""


def show(data: Dataset, *, both: bool = False) -> None:
    """Draw the filters; their values are read with ``state.read``.

    ``both`` leaves out what each view of a comparison has for itself. What stands under “More” is
    most of the bar and seldom wanted: it is drawn from the first time that somebody looks.
    """
    key = state.keys()
    if not both:
        narrow.asked(key, "bar")
    else:
        for _ in range(BOXES):  # what stood there on another page is gone before this one is drawn
            st.empty()
    with st.popover("More", key="bar_more", on_change="rerun") as more:
        if more.open:
            st.session_state[OPENED] = True
        if not opened():
            return
        if not both:
            narrow.seen(key)
            narrow.evidence(key)
        _how_to_count(data)
        redraw_box.show(data)


def opened() -> bool:
    """Whether what stands under “More” is drawn."""
    return bool(st.session_state.get(OPENED))


def _how_to_count(data: Dataset) -> None:
    models = [name for name in DEMAND_MODELS if name in data.models]
    narrow.one("demand", DEMAND_MODELS.__getitem__, models, state.key)
    model = data.models.get(st.session_state[state.key("demand")], data.models["serious"])
    with st.expander("Assumptions of this estimate"):
        _assumptions(model)
    st.number_input(
        FIELDS["unit_cost"].label,
        min_value=100.0,
        max_value=100_000.0,
        step=100.0,
        format="%.0f",
        key=state.key("unit_cost"),
        persist_state=state.KEEP,
        help=f"{FIELDS['unit_cost'].help} Stated prices: "
        + " ".join(f"£{cost.pounds:,} is {cost.of}." for cost in STATED),
    )
    with st.expander("Targets and map classes"):
        _targets()
    with st.expander("Differences between places"):
        _local()
    with st.expander("Your own estimates"):
        _own()


def _assumptions(model: DemandModel) -> None:
    st.caption(messages.plain(f"{model.counts} {model.use}"))  # names the user's own file
    for a in model.assumptions:
        name = state.assumption_key(model.key, a.key)
        st.session_state.setdefault(name, float(a.value))
        st.number_input(
            f"{a.label} ({a.unit})",
            min_value=float(a.minimum),
            max_value=float(a.maximum),
            step=float(a.maximum - a.minimum) / 100,
            format="%.0f" if a.value >= 100 else "%.4g",
            key=name,
            persist_state=state.KEEP,
            help=a.why,
        )


def _targets() -> None:
    st.caption("No official standard exists: these are your own choices.")
    st.number_input(
        FIELDS["gap_below"].label,
        min_value=0.01,
        max_value=100_000.0,
        step=1.0,
        value=None,
        key=state.key("gap_below"),
        persist_state=state.KEEP,
        placeholder="no threshold",
    )
    st.number_input(
        "Aim to reach this share of need (%)",
        min_value=0.1,
        max_value=100.0,
        step=5.0,
        format="%.4g",
        key=state.key("target_share"),
        persist_state=state.KEEP,
        help="Unmet need is counted against it.",
    )
    st.text_input(
        FIELDS["breaks"].label,
        key=state.key("breaks"),
        persist_state=state.KEEP,
        help=FIELDS["breaks"].help + " For example: 5, 10, 20, 40",
    )
    if odd := state.classes_problem():  # also here: the box covers what is said above the map
        messages.warn(odd)
    st.number_input(
        FIELDS["suppress_below"].label,
        min_value=0,
        max_value=1000,
        key=state.key("suppress_below"),
        help=FIELDS["suppress_below"].help,
        on_change=limit.choose,
    )
    if limit.because_marked():
        st.caption(limit.because_marked())


def _local() -> None:
    st.caption(
        "No complete, comparable figures by force could be found. The headline spreads the "
        "estimate by population; it cannot show that one place has more perpetrators per head. "
        "The sensitivity layer uses recorded crime, which rests as much on recording practice."
    )
    narrow.one("local", LOCAL_RATES.__getitem__, list(LOCAL_RATES), state.key)
    st.slider(
        FIELDS["shrinkage"].label,
        0.0,
        1.0,
        step=0.05,
        key=state.key("shrinkage"),
        persist_state=state.KEEP,
        help=FIELDS["shrinkage"].help,
    )


def _own() -> None:
    st.caption(
        "A table (CSV, XLSX, XLS, ODS) with a column of codes or names and the columns low, "
        "central, high: one line a council, force, county or region. It stays in this session "
        "alone. Then choose “Your own table” above."
    )
    st.file_uploader("Your estimates", type=["csv", "xlsx", "xls", "ods"], key=state.OWN_FILE)
    limit.mark_switch("These figures are sensitive: withhold small numbers", limit.ESTIMATES)
    if st.session_state.get("own_problems"):
        messages.fail(st.session_state["own_problems"])
    st.download_button(
        "Template",
        own_estimates.TEMPLATE,
        "gapmap_own_estimates.csv",
        "text/csv",
        on_click="ignore",
    )
