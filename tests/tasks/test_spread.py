"""Work in parts: the same on a local cluster of two workers as on one machine."""

import importlib.util
from dataclasses import replace

import numpy as np
import pytest

from gapmap.core.plan.problem import Aim
from gapmap.core.plan.proposal import propose
from gapmap.core.plan.reach.floating import Steps, by_region, e2sfca, near
from gapmap.core.plan.scenarios import here
from gapmap.core.plan.wish import Wish
from gapmap.errors import BadSettingError, ServiceError
from gapmap.selection import Selection
from gapmap.settings import Settings
from gapmap.tasks import spread
from gapmap.tasks.area.reach import reach

STEPS = Steps()
THERE = importlib.util.find_spec("distributed") is not None
needs_dask = pytest.mark.skipif(not THERE, reason="dask.distributed (an extra) is not installed")


@pytest.fixture(scope="module")
def cluster():
    """A scheduler and two workers in this process, on this machine alone."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None,
        protocol="tcp", host="127.0.0.1",
    ) as made:  # fmt: skip
        yield made.scheduler_address


def world(seed=5, origins=300, providers=40):
    random = np.random.default_rng(seed)
    at, where = (random.uniform(0, 90_000, (n, 2)) for n in (origins, providers))
    need, places = random.uniform(1, 900, origins), random.uniform(0, 200, providers)
    return need, places, near(at, where, STEPS.ends[-1]), random.integers(0, 7, origins)


def same(one, other, exactly):
    close = np.array_equal if exactly else np.allclose
    return (
        close(one.access, other.access)
        and close(one.ratio, other.ratio)
        and close(one.flow.toarray(), other.flow.toarray())
    )


def test_reach_by_region_is_that_of_the_whole():
    need, places, pairs, regions = world()
    whole = e2sfca(need, places, pairs, STEPS)
    assert same(by_region(need, places, pairs, STEPS, regions), whole, exactly=False)


@needs_dask
@pytest.mark.filterwarnings("default")
def test_reach_and_plans_are_the_same_on_a_cluster(cluster, dataset, tmp_path):
    run = spread.runner(Settings(home=tmp_path, scheduler=cluster))
    need, places, pairs, regions = world()
    mine, theirs = (by_region(need, places, pairs, STEPS, regions, r) for r in (here, run))
    assert same(mine, theirs, exactly=True)
    table = dataset.gap(Selection())
    assert reach(dataset, table, run=run).areas == reach(dataset, table, run=here).areas
    wish = Wish(Aim.WORST, 3e6, step=20)
    one, other = propose(table, wish), propose(table, wish, run)
    assert (one.sure, one.scenarios, one.asking) == (other.sure, other.scenarios, other.asking)


@needs_dask
@pytest.mark.filterwarnings("default")
def test_a_scheduler_that_is_not_there_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(spread, "SECONDS", 0.2)
    run = spread.runner(Settings(home=tmp_path, scheduler="tcp://127.0.0.1:9"))
    with pytest.raises(ServiceError, match="GAPMAP_SCHEDULER"):
        run(abs, [-1])


def test_without_its_packages_a_cluster_is_refused_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(BadSettingError, match=r"requirements-cluster\.txt"):
        spread.runner(Settings(home=tmp_path, scheduler="tcp://127.0.0.1:9"))


def test_without_a_scheduler_work_is_done_here(tmp_path):
    assert spread.runner(Settings(home=tmp_path)) is here
    assert here(abs, [-1, 2]) == [1, 2]
    assert replace(Settings(home=tmp_path)).scheduler == ""
