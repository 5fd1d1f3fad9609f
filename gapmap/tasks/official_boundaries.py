"""Fetch official boundaries for a dataset: what the command line and the app share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from gapmap.dataset import Dataset
from gapmap.io.boundaries import fetch as official
from gapmap.io.boundaries import in_use as boundaries
from gapmap.io.boundaries.ons_layers import RESOLUTIONS, when_in_words
from gapmap.io.boundaries.store import Record
from gapmap.io.files.http import Fetcher
from gapmap.settings import Settings
from gapmap.vocabulary import MAP_LEVELS, TILE_LEVELS

if TYPE_CHECKING:
    import geopandas as gpd

SERVICE = "The boundary service"
LEVELS = tuple(official.LEVEL_PARTS)


def fetch_boundaries(
    dataset: Dataset,
    settings: Settings,
    levels: Sequence[str],
    vintage: str,
    resolution: str,
    progress: official.Progress,
    fetcher: Fetcher | None = None,
) -> list[Record]:
    """Fetch levels and put them to use. Raises UserInputError and SourceError as io.official.

    ``fetcher`` (default: one made from the settings) is closed at the end.
    """
    with fetcher or Fetcher(SERVICE, settings, remedy=official.REMEDY) as service:
        return official.fetch(
            levels,
            vintage,
            resolution,
            geography=official.Geography(dataset.tables["areas"], dataset.lookup, dataset.changes),
            settings=settings,
            fetcher=service,
            expected_at=_shipped,
            progress=progress,
        )


def _shipped(level: str) -> "gpd.GeoDataFrame | None":
    if level == "country":
        return boundaries.outline(boundaries.SHIPPED)
    return boundaries.read(level, boundaries.SHIPPED).areas if level in MAP_LEVELS else None


def status() -> list[dict[str, str]]:
    """What is used of each level: one row a level, in plain words, blanks where nothing is."""
    return [_row(boundaries.available(level)) for level in LEVELS]


def _row(found: boundaries.Available) -> dict[str, str]:
    its = found.record
    row = {"level": found.level} | dict.fromkeys(("credit", "licence", "fetched", "from"), "")
    if its is not None:
        row |= {
            "in use": f"official, {when_in_words(its.vintage)}, {RESOLUTIONS[its.resolution]}",
            "credit": its.attribution,
            "licence": its.licence,
            "fetched": its.fetched,
            "from": f"{', '.join(its.services)} at {its.host}",
        }
    elif found.path.is_file():
        shipped = boundaries.read_best(found.level)
        row |= {
            "in use": "shipped with the program, generalised",
            "credit": shipped.attribution,
            "licence": shipped.licence,
        }
    else:
        row["in use"] = (
            "none: only equal tiles are drawn" if found.level in TILE_LEVELS else "none: not drawn"
        )
    return row | {"sha256": found.mark, "notice": found.notice}
