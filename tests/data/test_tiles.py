"""Rules the committed tile files must keep.

Tiles are read with json and moved to Web Mercator by the published formula, and neighbours are
found again from the boundary files, so that nothing here rests on how the tiles were made.
"""

from __future__ import annotations

import csv
import hashlib
import json
import math
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

from boundaries.short_names import short_names
from boundaries.tiles import ACCURACY, file_text, lay_out

ROOT = Path(__file__).resolve().parents[2]
BOUNDARIES = ROOT / "boundaries"
COUNTS = {"pfa": 45, "county": 56, "borough": 33, "utla": 175}
LEVELS = tuple(COUNTS)
EARTH = 6_378_137.0  # metres; the sphere of Web Mercator
EXACT = 1e-6  # of a tile's width; the files are rounded to about a centimetre
ISLANDS = {
    "pfa": {"N92000002"},
    "county": {"GMC23"},
    "borough": set(),
    "utla": {"E06000046", "E06000053", "W06000001"},
}
# Percent of real neighbours whose tiles touch, whose tiles have at most one tile between them,
# and whose direction turns by less than 45 degrees: a little below what was measured.
TOUCHING = {"pfa": 84, "county": 80, "borough": 80, "utla": 66}
NEAR = {"pfa": 99, "county": 98, "borough": 97, "utla": 92}
RIGHT_WAY = {"pfa": 82, "county": 81, "borough": 88, "utla": 76}

Points = NDArray[np.float64]


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _document(level: str) -> dict[str, Any]:
    path = BOUNDARIES / f"tiles_{level}.geojson"
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


@cache
def _features(level: str) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = _document(level)["features"]
    return features


@cache
def _corners(level: str) -> dict[str, Points]:
    """Code → the corners of its tile in Web Mercator, the first not repeated."""
    found = {}
    for feature in _features(level):
        (ring,) = feature["geometry"]["coordinates"]
        assert ring[0] == ring[-1]
        longitude, latitude = np.radians(np.array(ring[:-1])).T
        north = EARTH * np.log(np.tan(math.pi / 4 + latitude / 2))
        found[feature["id"]] = np.column_stack([EARTH * longitude, north])
    return found


@cache
def _centres(level: str) -> dict[str, Points]:
    return {code: corners.mean(axis=0) for code, corners in _corners(level).items()}


@cache
def _width(level: str) -> float:
    """From the centre of a tile to the centre of the next."""
    points = np.array(list(_centres(level).values()))
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    return float(apart[apart > 0].min())


def _tiles_apart(level: str, a: str, b: str) -> float:
    return float(np.hypot(*(_centres(level)[a] - _centres(level)[b]))) / _width(level)


@cache
def _beside(level: str) -> dict[str, set[str]]:
    """Code → the codes of the tiles beside it."""
    codes = sorted(_centres(level))
    return {a: {b for b in codes if a != b and _tiles_apart(level, a, b) < 1.01} for a in codes}


@cache
def _drawn(level: str) -> dict[str, Any]:
    """The real shapes in metres."""
    convert = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
    document = json.loads((BOUNDARIES / f"{level}.geojson").read_text(encoding="utf-8"))
    return {
        f["id"]: shapely.transform(
            shapely.from_geojson(json.dumps(f["geometry"])),
            lambda xy: np.column_stack(convert.transform(xy[:, 0], xy[:, 1])),
        )
        for f in document["features"]
    }


@cache
def _real(level: str) -> tuple[dict[str, Points], list[tuple[str, str]]]:
    """Centres and neighbours (within 600 m of each other) as the real map has them."""
    if level == "utla":
        rows = _rows(BOUNDARIES / "utla_points.csv")
        points = {
            r["utla_code"]: np.array([float(r["easting"]), float(r["northing"])]) for r in rows
        }
        pairs = [(r["utla_code"], o) for r in rows for o in r["neighbours"].split(";") if o]
        return points, [(a, b) for a, b in pairs if a < b]
    shapes = _drawn(level)
    points = {c: np.array([s.centroid.x, s.centroid.y]) for c, s in shapes.items()}
    codes = sorted(shapes)
    pairs = [(a, b) for a in codes for b in codes if a < b]
    return points, [(a, b) for a, b in pairs if shapely.dwithin(shapes[a], shapes[b], 600)]


def _utla(column: str, values: Iterable[str]) -> set[str]:
    wanted = set(values)
    return {r["utla_code"] for r in _rows(ROOT / "data" / "lookup.csv") if r[column] in wanted}


