"""The documents as a site: whole, without a warning, and nobody outside is asked."""

import inspect
import re
import subprocess
import sys

import pytest
from lxml import html as parser

import gapmap
from gapmap import errors
from tests.docs.test_docs import ROOT, read

REFERENCE = read("docs", "reference.rst")
OUTSIDE = re.compile(r"url\(['\"]?(?:https?:)?//[^)]*\)|@import[^;]*//[^;]*")
FETCHING = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "src"}


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, made in a process of its own: it imports the program anew."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-c", "docs",
         "-d", str(folder / "kept"), ".", str(folder / "site")],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return folder / "site"


def pages(site):
    return {path.relative_to(site).as_posix(): path for path in site.rglob("*.html")}


def test_every_document_is_a_page_in_the_order_at_the_side(site):
    made = pages(site)
    wanted = {
        path.relative_to(ROOT).with_suffix(".html").as_posix()
        for path in (
            *(ROOT / "docs").rglob("*.md"),
            ROOT / "README.md",
            ROOT / "data" / "README.md",
        )
    }
    assert wanted <= set(made)
    side = parser.parse(str(made["docs/index.html"])).xpath("//*[@class='sidebar-tree']//a/@href")
    listed = {(site / "docs" / href).resolve() for href in side if not href.startswith("#")}
    assert {made[name].resolve() for name in wanted - {"docs/index.html"}} <= listed


def test_the_doorstep_leads_to_the_first_page(site):
    (href,) = parser.parse(str(site / "index.html")).xpath("//a/@href")
    assert (site / href).is_file()


def test_no_page_asks_anybody_outside_and_every_local_link_leads_somewhere(site):
    outside, broken = [], []
    for name, path in pages(site).items():
        tree = parser.parse(str(path))
        for tag, attribute in FETCHING.items():
            for element in tree.iter(tag):
                target = element.get(attribute) or ""
                if re.match(r"(https?:)?//", target) and element.get("rel") != "canonical":
                    outside.append((name, target))
        for href in tree.xpath("//a/@href"):
            file = href.partition("#")[0]
            if file and not re.match(r"[a-z]+:", file) and not (path.parent / file).exists():
                broken.append((name, href))
    for sheet in site.rglob("*.css"):
        outside += OUTSIDE.findall(sheet.read_text("utf-8"))
    assert outside == []
    assert broken == []


def test_headings_have_a_rank_and_landmarks_a_name(site):
    for name, path in pages(site).items():
        tree = parser.parse(str(path))
        without = tree.xpath("//*[@role='heading'][not(@aria-level)]")
        nameless = tree.xpath("//aside[not(@aria-label) and not(@aria-hidden)]")
        assert [*without, *nameless] == [], name


def test_search_is_a_script_beside_the_pages(site):
    index = (site / "searchindex.js").read_text("utf-8")
    assert index.startswith("Search.setIndex(")
    assert "docs/methodology" in index


def test_the_reference_names_every_public_name_and_no_other():
    named = re.findall(r"^\.\. auto(?:function|class):: gapmap\.(\w+)$", REFERENCE, re.MULTILINE)
    assert sorted([*named, "errors"]) == gapmap.__all__
    listed = re.findall(r"^\.\. autoexception:: gapmap\.errors\.(\w+)$", REFERENCE, re.MULTILINE)
    assert listed == [name for name, value in vars(errors).items() if inspect.isclass(value)]


def test_every_public_name_says_what_it_is_and_what_it_raises(site):
    page = parser.parse(str(site / "docs" / "reference.html")).getroot()
    text = page.text_content().replace("’", "'")
    for name in gapmap.__all__:
        if name == "errors":
            continue
        value = getattr(gapmap, name)
        assert inspect.getdoc(value), name
        assert inspect.getdoc(value).split("\n")[0].split("``")[0].strip()[:40] in text
    for name in ("load", "gap", "plan", "reach", "export"):
        assert "Raises" in inspect.getdoc(getattr(gapmap, name)), name
