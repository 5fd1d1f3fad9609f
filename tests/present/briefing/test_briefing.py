"""Briefings and slides read back with other readers: same numbers, real structure, any text."""

import re
from dataclasses import replace
from datetime import date
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import pptx
import pytest
from docx.oxml.ns import qn
from PIL import Image
from pypdf import PdfReader, mult

from gapmap.present.area import words as area_words
from gapmap.present.briefing import build as briefing
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.words.alt_text import alt_text
from gapmap.present.words.selection import selection_in_words
from gapmap.recipe import Recipe
from gapmap.selection import Selection
from gapmap.tasks.files import briefing as briefings
from gapmap.tasks.job import Job
from gapmap.tasks.products import PRODUCTS, export

TODAY = date(2026, 11, 21)
LONDON, DYFED, WARWICK, SCOTLAND = "E23000001", "W15000004", "E23000017", "S92000003"
IRELAND, LEICESTER = "N92000002", "E23000021"
REAL_MAPS = (None, SCOTLAND)
AREAS = (None, LONDON, DYFED, WARWICK, SCOTLAND, IRELAND, LEICESTER)
NOTHING = Selection(types=("women_who_use_force",), accepts=("under_18",), since=2034)
CHOICES = (
    (Selection(), LONDON),
    (Selection(level="region"), None),
    (Selection(level="borough", routes=("self",)), None),
    (NOTHING, None),
    (NOTHING, LONDON),
    (Selection(level="county", measure="funding", gap_below=8.0, basis="implied"), None),
    (Selection(suppress_below=100), LONDON),
    (Selection(demand="high_harm", measure="grade", local="sensitivity"), WARWICK),
)
HOSTILE = (
    "<script>alert(\"1\")</script> & 'quotes'",
    "N" * 300,
    "word " * 60,
    "🏴‍☠️ 👩‍👩‍👧 漢字",
    "\u202eright to left\u202c \u05d0\u05d1\u05d2 \u0639\u0631\u0628\u064a",
    '=HYPERLINK("http://x","y")',
    "../../etc/passwd\\..\\x",
    "tab\tnew\nline\x00\x1b[31m\ufffe",
    "{nb} %s {0} ]]> \\( )",
    "",
)
MAIN = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


@pytest.fixture(scope="module")
def table(dataset):
    return dataset.gap(Selection())


@pytest.fixture(scope="module")
def made(dataset, table):
    """Every product about every area, made once; only some with a real map, which takes time."""
    drawn, found = briefings._map, {}
    with pytest.MonkeyPatch.context() as patch:
        for code in AREAS:
            patch.setattr(briefings, "_map", drawn if code in REAL_MAPS else _plain)
            for name in ("briefing.docx", "briefing.pdf", "slide.pptx"):
                found[name, code] = export(name, dataset, table, TODAY, area=code)
    return found


@pytest.fixture
def plain_map(monkeypatch):
    """An empty picture of a map's size in its place."""
    monkeypatch.setattr(briefings, "_map", _plain)


def _picture():
    out = BytesIO()
    Image.new("RGB", (1004, 886), "white").save(out, "PNG")
    return out.getvalue()


PICTURE = _picture()
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1004 886"></svg>'


def _plain(_job, kind):
    return DRAWING if kind == "svg" else PICTURE


def word(data):
    return docx.Document(BytesIO(data))


def rows(table):
    """Texts of a Word table, row by row, links included."""
    return [
        ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
        for row in table._tbl.iter(qn("w:tr"))
    ]


def grids(document):
    """Word tables by their title (alternative text)."""
    return {
        t._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")): rows(t) for t in document.tables
    }


def all_text(document):
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in paragraphs(document))


def paragraphs(document):
    return list(document.element.body.iter(qn("w:p")))


def pdf_text(data):
    return " ".join(
        " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split()
    )


def pdf_tags(data):
    """Every element of the PDF's structure in reading order: kind, alternative text, depth."""
    found = []

    def walk(element, depth):
        if isinstance(element, int):
            return
        element = element.get_object()
        if isinstance(element, list):
            for kid in element:
                walk(kid, depth)
        elif "/S" in element:
            found.append((element["/S"], element.get("/Alt"), depth))
            walk(element.get("/K", []), depth + 1)

    walk(PdfReader(BytesIO(data)).trailer["/Root"]["/StructTreeRoot"]["/K"], 0)
    return found


def finding(table, code):
    return area_words.finding(table, code) if code else words.finding(table)