def _reached(level: str, codes: set[str]) -> set[str]:
    """The tiles among `codes` that can be reached from one of them without leaving them."""
    seen, ahead = set(), [min(codes)]
    while ahead:
        code = ahead.pop()
        if code not in seen:
            seen.add(code)
            ahead.extend(_beside(level)[code] & codes)
    return seen


@pytest.mark.parametrize("level", LEVELS)
def test_every_area_of_the_level_has_exactly_one_tile(level: str) -> None:
    codes = [feature["id"] for feature in _features(level)]
    areas = [r["code"] for r in _rows(ROOT / "data" / "areas.csv") if r["level"] == level]
    assert codes == sorted(areas)
    assert len(codes) == COUNTS[level]


@pytest.mark.parametrize("level", LEVELS)
def test_properties_are_those_of_boundaries_and_a_short_name(level: str) -> None:
    areas = {r["code"]: r for r in _rows(ROOT / "data" / "areas.csv") if r["level"] == level}
    for feature in _features(level):
        properties = dict(feature["properties"])
        short = properties.pop("short")
        row = areas[feature["id"]]
        assert properties == {
            name: row[name] for name in ("code", "name", "name_cy", "level", "vintage")
        }
        assert feature["id"] == properties["code"]
        assert 1 <= len(short) <= (8 if level in ("pfa", "county") else 4)


@pytest.mark.parametrize("level", LEVELS)
def test_short_names_tell_all_areas_apart_even_in_capitals(level: str) -> None:
    shorts = [feature["properties"]["short"].upper() for feature in _features(level)]
    assert len(set(shorts)) == len(shorts)


def test_a_borough_is_called_the_same_among_the_boroughs_and_among_the_councils() -> None:
    shorts = {
        level: {f["id"]: f["properties"]["short"] for f in _features(level)}
        for level in ("borough", "utla")
    }
    assert shorts["borough"].items() <= shorts["utla"].items()


def test_two_areas_that_would_be_called_the_same_both_take_another_short_name() -> None:
    found = short_names("utla", {"a": "Hartlepool", "b": "Hartley", "c": "Leeds"})
    assert len(set(found.values())) == 3
    assert "Hart" not in found.values()
    assert found["c"] == "Leed"


def test_short_names_that_cannot_be_told_apart_or_are_too_long_are_refused() -> None:
    with pytest.raises(ValueError, match="no unambiguous short names"):
        short_names("utla", {"a": "York", "b": "York"})
    with pytest.raises(ValueError, match="too long"):
        short_names("county", {"a": "Carmarthenshire"})


@pytest.mark.parametrize("level", LEVELS)
def test_tiles_are_regular_hexagons_of_one_size_point_up(level: str) -> None:
    for code, corners in _corners(level).items():
        centre = _centres(level)[code]
        radius = np.hypot(*(corners - centre).T)
        sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
        expected = 0.96 * _width(level) / math.sqrt(3)
        assert corners.shape == (6, 2)
        assert radius == pytest.approx(expected, rel=1e-5), code
        assert sides == pytest.approx(expected, rel=1e-5), code
        assert corners[:, 0][corners[:, 1].argmax()] == pytest.approx(centre[0], abs=0.1)


@pytest.mark.parametrize("level", LEVELS)
def test_tiles_lie_on_one_grid_and_none_overlaps_another(level: str) -> None:
    points = np.array(list(_centres(level).values())) / _width(level)
    row = (points[:, 1] - points[0, 1]) / (math.sqrt(3) / 2)
    column = points[:, 0] - points[0, 0] - (np.round(row) % 2) / 2
    assert np.abs(row - np.round(row)).max() < 1e-4
    assert np.abs(column - np.round(column)).max() < 1e-4
    assert len({(round(r), round(c)) for r, c in zip(row, column, strict=True)}) == COUNTS[level]
    shapes = [shapely.Polygon(corners) for corners in _corners(level).values()]
    total = sum(shape.area for shape in shapes)
    assert shapely.union_all(shapes).area == pytest.approx(total, rel=EXACT)


@pytest.mark.parametrize("level", LEVELS)
def test_a_gap_of_four_hundredths_is_left_between_tiles(level: str) -> None:
    shapes = {code: shapely.Polygon(corners) for code, corners in _corners(level).items()}
    for code, others in _beside(level).items():
        for other in others:
            gap = shapes[code].distance(shapes[other]) / _width(level)
            assert gap == pytest.approx(0.04, abs=1e-4)


@pytest.mark.parametrize("level", LEVELS)
def test_rings_turn_as_rfc_7946_says_and_stay_on_the_map(level: str) -> None:
    for feature in _features(level):
        shape: Any = shapely.from_geojson(json.dumps(feature["geometry"]))
        ring = shape.exterior
        assert ring.is_ccw
        west, south, east, north = ring.bounds
        assert -9 < west < east < 3
        assert 49 < south < north < 61


