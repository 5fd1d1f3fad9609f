"""The PDF, read by pypdf."""

import subprocess
import sys
from io import BytesIO

import pytest
from pypdf import PdfReader

from gapmap.present.words import finding as words
from gapmap.present.words.alt_text import alt_text
from gapmap.present.words.selection import selection_in_words
from tests.present.page.printing import RECIPE, made, render

POINTS_PER_MM = 72 / 25.4
MAKE = """
import hashlib
from tests.present.page.printing import RECIPE, made, render
for kind in ("png", "svg", "pdf"):
    print(hashlib.sha256(render(made("borough"), kind=kind, recipe=RECIPE)).hexdigest())
"""


def opened(case, **more):
    return PdfReader(BytesIO(render(made(case), kind="pdf", recipe=RECIPE, **more)))


@pytest.fixture(scope="module")
def pfa():
    return opened("pfa")


def plain(text):
    return "".join(text.split())


def test_it_says_its_language_title_alternative_date_and_what_made_it(pfa):
    table, info, root = made("pfa"), pfa.metadata, pfa.trailer["/Root"]
    assert info.title == words.finding(table)
    assert info.subject == alt_text(table, tiles=False)
    assert info["/Keywords"] == RECIPE
    assert info.creation_date.date().isoformat() == "2026-03-09"
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True


def test_it_is_one_page_of_vectors_with_its_fonts_inside(pfa):
    (page,) = pfa.pages
    assert len(page.images) == 0
    size = [float(v) / POINTS_PER_MM for v in page.mediabox[2:]]
    assert size == pytest.approx([210, 297], abs=0.2)
    fonts = page["/Resources"]["/Font"]
    assert len(fonts) >= 2
    for font in fonts.values():
        inner = font.get_object()["/DescendantFonts"][0].get_object()
        assert inner["/Subtype"] == "/CIDFontType2"
        assert "/FontFile2" in inner["/FontDescriptor"]


@pytest.mark.parametrize("case", ["pfa", "utla", "hostile", "hostile-tiles"])
def test_its_text_can_be_taken_out(case):
    reader, table = opened(case), made(case)
    text = plain(reader.pages[0].extract_text())
    for sentence in (
        words.finding(table),
        selection_in_words(table.selection, table.model),
        words.CAVEAT,
    ):
        assert plain(sentence) in text


def test_it_has_the_size_of_its_page():
    (sheet,) = opened("one", page="a4-landscape").pages
    size = [float(v) / POINTS_PER_MM for v in sheet.mediabox[2:]]
    assert size == pytest.approx([297, 210], abs=0.2)


def test_it_is_tagged_as_one_figure_with_its_words_and_says_that_it_is_accessible(pfa):
    root = pfa.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    document = root["/StructTreeRoot"]["/K"][0].get_object()
    figures = [
        element.get_object()["/Alt"]
        for element in document["/K"]
        if element.get_object()["/S"] == "/Figure"
    ]
    assert figures == [alt_text(made("pfa"), tiles=False)]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()


def test_nothing_in_it_runs_or_leads_out():
    reader = opened("hostile")
    root = reader.trailer["/Root"]
    assert not {"/OpenAction", "/AA", "/Names", "/AcroForm"} & set(root)
    assert "/Annots" not in reader.pages[0] or not reader.pages[0]["/Annots"]


def test_another_process_makes_the_same_bytes_of_every_kind():
    runs = [
        subprocess.run(
            [sys.executable, "-c", MAKE], capture_output=True, text=True, check=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert runs[0] == runs[1]
    assert len(runs[0].split()) == 3
