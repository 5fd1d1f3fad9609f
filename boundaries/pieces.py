"""One clean set of pieces that every level is put together from.

The pieces are the areas of GBR.json outside London, the 33 boroughs of londonBoroughs.json,
and the tidal Thames cut along its middle. London's outer edge is the line of the finer file;
its neighbours are fitted to it. Everything here is in metres (EPSG:27700).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely

from boundaries.sources import TABLES, GbrArea, Geometry, polygonal, rows

_coverage_clean = vars(shapely)["coverage_clean"]  # newer than the type annotations

SCOTLAND, NORTHERN_IRELAND = "S92000003", "N92000002"
BLOCKS = ("utla", "borough")  # levels whose areas are single councils
RIVER_MOUTH_EAST = 553_500  # easting from which Havering and Bexley face each other at the mouth
NARROW = 60.0  # metres; a creek narrower than this is drawn as land
SPACING = 50.0  # metres between the points that stand for an edge when a gap is shared out
GAP_WIDTH = 100.0  # metres; an enclosed gap narrower than this is a fault of fitting
SIMPLIFY = 30.0  # metres; side of the largest triangle that is left out of a line


@dataclass(frozen=True)
class Piece:
    """A shape and the code of the area it lies in, for each level that it lies in an area of."""

    codes: Mapping[str, str]
    shape: Geometry
    utla: tuple[str, ...] = ()  # the upper-tier authorities it holds


def _areas(row: Mapping[str, str]) -> dict[str, str]:
    """The area of each level that a row of lookup.csv lies in, but for the row's own council."""
    levels = {name.removesuffix("_code"): code for name, code in row.items() if "_code" in name}
    return {level: code for level, code in levels.items() if code and level not in BLOCKS}


def _piece(area: GbrArea, shape: Geometry, utla: Mapping[str, Mapping[str, str]]) -> Piece:
    """A piece of GBR.json; all authorities in it must lie in the same areas."""
    if area.country_code in (SCOTLAND, NORTHERN_IRELAND):
        return Piece(dict.fromkeys(("country", "pfa"), area.country_code), shape)
    first, *others = (_areas(utla[code]) for code in area.utla_codes)
    for other in others:
        if other != first:
            raise ValueError(f"{area.name} lies in several areas of a level: {first}, {other}")
    return Piece(first, shape, area.utla_codes)


def _london_piece(row: Mapping[str, str], borough: str, shape: Geometry) -> Piece:
    """A borough's land, or a stretch of the river (which is in no borough's shape)."""
    if borough:
        return Piece({**_areas(row), "borough": borough}, shape, (borough,))
    return Piece(_areas(row), shape)


def _filled(shape: Geometry) -> Geometry:
    """The shape without its holes."""
    return shapely.union_all([shapely.Polygon(p.exterior) for p in shapely.get_parts(shape)])


def _largest(shape: Geometry) -> Geometry:
    return max(shapely.get_parts(shape), key=lambda part: float(part.area))


def _east_of(shape: Geometry, easting: float) -> Geometry:
    _, south, east, north = shape.bounds
    return shapely.intersection(shape, shapely.box(easting, south, east, north))


def thames(boroughs: Mapping[str, Geometry], havering: str, bexley: str) -> Geometry:
    """The tidal river between its banks, closed at its mouth, without its narrow creeks."""
    mouth: Geometry = shapely.shortest_line(
        _east_of(boroughs[havering], RIVER_MOUTH_EAST), _east_of(boroughs[bexley], RIVER_MOUTH_EAST)
    )
    banks = shapely.union_all(list(boroughs.values()))
    space = _largest(shapely.difference(_filled(shapely.union(banks, mouth.buffer(0.5))), banks))
    core = space.buffer(-NARROW / 2, join_style="mitre")
    wide = core.buffer(NARROW / 2 + 1, join_style="mitre")
    return _largest(shapely.intersection(wide, space))


