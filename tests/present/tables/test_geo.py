"""GeoJSON and GeoPackage read back as JSON, by SQLite and by GDAL, compared with the GapTable."""

import json
import sqlite3
import struct
from datetime import date
from xml.etree import ElementTree

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from gapmap.core.gap import COLUMNS
from gapmap.dataset import BOUNDARIES
from gapmap.errors import UserInputError
from gapmap.io.boundaries import in_use as boundaries
from gapmap.present import palette
from gapmap.present.tables import geo as geo_tables
from gapmap.present.tables.columns import spec
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.recipe import Recipe
from gapmap.selection import Selection
from gapmap.tasks.products import export
from gapmap.vocabulary import MAP_LEVELS, MEASURES

TODAY = date(2026, 11, 22)
CHOICES = [
    *[{"level": level} for level in MAP_LEVELS],
    *[{"level": "borough", "measure": measure, "suppress_below": 40} for measure in MEASURES],
    {"gap_below": 10.0, "local": "sensitivity", "demand": "referral_demand"},
    {"types": ("stalking",), "routes": ("youth_justice",), "accredited": True},
]
WHOLE = {
    "programmes", "programmes_unmeasured", "programmes_undecided", "programmes_not_matching",
    "number_year", "programmes_funded", "context", "class_index",
}  # fmt: skip
TRUTHS = {"lower_bound", "shared", "crosses_threshold", "same_with_force_rates"}
TEXTS = {"level", "code", "name", "state", "basis", "grade", "verdict", "shade",
         "sensitivity_evidence", "vintage"}  # fmt: skip
ABOUT = {"recipe": "{}", "today": TODAY, "version": "9"}


@pytest.fixture(scope="module", params=CHOICES, ids=str)
def table(request, dataset):
    return dataset.gap(Selection(**request.param))


@pytest.fixture(scope="module")
def geojson(table, dataset):
    def refuse(constant):
        raise AssertionError(f"{constant} is not JSON")

    return json.loads(export(".geojson", dataset, table, TODAY), parse_constant=refuse)


@pytest.fixture(scope="module")
def package(table, dataset, tmp_path_factory):
    path = tmp_path_factory.mktemp("gpkg") / "table.gpkg"
    path.write_bytes(export(".gpkg", dataset, table, TODAY))
    return path


def query(path, sql):
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        connection.row_factory = sqlite3.Row
        return [dict(row) for row in connection.execute(sql)]
    finally:
        connection.close()


def same(mine, value, name):
    """Null where the table is blank, never 0; else the number of the table as exports round it."""
    if isinstance(value, str):
        return mine == (value or None)
    if pd.isna(value):
        return mine is None
    if name in TRUTHS:
        return mine == bool(value)
    return mine == pytest.approx(value, abs=0.51 * 10.0 ** -spec(name).digits)


def test_every_value_of_the_geojson_is_the_tables(geojson, table):
    features = geojson["features"]
    assert [f["id"] for f in features] == table.rows["code"].tolist()
    for feature, row in zip(features, table.rows.to_dict("records"), strict=True):
        assert feature["type"] == "Feature"
        assert list(feature["properties"]) == list(COLUMNS)
        for name, mine in feature["properties"].items():
            assert same(mine, row[name], name), name
            if name in TRUTHS and mine is not None:
                assert isinstance(mine, bool)


def test_shapes_of_the_geojson_follow_rfc_7946(geojson, table):
    assert geojson["type"] == "FeatureCollection"
    assert "crs" not in geojson
    to_metres = Transformer.from_crs(4326, 27700, always_xy=True)
    shapes = boundaries.read(table.selection.level, BOUNDARIES).areas
    for feature in geojson["features"]:
        geometry = feature["geometry"]
        assert geometry["type"] in ("Polygon", "MultiPolygon")
        rings = geometry["coordinates"]
        rings = [rings] if geometry["type"] == "Polygon" else rings
        for outer, *holes in rings:
            assert outer[0] == outer[-1]
            assert signed_area(outer) > 0
            assert all(signed_area(hole) < 0 for hole in holes)
            assert all(-15 < x < 5 and 48 < y < 63 for x, y in outer)
        shape = shapely.geometry.shape(geometry)
        assert shape.is_valid
        mine = shapely.transform(shape, to_metres.transform, interleaved=False)
        original = shapes.geometry[feature["id"]]
        assert mine.symmetric_difference(original).area < 0.002 * original.area


def signed_area(ring):
    """Twice the area by the shoelace formula: above zero when the ring runs anticlockwise."""
    points = [(x - ring[0][0], y - ring[0][1]) for x, y in ring]
    return sum(
        x1 * y2 - x2 * y1
        for (x1, y1), (x2, y2) in zip(points, [*points[1:], points[0]], strict=True)
    )


