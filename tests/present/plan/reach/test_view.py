"""The map of reach: what cannot be measured is hatched, and silence is never a number."""

import pytest

from gapmap.present.plan.reach import view
from gapmap.selection import Selection
from gapmap.tasks.area.reach import reach


@pytest.fixture(scope="module", params=["pfa", "utla", "county", "borough"])
def drawn(request, dataset):
    table = dataset.gap(Selection(level=request.param))
    found = reach(dataset, table)
    return table, found, view.paints(table, found)


def test_only_what_is_measured_or_known_to_be_none_has_a_class(drawn):
    table, found, paints = drawn
    assert set(paints) == set(table.columns["code"])
    reached = {area.code: area for area in found.areas}
    for code, paint in paints.items():
        if code not in reached:
            assert (paint["s"], paint["c"]) == ("no_estimate", None)
            continue
        area, state = reached[code], table.by_code[code]["state"]
        in_person = area.reached > area.online
        unknown = area.silent > 0 or area.near > 0
        silent = state in ("not_stated", "none_recorded")
        if paint["c"] is None:
            assert not in_person
            assert paint["s"] == ("unmeasured" if unknown else state)
            assert "n" not in paint or paint["n"] == f"({area.silent})"
        else:
            assert in_person or not (unknown or silent)
            assert paint["n"].startswith("≥") == bool(area.silent)


def test_the_legend_counts_every_area_once(drawn):
    table, _, paints = drawn
    key = view.legend(table, paints)
    counts = [n for *_, n in key["classes"]] + [n for *_, n in key["states"]]
    assert sum(counts) == len(table.records)
    assert ("unmeasured", view.NOT_MEASURED) in {(s, label) for s, label, _ in key["states"]}
