"""Withholding small numbers, and what would reveal them; verdicts on a user's threshold."""

import pandas as pd
import pytest

from gapmap.core import disclosure
from gapmap.core.evidence.observation import COUNTS
from tests.core.world import gap, obs, places, states

SMALL, NEXT, LARGE = (
    obs("s", ("a1",), places=4),
    obs("n", ("b1",), places=50),
    obs("l", ("c1",), places=90),
)


def test_nothing_is_withheld_by_default():
    assert places(gap(SMALL, NEXT, LARGE)) == {"A": 4, "B": 50, "C": 90}


def test_a_small_number_is_withheld_and_the_next_smallest_with_it():
    """Else the total of 144 less the two others would give it away."""
    table = gap(SMALL, NEXT, LARGE, suppress_below=5)
    assert places(table) == {"C": 90}
    assert states(table)["A"] == states(table)["B"] == "suppressed"


def test_two_small_numbers_protect_each_other():
    table = gap(SMALL, obs("n", ("b1",), places=3), LARGE, suppress_below=5)
    assert places(table) == {"C": 90}


def test_the_limit_itself_is_shown_and_one_below_is_not():
    assert "A" in places(gap(SMALL, NEXT, LARGE, suppress_below=4))
    assert "A" not in places(gap(SMALL, NEXT, LARGE, suppress_below=5))


def test_a_stated_zero_is_shown():
    table = gap(obs(places=0), NEXT, LARGE, suppress_below=10)
    assert places(table) == {"A": 0, "B": 50, "C": 90}


def test_a_small_programme_withholds_the_whole_area():
    table = gap(SMALL, obs("big", ("a2",), places=80), NEXT, LARGE, suppress_below=5)
    assert states(table)["A"] == "suppressed"
    hidden = table.parts[table.parts["code"] == "A"]
    assert hidden["places"].isna().all()
    assert set(hidden["basis"]) == {"withheld"}


def test_nothing_about_a_withheld_area_gives_its_number_away():
    row = gap(SMALL, NEXT, LARGE, suppress_below=5).row("A")
    blank = [c for c in row.index if c.startswith(("places", "share_met"))]
    assert (
        row[[*blank, "unmet", "class_index", "crosses_threshold", "same_with_force_rates"]]
        .isna()
        .all()
    )
    assert row["verdict"] == ""
    assert row["unmet_low"] == 0
    assert row["unmet_high"] == pytest.approx(row["perpetrators_high"])
    assert row["programmes"] == 1


def test_a_withheld_number_is_not_called_unknown():
    """Two programmes, one withheld, one that states no places: one is unmeasured."""
    row = gap(SMALL, obs("silent", ("a2",)), NEXT, LARGE, suppress_below=5).row("A")
    assert row["state"] == "suppressed"
    assert (row["programmes"], row["programmes_unmeasured"]) == (2, 1)


def test_the_second_area_is_one_that_the_total_contains():
    """S has no estimate and is in no total, so withholding it would protect nothing."""
    abroad = obs("abroad", ("S",), places=10)
    table = gap(SMALL, NEXT, LARGE, abroad, suppress_below=5)
    assert table.totals.places == pytest.approx(144)
    assert states(table)["B"] == "suppressed"
    assert places(table) == {"C": 90, "S": 10}


def test_one_small_area_among_zeros_is_not_given_away_by_the_total():
    table = gap(SMALL, obs("n", ("b1",), places=0), suppress_below=5)
    assert "A" not in places(table)
    assert "B" not in places(table) or pd.isna(table.totals.places)


# Verdicts


@pytest.mark.parametrize(
    ("total", "verdict"), [(2, "below"), (3, "at or above"), (4, "at or above")]
)
def test_the_verdict_compares_with_the_users_threshold(total, verdict):
    """Force A has 300 perpetrators, so 3 places are 10 in 1,000."""
    assert gap(obs(places=total), gap_below=10.0).row("A")["verdict"] == verdict


def test_without_a_threshold_there_is_no_verdict():
    assert set(gap(obs(places=3)).rows["verdict"]) == {""}


