"""The rules of core/supply.py, one test each, on a country that can be checked by hand."""

import pytest

from gapmap.core.evidence.matching import Match, seen_in
from gapmap.core.evidence.nearest import with_nearest_attributes
from gapmap.core.supply import apportion
from tests.core.world import gap, obs, places, states, supply


def only(*observations, **choices):
    (service,) = supply(*observations, **choices).services
    return service


# Filters


@pytest.mark.parametrize("kind", ["portfolio_award", "national_aggregate", "panel_or_training"])
def test_context_rows_never_count_as_programmes_or_places(kind):
    table = gap(obs(row_kind=kind, places=500))
    assert table.supply.services == ()
    assert len(table.supply.context) == 1
    assert table.totals.places == 0
    assert states(table)["A"] == "none_recorded"


def test_context_counts_local_rows_by_area_and_leaves_national_totals_out():
    everywhere = tuple(f"{r}{c}" for r in "abc" for c in "123")
    rows = gap(
        obs("award", ("a1", "a2", "b1"), row_kind="portfolio_award"),
        obs("nation", everywhere, row_kind="national_aggregate"),
    ).rows.set_index("code")["context"]
    assert rows.to_dict() == {"A": 1, "B": 1, "C": 0, "S": 0}


def test_context_must_match_the_selection_too():
    old = obs(row_kind="portfolio_award", year=2010)
    assert supply(old, since=2020).context == ()


def test_a_period_counts_when_it_touches_the_years():
    seen = obs(start_year=2018, end_year=2020)
    assert seen_in(seen, 2020, None)
    assert seen_in(seen, None, 2018)
    assert seen_in(seen, 2019, 2019)
    assert not seen_in(seen, 2021, None)
    assert not seen_in(seen, None, 2017)


def test_undated_programmes_match_only_all_years():
    undated = obs(start_year=None, end_year=None, places=5)
    assert seen_in(undated, None, None)
    assert not seen_in(undated, 1990, None)
    assert not seen_in(undated, None, 2035)
    assert only(undated).capacity.places == 5
    assert supply(undated, since=2020).services == ()


def test_a_route_that_is_not_stated_never_matches_unless_asked_for():
    silent, police = obs("silent"), obs("police", routes=("police",))
    assert [s.service_id for s in supply(silent, police, routes=("police",)).services] == ["police"]
    both = supply(silent, police, routes=("police",), include_unstated=True).services
    assert {s.service_id for s in both} == {"silent", "police"}


def test_any_of_the_chosen_routes_is_enough():
    seen = obs(routes=("marac", "self"))
    assert supply(seen, routes=("self", "police")).services
    assert not supply(seen, routes=("police",)).services


def test_every_chosen_group_must_be_accepted():
    men_only, both = obs("m", accepts=("men",)), obs("b", accepts=("men", "women"), places=5)
    kept = supply(men_only, both, accepts=("men", "women")).services
    assert [s.service_id for s in kept] == ["b"]


def test_a_programme_silent_on_a_group_is_neither_yes_nor_no():
    found = supply(obs("silent"), obs("no", does_not_accept=("women",)), accepts=("women",))
    assert found.services == ()
    assert {h.service_id: h.match for h in found.hidden} == {
        "silent": Match.NOT_STATED, "no": Match.NO,
    }  # fmt: skip


def test_a_group_that_is_refused_is_not_made_up_for_by_another_that_is_accepted():
    men_only = obs(accepts=("men",), does_not_accept=("women",))
    assert supply(men_only, accepts=("men", "women")).services == ()


def test_accredited_keeps_only_what_a_source_calls_accredited():
    kept = supply(obs("yes", accredited=True), obs("unknown"), accredited=True).services
    assert [s.service_id for s in kept] == ["yes"]


# What the filters hide


@pytest.mark.parametrize(
    ("hidden", "choices", "reason"),
    [
        ({"year": 2010}, {"since": 2020}, ("years", Match.NOT_STATED)),
        (
            {"year": 2010, "ended_year": 2012},
            {"since": 2020, "standing": "any"},
            ("years", Match.NO),
        ),
        ({"start_year": None, "end_year": None}, {"since": 2020}, ("years", Match.NOT_STATED)),
        ({"programme_type": "stalking"}, {"types": ("young_people",)}, ("types", Match.NO)),
        ({"programme_type": "stalking"}, {}, ("types", Match.NO)),
        ({"routes": ("marac",)}, {"routes": ("self",)}, ("routes", Match.NO)),
        ({}, {"routes": ("self",)}, ("routes", Match.NOT_STATED)),
        ({"does_not_accept": ("women",)}, {"accepts": ("women",)}, ("accepts", Match.NO)),
        ({}, {"accepts": ("women",)}, ("accepts", Match.NOT_STATED)),
        ({"accredited": False}, {"accredited": True}, ("accredited", Match.NO)),
        ({}, {"accredited": True}, ("accredited", Match.NOT_STATED)),
        ({"status": "ended", "as_of": "2023"}, {}, ("standing", Match.NO)),
        ({"funded_until": "2022-12"}, {"standing": "now"}, ("standing", Match.NOT_STATED)),
    ],
)
def test_what_a_filter_alone_hides_is_counted_under_its_reason(hidden, choices, reason):
    found = supply(obs(**hidden), **choices)
    assert found.services == ()
    assert found.hidden_for() == {reason: 1}


