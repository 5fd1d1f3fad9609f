"""Which building blocks a point or an area on a user's map lies in.

The boundaries that gapmap ships are those of forces, counties and London boroughs, generalised.
Where they overlap they tell half of the councils apart; where several councils share the same force
and county, the shape alone cannot say which is meant, and all of them are named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geopandas as gpd
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gapmap.io.boundaries import in_use as boundaries
from gapmap.vocabulary import MAP_LEVELS

COAST: Final = 2_000.0  # metres a point may lie off the generalised coast
BORDER: Final = 1_500.0  # metres; nearer to a border than this, the generalised line may mislead
SLIVER: Final = 0.02  # share of a piece that an area must cover to count as serving it
NEARLY_ALL: Final = 0.95  # share of a piece of several councils that serves them all


@dataclass(frozen=True)
class Lying:
    """Building blocks that a shape lies in. ``sure`` is false where it may be only some of them."""

    blocks: tuple[str, ...]
    sure: bool
    note: str = ""


@dataclass(frozen=True)
class Pieces:
    """The smallest parts that the boundaries tell apart, in EPSG:27700, and their blocks."""

    shapes: gpd.GeoDataFrame
    blocks: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, lookup: pd.DataFrame, folder: Path) -> "Pieces":
        """Cut the boundaries of ``folder``. ``lookup``: index building block, a column a level."""
        areas = {level: boundaries.read(level, folder).areas.geometry for level in MAP_LEVELS}
        groups: dict[tuple[str, ...], list[str]] = {}
        for block, row in lookup[list(MAP_LEVELS)].fillna("").iterrows():
            groups.setdefault(tuple(str(code) for code in row), []).append(str(block))
        for code in set(areas["pfa"].index) - set(lookup["pfa"].dropna()):
            groups[(str(code), "", "")] = [str(code)]
        cut = {codes: _together(codes, areas) for codes in groups}
        kept = [codes for codes, shape in cut.items() if shape is not None]
        shapes = gpd.GeoDataFrame(geometry=[cut[c] for c in kept], crs=boundaries.METRES)
        return cls(shapes, tuple(tuple(sorted(groups[c])) for c in kept))

    def lying(self, shape: BaseGeometry) -> Lying:
        """Where a point (or the middle of other points and lines) or an area lies."""
        if shape.geom_type in ("Polygon", "MultiPolygon"):
            return self._area(shape if shape.is_valid else shapely.make_valid(shape))
        return self._point(shape if shape.geom_type == "Point" else shape.centroid)

    def _point(self, point: BaseGeometry) -> Lying:
        far = self.shapes.geometry.distance(point)
        nearest = float(far.min())
        if not nearest <= COAST:
            return Lying((), sure=False, note="it lies in no area of the map")
        at = int(far.to_numpy().argmin())
        blocks = self.blocks[at]
        others = {b for i in far.index[far <= BORDER] for b in self.blocks[i]} - set(blocks)
        note = "near a border, which the map draws simplified: check it" if others else ""
        if nearest > 0:
            note = f"{nearest:,.0f} m off the simplified map: read as the nearest area"
        return Lying(blocks, sure=len(blocks) == 1, note=note)

    def _area(self, area: BaseGeometry) -> Lying:
        found: dict[int, float] = {}
        for i in self.shapes.sindex.query(area, predicate="intersects"):
            piece = self.shapes.geometry.iloc[i]
            share = piece.intersection(area).area / piece.area
            within = area.area > 0 and piece.intersection(area).area / area.area > 0.5
            if share >= SLIVER or within:
                found[int(i)] = share
        blocks = {b for i in found for b in self.blocks[i]}
        sure = all(len(self.blocks[i]) == 1 or found[i] >= NEARLY_ALL for i in found)
        parts = sum(share < NEARLY_ALL for share in found.values())
        note = "it covers a part of some councils; each counts as served" if parts and sure else ""
        if not blocks:
            return Lying((), sure=False, note="it lies in no area of the map")
        return Lying(tuple(sorted(blocks)), sure=sure, note=note)


def _together(codes: tuple[str, ...], areas: Mapping[str, gpd.GeoSeries]) -> BaseGeometry | None:
    """The part that lies in all of the areas; None where a level's map lacks its area."""
    shape: BaseGeometry | None = None
    for level, code in zip(MAP_LEVELS, codes, strict=True):
        if not code:
            continue
        if code not in areas[level].index:
            return None
        mine = areas[level][code]
        shape = mine if shape is None else shapely.intersection(shape, mine)
    return None if shape is None or shape.is_empty or shape.area < 1 else shape
