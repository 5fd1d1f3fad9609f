"""``python -m benchmarks.reach``: reach at the scale of small areas, beside PySAL's ``access``.

35,000 origins and 2,000 providers, drawn from a seed over 400 by 600 km, three zones to 30 km on
the ground. Each way of counting has a process of its own, so that its memory is its own; both are
given the same pairs of points, and ours is also timed with finding them, from coordinates on.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from typing import Any, Final

import numpy as np

from gapmap.core.plan.reach.floating import Numbers, Pairs, Steps, e2sfca, near

ORIGINS, PROVIDERS, SEED = 35_000, 2_000, 17
WIDE, HIGH = 400_000.0, 600_000.0  # metres
TOWNS: Final = 300  # people live in clusters, as they do
OURS, THEIRS = "gapmap", "access"
MOST_SECONDS, MOST_MEGABYTES = 2.0, 1000.0
AGREED: Final = 1e-9


def world() -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Where people and providers are (metres), people's need, providers' places."""
    random = np.random.default_rng(SEED)
    towns = random.uniform((0, 0), (WIDE, HIGH), (TOWNS, 2))
    at = towns[random.integers(0, TOWNS, ORIGINS)] + random.normal(0, 9_000, (ORIGINS, 2))
    where = towns[random.integers(0, TOWNS, PROVIDERS)] + random.normal(0, 6_000, (PROVIDERS, 2))
    return at, random.uniform(5, 40, ORIGINS), where, random.uniform(10, 150, PROVIDERS)


def main() -> int:
    """Measure both ways and print them side by side; 1 where they do not agree."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reach", description=__doc__)
    parser.add_argument("--one", choices=(OURS, THEIRS), help="measure one, as JSON")
    asked = parser.parse_args()
    if asked.one:
        sys.stdout.write(json.dumps(_one(asked.one)))
        return 0
    ours, theirs = (_in_its_own_process(name) for name in (OURS, THEIRS))
    apart = float(np.abs(np.array(ours["access"]) - np.array(theirs["access"])).max())
    seconds, megabytes = (float(ours[key]) for key in ("seconds", "megabytes"))
    sys.stdout.write(
        f"{ORIGINS:,} origins, {PROVIDERS:,} providers, {ours['pairs']:,} pairs within reach\n"
        f"gapmap, from coordinates: {float(ours['whole']):.2f} s, most memory {megabytes:,.0f} MB "
        f"(goals: {MOST_SECONDS:g} s, {MOST_MEGABYTES:,.0f} MB)\n"
        f"gapmap, pairs given:      {seconds:.3f} s\n"
        f"access, pairs given:      {float(theirs['seconds']):.3f} s, most memory "
        f"{float(theirs['megabytes']):,.0f} MB\n"
        f"access ÷ gapmap: {float(theirs['seconds']) / seconds:.1f} in time, "
        f"{float(theirs['megabytes']) / megabytes:.1f} in memory\n"
        f"largest difference of any origin: {apart:.1e}\n"
    )
    return 0 if apart <= AGREED else 1


def _in_its_own_process(name: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.reach", "--one", name]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _one(name: str) -> dict[str, Any]:
    at, need, where, places = world()
    steps, begun = Steps(), time.perf_counter()
    pairs = near(at, where, steps.ends[-1])
    paired = time.perf_counter()
    access = _ours(need, places, pairs, steps) if name == OURS else None
    if access is None:
        counted, access = _theirs(need, places, pairs, steps)
    else:
        counted = time.perf_counter() - paired
    return {
        "seconds": counted,
        "whole": paired - begun + counted,
        "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "pairs": len(pairs.distances),
        "access": access.tolist(),
    }


def _ours(need: Numbers, places: Numbers, pairs: Pairs, steps: Steps) -> Numbers:
    return e2sfca(need, places, pairs, steps).access


def _theirs(need: Numbers, places: Numbers, pairs: Pairs, steps: Steps) -> tuple[float, Numbers]:
    """Seconds and result of ``access``; its table of costs is made before the clock starts."""
    import pandas as pd
    from access import fca, weights

    cost = pd.DataFrame({"origin": pairs.origins, "dest": pairs.providers, "cost": pairs.distances})
    people = pd.DataFrame({"geoid": range(len(need)), "need": need})
    supply = pd.DataFrame({"geoid": range(len(places)), "places": places})
    weigh = weights.step_fn(dict(zip(steps.ends, steps.weights, strict=True)))
    begun = time.perf_counter()
    found = fca.two_stage_fca(
        people, supply, cost, max_cost=steps.ends[-1], demand_name="need", supply_name="places",
        weight_fn=weigh,
    )  # fmt: skip
    counted = time.perf_counter() - begun
    return counted, found.reindex(range(len(need))).fillna(0.0).to_numpy(float)


if __name__ == "__main__":
    sys.exit(main())