@pytest.mark.parametrize("code", AREAS)
def test_the_finding_is_the_title_everywhere(made, table, code):
    title = finding(table, code)
    document = word(made["briefing.docx", code])
    assert document.core_properties.title == title
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == [title]
    reader = PdfReader(BytesIO(made["briefing.pdf", code]))
    assert reader.metadata.title == title
    assert title in pdf_text(made["briefing.pdf", code])
    deck = pptx.Presentation(BytesIO(made["slide.pptx", code]))
    assert deck.core_properties.title == title
    assert deck.slides[0].shapes.title.text_frame.text == title


@pytest.mark.parametrize("code", AREAS)
def test_headings_form_an_outline_without_gaps(made, code):
    document = word(made["briefing.docx", code])
    styles = [p.style.name for p in document.paragraphs if p.style.name.startswith("Heading")]
    levels = [int(name[-1]) for name in styles]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    texts = [p.text for p in document.paragraphs if p.style.name == "Heading 2"]
    endings = ["What ends within a year"] if "What ends within a year" in texts else []
    more = ["What else is not known"] if "What else is not known" in texts else []
    assert texts == [
        "What is not known",
        "Programmes that serve it" if code else "Where the known places are",
        "How it compares" if code else "How the areas compare",
        *endings,
        *more,
        "How the figures are made", "Read with care", "Sources",
    ]  # fmt: skip
    tags = [int(kind[2]) for kind, _, _ in pdf_tags(made["briefing.pdf", code]) if "/H" in kind]
    assert tags == levels
    outline = PdfReader(BytesIO(made["briefing.pdf", code])).outline
    assert outline[0]["/Title"] == finding_of(document)
    assert [o["/Title"] for o in flat(outline)] == [
        p.text for p in document.paragraphs if p.style.name.startswith("Heading")
    ]


def finding_of(document):
    return next(p.text for p in document.paragraphs if p.style.name == "Heading 1")


def flat(outline):
    for item in outline:
        if isinstance(item, list):
            yield from flat(item)
        else:
            yield item


@pytest.mark.parametrize("code", AREAS)
def test_every_picture_has_its_words(made, table, code):
    expected = area_words.alt_text(table, code) if code else alt_text(table, tiles=False)
    document = word(made["briefing.docx", code])
    alts = [p.get("descr") for p in document.element.body.iter(qn("wp:docPr"))]
    assert alts == [expected]
    figures = [alt for kind, alt, _ in pdf_tags(made["briefing.pdf", code]) if kind == "/Figure"]
    assert figures == [expected]
    slide = pptx.Presentation(BytesIO(made["slide.pptx", code])).slides[0]
    pictures = [s for s in slide.shapes if s.shape_type == pptx.enum.shapes.MSO_SHAPE_TYPE.PICTURE]
    assert [p._element.nvPicPr.cNvPr.get("descr") for p in pictures] == [expected]


@pytest.mark.parametrize("code", AREAS)
def test_heading_rows_are_marked_and_repeated(made, code):
    document = word(made["briefing.docx", code])
    for found in document.tables:
        marked = [row.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
                  for row in found._tbl.iter(qn("w:tr"))]  # fmt: skip
        assert marked == [True, *[False] * (len(marked) - 1)]
    tags = pdf_tags(made["briefing.pdf", code])
    tables = [i for i, (kind, _, _) in enumerate(tags) if kind == "/Table"]
    assert len(tables) == len(document.tables)
    assert all(
        [kind for kind, _, _ in tags[i + 1 : i + 4]] == ["/THead", "/TR", "/TH"] for i in tables
    )


def test_a_table_that_goes_over_the_page_repeats_its_heading_row_in_print(made):
    pages = [p.extract_text() for p in PdfReader(BytesIO(made["briefing.pdf", LONDON])).pages]
    assert sum("How it is worked out" in page for page in pages) == 2  # the sums run over a page


@pytest.mark.parametrize("code", AREAS)
def test_a_heading_row_is_read_out_once_however_often_it_is_printed(made, code):
    cells = [kind for kind, _, _ in pdf_tags(made["briefing.pdf", code])]
    tables = word(made["briefing.docx", code]).tables
    assert cells.count("/TH") == sum(len(table.columns) for table in tables)
    cells = [kind for kind, _, _ in pdf_tags(made["briefing.pdf", LONDON])]
    assert cells.count("/TH") == 4 + 5 + 4 + 5 + 2 + 3  # each heading is read out once


