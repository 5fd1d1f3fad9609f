"""Every file that somebody's own list or estimates went into says so."""

import io
import json
import re
import zipfile
from datetime import date

import pytest
from PIL import Image

from gapmap.core.comparing.comparison import compare
from gapmap.core.plan import kept
from gapmap.core.plan.reach.asked import Question
from gapmap.core.plan.reach.floating import Steps
from gapmap.core.plan.wish import Wish
from gapmap.io.own import columns
from gapmap.io.uploads import read as upload
from gapmap.present.tables import comparison
from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data
from gapmap.tasks.products import ASKED, PRODUCTS
from tests.exported import all_files

DAY = date(2026, 3, 1)
LIST, ESTIMATES = "what-we-run.csv", "our-estimates.csv"
ROWS = b"programme,programme_type,areas,places,period\nOurs,stalking,E09000012,31,2024\n"
PEOPLE = b"code,low,central,high\nE23000028,800,1000,1500\nE09000014,10,20,30\n"
LONDON = "E23000001"
WISH = Wish(budget=2e6)
QUESTION = Question("centres", Steps((8_000.0, 24_000.0), (1.0, 0.3)), below=4.0)
CASES = [
    *((name, area) for name in PRODUCTS for area in (None, LONDON)),
    *((name, None) for name in ASKED),
]


@pytest.fixture(scope="module")
def with_list(dataset):
    sent = upload.read(ROWS, LIST)
    found = own_data.Reader(dataset).check(sent, columns.guess(sent.header))
    return own_data.with_checked(dataset, sent, found, "add")


@pytest.fixture(scope="module")
def with_estimates(dataset):
    estimates, _ = own_data.estimates(dataset, PEOPLE, ESTIMATES)
    return dataset.with_own_estimates(estimates, ESTIMATES, PEOPLE)


def asked(name):
    if name in PRODUCTS:
        return {}
    if name.startswith("plans."):
        return {"plan": kept.dumps({"One": WISH, "Two": Wish(budget=1e6)})}
    return {"plan": (QUESTION if name.startswith("reach.") else WISH).dumps()}


def text(data):
    """All words of a file, whatever its format."""
    if data.startswith(b"PK"):
        package = zipfile.ZipFile(io.BytesIO(data))
        return "\n".join(package.read(n).decode("utf-8", "ignore") for n in package.namelist())
    if data.startswith(b"\x89PNG"):
        return Image.open(io.BytesIO(data)).text["Description"]
    if data.startswith(b"%PDF"):
        from pypdf import PdfReader

        reader = PdfReader(io.BytesIO(data))
        return "\n".join(page.extract_text() for page in reader.pages)
    return data.decode("utf-8", "ignore")


def said(name, data, table, **more):
    """What the files of a product say together: a table and what stands beside it."""
    made = all_files(name, data, table, DAY, **asked(name), **more)
    joined = " ".join(text(content) for content in made.values())
    return re.sub(r"[\s\u00ad]+", " ", joined.replace("-\n", "-"))


@pytest.mark.parametrize(("name", "area"), CASES)
def test_every_file_with_own_programmes_says_so(with_list, name, area):
    table = with_list.gap(Selection())
    assert "not checked by gapmap" in said(name, with_list, table, area=area)


@pytest.mark.parametrize(("name", "area"), CASES)
def test_every_file_with_own_estimates_says_so(with_estimates, name, area):
    table = with_estimates.gap(Selection(demand="own"))
    assert re.search(
        "your own (file|estimates)", said(name, with_estimates, table, area=area), re.I
    )


@pytest.mark.parametrize("name", ["map.png", "map.svg", "map.pdf"])
def test_a_half_page_picture_says_so_too(with_list, name):
    table = with_list.gap(Selection())
    assert "not checked by gapmap" in said(name, with_list, table, page="half-page")


@pytest.mark.parametrize("own", ["with_list", "with_estimates"])
def test_a_comparison_says_so_where_readers_look_first(own, request):
    data = request.getfixturevalue(own)
    base = Selection(demand="own") if own == "with_estimates" else Selection()
    found = compare(data.gap(base.with_(routes=("self",))), data.gap(base))
    told = json.loads(comparison.metadata(found, url="a.csv", today=DAY, version="1"))
    file = LIST if own == "with_list" else ESTIMATES
    assert file in told["dc:description"]
    assert file in json.loads(comparison.as_json(found, today=DAY, version="1"))["data"]


def test_files_of_the_shipped_data_speak_of_no_own_list(dataset):
    table = dataset.gap(Selection())
    for name in ("map.svg", "table.json", "hsds.json", "plan.json"):
        assert "your own file" not in said(name, dataset, table)
