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
LINE: Final = 2_500.0  # metres by which a generalised line may lie off the true one
LINE_OF_BOROUGHS: Final = 750.0  # the same between London boroughs, whose lines are finer
NEARLY_ALL: Final = 0.9  # share of a piece of one council that is the whole of it
ALL: Final = 0.999  # share of a piece of several councils that is sure to hold each of them
NOISE: Final = 0.1  # share of an area along a border that the lines alone may explain
DEEP: Final = 0.02  # share of an area that must lie well inside a piece to be surely in it
LONDON: Final = "E09"


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
        """Where an area lies: sure only where the generalised lines can tell.

        An area that is one council's own outline is that council. Else a piece counts as served
        where the area reaches into it by more than its line may be off; an overlap along a border
        is put down to the line when it is small, and leaves the area undecided when it is not. A
        piece that several councils share is served by all of them only when all of it is covered.
        """
        near = [int(i) for i in self.shapes.sindex.query(area.buffer(LINE), predicate="intersects")]
        if not near or area.area <= 0:
            return Lying((), sure=False, note="it lies in no area of the map")
        boroughs = all(b.startswith(LONDON) for i in near for b in self.blocks[i])
        line = LINE_OF_BOROUGHS if boroughs else LINE
        shares = {i: self._overlap(i, area) for i in near}
        for i, cut in shares.items():
            whole = cut >= NEARLY_ALL * max(area.area, self.shapes.geometry.iloc[i].area)
            if whole and len(self.blocks[i]) == 1:
                return Lying(self.blocks[i], sure=True)
        served, partly, shared, edge = self._sorted(area, shares, line)
        if not (served or partly or shared):  # nearer to a border than its line may be off
            edge = [i for i in near if self.shapes.geometry.iloc[i].distance(area) <= line]
        doubtful = [*shared, *edge]
        blocks = sorted({b for i in (*served, *partly, *doubtful) for b in self.blocks[i]})
        if not blocks:
            return Lying((), sure=False, note="it lies in no area of the map")
        if doubtful:
            return Lying(tuple(blocks), sure=False)
        note = "it covers a part of some councils; each counts as served" if partly else ""
        return Lying(tuple(blocks), sure=True, note=note)

    def _sorted(
        self, area: BaseGeometry, shares: Mapping[int, float], line: float
    ) -> tuple[list[int], list[int], list[int], list[int]]:
        """Pieces that an area covers whole, reaches well into, of several councils, at its edge.

        Those of several councils that it only reaches into, and those along its edge, are in doubt.

        ``shares`` are the square metres that each piece has in common with it.
        """
        served: list[int] = []
        partly: list[int] = []
        several: list[int] = []
        edge: list[int] = []
        for i, cut in shares.items():
            shared = len(self.blocks[i]) > 1
            if cut >= (ALL if shared else NEARLY_ALL) * self.shapes.geometry.iloc[i].area:
                served.append(i)
            elif self._deep(i, area, line) >= DEEP * area.area:
                (several if shared else partly).append(i)
            elif cut > NOISE * area.area:
                edge.append(i)
        return served, partly, several, edge

    def _overlap(self, piece: int, area: BaseGeometry) -> float:
        """Square metres that a piece and an area share."""
        return float(self.shapes.geometry.iloc[piece].intersection(area).area)

    def _deep(self, piece: int, area: BaseGeometry, line: float) -> float:
        """Square metres of an area that lie in a piece, further than ``line`` from its border."""
        inner = self.shapes.geometry.iloc[piece].buffer(-line)
        return float(inner.intersection(area).area)


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
