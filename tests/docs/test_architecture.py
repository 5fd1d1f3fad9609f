"""The pages about the code name what is there, and the picture of the house is current."""

import ast
import re
from itertools import chain
from xml.etree import ElementTree as ET

import pytest

from tests import picture
from tests.docs.test_docs import ROOT, read

PAGES = ("architecture.md", "contributing.md")
PATH = re.compile(r"`((?:gapmap|data|tests|docs|boundaries|deploy|benchmarks)/[\w./*-]*)`")
MADE = {"build", "dist", "out", "node_modules"}  # by tools; no part of the project
ROW = re.compile(r"^\| (.*`.*`.*) \| (.+) \|$", re.MULTILINE)
NAME = re.compile(r"`(_?[A-Za-z]\w*)`")


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_is_named_exists(page):
    found = PATH.findall(read("docs", page))
    assert len(found) > 15
    assert [path for path in found if not list(ROOT.glob(path))] == []


def test_every_folder_of_the_project_is_told():
    folders = {path.name for path in ROOT.iterdir() if path.is_dir() and path.name[0] not in "._"}
    told = {path.split("/")[0] for path in PATH.findall(read("docs", "architecture.md"))}
    assert folders - MADE <= told


def names_in(path):
    """What a module defines at its top."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    named = [getattr(node, "name", None) for node in tree.body]
    targets = [t for node in tree.body for t in getattr(node, "targets", [])]
    targets += [node.target for node in tree.body if isinstance(node, ast.AnnAssign)]
    return {*named, *(t.id for t in targets if isinstance(t, ast.Name))}


def test_every_name_stands_in_a_file_of_its_row():
    checked = 0
    for files, what in ROW.findall(read("docs", "contributing.md")):
        modules = [path for path in PATH.findall(files) if path.endswith(".py")]
        there = {name for path in modules for name in names_in(path)}
        wanted = set(NAME.findall(what)) if modules else set()
        assert wanted <= there, files
        checked += len(wanted)
    assert checked > 12


def test_every_list_that_is_named_anywhere_is_one_of_the_code():
    modules = [p for top in ("gapmap", "boundaries", "tests") for p in (ROOT / top).rglob("*.py")]
    there = {name for path in modules for name in names_in(path)}
    named = {name for page in PAGES for name in re.findall(r"`([A-Z_]{4,})`", read("docs", page))}
    assert len(named) > 25
    assert named - there <= {name for name in named if name.startswith("GAPMAP_")}


def test_each_addition_takes_at_most_a_screen():
    parts = read("docs", "contributing.md").split("\n## Checks\n")[1].split("\n## ")[1:]
    assert len(parts) == 5
    for part in parts:
        assert part.count("\n") < 35


def test_the_picture_is_current():
    told = "the house has changed: run python -m tests.picture"
    assert picture.FILE.read_text("utf-8") == picture.picture(ROOT), told


def test_the_picture_shows_every_floor_and_fits():
    drawn = ET.fromstring(picture.picture(ROOT))
    texts = [node.text for node in drawn.iter() if node.get("class") == "name"]
    floors = picture.floors((ROOT / "pyproject.toml").read_text("utf-8"))
    assert [text.rstrip("/").removesuffix(".py") for text in texts] == [*chain(*floors)]


def made(root, **texts):
    """A small project: pyproject.toml and a package of the modules given."""
    package = root / "gapmap"
    for name, text in texts.items():
        path = package.joinpath(*name.split("__in__"))
        path.parent.mkdir(parents=True, exist_ok=True)
        (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).write_text(text)
    layers = '[[tool.importlinter.contracts]]\ntype = "layers"\nlayers = ["top | other", "low"]\n'
    (root / "pyproject.toml").write_text(layers)


def test_the_picture_follows_the_code(tmp_path):
    made(tmp_path, top='"""Is <first>. More."""', other="", low='"""Last."""')
    before = picture.picture(tmp_path)
    assert "Is &lt;first&gt;" in before
    assert "More" not in before
    made(tmp_path, low='"""Is now another."""')
    assert picture.picture(tmp_path) != before
