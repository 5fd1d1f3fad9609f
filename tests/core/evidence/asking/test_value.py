"""The value of asking and its order, against brute force over every set of bodies."""

from itertools import combinations
from math import e

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.core.evidence.asking.holders import Body, Holding
from gapmap.core.evidence.asking.value import order
from gapmap.selection import Selection
from gapmap.tasks.asking.missing import missing

BLOCKS = tuple("abcdef")
KINDS = ("commissioner", "council", "provider", "ministry")


def body(name, blocks, facts=("places",), kind="council"):
    holding = Holding(
        name, name, kind, "utla", "x", "", frozenset(facts), "partnership", None, "", "",
        True, "", "S", frozenset(blocks),
    )  # fmt: skip
    return Body(name, name, kind, True, (holding,))


def settled(chosen, unknown):
    """People of the unknown blocks that any of the chosen can speak for, counted one by one."""
    return sum(n for block, n in unknown.items() if any(block in blocks for blocks in chosen))


worlds = st.tuples(
    st.lists(
        st.tuples(st.sets(st.sampled_from(BLOCKS)), st.sampled_from(KINDS)), min_size=1, max_size=6
    ),
    st.dictionaries(st.sampled_from(BLOCKS), st.integers(1, 900).map(float)),
    st.dictionaries(st.sampled_from(BLOCKS), st.integers(1, 900).map(float)),
)


@given(worlds)
def test_values_and_order_are_those_of_brute_force(world):
    scopes, unknown, bounds = world
    names = [f"b{i}" for i in range(len(scopes))]
    blocks = {name: scope for name, (scope, _) in zip(names, scopes, strict=True)}
    found = order(
        [body(name, scope, kind=kind) for name, (scope, kind) in zip(names, scopes, strict=True)],
        unknown, bounds,
    )  # fmt: skip
    total = sum(unknown.values())
    told = {value.body.body_id: value for value in found}
    useful = {n for n in names if settled([blocks[n]], {**unknown}) or settled([blocks[n]], bounds)}
    assert set(told) == useful
    before: list[set[str]] = []
    for value in found:
        mine = blocks[value.body.body_id]
        assert value.people == pytest.approx(settled([mine], unknown))
        assert value.share == pytest.approx(value.people / total if total else 0)
        assert value.bounds == pytest.approx(settled([mine], bounds))
        gain = settled([*before, mine], unknown) - settled(before, unknown)
        assert value.adds == pytest.approx(gain)
        others = [
            settled([*before, blocks[n]], unknown) - settled(before, unknown)
            for n in useful - {v.body.body_id for v in found[: len(before)]}
        ]
        assert value.adds >= max(others) - 1e-6
        before.append(mine)
    for n in range(1, len(found) + 1):  # at least 1 - 1/e of the best n there are
        best = max(settled(chosen, unknown) for chosen in combinations(blocks.values(), n))
        assert settled(before[:n], unknown) >= (1 - 1 / e) * best - 1e-6


def test_equal_ones_are_asked_by_kind_and_name():
    asked = [
        body("z", "a", kind="commissioner"), body("b", "a"), body("a", "a"),
        body("p", "a", kind="provider"), body("m", "a", kind="ministry"),
    ]  # fmt: skip
    found = [v.body.body_id for v in order(reversed(asked), {"a": 5.0}, {})]
    assert found == ["z", "a", "b", "p", "m"]


def test_who_cannot_know_the_places_settles_nothing():
    found = order([body("x", "a", facts=("funding",)), body("y", "a")], {"a": 5.0}, {})
    assert [v.body.body_id for v in found] == ["y"]


def test_the_unknown_of_the_country_is_settled_once_and_whole(dataset):
    found = missing(dataset, dataset.gap(Selection()))
    rows = dataset.gap(Selection()).rows
    unmeasured = rows[(rows["state"] != "measured") & (rows["state"] != "no_estimate")]
    assert found.unknown == pytest.approx(unmeasured["perpetrators"].sum())
    assert sum(v.adds for v in found.values) == pytest.approx(found.unknown)
    for value in found.values:
        if value.body.kind in ("commissioner", "mayor") and value.people:
            code = value.body.holdings[0].code
            assert value.people == pytest.approx(found.by_code[code].place.people[1])
