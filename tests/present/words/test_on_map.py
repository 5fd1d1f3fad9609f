"""What is written in the areas of a map, and the line that explains it."""

import re

import pytest

from gapmap.present.words import on_map
from gapmap.present.words.labels import known
from gapmap.selection import Selection
from gapmap.vocabulary import MEASURES

LINE = r"(≥ at least(; |$))?(≤ up to(; |$))?(’\d\d of \d{4}(; |$))?(\(\d+\) programmes?)?"


@pytest.mark.parametrize("measure", MEASURES)
@pytest.mark.parametrize("level", ["pfa", "borough", "country"])
@pytest.mark.parametrize("routes", [(), ("self",)])
def test_every_mark_that_is_written_is_explained_and_no_other(dataset, measure, level, routes):
    table = dataset.gap(Selection(measure=measure, level=level, routes=routes))
    texts = [text for row in table.records if (text := on_map.written(table, row))]
    explained = on_map.marks(table)
    for mark in ("≥", "≤", "’", "("):
        assert (mark in explained) == any(mark in text for text in texts), mark
    assert re.fullmatch(LINE, explained)
    if dated := re.search(r"’(\d\d) of (\d{4})", explained):
        assert dated[2].endswith(dated[1])
        years = [r["number_year"] for r in table.records if known(r["shown"])]
        assert int(dated[2]) == max(filter(known, years))
    if counted := re.search(r"\((\d+)\) programmes?", explained):
        assert f"({counted[1]})" in texts
        assert int(counted[1]) == max(int(text.strip("()")) for text in texts if text[0] == "(")
        assert ("programmes" in explained) == (int(counted[1]) != 1)


def test_a_map_on_which_numbers_alone_are_written_needs_no_explanation(dataset):
    assert on_map.marks(dataset.gap(Selection(measure="programmes"))) == ""