@pytest.mark.parametrize("code", AREAS)
def test_a_pdf_has_two_to_four_pages_of_a4_with_all_fonts_inside(made, code):
    reader = PdfReader(BytesIO(made["briefing.pdf", code]))
    assert 2 <= len(reader.pages) <= 4
    for number, page in enumerate(reader.pages, start=1):
        assert [round(float(n)) for n in page.mediabox] == [0, 0, 595, 842]
        assert f"Page {number} of {len(reader.pages)}" in page.extract_text()
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(inner.get_object())
    assert reading_height(reader.pages[-1]) > reader.pages[-1].mediabox.height / 3
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert str(root["/MarkInfo"]["/Marked"]).lower() == "true"
    assert str(root["/ViewerPreferences"]["/DisplayDocTitle"]).lower() == "true"


def reading_height(page):
    """How far down a page is written, without its footer (points)."""
    lowest = []

    def see(text, _matrix, position, _font, _size):
        if text.strip() and position[5] > 48:
            lowest.append(position[5])

    page.extract_text(visitor_text=lambda t, cm, tm, f, s: see(t, tm, mult(tm, cm), f, s))
    return float(page.mediabox.height) - min(lowest)


@pytest.mark.parametrize("code", AREAS)
def test_word_documents_are_british_a4_and_have_no_empty_paragraphs(made, table, code):
    document = word(made["briefing.docx", code])
    properties = document.core_properties
    assert (properties.language, properties.author) == ("en-GB", "gapmap")
    assert properties.created.date() == TODAY
    assert properties.subject == selection_in_words(table.selection, table.model)
    page = document.sections[0]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)
    languages = {e.get(qn("w:val")) for e in document.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}
    footer = page.footer._element.xml
    assert 'w:instr="PAGE"' in footer
    assert 'w:instr="NUMPAGES"' in footer
    for paragraph in paragraphs(document):
        texts = "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
        assert texts.strip() or list(paragraph.iter(qn("w:drawing"), qn("w:br")))


def test_the_ranking_has_the_numbers_of_the_gap_table(made, table):
    order = table.rows.dropna(subset=["places_per_1000"]).sort_values("places_per_1000")
    document = word(made["briefing.docx", None])
    (ranking,) = (g for title, g in grids(document).items() if "fewest first" in title)
    ranks = scale.ranks(table)
    shown = [row[1] for row in ranking[1:]]
    cut = len(order) - len(shown)  # from the middle: the best and the worst stay
    assert {order["name"].iloc[0], order["name"].iloc[-1]} <= set(shown)
    told = f"Of {len(order)} areas: both ends of the list." in all_text(document)
    assert told == (cut > 0)
    order = order[order["name"].isin(shown)]
    assert [row[:2] for row in ranking[1:]] == [
        [str(ranks.get(code, "–")), name]
        for code, name in zip(order["code"], order["name"], strict=True)
    ]
    assert not set(order.loc[order["lower_bound"], "code"]) & set(ranks)
    for row, mine in zip(order.to_dict("records"), ranking[1:], strict=True):
        shown = float(re.search(r"[\d.]+", mine[2]).group())
        assert row["places_per_1000"] - 0.1 < shown <= row["places_per_1000"] + 0.05
        assert mine[2].startswith("at least ") is (row["programmes_unmeasured"] > 0)
        assert int(re.search(r"[\d,]+", mine[3]).group().replace(",", "")) == round(row["places"])
    text = pdf_text(made["briefing.pdf", None])
    assert all(" ".join(row) in text for row in (ranking[1], ranking[-1]))


def test_an_area_stands_beside_the_next_that_are_ranked(dataset):
    """Lower bounds between two ranked areas have no rank: they do not take a neighbour's place."""
    table = dataset.gap(Selection())
    ranks = scale.ranks(table)
    job = Job(dataset, table, TODAY, "briefing.docx")
    for code, rank in ranks.items():
        blocks = briefing.build(table, briefings.material(replace(job, area=code))).blocks
        grid = next(b for b in blocks if "fewest first" in getattr(b, "title", ""))
        shown = {row[0].text for row in grid.rows}
        assert {str(r) for r in ranks.values() if abs(r - rank) <= 1} <= shown
        assert grid.rows[grid.strong][0].text == str(rank)