def test_a_verdict_that_changes_inside_the_interval_crosses_the_threshold():
    """300 perpetrators, 133 to 667: 60 places are 90 to 450 in 1,000."""
    for threshold, uncertain in ((80.0, False), (100.0, True), (440.0, True), (460.0, False)):
        assert gap(obs(places=60), gap_below=threshold).row("A")["crosses_threshold"] == uncertain


def test_a_lower_bound_may_be_any_number_above():
    world = (obs(places=60), obs("silent", ("a2",)))
    assert gap(*world, gap_below=10_000.0).row("A")["crosses_threshold"]
    assert not gap(*world, gap_below=80.0).row("A")["crosses_threshold"]


def test_without_a_threshold_nothing_is_said_to_cross_one():
    assert gap(obs(places=60), breaks=(80.0, 300.0)).rows["crosses_threshold"].isna().all()


def test_a_verdict_is_the_same_with_force_rates_when_both_layers_agree():
    """Force A: 60 places for 300 (200 in 1,000), or for 450 under the layer (133)."""
    for threshold, robust in ((100.0, True), (150.0, False), (250.0, True)):
        for layer in ("headline", "sensitivity"):
            row = gap(obs(places=60), gap_below=threshold, shrinkage=0.0, local=layer).row("A")
            assert row["same_with_force_rates"] == robust


def test_where_no_ratio_is_known_there_is_no_verdict():
    rows = gap(obs(), obs("s", ("S",), places=4), gap_below=10.0).rows
    assert rows[["crosses_threshold", "same_with_force_rates"]].isna().all().all()
    assert set(rows["verdict"]) == {""}


def test_small_estimates_of_an_own_table_are_withheld_with_the_next_smallest():
    from gapmap.core.disclosure import small_estimates

    people = {"a": 9.0, "b": 10.0, "c": 11.0, "d": float("nan"), "e": 0.0}
    assert small_estimates(people, 10) == {"a", "e"}  # the next smallest is a zero
    assert small_estimates(people, 9) == set()
    assert small_estimates(people, 11) == {"a", "b"}
    assert small_estimates(people, 0) == set()


RECORD = {"referrals": 4, "starts": None, "completions": 30, "kept_back": ()}


@pytest.mark.parametrize(
    ("limit", "withheld", "counted", "silenced"),
    [
        (0, False, True, set()),
        (0, False, False, set()),
        (5, False, True, set(disclosure.IN_WORDS)),
        (5, False, False, set(disclosure.GIVING_AWAY)),
        (5, True, True, set(disclosure.GIVING_AWAY)),
        (0, True, True, set(disclosure.GIVING_AWAY)),
    ],
)
def test_what_of_a_record_is_not_told(limit, withheld, counted, silenced):
    assert disclosure.silent(limit, withheld=withheld, counted=counted) == silenced
    assert disclosure.context_told(limit) == (limit == 0)


def test_a_small_count_is_not_told_and_what_is_not_stated_may_be():
    told = {name: disclosure.count_told(RECORD[name], 5) for name in COUNTS}
    assert told == {"referrals": False, "starts": True, "completions": True}
    assert all(disclosure.count_told(RECORD[name], 0) for name in COUNTS)
    assert not disclosure.count_told(RECORD["completions"], 0, withheld=True)
    assert disclosure.count_told(0, 5)


def test_money_is_not_told_where_it_was_taken_out_or_the_places_are_withheld():
    assert disclosure.money_told(RECORD)
    assert not disclosure.money_told(RECORD, withheld=True)
    assert not disclosure.money_told(RECORD | {"kept_back": ("annual_funding_gbp",)})


def test_a_reason_with_a_number_is_not_told_under_a_limit():
    assert disclosure.why_told("28 starts over 12 months", "starts", 0)
    assert not disclosure.why_told("28 starts over 12 months", "starts", 5)
    assert disclosure.why_told("no number is stated", "none", 5)
    assert disclosure.why_told("withheld: numbers below 5", "withheld", 5)


def test_services_and_areas_with_withheld_places_are_known_by_their_parts():
    table = gap(SMALL, NEXT, LARGE, suppress_below=5)
    assert disclosure.services_withheld(table.portions) == {"s", "n"}
    assert disclosure.areas_withheld(table.portions) == {"A", "B"}
