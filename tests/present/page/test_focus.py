"""Maps about one area, maps without texts around them, tiles, and the scale."""

import re
from io import BytesIO
from itertools import combinations

import pytest
import shapely
from PIL import Image

from gapmap.dataset import BOUNDARIES
from gapmap.errors import UserInputError
from gapmap.io.boundaries import in_use as boundaries
from gapmap.present import palette
from gapmap.present.page import labels
from gapmap.present.page.marks import Lines, Text
from gapmap.present.page.sheet import PAGES
from gapmap.present.words import finding as words
from tests.present.page.printing import RECIPE, SHAPES, compose, composed, made, render, shapes_of

WILTSHIRE = "E23000038"
CITY = "E23000034"
KENT = "E23000032"


def texts(drawn):
    return [text for text, _ in drawn.sheet.texts()]


def outlines(drawn):
    return [m for m in drawn.sheet.marks if isinstance(m, Lines) and m.colour == palette.ACCENT]


def test_an_area_is_outlined_along_its_edge_and_named():
    drawn = compose(made("pfa"), area=WILTSHIRE)
    (line,) = outlines(drawn)
    edge = drawn.view.shape(SHAPES["pfa"].geometry[WILTSHIRE]).boundary
    drawn_line = shapely.multilinestrings([shapely.linestrings(p) for p in line.parts])
    assert drawn_line.hausdorff_distance(edge) < 0.2
    assert "Outlined: Wiltshire." in texts(drawn)
    assert not outlines(composed("pfa"))


def test_a_small_area_is_outlined_around_it_on_the_map_and_in_the_inset():
    drawn = compose(made("pfa"), area=CITY)
    lines = outlines(drawn)
    assert len(lines) == 2
    for line, view in zip(lines, (drawn.inset, drawn.view), strict=True):
        city = view.shape(SHAPES["pfa"].geometry[CITY])
        (ring,) = line.parts
        assert shapely.Polygon(ring).contains(city)


def test_a_tile_without_a_number_is_explained_where_it_is_said_to_be_outlined():
    drawn = compose(made("utla"), area="E06000023")
    outlined = "Outlined: Bristol, City of (recorded, places not known)."
    assert outlined in " ".join(texts(drawn))


@pytest.mark.parametrize(
    ("case", "code", "more"),
    [
        ("pfa", KENT, {}),
        ("pfa", KENT, {"page": "a4-landscape"}),
        ("pfa", CITY, {"bare": True}),
        ("borough", "E09000030", {}),
        ("borough", "E09000019", {}),
        ("borough", "E09000030", {"bare": True, "told": True}),
        ("grade", "E23000038", {}),
    ],
)
def test_the_map_says_the_value_of_the_area_it_is_about_and_hides_no_name(case, code, more):
    table = made(case)
    drawn = compose(table, area=code, **more)
    name, value = labels.labels(table, area=code)[code].lines
    bold = [m for m in drawn.sheet.marks if isinstance(m, Text) and m.style.bold and m.style.halo]
    assert " ".join(m.text for m in bold) == f"{name} {value}"
    assert code in drawn.named
    assert f"Outlined: {name}." in texts(drawn)
    for (_, a), (_, b) in combinations(drawn.sheet.texts(), 2):
        across = min(a.right, b.right) - max(a.left, b.left)
        assert across <= 0.05 or min(a.top, b.top) - max(a.bottom, b.bottom) <= 0.25


@pytest.mark.parametrize("page", list(PAGES))
@pytest.mark.parametrize("code", [WILTSHIRE, "E23000002", "S92000003"])
def test_a_map_zoomed_to_an_area_shows_all_of_it_and_more(page, code):
    drawn = compose(made("pfa"), area=code, zoom=True, bare=True, page=page)
    frame, shape = drawn.view.frame, SHAPES["pfa"].geometry[code]
    west, south, east, north = shapely.transform(shape, drawn.view.place).bounds
    assert frame.left < west < east < frame.right
    assert frame.bottom < south < north < frame.top
    assert max((east - west) / frame.width, (north - south) / frame.height) > 0.4
    assert drawn.inset is None
    assert code in drawn.named


@pytest.mark.parametrize("page", list(PAGES))
@pytest.mark.parametrize("case", ["pfa", "borough", "utla", "pfa-tiles"])
def test_a_bare_map_has_legend_and_map_and_nothing_that_the_document_says(case, page):
    table = made(case)
    drawn = compose(table, bare=True, page=page)
    found = texts(drawn)
    page_text = " ".join(found)
    assert "areas" in found
    for sentence in (words.finding(table), words.CAVEAT, "Sources:", "gapmap 9.9.9"):
        assert sentence not in page_text
    for a, b in combinations([box for _, box in drawn.sheet.texts()], 2):
        across = min(a.right, b.right) - max(a.left, b.left)
        assert across <= 0.05 or min(a.top, b.top) - max(a.bottom, b.bottom) <= 0.25
    for _, box in drawn.sheet.texts():
        assert 0 < box.left < box.right < drawn.sheet.width
        assert 0 < box.bottom < box.top < drawn.sheet.height


