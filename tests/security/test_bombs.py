"""Small files that unpack to much: refused in a sentence, before the memory of all is gone."""

import subprocess
import sys
import zlib

import pytest

from gapmap.errors import UserInputError
from gapmap.io.files import apart, budget
from gapmap.io.recipes import find as recipes
from gapmap.io.uploads import read as upload
from tests.docs.test_docs import ROOT
from tests.security import astray, bombs

MEASURE = """
import sys
from pathlib import Path
from gapmap.errors import GapmapError
{warm}
data = Path(sys.argv[1]).read_bytes()
before = int(Path("/proc/self/status").read_text().partition("VmRSS:")[2].split()[0])
try:
    {call}
    print("read")
except GapmapError as error:
    print(error)
print(int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) - before)
"""
RECIPE = ("from gapmap.io.recipes import find", "find.find_apart(data, sys.argv[2])")
TABLE = ("from gapmap.io.uploads import read", "read.read(data, sys.argv[2])")
APART = (
    "from gapmap.io.uploads import read\nfrom gapmap.io.files import apart",
    "apart.call(read.read, data, sys.argv[2])",
)
ESTIMATES = (
    "import pandas\nfrom gapmap.io.own import estimates",
    "estimates.read(data, sys.argv[2], pandas.DataFrame(), pandas.Series())",
)
SLACK = 200 * 1024  # KiB that reading may take at most


def measured(tmp_path, way, name, data):
    """What is said of a file, and KiB that the process grew by at most."""
    path = tmp_path / "bomb"
    path.write_bytes(data)
    done = subprocess.run(
        [sys.executable, "-c", MEASURE.format(warm=way[0], call=way[1]), str(path), name],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=True,
    )  # fmt: skip
    said, grown = done.stdout.strip().rsplit("\n", 1)
    return said, int(grown)


def many():
    """Name, way of reading, file and what is said, for one bomb of each kind."""
    words = "<worksheet>" + "<c/>" * 2_000_000 + "</worksheet>"
    return {
        "a picture of 1.9 MB": (RECIPE, "a.png", bombs.png(7_600), "unpacks to more than"),
        "a picture of 6.7 MB": (RECIPE, "a.png", bombs.png(26_000), "unpacks to more than"),
        "a picture of many chunks": (RECIPE, "a.png", bombs.png(1_500_000, 1)[:19_000_000], ""),
        "a PDF": (RECIPE, "a.pdf", bombs.pdf(12), ""),
        "a PDF of many streams": (RECIPE, "a.pdf", bombs.pdf_of_entries(40), "unpacks to more"),
        "a document": (
            RECIPE, "a.docx",
            bombs.document(["docProps/custom.xml", "meta.xml", "docProps/app.xml"], 1_900_000), "",
        ),
        "a drawing": (RECIPE, "a.svg", b"<svg>" + b"<g/>" * 4_000_000 + b"</svg>", "parts"),
        "a workbook": (APART, "a.xlsx", bombs.xlsx(5), ""),
        "a sheet of words": (APART, "a.xlsx", bombs.zipped({"xl/workbook.xml": words}), ""),
        "a database": (TABLE, "a.gpkg", bombs.geopackage(500), "unpacks to more than"),
        "a map in text": (
            APART, "a.geojson",
            b'{"type":"FeatureCollection","features":[' + b"[],[]," * 3_000_000 + b"[]]}", "parts",
        ),
        "a table of commas": (
            APART, "a.csv", b"programme\n" + (b"," * 960 + b"x\n") * 19_900, "parts",
        ),
        "estimates": (ESTIMATES, "a.csv", bombs.estimates(400_000), "parts"),
    }  # fmt: skip


BOMBS = many()


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_one_sentence_and_takes_little_memory(tmp_path, bomb):
    way, name, data, words = BOMBS[bomb]
    assert len(data) < 20_000_000
    said, grown = measured(tmp_path, way, name, data)
    assert grown < SLACK
    assert said.count("\n") == 0
    if words:
        assert said.startswith(f"{name} is not read: ")
        assert words in said


def test_all_texts_of_a_picture_count_together():
    """Within the budget a picture is read however many texts it has; their sum ends it."""
    few = bombs.png(10)
    with pytest.raises(UserInputError, match="holds no record"):
        recipes.find(few, "few.png")
    with pytest.raises(budget.SpentError, match="unpacks to more than 16 MB"):
        recipes.find(bombs.png(81), "many.png")


def test_all_streams_of_a_pdf_count_together():
    """Within the budget a PDF is read however many streams it has; their sum ends it."""
    with pytest.raises(UserInputError, match="holds no record"):
        recipes.find(bombs.pdf_of_entries(10), "few.pdf")
    with pytest.raises(budget.SpentError, match="unpacks to more than 16 MB"):
        recipes.find(bombs.pdf_of_entries(40), "many.pdf")


def test_the_time_that_is_left_is_the_processor_s_as_the_time_that_is_spent():
    assert budget.time_left() == float("inf")
    with budget.of("a.gpkg", budget.RECIPE):
        assert 0 < budget.time_left() <= budget.RECIPE.seconds


def test_each_pass_over_an_archive_counts(monkeypatch):
    data = bombs.xlsx(1)
    assert upload.read(data, "a.xlsx").rows
    small = budget.Allowance(30_000_000, 10**9, 60.0, "a table", "send less")
    monkeypatch.setattr(budget, "UPLOAD", small)
    with pytest.raises(budget.SpentError, match="unpacks to more than 30 MB"):
        upload.read(bombs.xlsx(3), "a.xlsx")


def test_unpacking_stops_at_what_is_left():
    packed = zlib.compress(b"0" * 50_000_000, 9)
    small = budget.Allowance(3_000_000, 100, 60.0, "a table", "send less")
    with budget.of("a.x", small), pytest.raises(budget.SpentError, match="more than 3 MB"):
        budget.inflated(packed, 50_000_000)
    assert budget.inflated(packed, 1000) == b"0" * 1000


def test_the_programs_own_files_have_no_budget():
    budget.spend(10**12, 10**12)
    assert budget.time_left() == float("inf")


def test_a_reader_led_astray_ends_alone_and_in_a_sentence(monkeypatch):
    monkeypatch.setattr(apart, "SECONDS", 5.0)
    for reader, words in (
        (astray.hungry, "far more memory"),
        (astray.crashing, "far more memory"),
        (astray.busy, "longer"),
        (astray.refusing, "x.csv is refused"),
    ):
        with pytest.raises(UserInputError, match=words):
            apart.call(reader, b"", "x.csv")


def test_a_table_read_apart_is_the_same_table():
    data = bombs.shapefile(20)
    assert apart.call(upload.read, data, "a.zip") == upload.read(data, "a.zip")
