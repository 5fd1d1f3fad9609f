"""Areas by border and by reach, on a country that can be counted by hand."""

import numpy as np
import pytest

from gapmap.core.plan.reach.floating import Steps, near
from gapmap.core.plan.reach.outcome import Origins, Providers, outcome
from gapmap.core.plan.reach.providers import Base, Part, Programme
from gapmap.errors import BadChoiceError

STEPS = Steps()
NAMES = {"A": "Aston", "B": "Barry"}


def made(places=20.0, below=None, online=0.0, need=(100.0, 100.0), areas=("A", "B"), here=None):
    origins = Origins(
        ("a", "b"), areas, np.array(need), np.array([[0.0, 0.0], [1000.0, 0.0]]), "towns"
    )
    base = Base("Barry", "B", 900.0, 0.0)
    found = [Programme("one", "One", Part.IN_PERSON, places, (base,))]
    if online:
        found.append(Programme("web", "Web", Part.ONLINE, online, ()))
    found.append(Programme("dark", "Dark", Part.NO_BASE, 80.0, ()))
    if here is None:
        here = {p.service_id: p.places if p.places == p.places else None for p in found}
    providers = Providers(("one",), ("Barry",), ("B",), np.array([places]), np.array([[900.0, 0]]))
    pairs = near(origins.at, providers.at, STEPS.ends[-1])
    return outcome(
        found, origins, providers, pairs, STEPS, names=NAMES, serves={"B": places},
        here=here, silent={"A": 1}, below=below, detour=1.3,
    )  # fmt: skip


def test_places_cross_the_border_and_readings_flip():
    found = made(below=50)
    told = {a.code: a for a in found.areas}
    assert (told["A"].based, told["A"].reached, told["A"].flips) == (0, pytest.approx(100), True)
    assert (told["B"].based, told["B"].reached, told["B"].flips) == (200, pytest.approx(100), False)
    assert (told["A"].inward, told["B"].outward) == pytest.approx((10, 10))
    assert [(f.based, f.lives, f.places) for f in found.flows] == [
        ("B", "A", pytest.approx(10)), ("B", "B", pytest.approx(10)),
    ]  # fmt: skip
    assert found.share == pytest.approx(0.2)


def test_online_places_reach_everybody_alike():
    found = made(online=40)
    assert [a.online for a in found.areas] == pytest.approx([200, 200])
    assert [a.reached for a in found.areas] == pytest.approx([300, 300])
    assert sum(a.reached * a.need / 1000 for a in found.areas) == pytest.approx(found.places)


def test_without_a_threshold_areas_are_set_beside_all_of_them():
    found = made(places=20)
    assert (found.below, found.own) == (pytest.approx(100), False)


def test_a_base_whose_places_are_not_known_is_near_but_brings_none():
    found = made(places=float("nan"))
    assert [a.near for a in found.areas] == [1, 1]
    assert [a.reached for a in found.areas] == [0, 0]
    assert found.places == 0


def test_nobody_in_need_is_a_sentence():
    with pytest.raises(BadChoiceError, match="No area has an estimate"):
        made(need=(0.0, 0.0))


def test_people_outside_the_level_share_its_places_and_are_not_told_of():
    whole = made(need=(100.0, 300.0), areas=("A", "B"))
    part = made(need=(100.0, 300.0), areas=("A", ""))
    (told,) = part.areas
    assert told.code == "A"
    assert told.reached == pytest.approx(whole.areas[0].reached)
    assert part.below == pytest.approx(told.reached)  # of the areas that are told of
    assert all(flow.lives == "A" or flow.based for flow in part.flows)


def test_a_programme_that_serves_other_areas_alone_is_counted_apart():
    found = made(here={"silent": None})
    assert (found.programmes, found.places, found.known, found.elsewhere) == ((), 0, 0, 1)
    assert found.areas[0].reached > 0
