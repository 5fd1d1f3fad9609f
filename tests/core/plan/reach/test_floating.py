"""Reach, counted again in plain Python and by PySAL's ``access``."""

from math import hypot

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from gapmap.core.plan.reach.floating import Pairs, Reach, Steps, e2sfca, near
from gapmap.errors import BadChoiceError

STEPS = Steps()


def in_plain_python(origins, need, providers, places, steps, detour):
    """E2SFCA as the paper has it, loop by loop."""

    def weight(a, b):
        distance = hypot(a[0] - b[0], a[1] - b[1]) * detour
        for end, w in zip(steps.ends, steps.weights, strict=True):
            if distance <= end:
                return w
        return 0.0

    ratio = []
    for at, size in zip(providers, places, strict=True):
        around = sum(p * weight(o, at) for o, p in zip(origins, need, strict=True))
        ratio.append(size / around if around else 0.0)
    return [sum(r * weight(o, at) for at, r in zip(providers, ratio, strict=True)) for o in origins]


def world(seed, origins=60, providers=12):
    random = np.random.default_rng(seed)
    return (
        random.uniform(0, 60_000, (origins, 2)), random.uniform(1, 900, origins),
        random.uniform(0, 60_000, (providers, 2)), random.uniform(0, 200, providers),
    )  # fmt: skip


@given(some.integers(0, 10**6), some.sampled_from((1.0, 1.3, 2.0)))
@settings(max_examples=30, deadline=None)
def test_it_is_what_the_paper_says(seed, detour):
    at, need, where, places = world(seed)
    found = e2sfca(need, places, near(at, where, STEPS.ends[-1], detour), STEPS)
    wanted = in_plain_python(at, need, where, places, STEPS, detour)
    assert found.access == pytest.approx(wanted, rel=1e-9, abs=1e-12)
    flows = np.asarray(found.flow.sum(axis=0)).ravel()
    reached = found.ratio > 0
    assert flows[reached] == pytest.approx(places[reached])
    assert float((found.access * need).sum()) == pytest.approx(places[reached].sum())


@pytest.mark.parametrize("seed", range(5))
def test_it_agrees_with_access_of_pysal(seed):
    fca = pytest.importorskip("access.fca")
    step_fn = pytest.importorskip("access.weights").step_fn
    at, need, where, places = world(seed, 200, 30)
    pairs = near(at, where, STEPS.ends[-1])
    cost = pd.DataFrame({"origin": pairs.origins, "dest": pairs.providers, "cost": pairs.distances})
    demand = pd.DataFrame({"geoid": range(len(need)), "need": need})
    supply = pd.DataFrame({"geoid": range(len(places)), "places": places})
    theirs = fca.two_stage_fca(
        demand, supply, cost, max_cost=STEPS.ends[-1], demand_name="need",
        supply_name="places", weight_fn=step_fn(dict(zip(STEPS.ends, STEPS.weights, strict=True))),
    )  # fmt: skip
    mine = pd.Series(e2sfca(need, places, pairs, STEPS).access)
    both = pd.DataFrame({"mine": mine, "theirs": theirs}).fillna(0.0)
    assert len(both) == len(need)
    assert (both["mine"] - both["theirs"]).abs().max() <= 1e-9


@pytest.mark.parametrize(
    ("distance", "ratio", "access"),
    [(5_000, 0.1, 0.1), (15_000, 10 / 68, 0.1), (30_000, 10 / 22, 0.1), (31_000, 0, 0)],
)
def test_the_sample_values(distance, ratio, access):
    pairs = Pairs(np.array([0]), np.array([0]), np.array([float(distance)]))
    found = e2sfca(np.array([100.0]), np.array([10.0]), pairs, STEPS)
    assert (found.ratio[0], found.access[0]) == pytest.approx((ratio, access))


def test_nothing_is_reached_where_nobody_is():
    none = np.empty((0, 2))
    found = e2sfca(np.array([5.0]), np.empty(0), near(np.zeros((1, 2)), none, 1e4), STEPS)
    assert isinstance(found, Reach)
    assert list(found.access) == [0.0]


@pytest.mark.parametrize(
    "bad",
    [
        {"ends": (), "weights": ()}, {"ends": (2.0, 1.0), "weights": (1.0, 0.5)},
        {"ends": (1.0,), "weights": (1.0, 0.5)}, {"ends": (1.0,), "weights": (0.0,)},
        {"ends": (1.0,), "weights": (float("nan"),)},
    ],
)  # fmt: skip
def test_zones_that_are_none_are_refused(bad):
    with pytest.raises(BadChoiceError, match="rising distances"):
        Steps(**bad)


def test_no_way_is_shorter_than_a_line():
    with pytest.raises(BadChoiceError, match="1 or more"):
        near(np.zeros((1, 2)), np.zeros((1, 2)), 1e4, 0.9)


@pytest.mark.parametrize(
    ("bandwidth", "weights"),
    [(5_000, (1, 0.1353, 0.0003)), (11_400, (1, 0.6806, 0.2146)), (30_000, (1, 0.9460, 0.8007))],
)
def test_the_sample_values_of_decay(bandwidth, weights):
    assert Steps.falling(STEPS.ends, bandwidth).weights == pytest.approx(weights, abs=5e-5)


@pytest.mark.parametrize("bandwidth", [0.0, -1.0, float("nan"), float("inf")])
def test_a_decay_that_is_none_is_refused(bandwidth):
    with pytest.raises(BadChoiceError, match="above 0"):
        Steps.falling(STEPS.ends, bandwidth)
