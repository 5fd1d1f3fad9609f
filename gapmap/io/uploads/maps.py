"""GeoJSON, GeoPackage and zipped shapefiles as rows of texts with shapes in EPSG:27700 (metres).

No file but the one that was sent is ever opened. GeoJSON and GeoPackage are read without GDAL; a
shapefile's parts are laid under names of our own in a private folder, so that the only driver that
can take them is the one for shapefiles.
"""

import json
import math
import re
import struct
import warnings
from codecs import BOM_UTF8
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

import msgspec
import numpy as np
import pyogrio
import pyproj
import shapely
from shapely.geometry import shape as as_shape
from shapely.geometry.base import BaseGeometry

from gapmap.errors import FileTooLargeError, UnreadableFileError
from gapmap.io.files import archives, budget
from gapmap.io.uploads import geopackage, hsds
from gapmap.io.uploads.table import Asked, Limits, Raw, number_text, too_many_rows
from gapmap.settings import scratch

METRES: Final = 27700
PARTS: Final = (".shp", ".shx", ".dbf", ".prj", ".cpg")
HARMLESS: Final = re.compile("winding order|organizePolygons")  # only the order of corners
SHAPEFILE: Final = b"\x00\x00\x27\x0a"
RECORD: Final = b"\x1e"  # before each feature of a text sequence
GEOMETRIES: Final = frozenset(
    ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
     "GeometryCollection")
)  # fmt: skip
NEAR: Final = (-500_000.0, -500_000.0, 1_500_000.0, 2_000_000.0)  # EPSG:27700, around the UK
OUTSIDE: Final = "save it in EPSG:4326 (longitude, latitude) or EPSG:27700 (British National Grid)"


def read_geojson(data: bytes, name: str, asked: Asked) -> Raw:
    """Return features of a GeoJSON file as rows; a single feature is a file of one.

    Raises UserInputError when it is not GeoJSON, naming what else it is where that is known.
    """
    budget.spend(len(data), 2 * sum(data.count(sign) for sign in (b",", b"[", b"{")))
    limits = asked.limits
    found = _decoded(data.removeprefix(BOM_UTF8), name)
    if hsds.is_one(found):
        return hsds.read(found, name, asked)
    features = _features(found, name)
    if len(features) > limits.rows:
        raise too_many_rows(name, limits)
    records = [f.get("properties") or {} for f in features]
    if not all(isinstance(r, dict) for r in records):
        raise UnreadableFileError(f"{name} has features without properties; save it again.")
    shapes = [_shape(f.get("geometry"), name, at) for at, f in enumerate(features, 1)]
    header = list(dict.fromkeys(key for record in records for key in record))
    rows = [[_text(record.get(key)) for key in header] for record in records]
    return _raw(header, rows, shapes, _stated_crs(found, name), name, limits)


def _decoded(data: bytes, name: str) -> Any:
    """What a JSON file holds; features on a line each are a collection."""
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass
    try:
        lines = (
            msgspec.json.Decoder().decode_lines(data.replace(RECORD, b"")) if b"\n" in data else []
        )
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        lines = []
    if lines and all(isinstance(f, dict) and f.get("type") == "Feature" for f in lines):
        return {"type": "FeatureCollection", "features": lines}
    if lines and all(isinstance(f, dict) for f in lines):
        raise UnreadableFileError(
            f"{name} has a record of JSON on each line; save them as CSV with one line a programme."
        )
    if not data.lstrip().startswith((b"{", b"[", RECORD)):
        raise UnreadableFileError(
            f"{name} is not valid GeoJSON, whatever its ending says; if it is a table of text, "
            "give it the ending .csv."
        )
    raise UnreadableFileError(
        f"{name} is not valid GeoJSON, as its text breaks off or is damaged; export it again, or "
        "save the table as CSV."
    )


def _features(found: Any, name: str) -> list[dict[str, Any]]:
    """The features of any kind of GeoJSON. Raises UserInputError for other JSON."""
    kind = str(found.get("type", ""))[:40] if isinstance(found, dict) else ""
    if kind == "Feature":
        return [found]
    if kind in GEOMETRIES:
        raise UnreadableFileError(
            f"{name} is a shape alone, with no programme; give it as a Feature with properties."
        )
    if isinstance(found, dict) and str(found.get("geometryType", "")).startswith("esri"):
        raise UnreadableFileError(f"{name} is Esri JSON; export it as GeoJSON.")
    features: Any = found.get("features") if isinstance(found, dict) else found
    is_list = isinstance(features, list) and all(isinstance(f, dict) for f in features)
    if is_list and isinstance(found, dict) and not features:
        raise UnreadableFileError(f"{name} has no features; export the layer again.")
    if is_list and (features is not found or _are_features(features)):
        return list(features)
    raise UnreadableFileError(
        f"{name} is not a GeoJSON FeatureCollection; {_instead(found, kind)}."
    )


