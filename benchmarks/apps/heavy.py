"""The app itself, its forces drawn in the heavy level: everything else is as it comes."""

import tempfile
from functools import cache, lru_cache
from pathlib import Path

from benchmarks import figures
from gapmap.core.gap import GapTable
from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.present.web.web_map import write_site
from gapmap.selection import Selection
from gapmap.ui import main
from gapmap.ui.map import layer as map_layer


@cache
def site() -> Path:
    """The map's static files with the heavy level, written once per server."""
    folder = Path(tempfile.mkdtemp(prefix="gapmap-bench-"))
    write_site({"pfa": figures.boundaries()}, BOUNDARIES / "uk_outline.geojson", folder)
    return folder


@lru_cache(256)
def _table(selection: Selection) -> GapTable:
    return figures.drawn(main.dataset().gap(selection))


def gap_table(data: Dataset, selection: Selection) -> GapTable:  # noqa: ARG001
    """What the app computes, spread over the heavy level."""
    return _table(selection)


if main.gap_table is not gap_table:  # once a process
    main.gap_table = gap_table
    map_layer.map_site = site
main.run()