def test_the_geojson_says_what_it_is(geojson, table, dataset):
    assert geojson["title"] == words.finding(table)
    assert geojson["caveat"] == words.CAVEAT
    assert geojson["fingerprint"] == table.fingerprint
    assert set(geojson["columns"]) == set(COLUMNS)
    assert "Crown copyright" in geojson["boundaries"]
    assert [s["source_id"] for s in geojson["sources"]] == list(table.source_ids)
    recipe = Recipe.loads(geojson["gapmap:recipe"])
    assert (recipe.product, recipe.selection) == ("table.geojson", table.selection)


def test_every_value_of_the_geopackage_is_the_tables(package, table):
    rows = query(package, "SELECT * FROM areas ORDER BY code")
    assert [r["code"] for r in rows] == sorted(table.rows["code"])
    for mine, row in zip(rows, table.rows.sort_values("code").to_dict("records"), strict=True):
        for name in COLUMNS:
            assert same(mine[name], row[name], name), name


def test_columns_of_the_geopackage_have_their_kinds(package):
    kinds = {r["name"]: r["type"] for r in query(package, "PRAGMA table_info(areas)")}
    for name in COLUMNS:
        expected = {"INTEGER", "MEDIUMINT"} if name in WHOLE else {"REAL"}
        if name in TRUTHS | TEXTS:
            expected = {"BOOLEAN"} if name in TRUTHS else {"TEXT"}
        assert kinds[name] in expected, name