def _are_features(found: list[dict[str, Any]]) -> bool:
    """Whether a bare list is one of features, as some systems write them."""
    return bool(found) and all(f.get("type") == "Feature" for f in found)


def _instead(found: Any, kind: str) -> str:
    """What a JSON file is instead of GeoJSON, and what would help."""
    if kind == "Topology":
        return "it is TopoJSON; convert it to GeoJSON (mapshaper or QGIS do) and send that"
    if isinstance(found, dict) and "rings" in found:
        return "it is Esri JSON; export it as GeoJSON"
    if isinstance(found, list) and found and all(isinstance(r, dict) for r in found):
        return "it is a list of records; save them as CSV with one line a programme"
    if isinstance(found, dict) and found.get("@context"):
        return "it is JSON-LD; save its programmes as CSV"
    return "export the layer as GeoJSON, or the table as CSV"


def _shape(geometry: Any, name: str, at: int) -> BaseGeometry | None:
    if geometry is None:
        return None
    try:
        return shapely.force_2d(as_shape(geometry))
    except Exception:  # shapely passes on whatever a wrong nesting of lists leads to
        raise UnreadableFileError(
            f"{name}: feature {at} has a shape that is not GeoJSON."
        ) from None


def _stated_crs(found: Mapping[str, Any], name: str) -> pyproj.CRS:
    """Longitude and latitude, unless an older kind of GeoJSON names another system."""
    stated = found.get("crs") if isinstance(found, dict) else None
    if stated is None:
        return pyproj.CRS.from_epsg(4326)
    properties = stated.get("properties") if isinstance(stated, dict) else None
    text = str(properties.get("name", "")) if isinstance(properties, dict) else ""
    if text.upper().endswith("CRS84"):
        return pyproj.CRS.from_epsg(4326)
    parts = text.upper().split("EPSG:")
    digits = parts[-1].strip(":") if len(parts) == 2 else ""
    return _crs_of(digits, name)


def _crs_of(digits: str, name: str) -> pyproj.CRS:
    try:
        return pyproj.CRS.from_epsg(int(digits[:9]))
    except (ValueError, pyproj.exceptions.CRSError):
        raise UnreadableFileError(
            f"{name} names no coordinate system that is known; {OUTSIDE}."
        ) from None


def crs_from_wkt(text: str, name: str) -> pyproj.CRS:
    """The coordinate system that a file describes; grids of its own are not followed."""
    try:
        found = pyproj.CRS.from_wkt(text)
        epsg = found.to_epsg(min_confidence=25)
        if epsg:
            return pyproj.CRS.from_epsg(epsg)
    except (ValueError, pyproj.exceptions.CRSError):
        found = None
    if found is None or found.is_bound or "GRID" in text.upper().replace("NATIONAL_GRID", ""):
        raise UnreadableFileError(f"{name} names no coordinate system that is known; {OUTSIDE}.")
    return found


def read_geopackage(data: bytes, name: str, asked: Asked) -> Raw:
    """Return the rows of a GeoPackage's layer. Raises UserInputError when it cannot be read."""
    layer = geopackage.read(data, name, asked)
    crs = (
        _crs_of(str(layer.epsg), name)
        if layer.epsg
        else crs_from_wkt(layer.definition, name)
        if layer.definition
        else None
    )
    rows = [[_text(value) for value in row] for row in layer.rows]
    raw = _raw(layer.header, rows, layer.shapes, crs, name, asked.limits, layer.notes)
    return replace(raw, sheets=layer.layers, sheet=layer.title)


def read_shapefile(data: bytes, name: str, asked: Asked) -> Raw:
    """Return the rows of a zipped shapefile. Raises UserInputError when it cannot be read."""
    limits = asked.limits
    parts = _parts(data, name)
    count = struct.unpack("<I", parts[".dbf"][4:8])[0] if len(parts[".dbf"]) > 32 else 0
    if count > limits.rows:
        raise too_many_rows(name, limits)
    crs = crs_from_wkt(parts[".prj"].decode("utf-8", "replace"), name)
    with scratch("gapmap-upload-") as folder:
        for ending, content in parts.items():
            (folder / f"layer{ending}").write_bytes(content)
        about, shapes, columns = _layer(folder / "layer.shp", name, limits)
    rows = [[_text(column[i]) for column in columns] for i in range(len(shapes))]
    return _raw(about, rows, shapes, crs, name, limits)


