"""Fetch official boundaries: ask, check, clean, simplify per use, and only then put them to use.

Until the very last step the boundaries in use stay as they are. docs/boundaries.md says which
vintage can serve which level.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import geopandas as gpd
import msgspec
import pandas as pd
import shapely

from gapmap.core.need.former_codes import Changes
from gapmap.errors import BadChoiceError, ServiceError, SourceError
from gapmap.fields import shown
from gapmap.io.boundaries import arcgis, coverage
from gapmap.io.boundaries import set_files as official_file
from gapmap.io.boundaries import store as boundary_store
from gapmap.io.boundaries.ons_layers import KINDS, RESOLUTIONS, when_in_words
from gapmap.io.boundaries.store import Record
from gapmap.io.files.http import Fetcher
from gapmap.settings import Settings
from gapmap.vocabulary import LEVEL_PLURAL
from gapmap.vocabulary.levels import LEVEL_FACTS

DEFAULT_VINTAGE: Final = "2023-12"
DEFAULT_RESOLUTION: Final = "BGC"
REMEDY: Final = "nothing was changed; try again later"
LEAST_OVERLAP: Final = 0.3  # of the smaller of two shapes that should be the same place

Progress = Callable[[str, float], object]


@dataclass(frozen=True)
class Part:
    """A layer, and the start of the codes that are taken from it."""

    kind: str
    prefixes: tuple[str, ...]


LEVEL_PARTS: Final[Mapping[str, tuple[Part, ...]]] = {
    "pfa": (Part("pfa", ("E23", "W15")), Part("country", ("S92", "N92"))),
    "county": (Part("ctyua", ("E", "W")),),
    "borough": (Part("ctyua", ("E09",)),),
    "utla": (Part("ctyua", ("E", "W")),),
    "country": (Part("country", ("E92", "W92", "S92", "N92")),),
    "region": (Part("region", ("E12",)), Part("country", ("W92",))),
}
"""Where each level comes from. No service has ceremonial and preserved counties: they are put
together from the counties and unitary authorities."""
USUAL: Final = tuple(name for name in LEVEL_PARTS if LEVEL_FACTS[name].fetched)
"""Levels that are fetched unless told otherwise."""
SINCE: Final[Mapping[str, str]] = {"utla": "2023-05"}
"""First vintage that can serve a level, where older ones cannot: counties since divided."""


@dataclass(frozen=True)
class Geography:
    """The project's areas: rows of areas.csv, building blocks by level, and changes of codes."""

    areas: pd.DataFrame
    lookup: pd.DataFrame
    changes: Changes

    def expected(self, level: str) -> dict[str, Mapping[str, str]]:
        """Code → row of areas.csv of every area of a level."""
        rows = self.areas[self.areas["level"] == level].to_dict("records")
        return {str(row["code"]): {str(k): str(v) for k, v in row.items()} for row in rows}


def fetch(
    levels: Sequence[str],
    vintage: str,
    resolution: str,
    *,
    geography: Geography,
    settings: Settings,
    fetcher: Fetcher,
    expected_at: Callable[[str], gpd.GeoDataFrame | None],
    progress: Progress = lambda *_: None,
) -> list[Record]:
    """Fetch levels and put them to use, one after the other; return their records.

    ``vintage`` is a year and month. ``expected_at`` gives a level's areas roughly where they must
    lie (EPSG:27700, indexed by code), or None. ``progress`` is told what is being done and the
    share that is done, from 0 to 1. Raises BadChoiceError for a wrong choice; SourceError when
    the service, a shape or the disk fails: the levels before it are in use then, and this one and
    those after it as they were.
    """
    check_choice(levels, vintage, resolution)
    source = _Source(fetcher, settings.boundaries_url, vintage, resolution)
    done = []
    with boundary_store.exclusive(settings.home):
        for number, level in enumerate(levels):

            def told(text: str, share: float, number: int = number) -> None:
                progress(text, (number + share) / len(levels))

            done.append(_level(level, source, geography, settings.home, expected_at, told))
    progress("Done", 1.0)
    return done


def check_choice(levels: Sequence[str], vintage: str, resolution: str) -> None:
    """Raise UserInputError unless levels, vintage and resolution are well formed."""
    for level in levels:
        if level not in LEVEL_PARTS:
            allowed = ", ".join(LEVEL_PARTS)
            raise BadChoiceError(f"Level {shown(level)} is not one of: {allowed}.")
    if not re.fullmatch(r"20[1-4]\d-(0[1-9]|1[0-2])", vintage, re.ASCII):
        known = ", ".join(sorted({v for k in KINDS.values() for v in k.services}))
        raise BadChoiceError(
            f"Vintage {shown(vintage)} is not a year and month such as {DEFAULT_VINTAGE} "
            f"(known: {known})."
        )
    if resolution not in RESOLUTIONS:
        raise BadChoiceError(
            f"Resolution {shown(resolution)} is not one of: {', '.join(RESOLUTIONS)}."
        )


