"""The app's map and the one-file map draw an area alike; what is not kept is dim."""

import pytest

from gapmap.present import view
from gapmap.selection import Selection
from gapmap.ui.map import layer


@pytest.mark.parametrize(
    "choices", [{}, {"measure": "funding"}, {"level": "borough", "suppress_below": 30}], ids=str
)
def test_areas_are_drawn_as_the_one_file_map_draws_them(dataset, choices):
    table = dataset.gap(Selection(**choices))
    sent = layer.payload(dataset, table)
    seen = view.view(table, tiles=False)
    assert sent["areas"] == seen["areas"]
    assert sent["colours"] == [colour for _, colour, _ in seen["legend"]["classes"]]


def test_areas_outside_what_is_picked_are_dim_and_the_view_stays_as_it_is(dataset):
    table = dataset.gap(Selection())
    kept = frozenset(list(table.rows["code"])[:5])
    sent = layer.payload(dataset, table, kept)["areas"]
    assert {code for code, paint in sent.items() if not paint.get("d")} == kept
    assert not any("d" in paint for paint in view.areas(table).values())
