"""Rules the committed boundary files must keep. Reads committed files only."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry import shape as as_shape

ROOT = Path(__file__).resolve().parents[2]
BOUNDARIES = ROOT / "boundaries"
FILES = {
    "pfa": "pfa.geojson",
    "county": "county.geojson",
    "borough": "borough.geojson",
    "country": "uk_outline.geojson",
}
COUNTS = {"pfa": 45, "county": 56, "borough": 33, "country": 4}
LEVELS = tuple(FILES)
OUTSIDE_ENGLAND_AND_WALES = {"S92000003", "N92000002"}
ACCURACY = "Generalised, for display; areas are matched by code, not by these lines."
MAX_BYTES = 200_000
GAP_WIDTH = 50.0  # metres
SMALL_AREA = 1.0  # square metres

Shapes = dict[str, Any]

# latitude, longitude of a place well inside the area
PFA_PLACES = """
E23000001 51.59 -0.11|E23000002 54.66 -2.75|E23000003 53.76 -2.70|E23000004 53.454 -2.736
E23000004 53.38 -3.06|E23000004 53.41 -2.93|E23000005 53.48 -2.24|E23000006 53.36 -2.73
E23000006 53.19 -2.89|E23000007 54.97 -1.61|E23000008 54.777 -1.575|E23000009 53.96 -1.08
E23000010 53.80 -1.55|E23000011 53.38 -1.47|E23000012 53.76 -0.36|E23000012 53.59 -0.65
E23000013 54.565 -1.315|E23000013 54.56 -1.23|E23000013 54.67 -1.25|E23000014 52.48 -1.90
E23000015 52.80 -2.12|E23000016 52.19 -2.22|E23000016 52.06 -2.71|E23000017 52.28 -1.58
E23000018 52.92 -1.47|E23000019 52.95 -1.15|E23000020 53.23 -0.54|E23000021 52.64 -1.13
E23000021 52.67 -0.73|E23000022 52.24 -0.90|E23000023 52.57 -0.24|E23000024 52.63 1.29
E23000025 52.06 1.15|E23000026 51.88 -0.42|E23000027 51.80 -0.21|E23000028 51.74 0.47
E23000029 52.04 -0.76|E23000029 51.75 -1.26|E23000030 50.70 -1.29|E23000030 51.06 -1.31
E23000031 51.24 -0.57|E23000032 51.27 0.52|E23000033 50.86 -0.13|E23000034 51.5155 -0.092
E23000035 50.263 -5.051|E23000035 50.72 -3.53|E23000036 51.454 -2.588|E23000036 51.02 -3.10
E23000037 51.86 -2.24|E23000038 51.07 -1.80|E23000039 50.73 -1.88|E23000039 50.71 -2.44
W15000001 53.255 -4.31|W15000001 53.05 -2.99|W15000002 51.60 -2.99|W15000003 51.50 -3.18
W15000003 51.75 -3.38|W15000004 52.41 -4.05|W15000004 51.80 -4.97|W15000004 51.95 -3.39
S92000003 55.86 -4.25|S92000003 55.93 -3.25|N92000002 54.59 -5.95|N92000002 54.60 -7.30
"""
COUNTY_PLACES = """
GMC01 52.14 -0.47|GMC02 51.45 -0.98|GMC03 51.454 -2.588|GMC04 52.04 -0.76|GMC05 52.57 -0.24
GMC06 53.36 -2.73|GMC07 51.5155 -0.092|GMC08 50.263 -5.051|GMC09 54.66 -2.75|GMC10 52.92 -1.47
GMC11 50.72 -3.53|GMC12 50.73 -1.88|GMC13 54.777 -1.575|GMC13 54.565 -1.315|GMC13 54.67 -1.25
GMC14 53.76 -0.36|GMC15 50.86 -0.13|GMC16 51.74 0.47|GMC17 51.86 -2.24|GMC17 51.53 -2.45
GMC18 51.37 -0.10|GMC19 53.48 -2.24|GMC20 51.06 -1.31|GMC21 52.06 -2.71|GMC22 51.80 -0.21
GMC23 50.70 -1.29|GMC24 51.27 0.52|GMC25 53.76 -2.70|GMC26 52.64 -1.13|GMC27 53.59 -0.65
GMC27 53.23 -0.54|GMC28 53.454 -2.736|GMC28 53.38 -3.06|GMC29 52.63 1.29|GMC30 53.96 -1.08
GMC30 54.56 -1.23|GMC31 52.24 -0.90|GMC32 55.17 -1.69|GMC33 52.95 -1.15|GMC34 51.75 -1.26
GMC35 52.67 -0.73|GMC36 52.71 -2.75|GMC37 51.02 -3.10|GMC37 51.38 -2.36|GMC37 51.35 -2.85
GMC38 53.38 -1.47|GMC39 52.80 -2.12|GMC40 52.06 1.15|GMC41 51.24 -0.57|GMC42 54.90 -1.42
GMC43 52.28 -1.58|GMC44 52.48 -1.90|GMC45 50.93 -0.46|GMC46 53.80 -1.55|GMC47 51.07 -1.80
GMC48 52.19 -2.22|GMW01 53.05 -2.99|GMW01 53.22 -3.75|GMW02 51.80 -4.97|GMW02 52.41 -4.05
GMW03 51.60 -2.99|GMW03 51.66 -3.18|GMW04 53.255 -4.31|GMW04 52.75 -3.88|GMW05 51.75 -3.38
GMW06 51.95 -3.39|GMW07 51.50 -3.18|GMW08 51.66 -3.92
"""
BOROUGH_PLACES = """
E09000001 51.5155 -0.092|E09000002 51.545 0.15|E09000003 51.61 -0.21|E09000004 51.456 0.14
E09000005 51.555 -0.28|E09000006 51.404 0.03|E09000007 51.545 -0.155|E09000008 51.37 -0.09
E09000009 51.513 -0.31|E09000010 51.652 -0.081|E09000011 51.475 0.05|E09000012 51.547 -0.055
E09000013 51.50 -0.228|E09000014 51.59 -0.11|E09000015 51.585 -0.34|E09000016 51.576 0.20
E09000017 51.54 -0.45|E09000018 51.468 -0.361|E09000019 51.545 -0.105|E09000020 51.502 -0.195
E09000021 51.39 -0.28|E09000022 51.455 -0.118|E09000023 51.445 -0.02|E09000024 51.41 -0.20
E09000025 51.53 0.03|E09000026 51.58 0.07|E09000027 51.447 -0.32|E09000028 51.473 -0.072
E09000029 51.362 -0.18|E09000030 51.52 -0.045|E09000031 51.59 -0.015|E09000032 51.452 -0.18
E09000033 51.515 -0.16
"""
WATER = {
    "Severn": (51.45, -3.05),
    "Humber": (53.62, 0.00),
    "Mersey": (53.32, -2.90),
    "Solent": (50.77, -1.25),
    "Morecambe Bay": (54.10, -2.98),
    "The Wash": (52.93, 0.20),
    "Menai Strait": (53.13, -4.32),
    "Swansea Bay": (51.56, -3.90),
}


@dataclass(frozen=True)
class Place:
    """A point that must lie in one area of a level and in no other."""

    level: str
    code: str
    latitude: float
    longitude: float


def _places(level: str, text: str) -> list[Place]:
    entries = [entry.split() for line in text.strip().splitlines() for entry in line.split("|")]
    return [Place(level, code, float(lat), float(lon)) for code, lat, lon in entries]


PLACES = [
    *_places("pfa", PFA_PLACES),
    *_places("county", COUNTY_PLACES),
    *_places("borough", BOROUGH_PLACES),
]


@cache
def _document(level: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((BOUNDARIES / FILES[level]).read_text(encoding="utf-8"))
    return document


@cache
def _features(level: str) -> list[dict[str, Any]]:
    features: list[dict[str, Any]] = _document(level)["features"]
    return features


@cache
def _degrees(level: str) -> Shapes:
    return {f["properties"]["code"]: as_shape(f["geometry"]) for f in _features(level)}


@cache
def _metres(level: str) -> Shapes:
    transformer = Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)

    def convert(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return {code: shapely.transform(shape, convert) for code, shape in _degrees(level).items()}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _areas(level: str) -> dict[str, dict[str, str]]:
    rows = _rows(ROOT / "data" / "areas.csv")
    return {row["code"]: row for row in rows if row["level"] == level}


def _array(shapes: Iterable[Any]) -> Any:
    return np.array(list(shapes), dtype=object)


def _union(shapes: Iterable[Any]) -> Any:
    return shapely.union_all(_array(shapes))


def _england_and_wales(level: str) -> Any:
    shapes = _metres(level)
    return _union(shapes[code] for code in shapes if code not in OUTSIDE_ENGLAND_AND_WALES)


def _parts(shape: Any) -> list[Any]:
    return list(shapely.get_parts(_array([shape])))


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_has_its_number_of_features(level: str) -> None:
    assert len(_features(level)) == COUNTS[level]


@pytest.mark.parametrize("level", LEVELS)
def test_codes_are_unique_sorted_and_those_of_the_areas_table(level: str) -> None:
    codes = [feature["properties"]["code"] for feature in _features(level)]
    assert codes == sorted(_areas(level))


@pytest.mark.parametrize("level", LEVELS)
def test_properties_are_those_of_the_areas_table(level: str) -> None:
    areas = _areas(level)
    for feature in _features(level):
        row = areas[feature["id"]]
        names = ("code", "name", "name_cy", "level", "vintage")
        assert feature["properties"] == {name: row[name] for name in names}


@pytest.mark.parametrize("level", LEVELS)
def test_geometries_are_valid_polygons(level: str) -> None:
    for shapes in (_degrees(level), _metres(level)):
        for code, shape in shapes.items():
            assert shape.geom_type in {"Polygon", "MultiPolygon"}, code
            assert shape.is_valid, code
            assert not shape.is_empty, code
            assert shape.area > 0, code


@pytest.mark.parametrize("level", LEVELS)
def test_each_level_is_a_valid_coverage(level: str) -> None:
    for shapes in (_degrees(level), _metres(level)):
        coverage = _array(shapes.values())
        assert shapely.coverage_is_valid(coverage)
        assert shapely.is_empty(shapely.coverage_invalid_edges(coverage)).all()


@pytest.mark.parametrize("level", LEVELS)
def test_no_narrow_gap_lies_between_areas(level: str) -> None:
    coverage = _array(_metres(level).values())
    edges = shapely.coverage_invalid_edges(coverage, gap_width=GAP_WIDTH)
    assert shapely.is_empty(edges).all()


@pytest.mark.parametrize("level", LEVELS)
def test_no_hole_is_left_inland(level: str) -> None:
    for part in _parts(_union(_metres(level).values())):
        assert len(part.interiors) == 0


@pytest.mark.parametrize("level", LEVELS)
def test_areas_do_not_overlap(level: str) -> None:
    shapes = _metres(level)
    total = sum(shape.area for shape in shapes.values())
    assert total == pytest.approx(_union(shapes.values()).area, rel=1e-4)


@pytest.mark.parametrize("level", LEVELS)
def test_files_are_small(level: str) -> None:
    assert (BOUNDARIES / FILES[level]).stat().st_size <= MAX_BYTES


@pytest.mark.parametrize("level", LEVELS)
def test_coordinates_have_at_most_five_decimals(level: str) -> None:
    points = np.concatenate([shapely.get_coordinates(s) for s in _degrees(level).values()])
    assert np.array_equal(points, np.round(points, 5))


@pytest.mark.parametrize("level", LEVELS)
def test_rings_turn_as_rfc_7946_says(level: str) -> None:
    for shape in _degrees(level).values():
        for part in _parts(shape):
            assert part.exterior.is_ccw
            assert not any(ring.is_ccw for ring in part.interiors)


@pytest.mark.parametrize("level", LEVELS)
def test_each_file_names_source_licence_attribution_and_accuracy(level: str) -> None:
    metadata = _document(level)["metadata"]
    assert set(metadata) == {"source", "licence", "attribution", "accuracy"}
    assert metadata["accuracy"] == ACCURACY
    assert "Crown copyright and database right" in metadata["attribution"]
    assert "Open Government Licence v3.0" in metadata["licence"]
    assert ("Natural Earth" in metadata["attribution"]) == (level != "borough")


def test_attribution_is_also_in_the_readme_and_licence_text_is_kept() -> None:
    readme = (BOUNDARIES / "README.md").read_text(encoding="utf-8")
    assert ACCURACY in readme
    assert "Crown copyright and database right" in readme
    licence = (BOUNDARIES / "LICENCES.md").read_text(encoding="utf-8")
    assert "Ramiro Gómez" in licence
    assert "Permission is hereby granted" in licence


def test_sources_file_describes_the_committed_files() -> None:
    sources = json.loads((BOUNDARIES / "sources.json").read_text(encoding="utf-8"))
    tiles = {path.name for path in BOUNDARIES.glob("tiles_*.geojson")}
    assert set(sources["files"]) == {*FILES.values(), *tiles}
    for name, entry in sources["files"].items():
        content = (BOUNDARIES / name).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest(), name
        assert entry["done"], name
        assert all(source["attribution"] for source in entry["sources"]), name


def test_readme_quotes_the_measured_distances() -> None:
    sources = json.loads((BOUNDARIES / "sources.json").read_text(encoding="utf-8"))
    measured = sources["measured_in_london_gbr_against_london_boroughs"]
    readme = (BOUNDARIES / "README.md").read_text(encoding="utf-8")
    for name in ("median", "95_percent", "max"):
        assert f"{measured[f'outline_distance_{name}_m']:.0f} m" in readme, name


def test_lookup_holds_every_upper_tier_authority() -> None:
    lookup = {row["utla_code"] for row in _rows(ROOT / "data" / "lookup.csv")}
    found = {
        code
        for row in _rows(BOUNDARIES / "gbr_lookup.csv")
        for code in row["utla_codes"].split(";")
        if code
    }
    assert found == lookup


def test_lookup_areas_lie_in_one_force_and_one_county() -> None:
    lookup = {row["utla_code"]: row for row in _rows(ROOT / "data" / "lookup.csv")}
    for row in _rows(BOUNDARIES / "gbr_lookup.csv"):
        codes = [code for code in row["utla_codes"].split(";") if code]
        assert len({(lookup[c]["pfa_code"], lookup[c]["county_code"]) for c in codes}) == bool(
            codes
        )


@pytest.mark.parametrize("place", PLACES, ids=lambda p: f"{p.level} {p.code} {p.latitude}")
def test_known_places_lie_in_the_right_area(place: Place) -> None:
    point = shapely.Point(place.longitude, place.latitude)
    found = [code for code, shape in _degrees(place.level).items() if shape.contains(point)]
    assert found == [place.code]


def test_every_area_has_a_known_place() -> None:
    for level in ("pfa", "county", "borough"):
        assert {place.code for place in PLACES if place.level == level} == set(_areas(level))


@pytest.mark.parametrize("water", WATER)
@pytest.mark.parametrize("level", LEVELS)
def test_estuaries_and_straits_stay_open(level: str, water: str) -> None:
    latitude, longitude = WATER[water]
    point = shapely.Point(longitude, latitude)
    assert not any(shape.contains(point) for shape in _degrees(level).values())


def test_forces_counties_and_outline_have_one_outer_edge() -> None:
    forces = _england_and_wales("pfa")
    for level in ("county", "country"):
        assert forces.symmetric_difference(_england_and_wales(level)).area < SMALL_AREA


def test_scotland_and_northern_ireland_are_the_same_in_both_files() -> None:
    for code in OUTSIDE_ENGLAND_AND_WALES:
        assert _degrees("pfa")[code].equals(_degrees("country")[code])


def test_boroughs_differ_from_greater_london_only_by_the_thames() -> None:
    counties, boroughs = _metres("county"), _union(_metres("borough").values())
    names = {row["name"]: code for code, row in _areas("county").items()}
    london = _union([counties[names["Greater London"]], counties[names["City of London"]]])
    assert boroughs.difference(london).area < SMALL_AREA
    missing = [part for part in _parts(london.difference(boroughs)) if part.area > SMALL_AREA]
    (river,) = missing  # all in one piece: no other gap
    assert river.area == pytest.approx(20e6, abs=1e6)
    assert river.area < 0.015 * london.area


def test_city_of_london_police_lies_inside_the_metropolitan_area() -> None:
    forces = _metres("pfa")
    city, metropolitan = forces["E23000034"], forces["E23000001"]
    assert shapely.Polygon(metropolitan.exterior).covers(city)
    assert len(metropolitan.interiors) == 1
    assert city.area == pytest.approx(3.25e6, rel=0.1)


def test_islands_stay() -> None:
    names = {row["name"]: code for code, row in _areas("county").items()}
    wight = _metres("county")[names["Isle of Wight"]]
    mainland = _metres("county")[names["Hampshire"]]
    assert wight.area > 3.5e8
    assert wight.disjoint(mainland)
    assert any(6e8 < part.area < 8e8 for part in _parts(_metres("pfa")["W15000001"]))  # Anglesey