def share_out(gap: Geometry, owners: Mapping[str, Geometry]) -> dict[str, Geometry]:
    """Cut a gap up so that each point of it goes to the owner whose edge is nearest."""
    points: dict[tuple[float, float], str] = {}
    near = gap.buffer(1.0)
    for key, shape in owners.items():
        edge = shapely.segmentize(shapely.intersection(shape.boundary, near), SPACING)
        for x, y in shapely.get_coordinates(edge).round(3).tolist():
            points.setdefault((x, y), key)
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(list(points)), extend_to=gap.buffer(1000), ordered=True
    )
    keys = np.array(list(points.values()))
    shared = {
        key: polygonal(
            shapely.intersection(shapely.union_all(np.array(cells.geoms)[keys == key]), gap)
        )
        for key in sorted(set(keys.tolist()))
    }
    return {key: shape for key, shape in shared.items() if not shape.is_empty}


def _fit_to_london(areas: list[GbrArea], london: Geometry) -> list[tuple[GbrArea, Geometry]]:
    """The areas outside London, cut back to London's edge or stretched out to it."""
    outside = [area for area in areas if area.use == "area"]
    coarse = shapely.union_all([area.shape for area in areas if area.use == "seam"])
    shapes = [polygonal(shapely.difference(area.shape, london)) for area in outside]
    seam = polygonal(shapely.difference(coarse, london))
    touching = {
        str(i): shape for i, shape in enumerate(shapes) if shapely.dwithin(shape, seam, 1.0)
    }
    for key, part in share_out(seam, touching).items():
        shapes[int(key)] = polygonal(shapely.union(shapes[int(key)], part))
    return list(zip(outside, shapes, strict=True))


def _with_gaps_closed(boroughs: Mapping[str, Geometry], river: Geometry) -> dict[str, Geometry]:
    """The boroughs with creeks and slivers between them shared out, the river left open."""
    drawn = shapely.union_all([*boroughs.values(), river])
    gaps = polygonal(shapely.difference(_filled(drawn), drawn))
    parts = share_out(gaps, boroughs)
    return {
        code: polygonal(shapely.union(shape, parts[code])) if code in parts else shape
        for code, shape in boroughs.items()
    }


def _river_pieces(
    river: Geometry, land: Mapping[str, Geometry], utla: Mapping[str, Mapping[str, str]]
) -> list[Piece]:
    """The river cut along its middle: the City's half, and the rest of the river."""
    city = next(code for code in land if utla[code]["utla_name"] == "City of London")
    other = next(code for code in land if code != city)
    rest = shapely.union_all([shape for code, shape in land.items() if code != city])
    parts = share_out(river, {city: land[city], other: rest})
    return [_london_piece(utla[code], "", shape) for code, shape in parts.items()]


def raw_pieces(areas: list[GbrArea], boroughs: Mapping[str, Geometry]) -> list[Piece]:
    """All pieces with London in its place, edges not yet matched."""
    utla = {row["utla_code"]: row for row in rows(TABLES / "lookup.csv")}
    by_name = {utla[code]["utla_name"]: code for code in boroughs}
    river = thames(boroughs, by_name["Havering"], by_name["Bexley"])
    land = _with_gaps_closed(boroughs, river)
    london = shapely.union_all([*land.values(), river])
    pieces = [_piece(area, shape, utla) for area, shape in _fit_to_london(areas, london)]
    pieces += [_london_piece(utla[code], code, shape) for code, shape in land.items()]
    return pieces + _river_pieces(river, land, utla)


def clean(pieces: list[Piece]) -> list[Piece]:
    """The pieces as a valid coverage: edges matched, seams closed, lines thinned once."""
    shapes = _coverage_clean([piece.shape for piece in pieces], gap_width=GAP_WIDTH)
    shapes = shapely.coverage_simplify(shapes, SIMPLIFY)
    if not shapely.coverage_is_valid(shapes):
        raise ValueError("the pieces are no valid coverage")
    return [
        replace(piece, shape=shape)
        for piece, shape in zip(pieces, shapes, strict=True)
        if not shape.is_empty
    ]
