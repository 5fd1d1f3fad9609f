"""What is asked of reach as a text: read again it is the same; anything else is one sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.core.plan.problem import Aim
from gapmap.core.plan.reach.asked import Mark, Question
from gapmap.core.plan.reach.floating import Steps
from gapmap.core.plan.wish import Wish
from gapmap.errors import BadChoiceError

NUMBERS = st.floats(0.1, 1e5, allow_nan=False)
STEPS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=1, max_size=5, unique_by=lambda p: p[0])
MARKS = st.builds(Mark, st.from_regex(r"[0-9a-f]{8}", fullmatch=True), st.text(max_size=30))
WISHES = st.builds(
    Wish, st.sampled_from(Aim), st.none() | st.floats(1, 1e9), st.none(), smallest=st.just(100)
)


@given(
    steps=STEPS,
    points=st.sampled_from(["towns", "centres"]),
    unit=st.sampled_from(["metres", "minutes"]),
    detour=st.floats(1, 5),
    below=st.none() | st.floats(0.1, 900),
    files=st.tuples(st.just(Mark()) | MARKS, st.just(Mark()) | MARKS),
    plan=st.none() | WISHES,
)
def test_a_question_read_again_is_the_same(steps, points, unit, detour, below, files, plan):
    steps.sort()
    ends, weights = zip(*steps, strict=True)
    asked = Question(points, Steps(ends, weights), unit, detour, below, *files, plan)
    text = asked.dumps()
    assert Question.loads(text) == asked
    assert text.isascii()


def test_what_is_as_to_begin_with_is_left_out():
    assert Question().dumps() == ""
    assert Question.loads("") == Question()
    assert Question(plan=Wish()).dumps() == "plan="
    assert Question.loads("plan=").plan == Wish()


@pytest.mark.parametrize(
    "text", ["steps", "steps=near", "more=1", "plan=aim%3Dpeace", "travel=:x", "x" * 7_000]
)
def test_anything_else_is_a_sentence(text):
    with pytest.raises(BadChoiceError) as caught:
        Question.loads(text)
    assert "\n" not in str(caught.value)
