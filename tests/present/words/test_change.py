"""A comparison in words: short, and every area is counted."""

import re

import pytest

from gapmap.core.comparing.comparison import compare
from gapmap.present.words import change
from gapmap.selection import Selection
from gapmap.ui.boxes import first_view

QUESTIONS = [
    *first_view.PRESETS.values(),
    ({"until": 2021, "since": None, "standing": "any"}, {"since": 2022, "standing": "any"}),
]


@pytest.mark.parametrize("measure", ["places_per_1000", "programmes", "funding"])
@pytest.mark.parametrize("level", ["pfa", "borough", "utla", "county"])
@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_the_headline_is_short_and_its_numbers_add_up_to_all_areas(
    dataset, question, level, measure
):
    of_both = {"level": level, "measure": measure}
    found = compare(*(dataset.gap(Selection(**of_both, **asked)) for asked in question))
    numbers, title = change.counts(found), change.headline(found)
    left = sum(numbers.get(s, 0) for s in ("only_first", "only_second", "either", "neither"))
    assert len(title.split()) <= 10
    if numbers.get("both"):
        told = [int(n) for n in re.findall(r"\d+", title)]
        assert sum(told) == numbers["both"] + left
        assert (f"{left} not comparable" in title) == bool(left)
    else:
        assert title.startswith("In no ")
    assert (f" {left} not comparable: " in change.behind(found)) == bool(left)
    reasons = re.findall(r"(\d+) (?:known in|unclear)", change.behind(found))
    assert sum(map(int, reasons)) == left
