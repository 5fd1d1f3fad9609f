"""Rebuild the boundary files: `python boundaries/build.py`.

Fetches the two packages with the npm client (or reads their tarballs from `--packages`), makes
one clean set of pieces, and writes one GeoJSON file a level and `sources.json`. Two runs give
the same bytes. README.md says what the lines are worth.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import shapely

if __package__ in (None, ""):  # run as a script: let `boundaries` be found as a package
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from boundaries.pieces import GAP_WIDTH, NARROW, SIMPLIFY, Piece, clean, raw_pieces
from boundaries.sources import (
    GBR,
    HERE,
    LONDON,
    TABLES,
    GbrArea,
    Geometry,
    Source,
    fetch,
    gbr_areas,
    london_boroughs,
    rows,
    to_lonlat,
    to_metres,
)

DECIMALS = 5
MAX_BYTES = 200_000
ACCURACY = "Generalised, for display; areas are matched by code, not by these lines."
ATTRIBUTION = f"{GBR.attribution} {LONDON.attribution}"
LICENCE = (
    "Greater London and its outer edge: UK Open Government Licence v3.0. "
    "All other lines: public domain (Natural Earth), in a package under the MIT licence."
)


@dataclass(frozen=True)
class Layer:
    """One file, and the level its areas have in areas.csv."""

    file: str
    level: str
    sources: tuple[Source, ...]
    done: str


LAYERS = (
    Layer(
        "pfa.geojson",
        "pfa",
        (GBR, LONDON),
        "Pieces put together by police force area; Scotland and Northern Ireland are one each. "
        "The Thames in London is filled up to its middle from both sides.",
    ),
    Layer(
        "county.geojson",
        "county",
        (GBR, LONDON),
        "Pieces put together by ceremonial or preserved county. "
        "The Thames in London is filled up to its middle from both sides.",
    ),
    Layer(
        "borough.geojson",
        "borough",
        (LONDON,),
        "The pieces of London one by one; the Thames is left open, narrow creeks are closed.",
    ),
    Layer(
        "uk_outline.geojson",
        "country",
        (GBR, LONDON),
        "All pieces put together by country: a backdrop.",
    ),
)


def build_pieces(areas: list[GbrArea], boroughs: Mapping[str, Geometry]) -> list[Piece]:
    """The clean pieces in longitude and latitude, rounded so that they still fit."""
    pieces = clean(raw_pieces(areas, boroughs))
    return [replace(piece, shape=to_lonlat(piece.shape, DECIMALS)) for piece in pieces]


def dissolve(pieces: Iterable[Piece], level: str) -> dict[str, Geometry]:
    """Code → shape, with the starting point and the direction of every ring fixed."""
    groups: dict[str, list[Geometry]] = {}
    for piece in pieces:
        if level in piece.codes:
            groups.setdefault(piece.codes[level], []).append(piece.shape)
    shapes = {code: shapely.coverage_union_all(groups[code]) for code in sorted(groups)}
    return {
        code: shapely.orient_polygons(shapely.normalize(shape), exterior_cw=False)
        for code, shape in shapes.items()
    }


def check(shapes: Iterable[Geometry]) -> None:
    """Refuse a level that is no valid coverage, in degrees or in metres."""
    degrees = np.array(list(shapes))
    for coverage in (degrees, to_metres(degrees)):
        if not shapely.is_valid(coverage).all() or not shapely.coverage_is_valid(coverage):
            raise ValueError("the rounded shapes are no valid coverage")


def feature(row: Mapping[str, str], shape: Geometry) -> dict[str, Any]:
    """One GeoJSON feature; `row` is the area's row of areas.csv."""
    geometry: Any = shapely.to_geojson(shape)
    names = ("code", "name", "name_cy", "level", "vintage")
    return {
        "type": "Feature",
        "id": row["code"],
        "properties": {name: row[name] for name in names},
        "geometry": json.loads(geometry),
    }


def layer_text(layer: Layer, shapes: Mapping[str, Geometry]) -> str:
    """The text of a layer's file: one line a feature, in the order of the codes."""
    areas = {row["code"]: row for row in rows(TABLES / "areas.csv") if row["level"] == layer.level}
    if set(areas) != set(shapes):
        raise ValueError(f"{layer.file}: codes differ: {sorted(set(areas) ^ set(shapes))}")
    metadata = {
        "source": "; ".join(
            f"{s.data_origin}, from {s.package} {s.version}" for s in layer.sources
        ),
        "licence": LICENCE if GBR in layer.sources else f"{LONDON.data_licence}.",
        "attribution": ATTRIBUTION if GBR in layer.sources else LONDON.attribution,
        "accuracy": ACCURACY,
    }
    lines = ",\n".join(compact(feature(areas[code], shapes[code])) for code in sorted(shapes))
    head = f'{{"type":"FeatureCollection",\n"metadata":{compact(metadata)},\n"features":[\n'
    return f"{head}{lines}\n]}}\n"