@pytest.mark.parametrize("level", LEVELS)
def test_a_fresh_run_gives_the_shipped_file(level: str) -> None:
    made = file_text(lay_out(level)).encode("utf-8")
    assert made == (BOUNDARIES / f"tiles_{level}.geojson").read_bytes()


def test_two_runs_give_the_same_bytes() -> None:
    assert file_text(lay_out("borough")) == file_text(lay_out("borough"))


@pytest.mark.parametrize("level", LEVELS)
def test_real_neighbours_stay_near_each_other(level: str) -> None:
    _, pairs = _real(level)
    apart = np.array([_tiles_apart(level, a, b) for a, b in pairs])
    assert 100 * np.mean(apart < 1.01) >= TOUCHING[level]
    assert 100 * np.mean(apart < 2.01) >= NEAR[level]


@pytest.mark.parametrize("level", LEVELS)
def test_areas_keep_their_direction_from_each_other(level: str) -> None:
    points, neighbours = _real(level)

    def kept(a: str, b: str) -> bool:
        real, drawn = points[b] - points[a], _centres(level)[b] - _centres(level)[a]
        turn = (real @ drawn) / (np.hypot(*real) * np.hypot(*drawn))
        return bool(turn > math.cos(math.pi / 4))

    everyone = [kept(a, b) for a in points for b in points if a < b]
    assert 100 * np.mean([kept(a, b) for a, b in neighbours]) >= RIGHT_WAY[level]
    assert 100 * np.mean(everyone) >= 97


@pytest.mark.parametrize("level", LEVELS)
def test_the_mainland_is_in_one_piece_without_holes_and_islands_stand_alone(level: str) -> None:
    mainland = set(_centres(level)) - ISLANDS[level]
    assert _reached(level, mainland) == mainland
    assert {code for code, others in _beside(level).items() if not others} == ISLANDS[level]
    # Tiles without the gaps between them: holes are then empty cells
    whole = shapely.union_all(
        [shapely.Polygon(c).buffer(0.03 * _width(level)) for c in _corners(level).values()]
    )
    cell = math.sqrt(3) / 2 * _width(level) ** 2
    rings = [ring for part in shapely.get_parts(whole) for ring in part.interiors]
    assert not [ring for ring in rings if shapely.Polygon(ring).area > cell / 4]


def test_london_is_one_block_of_33() -> None:
    london = _utla("region_code", ["E12000007"])
    assert len(london) == 33
    assert _reached("utla", london) == london
    assert _reached("borough", london) == london


def test_wales_is_one_block_and_anglesey_lies_off_its_coast() -> None:
    wales = _utla("country_code", ["W92000004"])
    mainland = wales - {"W06000001"}
    assert _reached("utla", mainland) == mainland
    nearest = min(
        (_tiles_apart("utla", "W06000001", code), code)
        for code in _centres("utla")
        if code != "W06000001"
    )
    assert nearest[1] in wales
    assert nearest[0] <= 2.01


def test_wales_is_west_of_the_east_of_england() -> None:
    wales = _utla("country_code", ["W92000004"])
    east = _utla("region_code", ["E12000006"])
    centres = _centres("utla")
    assert max(centres[c][0] for c in wales) < min(centres[c][0] for c in east)


def test_the_north_east_is_north_of_the_south_and_of_london() -> None:
    centres = _centres("utla")
    north = _utla("region_code", ["E12000001"])
    south = _utla("region_code", ["E12000007", "E12000008", "E12000009"])
    assert min(centres[c][1] for c in north) > max(centres[c][1] for c in south)


def test_london_is_in_the_south_east() -> None:
    centres = _centres("utla")
    london = np.mean([centres[c] for c in _utla("region_code", ["E12000007"])], axis=0)
    everyone = np.mean(list(centres.values()), axis=0)
    assert london[0] > everyone[0]
    assert london[1] < everyone[1]


@pytest.mark.parametrize(("level", "code"), [("county", "GMC08"), ("utla", "E06000052")])
def test_cornwall_is_the_south_western_corner(level: str, code: str) -> None:
    centres = _centres(level)
    islands = ISLANDS[level]
    beyond = {
        other
        for other, centre in centres.items()
        if centre[0] < centres[code][0] and centre[1] < centres[code][1]
    }
    assert beyond <= islands
    column = "county_code" if level == "county" else "utla_code"
    south_west = {
        row[column]
        for row in _rows(ROOT / "data" / "lookup.csv")
        if row["region_code"] == "E12000009" and row[column] not in islands
    }
    assert min(south_west, key=lambda c: centres[c][0]) == code


