"""What the one-file map must show under other filters, from Python, and how to compare the two."""

import json
import math
import random
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pandas as pd

from gapmap.core.evidence.capacity import Observation
from gapmap.present import view as standalone_view
from gapmap.present.area.profile import profile
from gapmap.present.standalone.onefile import page as standalone
from gapmap.tasks.files.map import as_tiles
from gapmap.vocabulary import GROUPS, ROUTES, TYPES
from tests.core.world import AREAS, LOOKUP

ASSETS = Path(standalone.__file__).parent / "assets"
RULES = [ASSETS / f"{n}.js" for n in standalone.SCRIPTS if n not in ("parts", "page")]
VIEW_JS = """async ([choices, codes]) => {
  const { figures: packed, records } = JSON.parse(
    document.getElementById("gapmap-data").textContent);
  const figures = window.gapmapRead.figures(packed);
  if (records) {
    await window.gapmapRead.load(records);
    window.gapmapRead.addRecords(figures, window.gapmapRecords);
  }
  return choices.map((choice) => {
    const { profile, ...seen } = window.gapmapView.view(figures, choice);
    const profiles = Object.fromEntries(codes.map((code) => [code, profile(code)]));
    return { seen, profiles };
  });
}"""


def choices(rng: random.Random, number: int) -> list[dict[str, Any]]:
    """That many choices of filters, few terms more often than many, and that of no filter."""
    found = [
        {
            "types": _some(rng, TYPES),
            "routes": _some(rng, ROUTES),
            "accepts": _some(rng, GROUPS, (0, 0, 1, 1, 2)),
            "unstated": rng.random() < 0.4,
        }
        for _ in range(number - 1)
    ]
    return [*found, {"types": [], "routes": [], "accepts": [], "unstated": False}]


def single(unstated: bool) -> list[dict[str, Any]]:
    """Every choice of one type, one route or one group."""
    none: dict[str, Any] = {"types": [], "routes": [], "accepts": [], "unstated": unstated}
    terms = {"types": TYPES, "routes": ROUTES, "accepts": GROUPS}
    return [none | {field: [term]} for field, all_of in terms.items() for term in all_of]


def _some(
    rng: random.Random, terms: dict[str, str], numbers: tuple[int, ...] = (0, 0, 1, 1, 2, 5, 99)
) -> list[str]:
    chosen = set(rng.sample(list(terms), min(rng.choice(numbers), len(terms))))
    return [term for term in terms if term in chosen]


def filtered(selection, choice):
    """The Selection with a file's filters."""
    return selection.with_(
        types=tuple(choice["types"]),
        routes=tuple(choice["routes"]),
        accepts=tuple(choice["accepts"]),
        include_unstated=choice["unstated"],
    )


def expected(table, codes, **tables):
    """What the file's scripts should return for a table, with the profiles of some areas."""
    profiles = {code: asdict(profile(table, code, **tables)) for code in codes}
    tiles = as_tiles(table.selection.level, table.selection.layout)
    return json.loads(
        json.dumps({"seen": standalone_view.view(table, tiles=tiles), "profiles": profiles})
    )


def differences(one: Any, other: Any, path: str = "") -> list[str]:
    """Where two JSON values differ; numbers must agree to twelve digits."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return [d for key in one for d in differences(one[key], other[key], f"{path}/{key}")]
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return [d for i, (a, b) in pairs for d in differences(a, b, f"{path}/{i}")]
    numbers = all(isinstance(n, int | float) and not isinstance(n, bool) for n in (one, other))
    if numbers and math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12):
        return []
    return [] if one == other else [f"{path}: {one!r} is not {other!r}"]


def world_areas() -> pd.DataFrame:
    """Areas of the small country as areas.csv has them."""
    return AREAS.assign(name_cy="")


def random_world(rng: random.Random) -> list[Observation]:
    """Observations of a few services in the small country: periods, parts, gaps in what is said."""
    from tests.core.world import BLOCKS, obs

    found: list[Observation] = []
    names = "pqrstuvw"
    for name in names[: rng.randint(3, 8)]:
        wider = rng.choice(names[:2]) if name not in names[:2] and rng.random() < 0.5 else ""
        for year in rng.sample(range(2019, 2025), rng.randint(1, 3)):
            stated: dict[str, Any] = {
                "observation_id": f"{name}@{year}",
                "year": year,
                "part_of": wider,
                "programme_type": rng.choice(list(TYPES)[:3]),
                "routes": tuple(sorted(rng.sample(list(ROUTES)[:3], rng.choice([0, 1, 2])))),
                **_accepted(rng),
                "row_kind": rng.choice(["programme"] * 9 + ["portfolio_award"]),
                "count_months": rng.choice([None, 3.0, 12.0, 18.0]),
                "blocks": tuple(rng.sample([*BLOCKS, "S"], rng.randint(1, 4))),
            }
            around = [o.blocks for o in found if o.service_id == wider]
            if around and rng.random() < 0.6:  # a part that lies inside the wider programme
                inside = rng.choice(around)
                stated["blocks"] = tuple(rng.sample(inside, rng.randint(1, len(inside))))
            if rng.random() < (0.3 if wider or name in names[:2] else 0.6):
                stated["places"] = rng.choice([0.0, 1.0, 10.0, 33.0])
            if rng.random() < 0.4:
                stated |= {"starts": rng.choice([5.0, 20.0]), "starts_kind": "flow"}
            if rng.random() < 0.6:
                stated |= {"annual_funding": 30_000.0, "funding_usable": rng.random() < 0.7}
            if stated["row_kind"] != "programme":
                stated["part_of"] = ""
            found.append(obs(name, **stated))
    return found


def _accepted(rng: random.Random) -> dict[str, Any]:
    """Who is accepted and who is not, of a wide group, one that it contains, and another."""
    said = {group: rng.choice(["yes", "no", "", ""]) for group in ("men", "fathers", "women")}
    return {
        "accepts": tuple(g for g in GROUPS if said.get(g) == "yes"),
        "does_not_accept": tuple(g for g in GROUPS if said.get(g) == "no"),
    }


def world_records(observations) -> dict[str, dict[str, Any]]:
    """Rows of programmes.csv that say as little as they may about these observations."""
    counts = ("referrals", "starts", "completions")
    return {
        o.observation_id: {
            **dict.fromkeys(
                ("provider", "count_basis", "accepts_as_stated", "award_gbp", "award_period",
                 "waiting_time", "derived", "notes", "more_source_ids", "respect_year", "not_used",
                 "funded_until"), "",
            ),
            **dict.fromkeys(counts),
            **{f"{name}_status": "not_stated" for name in counts},
            **{f"{name}_kind": "" for name in ("capacity", *counts)},
            "programme": o.programme, "service_id": o.service_id, "period": str(o.start_year),
            "areas_as_stated": ";".join(o.blocks), "referral_routes": ";".join(o.routes),
            "annual_funding_gbp": o.annual_funding, "award_gbp": None, "checked": "corrected",
            "capacity_places": o.capacity_places, "count_months": o.count_months,
            "dating": "stated", "source_id": "T1",
        }
        for o in observations
    }  # fmt: skip


WORLD_SOURCES = {
    "T1": {
        "source_id": "T1",
        "title": "T",
        "title_basis": "page",
        "publisher": "P",
        "date": "",
        "location": "a letter",
    }
}
WORLD_TABLES = {"areas": world_areas(), "lookup": LOOKUP, "sources": WORLD_SOURCES}