@dataclass
class _Source:
    """The service, with what has already come from it in this run."""

    fetcher: Fetcher
    base: str
    vintage: str
    resolution: str

    def __post_init__(self) -> None:
        self._come: dict[Part, tuple[str, list[arcgis.Feature]]] = {}

    def read(self, part: Part, level: str, progress: Progress) -> tuple[str, list[arcgis.Feature]]:
        if part not in self._come:
            kind = KINDS[part.kind]
            vintage = self.vintage
            if part.kind == "country" and level != "country" and vintage not in kind.services:
                vintage = DEFAULT_VINTAGE  # the nations around a level have not changed
            self._come[part] = arcgis.read(
                self.fetcher, self.base, kind, vintage, self.resolution, part.prefixes, progress
            )
        return self._come[part]


def _level(
    level: str, source: _Source, geography: Geography, home: Path,
    expected_at: Callable[[str], gpd.GeoDataFrame | None], progress: Progress,
) -> Record:  # fmt: skip
    services, features = [], []
    for part in LEVEL_PARTS[level]:
        service, found = source.read(part, level, lambda text, share: progress(text, 0.6 * share))
        services.append(service)
        features += found
    area_of = _areas_of(level, [f.code for f in features], geography, source.vintage)
    name = LEVEL_PLURAL[level]
    progress(f"Checking and cleaning {name}", 0.6)
    geometries = {feature.code: feature.geometry for feature in features}
    shapes, mended = coverage.in_metres(geometries)
    shapes = coverage.cleaned(list(geometries), shapes)
    areas = coverage.dissolved(shapes, [area_of[code] for code in geometries])
    _check_place(areas, expected_at(level))
    record = msgspec.structs.replace(
        official_file.record(level, source.vintage, source.resolution, services, geometries),
        host=urlsplit(source.base).hostname or "",
        areas=len(areas),
        mended=mended,
        source_vertices=int(shapely.get_num_coordinates(shapes).sum()),
    )
    contents, vertices, tolerances = {}, {}, {}
    for step, use in enumerate(boundary_store.USES):
        progress(f"Simplifying {name} ({use})", 0.7 + 0.14 * step)
        made = official_file.simplified(level, use, areas)
        contents[use] = official_file.geojson(record, areas, made, geography.expected(level))
        vertices[use], tolerances[use] = made.vertices, round(made.tolerance, 1)
    progress(f"Saving {name}", 0.98)
    record = msgspec.structs.replace(record, vertices=vertices, tolerance_m=tolerances)
    return boundary_store.install(home, record, contents)


def _areas_of(
    level: str, codes: Iterable[str], geography: Geography, vintage: str
) -> dict[str, str]:
    """Code at the source → code of the level's area; checks that all areas are there, whole."""
    expected = set(geography.expected(level))
    if LEVEL_PARTS[level][0].kind != "ctyua":
        found = {code: code for code in codes if code in expected}
    else:
        found = _through_blocks(level, codes, geography, vintage)
    strange = sorted(set(codes) - set(found))
    if strange:
        raise _differs(level, vintage, f"has {strange[0]}, which is no code known here")
    missing = sorted(expected - set(found.values()))
    if missing:
        name = geography.expected(level)[missing[0]]["name"]
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise _differs(level, vintage, f"lacks {missing[0]} ({name}){more}")
    return found


def _through_blocks(
    level: str, codes: Iterable[str], geography: Geography, vintage: str
) -> dict[str, str]:
    """Counties and unitary authorities of any vintage by the area of today that holds them."""
    area_of_block = geography.lookup[level].dropna()
    found, covered = {}, set()
    for code in codes:
        blocks = geography.changes.current_codes(code)
        if not blocks:
            raise _differs(level, vintage, f"has {code}, which is no code known here")
        covered |= set(blocks)
        areas = sorted({str(area_of_block[b]) for b in blocks if b in area_of_block.index})
        if len(areas) > 1:
            raise _differs(
                level, vintage,
                f"has {code} ({geography.changes.name(code)}), which is {' and '.join(areas)} "
                "today and cannot be divided",
            )  # fmt: skip
        if areas:
            found[code] = areas[0]
    missing = sorted(set(area_of_block.index) - covered)
    if missing:
        raise _differs(level, vintage, f"lacks {missing[0]}")
    return found


def _differs(level: str, vintage: str, what: str) -> SourceError:
    return SourceError(
        f"The layer of {when_in_words(vintage)} for {LEVEL_PLURAL[level]} {what}, so nothing was "
        f"changed; choose another vintage, such as {DEFAULT_VINTAGE}."
    )


def _check_place(areas: Mapping[str, Any], expected_at: gpd.GeoDataFrame | None) -> None:
    """Refuse an area that lies elsewhere than where this code is known to be."""
    if expected_at is None:
        return
    known = expected_at.geometry
    for code, shape in areas.items():
        if code in known.index:
            there = shapely.make_valid(known[code])
            common = shapely.area(shapely.intersection(shape, there))
            if common < LEAST_OVERLAP * min(shape.area, there.area):
                raise ServiceError(
                    f"The boundary service's shape for {code} lies elsewhere than this area does, "
                    "so nothing was changed; try again later, or choose another vintage."
                )
