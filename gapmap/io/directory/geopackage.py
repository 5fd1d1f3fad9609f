"""The records of a directory as a GeoPackage, for GIS programs: one layer, points where known."""

import tempfile
from pathlib import Path

import geopandas
import pandas as pd
from sqlalchemy import select

from gapmap.errors import NotWrittenError
from gapmap.fields import shown
from gapmap.io.directory import home
from gapmap.io.directory.models import PROGRAMME, Entry, decoded
from gapmap.io.directory.seed import AREAS
from gapmap.io.directory.store import Directory
from gapmap.io.files.atomic import write_bytes

LAYER = "programmes"


def write(directory: Directory, path: Path) -> int:
    """Write every published record; return how many. Raises NotWrittenError."""
    query = select(Entry.document, Entry.geometry).where(Entry.kind == PROGRAMME)
    with home.reading(directory.engine) as connection:
        rows = list(connection.execute(query.order_by(Entry.position)))
    records = [{k: v for k, v in decoded(text).items() if k != AREAS} for text, _ in rows]
    points = geopandas.GeoSeries.from_wkb([wkb for _, wkb in rows], crs="EPSG:4326")
    frame = geopandas.GeoDataFrame(pd.DataFrame(records), geometry=points)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "records.gpkg"
        try:
            frame.to_file(made, driver="GPKG", layer=LAYER, engine="pyogrio")
        except (OSError, RuntimeError) as error:
            raise NotWrittenError(
                f"{shown(path, 200)} could not be made ({error}); free some room."
            ) from None
        write_bytes(path, made.read_bytes())
    return len(records)
