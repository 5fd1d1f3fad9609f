"""Areas that fit together: mended, cleaned, put together and simplified without opening a seam.

Shapes are arrays of shapely polygons. Everything is measured in metres (EPSG:27700); what leaves
here is longitude and latitude, rounded, with shared edges still the same line.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from gapmap.errors import ServiceError, SourceError

LONGITUDE_LATITUDE: Final = "EPSG:4326"
METRES: Final = "EPSG:27700"
UNITED_KINGDOM: Final = (-15.0, 48.0, 5.0, 63.0)  # degrees: west, south, east, north
GAP_WIDTH: Final = 20.0  # metres; a gap between areas narrower than this is a fault, not water
MAY_CHANGE: Final = 0.02  # share of an area that mending and cleaning may add or take
DECIMALS: Final = 5  # of a degree: about a metre
FINEST: Final = 5.0  # metres; the least that lines are simplified
COARSEST: Final = 4000.0  # metres
STEPS: Final = 8  # halvings between the two, on a logarithmic scale
FURTHER: Final = (
    (1.0, 5), (1.03, 5), (1.07, 5), (1.13, 5), (1.21, 5), (1.33, 5), (1.33, 6), (1.4, 6), (1.5, 6),
)  # fmt: skip
"""Tolerance (a multiple) and decimals, tried in turn where rounding has made lines cross."""
ISLAND: Final = 2.0  # an island smaller than a square of this many tolerances is left out

Shapes = NDArray[np.object_]
_coverage_clean: Final = vars(shapely)["coverage_clean"]  # newer than the type annotations


@dataclass(frozen=True)
class Simplified:
    """Shapes in rounded longitude and latitude, and how far lines were simplified (metres)."""

    shapes: Shapes
    tolerance: float

    @property
    def vertices(self) -> int:
        """Number of points of all shapes."""
        return int(shapely.get_num_coordinates(self.shapes).sum())


def in_metres(geometries: Mapping[str, Mapping[str, Any]]) -> tuple[Shapes, int]:
    """Read GeoJSON geometries (code → geometry) as valid shapes in metres; count those mended.

    Raises SourceError naming the code of one that is no area, empty, far from the United Kingdom
    or beyond mending.
    """
    shapes = np.array([_read(code, geometry) for code, geometry in geometries.items()])
    codes = list(geometries)
    west, south, east, north = UNITED_KINGDOM
    bounds = shapely.bounds(shapes)
    inside = (bounds[:, :2] > (west, south)).all(1) & (bounds[:, 2:] < (east, north)).all(1)
    if not inside.all():
        raise _unusable(
            codes[int(np.argmin(inside))],
            "is not in longitude and latitude of the United Kingdom",
        )
    shapes = project(shapes, LONGITUDE_LATITUDE, METRES)
    bad = ~shapely.is_valid(shapes)
    mended = np.where(bad, _areas_of(shapely.make_valid(shapes)), shapes)
    _check_change(codes, shapes, mended, "crosses itself so much that it cannot be mended")
    return mended, int(bad.sum())


def cleaned(codes: Sequence[str], shapes: Shapes) -> Shapes:
    """Close slivers and overlaps between shapes so that neighbours share their edges exactly.

    Raises SourceError when that would change an area by more than 2%.
    """
    if shapely.coverage_is_valid(shapes):
        return shapes
    found = np.array(list(_coverage_clean(shapes, gap_width=GAP_WIDTH)), dtype=object)
    _check_change(codes, shapes, found, "overlaps its neighbours, or has lost much of its area")
    if not (shapely.coverage_is_valid(found) and shapely.is_valid(found).all()):
        raise _unusable(codes[0], "and others do not fit together")
    return found


def dissolved(shapes: Shapes, groups: Sequence[str]) -> dict[str, Any]:
    """Put shapes of a clean coverage together by group: group → shape, groups sorted."""
    names = np.array(groups)
    return {name: shapely.coverage_union_all(shapes[names == name]) for name in sorted(set(groups))}


def simplified(shapes: Shapes, fits: Callable[[Simplified], bool]) -> Simplified:
    """Simplify a clean coverage as little as ``fits`` allows (“is this small enough?”).

    Small islands go first; every shape keeps its largest part. Raises SourceError when even the
    coarsest lines do not fit.
    """
    parts, owners, islands = _parts(shapes)

    def tried(tolerance: float, decimals: int = DECIMALS) -> Simplified:
        keep = ~islands | (shapely.area(parts) >= (ISLAND * tolerance) ** 2)
        kept = np.array(
            [shapely.multipolygons(parts[keep & (owners == i)]) for i in range(len(shapes))]
        )
        return _rounded(shapely.coverage_simplify(kept, tolerance), tolerance, decimals)

    tolerance = _least(lambda metres: fits(tried(metres)))
    for further, decimals in FURTHER:
        found = tried(tolerance * further, decimals)
        if is_coverage(found.shapes):
            return found
    raise ServiceError(
        "The official boundaries do not fit together once they are simplified, so nothing was "
        "changed; choose another resolution."
    )


def _least(fits: Callable[[float], bool]) -> float:
    """About the least tolerance (metres) that fits. Raises SourceError when none does."""
    low, high = FINEST, COARSEST
    if fits(low):
        return low
    if not fits(high):
        raise ServiceError(
            "The official boundaries cannot be made small enough for the map, so nothing was "
            "changed; choose another resolution."
        )
    for _ in range(STEPS):
        middle = float(np.sqrt(low * high))
        low, high = (low, middle) if fits(middle) else (middle, high)
    return high


def is_coverage(shapes: Shapes) -> bool:
    """Whether all shapes are valid and neighbours share their edges exactly."""
    return bool(shapely.is_valid(shapes).all() and shapely.coverage_is_valid(shapes))


def project(shapes: Shapes, source: str, target: str) -> Shapes:
    """Move shapes from one coordinate system to another."""
    move = Transformer.from_crs(source, target, always_xy=True)

    def moved(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(move.transform(points[:, 0], points[:, 1]))

    found: Shapes = shapely.transform(shapes, moved)
    return found


def _read(code: str, geometry: Mapping[str, Any]) -> Any:
    try:
        shape = shapely.force_2d(shapely.from_geojson(json.dumps(geometry)))
    except (shapely.errors.GEOSException, ValueError, TypeError, RecursionError):
        raise _unusable(code, "cannot be read") from None
    if shape is None or shape.is_empty or shape.geom_type not in ("Polygon", "MultiPolygon"):
        raise _unusable(code, "is not an area")
    if not np.isfinite(shapely.get_coordinates(shape)).all():
        raise _unusable(code, "has coordinates that are no numbers")
    return shape


def _areas_of(shapes: Shapes) -> Shapes:
    """The polygons of shapes that mending may have given stray lines."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    flat, inner = shapely.get_parts(parts, return_index=True)
    owners = owners[inner]
    area = shapely.get_dimensions(flat) == 2
    return np.array([shapely.multipolygons(flat[area & (owners == i)]) for i in range(len(shapes))])


