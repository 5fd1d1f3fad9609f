"""A comparison in words: short, and every area is counted."""

import re

import pytest

from gapmap.core.comparing.comparison import compare
from gapmap.present.words.comparing import change
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
    assert len(title.split()) <= 13
    told = [title, change.below(found).rstrip(".")] if change.below(found) else [title]
    for sentence in told:
        if not sentence.startswith("In no "):
            assert sum(map(int, re.findall(r"\d+", sentence))) == numbers.get("both", 0) + left
    differing = told[-1]
    if numbers.get("both"):
        assert (f"{left} not comparable" in differing) == bool(left)
    else:
        assert differing.startswith("In no ")
    assert (f" {left} not comparable: " in change.behind(found)) == bool(left)
    reasons = re.findall(r"(\d+) (?:known in|unclear)", change.behind(found))
    assert sum(map(int, reasons)) == left


def asked(dataset, question, **of_both):
    return compare(*(dataset.gap(Selection(**of_both, **one)) for one in question))


@pytest.mark.parametrize("measure", ["places_per_1000", "programmes", "funding", "unmet"])
@pytest.mark.parametrize("level", ["pfa", "borough"])
@pytest.mark.parametrize("question", QUESTIONS, ids=str)
def test_where_no_area_is_higher_or_lower_it_leads_with_where_anything_is_known(
    dataset, question, level, measure
):
    found = asked(dataset, question, level=level, measure=measure)
    numbers, title = change.counts(found), change.headline(found)
    alone = {"B": numbers.get("only_second"), "A": numbers.get("only_first")}
    differ = (found.rows["change"].fillna(0) != 0).any()
    if differ or not any(alone.values()):
        assert " known: " not in title
        assert change.below(found) == ""
        return
    start = {"programmes": "Programmes known", "funding": "Funding known"}
    assert title.startswith(f"{start.get(measure, 'Places known')}: ")
    for side, number in alone.items():
        assert (f"{side} only" in title) == bool(number)
        assert not number or f"{side} only {number}" in title
    both = numbers.get("both", 0) + numbers.get("either", 0)
    assert (f"both {both}" in title) == bool(both)
    assert f"neither {numbers['neither']}" in title


def test_areas_that_are_higher_or_lower_lead(dataset):
    found = asked(
        dataset, first_view.PRESETS["Ended or not against now"], level="pfa", measure="programmes"
    )
    assert re.fullmatch(
        r"B against A: \d+ higher, \d+ equal, \d+ not comparable", change.headline(found)
    )
    assert change.below(found) == ""


def test_the_title_of_a_file_tells_the_difference_and_not_where_anything_is_known(dataset):
    found = asked(dataset, first_view.PRESETS["Self against court referral"])
    assert change.finding(found).startswith("Places per 1,000 estimated perpetrators, B against A:")
