"""The same number is written with the same digits on every surface.

The texts expected are made here from the table's values by the rule in docs/exports.md, not by the
program's own words. Places that are shares of one programme, small councils and an area without a
number are among them: that is where digits went apart.
"""

import csv
import io
import json
import re
import zipfile
from datetime import date
from html import unescape
from xml.etree import ElementTree

import openpyxl
import pytest
from pypdf import PdfReader

from gapmap.present import html
from gapmap.present.area import words as area_words
from gapmap.present.tables import cells, csv_json
from gapmap.present.words import on_map, scale
from gapmap.selection import Selection
from gapmap.tasks.area.profile import area_profile
from gapmap.tasks.products import export

TODAY = date(2026, 11, 24)
CASES = {
    "Kent": ("pfa", "E23000032"),
    "Medway": ("utla", "E06000035"),
    "Barnet": ("borough", "E09000003"),
    "Brent": ("borough", "E09000005"),
    "Enfield": ("borough", "E09000010"),
    "Devon & Cornwall": ("pfa", "E23000035"),
    "Norfolk": ("pfa", "E23000024"),
}
FILES = ("briefing.pdf", "briefing.docx", "slide.pptx", "map.svg")


def three_figures(people):
    figures = 3 if people >= 1000 else 2
    return f"{int(float(f'{people:.{figures - 1}e}')):,}"


class Expected:
    """What one area's numbers read everywhere."""

    def __init__(self, row):
        bound = "at least " if row["lower_bound"] else ""
        self.known = row["state"] == "measured"
        self.people = three_figures(row["perpetrators"])
        self.range = " to ".join(
            three_figures(row[f"perpetrators_{end}"]) for end in ("low", "high")
        )
        if self.known:
            self.places = f"{bound}{row['places']:,.0f}"
            self.ratio = f"{bound}{row['places_per_1000']:.1f}"
            percent = 100 * row["share_met"]
            self.share = f"{bound}{percent:.1f}%" if percent < 10 else f"{bound}{percent:.0f}%"

    def never(self, row):
        """The same values with other digits, as a pattern each."""
        if not self.known:
            return []
        other = [f"{row['places_per_1000']:.2f}", f"{row['places_per_1000']:.3f}"]
        if round(row["places"], 2) != round(row["places"]):
            other += [f"{row['places']:.2f}"]
            other += [f"{row['places']:.1f} places"]
        found = [rf"(?<![\d.,]){re.escape(text)}(?!\d)(?! per)" for text in other]
        return [*found, rf"(?<![\d.,]){100 * row['share_met']:.2f}%"]


@pytest.fixture(scope="module", params=CASES.values(), ids=list(CASES))
def case(request, dataset):
    level, code = request.param
    table = dataset.gap(Selection(level=level))
    return dataset, table, code, table.by_code[code]


