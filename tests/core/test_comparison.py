"""The difference of two GapTables: only where both are known, and the same both ways round."""

import math

import pandas as pd
import pytest

from gapmap.core.comparison import compare
from gapmap.errors import UserInputError
from gapmap.present.words import change
from gapmap.selection import Selection

PAIRS = [
    ({}, {"since": None, "until": 2016}),
    ({"routes": ("self",)}, {"routes": ("police",)}),
    ({"level": "borough"}, {"level": "borough", "basis": "implied", "since": None}),
    ({"level": "utla", "measure": "programmes"}, {"level": "utla", "measure": "programmes",
                                                 "types": ("early_intervention",)}),
    ({"measure": "programmes"}, {"measure": "programmes", "until": 2016, "since": None}),
    ({"measure": "programmes", "routes": ("self",)}, {"measure": "programmes"}),
    ({"measure": "unmet"}, {"measure": "unmet", "basis": "implied"}),
    ({"measure": "funding"}, {"measure": "funding", "since": None}),
]  # fmt: skip


@pytest.fixture(params=PAIRS, ids=str)
def pair(request, dataset):
    return [dataset.gap(Selection(**choices)) for choices in request.param]


def by_code(table):
    return {row["code"]: row for row in table.rows.to_dict("records")}


def values(one, two, table):
    """What is compared of an area; of records that may match nobody knows whether they do."""
    if table.selection.measure != "programmes":
        return one["shown"], two["shown"]
    if one["shade"] == two["shade"] == "no_estimate":
        return math.nan, math.nan
    return tuple(
        math.nan if not row["programmes"] and row["programmes_undecided"] else row["programmes"]
        for row in (one, two)
    )


def test_a_change_is_second_minus_first_and_only_where_both_are_known(pair):
    found = compare(*pair)
    first, second = (by_code(table) for table in pair)
    assert list(found.rows["code"]) == sorted(first)
    for row in found.rows.to_dict("records"):
        one, two = values(first[row["code"]], second[row["code"]], pair[0])
        known = (not math.isnan(one), not math.isnan(two))
        if all(known):
            assert row["change"] == pytest.approx(two - one)
        else:
            assert math.isnan(row["change"])
            assert pd.isna(row["class_index"])
        expected = {
            (True, True): "both",
            (True, False): "only_first",
            (False, True): "only_second",
        }.get(known)
        assert row["status"] == (expected or row["status"])
        if expected is None:
            assert row["status"] in ("neither", "no_estimate")


def test_a_difference_of_bounds_says_that_it_is_one(pair):
    """“Higher” of two numbers that are each at least so many is no finding of its own."""
    found, first, second = compare(*pair), *(by_code(table) for table in pair)
    bounds = 0
    for row in found.rows.to_dict("records"):
        sides = [bool(table[row["code"]]["lower_bound"]) for table in (first, second)]
        assert [row["first_lower_bound"], row["second_lower_bound"]] == sides
        bounds += row["status"] == "both" and any(sides)
    compared = int((found.rows["status"] == "both").sum())
    of_places = pair[0].selection.measure in ("places_per_1000", "unmet", "share_met")
    said = f"In {bounds} of {compared} area" in change.caveat(found)
    assert said == (of_places and bounds > 0)


def test_the_comparison_turned_round_is_its_mirror(pair):
    there, back = compare(*pair), compare(*reversed(pair))
    assert there.breaks == back.breaks
    both = there.rows["change"].notna()
    assert (there.rows.loc[both, "change"] == -back.rows.loc[both, "change"]).all()
    last = len(there.breaks) + 2
    sums = there.rows.loc[both, "class_index"] + back.rows.loc[both, "class_index"]
    assert set(sums) <= {last}


def test_with_itself_nothing_changes(dataset):
    table = dataset.gap(Selection())
    found = compare(table, table)
    assert set(found.rows["change"].dropna()) == {0.0}
    assert found.breaks == ()
    assert set(found.rows["class_index"].dropna()) == {1}
    assert (found.rows["status"] == "both").sum() == table.rows["shown"].notna().sum()


def test_more_unmet_need_is_a_loss(dataset):
    measure = {"measure": "unmet", "since": None}
    more, less = (
        dataset.gap(Selection(**measure)),
        dataset.gap(Selection(**measure, target_share=0.5)),
    )
    found = compare(less, more)
    grown = found.rows[found.rows["change"] > 0]
    assert len(grown)
    assert (grown["class_index"] < (len(found.breaks) + 2) / 2).all()


def test_two_kinds_of_view_cannot_be_compared(dataset):
    forces, boroughs = dataset.gap(Selection()), dataset.gap(Selection(level="borough"))
    with pytest.raises(UserInputError, match="same areas"):
        compare(forces, boroughs)
    with pytest.raises(UserInputError, match="same areas"):
        compare(forces, dataset.gap(Selection(measure="unmet")))
    sure = dataset.gap(Selection(measure="grade"))
    with pytest.raises(UserInputError, match="Grades"):
        compare(sure, sure)


@pytest.mark.parametrize("measure", ["programmes", "unmet", "funding"])
def test_a_class_means_the_same_in_both_views(dataset, measure):
    one, two = (
        dataset.gap(Selection(measure=measure, **more)) for more in ({"routes": ("self",)}, {})
    )
    found = compare(one, two)
    assert found.first.breaks == found.second.breaks
    seen = {}
    for table in (found.first, found.second):
        for row in table.records:
            if row["shown"] == row["shown"]:
                seen.setdefault(row["shown"], set()).add(row["class_index"])
                below = sum(b <= row["shown"] for b in table.breaks)
                expected = len(table.breaks) - below if measure == "unmet" else below
                assert row["class_index"] == expected
            else:
                assert row["class_index"] is None
    assert all(len(indices) == 1 for indices in seen.values())
