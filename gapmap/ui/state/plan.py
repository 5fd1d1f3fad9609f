"""What is asked of the page “Plan”: widgets ⇄ a Wish ⇄ the address of the page."""

from typing import Any, Final

import streamlit as st

from gapmap.core.plan.problem import Aim
from gapmap.core.plan.wish import Wish
from gapmap.errors import BadChoiceError

ADDRESS: Final = "plan"
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
    return problem


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


def write_address(wish: Wish) -> None:
    """Keep the wish in the address, beside the Selection."""
    text = wish.dumps()
    if st.query_params.get(ADDRESS) != text:
        st.query_params[ADDRESS] = text
