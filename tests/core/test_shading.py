"""What is shaded: six measures of one GapTable, their classes and the states they are drawn in."""

import math
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.core.shading import round_breaks
from gapmap.selection import Selection
from gapmap.vocabulary import LEVELS, MEASURES

COLUMN = {
    "places_per_1000": "places_per_1000",
    "share_met": "share_met",
    "unmet": "unmet",
    "programmes": "programmes",
    "funding": "funding_per_perpetrator",
}


def same_rows(one, other, columns):
    pd.testing.assert_frame_equal(one[columns], other[columns])


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("measure", MEASURES)
def test_a_measure_changes_what_is_shaded_and_no_figure(dataset, level, measure):
    plain = dataset.gap(Selection(level=level)).rows
    shaded = dataset.gap(Selection(level=level, measure=measure)).rows
    figures = [c for c in plain.columns if c not in ("shown", "shade", "class_index")]
    same_rows(plain, shaded, figures)


@pytest.mark.parametrize("level", ["pfa", "borough", "utla"])
@pytest.mark.parametrize("measure", COLUMN)
def test_every_value_lies_in_its_class_and_class_0_is_the_worst(dataset, level, measure):
    table = dataset.gap(Selection(level=level, measure=measure, since=None, basis="implied"))
    edges = [-math.inf, *table.breaks, math.inf]
    seen = set()
    for row in table.rows.to_dict("records"):
        value = row["shown"]
        assert (row["shade"] == "measured") == (not pd.isna(value))
        if pd.isna(value):
            assert pd.isna(row["class_index"])
            continue
        assert value == pytest.approx(row[COLUMN[measure]])
        index = row["class_index"]
        if measure == "unmet":
            index = len(table.breaks) - index
        assert edges[index] <= value < edges[index + 1]
        seen.add(row["class_index"])
    assert len(seen) > 1


def test_share_met_has_the_classes_of_places_per_1000(dataset):
    both = ("places_per_1000", "share_met")
    plain, share = (dataset.gap(Selection(measure=m)).rows for m in both)
    assert plain["class_index"].equals(share["class_index"])


def test_programmes_are_counted_where_no_place_or_estimate_is_known_and_none_is_no_class(dataset):
    rows = dataset.gap(Selection(measure="programmes")).rows
    assert (rows["shade"] == "measured").equals(rows["programmes"] > 0)
    assert set(rows.loc[rows["programmes"] == 0, "shade"]) <= {
        "not_stated", "none_matching", "none_recorded", "no_estimate",
    }  # fmt: skip


def test_funding_not_stated_is_not_zero(dataset):
    rows = dataset.gap(Selection(measure="funding")).rows
    assert not (rows["funding"] == 0).any()
    unknown = rows[(rows["programmes"] > 0) & rows["perpetrators"].notna() & rows["funding"].isna()]
    assert len(unknown)
    assert set(unknown["shade"]) == {"unmeasured"}


def test_funding_is_withheld_where_places_are(dataset):
    rows = dataset.gap(Selection(level="utla", since=None, suppress_below=10, basis="implied")).rows
    withheld = rows[rows["state"] == "suppressed"]
    assert len(withheld)
    assert withheld["funding"].isna().all()
    assert withheld["programmes_funded"].isna().all()


def test_funding_of_one_council_service_is_not_spread(dataset):
    """Warwickshire's one service states £375,000 a year for the whole county."""
    row = dataset.gap(Selection(standing="any")).row("E23000017")
    assert row["name"] == "Warwickshire"
    assert row["funding"] == pytest.approx(375_000)
    assert row["funding_per_perpetrator"] == pytest.approx(375_000 / row["perpetrators"])


def test_the_worst_class_of_grades_is_what_money_implies(dataset):
    table = dataset.gap(Selection(measure="grade", level="utla", standing="any"))
    shown = table.rows.dropna(subset=["shown"])
    assert set(shown["state"]) == {"measured"}
    assert dict(zip(shown["grade"], shown["class_index"], strict=True)).items() <= {
        "D": 0, "C": 1, "B": 2, "A": 3,
    }.items()  # fmt: skip
    assert shown["grade"].nunique() > 1


values = st.lists(st.floats(0.001, 1e7), min_size=1, max_size=200)


@given(values, st.integers(1, 7), st.booleans())
def test_round_breaks_rise_and_leave_no_class_empty(found, parts, whole):
    breaks = round_breaks(found, parts, whole=whole)
    assert len(breaks) <= max(0, parts - 1)
    assert list(breaks) == sorted(set(breaks))
    edges = [-math.inf, *breaks, math.inf]
    for low, high in pairwise(edges):
        assert any(low <= v < high for v in found)
    if whole:
        assert all(b == int(b) for b in breaks)


@given(st.floats(0.001, 1e7), st.integers(1, 50), st.integers(1, 7))
def test_equal_values_have_one_class(value, number, parts):
    assert round_breaks([value] * number, parts) == ()


@given(st.lists(st.integers(1, 99), min_size=1, max_size=60), st.integers(2, 7))
def test_counts_that_differ_are_never_all_in_one_class(counts, parts):
    breaks = round_breaks([float(n) for n in counts], parts, whole=True)
    assert bool(breaks) == (len(set(counts)) > 1)


def test_few_larger_counts_stand_apart_from_the_many_least():
    assert round_breaks([1.0] * 22 + [2.0, 2.0, 3.0], 5, whole=True) == (2.0, 3.0)


def test_breaks_part_a_hand_checkable_list_evenly():
    assert round_breaks([float(n) for n in range(1, 101)], 4) == (26.0, 50.0, 75.0)
    assert round_breaks([], 5) == ()