def test_hidden_counts_programmes_not_rows_and_not_those_still_shown():
    rows = [obs("p", year=2010), obs("p", year=2011), obs("q", year=2010), obs("q", year=2021)]
    assert supply(*rows, since=2020).hidden_for() == {("years", Match.NOT_STATED): 1}


def test_what_fails_for_two_reasons_is_counted_under_neither():
    assert supply(obs(year=2010), since=2020, accredited=True).hidden_for() == {}


def test_hidden_programmes_are_counted_for_the_areas_shown_only():
    found = supply(obs("p", ("a1",), year=2010), obs("q", ("b1",), year=2010), since=2020)
    assert found.hidden_for({"b1", "b2"}) == {("years", Match.NOT_STATED): 1}


# Nearest attributes


def test_unstated_attributes_come_from_the_nearest_observation_in_time():
    rows = [
        obs(year=2010, routes=("police",)),
        obs(year=2020),
        obs(year=2023, routes=("self",), accepts=("men",)),
    ]
    filled = with_nearest_attributes(rows)
    assert filled[1].routes == ("self",)
    assert [o.accepts for o in filled] == [("men",)] * 3
    assert filled[0].routes == ("police",)


def test_the_later_of_two_equally_near_observations_lends_its_attributes():
    rows = [obs(year=2018, routes=("police",)), obs(year=2020), obs(year=2022, routes=("self",))]
    assert with_nearest_attributes(rows)[1].routes == ("self",)
    assert with_nearest_attributes(rows[::-1])[1].routes == ("self",)


def test_overlapping_observations_are_equally_near_however_long_they_overlap():
    rows = [
        obs(start_year=2018, end_year=2020),
        obs(start_year=2015, end_year=2020, routes=("police",)),
        obs(start_year=2020, end_year=2022, routes=("self",)),
    ]
    assert with_nearest_attributes(rows)[0].routes == ("self",)


def test_an_undated_observation_is_the_furthest_of_all():
    undated = obs(start_year=None, end_year=None, routes=("self",), observation_id="p@undated")
    rows = [undated, obs(year=2020), obs(year=1995, routes=("police",))]
    assert with_nearest_attributes(rows)[1].routes == ("police",)
    assert with_nearest_attributes([undated, obs(year=2020)])[1].routes == ("self",)


def test_attributes_are_not_lent_between_services_or_by_context_rows():
    rows = [
        obs("p", year=2020),
        obs("q", year=2020, routes=("self",)),
        obs("p", year=2021, row_kind="portfolio_award", routes=("police",)),
    ]
    assert with_nearest_attributes(rows)[0].routes == ()


def test_stated_attributes_are_never_overwritten():
    rows = [obs(year=2020, routes=("self",)), obs(year=2021, routes=("police",), accredited=True)]
    filled = with_nearest_attributes(rows)
    assert [o.routes for o in filled] == [("self",), ("police",)]
    assert all(o.accredited for o in filled)


# One service counts once


def test_one_service_counts_once_with_its_latest_usable_observation():
    service = only(obs(year=2019, places=50), obs(year=2021, places=30), obs(year=2023))
    assert service.capacity.places == 30
    assert service.chosen.observation_id == "p@2021"


def test_of_one_grade_a_period_within_the_years_speaks_before_one_that_reaches_beyond_them():
    rows = [
        obs(start_year=y, end_year=y + 1, places=p, observation_id=f"p@{y}")
        for y, p in ((2008, 28), (2009, 30))
    ]
    assert only(*rows, since=2008, until=2009).chosen.observation_id == "p@2008"
    assert only(*rows, since=2008, until=2010).chosen.observation_id == "p@2009"
    assert only(*rows, since=2008).chosen.observation_id == "p@2009"


def test_snapshots_of_one_service_are_never_added():
    rows = [obs(year=y, places=p, observation_id=f"p@{y}") for y, p in ((2020, 40), (2021, 87))]
    assert places(gap(*rows)) == {"A": 87}


def test_rows_under_different_names_with_one_service_id_are_one_service():
    rows = [
        obs("s", year=2020, places=50, programme_id="reach-out"),
        obs("s", year=2022, places=197, programme_id="spotlight"),
    ]
    assert only(*rows).capacity.places == 197


def test_of_two_observations_of_one_period_the_more_trusted_basis_wins():
    counted = {"starts": 90, "starts_kind": "flow", "count_months": 12}
    rows = [obs(observation_id="count", **counted), obs(observation_id="stated", places=60)]
    assert only(*rows).chosen.observation_id == "stated"
    assert only(*rows[::-1]).chosen.observation_id == "stated"


