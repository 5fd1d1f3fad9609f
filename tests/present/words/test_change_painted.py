"""The map of a difference: what is known in neither view is painted and named for what it is."""

import pytest

from gapmap.core.comparing.comparison import compare
from gapmap.present import palette, view
from gapmap.present.words.comparing import painted
from gapmap.selection import Selection
from gapmap.ui.boxes import first_view
from gapmap.vocabulary import MEASURES, STATES

COMPARED = [name for name in MEASURES if name != "grade"]
CITY_OF_LONDON, SCOTLAND = "E23000034", "S92000003"


@pytest.fixture(params=first_view.PRESETS)
def question(request):
    return first_view.PRESETS[request.param]


def asked(dataset, question, **of_both):
    return compare(*(dataset.gap(Selection(**of_both, **one)) for one in question))


def expected(one, two):
    """What an area known in neither looks like, by the states it is drawn in on both maps."""
    if "suppressed" in (one, two):
        return "suppressed"
    if "unmeasured" in (one, two):
        return "unmeasured"
    if "not_stated" in (one, two):
        return "not_stated"
    return "none_matching" if "none_matching" in (one, two) else one


@pytest.mark.parametrize("measure", COMPARED)
@pytest.mark.parametrize("level", ["pfa", "borough"])
def test_an_area_known_in_neither_is_painted_as_what_is_recorded_there(
    dataset, question, level, measure
):
    found = asked(dataset, question, level=level, measure=measure)
    paints = view.changes(found)
    assert "neither" in set(found.rows["status"])
    for code, status in zip(found.rows["code"], found.rows["status"], strict=True):
        sides = [table.row(code)["shade"] for table in (found.first, found.second)]
        looks = {"both": "measured", "neither": expected(*sides)}
        assert paints[code]["s"] == looks.get(status, status)


def test_unknown_size_none_recorded_and_no_estimate_are_told_apart(dataset, question):
    found = asked(dataset, question)
    paints = view.changes(found)
    assert paints[CITY_OF_LONDON]["s"] == "none_recorded"
    assert paints[SCOTLAND]["s"] == "no_estimate"
    shown = {look: (label, number) for look, label, number in view.change_legend(found)["states"]}
    assert shown["unmeasured"][0] == "Recorded, places known in neither"
    assert shown["none_recorded"] == ("None recorded", 1)
    assert shown["no_estimate"] == ("No estimate", 2)


@pytest.mark.parametrize("measure", COMPARED)
@pytest.mark.parametrize("suppress_below", [0, 30])
def test_the_legend_counts_every_area_once_in_the_order_of_the_map_page(
    dataset, question, measure, suppress_below
):
    found = asked(dataset, question, measure=measure, suppress_below=suppress_below)
    legend = view.change_legend(found)
    numbers = [row[2] for row in (*legend["classes"], *legend["states"])]
    assert sum(numbers) == len(found.rows)
    assert all(number for _, _, number in legend["states"])
    labels = [label for _, label, _ in legend["states"]]
    assert len(set(labels)) == len(labels)
    looks = [look for look, _, _ in legend["states"]]
    assert [look for look in looks if look in STATES] == [s for s in STATES if s in looks]


def test_what_is_known_in_one_view_only_never_looks_like_what_is_known_in_neither():
    patterns = [*palette.STATE_PATTERN.values(), *palette.CHANGE_PATTERN.values()]
    assert len(set(patterns)) == len(patterns)


def test_of_funding_it_is_funding_that_is_not_known(dataset):
    found = asked(dataset, first_view.PRESETS["Women against anyone"], measure="funding")
    (label,) = [
        text for look, text, _ in view.change_legend(found)["states"] if look == "unmeasured"
    ]
    assert label == "Recorded, yearly funding known in neither"


def test_the_lines_of_an_area_call_it_as_the_legend_does(dataset, question):
    found = asked(dataset, question)
    named = {look: label for look, label, _ in view.change_legend(found)["states"]}
    for area in view.changes(found).values():
        if area["s"] != "measured":
            assert area["t"][1] == named[area["s"]]


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("places_per_1000", "Brown: fewer places in B; blue: more"),
        ("share_met", "Brown: a smaller share in B; blue: a larger one"),
        ("unmet", "Brown: more unmet need in B; blue: less"),
        ("programmes", "Brown: fewer programmes in B; blue: more"),
        ("funding", "Brown: less funding in B; blue: more"),
    ],
)
def test_colours_say_what_b_has_and_judge_neither_view(dataset, measure, words):
    assert set(painted.ENDS) == set(COMPARED)
    for question in first_view.PRESETS.values():
        caption = painted.caption(asked(dataset, question, measure=measure))
        assert caption.startswith(f"{MEASURES[measure]}: B minus A. {words}")
        assert "better" not in caption
        assert "worse" not in caption
