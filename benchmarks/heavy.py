"""The heavy level in the app's own hands: its figures and its files, each made once a server.

A module of its own, because Streamlit runs a script anew at every change, and with it all that the
script defines.
"""

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


def put_in() -> None:
    """Let the app draw the heavy level in place of the forces."""
    main.gap_table = gap_table
    map_layer.map_site = site
