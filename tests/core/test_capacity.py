"""The yearly places of one observation: bases, their order, and every count that is not yearly."""

import pytest

from gapmap.core.evidence.capacity import capacity
from gapmap.vocabulary import (
    BASES,
    CAPACITY_BASES,
    CAPACITY_KINDS,
    COUNT_KINDS,
    USABLE_CAPACITY_KINDS,
    USABLE_COUNT_KINDS,
)
from tests.core.world import obs

ALL = tuple(BASES)
EVERYTHING = obs(
    places=28,
    starts=40,
    starts_kind="flow",
    referrals=64,
    referrals_kind="flow",
    count_months=12,
    annual_funding=69_000,
    funding_usable=True,
)


def test_the_most_trusted_basis_wins():
    assert (capacity(EVERYTHING, ALL).places, capacity(EVERYTHING, ALL).basis) == (
        28,
        "commissioned",
    )


def test_bases_are_tried_in_the_order_of_trust():
    assert tuple(BASES) == (
        "commissioned", "starts", "completions", "referrals", "averaged", "aim", "implied",
    )  # fmt: skip
    assert capacity(EVERYTHING, ALL[1:]).places == 40
    assert capacity(EVERYTHING, ("implied",), unit_cost=1_500).places == 46


def test_starts_come_before_referrals():
    only_referrals = obs(referrals=64, referrals_kind="flow", count_months=12)
    assert capacity(only_referrals, ALL).places == 64
    assert capacity(EVERYTHING, ("starts", "referrals")).why == "40 starts over 12 months"


def test_unusable_starts_leave_usable_referrals_standing():
    """Greenwich: 213 starts rolled over from earlier years, 69 referrals in the year."""
    greenwich = obs(
        starts=213, starts_kind="carried_over", referrals=69, referrals_kind="flow", count_months=12
    )
    assert capacity(greenwich, ALL).places == 69


def test_a_basis_below_the_trusted_ones_is_not_used():
    paid = obs(annual_funding=150_000, funding_usable=True)
    assert capacity(paid, ALL[:4]).places is None
    assert capacity(paid, ("commissioned",)).basis == "none"
    assert capacity(paid, ALL[:4]).why == "only a yearly budget stated"
    assert capacity(paid, ALL, unit_cost=1_500).places == 100


@pytest.mark.parametrize(
    ("count", "months", "yearly"), [(50, 1, 600), (120, 3, 480), (23, 9, 92 / 3), (24, 12, 24)]
)
def test_counts_are_made_annual_by_their_months(count, months, yearly):
    seen = obs(starts=count, starts_kind="flow", count_months=months)
    assert capacity(seen, ALL).places == pytest.approx(yearly)


@pytest.mark.parametrize(
    ("months", "basis"), [(18, "starts"), (19, "averaged"), (60, "averaged"), (61, "none")]
)
def test_a_count_over_more_than_18_and_at_most_60_months_is_an_average(months, basis):
    found = capacity(obs(starts=116, starts_kind="flow", count_months=months), ALL)
    assert found.basis == basis
    assert found.places == (None if basis == "none" else pytest.approx(116 * 12 / months))
    assert "116 starts" in found.why


def test_an_average_is_used_only_where_averages_are_trusted():
    seen = obs(starts=60, starts_kind="multi_year", count_months=36)
    assert capacity(seen, ALL).places == 20
    strict = capacity(seen, ALL[:4])
    assert strict.places is None
    assert "36 months" in strict.why


def test_what_has_added_up_since_a_launch_is_never_averaged():
    seen = obs(starts=506, starts_kind="cumulative", count_months=36)
    assert capacity(seen, ALL).places is None


def test_completions_are_a_basis_of_their_own_between_starts_and_referrals():
    seen = obs(
        completions=30, completions_kind="flow", referrals=90, referrals_kind="flow",
        count_months=12,
    )  # fmt: skip
    assert (capacity(seen, ALL).places, capacity(seen, ALL).basis) == (30, "completions")
    assert capacity(seen, ("starts", "referrals")).places == 90


