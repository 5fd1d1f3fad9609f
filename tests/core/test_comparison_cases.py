"""What a comparison tells of two views, by hand: force A, 300 perpetrators, one or two programmes.

Each case has the least and most change of places, and of programmes. It is also held against worlds
in which nothing is open.
"""

from dataclasses import replace
from math import inf

import pytest

from gapmap.core.comparing.comparison import compare
from gapmap.core.comparing.differing import spreads
from gapmap.core.evidence.matching import Match, filters_of, implies
from gapmap.core.evidence.nearest import prepared
from gapmap.core.evidence.register import Register
from gapmap.selection import Selection
from tests.core import world
from tests.core.test_comparison_truth import check, table
from tests.core.world import obs

ANY = {"since": None, "standing": "any"}
SELF, POLICE = {"routes": ("self",)}, {"routes": ("police",)}
KNOWN = obs("known", places=10.0, routes=("self",))
UNKNOWN = obs("unknown", routes=("self",))
SILENT = obs("silent", places=20.0)
COURT_ONLY = obs("court", places=30.0, routes=("probation_criminal_court",))
ENDING = obs("ending", places=20.0, funded_until="2022-12")
AIM = obs("aim", capacity_places=20.0, capacity_kind="aim")
TWO_ROWS = (
    obs("two", places=7.0, year=2020, routes=("self",)),
    obs("two", places=40.0, year=2022, routes=("police",), routes_open=True),
)
WHOLE = obs("whole", blocks=("a1", "a2"), places=50.0)
PART = obs("part", places=30.0, part_of="whole", routes=("self",))
CASES = {
    "the same unknown number": ([KNOWN, UNKNOWN], SELF, {}, (0, 0), (0, 0)),
    "unknown in both, silent in one": ([UNKNOWN, SILENT], SELF, {}, (0, 20), (0, 1)),
    "its source says who may send": ([KNOWN, COURT_ONLY], SELF, {}, (30, 30), (1, 1)),
    "that and one with no number": ([UNKNOWN, COURT_ONLY], SELF, {}, (30, 30), (1, 1)),
    "that and one that is silent": ([COURT_ONLY, SILENT], SELF, {}, (30, 50), (1, 2)),
    "silent on two routes": ([SILENT], SELF, POLICE, (-inf, inf), (-1, 1)),
    "silent in both alike": ([SILENT], SELF, SELF | {"accepts": ()}, (0, 0), (0, 0)),
    "silent on one of two asked": (
        [replace(SILENT, accepts=("men",))], SELF, SELF | {"accepts": ("men",)}, (0, 0), (0, 0)
    ),
    "one route, or either": ([SILENT], SELF, {"routes": ("self", "police")}, (0, inf), (0, 1)),
    "two groups, or one": (
        [SILENT], {"accepts": ("women", "men")}, {"accepts": ("women",)}, (0, inf), (0, 1)
    ),
    "may be accredited": ([SILENT], {"accredited": True}, {}, (0, 20), (0, 1)),
    "may have ended": ([ENDING], {}, {"standing": "now"}, (-20, 0), (-1, 0)),
    "another year": ([SILENT], {}, {"since": 2023}, (-20, inf), (-1, 0)),
    "no count, in either": ([UNKNOWN], {"counts_only": True}, {}, (0, 0), (0, 0)),
    "no count, but an aim": ([AIM], {"counts_only": True}, {}, (-inf, 20), (0, 0)),
    "another row may count": (TWO_ROWS, SELF, {}, (-inf, 40), (0, 0)),
    "its part may count alone": ([WHOLE, PART], SELF, {}, (-inf, 50), (-1, 1)),
    "its part never counts": (
        [WHOLE, replace(PART, programme_type="stalking")], SELF, {}, (0, 50), (0, 1)
    ),
    "what is not stated is counted": (
        [SILENT], SELF | {"include_unstated": True}, {}, (0, 0), (0, 0)
    ),
    "counted in one, may match in the other": (
        [SILENT], SELF | {"include_unstated": True}, SELF, (-20, inf), (-1, 0)
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_spread_of_a_case(case):
    rows, first, second, places, programmes = case
    views = tuple(Selection(**ANY | asked) for asked in (first, second))
    ready = prepared(rows, world.AS_OF)
    one, two = (table(register, view) for register in [Register(ready)] for view in views)
    there, back = spreads(one, two)["A"], spreads(two, one)["A"]
    assert (there.places, there.programmes) == (places, programmes)
    assert back.places == tuple(-end for end in reversed(places))
    assert back.programmes == tuple(-end for end in reversed(programmes))
    if not any(view.include_unstated for view in views):
        check(ready, views, range(40))


def compared(rows, first, second):
    register = Register(prepared(rows, world.AS_OF))
    views = (Selection(**ANY | asked) for asked in (first, second))
    (row,) = (
        compare(*(table(register, view) for view in views))
        .rows.query("code == 'A'")
        .to_dict("records")
    )
    return row


def test_a_programme_known_in_neither_view_hides_no_difference():
    row = compared([KNOWN, UNKNOWN, COURT_ONLY], SELF, {})
    assert row["change"] == pytest.approx(100.0)  # 1,000 x 30 places / 300 perpetrators
    assert (row["change_bound"], row["status"]) == (False, "both")


def test_a_programme_that_may_match_makes_the_difference_a_bound():
    row = compared([KNOWN, COURT_ONLY, obs("late", routes=("mash",), routes_open=True)], SELF, {})
    assert row["change"] == pytest.approx(100.0)
    assert (row["change_bound"], row["status"]) == (True, "both")


def test_unmet_need_that_no_view_may_meet_lessens_by_the_places():
    """300 places are aimed at: 10 with self-referral, 40 with any. Else it may be met already."""
    unmet = {"measure": "unmet"}
    assert compared([KNOWN, COURT_ONLY], SELF | unmet, unmet)["change"] == pytest.approx(-30.0)
    row = compared([KNOWN, UNKNOWN, COURT_ONLY], SELF | unmet, unmet)
    assert row["status"] == "either"


def test_where_the_aim_is_met_more_places_meet_no_more():
    unmet = {"measure": "unmet", "target_share": 0.05}  # 15 places
    row = compared([KNOWN, COURT_ONLY], SELF | unmet, unmet)
    assert row["change"] == pytest.approx(-5.0)


def test_other_estimates_or_a_withheld_number_are_compared_as_a_whole():
    register = Register(prepared([KNOWN, UNKNOWN], world.AS_OF))
    one = table(register, Selection(**ANY))
    for other in ({"local": "sensitivity"}, {"shrinkage": 0.1}):
        assert spreads(one, table(register, Selection(**ANY, **other))) == {}
    again = Register(prepared([KNOWN, UNKNOWN], world.AS_OF))
    assert spreads(one, table(again, Selection(**ANY))) == {}
    small = table(register, Selection(**ANY, suppress_below=20))
    assert "A" not in spreads(small, small)
    assert "B" in spreads(small, small)


FACTS = [
    obs(routes=routes, accepts=accepts, does_not_accept=no, accredited=accredited)
    for routes in ((), ("self",), ("police",), ("self", "police"), ("any_professional",))
    for accepts in ((), ("men",), ("women",), ("men", "women"), ("fathers",))
    for no in ((), ("men",), ("women",))
    for accredited in (None, True, False)
]
ENDED = [
    replace(obs(), standing=standing, end_is_stated=stated)
    for standing in ("running", "ended", "unknown")
    for stated in (True, False)
]
ASKED = [
    *({"routes": r} for r in (("self",), ("police",), ("self", "police"), ("any_professional",))),
    *({"accepts": a} for a in (("men",), ("women",), ("fathers",), ("men", "women"))),
    {"accredited": True},
    {"standing": "stated"},
    {"standing": "now"},
]


@pytest.mark.parametrize("narrow", ASKED, ids=str)
def test_what_a_narrow_test_is_a_yes_for_is_a_yes_for_a_wide_one(narrow):
    (name, asked), *_ = [
        pair for pair in filters_of(Selection(**ANY | narrow)).items() if pair[0] != "types"
    ]
    found = []
    for other in ASKED:
        wide = filters_of(Selection(**ANY | other)).get(name)
        if wide is not None and implies(asked, wide):
            found.append(other)
            yes = [o for o in FACTS + ENDED if asked(o) is Match.YES]
            assert yes
            assert all(wide(o) is Match.YES for o in yes)
    assert narrow in found
