"""The two views of a comparison: widgets ⇄ two Selections ⇄ the address of the page.

B is the view of the rest of the app, whose filters stand here instead of in the bar. A has filters
of its own; everything else it takes over from B, so that the two differ only in what was asked of
the records.
"""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qs, urlencode

import streamlit as st

from gapmap.present.words.comparing import change
from gapmap.selection import Selection, choices
from gapmap.ui.boxes import narrow
from gapmap.ui.state import choices as state
from gapmap.ui.state.keys import FIRST

ADDRESS: Final = "with"
LISTS: Final = ("routes", "types", "accepts")
FILTERS: Final = (
    *LISTS, "counts_only", "all_types", "include_unstated", "accredited", "basis", "grade",
    "standing", "since", "until",
)  # fmt: skip
COURT: Final = ("cafcass_family_court", "probation_criminal_court")
PRESETS: Final[dict[str, tuple[Mapping[str, object], Mapping[str, object]]]] = {
    "Self against court referral": ({"routes": COURT}, {"routes": ("self",)}),
    "Women against anyone": ({}, {"accepts": ("women",)}),
    "Contracts and counts against any number": ({}, {"counts_only": True}),
    "Ended or not against now": ({"standing": "now"}, {"standing": "any"}),
}
"""What policy asks, as what A and B ask of the records.

“One against the other” is “B against A”, as the headline has it, so that the question and a page
opened with a map of self-referral show the same.
"""
STAYS: Final = "“Map” shows B."
YEAR: Final = "compare_year"
ASKED: Final = "compare_asked"
"""The fields that the last question set: the next one takes its place."""


def key(field: str) -> str:
    """Session key of the widget of one filter of A, as it is now."""
    return FIRST.of(field)


def start(other: Selection) -> list[str]:
    """Fill the widgets of A once, from the address or else with those who may refer themselves.

    Returns what of the address had to be adjusted, a sentence each.
    """
    if key("basis") in st.session_state:
        return []
    given = st.query_params.get(ADDRESS)
    if given is None:
        _fill(other.with_(routes=COURT if other.routes == ("self",) else ("self",)))
        return []
    query = parse_qs(given, keep_blank_values=True)
    first, problems = Selection.from_query({name: query[name] for name in FILTERS if name in query})
    _fill(first)
    return problems


def _fill(selection: Selection) -> None:
    FIRST.renew()
    for field in FILTERS:
        value = getattr(selection, field)
        st.session_state[key(field)] = list(value) if field in LISTS else value
    st.session_state[key("years")] = state.years_shown(selection)


def presets(first: Selection, second: Selection) -> None:
    """Draw the questions that fill both views at once; what is asked of A and B alike stays."""
    with st.container(horizontal=True, key="presets", vertical_alignment="bottom", gap="small"):
        for label, (one, two) in PRESETS.items():
            both = (first, second, one, two)
            st.button(label, on_click=_ask, args=both, key=f"preset_{label}")
        with st.popover("Before and after a year", key="preset_years"):
            st.session_state.setdefault(YEAR, Selection().since or state.FIRST_YEAR)
            st.number_input(
                "B begins in",
                state.FIRST_YEAR + 1,
                state.LAST_YEAR,
                key=YEAR,
                persist_state=state.KEEP,
            )
            st.button("Compare", on_click=_ask_years, args=(first, second), key="preset_before")
        st.caption(STAYS, width="content")


def _ask(
    first: Selection, second: Selection, one: Mapping[str, object], two: Mapping[str, object]
) -> None:
    usual, before = Selection(), st.session_state.get(ASKED, ())
    st.session_state[ASKED] = (*one, *two)
    asked = {field: getattr(usual, field) for field in (*one, *two, *before)}
    alike = change.alike(first, second).with_(**choices(asked))
    _fill(alike.with_(**choices(one)))
    state.put(alike.with_(**choices(two)))


def _ask_years(first: Selection, second: Selection) -> None:
    """Ended services count on both sides: else only what lasts would be seen before the year."""
    year = int(st.session_state[YEAR])
    before = {"since": None, "until": year - 1, "standing": "any"}
    _ask(first, second, before, {"since": year, "until": None, "standing": "any"})


def filters(where: str) -> None:
    """Draw the filters of one of the two views, “A” or “B”, in boxes that close to one line."""
    of = key if where == "A" else state.key
    with st.container(horizontal=True, key=f"filters_{where}", gap="xsmall"):
        narrow.asked(of, where, f", {where}")
        with st.popover(f"Years and evidence, {where}", key=f"{where}_evidence"):
            narrow.seen(of)
            narrow.evidence(of)


def read(other: Selection) -> Selection:
    """A: the other one with the filters of its widgets."""
    values, key = st.session_state, FIRST.naming()
    since, until = state.years_chosen(values[key("years")])
    plain = {f: values[key(f)] for f in FILTERS if f not in (*LISTS, "since", "until")}
    several = {field: tuple(values[key(field)]) for field in LISTS}
    return other.with_(**choices({"since": since, "until": until, **plain, **several}))


def in_address(other: Selection) -> dict[str, str]:
    """The filters of A as they stand in the address, beside B; none before they are known."""
    if key("basis") not in st.session_state:
        return {}
    queried = read(other).to_query()
    chosen = {name: texts[0] for name, texts in queried.items() if name in FILTERS}
    return {ADDRESS: urlencode(chosen) or "basis=implied"}


def write_address(other: Selection) -> None:
    """Write them at once where they were not known before the page was drawn."""
    text = in_address(other)[ADDRESS]
    if st.query_params.get(ADDRESS) != text:
        st.query_params[ADDRESS] = text
