"""Lines with fewer points for a map seen as a whole, where a boundary set has very many.

Official boundaries are simplified as they are fetched; a set with several times as many points
would take a browser longer to draw than everything else on the page.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import shapely
from shapely.geometry import mapping, shape

ENOUGH: Final = 30_000
"""Points that a browser draws in a moment; a level with no more is drawn as it is."""
ACROSS: Final = 2_500
"""Points that could be told apart from south to north, on a large screen of high resolution."""
DECIMALS: Final = 4
"""Of a degree: about ten metres."""


def coarse(features: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]] | None:
    """The same features with shapes for a view of the whole, None where theirs will do.

    Neighbours stay fitted together, for a line that two share is simplified once (GEOS coverage
    simplification, which leaves out the points whose triangles are the smallest).
    """
    shapes = np.array([shape(feature["geometry"]) for feature in features])
    if int(shapely.get_num_coordinates(shapes).sum()) <= ENOUGH:
        return None
    _, south, _, north = shapely.total_bounds(shapes)
    fewer = shapely.coverage_simplify(shapes, (north - south) / ACROSS)
    rounded = shapely.transform(fewer, lambda points: points.round(DECIMALS))
    return [
        {**feature, "geometry": mapping(geometry)}
        for feature, geometry in zip(features, rounded, strict=True)
    ]