def compact(value: object) -> str:
    """JSON on one line, without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    temporary = path.with_name(f".{path.name}.part")
    temporary.write_bytes(text.encode("utf-8"))
    temporary.replace(path)


def measure(areas: list[GbrArea], boroughs: Mapping[str, Geometry]) -> dict[str, float]:
    """How far GBR.json lies from the finer file where both show the same thing: London."""
    coarse = {area.utla_codes[0]: area.shape for area in areas if area.use == "seam"}
    outlines = [
        shapely.union_all(list(shapes.values())).buffer(500).buffer(-500).exterior
        for shapes in (coarse, boroughs)
    ]
    points = shapely.points(shapely.get_coordinates(shapely.segmentize(outlines[0], 100.0)))
    metres = shapely.distance(points, outlines[1])
    percent = [abs(coarse[c].area / boroughs[c].area - 1) * 100 for c in sorted(boroughs)]
    return {
        "outline_distance_median_m": float(round(np.median(metres), -1)),
        "outline_distance_95_percent_m": float(round(np.percentile(metres, 95), -1)),
        "outline_distance_max_m": float(round(metres.max(), -1)),
        "borough_area_difference_median_percent": float(round(np.median(percent), 1)),
        "borough_area_difference_max_percent": float(round(max(percent), 1)),
    }


def source_entry(source: Source) -> dict[str, str]:
    """What sources.json says about a source."""
    return {
        "package": f"npm {source.package} {source.version}",
        "file": source.path,
        "sha256": source.sha256,
        "package_licence": source.package_licence,
        "data_origin": source.data_origin,
        "data_licence": source.data_licence,
        "attribution": source.attribution,
    }


def other_entries() -> dict[str, Any]:
    """What the committed sources.json says about files that are made elsewhere: the tiles."""
    files: dict[str, Any] = json.loads((HERE / "sources.json").read_text("utf-8"))["files"]
    own = {layer.file for layer in LAYERS}
    return {name: entry for name, entry in files.items() if name not in own}


def sources_text(
    texts: Mapping[str, str], accuracy: Mapping[str, float], others: Mapping[str, Any]
) -> str:
    """The text of sources.json."""
    files = {
        layer.file: {
            "sha256": hashlib.sha256(texts[layer.file].encode("utf-8")).hexdigest(),
            "sources": [source_entry(source) for source in layer.sources],
            "done": layer.done,
        }
        for layer in LAYERS
    }
    content = {
        "files": {**files, **others},
        "accuracy": ACCURACY,
        "parameters": {
            "decimals": DECIMALS,
            "gap_width_m": GAP_WIDTH,
            "narrow_creek_m": NARROW,
            "simplify_m": SIMPLIFY,
        },
        "measured_in_london_gbr_against_london_boroughs": accuracy,
    }
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def build(packages: Path | None, out: Path) -> None:
    """Make every file; nothing is written before everything has been checked."""
    areas = gbr_areas(fetch(GBR, packages))
    boroughs = london_boroughs(fetch(LONDON, packages))
    pieces = build_pieces(areas, boroughs)
    texts = {}
    for layer in LAYERS:
        shapes = dissolve(pieces, layer.level)
        check(shapes.values())
        texts[layer.file] = layer_text(layer, shapes)
        if len(texts[layer.file].encode("utf-8")) > MAX_BYTES:
            raise ValueError(f"{layer.file} is larger than {MAX_BYTES} bytes")
    texts["sources.json"] = sources_text(texts, measure(areas, boroughs), other_entries())
    for name, text in texts.items():
        write(out / name, text)
        sys.stdout.write(f"{name}: {len(text.encode('utf-8'))} bytes\n")


def main() -> None:
    """Read the command line and build."""
    parser = argparse.ArgumentParser(description="Rebuild the boundary files.")
    parser.add_argument("--packages", type=Path, help="folder with the two npm tarballs")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    arguments = parser.parse_args()
    build(arguments.packages, arguments.out)


if __name__ == "__main__":
    main()
