"""Places tried for a name on a printed map: within its area, and beside it with a line to it."""

from dataclasses import dataclass
from typing import Final, cast

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gapmap.present.page.sheet import Box

PLACES_TRIED: Final = 21  # a side of the grid of places tried within an area
LEADERS: Final = (5.0, 8.0, 12.0, 17.0, 23.0)  # mm from an area to a name outside it
LAND: Final = 0.5  # what a mm of leader over other areas costs besides
LONG_LEADERS: Final = (30.0, 38.0, 46.0)  # mm, for a name that has to be somewhere
COVERED: Final = 0.05  # what each mm² of such a name on other areas costs, in mm of leader
HIDDEN: Final = 0.15  # the same, on areas that matter
TANGLED: Final = 6.0  # the same, for its leader to cross another line
OUTLINE: Final = 1.2  # mm that an outline reaches beyond its area
EDGE: Final = 1.5  # mm between a name and the edge of the map, where that cuts its area off
TINY: Final = 8.0  # mm²: a line to the name would hide the area


@dataclass(frozen=True)
class Surroundings:
    """What a name must not hide (page mm)."""

    frame: Box
    land: BaseGeometry
    keep_off: BaseGeometry
    on_land: float  # share of a name outside its area that may lie on other areas
    plates: bool  # whether such names lie on white
    taken: list[BaseGeometry]
    whole: bool = False  # whether a label without its figure is left out


@dataclass(frozen=True)
class Room:
    """An area and the places tried for a name in it, the nearest to its middle first (page mm)."""

    shape: BaseGeometry
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    middle: tuple[float, float]

    @classmethod
    def of(cls, shape: BaseGeometry) -> "Room":
        """The places of a grid that lie within a shape, and its middle."""
        west, south, east, north = shape.bounds
        columns = np.linspace(west, east, PLACES_TRIED)
        rows = np.linspace(south, north, PLACES_TRIED)
        shapely.prepare(shape)
        x, y = np.tile(columns, PLACES_TRIED), np.repeat(rows, PLACES_TRIED)
        within = shapely.contains_xy(shape, x, y)
        middle = _middle(shape)
        x, y = np.append(x[within], middle[0]), np.append(y[within], middle[1])
        order = np.argsort(np.hypot(x - middle[0], y - middle[1]), kind="stable")
        return cls(shape, x[order], y[order], middle)


@dataclass(frozen=True)
class Beside:
    """Places for a label of a size beside its area, with what it would hide at each."""

    area: float  # of the label, mm²
    at: NDArray[np.float64]
    leaders: NDArray[np.object_]
    covered: NDArray[np.float64]  # share on any area
    hidden: NDArray[np.float64]  # share on areas that matter
    crossed: NDArray[np.float64]  # mm of its line over areas that matter
    overland: NDArray[np.float64]  # mm of it over any other area
    itself: NDArray[np.bool_]  # whether it lies on the very area
    tangled: NDArray[np.int64]  # other labels or lines that its line crosses

    @classmethod
    def of(
        cls,
        shape: BaseGeometry,
        size: tuple[float, float],
        around: Surroundings,
        *,
        must: bool = False,
    ) -> "Beside | None":
        """The places where a label of a size lies on no other; its line may where it ``must``."""
        anchor = np.array(_middle(shape))
        angles = np.arange(0, 2 * np.pi, np.pi / 12)
        ways = np.column_stack([np.cos(angles), np.sin(angles)])
        lengths = (*LEADERS, *LONG_LEADERS) if must else LEADERS
        at = np.concatenate([anchor + ways * (far + np.array(size) / 2) for far in lengths])
        boxes = boxes_at(at[:, 0], at[:, 1], *size)
        leaders = shapely.shortest_line(boxes, shapely.Point(anchor))
        free = shapely.contains(around.frame.polygon, boxes)
        tangled = np.zeros(len(at), dtype=np.int64)
        for other in around.taken:
            free &= ~shapely.intersects(boxes, other)
            tangled += shapely.intersects(leaders, other)
        free &= must | (tangled == 0)
        if not free.any():
            return None
        boxes, leaders = boxes[free], leaders[free]
        near = shapely.box(*shapely.total_bounds([*boxes, *leaders]))  # all that is cut is here
        land, keep_off = (g.intersection(near) for g in (around.land, around.keep_off))
        area = size[0] * size[1]
        return cls(
            area,
            at[free],
            leaders,
            shapely.area(shapely.intersection(boxes, land)) / area,
            shapely.area(shapely.intersection(boxes, keep_off)) / area,
            shapely.length(shapely.intersection(leaders, keep_off.difference(shape))),
            shapely.length(shapely.intersection(leaders, land.difference(shape))),
            shapely.intersects(boxes, shape.buffer(OUTLINE)),
            tangled[free],
        )

    def cost(self, on_land: float, farthest: float) -> NDArray[np.float64]:
        """How far each place is from the best, in mm; without end where it hides too much."""
        cost = self._length() + 14 * self.covered + 2 * self.crossed
        fits = (self.covered <= on_land) & (self.crossed < 3) & (self.hidden < 0.02)
        return np.where(fits & (cost <= farthest), cost, np.inf)

    def wherever(self) -> NDArray[np.float64]:
        """The same for a label that has to be somewhere, best not on its own area."""
        missed = COVERED * self.covered + HIDDEN * (self.hidden + self.itself)
        return self._length() + self.area * missed + TANGLED * self.tangled

    def _length(self) -> NDArray[np.float64]:
        return shapely.length(self.leaders) + LAND * self.overland


def off_the_edge(shape: BaseGeometry, frame: Box) -> BaseGeometry:
    """The part of a shape away from the edge of the map, which cuts it off there."""
    inner = frame.polygon.buffer(-EDGE, join_style="mitre")
    if inner.covers(shapely.box(*shape.bounds)):
        return shape
    part = shapely.intersection(shape, inner)
    return shape if part.is_empty or part.area < TINY else part


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    area = cast(shapely.Polygon | shapely.MultiPolygon, shape)  # names are of areas alone
    x, y = shapely.maximum_inscribed_circle(area, tolerance=0.2).coords[0]
    return float(x), float(y)


def boxes_at(
    x: NDArray[np.float64], y: NDArray[np.float64], width: float, height: float
) -> NDArray[np.object_]:
    """Boxes of one size around the places (x, y)."""
    return shapely.box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