def test_the_programmes_add_up_to_the_places_of_the_finding(plain_map, dataset, table):
    job = Job(dataset, table, TODAY, "briefing.docx")
    grid = next(
        b for b in briefing.build(table, replace(briefings.material(job), most=999)).blocks
        if getattr(b, "title", "").endswith("the largest first")
    )  # fmt: skip
    places = [float(row[2].text.replace(",", "")) for row in grid.rows]
    assert sum(places) == pytest.approx(table.totals.places, abs=0.5 * len(places))
    known = table.totals.programmes - table.totals.programmes_unmeasured
    assert len(places) == known


@pytest.mark.parametrize("code", [c for c in AREAS if c])
def test_an_area_briefing_names_every_programme_and_links_its_source(made, dataset, table, code):
    data = made["briefing.docx", code]
    text = all_text(word(data))
    served = table.parts[table.parts["code"] == code]
    links = {r.target_ref for r in word(data).part.rels.values() if r.is_external}
    sources = {row["source_id"]: row for row in dataset.sources()}
    needed = set()
    for observation in served["observation_id"]:
        record = dataset.programmes[observation]
        assert " ".join(record["programme"].split()) in text
        source = sources[record["source_id"]]
        assert source["title"].rstrip(".") in text
        address = source["location"].split(" ; ")[0].split(" ")[0]
        needed |= {address} if address.startswith("http") else set()
    annotations = [
        a.get_object()["/A"]["/URI"]
        for page in PdfReader(BytesIO(made["briefing.pdf", code])).pages
        for a in page.get("/Annots", ())
    ]
    # The PDF keeps to four pages: it may leave out sources of the context, never of a programme.
    assert needed <= set(annotations) <= links
    if served.empty:
        assert "does not mean that none exists" in text


@pytest.mark.parametrize("code", AREAS)
def test_what_is_not_known_and_the_caveat_are_said(made, table, code):
    for text in (all_text(word(made["briefing.docx", code])), pdf_text(made["briefing.pdf", code])):
        assert words.CAVEAT in text
        assert selection_in_words(table.selection, table.model) in text
        assert "No official standard" in text
        assert table.fingerprint[:12] in text
    notes = pptx.Presentation(BytesIO(made["slide.pptx", code])).slides[0].notes_slide
    said = notes.notes_text_frame.text
    for part in (words.CAVEAT, "What is not known:", "Sources:", "1. ", table.fingerprint[:12]):
        assert part in said


def test_the_slide_is_wide_and_shows_two_or_three_figures(made, table):
    deck = pptx.Presentation(BytesIO(made["slide.pptx", None]))
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, abs=0.001)
    (slide,) = deck.slides
    figures = {label: value for label, value, _ in words.key_figures(table)}
    told = {s.name: s.text_frame.text.split("\n") for s in slide.shapes if s.has_text_frame}
    foot = told.pop("Sources")
    shown = {box[0]: box[1] for box in told.values() if len(box) == 3}
    assert len(shown) in (2, 3)
    assert shown.items() <= figures.items()
    assert foot[-1].startswith("Sources: ")
    assert any(line.startswith("Boundaries: Made with Natural Earth") for line in foot)
    inside = [
        s.left >= 0 and s.top >= 0 and s.left + s.width <= deck.slide_width
        and s.top + s.height <= deck.slide_height
        for s in slide.shapes
    ]  # fmt: skip
    assert all(inside)
    sizes = [int(run.get("sz")) for run in slide.element.iter(f"{MAIN}rPr") if run.get("sz")]
    assert min(sizes) >= 1200  # hundredths of a point
    languages = {run.find(f"{MAIN}rPr").get("lang") for run in slide.element.iter(f"{MAIN}r")}
    assert languages == {"en-GB"}


@pytest.mark.parametrize("code", AREAS)
def test_every_file_carries_its_recipe(made, table, code):
    for name in ("briefing.docx", "slide.pptx"):
        with ZipFile(BytesIO(made[name, code])) as package:
            tree = ElementTree.fromstring(package.read("docProps/custom.xml"))
            (found,) = list(tree)
            assert found.get("name") == "gapmap:recipe"
            recipe = Recipe.loads(found[0].text)
        assert (recipe.product, recipe.area, recipe.date) == (name, code, "2026-11-21")
        assert recipe.fingerprint == table.fingerprint
    metadata = PdfReader(BytesIO(made["briefing.pdf", code])).metadata
    recipe = Recipe.loads(str(metadata["/Keywords"]))
    assert (recipe.product, recipe.area) == ("briefing.pdf", code)
    assert recipe.selection == table.selection