def inside(data, prefix):
    """The text of an Office file's parts whose names begin with a prefix."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = [n for n in archive.namelist() if re.fullmatch(rf"{prefix}\d*\.xml", n)]
    texts = []
    for name in names:
        tree = ElementTree.fromstring(archive.read(name))
        paragraphs = [e for e in tree.iter() if e.tag.endswith("}p")]
        texts += [
            "".join(t.text or "" for t in p.iter() if t.tag.endswith("}t")) for p in paragraphs
        ]
    return " ".join(texts)


def text_of(name, data):
    if name.endswith(".pdf"):
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)
    if name.endswith(".docx"):
        return inside(data, "word/document")
    if name.endswith(".pptx"):
        return inside(data, "ppt/slides/slide") + inside(data, "ppt/notesSlides/notesSlide")
    drawn = re.sub(
        r"(?s)<metadata.*?</metadata>", "", data.decode("utf-8")
    )  # the recipe calculates
    return unescape(re.sub(r"<[^>]+>", " ", drawn))


def as_line(text):
    return " ".join(text.split())


def screen(dataset, table, code, row):
    """What the app shows of an area, by where."""
    profile = area_profile(dataset, table, code)
    return {
        "title": area_words.finding(table, code).replace("≥", "at least "),
        "below the title": area_words.finding_more(table, code),
        "key figures": " | ".join(" ".join(f) for f in area_words.key_figures(table, code)),
        "profile": html.profile(profile),
        "figures": " | ".join(" ".join(f) for f in profile.figures),
        "table": " | ".join(str(cell[0]) for cell in cells.cells(table, row)),
        "tooltip": " | ".join(on_map.tooltip(table, row)),
        "alternative text": area_words.alt_text(table, code),
        "value": scale.value(table, row),
    }


def test_what_the_app_says_of_an_area_has_the_same_digits_everywhere(case):
    *_, row = case
    expected, shown = Expected(row), screen(*case)
    for where, text in shown.items():
        assert [p for p in expected.never(row) if re.search(p, text)] == [], where
    for where in ("below the title", "key figures", "figures", "table", "alternative text"):
        assert expected.people in shown[where], where
    for where in ("below the title", "key figures", "figures", "alternative text"):
        assert expected.range in shown[where], where
    if expected.known:
        places = ("key figures", "figures", "table")
        ratio = ("title", "key figures", "figures", "table", "tooltip", "alternative text", "value")
        assert [where for where in places if expected.places not in shown[where]] == []
        assert [where for where in ratio if expected.ratio not in shown[where]] == []
        assert expected.share in shown["table"]
        assert expected.share in shown["figures"]


@pytest.mark.parametrize("name", FILES)
def test_files_to_read_have_the_digits_of_the_screen(case, name):
    dataset, table, code, row = case
    if name == "map.svg" and table.selection.level == "utla":
        pytest.skip("councils are drawn as tiles, with a short value")
    expected = Expected(row)
    text = as_line(text_of(name, export(name, dataset, table, TODAY, area=code)))
    if name != "slide.pptx":  # it has no room for the estimate
        assert expected.people in text
        assert expected.range in text
    assert [p for p in expected.never(row) if re.search(p, text)] == []
    if expected.known:
        assert expected.ratio in text
        assert expected.places in text


def test_files_to_calculate_with_round_to_what_is_written(case):
    dataset, table, code, row = case
    expected = Expected(row)
    command_line = next(
        line
        for line in csv.DictReader(io.StringIO(csv_json.plain_csv(table)))
        if line["code"] == code
    )
    made = export("table.json", dataset, table, TODAY)
    rows = json.loads(made)["rows"]
    (of_json,) = [r for r in rows if r["code"] == code]
    for values in (command_line, of_json):
        if not expected.known:
            assert values["places"] in ("", None)
            continue
        assert Expected(row | {k: float(values[k]) for k in NUMBERS}).__dict__ == expected.__dict__


NUMBERS = (
    "perpetrators", "perpetrators_low", "perpetrators_high", "places", "places_per_1000",
    "share_met",
)  # fmt: skip


def shown_by(number_format, value):
    """A number as a spreadsheet shows it by one of our formats."""
    before, _, after = number_format.partition(";")
    if before.startswith("[<"):
        limit, before = before[2:].split("]")
        number_format = before if value < float(limit) else after
    digits = len(number_format.rstrip("%").partition(".")[2])
    if number_format.endswith("%"):
        return f"{100 * value:.{digits}f}%"
    return f"{value:,.{digits}f}"


def test_a_workbook_shows_the_digits_of_the_screen(case):
    dataset, table, code, row = case
    expected = Expected(row)
    if not expected.known:
        return
    opened = openpyxl.load_workbook(io.BytesIO(export("table.xlsx", dataset, table, TODAY)))
    page = opened["Areas"]
    rows = list(page.iter_rows())
    (head,) = [cells for cells in rows if "Places known (a year)" in [c.value for c in cells]]
    heads = {cell.value: cell.column for cell in head}
    (line,) = [cells[0].row for cells in rows if code in [c.value for c in cells]]
    for heading, text in (
        ("Places known (a year)", expected.places),
        ("Places per 1,000 perpetrators", expected.ratio),
        ("Share of need met", expected.share),
    ):
        cell = page.cell(line, heads[heading])
        assert shown_by(cell.number_format, cell.value) == text.removeprefix("at least ")
