"""“Up to” so many unmet may be more than the perpetrators beside it: it says why, everywhere."""

import re

import pytest

from gapmap.present.area import words as area_words
from gapmap.present.words import on_map, scale
from gapmap.selection import Selection
from gapmap.vocabulary import LEVELS


def people(text):
    return float(text.replace(",", ""))


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("view", [{}, {"target_share": 0.5}, {"local": "sensitivity"}], ids=str)
def test_up_to_goes_by_the_high_end_of_the_estimate_beside_it_and_says_so(dataset, level, view):
    table = dataset.gap(Selection(level=level, measure="unmet", **view))
    bounds = [row for row in table.records if row["lower_bound"]]
    assert bounds
    for row in table.records:
        state, need = on_map.tooltip(table, row)[1], on_map.tooltip(table, row)[3]
        more = area_words.finding_more(table, row["code"])
        told = re.search(r"up to ([\d,]+) people at the high end of the estimate", state)
        assert bool(told) == row["lower_bound"] == ("“Up to” is at the high end" in more)
        if told:
            high = re.search(r"about [\d,]+ \([\d,]+ to ([\d,]+)\)", need)
            assert people(told[1]) <= people(high[1])
            assert row["unmet_high"] <= table.selection.target_share * row["perpetrators_high"]


@pytest.mark.parametrize("level", LEVELS)
def test_the_colour_goes_by_the_middle_and_the_legend_says_so(dataset, level):
    table = dataset.gap(Selection(level=level, measure="unmet"))
    assert "at the middle of the estimate" in scale.caption(table)
    assert all(row["shown"] == row["unmet"] for row in table.records if row["shown"] is not None
               and row["shown"] == row["shown"])  # fmt: skip
