"""The table of areas and their councils: where the ratio of a council comes from."""

import csv
import io
from collections import Counter, defaultdict
from datetime import date

import pytest

from gapmap.selection import Selection
from gapmap.tasks.products import export


@pytest.fixture(scope="module")
def rows(dataset):
    table = dataset.gap(Selection())
    text = export("councils.csv", dataset, table, date(2026, 1, 2)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_ratio_says_whether_it_is_the_councils_own(rows):
    seen = Counter(row["ratio_from"] for row in rows)
    assert set(seen) == {"", "of its own", "by police force", "by programme"}
    for row in rows:
        assert (row["ratio_from"] == "") == (row["places_per_1000"] == "")
        if row["places_per_1000"]:
            assert (row["ratio_from"] == "of its own") == (row["shared"] == "false")


def test_councils_by_police_force_have_the_ratio_of_the_programme_that_serves_it_all(rows, dataset):
    """Shared out by the estimate, one programme gives every council that it serves one ratio."""
    local = dataset.gap(Selection(level="utla"))
    known = Counter(part.code for part in local.portions if part.places is not None)
    ratios = defaultdict(set)
    for row in rows:
        if row["ratio_from"] == "by police force":
            ratios[row["area_code"]].add(row["code"])
    assert len(ratios) > 5
    for force, codes in ratios.items():
        alone = [float(r["places_per_1000"]) for r in rows if r["code"] in codes and
                 known[r["code"]] == 1]  # fmt: skip
        assert len(set(alone)) <= 1 or max(alone) == pytest.approx(min(alone), rel=1e-3), force
        inside = {str(c) for c in dataset.lookup.index[dataset.lookup["pfa"] == force]}
        mains = {
            max((p for p in local.portions if p.code == code and p.places), key=lambda p: p.places)
            for code in codes
        }
        served = {s.service_id: set(s.blocks) for s in local.supply.services}
        assert all(inside <= served[part.service_id] for part in mains)
