"""The areas of a level as the map in the browser reads them.

Official boundaries are simplified as they are fetched; a set with several times as many points
would take a browser longer to draw than everything else on the page. Such a set also has lines with
fewer points, for a view of the whole.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import mapping, shape

from gapmap.errors import DataError

ENOUGH: Final = 30_000
"""Points that a browser draws in a moment; a level with no more is drawn as it is."""
ACROSS: Final = 1_600
"""Points that can be told apart from south to north, in a large window."""
DECIMALS: Final = 4
"""Of a degree: about ten metres."""
FAULTS: Final = (OSError, ValueError, KeyError, TypeError, AttributeError, ShapelyError)
"""What reading a file raises that is none of areas."""


@dataclass(frozen=True)
class LevelLayer:
    """The areas of one level as minified GeoJSON text.

    ``coarse`` is the same for a view of the whole, if ``geojson`` has more points than that needs.
    """

    geojson: str
    coarse: str | None = None

    @classmethod
    def read(cls, path: Path) -> "LevelLayer":
        """Read a boundary file, keeping of each feature only code, name and shape.

        Raises DataError when the file cannot be read or its features lack unique codes.
        """
        try:
            features = json.loads(path.read_text(encoding="utf-8"))["features"]
            slim = [_slim(feature) for feature in features]
            fewer = coarse(slim)
        except FAULTS as error:
            raise DataError(f"The boundary file {path.name} cannot be read.") from error
        codes = [feature["id"] for feature in slim]
        if not codes or len(set(codes)) != len(codes):
            raise DataError(f"The boundary file {path.name} must name each area once.")
        return cls(_collection(slim), _collection(fewer) if fewer else None)


def _collection(features: Sequence[Mapping[str, Any]]) -> str:
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":"))


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


def _slim(feature: Mapping[str, Any]) -> dict[str, Any]:
    kept = {k: str(v) for k, v in feature["properties"].items() if k == "short"}
    kept["name"] = str(feature["properties"]["name"])
    slim = {"type": "Feature", "id": str(feature["id"]), "properties": kept}
    return {**slim, "geometry": feature["geometry"]}
