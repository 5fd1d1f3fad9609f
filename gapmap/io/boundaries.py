"""Read the project's boundary files: one a level, generalised, for display only.

Areas are matched by code, so a line that is a few hundred metres off moves no figure.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import geopandas as gpd

from gapmap.errors import DataError
from gapmap.vocabulary import MAP_LEVELS

OUTLINE: Final = "uk_outline"
METRES: Final = 27700
LONGITUDE_LATITUDE: Final = 4326
REMEDY: Final = "restore it from the project or make it again with boundaries/build.py"


@dataclass(frozen=True)
class BoundaryFile:
    """Areas of one level in EPSG:27700 (metres), indexed by code, and where they come from.

    ``sha256`` (hex) is over the file's bytes.
    """

    level: str
    areas: gpd.GeoDataFrame
    attribution: str
    licence: str
    accuracy: str
    sha256: str


def read(level: str, folder: Path) -> BoundaryFile:
    """Read the boundaries of a map level.

    Raises DataError, in one sentence with the remedy, when there is no such level or the file is
    missing, cannot be read or breaks its description.
    """
    if level not in MAP_LEVELS:
        raise DataError(
            f"There are no boundaries for “{level}”; maps are drawn for {', '.join(MAP_LEVELS)}."
        )
    return _read(level, folder)


def outline(folder: Path) -> gpd.GeoDataFrame:
    """Read the outline of the United Kingdom's countries. Raises DataError as ``read`` does."""
    return _read(OUTLINE, folder).areas


def _read(level: str, folder: Path) -> BoundaryFile:
    path = folder / f"{level}.geojson"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"The boundary file {path.name} cannot be read ({error.strerror}); {REMEDY}."
        ) from None
    source = _sources(folder)
    made_from = source.get("files", {}).get(path.name, {}).get("sources", [])
    return BoundaryFile(
        level,
        _areas(path.name, content),
        " ".join(_each_once(made_from, "attribution")),
        "; ".join(_each_once(made_from, "data_licence")),
        str(source.get("accuracy", "")),
        hashlib.sha256(content).hexdigest(),
    )


def _areas(name: str, content: bytes) -> gpd.GeoDataFrame:
    try:
        frame = gpd.read_file(BytesIO(content), engine="pyogrio")
    except Exception as error:  # GDAL's reader raises a dozen kinds for what is not a map file
        reason = str(error).strip().splitlines()[0][:120] if str(error).strip() else "no reason"
        raise DataError(f"The boundary file {name} is damaged ({reason}); {REMEDY}.") from None
    problem = _problem(frame)
    if problem:
        raise DataError(f"The boundary file {name} {problem}; {REMEDY}.")
    return frame.set_index(frame["code"].astype(str)).rename_axis("code").to_crs(METRES)


def _problem(frame: Any) -> str:
    """Say what breaks the description of a boundary file, or nothing."""
    if not isinstance(frame, gpd.GeoDataFrame) or frame.empty:
        return "holds no areas"
    if frame.crs is None or frame.crs.to_epsg() not in (LONGITUDE_LATITUDE, METRES):
        return f"is in {frame.crs or 'an unknown system'}, not in longitude and latitude"
    if "code" not in frame or frame["code"].isna().any() or (frame["code"] == "").any():
        return "has areas without a code"
    twice = frame["code"][frame["code"].duplicated()]
    if len(twice):
        return f"has the code {twice.iloc[0]} twice"
    shapes = frame.geometry
    if (shapes.isna() | shapes.is_empty).any():
        return f"has no shape for {frame['code'][shapes.isna() | shapes.is_empty].iloc[0]}"
    if not shapes.geom_type.isin(["Polygon", "MultiPolygon"]).all():
        return "has shapes that are not areas"
    west, south, east, north = frame.total_bounds
    if frame.crs.to_epsg() == LONGITUDE_LATITUDE and not (
        -15 < west < east < 5 and 48 < south < north < 63
    ):
        return "has places outside the United Kingdom"
    return ""


def _sources(folder: Path) -> Mapping[str, Any]:
    path = folder / "sources.json"
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(
            f"{path.name}, which credits the boundaries, cannot be read ({error}); {REMEDY}."
        ) from None
    if not isinstance(found, dict):
        raise DataError(f"{path.name}, which credits the boundaries, is damaged; {REMEDY}.")
    return found


def _each_once(rows: list[dict[str, str]], key: str) -> list[str]:
    return list(dict.fromkeys(row[key] for row in rows if row.get(key)))
