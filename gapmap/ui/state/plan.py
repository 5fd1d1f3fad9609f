"""What is asked of the page “Plan”: widgets ⇄ a Wish ⇄ the address of the page."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st

from gapmap.core.plan.kept import dumps, loads
from gapmap.core.plan.problem import Aim
from gapmap.core.plan.wish import Wish
from gapmap.errors import BadChoiceError

ADDRESS: Final = "plan"
KEPT_ADDRESS: Final = "plans"
KEPT: Final = "plans_kept"
POUNDS, PLACES = "Pounds a year", "Places a year"
FIRST: Final = Wish(budget=2_000_000.0)
"""What the page starts with: an example budget, which is nobody's."""


def key(field: str) -> str:
    """Session key of the widget of one field."""
    return f"plan_{field}"


def start() -> str:
    """Fill the widgets once, from the address or else with the first wish.

    Returns what of the address could not be read, in a sentence; else an empty text.
    """
    if key("aim") in st.session_state:
        return ""
    given = st.query_params.get(ADDRESS)
    problem = ""
    wish = FIRST
    if given is not None:
        try:
            wish = Wish.loads(given)
        except BadChoiceError as error:
            problem = f"The link was adjusted. {error}"
    fill(wish)
    try:
        keep(loads(st.query_params.get(KEPT_ADDRESS, "")))
    except BadChoiceError as error:
        problem = f"{problem} The link was adjusted. {error}".strip()
    return problem


def kept() -> Mapping[str, Wish]:
    """The plans kept, by name."""
    found: Mapping[str, Wish] = st.session_state.get(KEPT, {})
    return found


def keep(plans: Mapping[str, Wish]) -> None:
    """Keep these plans, and no others."""
    st.session_state[KEPT] = dict(plans)


def drop(name: str) -> None:
    """Keep one plan no longer."""
    keep({other: wish for other, wish in kept().items() if other != name})


def fill(wish: Wish) -> None:
    """Set every widget to a wish."""
    values: dict[str, Any] = {
        "aim": wish.aim,
        "money": PLACES if wish.places is not None else POUNDS,
        "budget": wish.budget if wish.budget is not None else FIRST.budget,
        "places": wish.places if wish.places is not None else 400,
        "limited": wish.budget is not None or wish.places is not None,
        "floor": wish.floor or 5.0,
        "smallest": wish.smallest,
        "wanted": sorted(wish.wanted),
        "barred": sorted(wish.barred),
    }
    for field, value in values.items():
        st.session_state[key(field)] = value


def read(codes: frozenset[str]) -> Wish:
    """The wish of the widgets; areas that the level does not have are left out of it."""
    values = {f: st.session_state[key(f)] for f in ("aim", "money", "budget", "places", "floor")}
    aim: Aim = values["aim"]
    limited = aim is not Aim.FLOOR or st.session_state[key("limited")]
    in_places = values["money"] == PLACES
    smallest = int(st.session_state[key("smallest")])
    return Wish(
        aim,
        float(values["budget"]) if limited and not in_places else None,
        int(values["places"]) if limited and in_places else None,
        float(values["floor"]) if aim is Aim.FLOOR else 0.0,
        smallest,
        smallest,
        frozenset(st.session_state[key("wanted")]) & codes,
        frozenset(st.session_state[key("barred")]) & codes,
    )


def current(codes: frozenset[str]) -> Wish:
    """The wish of the page “Plan”, from another page; before that was opened, its first."""
    return read(codes) if key("aim") in st.session_state else FIRST


def write_address(wish: Wish) -> None:
    """Keep the wish, and the plans kept, in the address, beside the Selection."""
    wanted = {ADDRESS: wish.dumps(), KEPT_ADDRESS: dumps(kept())}
    for name, text in wanted.items():
        if st.query_params.get(name, "") != text:
            st.query_params[name] = text
    if not wanted[KEPT_ADDRESS] and KEPT_ADDRESS in st.query_params:
        del st.query_params[KEPT_ADDRESS]
