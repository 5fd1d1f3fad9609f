"""Each export has its writer and its reader on one line; another format is one more line."""

import json
from datetime import date

import pytest

from gapmap.cli import main as cli
from gapmap.io.recipes import find as recipes
from gapmap.io.recipes.find import FORMATS, JSON, Format
from gapmap.recipe import KEY, Recipe
from gapmap.selection import Selection
from gapmap.tasks import redraw
from gapmap.tasks.job import Job
from gapmap.tasks.products import EXPORTS, PRODUCTS, Product, export
from tests.exported import all_files

DAY = date(2026, 3, 1)
MARK = b"AREAS\n"


@pytest.fixture(scope="module")
def table(dataset):
    return dataset.gap(Selection(layout="tiles"))


@pytest.mark.parametrize("name", [n for n in PRODUCTS if not n.startswith("briefing")])
def test_the_reader_of_a_product_reads_what_its_writer_wrote(dataset, table, name):
    data, *beside = all_files(name, dataset, table, DAY).values()
    form = PRODUCTS[name].format
    assert form.holds(data)
    assert next(f for f in FORMATS if f.holds(data)) is form
    if beside:
        (data,), form = beside, JSON
        assert next(f for f in FORMATS if f.holds(data)) is form
    assert Recipe.loads(form.read(data, "a file")[KEY]).product == name


def test_every_format_is_looked_for_and_every_ending_is_told():
    assert {id(p.format) for p in PRODUCTS.values()} <= {id(f) for f in FORMATS}
    assert {f".{ending}" for ending in recipes.ENDINGS} == set(EXPORTS)


def write_names(job: Job) -> bytes:
    names = "\n".join(job.table.rows["name"])
    return MARK + job.recipe.dumps().encode() + b"\n" + names.encode()


def read_names(data: bytes, _name: str) -> dict[str, str]:
    return {KEY: data.split(b"\n")[1].decode()}


@pytest.fixture
def names(monkeypatch):
    """A format of ours: a line that marks it, a line with the recipe, the names of the areas."""
    form = Format(lambda data: data.startswith(MARK), read_names)
    product = Product(".names", "Names of the areas", "text/plain", write_names, form)
    monkeypatch.setitem(PRODUCTS, "table.names", product)
    monkeypatch.setattr(recipes, "FORMATS", [form, *FORMATS])


@pytest.mark.usefixtures("names")
def test_a_made_up_format_is_written_found_and_made_again(dataset, table):
    old = export(".names", dataset, table, DAY)
    assert old.decode().splitlines()[2:] == list(table.rows["name"])
    recipe = recipes.find(old, "any name.dat")
    assert recipe.product == "table.names"
    assert recipe.selection == table.selection
    assert redraw.remake(recipe, dataset, redraw.table_of(recipe, dataset)) == old


@pytest.mark.usefixtures("names")
def test_the_command_line_writes_and_redraws_a_made_up_format(tmp_path, capsys):
    file = tmp_path / "areas.names"
    assert cli.main(["export", str(file), "--level", "borough"]) == 0
    assert b"Camden" in file.read_bytes()
    assert cli.main(["redraw", str(file)]) == 0
    assert (tmp_path / "areas-redrawn.names").read_bytes() == file.read_bytes()
    assert json.loads(file.read_bytes().split(b"\n")[1])
