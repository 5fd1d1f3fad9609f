"""States of a request: what may follow what, and when an answer is overdue."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from gapmap.core.evidence.merging import states
from gapmap.core.evidence.merging.states import RequestState
from gapmap.errors import BadChoiceError

SENT = date(2026, 11, 25)
LAST = date(2026, 12, 24)  # counted by hand: St Andrew's Day does not count
ROUNDS = [
    "drafted sent acknowledged answered disputed answered",
    "drafted sent partly answered",
    "drafted sent refused partly disputed",
    "drafted sent not_held answered",
    "drafted answered",
]


@pytest.mark.parametrize("told", ROUNDS)
def test_a_request_goes_its_way(told):
    for before, after in pairwise(told.split()):
        assert states.moved(states.read(before), states.read(after), "section 12") == after


@pytest.mark.parametrize(
    ("before", "after"),
    [("drafted", "acknowledged"), ("answered", "sent"), ("refused", "disputed"),
     ("acknowledged", "drafted"), ("disputed", "refused")],
)  # fmt: skip
def test_what_may_not_follow_is_refused_with_what_may(before, after):
    with pytest.raises(BadChoiceError, match="can become one of"):
        states.moved(RequestState(before), RequestState(after), "ground")


def test_a_refusal_has_a_ground_and_overdue_is_never_set():
    with pytest.raises(BadChoiceError, match="needs its ground"):
        states.moved(RequestState.SENT, RequestState.REFUSED, " ")
    with pytest.raises(BadChoiceError, match="cannot be set"):
        states.moved(RequestState.SENT, RequestState.OVERDUE)
    with pytest.raises(BadChoiceError, match="no state of a request"):
        states.read("lost")


def test_every_state_has_words_and_a_way_on():
    assert set(states.WORDS) == set(RequestState) == set(states.NEXT)


@pytest.mark.parametrize("state", list(RequestState))
def test_overdue_from_the_day_after_the_last_one_by_law_and_only_while_it_waits(state):
    waits = state in (RequestState.SENT, RequestState.ACKNOWLEDGED)
    assert states.on(state, SENT, True, LAST) == state
    late = RequestState.OVERDUE if waits else state
    assert states.on(state, SENT, True, LAST + timedelta(days=1)) == late
    assert states.on(state, SENT, False, LAST + timedelta(days=400)) == state
    assert states.on(state, None, True, LAST + timedelta(days=400)) == state
