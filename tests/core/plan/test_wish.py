"""A wish as a text: the same wish comes back, and nothing else is taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gapmap.core.plan.problem import Aim, Unknown
from gapmap.core.plan.wish import BOTH, Wish
from gapmap.errors import BadChoiceError

CODES = some.frozensets(some.sampled_from(("E23000001", "E23000032", "W15000001")))
WISHES = some.builds(
    Wish,
    some.sampled_from(Aim),
    some.none() | some.floats(0, 1e10),
    some.none() | some.integers(0, 10**6),
    some.floats(0, 1000),
    some.integers(1, 1000),
    some.integers(1, 1000),
    CODES,
    CODES,
    some.sampled_from([BOTH, *((u,) for u in Unknown)]),
)


@given(WISHES)
def test_a_wish_comes_back_from_its_text(wish):
    assert Wish.loads(wish.dumps()) == wish


def test_what_is_as_to_begin_with_is_left_out():
    assert Wish().dumps() == ""
    assert Wish(budget=2e6, smallest=50, step=50).dumps() == "budget=2000000&smallest=50"


@pytest.mark.parametrize(
    "text",
    ["aim=peace", "budget=nan", "budget=1e999", "money=5", "budget", "smallest=1.5", "x" * 9999,
     "unknown=never", "step="],
)  # fmt: skip
def test_other_texts_are_refused_in_a_sentence(text):
    with pytest.raises(BadChoiceError, match="does not say what to plan for"):
        Wish.loads(text)
