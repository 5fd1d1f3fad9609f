"""What a comparison tells holds in every world that the records do not rule out.

Small registers and pairs of views are drawn; then worlds in which nothing is open
(``tests.core.completed``). In each, both tables are worked out anew, and the true difference has to
lie within what was told.
"""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gapmap.core.comparing.comparison import compare
from gapmap.core.comparing.differing import of_measure, spreads
from gapmap.core.evidence.nearest import prepared
from gapmap.core.evidence.register import Register
from gapmap.core.gap import compute
from gapmap.selection import Selection
from tests.core import world
from tests.core.completed import completed
from tests.core.world import obs

MEASURES = ("places_per_1000", "share_met", "unmet", "programmes")
WORLDS = 12
CLOSE = 1e-6


def table(register, selection):
    return compute(
        selection, country=world.COUNTRY, register=register, model=world.MODEL, fingerprint="test"
    )


def known_places(gap):
    """Places by area; none for an area where one number is still open."""
    found = dict.fromkeys(gap.columns["code"], 0.0)
    for part in gap.portions:
        found[part.code] += math.nan if part.places is None else part.places
    return found


def counted(gap):
    return dict(zip(gap.columns["code"], gap.columns["programmes"], strict=True))


def value(measure, places, programmes, people, target):
    if measure == "programmes":
        return float(programmes)
    if measure == "unmet":
        return max(0.0, target * people - places)
    return places / people * (1000 if measure == "places_per_1000" else 1)


def check(observations, views, worlds, dataset_table=table):
    """Every world's difference lies within the spread, and within what each measure tells."""
    ready = tuple(observations)
    register = Register(ready)
    told = {}
    for measure in MEASURES:
        pair = [dataset_table(register, view.with_(measure=measure)) for view in views]
        told[measure] = {row["code"]: row for row in compare(*pair).rows.to_dict("records")}
        if measure == "unmet":  # for which the places of both views are summed as well
            one, areas = pair[0], spreads(*pair)
    people = dict(zip(one.columns["code"], one.columns["perpetrators"], strict=True))
    target = views[0].target_share
    for seed in worlds:
        chance = random.Random(seed)
        other = completed(ready, views, chance.choice)
        true = [dataset_table(Register(other), view) for view in views]
        places, programmes = [known_places(t) for t in true], [counted(t) for t in true]
        for code, area in areas.items():
            more = programmes[1][code] - programmes[0][code]
            assert area.programmes[0] <= more <= area.programmes[1], (code, seed)
            a, b = places[0][code], places[1][code]
            sure = not math.isnan(a) and not math.isnan(b)
            if sure:
                assert area.places[0] - CLOSE <= b - a <= area.places[1] + CLOSE, (code, seed)
                if len(other) == len(ready):  # no number of another year stands in for one told
                    assert area.first[0] - CLOSE <= a <= area.first[1] + CLOSE
                    assert area.second[0] - CLOSE <= b <= area.second[1] + CLOSE
            for measure in MEASURES:
                if not people[code] > 0 or not (sure or measure == "programmes"):
                    continue
                ends = [
                    value(measure, p[code], n[code], people[code], target)
                    for p, n in zip(places, programmes, strict=True)
                ]
                least, most = of_measure(area, measure, people[code], target)
                assert least - CLOSE <= ends[1] - ends[0] <= most + CLOSE, (measure, code, seed)
                holds(told[measure][code], ends[1] - ends[0])


def holds(row, difference):
    change = row["change"]
    if math.isnan(change):
        return
    if not row["change_bound"]:
        assert difference == pytest.approx(change, abs=CLOSE)
    else:
        assert difference >= change - CLOSE if change > 0 else difference <= change + CLOSE


TYPE = "community_behaviour_change"
ROUTES = [(), (), ("self",), ("police",), ("self", "police"), ("any_professional",)]
BLOCKS = [("a1",), ("a1",), ("a1", "a2"), ("a1", "b1"), ("b1", "b2")]


