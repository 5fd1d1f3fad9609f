"""The sample exports: each carries a recipe that today's program still makes."""

from pathlib import Path

import pytest

from gapmap.io.recipes import find as recipes
from gapmap.tasks.products import PRODUCTS

FOLDER = Path(__file__).parents[2] / "docs" / "examples"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix != ".md")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sample_says_what_made_it(path):
    recipe = recipes.find(path.read_bytes(), path.name)
    assert PRODUCTS[recipe.product].ending == path.suffix
    assert recipe.figures
    assert path.stat().st_size < 1_100_000


def test_the_list_names_every_sample():
    text = (FOLDER / "README.md").read_text("utf-8")
    assert [path.name for path in FILES if f"]({path.name})" not in text] == []
    assert len(FILES) >= 8
