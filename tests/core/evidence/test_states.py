"""The state of an area: a truth table, and no area with an undecided programme drawn as a gap."""

from itertools import product

import numpy as np
import pytest

from gapmap.core.evidence.matching import Match
from gapmap.core.evidence.states import ORDER, state_of, states_of
from gapmap.selection import Selection
from gapmap.vocabulary import GROUPS, LEVELS, ROUTES, STATES, VIEWS, State
from tests.core.world import gap, obs, states

FACTS = ("estimated", "withheld", "places_known", "matching", "undecided", "recorded")
GAPS = {"none_matching", "none_recorded"}

TABLE = [
    # estimated withheld known matching undecided recorded
    ((False, None, None, None, None, None), "no_estimate"),
    ((True, True, None, None, None, None), "suppressed"),
    ((True, False, True, None, None, None), "measured"),
    ((True, False, False, True, None, None), "unmeasured"),
    ((True, False, False, False, True, None), "not_stated"),
    ((True, False, False, False, False, True), "none_matching"),
    ((True, False, False, False, False, False), "none_recorded"),
]
"""None stands for either: the first line that fits holds."""


def expected(facts: tuple[bool, ...]) -> str:
    return next(
        state
        for pattern, state in TABLE
        if all(p is None or p == fact for p, fact in zip(pattern, facts, strict=True))
    )


@pytest.mark.parametrize("facts", list(product([True, False], repeat=6)), ids=str)
def test_the_truth_table(facts):
    assert state_of(**dict(zip(FACTS, facts, strict=True))) == expected(facts)


def test_many_areas_at_once_have_the_states_of_each():
    every = list(product([True, False], repeat=6))
    columns = {name: np.array(c) for name, c in zip(FACTS, zip(*every, strict=True), strict=True)}
    assert list(states_of(**columns)) == [expected(facts) for facts in every]


def test_there_is_one_list_of_states():
    assert set(STATES) == {state.value for state in State}
    assert set(ORDER) == set(State)


@pytest.mark.parametrize(
    ("stated", "choices", "state"),
    [
        ({}, {}, "unmeasured"),
        ({"places": 5}, {}, "measured"),
        ({}, {"routes": ("self",)}, "not_stated"),
        ({"routes": ("police",)}, {"routes": ("self",)}, "none_matching"),
        ({"routes": ("police",), "routes_open": True}, {"routes": ("self",)}, "not_stated"),
        ({"routes": ("police",), "routes_open": True}, {"routes": ("police",)}, "unmeasured"),
        ({"routes": ("any_professional",)}, {"routes": ("police",)}, "unmeasured"),
        ({"routes": ("any_professional",)}, {"routes": ("self",)}, "none_matching"),
        ({"routes": ("police",)}, {"routes": ("any_professional",)}, "none_matching"),
        ({}, {"accepts": ("women",)}, "not_stated"),
        ({"accepts": ("women",)}, {"accepts": ("women",)}, "unmeasured"),
        ({"accepts": ("men",)}, {"accepts": ("fathers",)}, "unmeasured"),
        ({"does_not_accept": ("women",)}, {"accepts": ("women",)}, "none_matching"),
        ({}, {"accredited": True}, "not_stated"),
        ({"accredited": False}, {"accredited": True}, "none_matching"),
        ({"year": 2010}, {"since": 2020}, "not_stated"),
        ({"year": 2010, "ended_year": 2012}, {"since": 2020}, "not_stated"),
        ({"year": 2022}, {"since": 2000, "until": 2010}, "not_stated"),
        ({"start_year": None, "end_year": None}, {"since": 2020}, "not_stated"),
        ({"programme_type": "stalking"}, {}, "not_stated"),
        ({"programme_type": "stalking"}, {"all_types": True}, "unmeasured"),
        (
            {"programme_type": "fathers_parenting"},
            {"types": ("custody_engagement",)},
            "none_matching",
        ),
        ({"status": "ended", "as_of": "2023"}, {}, "not_stated"),
        ({"status": "ended", "as_of": "2023"}, {"standing": "any"}, "unmeasured"),
        ({"funded_until": "2022"}, {}, "unmeasured"),
        ({"funded_until": "2022"}, {"standing": "now"}, "not_stated"),
        ({}, {"routes": ("self",), "include_unstated": True}, "unmeasured"),
        ({"routes": ("police",)}, {"routes": ("self",), "include_unstated": True}, "none_matching"),
        ({"row_kind": "portfolio_award"}, {}, "none_recorded"),
    ],
    ids=str,
)
def test_one_rule_for_every_filter(stated, choices, state):
    found = states(gap(obs(**stated), **choices))
    assert found["A"] == state
    assert found["B"] == "none_recorded"


def test_an_area_that_only_an_old_period_names_may_match():
    """p is seen in a1 and b1 in 2010 and in a1 alone since: nothing says that it left b1."""
    rows = (obs(year=2010, blocks=("a1", "b1")), obs(year=2022, blocks=("a1",), places=5))
    found = states(gap(*rows, since=2020))
    assert (found["A"], found["B"]) == ("measured", "not_stated")


def test_a_period_in_the_years_chosen_speaks_before_an_older_one():
    rows = (obs(year=2010, routes=("self",)), obs(year=2022, routes=("police",)))
    assert states(gap(*rows, since=2020, routes=("self",)))["A"] == "none_matching"


