"""The still map in the one file: every area, its colour, its words, nothing over another."""

from xml.etree import ElementTree

import pytest
import shapely

from gapmap.dataset import BOUNDARIES
from gapmap.present import palette
from gapmap.present.standalone.onefile.grid import shapes
from gapmap.present.standalone.onefile.still import still
from gapmap.present.web.layers import LevelLayer
from gapmap.present.words import on_map, scale
from gapmap.selection import Selection
from gapmap.tasks.products import export

SVG = "{http://www.w3.org/2000/svg}"
CHOICES = [
    {},
    {"level": "county"},
    {"level": "borough"},
    {"types": ("early_intervention",), "routes": ("self",)},
    {"level": "county", "layout": "tiles"},
    {"measure": "funding"},
]


def layer(name):
    return LevelLayer.read(BOUNDARIES / f"{name}.geojson")


@pytest.fixture(scope="module", params=CHOICES, ids=str)
def picture(request, dataset):
    table = dataset.gap(Selection(**request.param))
    tiles = "layout" in request.param
    name = table.selection.level
    areas = layer(f"tiles_{name}" if tiles else name)
    outline = None if tiles else layer("uk_outline")
    return table, areas, still(table, areas, outline, tiles=tiles)


def test_every_area_is_drawn_once_in_its_colour(picture):
    table, _, shown = picture
    assert sorted(a.shape.code for a in shown.areas) == sorted(table.rows["code"])
    colours = scale.colours(table)
    for area in shown.areas:
        row = table.by_code[area.shape.code]
        assert area.title == f"{row['name']}: {scale.value(table, row)}"
        if row["shade"] == "measured":
            assert area.fill == colours[row["class_index"]]
        elif row["shade"] in ("none_matching", "none_recorded", "no_estimate"):
            assert area.fill == palette.STATE_FILL[row["shade"]]
        else:
            assert area.fill.startswith("url(#still-")


def test_words_lie_in_the_frame_and_none_over_another(picture):
    _, _, shown = picture
    frame = shapely.box(shown.frame.west, shown.frame.north, shown.frame.east, shown.frame.south)
    spots = []
    for group in shown.words:
        for x, y, text in group.texts:
            wide, high = 0.3 * group.size * len(text), 0.6 * group.size  # narrower than it is
            spots.append(shapely.box(x - wide / 2, y - high, x + wide / 2, y))
    assert spots
    assert all(frame.contains(spot) for spot in spots)
    for i, spot in enumerate(spots):
        assert not any(spot.intersects(other) for other in spots[i + 1 :])


def test_names_beside_an_area_lie_on_no_other(picture):
    _, areas, shown = picture
    found = {s.code: shapely.make_valid(s.polygon) for s in shapes(areas)}
    for one in shown.beside:
        middle = shapely.Point(one.at)
        assert not any(shape.contains(middle) for shape in found.values())
        reach = 2 * shown.frame.pixel
        assert found[one.code].distance(shapely.LineString(one.ends)) < reach


def test_most_values_are_on_the_map_and_never_one_of_another_area(picture):
    table, _, shown = picture
    texts = {text for group in shown.words for _, _, text in group.texts}
    values = [on_map.written(table, row) for row in table.records]
    if table.selection.layout == "map" and any(values):
        lines = {line for value in values for line in (value, *value.split(" "))}
        there = sum(value in texts or set(value.split(" ")) <= texts for value in values if value)
        assert there > 0.6 * sum(map(bool, values))
        names = {n for r in table.records for n in (str(r["name"]), *str(r["name"]).split())}
        odd = {t for t in texts if t not in lines and not set(t.split()) <= names}
        assert odd == set()


def test_the_area_of_the_file_is_outlined_and_its_name_is_bold(dataset):
    table = dataset.gap(Selection())
    code = "E23000032"
    shown = still(table, layer("pfa"), None, tiles=False, area=code)
    assert [a.shape.d for a in shown.areas if a.shape.code == code] == [shown.chosen]
    bold = [text for group in shown.words if group.bold for _, _, text in group.texts]
    assert bold[0] == "Kent"
    assert still(table, layer("pfa"), None, tiles=False).chosen == ""


def test_the_picture_in_the_file_is_an_svg_of_its_own(dataset):
    page = export(".html", dataset, dataset.gap(Selection())).decode()
    svg = page[page.index("<svg id=") : page.index("</svg>") + 6]
    tree = ElementTree.fromstring(svg)
    fills = {path.get("fill") for path in tree.iter(f"{SVG}path")} - {None}
    used = {fill[5:-1] for fill in fills if fill.startswith("url(#")}
    assert used <= {pattern.get("id") for pattern in tree.iter(f"{SVG}pattern")}
    assert tree.get("role") == "img"
