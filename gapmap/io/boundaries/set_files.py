"""The files of an official set: its record, and one GeoJSON a use, small enough for that use."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import numpy as np
import shapely

from gapmap import __version__
from gapmap.io.boundaries import coverage
from gapmap.io.boundaries.ons_layers import RESOLUTIONS, when_in_words
from gapmap.io.boundaries.store import Record
from gapmap.vocabulary.levels import LEVEL_FACTS

LICENCE: Final = "UK Open Government Licence v3.0"
ACCURACY: Final = "Generalised, for display; areas are matched by code, not by these lines."
SHARE: Final = {"web": 1.35, "print": 4.0}  # of the budget of the level
POINT, AREA = 20, 160  # bytes in a file, about, that a point and an area take


def record(
    level: str, vintage: str, resolution: str, services: Sequence[str],
    geometries: Mapping[str, Any],
) -> Record:  # fmt: skip
    """What is known of a set when its shapes have come; the rest is blank or zero.

    ``geometries`` are the GeoJSON geometries by code, as they came.
    """
    now = datetime.now(UTC)
    came = json.dumps(sorted(geometries.items()), separators=(",", ":")).encode()
    return Record(
        level=level,
        vintage=vintage,
        resolution=resolution,
        host="",
        services=tuple(services),
        fetched=now.isoformat(timespec="seconds"),
        licence=LICENCE,
        attribution=(
            "Source: Office for National Statistics licensed under the Open Government Licence "
            f"v.3.0. Contains OS data © Crown copyright and database right {vintage[:4]}."
        ),
        accuracy=(
            f"Official boundaries, {when_in_words(vintage)}, {RESOLUTIONS[resolution]}, "
            f"fetched {now.date().isoformat()}. {ACCURACY}"
        ),
        areas=0,
        mended=0,
        source_vertices=0,
        source_sha256=hashlib.sha256(came).hexdigest(),
        files={},
        vertices={},
        tolerance_m={},
        version=__version__,
    )


def simplified(level: str, use: str, areas: Mapping[str, Any]) -> coverage.Simplified:
    """Simplify a level's areas (EPSG:27700) until they fit the use. Raises SourceError."""
    limit = SHARE[use] * LEVEL_FACTS[level].budget

    def fits(made: coverage.Simplified) -> bool:
        return POINT * made.vertices + AREA * len(areas) <= limit

    return coverage.simplified(np.array(list(areas.values()), dtype=object), fits)


def geojson(
    its: Record, areas: Mapping[str, Any], made: coverage.Simplified,
    rows: Mapping[str, Mapping[str, str]],
) -> bytes:  # fmt: skip
    """The GeoJSON of a use: a line an area, with its names out of ``rows`` of areas.csv."""
    metadata = {
        "source": f"Office for National Statistics, Open Geography Portal: "
        f"{', '.join(its.services)}",
        "licence": its.licence,
        "attribution": its.attribution,
        "accuracy": its.accuracy,
    }
    lines = ",\n".join(
        _json(_feature(rows[code], shape)) for code, shape in zip(areas, made.shapes, strict=True)
    )
    head = f'{{"type":"FeatureCollection",\n"metadata":{_json(metadata)},\n"features":[\n'
    return f"{head}{lines}\n]}}\n".encode()


def _feature(row: Mapping[str, str], shape: Any) -> dict[str, Any]:
    names = ("code", "name", "name_cy", "level", "vintage")
    return {
        "type": "Feature",
        "id": row["code"],
        "properties": {name: row[name] for name in names},
        "geometry": json.loads(shapely.to_geojson(shape)),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
