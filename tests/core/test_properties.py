"""What must hold in every small country and under every Selection of the real data."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.core.supply import apportion
from gapmap.selection import Selection
from gapmap.vocabulary import BASES, GROUPS, LEVELS, ROUTES, TYPES
from tests.core.world import BLOCKS, gap, obs, places, states, supply

NATIONAL_LEVELS = ("utla", "pfa", "county", "region", "country")
ENDS = ("perpetrators", "share_met", "places_per_1000", "unmet")
few = settings(max_examples=15)
fewer = settings(max_examples=6)


def maybe(strategy):
    return st.none() | strategy


def somewhere(blocks=BLOCKS):
    return st.lists(st.sampled_from(blocks), min_size=1, max_size=4, unique=True)


@st.composite
def rows(draw, services=("p", "q", "r"), blocks=BLOCKS):
    first = draw(st.integers(2015, 2023))
    return obs(
        draw(st.sampled_from(services)),
        draw(somewhere(blocks)),
        observation_id=f"{draw(st.integers(0, 10**9))}",
        start_year=first,
        end_year=first + draw(st.integers(0, 2)),
        capacity_places=draw(maybe(st.integers(0, 300))),
        capacity_kind=draw(st.sampled_from(["commissioned", "averaged", "aim", "equal_split"])),
        starts=draw(maybe(st.integers(0, 300))),
        starts_kind=draw(st.sampled_from(["flow", "cumulative"])),
        count_months=draw(st.sampled_from([None, 3, 12, 24])),
        annual_funding=draw(maybe(st.integers(0, 500_000))),
        funding_usable=draw(st.booleans()),
        routes=draw(st.sampled_from([(), ("self",), ("self", "police")])),
        accepts=draw(st.sampled_from([(), ("men",), ("men", "women")])),
        accredited=draw(st.booleans()),
    )


worlds = st.lists(rows(), max_size=6)
worlds_of_single_rows = st.lists(rows(), max_size=3, unique_by=lambda o: o.service_id)
bases = st.sampled_from(list(BASES))


def known(supply_):
    return sum(s.capacity.places for s in supply_.services if s.capacity.places is not None)


# Conservation


@few
@given(worlds, bases)
def test_places_over_building_blocks_are_the_places_of_the_services(world, basis):
    table = gap(*world, level="utla", basis=basis)
    assert table.rows["places"].sum() == pytest.approx(known(table.supply))
    assert table.totals.places == pytest.approx(known(table.supply))


@fewer
@given(worlds, bases)
def test_places_and_perpetrators_are_the_same_at_every_level(world, basis):
    tables = [gap(*world, level=level, basis=basis) for level in NATIONAL_LEVELS]
    for column in ("places", "perpetrators", "perpetrators_low", "perpetrators_high"):
        ends = column in ("perpetrators_low", "perpetrators_high")  # no local range for a whole
        sums = [t.rows[column].sum() for t in tables if not (ends and len(t.rows) < 3)]
        assert sums == pytest.approx([sums[0]] * len(sums))
    assert len({round(t.totals.places, 6) for t in tables}) == 1
    assert len({t.totals.programmes for t in tables}) == 1


@given(
    st.floats(0, 1e6),
    st.dictionaries(st.sampled_from(BLOCKS), st.floats(0, 1e6), max_size=9),
    somewhere((*BLOCKS, "S")),
)
def test_apportioned_places_sum_to_the_whole(total, weights, blocks):
    (service,) = supply(obs(blocks=blocks, places=total)).services
    shares = apportion(service, weights)
    assert sum(shares.values()) == pytest.approx(total)
    assert set(shares) <= set(blocks)
    assert all(share >= 0 for share in shares.values())


# Order


@few
@given(worlds, rows(services=("new",)), bases)
def test_adding_a_programme_never_lowers_places_or_programmes(world, new, basis):
    before, after = gap(*world, basis=basis), gap(*world, new, basis=basis)
    for code, found in places(before).items():
        assert places(after)[code] >= found - 1e-6
    assert (after.rows["programmes"] >= before.rows["programmes"]).all()


@few
@given(worlds_of_single_rows)
def test_a_looser_basis_never_lowers_the_number_of_measured_areas(world):
    """So for services with one row; with several, see the next test."""
    numbers = [(gap(*world, basis=b).rows["state"] == "measured").sum() for b in BASES]
    assert numbers == sorted(numbers)


def test_a_looser_basis_may_move_a_service_to_the_area_of_its_latest_row():
    """The latest usable row speaks for a service, so an area of an older one loses its number:
    it stays recorded, and its places are no longer known."""
    older = obs(year=2020, blocks=("a1", "b1"), places=90)
    later = obs(year=2022, blocks=("a1",), starts=40, starts_kind="flow", count_months=12)
    strict = states(gap(older, later, basis="commissioned"))
    loose = states(gap(older, later, basis="referrals"))
    assert (strict["A"], strict["B"]) == ("measured", "measured")
    assert (loose["A"], loose["B"]) == ("measured", "unmeasured")


@few
@given(worlds, st.integers(2015, 2023), st.integers(0, 3), st.integers(0, 3))
def test_a_wider_window_never_loses_recorded_programmes(world, since, length, more):
    """True of what is recorded; known places may rise or fall with the latest row."""
    narrow = gap(*world, since=since, until=since + length)
    wide = gap(*world, since=since - more, until=since + length + more)
    everything = gap(*world)
    assert (wide.rows["programmes"] >= narrow.rows["programmes"]).all()
    assert (everything.rows["programmes"] >= wide.rows["programmes"]).all()


@few
@given(
    worlds,
    st.sampled_from(
        [
            {"routes": ("self",)},
            {"routes": ("police",), "include_unstated": True},
            {"accepts": ("women",)},
            {"accredited": True},
            {"since": 2019},
            {"until": 2019},
            {"types": ("stalking",)},
        ]
    ),
)
def test_a_filter_never_raises_the_number_of_programmes(world, filters):
    every, some = gap(*world), gap(*world, **filters)
    assert (some.rows["programmes"] <= every.rows["programmes"]).all()
    assert {s.service_id for s in some.supply.services} <= {
        s.service_id for s in every.supply.services
    }


@few
@given(worlds, st.floats(0.01, 1), st.floats(0.01, 1))
def test_unmet_need_rises_with_the_target_share(world, one, other):
    low, high = (gap(*world, target_share=t).rows for t in sorted((one, other)))
    for column in ("unmet", "unmet_low", "unmet_high"):
        both = low[column].notna()
        assert (high[column][both] >= low[column][both] - 1e-9).all()
        assert (low[column].isna() == high[column].isna()).all()


def check_rows(rows_: pd.DataFrame) -> None:
    for name in ENDS:
        low, central, high = rows_[f"{name}_low"], rows_[name], rows_[f"{name}_high"]
        assert not (low > central + 1e-9).any(), name
        assert not (central > high + 1e-9).any(), name
        assert not (low < 0).any(), name
    measured = rows_["state"] == "measured"
    estimated = rows_["state"] != "no_estimate"
    assert (rows_["places"].notna() == measured)[estimated].all()
    assert (rows_["share_met"].notna() == measured).all()
    assert (rows_["class_index"].notna() == measured).all()
    without = rows_["state"].isin(["not_stated", "none_matching", "none_recorded"])
    assert ((rows_["programmes"] == 0) == without)[estimated].all()
    assert (rows_["programmes_unmeasured"] <= rows_["programmes"]).all()
    unknown, may = rows_["programmes_unmeasured"] > 0, rows_["programmes_undecided"] > 0
    counted = rows_["places"].notna()
    assert (rows_["lower_bound"] >= (counted & unknown)).all()
    assert (rows_["lower_bound"] <= (counted & (unknown | may))).all()
    assert rows_["served_share"].dropna().between(0, 1 + 1e-9).all()


@few
@given(st.lists(rows(blocks=(*BLOCKS, "S")), max_size=6), bases, st.sampled_from(list(LEVELS)))
def test_intervals_and_states_are_coherent_in_every_small_country(world, basis, level):
    check_rows(gap(*world, basis=basis, level=level).rows)


# The real data

choices = st.fixed_dictionaries(
    {
        "basis": bases,
        "types": st.just(()) | st.lists(st.sampled_from(list(TYPES)), max_size=3),
        "routes": st.just(()) | st.lists(st.sampled_from(list(ROUTES)), max_size=2),
        "include_unstated": st.booleans(),
        "accepts": st.just(()) | st.lists(st.sampled_from(list(GROUPS)), max_size=1),
        "since": maybe(st.integers(2000, 2026)),
    }
)


@settings(max_examples=6)
@given(chosen=choices)
def test_real_data_sums_agree_between_levels_under_any_selection(dataset, chosen):
    tables = {n: dataset.gap(Selection(level=n, **chosen)) for n in NATIONAL_LEVELS}
    for table in tables.values():
        check_rows(table.rows)
        here = table.rows[table.rows["state"] != "no_estimate"]
        assert here["places"].sum() == pytest.approx(table.totals.places)
        assert here["perpetrators"].sum() == pytest.approx(400_000)
        assert table.totals.perpetrators == pytest.approx(400_000)
    sums = [t.totals.places for t in tables.values()]
    assert sums == pytest.approx([sums[0]] * len(sums))


@settings(max_examples=6)
@given(chosen=choices)
def test_real_data_all_years_lose_no_recorded_area(dataset, chosen):
    some = dataset.gap(Selection(**chosen)).rows
    every = dataset.gap(Selection(**(chosen | {"since": None}))).rows
    lost = (some["state"] != "none_recorded") & (every["state"] == "none_recorded")
    assert list(some["name"][lost]) == []


@pytest.mark.parametrize("level", ["pfa", "county", "utla"])
@pytest.mark.parametrize("since", [None, 2015, 2020])
def test_real_data_a_looser_basis_never_lowers_the_number_of_measured_areas(dataset, level, since):
    numbers = [
        (
            dataset.gap(Selection(level=level, basis=b, since=since)).rows["state"] == "measured"
        ).sum()
        for b in BASES
    ]
    assert numbers == sorted(numbers)


def test_real_data_london_boroughs_are_the_london_region(dataset):
    boroughs = dataset.gap(Selection(level="borough"))
    region = dataset.gap(Selection(level="region")).row("E12000007")
    assert boroughs.rows["places"].sum() == pytest.approx(region["places"])
    assert boroughs.rows["perpetrators"].sum() == pytest.approx(region["perpetrators"])
    assert boroughs.totals.programmes == region["programmes"]
