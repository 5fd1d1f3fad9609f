"""The coordinates of a programme's base: degrees, or metres of the British National Grid."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyproj
from shapely.geometry import Point

from gapmap.io.own.cells.plain import not_stated

LATITUDES: Final = (49.0, 61.5)  # degrees north, of the United Kingdom
LONGITUDES: Final = (-9.0, 2.5)  # degrees east
EASTINGS: Final = (1.0, 700_000.0)  # metres
NORTHINGS: Final = (1.0, 1_300_000.0)
NUMBER: Final = re.compile(r"[-+]?\d{1,7}(?:\.\d{1,15})?", re.ASCII)

DECIMAL_COMMA: Final = re.compile(r"([-+]?\d{1,2}),(\d{1,15})", re.ASCII)
MINUTES: Final = re.compile(
    r"([-+]?)(\d{1,2})\s*[°º]\s*(\d{1,2}(?:\.\d{1,9})?)\s*['′’]\s*"
    r"(?:(\d{1,2}(?:\.\d{1,9})?)\s*(?:[\"″”]|''))?\s*([NSEW])?", re.ASCII | re.IGNORECASE,
)  # fmt: skip


class OffTheMapError(ValueError):
    """Coordinates that lie nowhere in the United Kingdom; the text says what is accepted."""

    def __init__(self, column: str, accepted: str) -> None:
        super().__init__(accepted)
        self.column = column


@dataclass(frozen=True)
class Spot:
    """A point (degrees), also in metres where it was given so; ``said``: what was understood."""

    latitude: float
    longitude: float
    column: str
    grid: Point | None = None
    said: str = ""


def read(texts: Mapping[str, str]) -> Spot | None:
    """The point that a row's cells give; None where they give none. Raises OffTheMapError.

    A latitude and a longitude in each other's place can be told in the United Kingdom: they are
    put right, and that is said.
    """
    pairs = (("latitude", "longitude"), ("easting", "northing"))
    for one, two in pairs:
        first, second = texts.get(one, ""), texts.get(two, "")
        if not_stated(first) and not_stated(second):
            continue
        number = _degrees_of if one == "latitude" else _number
        numbers = number(first), number(second)
        if None in numbers or numbers == (0.0, 0.0):
            if {first, second} <= {"0", "0.0"}:
                continue  # what an empty cell becomes in many systems
            raise OffTheMapError(one, "two numbers, latitude and longitude or easting and northing")
        a, b = float(numbers[0] or 0), float(numbers[1] or 0)
        return _degrees(a, b) if one == "latitude" else _metres(a, b)
    return None


def _degrees(latitude: float, longitude: float) -> Spot:
    if _within(latitude, LATITUDES) and _within(longitude, LONGITUDES):
        return Spot(latitude, longitude, "latitude")
    if _within(longitude, LATITUDES) and _within(latitude, LONGITUDES):
        said = "latitude and longitude stand in each other's place: read the other way round"
        return Spot(longitude, latitude, "latitude", None, said)
    raise OffTheMapError("latitude", "degrees in the United Kingdom, such as 51.59 and -0.11")


def _metres(easting: float, northing: float) -> Spot:
    if not (_within(easting, EASTINGS) and _within(northing, NORTHINGS)):
        raise OffTheMapError("easting", "metres of the British National Grid, such as 530000")
    longitude, latitude = _to_degrees().transform(easting, northing)
    return Spot(round(latitude, 6), round(longitude, 6), "easting", Point(easting, northing))


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _degrees_of(text: str) -> float | None:
    """Degrees as a number, with a decimal comma (51,59), or with minutes (51°35'24"N)."""
    found = MINUTES.fullmatch(text.strip())
    if found:
        degrees = int(found[2]) + float(found[3]) / 60 + float(found[4] or 0) / 3600
        return -degrees if found[1] == "-" or (found[5] or "").upper() in ("S", "W") else degrees
    comma = DECIMAL_COMMA.fullmatch(text.strip())
    return _number(f"{comma[1]}.{comma[2]}" if comma else text)


def _number(text: str) -> float | None:
    plain = text.replace(",", "").replace("°", "").strip()
    value = float(plain) if NUMBER.fullmatch(plain) else math.nan
    return None if math.isnan(value) else value


@cache
def _to_degrees() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(27700, 4326, always_xy=True)
