"""Whom to ask first for a plan: the places that an answer would move, shared by people."""

import pytest

from gapmap.core.plan.problem import Aim
from gapmap.core.plan.proposal import propose
from gapmap.core.plan.wish import Wish
from gapmap.present.plan import words
from gapmap.selection import Selection
from gapmap.tasks.asking.missing import for_plan
from gapmap.tasks.asking.recorded import everyone


@pytest.mark.parametrize("level", ["pfa", "county"])
def test_an_answer_counts_for_the_part_of_an_area_that_it_speaks_for(dataset, level):
    table = dataset.gap(Selection(level=level))
    moved = propose(table, Wish(Aim.WORST, budget=3e6)).asking
    people = dataset.country.need(table.selection, table.model).by_block
    inside = {}
    for block, code in table.area_of.items():
        inside.setdefault(code, []).append(block)
    able = {b.body_id: b.blocks("places") for b in everyone(dataset)}
    values = for_plan(dataset, table, moved)
    assert values
    for value in values:
        scope = able[value.body.body_id]
        wanted = sum(
            moved[code] * sum(people[b] for b in inside[code] if b in scope and b in people)
            / sum(people[b] for b in inside[code] if b in people)
            for code in moved
        )  # fmt: skip
        assert value.people == pytest.approx(wanted)
    assert sum(value.adds for value in values) <= sum(moved.values()) + 1e-6
    first = values[0]
    assert first.adds == pytest.approx(max(value.people for value in values))
    assert first.body.body in words.whom(values)


def test_where_no_answer_moves_anything_nobody_is_named(dataset):
    table = dataset.gap(Selection())
    values = for_plan(dataset, table, dict.fromkeys(table.columns["code"], 0))
    assert values == ()
    assert words.whom(values) == ""
