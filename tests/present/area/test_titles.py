"""An area's title: at most twelve words under every Selection, never surer than its number."""

import pytest

from gapmap.present.area import words
from gapmap.present.words import on_map
from gapmap.selection import Selection
from gapmap.vocabulary import MEASURES, TILE_LEVELS
from tests.core.world import gap, obs

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
    assert "match" in titles["programmes"]
    assert "yearly funding" in titles["funding"] or "£" in titles["funding"]
    assert f"grade {row['grade']}" in titles["grade"]


def test_the_bound_of_a_title_is_that_of_the_colour(dataset):
    """What is unmet is shaded at the middle of the estimate: the title says no other number."""
    table = dataset.gap(Selection(measure="unmet"))
    bounded = [row for row in table.records if row["lower_bound"] and row["unmet"] == row["unmet"]]
    assert bounded
    for row in bounded:
        number = on_map.written(table, row).split()[0].lstrip("≤")
        assert f"{number} unmet places" in words.finding(table, row["code"])


def test_a_stated_zero_is_on_no_past_funding():
    table = gap(obs(places=0, year=2025))
    assert "funding date past" not in words.finding(table, "A")


def test_work_without_places_is_not_denied_where_no_programme_is_recorded():
    table = gap(obs(places=9), obs("training", ("b1",), row_kind="panel_or_training"))
    assert "only work without places" in words.finding(table, "B")
    assert "in any year" in words.finding(gap(obs(places=9)), "B")
