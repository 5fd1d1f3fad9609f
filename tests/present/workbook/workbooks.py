"""Readers of XLSX and ODS that share no code with the program: zip and XML only."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
DC = "{http://purl.org/dc/elements/1.1/}"


@dataclass
class Page:
    """One sheet as read: rows of str, float or None; ``ref`` is its marked-up table."""

    name: str
    rows: list
    ref: str = ""
    merged: int = 0
    formulas: int = 0
    headed: int = 0

    @property
    def bounds(self):
        first, last = self.ref.split(":")
        (left, top), (right, bottom) = place(first), place(last)
        return left, top, right, bottom

    def table(self):
        """Headings and rows of the marked-up table, as dictionaries."""
        left, top, right, bottom = self.bounds
        cells = [row[left - 1 : right] for row in self.rows[top - 1 : bottom]]
        return [dict(zip(cells[0], row, strict=True)) for row in cells[1:]]

    def headings(self):
        left, top, right, _ = self.bounds
        return self.rows[top - 1][left - 1 : right]


@dataclass
class Book:
    pages: dict
    title: str = ""
    language: str = ""
    recipe: str = ""
    members: list = field(default_factory=list)


def place(reference):
    letters, number = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", reference).groups()
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return column, int(number)


def read(data, ending):
    return {".xlsx": read_xlsx, ".ods": read_ods}[ending](data)


def read_xlsx(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    xml = {
        name: ElementTree.fromstring(archive.read(name))
        for name in archive.namelist()
        if name.endswith((".xml", ".rels"))
    }
    targets = _targets(xml["xl/_rels/workbook.xml.rels"])
    pages = {}
    for sheet in xml["xl/workbook.xml"].iter(f"{MAIN}sheet"):
        path = _joined("xl", targets[sheet.get(f"{REL}id")])
        pages[sheet.get("name")] = _xlsx_page(sheet.get("name"), path, xml)
    core = "".join(xml["docProps/core.xml"].itertext())
    (title,) = xml["docProps/core.xml"].iter(f"{DC}title")
    (language,) = xml["docProps/core.xml"].iter(f"{DC}language")
    recipe = [
        "".join(p.itertext())
        for p in xml["docProps/custom.xml"]
        if p.get("name") == "gapmap:recipe"
    ]
    assert core
    return Book(pages, title.text, language.text, recipe[0], archive.infolist())


def _targets(relations):
    return {r.get("Id"): r.get("Target") for r in relations}


def _joined(folder, target):
    if target.startswith("/"):
        return target[1:]
    parts = folder.split("/")
    for part in target.split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def _xlsx_page(name, path, xml):
    root = xml[path]
    cells = {}
    shared = ["".join(text.itertext()) for text in xml["xl/sharedStrings.xml"]]
    for cell in root.iter(f"{MAIN}c"):
        kind, value = cell.get("t", "n"), cell.find(f"{MAIN}v")
        assert kind in ("s", "n"), kind
        if kind == "s":
            cells[place(cell.get("r"))] = shared[int(value.text)]
        elif value is not None:
            cells[place(cell.get("r"))] = float(value.text)
    width = max(column for column, _ in cells)
    height = max(row for _, row in cells)
    rows = [[cells.get((c, r)) for c in range(1, width + 1)] for r in range(1, height + 1)]
    page = Page(name, rows)
    page.merged = len(list(root.iter(f"{MAIN}mergeCell")))
    page.formulas = len(list(root.iter(f"{MAIN}f")))
    folder, _, file = path.rpartition("/")
    related = xml.get(f"{folder}/_rels/{file}.rels")
    tables = [t for t in _targets(related).values() if "table" in t] if related is not None else []
    assert len(tables) <= 1
    for target in tables:
        table = xml[_joined(folder, target)]
        page.ref, page.headed = table.get("ref"), int(table.get("headerRowCount", "1"))
        named = [c.get("name") for c in table.iter(f"{MAIN}tableColumn")]
        assert named == page.headings()
        assert re.fullmatch(r"[A-Za-z_]\w*", table.get("displayName"))
    return page


def read_ods(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    first = archive.infolist()[0]
    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)
    assert archive.read(first) == b"application/vnd.oasis.opendocument.spreadsheet"
    content = ElementTree.fromstring(archive.read("content.xml"))
    meta = ElementTree.fromstring(archive.read("meta.xml"))
    for name in ("styles.xml", "settings.xml", "META-INF/manifest.xml"):
        ElementTree.fromstring(archive.read(name))
    pages = {p.name: p for p in map(_ods_page, content.iter(f"{TABLE}table"))}
    for found in content.iter(f"{TABLE}database-range"):
        sheet, _, ref = found.get(f"{TABLE}target-range-address").partition(".")
        first, last = ref.split(":")
        assert found.get(f"{TABLE}contains-header") == "true"
        pages[sheet].ref = f"{first}:{last.partition('.')[2]}"
    (title,) = meta.iter(f"{DC}title")
    (language,) = meta.iter(f"{DC}language")
    own = [e.text for e in meta.iter(f"{META}user-defined") if e.get(f"{META}name")]
    return Book(pages, title.text, language.text, own[0], archive.infolist())


def _ods_page(table):
    page = Page(table.get(f"{TABLE}name"), [])
    for row in table.iter(f"{TABLE}table-row"):
        cells = []
        for cell in row:
            assert cell.tag == f"{TABLE}table-cell"
            page.merged += int(cell.get(f"{TABLE}number-columns-spanned", "1")) > 1
            page.formulas += cell.get(f"{TABLE}formula") is not None
            value = cell.get(f"{OFFICE}value")
            cells.append(_ods_text(cell) if value is None else float(value))
        page.rows.append(cells)
    width = max(map(len, page.rows))
    page.rows = [row + [None] * (width - len(row)) for row in page.rows]
    page.headed = len(table.findall(f"{TABLE}table-header-rows"))
    return page


def _ods_text(cell):
    return "\n".join(_paragraph(p) for p in cell.iter(f"{TEXT}p"))


def _paragraph(element):
    text = element.text or ""
    for part in element:
        if part.tag == f"{TEXT}s":
            text += " " * int(part.get(f"{TEXT}c", "1"))
        elif part.tag == f"{TEXT}tab":
            text += "\t"
        else:
            text += _paragraph(part)
        text += part.tail or ""
    return text
