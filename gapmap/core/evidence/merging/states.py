"""The states of a request, and which may follow which."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final

from gapmap.core.evidence.asking.due import due
from gapmap.errors import BadChoiceError
from gapmap.fields import shown


class RequestState(StrEnum):
    """Where a request stands. ``OVERDUE`` is never told: it follows from the day."""

    DRAFTED = "drafted"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    PARTLY = "partly"
    NOT_HELD = "not_held"
    REFUSED = "refused"
    DISPUTED = "disputed"


WORDS: Final[Mapping[str, str]] = {
    RequestState.DRAFTED: "drafted",
    RequestState.SENT: "sent",
    RequestState.ACKNOWLEDGED: "acknowledged",
    RequestState.OVERDUE: "overdue",
    RequestState.ANSWERED: "answered",
    RequestState.PARTLY: "answered in part",
    RequestState.NOT_HELD: "answered: not held",
    RequestState.REFUSED: "refused",
    RequestState.DISPUTED: "disputed by the body",
}
OUTCOMES: Final = frozenset(
    {RequestState.ANSWERED, RequestState.PARTLY, RequestState.NOT_HELD, RequestState.REFUSED}
)
NEXT: Final[Mapping[RequestState, frozenset[RequestState]]] = {
    RequestState.DRAFTED: frozenset({RequestState.SENT}) | OUTCOMES,
    RequestState.SENT: frozenset({RequestState.ACKNOWLEDGED, RequestState.DISPUTED}) | OUTCOMES,
    RequestState.ACKNOWLEDGED: frozenset({RequestState.DISPUTED}) | OUTCOMES,
    RequestState.OVERDUE: frozenset({RequestState.ACKNOWLEDGED, RequestState.DISPUTED}) | OUTCOMES,
    RequestState.ANSWERED: frozenset({RequestState.DISPUTED}),
    RequestState.PARTLY: frozenset({RequestState.ANSWERED, RequestState.DISPUTED}),
    RequestState.NOT_HELD: frozenset(
        {RequestState.ANSWERED, RequestState.PARTLY, RequestState.DISPUTED}
    ),
    RequestState.REFUSED: frozenset(
        {RequestState.ANSWERED, RequestState.PARTLY, RequestState.NOT_HELD}
    ),
    RequestState.DISPUTED: frozenset({RequestState.ANSWERED, RequestState.PARTLY}),
}
"""What may follow each state. A drafted request that comes back answered was sent by somebody."""


def on(state: RequestState, sent: date | None, by_law: bool, day: date) -> RequestState:
    """The state on a day: overdue where the law's twentieth working day has passed.

    ``by_law`` says whether the body is under a duty to answer; no other request is ever overdue.
    """
    waits = state in (RequestState.SENT, RequestState.ACKNOWLEDGED)
    late = waits and by_law and sent is not None and day > due(sent)
    return RequestState.OVERDUE if late else state


def moved(state: RequestState, to: RequestState, ground: str = "") -> RequestState:
    """The next state. Raises BadChoiceError where it may not follow, or a refusal has no ground."""
    if to is RequestState.OVERDUE:
        raise BadChoiceError("Overdue follows from the day of sending; it cannot be set.")
    if to not in NEXT[state]:
        allowed = ", ".join(sorted(NEXT[state]))
        raise BadChoiceError(f"A request that is {WORDS[state]} can become one of: {allowed}.")
    if to is RequestState.REFUSED and not ground.strip():
        raise BadChoiceError(
            "A refusal needs its ground: give the section or exemption that the body named."
        )
    return to


def read(text: str) -> RequestState:
    """A state by its name. Raises BadChoiceError."""
    try:
        return RequestState(text)
    except ValueError:
        known = ", ".join(s for s in RequestState if s is not RequestState.OVERDUE)
        raise BadChoiceError(
            f"{shown(text)} is no state of a request; use one of: {known}."
        ) from None