def test_of_two_counts_of_one_period_the_one_nearest_to_a_year_wins():
    def counted(months):
        return obs(observation_id=f"{months}", starts=60, starts_kind="flow", count_months=months)

    assert only(counted(3), counted(12), counted(18)).chosen.observation_id == "12"


def test_a_dated_observation_wins_over_an_undated_one():
    undated = obs(start_year=None, end_year=None, places=200, observation_id="p@undated")
    assert only(undated, obs(year=2005, places=10)).capacity.places == 10


def test_areas_that_only_other_rows_name_count_as_recorded_places_not_known():
    table = gap(obs(year=2020, blocks=("a1", "b1"), places=90), obs(year=2022, places=60))
    assert places(table) == {"A": 60}
    assert states(table) == {
        "A": "measured", "B": "unmeasured", "C": "none_recorded", "S": "no_estimate",
    }  # fmt: skip
    assert table.row("B")["programmes_unmeasured"] == 1


def test_a_service_without_usable_capacity_is_recorded_wherever_any_row_places_it():
    service = only(obs(year=2020, blocks=("a1", "b1")), obs(year=2022, blocks=("c1",)))
    assert service.blocks == ("a1", "b1", "c1")
    assert service.blocks_unmeasured == ()


# Programmes within programmes


def test_a_wider_programme_with_known_places_contains_its_parts():
    wide, part = (
        obs("wide", ("a1", "a2"), places=80),
        obs("part", ("a1",), places=30, part_of="wide"),
    )
    found = supply(wide, part)
    assert [s.service_id for s in found.services] == ["wide"]
    assert found.set_aside == {"part": "wide"}
    assert places(gap(wide, part)) == {"A": 80}


def test_without_known_places_the_wider_one_stands_only_where_no_usable_part_does():
    wide, part = obs("wide", ("a1", "b1")), obs("part", ("a1",), places=30, part_of="wide")
    table = gap(wide, part)
    assert places(table) == {"A": 30}
    assert states(table)["B"] == "unmeasured"
    assert table.row("A")["programmes"] == 1
    assert not table.row("A")["lower_bound"]


def test_parts_without_known_places_are_set_aside_in_favour_of_the_wider_one():
    found = supply(obs("wide", ("a1", "a2")), obs("part", ("a1",), part_of="wide"))
    assert [s.service_id for s in found.services] == ["wide"]
    assert found.set_aside == {"part": "wide"}


def test_a_wider_one_that_usable_parts_replace_everywhere_is_set_aside():
    parts = [obs(f"part{b}", (b,), places=10, part_of="wide") for b in ("a1", "a2")]
    found = supply(obs("wide", ("a1", "a2")), *parts)
    assert {s.service_id for s in found.services} == {"parta1", "parta2"}
    assert set(found.set_aside) == {"wide"}


def test_a_part_counts_alone_when_the_filters_hide_the_wider_one():
    wide, part = obs("wide", places=80, year=2010), obs("part", places=30, part_of="wide")
    assert places(gap(wide, part, since=2020)) == {"A": 30}


def test_nothing_is_lost_where_an_unmeasured_part_reaches_beyond_the_wider_one():
    """Setting a part aside must not turn a recorded programme into "none recorded"."""
    table = gap(obs("wide", ("a1",)), obs("part", ("b1",), part_of="wide"))
    assert states(table)["B"] == "unmeasured"


# Apportionment


def test_places_are_spread_by_estimated_perpetrators():
    (service,) = supply(obs(blocks=("a1", "a2"), places=90)).services
    assert apportion(service, {"a1": 200.0, "a2": 100.0, "b1": 999.0}) == {"a1": 60, "a2": 30}


def test_the_ratio_is_even_across_a_programmes_area():
    table = gap(obs(blocks=("a1", "b1", "b2"), places=90), level="utla")
    ratios = table.rows.dropna(subset=["places"])["places_per_1000"]
    assert list(ratios) == pytest.approx([300, 300, 300])


def test_blocks_without_a_weight_get_no_places_while_another_has_one():
    (service,) = supply(obs(blocks=("a1", "S"), places=90)).services
    assert apportion(service, {"a1": 5.0}) == {"a1": 90}


def test_nations_without_an_estimate_share_evenly():
    (service,) = supply(obs(blocks=("N", "S"), places=90)).services
    assert apportion(service, {"a1": 5.0}) == {"N": 45, "S": 45}


def test_blocks_whose_weights_are_all_zero_share_evenly():
    (service,) = supply(obs(blocks=("a1", "a2"), places=90)).services
    assert apportion(service, {"a1": 0.0, "a2": 0.0}) == {"a1": 45, "a2": 45}


def test_unknown_places_cannot_be_apportioned():
    (service,) = supply(obs()).services
    with pytest.raises(ValueError, match="no known places"):
        apportion(service, {"a1": 1.0})
