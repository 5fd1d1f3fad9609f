"""What the map component is given: its files, written once a server, and a payload at every run."""

import atexit
import shutil
import tempfile
from collections.abc import Set
from functools import lru_cache
from pathlib import Path

import streamlit as st

from gapmap.core.gap import GapTable
from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.errors import GapmapError
from gapmap.io.boundaries import in_use as boundaries
from gapmap.present import view
from gapmap.present.web import web_map
from gapmap.present.words import scale
from gapmap.present.words.alt_text import alt_text
from gapmap.selection import Selection
from gapmap.settings import Settings, no_scratch
from gapmap.ui.state import choices as state
from gapmap.vocabulary import TILE_LEVELS


def map_site() -> Path:
    """The folder of the map's static files: written once a server for each set of boundaries.

    Another set has another folder, so a browser that already shows the map is sent the new one.
    """
    home = Settings.from_environment().home
    shaped = [level for level in TILE_LEVELS if boundaries.has_shapes(level, home)]
    levels = {level: boundaries.available(level, home=home) for level in shaped}
    files = {level: found.path for level, found in levels.items()}
    files |= {tiles(level): BOUNDARIES / f"{tiles(level)}.geojson" for level in TILE_LEVELS}
    land = boundaries.available("country", home=home)
    marks = "".join(found.mark for found in (*levels.values(), land))
    return _site(marks, tuple(files.items()), land.path)


@lru_cache
def _site(marks: str, files: tuple[tuple[str, Path], ...], land: Path) -> Path:
    """What is written already; Streamlit's cache looks at length at what it is asked for."""
    return _written(marks, files, land)


@st.cache_resource(show_spinner="Preparing the map …")
def _written(marks: str, files: tuple[tuple[str, Path], ...], land: Path) -> Path:  # noqa: ARG001
    try:
        folder = Path(tempfile.mkdtemp(prefix="gapmap-"))
    except OSError as error:
        raise no_scratch(error) from None
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    try:
        web_map.write_site(dict(files), land, folder)
    except GapmapError:  # it is tried again at the next run, in a folder of its own
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def tiles(level: str) -> str:
    """Name of the tile layout of a level among the map's files."""
    return f"tiles_{level}"


def geometry(selection: Selection) -> str:
    """Name of what is drawn: the level in its shapes, or as tiles where it has none."""
    shaped = selection.layout == "map" and boundaries.has_shapes(selection.level)
    return selection.level if shaped else tiles(selection.level)


def payload(dataset: Dataset, table: GapTable, kept: Set[str] | None = None) -> web_map.MapPayload:
    """What the browser needs to draw a GapTable; areas not ``kept`` (None: all) are dim."""
    areas = view.areas(table)
    if kept is not None:
        areas = {
            code: paint if code in kept else {**paint, "d": True} for code, paint in areas.items()
        }
    markers = _at_postcodes(dataset, table)
    drawn = geometry(table.selection)
    return {
        "level": drawn,
        "areas": areas,
        "colours": list(scale.colours(table)),
        "selected": st.session_state.get(state.AREA),
        "markers": markers,
        "show_markers": bool(markers),
        "label": alt_text(table, tiles=drawn != table.selection.level),
        "background": None,
        "fit": None,
        "view": st.session_state.get(state.VIEW),
    }


def _at_postcodes(dataset: Dataset, table: GapTable) -> list[web_map.MarkerPaint]:
    """Programmes of the user's own file whose postcode has been looked up."""
    if not dataset.own_file:
        return []
    records = [dataset.programmes[s.chosen.observation_id] for s in table.supply.services]
    return [
        {
            "lat": float(latitude),
            "lon": float(longitude),
            "label": f"{record['programme']}: based at {record['base_postcode']} (your own file)",
            "approximate": False,
        }
        for record in records
        if (latitude := record.get("base_latitude")) is not None
        and (longitude := record.get("base_longitude")) is not None
    ]