@st.composite
def a_row(draw, service, others):
    year = draw(st.sampled_from([2018, 2021, 2022, None]))
    stated = {
        "year": year,
        "routes": draw(st.sampled_from(ROUTES)),
        "routes_open": draw(st.booleans()),
        "accepts": draw(st.sampled_from([(), (), ("women",), ("men",), ("fathers",)])),
        "does_not_accept": draw(st.sampled_from([(), (), ("women",)])),
        "accredited": draw(st.sampled_from([None, None, True, False])),
        "part_of": draw(st.sampled_from(["", "", "", *others])),
        "programme_type": draw(st.sampled_from([TYPE, TYPE, "stalking"])),
        "status": draw(st.sampled_from(["", "", "ended"])),
        "funded_until": draw(st.sampled_from(["", "", "2022-12", "2025"])),
    }
    stated |= draw(
        st.sampled_from(
            [
                {},
                {},
                {"places": 40.0},
                {"places": 7.0},
                {"capacity_places": 20.0, "capacity_kind": "aim"},
                {"referrals": 30.0, "referrals_kind": "flow", "count_months": 12.0},
                {"annual_funding": 50_000.0, "funding_usable": True},
            ]
        )
    )
    if stated["accepts"] == ("women",):
        stated["does_not_accept"] = ()
    return {"blocks": draw(st.sampled_from(BLOCKS)), **stated}


@st.composite
def a_register(draw):
    rows = []
    names = ["p", "q", "r"][: draw(st.integers(1, 3))]
    for name in names:
        for number in range(draw(st.sampled_from([1, 1, 2]))):
            others = [other for other in names if other > name]
            row = draw(a_row(name, others))
            rows.append(obs(name, observation_id=f"{name}{number}", **row))
    return prepared(rows, world.AS_OF)


CHOICES = {
    "routes": [(), ("self",), ("police",), ("self", "police"), ("any_professional",)],
    "accepts": [(), ("women",), ("men",), ("women", "men"), ("fathers",)],
    "accredited": [False, False, True],
    "since": [None, None, 2020, 2022],
    "until": [None, None, None, 2022],
    "standing": ["any", "stated", "now"],
    "counts_only": [False, False, True],
    "grade": ["D", "D", "B"],
    "unit_cost": [2000.0, 2000.0, 1000.0],
    "all_types": [False, False, True],
}


@st.composite
def two_views(draw):
    first = {name: draw(st.sampled_from(values)) for name, values in CHOICES.items()}
    for name in draw(st.sets(st.sampled_from(sorted(CHOICES)), min_size=4)):
        first[name] = CHOICES[name][0]
    changed = draw(st.sets(st.sampled_from(sorted(CHOICES)), min_size=1, max_size=3))
    second = first | {name: draw(st.sampled_from(CHOICES[name])) for name in sorted(changed)}
    target = draw(st.sampled_from([1.0, 0.05]))
    return tuple(Selection(**choices, target_share=target) for choices in (first, second))


UNSAID = {"routes_open": True}
FACTS = {
    "routes": [(), (), (), ("self",), ("police",)],
    "accepts": [(), (), (), ("women",), ("men",)],
    "accredited": [None, None, True],
    "year": [2018, 2021, 2021, 2021],
    "funded_until": ["", "", "2022-12"],
}
ASKED = {
    "routes": [(), ("self",), ("self", "police")],
    "accepts": [(), ("women",), ("women", "men"), ("fathers",)],
    "accredited": [False, True],
    "since": [None, 2020],
    "until": [None, 2019],
    "standing": ["any", "now"],
}


@st.composite
def one_service(draw):
    """A service in the area of a force, of one row or two, that leaves most things unsaid."""
    rows = []
    for number in range(draw(st.integers(1, 2))):
        facts = {name: draw(st.sampled_from(values)) for name, values in FACTS.items()}
        places = draw(st.sampled_from([None, 40.0, 7.0]))
        named = {} if places is None else {"places": places}
        rows.append(obs("p", observation_id=f"p{number}", **facts, **named, **UNSAID))
    return prepared(rows, world.AS_OF)


@st.composite
def views_of_one_filter(draw):
    """Two views that differ in one filter, and may share another."""
    apart, shared = draw(st.sampled_from(sorted(ASKED))), draw(st.sampled_from(sorted(ASKED)))
    both = {"since": None, "standing": "any"}
    both |= draw(st.sampled_from([{}, {shared: ASKED[shared][-1]}]))
    first, second = draw(st.permutations(ASKED[apart]))[:2]
    choices = both | {apart: first}, both | {apart: second}
    if any((c.get("since") or 0) > (c.get("until") or 9999) for c in choices):
        choices = {apart: first}, {apart: second}
        choices = tuple(c | {"since": None, "until": None} for c in choices)
    return tuple(Selection(**c) for c in choices)


@given(one_service(), views_of_one_filter(), st.integers(0, 10**6))
@settings(max_examples=150)
def test_a_service_that_leaves_most_things_unsaid(observations, views, seed):
    check(observations, views, range(seed, seed + WORLDS))


@given(a_register(), two_views(), st.integers(0, 10**6))
@settings(max_examples=100)
def test_the_true_difference_lies_within_what_is_told(observations, views, seed):
    check(observations, views, range(seed, seed + WORLDS))