def _parts(shapes: Shapes) -> tuple[Shapes, NDArray[np.intp], NDArray[np.bool_]]:
    """Single polygons, whose they are, and which may be left out: apart, and not the largest."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    tree = shapely.STRtree(parts)
    one, other = tree.query(parts, predicate="intersects")
    touching = np.zeros(len(parts), dtype=bool)
    touching[one[one != other]] = True
    size = shapely.area(parts)
    largest = np.zeros(len(parts), dtype=bool)
    for i in range(len(shapes)):
        mine = np.flatnonzero(owners == i)
        largest[mine[np.argmax(size[mine])]] = True
    return parts, owners, ~touching & ~largest


def _rounded(shapes: Shapes, tolerance: float, decimals: int) -> Simplified:
    degrees = project(shapes, METRES, LONGITUDE_LATITUDE)
    points = np.round(shapely.get_coordinates(degrees), decimals) + 0.0  # no negative zero
    degrees = shapely.remove_repeated_points(shapely.set_coordinates(degrees, points))
    return Simplified(shapely.orient_polygons(shapely.normalize(degrees)), tolerance)


def _check_change(codes: Sequence[str], before: Shapes, after: Shapes, what: str) -> None:
    old, new = shapely.area(before), shapely.area(after)
    wrong = np.abs(new - old) > MAY_CHANGE * np.maximum(old, 1.0)
    if wrong.any():
        raise _unusable(codes[int(np.argmax(wrong))], what)


def _unusable(code: str, what: str) -> SourceError:
    return SourceError(
        f"The boundary service's shape for {code} {what}, so nothing was changed; try again later, "
        "or choose another vintage or resolution."
    )
