"""Lines for a view of the whole: fewer points, the same areas, nothing between neighbours."""

import json
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import shapely
from shapely.geometry import mapping, shape

from gapmap.present.web import layers

BOUNDARIES = Path(__file__).parents[3] / "boundaries"


def winding_grid(points):
    """Nine squares with winding sides of so many points each, as features."""
    steps = np.linspace(0, 1, points)
    shapes = []
    for x in range(3):
        for y in range(3):
            square = np.add([(0, 0), (1, 0), (1, 1), (0, 1), (0, 0)], (x, y))
            ring = np.concatenate([a + steps[:-1, None] * (b - a) for a, b in pairwise(square)])
            waves = 0.001 * np.array([np.sin(97 * ring[:, 1]), np.sin(89 * ring[:, 0])]).T
            shapes.append(shapely.polygons(np.round(ring + waves, 9)))
    return [
        {"type": "Feature", "id": f"E{i}", "properties": {"name": f"n{i}"}, "geometry": mapping(s)}
        for i, s in enumerate(shapes)
    ]


def test_a_set_with_few_points_is_drawn_as_it_is():
    assert layers.coarse(winding_grid(100)) is None


@pytest.mark.parametrize("level", ["pfa", "county", "borough", "uk_outline"])
def test_shipped_boundaries_are_drawn_as_they_are(level):
    text = (BOUNDARIES / f"{level}.geojson").read_text(encoding="utf-8")
    assert layers.coarse(json.loads(text)["features"]) is None


def test_many_points_become_few_and_areas_stay_what_they_are():
    whole = winding_grid(2000)
    fewer = layers.coarse(whole)
    named = [[(f["id"], f["properties"]) for f in features] for features in (whole, fewer)]
    assert named[0] == named[1]
    before, after = ([shape(f["geometry"]) for f in fs] for fs in (whole, fewer))
    assert sum(map(shapely.get_num_coordinates, after)) < 9 * 2000
    step = 3 / layers.ACROSS
    for one, other in zip(before, after, strict=True):
        assert one.symmetric_difference(other).area < step * one.length
        assert other.is_valid


def test_neighbours_still_share_their_lines():
    after = [shape(f["geometry"]) for f in layers.coarse(winding_grid(2000))]
    together = shapely.union_all(after)
    assert together.geom_type == "Polygon"
    assert len(together.interiors) == 0
    assert together.area == pytest.approx(sum(s.area for s in after), rel=1e-9)
