"""Read boundaries: the official set where one was fetched, otherwise the file that is shipped.

One file a level, generalised, for display only. Areas are matched by code, so a line that is a few
hundred metres off moves no figure. ``available`` is the one place that decides which set is used.
"""

import csv
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import geopandas as gpd

from gapmap.errors import DataError, GapmapError
from gapmap.io.boundaries import COUNCILS
from gapmap.io.boundaries import store as boundary_store
from gapmap.io.boundaries.store import Record, Use
from gapmap.io.files import looks
from gapmap.settings import Settings, shipped
from gapmap.vocabulary import MAP_LEVELS, TILE_LEVELS

OUTLINE: Final = "uk_outline"
TILES: Final = "tiles_"
SHIPPED: Final = shipped() / "boundaries"
METRES: Final = 27700
WEB_MERCATOR: Final = 3857
LONGITUDE_LATITUDE: Final = 4326
FALLBACK: Final = "The shipped boundaries are used instead."
REMEDY: Final = "restore it from the project or make it again with boundaries/build.py"


@dataclass(frozen=True)
class BoundaryFile:
    """Areas of one level, indexed by code, and where they come from.

    ``areas`` is in EPSG:27700 (metres) for boundaries and in EPSG:3857 for tiles, where they are
    equal and regular but a metre is no metre on the ground. ``sha256`` (hex) is over the file's
    bytes.
    """

    level: str
    areas: gpd.GeoDataFrame
    attribution: str
    licence: str
    accuracy: str
    sha256: str


@dataclass(frozen=True)
class Available:
    """The boundary file of a level to be used now, whole and readable when it was looked at.

    ``record`` says what is known of an official set; it is None for the shipped file. ``mark``
    differs between any two contents. ``notice`` says why a fetched set is not used, if one is not.
    """

    level: str
    path: Path
    mark: str
    record: Record | None = None
    notice: str = ""


def available(level: str, use: Use = "web", home: Path | None = None) -> Available:
    """Decide which boundaries of a level to use: an official set that is whole, or those shipped.

    ``level`` may also be “country”, the land behind the areas, and “utla” or “region”, which are
    never shipped (then ``path`` leads to no file). ``use`` is “web” or “print”. ``home`` is the
    folder for fetched data (default: from the settings).
    """
    try:
        folder = home or Settings.from_environment().home
    except GapmapError as error:
        return _shipped(level, str(error))
    paths, looked, found = _known.get((folder, level, use), ((), (), None))
    if found is not None and looks.lately(paths) == looked:
        return found
    found = _decide(folder, level, use)
    of_set = folder / boundary_store.FOLDER
    paths = (str(of_set), str(of_set / f"{level}.json"), str(found.path))
    looked = looks.of(paths)
    if not found.notice and looks.settled(looked):
        _known[folder, level, use] = paths, looked, found
    return found


_known: Final[dict[tuple[Path, str, Use], tuple[tuple[str, ...], looks.Looks, Available]]] = {}
"""What was decided on, and the files that decided it: every page asks for every level."""


def _decide(folder: Path, level: str, use: Use) -> Available:
    notice = ""
    try:
        for _ in range(2):  # a set that is replaced while it is being read is read again
            record = boundary_store.read_record(folder, level)
            if record is None:
                break
            try:
                boundary_store.read_file(folder, record, use)
            except DataError as error:
                notice = str(error)
                continue
            found = boundary_store.file_path(folder, record, use)
            return Available(level, found, record.files[use][1], record)
    except GapmapError as error:
        notice = str(error)
    return _shipped(level, notice)


def _shipped(level: str, notice: str) -> Available:
    path = _shipped_path(level)
    mark = _mark(path, path.stat().st_mtime_ns) if path.is_file() else ""
    return Available(level, path, mark, None, f"{notice} {FALLBACK}" if notice else "")


def _shipped_path(level: str) -> Path:
    return SHIPPED / f"{OUTLINE if level == 'country' else level}.geojson"


@lru_cache
def _mark(path: Path, changed: int) -> str:  # noqa: ARG001 - another time is another content
    return hashlib.sha256(path.read_bytes()).hexdigest()


def has_shapes(level: str, home: Path | None = None) -> bool:
    """True where boundaries of a level are shipped, or an official set of them was fetched."""
    return level in MAP_LEVELS or available(level, home=home).record is not None


