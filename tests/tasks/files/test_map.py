"""Maps made from a Job: as files that carry their recipe, and as previews."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from gapmap.errors import UserInputError
from gapmap.io.recipes import find as recipes
from gapmap.recipe import Recipe
from gapmap.selection import Selection
from gapmap.tasks import products as exports
from gapmap.tasks.files import map as maps
from gapmap.tasks.job import Job
from tests.present.page.printing import DATA

TODAY = date(2026, 3, 9)


def job(product="map.png", page="a4-portrait", grey=False, area=None, **choices):
    table = DATA.gap(Selection(**choices))
    return Job(DATA, table, TODAY, product, page, grey, area)


@pytest.mark.parametrize("product", ["map.png", "map.svg", "map.pdf"])
@pytest.mark.parametrize("level", ["borough", "utla"])
def test_every_kind_of_map_carries_the_recipe_that_made_it(product, level):
    options = {"page": "half-page", "grey": True}
    table = DATA.gap(Selection(level=level))
    area = str(table.rows["code"].iloc[0])
    data = exports.export(product, DATA, table, TODAY, **options, area=area)
    found = recipes.find(data, f"x{exports.PRODUCTS[product].ending}")
    assert found == Recipe.loads(job(product, **options, area=area, level=level).recipe.dumps())
    assert (found.page, found.grey, found.area) == ("half-page", True, area)
    again = exports.export(product, DATA, DATA.gap(found.selection), TODAY, **options, area=area)
    assert again == data


def test_the_endings_of_maps_make_maps():
    assert [exports.product_name(e) for e in (".png", ".svg", ".pdf")] == [
        "map.png", "map.svg", "map.pdf",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "shape"),
    [
        ("a4-portrait", 210 / 297),
        ("a4-landscape", 297 / 210),
        ("half-page", 2055 / 1560),
    ],
)
def test_a_preview_is_small_and_has_the_shape_of_its_page(page, shape):
    data = maps.preview(job("map.pdf", page, level="borough"))
    image = Image.open(BytesIO(data))
    assert len(data) < 220_000
    assert max(image.size) <= 800
    assert image.width / image.height == pytest.approx(shape, rel=0.005)


@pytest.mark.parametrize("level", ["region", "country"])
def test_a_level_that_cannot_be_drawn_is_refused_with_those_that_can(level):
    with pytest.raises(UserInputError, match="pfa, county, borough, utla"):
        maps.render_map(job(level=level))


def test_the_credit_names_the_tiles_or_the_shapes_that_are_drawn():
    assert maps.credit("pfa", "map") != maps.credit("pfa", "tiles")
    assert "Natural Earth" in maps.credit("pfa", "map")
    assert "approximate" in maps.credit("utla", "map")
