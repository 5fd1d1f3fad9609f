"""Shapes on the grid of the one-file map: as near as a step, the same for neighbours, whole."""

import json
import math
import re

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gapmap.dataset import BOUNDARIES
from gapmap.present.standalone.onefile.grid import RADIUS, STEP, shapes
from gapmap.present.web.layers import LevelLayer


def layer(*features):
    return LevelLayer(json.dumps({"type": "FeatureCollection", "features": list(features)}))


def area(code, geometry, **properties):
    named = {"name": code, **properties}
    return {"type": "Feature", "id": code, "properties": named, "geometry": geometry}


def polygon(*rings):
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]] for ring in rings]}


def read(path):
    """Parts of a path in metres of the web map, each its outer ring and then its holes."""
    parts, start = [], (0, 0)
    for command, numbers in re.findall(r"([Mm])([^z]*)z", path):
        steps = [int(n) for n in re.findall(r"-?\d+", numbers)]
        x, y = (0, 0) if command == "M" else start
        ring = []
        for dx, dy in zip(steps[::2], steps[1::2], strict=True):
            x, y = x + dx, y + dy
            ring.append((x, y))
        start = ring[0]
        if command == "M":
            parts.append([])
        parts[-1].append(ring)
    return parts


def degrees(x, y):
    north = 2 * math.atan(math.exp(-y * STEP / RADIUS)) - math.pi / 2
    return math.degrees(x * STEP / RADIUS), math.degrees(north)


def test_a_path_leads_back_to_where_it_came_from():
    outer, hole = [(0.0, 51.0), (0.5, 51.0), (0.5, 51.4)], [(0.3, 51.1), (0.4, 51.1), (0.4, 51.2)]
    (shape,) = shapes(layer(area("E1", polygon(outer, hole))))
    (part,) = read(shape.d)
    for ring, wanted in zip(part, (outer, hole), strict=True):
        for place, (lon, lat) in zip(ring, wanted, strict=True):
            assert degrees(*place) == pytest.approx((lon, lat), abs=1.5e-4)


@given(
    st.lists(st.tuples(st.floats(-8, 2), st.floats(49, 61)), min_size=3, max_size=20, unique=True)
)
def test_every_place_is_kept_to_half_a_step(places):
    found = shapes(layer(area("E1", polygon(places))))[0]
    kept = [place for part in read(found.d) for ring in part for place in ring]
    half = 0.5001
    for lon, lat in places if kept else ():
        x = RADIUS * math.radians(lon) / STEP
        y = -RADIUS * math.log(math.tan(math.pi / 4 + math.radians(lat) / 2)) / STEP
        assert any(abs(x - u) <= half and abs(y - v) <= half for u, v in kept)


def test_parts_too_small_for_the_grid_are_left_out_and_names_kept():
    big, tiny = (
        [(0.0, 51.0), (0.5, 51.0), (0.5, 51.4)],
        [(1.0, 51.0), (1.00001, 51.0), (1.0, 51.00001)],
    )
    both = {"type": "MultiPolygon", "coordinates": [[[*ring, ring[0]]] for ring in (big, tiny)]}
    (shape,) = shapes(layer(area("E1", both, short="One")))
    assert (shape.code, shape.name, shape.short) == ("E1", "E1", "One")
    assert len(shape.parts) == 1


@pytest.mark.parametrize("level", ["pfa", "county", "borough"])
def test_neighbours_share_their_borders_and_no_area_is_lost(level):
    filed = LevelLayer.read(BOUNDARIES / f"{level}.geojson")
    found = shapes(filed)
    assert len(found) == len(json.loads(filed.geojson)["features"])
    polygons = [shapely.make_valid(shape.polygon) for shape in found]
    whole = shapely.union_all(polygons)
    apart = sum(shape.area for shape in polygons) - whole.area
    assert 0 <= apart < 2e-4 * whole.area  # overlaps, where rounding crosses a narrow border