def read_best(level: str, use: Use = "print", home: Path | None = None) -> BoundaryFile:
    """Read the boundaries that ``available`` decides on; “country” is the land behind the areas.

    Raises DataError as ``read`` does.
    """
    found = available(level, use, home)
    if found.record is None:
        return _read(OUTLINE, SHIPPED) if level == "country" else read(level, SHIPPED)
    its = found.record
    areas = _areas(found.path.name, found.path.read_bytes())
    return BoundaryFile(level, areas, its.attribution, its.licence, its.accuracy, found.mark)


def read(level: str, folder: Path) -> BoundaryFile:
    """Read the shipped boundaries of a map level, or those of a folder like theirs.

    Raises DataError, in one sentence with the remedy, when there is no such level or the file is
    missing, cannot be read or breaks its description.
    """
    if level not in MAP_LEVELS:
        raise DataError(
            f"There are no boundaries for “{level}”; maps are drawn for {', '.join(MAP_LEVELS)}."
        )
    return _read(level, folder)


def tiles(level: str, folder: Path) -> BoundaryFile:
    """Read the tiles of a level: one equal hexagon an area, with its ``short`` name.

    ``areas`` is in EPSG:3857, as a browser draws it: equal, regular hexagons. Their size and place
    mean nothing, so measure nothing on them. Raises DataError as ``read`` does.
    """
    if level not in TILE_LEVELS:
        raise DataError(
            f"There are no tiles for “{level}”; tiles are drawn for {', '.join(TILE_LEVELS)}."
        )
    return _read(level, folder, TILES, WEB_MERCATOR)


def outline(folder: Path) -> gpd.GeoDataFrame:
    """Read the outline of the United Kingdom's countries. Raises DataError as ``read`` does."""
    return _read(OUTLINE, folder).areas


def neighbours(level: str, folder: Path) -> dict[str, tuple[str, ...]]:
    """The codes of the areas that each area of a level touches along its edge or at a corner.

    Councils have no shapes here: theirs are listed in ``utla_points.csv``. Raises DataError as
    ``read`` does.
    """
    if level == "utla":
        return _listed_neighbours(folder / COUNCILS)
    shapes = read(level, folder)
    geometry = shapes.areas.geometry
    first, second = geometry.sindex.query(geometry, predicate="intersects")
    codes = [str(code) for code in shapes.areas.index]
    found: dict[str, list[str]] = {code: [] for code in codes}
    for one, other in zip(first, second, strict=True):
        if one != other:
            found[codes[one]].append(codes[other])
    return {code: tuple(sorted(touching)) for code, touching in found.items()}


def _listed_neighbours(path: Path) -> dict[str, tuple[str, ...]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return {row["utla_code"]: tuple(filter(None, row["neighbours"].split(";"))) for row in rows}
    except (OSError, ValueError, KeyError) as error:
        raise DataError(f"{path.name} cannot be read ({error}); {REMEDY}.") from None


def _read(level: str, folder: Path, prefix: str = "", crs: int = METRES) -> BoundaryFile:
    path = folder / f"{prefix}{level}.geojson"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(
            f"The boundary file {path.name} cannot be read ({error.strerror}); "
            f"{_remedy(path.name)}."
        ) from None
    source = _sources(folder)
    entry = source.get("files", {}).get(path.name, {})
    made_from = entry.get("sources", [])
    return BoundaryFile(
        level,
        _areas(path.name, content, crs),
        " ".join(_each_once(made_from, "attribution")),
        "; ".join(_each_once(made_from, "data_licence")),
        str(entry.get("accuracy", source.get("accuracy", ""))),
        hashlib.sha256(content).hexdigest(),
    )


def _areas(name: str, content: bytes, crs: int = METRES) -> gpd.GeoDataFrame:
    try:
        frame = gpd.read_file(BytesIO(content), engine="pyogrio")
    except Exception as error:  # GDAL's reader raises a dozen kinds for what is not a map file
        reason = str(error).strip().splitlines()[0][:120] if str(error).strip() else "no reason"
        raise DataError(
            f"The boundary file {name} is damaged ({reason}); {_remedy(name)}."
        ) from None
    problem = _problem(frame)
    if problem:
        raise DataError(f"The boundary file {name} {problem}; {_remedy(name)}.")
    return frame.set_index(frame["code"].astype(str)).rename_axis("code").to_crs(crs)


def _remedy(name: str) -> str:
    return REMEDY.replace("build.py", "tiles.py") if name.startswith(TILES) else REMEDY


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
