"""The ground that a file filters on: what it holds, and when it may not be had."""

from dataclasses import replace

import pytest

from gapmap.core.supply import with_nearest_attributes
from gapmap.core.unfiltered import ground, open_to_all
from gapmap.errors import UserInputError
from gapmap.selection import Selection
from tests.core import world
from tests.core.world import BLOCKS, PER_BLOCK, obs


def laid(*observations, model=world.MODEL, **choices):
    return ground(
        Selection(**({"since": None} | choices)),
        areas=world.AREAS,
        lookup=world.LOOKUP,
        population=world.POPULATION,
        observations=with_nearest_attributes(observations),
        model=model,
        sensitivity=world.SENSITIVITY,
    )


def reasons(found):
    return {c.observation.service_id: c.reason for c in found.candidates}


def test_types_and_routes_of_the_selection_leave_nothing_out():
    observations = (obs("p", routes=("self",)), obs("q", programme_type="stalking"), obs("r"))
    found = laid(*observations, types=("young_people",), routes=("police",))
    assert reasons(found) == {"p": "", "q": "", "r": ""}


def test_what_fails_one_other_filter_is_kept_to_be_reported_and_what_fails_two_is_not():
    observations = (
        obs("new", year=2023, accredited=True),
        obs("old", year=2010, accredited=True),
        obs("plain", year=2023),
        obs("both", year=2010),
    )
    found = laid(*observations, since=2020, accredited=True)
    assert reasons(found) == {"new": "", "old": "years", "plain": "accredited"}


def test_context_that_fails_a_filter_is_of_no_use():
    award = obs("a", row_kind="portfolio_award", year=2010)
    assert laid(award, since=2020).candidates == ()
    assert reasons(laid(award)) == {"a": ""}


def test_capacity_is_that_of_the_trusted_bases_and_none_where_acceptance_is_not_stated():
    stated = obs("p", places=10.0, accepts=("men",))
    silent = obs("q", places=20.0)
    found = laid(stated, silent, accepts=("men",))
    assert [c.capacity.places for c in found.candidates] == [10.0, None]
    assert reasons(found)["q"] == "accepts_not_stated"
    budget = obs("r", annual_funding=15_000.0, funding_usable=True)
    assert laid(budget).candidates[0].capacity.places is None
    assert laid(budget, basis="implied").candidates[0].capacity.places == 10.0


def test_estimates_people_and_totals_are_those_of_the_table():
    found = laid(obs(), level="borough")
    assert found.estimates == pytest.approx(dict.fromkeys(BLOCKS, PER_BLOCK))
    assert found.people == dict.fromkeys(BLOCKS, 1000.0)
    assert found.totalled == {"c1", "c2", "c3"}
    assert found.area_of == {b: b for b in ("c1", "c2", "c3")}
    found = laid(obs())
    assert found.residents == {"A": 3000.0, "B": 3000.0, "C": 3000.0}
    table = world.gap(obs(), local="sensitivity")
    other = dict(zip(table.rows["code"], table.rows["perpetrators"], strict=True))
    assert found.other == pytest.approx({c: n for c, n in other.items() if n == n})


def test_withheld_and_own_figures_are_refused():
    own = replace(world.MODEL, own=world.POPULATION)
    assert open_to_all(Selection(), world.MODEL)
    assert not open_to_all(Selection(suppress_below=5), world.MODEL)
    assert not open_to_all(Selection(), own)
    with pytest.raises(UserInputError, match="cannot be filtered in a file"):
        laid(obs(), suppress_below=5)
    with pytest.raises(UserInputError, match="cannot be filtered in a file"):
        laid(obs(), model=own)
