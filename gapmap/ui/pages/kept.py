"""Plans kept under names on the page “Plan”: keep, show again, remove, and read side by side."""

from collections.abc import Mapping
from typing import Final

import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.core.plan.kept import LONGEST_NAME, dumps, read_by, with_
from gapmap.core.plan.proposal import Proposal
from gapmap.core.plan.wish import Wish
from gapmap.dataset import Dataset
from gapmap.errors import GapmapError
from gapmap.present import html
from gapmap.present.plan import compared, words
from gapmap.tasks.products import KEPT_PLANS
from gapmap.ui import messages
from gapmap.ui.pages import files
from gapmap.ui.state import plan as wishes

NAME: Final = "plan_name"
PROBLEM: Final = "plan_name_problem"


def show(dataset: Dataset, table: GapTable, wish: Wish, proposals: Mapping[str, Proposal]) -> None:
    """Draw the section; ``proposals`` are those of the plans kept, by name."""
    st.html(html.heading("Plans kept"))
    kept = wishes.kept()
    with st.container(horizontal=True, key="plan_keep", vertical_alignment="bottom"):
        st.text_input("Name of this plan", key=NAME, max_chars=LONGEST_NAME, width=300)
        st.button("Keep this plan", key="plan_keep_it", on_click=_keep, args=(wish,))
        for name in kept:
            shown = messages.plain(name)
            st.button(f"Show {shown}", key=f"plan_show_{name}", on_click=wishes.fill,
                      args=(kept[name],))  # fmt: skip
            st.button(f"{shown} ×", key=f"plan_drop_{name}", on_click=wishes.drop, args=(name,),
                      help=f"Remove {shown}")  # fmt: skip
    if problem := st.session_state.pop(PROBLEM, ""):
        messages.warn(problem)
    if not kept:
        st.caption("Up to three plans can be kept: they stand in the address, and in a file.")
        return
    st.html(html.listing(compared.summary(proposals), "What each plan reaches"))
    for reading in read_by(list(proposals.values())) if len(kept) > 1 else ():
        rows = compared.by_action(proposals, reading)
        if rows:
            st.html(html.heading(f"Side by side, if {words.READINGS[reading]}"))
            st.html(html.listing(rows, "New places a year of each plan"))
    files.buttons(KEPT_PLANS, "plans", dataset, table, dumps(wishes.kept()))


def _keep(wish: Wish) -> None:
    try:
        wishes.keep(with_(wishes.kept(), st.session_state[NAME], wish))
        st.session_state[NAME] = ""
    except GapmapError as error:
        st.session_state[PROBLEM] = str(error)