GONE = [
    {"year": 2003},
    {"start_year": None, "end_year": None},
    {"year": 2003, "ended_year": 2004},
    {"year": 2022, "status": "ended", "as_of": "2023"},
]
NO = [
    ({"routes": ("probation_criminal_court",)}, {"routes": ("self",)}),
    ({"does_not_accept": ("women",)}, {"accepts": ("women",)}),
    ({"accredited": False}, {"accredited": True}),
    ({"programme_type": "fathers_parenting"}, {"types": ("custody_engagement",)}),
]


@pytest.mark.parametrize("gone", GONE, ids=str)
@pytest.mark.parametrize(("stated", "choices"), NO, ids=str)
def test_what_has_ended_or_is_of_other_years_is_no_gap_in_these(stated, choices, gone):
    """A pilot of 2003 for people sent by a court says nothing of who can come in 2020."""
    old, today = obs(**stated, **gone), obs("q", **stated, year=2022)
    for counted_in in (False, True):  # nor is it counted where it said no
        table = gap(old, since=2020, include_unstated=counted_in, **choices)
        assert states(table)["A"] == "not_stated"
        assert [match for _, match in table.hidden_in("A")] == [Match.NO]
    table = gap(old, today, since=2020, **choices)  # one that is there and says no decides
    assert states(table)["A"] == "none_matching"
    everything = gap(old, since=None, standing="any", **choices)
    assert states(everything)["A"] == "none_matching"


@pytest.mark.parametrize(
    ("running", "asked"),
    [
        ("young_people", {}),
        ("stalking", {}),
        ("young_people", {"types": ("fathers_parenting",)}),
        ("fathers_parenting", {"types": ("young_people",)}),
        ("stalking", {"types": ("young_people",)}),
        ("young_people", {"types": ("fathers_parenting", "stalking")}),
    ],
    ids=str,
)
def test_a_programme_for_other_people_makes_no_gap(running, asked):
    """That one for children is there says nothing of one for adults, nor the other way round."""
    other, own = obs(programme_type=running), obs("q", routes=("police",))
    own_type = {"programme_type": asked["types"][0]} if asked else {}
    found = gap(other, **asked)
    assert states(found)["A"] == "not_stated"
    assert found.row("A")["programmes_undecided"] == 0
    refusing = obs("q", routes=("police",), **own_type)
    assert states(gap(other, refusing, routes=("self",), **asked))["A"] == "none_matching"
    assert states(gap(other, own, all_types=True, routes=("self",)))["A"] == "not_stated"


def test_that_one_for_adults_takes_no_children_is_no_gap_for_children():
    adults_only = obs(accepts=("men",), does_not_accept=("under_18",))
    found = gap(adults_only, accepts=("under_18",))
    assert states(found)["A"] == "not_stated"
    assert [match for _, match in found.hidden_in("A")] == [Match.NO]


def test_a_programme_for_children_that_is_not_looked_at_makes_no_gap_for_them():
    """Under 18s, among programmes for adults: one for children is there, so there is no gap."""
    child = obs(programme_type="young_people", accepts=("under_18",), routes=("police",))
    assert states(gap(child, accepts=("under_18",)))["A"] == "not_stated"
    asked = {"accepts": ("under_18",), "types": ("young_people",)}
    assert states(gap(child, **asked))["A"] == "unmeasured"
    assert states(gap(child, routes=("self",), **asked))["A"] == "none_matching"


def test_where_every_type_is_asked_for_nobody_is_another():
    refusing = obs(programme_type="stalking", routes=("police",))
    table = gap(refusing, all_types=True, routes=("self",))
    assert states(table)["A"] == "none_matching"


def test_routes_taken_over_from_another_period_are_as_open_as_they_were_there():
    for is_open, state in ((True, "not_stated"), (False, "none_matching")):
        rows = (obs(year=2021), obs(year=2022, routes=("police",), routes_open=is_open))
        assert states(gap(*rows, routes=("self",)))["A"] == state


def _of_one_filter():
    yield from ({"routes": (name,)} for name in ROUTES)
    yield from ({"accepts": (name,)} for name in GROUPS)
    yield {"accredited": True}
    yield from ({"since": year} for year in (None, 2010, 2020, 2025))
    yield from ({"standing": view} for view in VIEWS)


@pytest.mark.parametrize("choices", list(_of_one_filter()), ids=str)
@pytest.mark.parametrize("level", list(LEVELS))
def test_no_area_with_an_undecided_programme_is_drawn_as_a_gap(dataset, level, choices):
    """Over all Selections of one filter, by the plain rule: what is not stated may match."""
    table = dataset.gap(Selection(level=level, **choices))
    drawn = dict(zip(table.rows["code"], table.rows["shade"], strict=True))
    for code, state in drawn.items():
        if state not in GAPS:
            continue
        blocks = {b for b, area in table.area_of.items() if area == code}
        here = [o for o in dataset.observations if blocks & set(o.blocks)]
        programmes = [o for o in here if o.row_kind == "programme"]
        assert (state == "none_recorded") == (not programmes)
        for obs_ in programmes:
            assert not _undecided(obs_, choices), (code, obs_.observation_id)
        assert all(match is Match.NO for _, match in table.hidden_in(code))


def _undecided(seen, choices) -> bool:
    """Silent on the one filter, and not ruled out by what every view asks: adults, and running."""
    if seen.programme_type in ("young_people", "stalking"):
        return False
    if seen.standing == "ended" and seen.end_is_stated:
        return False
    if choices.get("routes"):
        return seen.routes_open or not seen.routes
    if choices.get("accepts"):
        (group,) = choices["accepts"]
        wide = ("men", group) if group == "fathers" else (group,)
        return not any(g in seen.accepts or g in seen.does_not_accept for g in wide)
    return choices.get("accredited", False) and seen.accredited is None
