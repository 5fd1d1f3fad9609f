"""Maps for print, made from a Job: the boundaries that it needs, read once, and the page drawn."""

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from gapmap import __version__
from gapmap.core.gap import GapTable
from gapmap.dataset import BOUNDARIES
from gapmap.errors import NoBoundariesError
from gapmap.tasks.job import Job
from gapmap.vocabulary import TILE_LEVELS, WIDE_LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gapmap.io.boundaries.in_use import BoundaryFile
    from gapmap.present.plan.pictures import About, Panel

COUNTRY: Final = "country"
"""Name of the land behind the areas among the boundaries."""
HALF: Final = {"half-page": "a4-portrait"}
"""Pages with map and legend alone, and the page whose map it is."""
PREVIEW_DPI: Final = 60  # dots to the inch: an A4 page of 496 by 702 pixels


def render_map(
    job: Job,
    kind: str = "png",
    *,
    zoom: bool = False,
    bare: bool = False,
    dpi: int = 300,
) -> bytes:
    """Return the map of a Job: its level as shapes or tiles, its page, its area outlined.

    A half page has of the texts around map and legend only what is selected. ``kind``
    is png, svg or pdf. ``zoom`` fills the map with the Job's area; ``bare`` leaves out the
    texts around map and legend; ``dpi`` is of a PNG only. Raises NoBoundariesError for a level that
    cannot be drawn, DataError when boundaries cannot be read.
    """
    # geopandas and matplotlib are slow to import, and the table needs neither
    from gapmap.present.page import map as print_map

    selection, page = job.table.selection, HALF.get(job.page, job.page)
    areas, credit = _areas(selection.level, as_tiles(selection.level, selection.layout))
    return print_map.render(
        job.table,
        areas,
        _outline(),
        job.cited,
        credit,
        today=job.today,
        version=__version__,
        page=page,
        grey=job.grey,
        area=job.area,
        zoom=zoom,
        bare=bare or job.page in HALF,
        told=job.page in HALF,
        kind=kind,
        recipe=job.recipe.dumps(),
        dpi=dpi,
    )


def render_panels(
    table: GapTable, panels: "Sequence[Panel]", about: "About", kind: str = "png"
) -> bytes:
    """Maps of a plan side by side, as shapes or tiles as the table asks for.

    Raises as ``render_map`` does.
    """
    from gapmap.present.plan import pictures

    level, layout = table.selection.level, table.selection.layout
    areas, _ = _areas(level, as_tiles(level, layout))
    return pictures.render(table, panels, areas, _outline(), about, kind)


def preview(job: Job) -> bytes:
    """Return a small PNG that looks as the map of a Job will, in whatever format it is saved."""
    return render_map(job, dpi=PREVIEW_DPI)


def credit(level: str, layout: str) -> str:
    """The line that credits the boundaries or tiles of a level. Raises as ``render_map`` does."""
    return _areas(level, as_tiles(level, layout))[1]


def as_tiles(level: str, layout: str) -> bool:
    """True where a level is drawn as equal tiles: asked for, or without boundaries of its own.

    Raises NoBoundariesError for a level that cannot be drawn.
    """
    if level not in TILE_LEVELS:
        raise NoBoundariesError(
            f"No map of {level} areas is shipped. Use one of: {', '.join(TILE_LEVELS)}."
        )
    from gapmap.io.boundaries import in_use as boundaries

    return layout == "tiles" or not boundaries.has_shapes(level)


def _areas(level: str, tiles: bool) -> tuple[object, str]:
    """Shapes of a level, which nobody may change, and the line that credits them and the land."""
    found = _read("tiles", level, "") if tiles else _shapes(level)
    texts = [found.attribution, found.accuracy]
    if level in WIDE_LEVELS and not tiles and _shapes(COUNTRY).attribution not in found.attribution:
        texts.insert(1, _shapes(COUNTRY).attribution)
    return found.areas, " ".join(filter(None, texts))


def _outline() -> object:
    return _shapes(COUNTRY).areas


def _shapes(level: str) -> "BoundaryFile":
    """The best boundaries of a level just now: an official set that was fetched, or the shipped."""
    from gapmap.io.boundaries import in_use as boundaries

    return _read("map", level, boundaries.available(level, "print").mark)


@lru_cache(maxsize=16)
def _read(layout: str, level: str, _mark: str) -> "BoundaryFile":
    """Read a file once; another ``_mark`` means another content."""
    from gapmap.io.boundaries import in_use as boundaries

    if layout == "tiles":
        return boundaries.tiles(level, BOUNDARIES)
    return boundaries.read_best(level, "print")