def test_forces_lie_as_on_the_map() -> None:
    centres = _centres("pfa")
    mainland = {c: p for c, p in centres.items() if c != "N92000002"}
    assert centres["E23000007"][1] > centres["E23000032"][1]  # Northumbria, Kent
    assert centres["S92000003"][1] == max(p[1] for p in centres.values())
    assert centres["N92000002"][0] <= min(p[0] for p in mainland.values()) + 1
    assert "E23000034" in _beside("pfa")["E23000001"]  # the City beside the Met


@pytest.mark.parametrize("level", ["county", "utla"])
def test_the_isle_of_wight_lies_south_of_hampshire(level: str) -> None:
    wight, hampshire = ("GMC23", "GMC20") if level == "county" else ("E06000046", "E10000014")
    assert _centres(level)[wight][1] < _centres(level)[hampshire][1]
    assert min(_centres(level).values(), key=lambda p: p[1])[1] == _centres(level)[wight][1]


@pytest.mark.parametrize("level", LEVELS)
def test_files_say_where_they_come_from_and_what_they_are_not(level: str) -> None:
    name = f"tiles_{level}.geojson"
    content = (BOUNDARIES / name).read_bytes()
    entry = json.loads((BOUNDARIES / "sources.json").read_text(encoding="utf-8"))["files"][name]
    metadata = _document(level)["metadata"]
    assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    assert entry["accuracy"] == metadata["accuracy"] == ACCURACY
    assert ACCURACY in (BOUNDARIES / "README.md").read_text(encoding="utf-8")
    assert metadata["attribution"] == " ".join(s["attribution"] for s in entry["sources"])
    assert metadata["attribution"].startswith("Tile layout: gapmap.")
    assert ("GeoNames" in metadata["attribution"]) == (level == "utla")
    for source in entry["sources"]:
        assert source["data_licence"] in metadata["licence"]


@pytest.mark.parametrize("level", LEVELS)
def test_the_readme_gives_the_measured_quality(level: str) -> None:
    files = json.loads((BOUNDARIES / "sources.json").read_text(encoding="utf-8"))["files"]
    measured = files[f"tiles_{level}.geojson"]["measured"]
    texts = [
        (BOUNDARIES / "README.md").read_text(encoding="utf-8"),
        (ROOT / "docs" / "adr" / "0007-tile-grid.md").read_text(encoding="utf-8"),
    ]
    for text in texts:
        (row,) = [line for line in text.splitlines() if line.startswith(f"| `{level}` |")]
        assert [cell.strip() for cell in row.split("|")[2:-1]] == [
            f"{measured['neighbours_touching_percent']:.0f} %",
            f"{measured['neighbours_at_most_one_tile_between_percent']:.0f} %",
            f"{measured['neighbours_in_their_direction_percent']:.0f} %",
            f"{measured['all_pairs_in_their_direction_percent']:.0f} %",
            f"{measured['mean_displacement_tiles']:.1f}",
        ]


def test_points_are_those_of_all_councils_and_neighbours_are_mutual() -> None:
    rows = _rows(BOUNDARIES / "utla_points.csv")
    lookup = {r["utla_code"]: r for r in _rows(ROOT / "data" / "lookup.csv")}
    assert [r["utla_code"] for r in rows] == sorted(lookup)
    near = {r["utla_code"]: set(filter(None, r["neighbours"].split(";"))) for r in rows}
    assert all(code in near[other] for code, others in near.items() for other in others)
    assert {code for code, others in near.items() if not others} == ISLANDS["utla"]
    assert [r["name"] for r in rows] == [lookup[r["utla_code"]]["utla_name"] for r in rows]


def test_points_lie_in_their_county_and_areas_add_up_to_it() -> None:
    counties = _drawn("county")
    lookup = {r["utla_code"]: r for r in _rows(ROOT / "data" / "lookup.csv")}
    total = dict.fromkeys(counties, 0.0)
    for row in _rows(BOUNDARIES / "utla_points.csv"):
        county = lookup[row["utla_code"]]["county_code"]
        total[county] += float(row["km2"])
        if row["basis"] != "town":  # Scilly, which is not drawn
            point = shapely.Point(float(row["easting"]), float(row["northing"]))
            assert counties[county].distance(point) < 3000, row["name"]
    for code, shape in counties.items():
        assert total[code] == pytest.approx(shape.area / 1e6, rel=0.02, abs=3), code
