"""An area's title: at most twelve words under every Selection, never surer than its number."""

import pytest

from gapmap.present.area import words
from gapmap.selection import Selection
from gapmap.vocabulary import MEASURES, TILE_LEVELS

CHOICES = (
    {},
    {"routes": ("health_gp", "self"), "accepts": ("lgbt", "fathers"), "grade": "A"},
    {"types": ("online_virtual", "probation_accredited"), "include_unstated": True},
    {"standing": "any", "since": None, "until": 2018},
    {"suppress_below": 30},
    {"demand": "high_harm", "counts_only": True},
)
KINDS = {"aim": "an aim", "implied": "by budget"}


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("level", TILE_LEVELS)
def test_a_title_has_at_most_twelve_words_and_says_what_it_rests_on(dataset, level, measure):
    for choices in CHOICES:
        table = dataset.gap(Selection(level=level, measure=measure, **choices))
        for row in table.records:
            title = words.finding(table, row["code"])
            assert title.startswith(f"{row['name']}: ")
            assert len(title.split()) <= 12, (choices, title)
            said = title.removeprefix(f"{row['name']}: ")
            if row["state"] == "measured" and measure not in ("programmes", "funding"):
                kind = KINDS.get(row["basis"], "")
                assert kind in said, title
                bound = row["lower_bound"] and measure != "grade"
                assert bool(bound) == said.startswith(("at least ", "≥", "up to ", "≤")), title
            elif row["state"] == "none_recorded":
                assert "recorded" in said
                assert "exist" not in said


def test_a_title_is_about_what_is_shaded(dataset):
    titles = {
        measure: words.finding(dataset.gap(Selection(measure=measure)), "E23000032")
        for measure in MEASURES
    }
    row = dataset.gap(Selection()).row("E23000032")
    share = f"{100 * row['share_met']:.1f}%"
    assert f"{row['places_per_1000']:.1f} places per 1,000" in titles["places_per_1000"]
    assert f"{share} of need met" in titles["share_met"]
    assert "unmet places" in titles["unmet"]
    assert f"{row['programmes']} programme" in titles["programmes"]
    assert "yearly funding" in titles["funding"] or "£" in titles["funding"]
    assert f"grade {row['grade']}" in titles["grade"]