@pytest.mark.parametrize("name", ["briefing.docx", "briefing.pdf", "slide.pptx"])
def test_the_same_question_gives_the_same_bytes(made, dataset, table, name):
    assert export(name, dataset, table, TODAY, area=SCOTLAND) == made[name, SCOTLAND]


@pytest.mark.parametrize(("selection", "code"), CHOICES, ids=str)
@pytest.mark.parametrize("name", ["briefing.docx", "briefing.pdf", "slide.pptx"])
def test_any_selection_gives_a_good_document(plain_map, dataset, selection, code, name):
    table = dataset.gap(selection)
    data = export(name, dataset, table, TODAY, area=code)
    title = finding(table, code)
    if name == "briefing.pdf":
        assert 2 <= len(PdfReader(BytesIO(data)).pages) <= 4
        assert title in pdf_text(data)
    elif name == "briefing.docx":
        assert title in all_text(word(data))
    else:
        deck = pptx.Presentation(BytesIO(data))
        assert deck.slides[0].shapes.title.text_frame.text.startswith(title[:200])


def test_withheld_numbers_appear_nowhere(plain_map, dataset):
    free, guarded = dataset.gap(Selection()), dataset.gap(Selection(suppress_below=100))
    hidden = set(guarded.rows.loc[guarded.rows["state"] == "suppressed", "code"])
    assert hidden
    for code in sorted(hidden)[:3]:
        text = all_text(word(export("briefing.docx", dataset, guarded, TODAY, area=code)))
        assert "withheld" in text
        ratio = free.row(code)["places_per_1000"]
        assert f"{ratio:.1f} " not in text
        assert f"at least {int(free.row(code)['places'])}\n" not in text


def renamed(dataset, table, code, text):
    """The same figures with every name that a user's file could bring replaced."""
    frame = table.rows.copy()
    frame.loc[frame["code"] == code, "name"] = text
    areas = dataset.tables["areas"].copy()
    areas.loc[areas["code"] == code, "name_cy"] = text
    free = ("programme", "period", "notes", "accepts_as_stated", "award_period", "provider")
    records = {k: {**r, **dict.fromkeys(free, text)} for k, r in dataset.programmes.items()}
    sources = dataset.tables["sources"].assign(title=text, publisher=text, date=text, location=text)
    model = replace(table.model, counts=f"From your own file {text[:80]}.")  # as long as it gets
    changed = replace(
        dataset,
        programmes=records,
        tables={**dataset.tables, "areas": areas, "sources": sources},
    )
    return changed, replace(table.with_rows(frame), model=model)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("name", ["briefing.docx", "briefing.pdf", "slide.pptx"])
def test_hostile_names_give_a_good_document(plain_map, dataset, table, text, name):
    changed, hostile = renamed(dataset, table, LONDON, text)
    job = Job(changed, hostile, TODAY, name, area=LONDON)
    object.__setattr__(job, "recipe", Job(dataset, table, TODAY, name, area=LONDON).recipe)
    data = PRODUCTS[name].make(job)
    if name == "briefing.pdf":
        reader = PdfReader(BytesIO(data))
        assert 2 <= len(reader.pages) <= 5  # names as long as can be may need one more
        said = pdf_text(data)
    elif name == "briefing.docx":
        said = all_text(word(data))
        links = [r.target_ref for r in word(data).part.rels.values() if r.is_external]
        assert not any("script" in link or "passwd" in link for link in links)
    else:
        said = pptx.Presentation(BytesIO(data)).slides[0].notes_slide.notes_text_frame.text
    assert "\u202e" not in said
    assert words.CAVEAT in said


def test_a_level_without_a_map_has_no_picture_and_says_so(dataset):
    table = dataset.gap(Selection(level="region"))
    document = word(export("briefing.docx", dataset, table, TODAY))
    assert not list(document.element.body.iter(qn("wp:docPr")))
    assert "No map of regions is drawn" in all_text(document)


def test_long_lists_are_cut_and_say_so(plain_map, dataset):
    table = dataset.gap(Selection(level="utla", since=None))
    document = word(export("briefing.docx", dataset, table, TODAY))
    ranking = next(g for title, g in grids(document).items() if "fewest first" in title)
    assert len(ranking) == 15
    known = int(table.rows["shown"].notna().sum())
    text = all_text(document)
    assert f"Of {known} areas: both ends of the list. All are in the full table." in text
    assert "smaller programmes left out" in text