def _layer(
    path: Path, name: str, limits: Limits
) -> tuple[list[str], list[BaseGeometry | None], list[Any]]:
    """Headings, shapes and columns of a shapefile. What GDAL had to guess is refused."""
    try:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            about, _, shapes, columns = pyogrio.raw.read(
                path, force_2d=True, max_features=limits.rows + 1
            )
        found = shapely.from_wkb(shapes, on_invalid="raise")
    except Exception:  # GDAL's reader raises a dozen kinds for a damaged file
        raise UnreadableFileError(f"{name} is damaged: its shapefile cannot be read.") from None
    if any(not HARMLESS.search(str(warning.message)) for warning in said):
        raise UnreadableFileError(
            f"{name} is damaged: its shapefile cannot be read as it is written."
        )
    return [str(field) for field in about["fields"]], list(found), list(columns)


def _parts(data: bytes, name: str) -> dict[str, bytes]:
    """The parts of the one shapefile in an archive, by ending."""
    archive = archives.opened(data, name)
    paths = [PurePosixPath(m) for m in archive.namelist() if not m.endswith("/")]
    paths = [p for p in paths if "__MACOSX" not in p.parts and p.name and p.name[0] != "."]
    stems = {p.with_suffix("") for p in paths if p.suffix.lower() == ".shp"}
    if len(stems) != 1:
        raise UnreadableFileError(
            f"{name} holds {len(stems) or 'no'} shapefile{'s' if len(stems) > 1 else ''}; "
            "send a zip with the parts of one (.shp, .shx, .dbf, .prj)."
        )
    mine = {p.suffix.lower(): p for p in paths if p.with_suffix("") in stems}
    missing = [ending for ending in PARTS[:4] if ending not in mine]
    if missing:
        raise UnreadableFileError(f"{name} lacks the part {', '.join(missing)} of its shapefile.")
    found: dict[str, bytes] = {
        ending: archives.member(archive, str(mine[ending]), name)
        for ending in PARTS
        if ending in mine
    }
    if not found[".shp"].startswith(SHAPEFILE):
        raise UnreadableFileError(f"{name} is not what its ending says: it holds no shapefile.")
    return found


def _raw(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    shapes: Sequence[BaseGeometry | None],
    crs: pyproj.CRS | None,
    name: str,
    limits: Limits,
    notes: tuple[str, ...] = (),
) -> Raw:
    placed = _in_metres(shapes, crs, name, limits)
    table = [(1, [str(h) for h in header]), *((n, row) for n, row in enumerate(rows, 2))]
    return Raw(table, (None, *placed), notes, first=True)


def _in_metres(
    shapes: Sequence[BaseGeometry | None], crs: pyproj.CRS | None, name: str, limits: Limits
) -> list[BaseGeometry | None]:
    array = np.array(list(shapes), dtype=object)
    if not len(array) or all(s is None for s in array):
        return list(shapes)
    if crs is None:
        raise UnreadableFileError(f"{name} does not say in what coordinates it is; {OUTSIDE}.")
    if int(shapely.get_num_coordinates(array).sum()) > limits.points:
        raise FileTooLargeError(
            f"{name} has shapes of more than {limits.points:,} points; simplify them."
        )
    move: Any = pyproj.Transformer.from_crs(crs, METRES, always_xy=True)
    try:
        moved = shapely.transform(array, move.transform, interleaved=False)
    except (pyproj.exceptions.ProjError, ValueError, shapely.errors.GEOSException):
        raise UnreadableFileError(f"{name} has coordinates that no map has; {OUTSIDE}.") from None
    bounds = shapely.bounds(moved)
    west, south, east, north = NEAR
    for at, (x0, y0, x1, y1) in enumerate(bounds, 1):
        if math.isnan(x0) and (moved[at - 1] is None or shapely.is_empty(moved[at - 1])):
            continue
        if not (west <= x0 <= x1 <= east and south <= y0 <= y1 <= north):
            raise UnreadableFileError(
                f"{name}: the shape of line {at + 1} is not in or near the United Kingdom; "
                f"{OUTSIDE}, or check that longitude comes first."
            )
    return [None if s is None or shapely.is_empty(s) else s for s in moved]


def _text(value: Any) -> str:
    """A property as text; lists are joined by a semicolon."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, float | np.floating):
        return number_text(float(value))
    if isinstance(value, np.datetime64):
        return "" if np.isnat(value) else str(value).removesuffix("T00:00:00.000")
    if isinstance(value, list):
        return ";".join(_text(v) for v in value[:1000])
    if isinstance(value, dict):
        return json.dumps(value)
    return str(value)