def test_an_aim_is_no_contract():
    hoped = obs(capacity_places=160, capacity_kind="aim")
    assert capacity(hoped, ALL).basis == "aim"
    assert capacity(hoped, ALL[:4]).places is None
    assert "an aim" in capacity(hoped, ALL[:4]).why


def test_a_count_without_its_months_is_not_yearly():
    assert capacity(obs(starts=30, starts_kind="flow"), ALL).places is None
    assert capacity(obs(referrals=30, referrals_kind="rate"), ALL).places is None


@pytest.mark.parametrize("kind", sorted(set(COUNT_KINDS) - set(USABLE_COUNT_KINDS)))
@pytest.mark.parametrize("column", ["starts", "referrals"])
def test_a_count_that_is_no_flow_or_rate_gives_no_places_and_says_why(column, kind):
    seen = obs(**{column: 90, f"{column}_kind": kind, "count_months": 12})
    found = capacity(seen, ALL)
    assert found.places is None
    assert COUNT_KINDS[kind] in found.why
    assert "90" in found.why


def test_only_flows_and_rates_are_usable_counts():
    assert set(USABLE_COUNT_KINDS) == {"flow", "rate"}


@pytest.mark.parametrize("kind", sorted(set(CAPACITY_KINDS) - set(USABLE_CAPACITY_KINDS)))
def test_a_capacity_that_is_not_yearly_places_gives_none_and_says_why(kind):
    found = capacity(obs(capacity_places=200, capacity_kind=kind), ALL)
    assert found.places is None
    assert CAPACITY_KINDS[kind] in found.why


@pytest.mark.parametrize("kind", USABLE_CAPACITY_KINDS)
def test_usable_kinds_of_capacity_have_the_basis_that_their_kind_names(kind):
    found = capacity(obs(capacity_places=100, capacity_kind=kind), ALL)
    assert (found.places, found.basis) == (100, CAPACITY_BASES[kind])


def test_numbers_of_a_lower_grade_than_asked_for_are_not_used():
    paid = obs(annual_funding=150_000, funding_usable=True)
    found = capacity(paid, ALL, weakest_grade="C")
    assert found.places is None
    assert "of grade D" in found.why


def test_unusable_capacity_leaves_the_next_basis_standing():
    seen = obs(
        capacity_places=100,
        capacity_kind="equal_split",
        starts=20,
        starts_kind="flow",
        count_months=12,
    )
    assert capacity(seen, ALL).places == 20


def test_money_shared_with_other_work_implies_no_places():
    shared = obs(annual_funding=150_000, funding_usable=False)
    found = capacity(shared, ALL)
    assert found.places is None
    assert "£150,000" in found.why


def test_the_unit_cost_is_the_stated_one_and_can_be_changed():
    paid = obs(annual_funding=150_000, funding_usable=True)
    assert capacity(paid, ("implied",)).places == pytest.approx(150_000 / 4314)
    assert capacity(paid, ("implied",), unit_cost=3_000).places == 50


@pytest.mark.parametrize(
    "stated",
    [
        {"places": 0},
        {"starts": 0, "starts_kind": "flow", "count_months": 12},
        {"referrals": 0, "referrals_kind": "flow", "count_months": 12},
        {"annual_funding": 0, "funding_usable": True},
    ],
)
def test_a_stated_zero_is_a_zero(stated):
    assert capacity(obs(**stated), ALL).places == 0


def test_blank_is_never_zero():
    found = capacity(obs(), ALL)
    assert found.places is None
    assert found.why == "no usable number or yearly budget stated"


def test_every_reason_is_given_when_nothing_is_usable():
    seen = obs(
        capacity_places=300,
        capacity_kind="plan",
        starts=506,
        starts_kind="cumulative",
        referrals=100,
        referrals_kind="contacts",
        count_months=36,
        annual_funding=1_000,
    )
    why = capacity(seen, ALL).why
    for figure in ("300", "506", "100 referrals", "£1,000"):
        assert figure in why