def test_the_geopackage_keeps_to_its_format(package, table):
    assert query(package, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
    assert query(package, "PRAGMA application_id")[0]["application_id"] == 0x47504B47
    contents = {r["table_name"]: r for r in query(package, "SELECT * FROM gpkg_contents")}
    kinds = {name: r["data_type"] for name, r in contents.items()}
    assert kinds == {
        "areas": "features",
        "columns": "attributes",
        "sources": "attributes",
        "gapmap_metadata": "attributes",
        "layer_styles": "attributes",
    }
    assert {r["last_change"] for r in contents.values()} == {"2026-11-22T00:00:00.000Z"}
    (column,) = query(package, "SELECT * FROM gpkg_geometry_columns")
    assert (column["srs_id"], column["geometry_type_name"]) == (27700, "MULTIPOLYGON")
    for row in query(package, f"SELECT {column['column_name']} AS shape FROM areas"):
        magic, _, _, srs = struct.unpack("<2sBBi", row["shape"][:8])
        assert (magic, srs) == (b"GP", 27700)


def test_geopandas_reads_the_same_shapes_as_were_given(package, table):
    mine = gpd.read_file(package, layer="areas").set_index("code")
    shapes = boundaries.read(table.selection.level, BOUNDARIES).areas
    assert mine.crs.to_epsg() == 27700
    assert set(mine.index) == set(table.rows["code"])
    ratio = mine.geometry.area / shapes.geometry.area.reindex(mine.index)
    assert ratio.between(0.999999, 1.000001).all()
    assert mine["places"].isna().sum() == table.rows["places"].isna().sum()


def test_the_geopackage_says_what_it_is(package, table):
    about = {r["key"]: r["value"] for r in query(package, "SELECT key, value FROM gapmap_metadata")}
    assert about["title"] == words.finding(table)
    assert about["caveat"] == words.CAVEAT
    recipe = Recipe.loads(about["gapmap:recipe"])
    assert (recipe.product, recipe.selection) == ("table.gpkg", table.selection)
    ids = [r["source_id"] for r in query(package, "SELECT * FROM sources ORDER BY fid")]
    assert ids == list(table.source_ids)
    named = [r["name"] for r in query(package, "SELECT * FROM columns ORDER BY fid")]
    assert named == list(COLUMNS)


COLUMNS_OF_QGIS = [
    "id", "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName",
    "styleQML", "styleSLD", "useAsDefault", "description", "owner", "ui", "update_time",
]  # fmt: skip


def drawn_as(row):
    """By what QGIS draws an area: the expression of the style, worked out by SQLite."""
    return f"class {row['class_index']}" if row["shade"] == "measured" else row["shade"]


def colour_of(symbol):
    fill = symbol.find("layer[@class='SimpleFill']/Option")
    (text,) = [o.get("value") for o in fill if o.get("name") == "color"]
    return "#" + "".join(f"{int(n):02x}" for n in text.split(",")[:3])


def test_qgis_finds_one_style_for_the_layer(package):
    assert [r["name"] for r in query(package, "PRAGMA table_info(layer_styles)")] == COLUMNS_OF_QGIS
    (style,) = query(
        package,
        "SELECT * FROM layer_styles WHERE f_table_schema = '' AND f_table_name = 'areas' "
        "AND f_geometry_column = 'geom' AND useAsDefault",
    )
    (column,) = query(package, "SELECT * FROM gpkg_geometry_columns")
    assert (column["table_name"], column["column_name"]) == ("areas", "geom")
    assert style["update_time"].startswith("2026-11-22T00:00:00")


def test_qgis_draws_every_area_in_the_colour_and_pattern_of_the_map(package, table):
    (style,) = query(package, "SELECT styleQML FROM layer_styles")
    root = ElementTree.fromstring(style["styleQML"])  # it is XML
    assert root.tag == "qgis"
    renderer = root.find("renderer-v2")
    assert renderer.get("type") == "categorizedSymbol"
    categories = {c.get("value"): c for c in renderer.find("categories")}
    symbols = {s.get("name"): s for s in renderer.find("symbols")}
    classes = len(table.breaks) + 1
    states = set(table.rows["shade"]) - {"measured"}
    assert set(categories) == {f"class {i}" for i in range(classes)} | states
    labels = [categories[f"class {i}"].get("label") for i in range(classes)]
    assert labels == scale.class_labels(table)
    expression = renderer.get("attr").replace('to_string("class_index")', '"class_index"')
    rows = query(package, f"SELECT *, {expression} AS drawn FROM areas")
    for row in rows:
        assert row["drawn"] == drawn_as(row)
        symbol = symbols[categories[row["drawn"]].get("symbol")]
        state = row["shade"]
        expected = (
            palette.class_colours(classes)[row["class_index"]]
            if state == "measured"
            else palette.STATE_FILL[state]
        )
        assert colour_of(symbol) == expected
        patterns = {layer.get("class") for layer in symbol.findall("layer")} - {"SimpleFill"}
        wanted = {"hatch": {"LinePatternFill"}, "dots": {"PointPatternFill"},
                  "light-dots": {"PointPatternFill"}}  # fmt: skip
        assert patterns == wanted.get(palette.STATE_PATTERN.get(state, ""), set())
        for layer in symbol.findall("layer"):
            if layer.get("class") != "SimpleFill":
                assert layer.find("symbol/layer") is not None


@pytest.mark.parametrize("ending", [".geojson", ".gpkg"])
def test_the_same_table_gives_the_same_bytes(dataset, ending):
    one, two = (dataset.gap(Selection(level="borough")) for _ in range(2))
    data = export(ending, dataset, one, TODAY)
    assert data == export(ending, dataset, two, TODAY)
    assert data != export(ending, dataset, two, date(2026, 11, 23))


@pytest.mark.parametrize("ending", [".geojson", ".gpkg"])
@pytest.mark.parametrize("level", ["utla", "region"])
def test_levels_without_shapes_are_refused_in_one_sentence(
    dataset, level, ending, monkeypatch, tmp_path
):
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path))
    with pytest.raises(UserInputError, match=r"^There are no boundaries of .*: use a table.*\.$"):
        export(ending, dataset, dataset.gap(Selection(level=level)), TODAY)


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("x")', "'; DROP TABLE areas; --", "\u202edne", "👩‍⚖️", "x" * 300, "<b>&\n"]
)
def test_hostile_names_stay_texts(dataset, name, tmp_path):
    table = dataset.gap(Selection(level="borough"))
    table = table.with_rows(table.rows.assign(name=name))
    shapes = boundaries.read("borough", BOUNDARIES).areas
    source = [dict.fromkeys(("source_id", "title"), name)]
    found = json.loads(geo_tables.geojson(table, shapes, source, name, **ABOUT))
    assert {f["properties"]["name"] for f in found["features"]} == {name}
    assert found["boundaries"] == name
    path = tmp_path / "table.gpkg"
    path.write_bytes(geo_tables.geopackage(table, shapes, source, name, **ABOUT))
    assert {r["name"] for r in query(path, "SELECT name FROM areas")} == {name}
    assert query(path, "SELECT title FROM sources") == [{"title": name}]


def test_an_area_without_a_shape_is_kept_with_a_null_geometry(dataset, tmp_path):
    table = dataset.gap(Selection(level="borough"))
    shapes = boundaries.read("borough", BOUNDARIES).areas.drop(index="E09000001")
    found = json.loads(geo_tables.geojson(table, shapes, [], "", **ABOUT))
    assert [f["id"] for f in found["features"] if f["geometry"] is None] == ["E09000001"]
    path = tmp_path / "table.gpkg"
    path.write_bytes(geo_tables.geopackage(table, shapes, [], "", **ABOUT))
    found = query(path, "SELECT code FROM areas WHERE geom IS NULL")
    assert found == [{"code": "E09000001"}]
