"""The one-file interactive map, made from a Job: figures, profiles, shapes and sources for it."""

from gapmap import __version__
from gapmap.core.unfiltered import ground, open_to_all
from gapmap.dataset import BOUNDARIES
from gapmap.present import view as standalone_view
from gapmap.present.standalone.onefile import page as standalone
from gapmap.present.standalone.onefile.figures import Figures, figures
from gapmap.present.web.layers import LevelLayer
from gapmap.tasks.files.map import as_tiles, credit
from gapmap.tasks.job import Job


def render(job: Job) -> bytes:
    """Return the HTML file of a Job, at its level, as shapes or tiles.

    Raises UserInputError for a level that cannot be drawn, DataError when boundaries cannot be
    read.
    """
    shapes = shapes_of(job.table.selection.level, job.table.selection.layout)
    every = {row["source_id"]: row for row in job.dataset.sources()}
    inside = figures_of(job, every, tiles=shapes.tiles)
    profiles = {} if inside else profiles_of(job, every)
    needed = sources_in(inside) if inside else set(job.table.source_ids)
    text = standalone.page(
        job.table,
        shapes,
        figures=inside,
        profiles=profiles,
        sources=[row for key, row in every.items() if key in needed],
        recipe=job.recipe.dumps(),
        today=job.today,
        version=__version__,
        area=job.area,
    )
    return text.encode()


def figures_of(job: Job, sources: dict[str, dict[str, str]], *, tiles: bool) -> Figures | None:
    """The figures to filter by, or None where they may not all travel with the file."""
    data, table = job.dataset, job.table
    if data.own_file or not open_to_all(table.selection, table.model):
        return None
    tables = data.tables
    found = ground(
        table.selection,
        country=data.country,
        observations=data.observations,
        model=table.model,
    )
    return figures(
        table,
        found,
        areas=tables["areas"],
        programmes=data.programmes,
        sources=sources,
        tiles=tiles,
    )


def profiles_of(job: Job, sources: dict[str, dict[str, str]]) -> dict[str, dict[str, object]]:
    """Profiles of all areas, for a file without filters."""
    return standalone_view.profiles(
        job.table,
        areas=job.dataset.tables["areas"],
        lookup=job.dataset.lookup,
        programmes=job.dataset.programmes,
        sources=sources,
    )


def sources_in(inside: Figures) -> set[str]:
    """Ids of the sources that a file with these figures can cite."""
    used = {i for obs in inside["observations"] if obs["entry"] for i in obs["sources"]}
    return used | set(inside["general_sources"])


def shapes_of(level: str, layout: str) -> standalone.Shapes:
    """What the app draws: tiles, or the best boundaries of the level and of the land behind it."""
    from gapmap.io.boundaries import in_use as boundaries

    tiles = as_tiles(level, layout)
    layer = f"tiles_{level}" if tiles else level
    path = BOUNDARIES / f"{layer}.geojson" if tiles else boundaries.available(level).path
    return standalone.Shapes(
        layer,
        LevelLayer.read(path),
        LevelLayer.read(boundaries.available("country").path),
        credit(level, layout),
        tiles,
    )
