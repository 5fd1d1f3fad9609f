"""A GapTable with its shapes as GeoJSON and GeoPackage: the columns of the CSV, and geometry.

A value that is missing is null, never 0; ``state`` and ``shade`` say why.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import pyogrio
import shapely
from shapely.geometry import mapping

from gapmap.core.gap import COLUMNS, GapTable
from gapmap.present.tables import csv_json as tables
from gapmap.present.tables import qgis
from gapmap.present.tables.columns import meaning, records, spec
from gapmap.recipe import KEY
from gapmap.settings import no_scratch, scratch

METRES: Final = 27700
LONGITUDE_LATITUDE: Final = 4326
DECIMALS: Final = 6  # of a degree, about 10 cm
DISK_FAULTS: Final = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
)
"""What pyogrio raises when GDAL cannot write; what is written is always sound."""
CREDIT: Final = "boundaries"
"""What the metadata call the credit and accuracy of the shapes."""


def geojson(
    table: GapTable,
    shapes: gpd.GeoDataFrame,
    sources: Sequence[Mapping[str, str]],
    credit: str,
    *,
    recipe: str,
    today: date,
    version: str,
) -> bytes:
    """Return the areas as GeoJSON (RFC 7946: longitude and latitude, outer rings anticlockwise).

    ``shapes`` are indexed by area code; ``credit`` says who made them and how exact they are. An
    area without a shape has a null geometry.
    """
    found = _oriented(shapes.to_crs(LONGITUDE_LATITUDE).geometry)
    features = [
        {
            "type": "Feature",
            "id": row["code"],
            "properties": {name: _null_blank(row[name]) for name in COLUMNS},
            "geometry": mapping(found[row["code"]]) if row["code"] in found else None,
        }
        for row in records(table)
    ]
    about = {
        "type": "FeatureCollection",
        "name": "areas",
        KEY: recipe,
        **_about(table, credit, today, version),
        "columns": {name: meaning(name) for name in COLUMNS},
        "sources": [dict(row) for row in sources],
        "features": features,
    }
    return (json.dumps(about, ensure_ascii=False, allow_nan=False) + "\n").encode()


def _oriented(shapes: gpd.GeoSeries) -> dict[str, Any]:
    rounded = shapely.transform(shapes.to_numpy(), lambda points: points.round(DECIMALS))
    turned = shapely.orient_polygons(rounded, exterior_cw=False)
    return dict(zip((str(code) for code in shapes.index), turned, strict=True))


def _about(table: GapTable, credit: str, today: date, version: str) -> dict[str, str]:
    return tables.description(table, today, version) | {CREDIT: credit}


def _null_blank(value: Any) -> Any:
    return None if value == "" else value


def geopackage(
    table: GapTable,
    shapes: gpd.GeoDataFrame,
    sources: Sequence[Mapping[str, str]],
    credit: str,
    *,
    recipe: str,
    today: date,
    version: str,
) -> bytes:
    """Return the areas as a GeoPackage (EPSG:27700, metres) with what they rest on.

    Layers: areas; columns, sources and gapmap_metadata (key, value) without geometry, and
    layer_styles, by which QGIS draws the areas. Arguments are those of ``geojson``.
    """
    about = {KEY: recipe} | _about(table, credit, today, version)
    layers = {
        qgis.LAYER: _areas(table, shapes),
        "columns": pd.DataFrame([(n, meaning(n)) for n in COLUMNS], columns=["name", "meaning"]),
        "sources": pd.DataFrame(_texts(sources), columns=list(tables.SOURCE_COLUMNS), dtype=object),
        "gapmap_metadata": pd.DataFrame(list(about.items()), columns=["key", "value"]),
        qgis.TABLE: qgis.layer_styles(table, today),
    }
    # GDAL writes to a name; its clock is set so that a date gives the same bytes
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{today.isoformat()}T00:00:00.000Z"})
    try:
        with scratch("gapmap-export-") as folder:
            path = folder / "gapmap.gpkg"
            for name, frame in layers.items():
                _write(frame, path, name)
            return path.read_bytes()
    except DISK_FAULTS:  # GDAL does not pass on the system's reason
        raise no_scratch(OSError("a layer broke off")) from None
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _write(frame: pd.DataFrame, path: Path, name: str) -> None:
    spatial = isinstance(frame, gpd.GeoDataFrame)
    options: dict[str, Any] = {"GEOMETRY_NAME": qgis.GEOMETRY} if spatial else {}
    if spatial:
        options |= {"geometry_type": "MultiPolygon", "promote_to_multi": True}
    elif name == qgis.TABLE:
        options["FID"] = "id"  # as QGIS calls it
    pyogrio.write_dataframe(frame, path, layer=name, driver="GPKG", append=path.exists(), **options)


def _areas(table: GapTable, shapes: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    rows = pd.DataFrame(records(table), columns=list(COLUMNS), dtype=object)
    typed = {name: _typed(name, rows[name]) for name in COLUMNS}
    geometry = shapes.to_crs(METRES).geometry.reindex(rows["code"]).to_numpy()
    return gpd.GeoDataFrame(typed, geometry=geometry, crs=METRES)


def _typed(name: str, column: pd.Series) -> pd.Series:
    """A column of one kind with its blanks kept as null."""
    kind = spec(name).kind
    if kind == "text":
        return column.replace("", None).astype(object)
    if kind == "truth":
        return column.astype("boolean")
    return column.astype("Int64" if kind == "whole" else "Float64")


def _texts(rows: Sequence[Mapping[str, str]]) -> list[dict[str, str | None]]:
    return [{name: value or None for name, value in row.items()} for row in rows]