def test_a_map_zoomed_to_a_small_area_shows_where_it_lies():
    drawn = compose(made("pfa"), area=CITY, zoom=True, bare=True)
    assert drawn.view.frame.width / drawn.view.scale > 35_000  # metres
    assert "Outlined: City of London." in texts(drawn)


@pytest.mark.parametrize("case", ["utla", "pfa-tiles"])
def test_tiles_zoomed_to_one_name_it_and_those_around_it_that_are_whole(case):
    table = made(case)
    code = table.rows["code"].iloc[20]
    drawn = compose(table, area=code, zoom=True, bare=True)
    frame, tiles = drawn.view.frame.polygon, shapes_of(table).geometry
    moved = {c: shapely.transform(tiles[c], drawn.view.place) for c in table.rows["code"]}
    whole = {c for c, tile in moved.items() if tile.difference(frame).area < 0.01 * tile.area}
    assert code in whole
    assert len(whole) >= 9
    assert whole <= drawn.named <= {c for c, tile in moved.items() if tile.intersects(frame)}


def test_an_area_that_the_table_does_not_have_is_refused():
    with pytest.raises(UserInputError, match="no area “E09000001”"):
        compose(made("pfa"), area="E09000001")


def test_a_smaller_picture_is_of_the_same_page():
    large, small = (
        Image.open(BytesIO(render(made("borough"), dpi=dpi, recipe=RECIPE))) for dpi in (300, 60)
    )
    assert small.size == (496, 701)
    assert small.text == large.text
    shrunk = large.convert("L").resize((62, 88), Image.Resampling.BOX).get_flattened_data()
    same = small.convert("L").resize((62, 88), Image.Resampling.BOX).get_flattened_data()
    assert max(abs(a - b) for a, b in zip(shrunk, same, strict=True)) < 40


@pytest.mark.parametrize("case", ["pfa", "county", "borough"])
@pytest.mark.parametrize("page", [name for name, page in PAGES.items() if not page.only_bare])
def test_the_scale_is_as_long_as_it_says(case, page):
    drawn = compose(made(case), page=page)
    (said,) = [m for t in texts(drawn) if (m := re.fullmatch(r"(\d+) km", t))]
    expected = 1000 * int(said[1]) * drawn.view.scale
    bars = [m for m in drawn.sheet.marks if isinstance(m, Lines) and m.zorder == 7]
    lengths = [max(p[:, 0]) - min(p[:, 0]) for bar in bars for p in bar.parts]
    assert any(length == pytest.approx(expected) for length in lengths)
    assert 8 < expected < 32
    assert "N" in texts(drawn)


@pytest.mark.parametrize("case", ["pfa", "county", "borough", "one", "one-away", "missing"])
def test_the_scale_hides_no_area(case):
    table, drawn = made(case), composed(case)
    (bar,) = [m for m in drawn.sheet.marks if isinstance(m, Lines) and len(m.parts[0]) == 4
              and m.zorder == 7]  # fmt: skip
    line = shapely.linestrings(bar.parts[0])
    for code in table.rows["code"]:
        assert not drawn.view.shape(shapes_of(table).geometry[code]).intersects(line)


@pytest.mark.parametrize("case", ["pfa-tiles", "borough-tiles", "utla"])
def test_tiles_have_short_names_and_no_scale_north_or_inset(case):
    table, drawn = made(case), composed(case)
    found = texts(drawn)
    short = shapes_of(table)["short"]
    for code in table.rows["code"]:
        assert " ".join(short[code].split()) in found
    assert drawn.inset is None
    assert "N" not in found
    assert not any(re.fullmatch(r"\d+ km", text) for text in found)
    assert not any("at least" in text for text in found if "≥" in text and len(text) < 12)


def test_tiles_say_their_values_and_name_in_full_what_is_not_recorded():
    table, drawn = made("borough-tiles"), composed("borough-tiles")
    found = texts(drawn)
    exact = table.rows[
        (table.rows["state"] == "measured") & ~(table.rows["programmes_unmeasured"] > 0)
    ]
    assert len(exact)
    for row in exact.to_dict("records"):
        value = f"{1000 * row['places'] / row['perpetrators']:.1f}"
        assert any(text.startswith(value) for text in found)
    assert any(re.fullmatch(r"≥\d+\.\d [A-D]", text) for text in found)
    page = " ".join(found)
    for name in table.rows.loc[table.rows["shade"] == "none_recorded", "name"]:
        assert name in page


@pytest.mark.parametrize("level", ["pfa", "county", "borough", "utla"])
def test_every_area_has_a_shipped_tile_that_shows_its_short_name(level):
    areas = boundaries.tiles(level, BOUNDARIES).areas
    found = texts(compose(made(level), shapes=areas))
    for code in made(level).rows["code"]:
        assert areas["short"][code] in found
