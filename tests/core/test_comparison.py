"""The difference of two GapTables: only where both are known, and the same both ways round."""

import math

import pandas as pd
import pytest

from gapmap.core.comparing.comparison import compare
from gapmap.core.gap import compute
from gapmap.errors import UserInputError
from gapmap.present.words.comparing import change, painted
from gapmap.selection import Selection
from tests.core.test_comparison_truth import check

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


def span(row, measure):
    """The least and the most that an area's value can be; None where nothing is known of it."""
    may = int(row["programmes_undecided"])
    if measure == "programmes":
        number = int(row["programmes"])
        known = number or may or row["state"] == "none_matching"
        return (number, number + may) if known else None
    value = row["shown"]
    if math.isnan(value):
        return None
    part = row["programmes_funded"] < row["programmes"]
    if not may and not (part if measure == "funding" else row["lower_bound"]):
        return value, value
    return (0.0, value) if measure == "unmet" else (value, math.inf)


def sure(one, two):
    """The change that two spans leave no doubt of, and whether it may be larger."""
    least, most = two[0] - one[1], two[1] - one[0]
    if math.isclose(least, most, rel_tol=1e-9, abs_tol=1e-9) or least > 1e-9:
        return least, not math.isclose(least, most, rel_tol=1e-9, abs_tol=1e-9)
    return (most, True) if most < -1e-9 else (math.nan, False)


def test_every_area_has_a_status_and_a_class_where_its_change_is_known(pair):
    found, measure = compare(*pair), pair[0].selection.measure
    first, second = (by_code(table) for table in pair)
    assert list(found.rows["code"]) == sorted(first)
    for row in found.rows.to_dict("records"):
        sides = [table[row["code"]] for table in (first, second)]
        one, two = (span(side, measure) for side in sides)
        unknown = math.isnan(row["change"])
        assert pd.isna(row["class_index"]) == unknown
        assert not (unknown and row["change_bound"])
        if all(side["shade"] == "no_estimate" for side in sides):
            assert row["status"] == "no_estimate"
        elif one and two:
            assert row["status"] == ("either" if unknown else "both")
        else:
            assert unknown
            assert row["status"] == ("only_first" if one else "only_second" if two else "neither")


def test_money_is_compared_by_what_the_areas_sums_can_be(dataset):
    """Of the least that B can be and the most that A can be, or the other way round."""
    pair = [dataset.gap(Selection(measure="funding", since=since)) for since in (2020, None)]
    first, second = (by_code(table) for table in pair)
    for row in compare(*pair).rows.to_dict("records"):
        sides = [table[row["code"]] for table in (first, second)]
        one, two = (span(side, "funding") for side in sides)
        if one and two and row["first"] != row["second"]:
            change, bound = sure(one, two)
            assert row["change"] == pytest.approx(change, abs=1e-9, nan_ok=True)
            assert row["change_bound"] is bound


VIEWS = [
    *((one, two) for one, two in PAIRS if one.get("measure") != "funding"),
    ({"routes": ("self",)}, {}),
    ({"routes": ("self",)}, {"routes": ("probation_criminal_court",)}),
    ({"accepts": ("women",)}, {}),
    ({"counts_only": True}, {}),
    ({"standing": "any"}, {"standing": "now"}),
    ({"since": None, "until": 2019}, {"since": 2020}),
]


@pytest.mark.parametrize("views", VIEWS, ids=str)
def test_what_is_told_holds_in_every_world_that_the_data_do_not_rule_out(dataset, views):
    def table(register, selection):
        model = dataset.models[selection.demand]
        return compute(
            selection, country=dataset.country, register=register, model=model, fingerprint=""
        )

    told = tuple(Selection(**choices) for choices in views)
    check(dataset.observations, told, range(3), table)


def test_silence_is_no_loss(dataset):
    """Cleveland was drawn as the largest loss, by programmes that do not say whether they go on."""
    before, after = (
        dataset.gap(Selection(standing="any", since=None, until=2021)),
        dataset.gap(Selection(standing="any", since=2022)),
    )
    (row,) = compare(before, after).rows.query("code == 'E23000013'").to_dict("records")
    assert row["first"] > row["second"]
    assert row["status"] == "either"


def test_every_area_is_in_the_sentences_once(pair):
    """The areas compared, and those that are not with the reason of each."""
    found = compare(*pair)
    numbers = change.counts(found)
    assert f"in the {numbers.get('both', 0)} of " in change.behind(found)
    for status in ("only_first", "only_second", "either", "neither"):
        told = f"{numbers.get(status)} {change.STATUS_WORDS[status]}".lower()
        for sentence in (change.behind(found), change.finding(found)):
            assert (told in sentence.lower()) == (status in numbers)


def test_a_difference_that_may_be_larger_says_so(pair):
    found = compare(*pair)
    assert ("≥" in painted.caption(found)) == found.rows["change_bound"].any()
    bounds = found.rows[found.rows["change_bound"]]
    assert (f"In {len(bounds)} of" in change.caveat(found)) == bool(len(bounds))
    for row in bounds.to_dict("records"):
        assert painted.tooltip(found, row)[1].endswith(" or more")
        assert painted.written(found, row)[0] == ("≥" if row["change"] > 0 else "≤")


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
    assert not found.rows["change_bound"].any()


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
