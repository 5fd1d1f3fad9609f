"""Files that are small and unpack to much, made as a sender of hostile files would make them."""

import io
import tempfile
import zipfile
from pathlib import Path

import geopandas as gpd
import pyogrio
from shapely.geometry import Point


def shapefile(rows):
    """A zipped shapefile of that many points with a text each."""
    frame = gpd.GeoDataFrame(
        {"name": ["x" * 60] * rows, "programme": ["y" * 60] * rows},
        geometry=[Point(400_000 + n, 300_000) for n in range(rows)],
        crs=27700,
    )
    out = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        pyogrio.write_dataframe(frame, Path(folder) / "a.shp")
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(Path(folder).iterdir()):
                archive.write(part, part.name)
    return out.getvalue()
