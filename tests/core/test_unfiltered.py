"""The ground that a file filters on: what it holds, and when it may not be had."""

from dataclasses import replace

import pytest

from gapmap.core.evidence.matching import Match
from gapmap.core.evidence.nearest import prepared
from gapmap.core.unfiltered import ground, open_to_all
from gapmap.errors import UserInputError
from gapmap.selection import Selection
from tests.core import world
from tests.core.world import BLOCKS, PER_BLOCK, obs


def laid(*observations, model=world.MODEL, **choices):
    return ground(
        Selection(**({"since": None} | choices)),
        country=world.COUNTRY,
        observations=prepared(observations, world.AS_OF),
        model=model,
    )


def reasons(found):
    return {c.observation.service_id: dict(c.verdict.reasons) for c in found.candidates}


def test_types_routes_and_groups_of_the_selection_leave_nothing_out():
    observations = (
        obs("p", routes=("self",)), obs("q", programme_type="stalking"),
        obs("r", does_not_accept=("men",)),
    )  # fmt: skip
    found = laid(*observations, types=("young_people",), routes=("police",), accepts=("men",))
    assert reasons(found) == {"p": {}, "q": {}, "r": {}}


def test_every_programme_is_kept_with_what_the_other_filters_say_of_it():
    observations = (
        obs("new", year=2023, accredited=True),
        obs("old", year=2010, accredited=True),
        obs("plain", year=2023, accredited=False),
        obs("both", year=2010),
    )
    found = laid(*observations, since=2020, accredited=True)
    assert reasons(found) == {
        "new": {},
        "old": {"years": Match.NOT_STATED},
        "plain": {"accredited": Match.NO},
        "both": {"years": Match.NOT_STATED, "accredited": Match.NOT_STATED},
    }


def test_context_that_a_filter_rules_out_is_of_no_use():
    award = obs("a", row_kind="portfolio_award", accredited=False)
    assert laid(award, accredited=True).candidates == ()
    assert reasons(laid(award)) == {"a": {}}


def test_capacity_is_that_of_the_trusted_bases():
    budget = obs("r", annual_funding=15_000.0, funding_usable=True)
    assert laid(budget, basis="referrals").candidates[0].capacity.places is None
    assert laid(budget, unit_cost=1500.0).candidates[0].capacity.places == 10.0


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
