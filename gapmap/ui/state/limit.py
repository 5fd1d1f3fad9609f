"""The limit of small numbers that is in force: one place decides, and nothing else sets it lower.

The user chooses a limit, and may mark files as sensitive. The limit in force is the greatest of
what is chosen and what any mark demands. Marks are kept apart from the widgets that set them: a
widget is forgotten with its page, or by a run that a click cuts short, and a mark must not be.
"""

from typing import Final

import streamlit as st

from gapmap.ui.state.keys import CHOICES

ESTIMATES: Final = "own_sensitive"
PROGRAMMES: Final = "own_programmes_sensitive"
"""Keys of the switches that mark the user's own estimates and programmes."""
DEMANDED: Final = 10  # the least limit while anything is marked
CHOSEN: Final = "limit_chosen"
MARKED: Final = "marked_sensitive"


def in_force() -> int:
    """The limit that every page and export has to keep; 0 withholds nothing."""
    return max(_chosen(), _demanded())


def propose(limit: int) -> None:
    """Take over the limit of a link, a file or cleared filters; lower ones only without a mark."""
    st.session_state[CHOSEN] = max(limit, _chosen()) if _demanded() else limit
    settle()


def widget() -> str:
    """Session key of the widget that sets the limit, as it is now."""
    return CHOICES.of("suppress_below")


def settle() -> None:
    """Let the widget show the limit in force; before it is drawn, in every run."""
    st.session_state[widget()] = in_force()


def choose() -> None:
    """Take over what the user has just set the widget to."""
    st.session_state[CHOSEN] = st.session_state[widget()]
    settle()


def mark_switch(label: str, key: str) -> None:
    """Draw the switch that marks one kind of own file as sensitive."""
    st.session_state[key] = key in _marked()
    st.toggle(
        label,
        key=key,
        on_change=_mark,
        args=(key,),
        help=f"Withholds numbers below {DEMANDED}, or below a higher limit set under “Targets and "
        "map classes”, on screen and in every export, with everything worked out from them. "
        "Nothing but this switch ends it.",
    )


def because_marked() -> str:
    """Why the limit cannot be set lower, in a sentence; blank where it can."""
    return f"At least {DEMANDED}, while own figures are marked as sensitive." if _marked() else ""


def _mark(key: str) -> None:
    on = bool(st.session_state[key])
    st.session_state[MARKED] = _marked() | {key} if on else _marked() - {key}
    settle()


def _marked() -> frozenset[str]:
    found: frozenset[str] = st.session_state.get(MARKED, frozenset())
    return found


def _demanded() -> int:
    return DEMANDED if _marked() else 0


def _chosen() -> int:
    return int(st.session_state.get(CHOSEN, 0))
