"""Excel (XLSX) and OpenDocument (ODS) sheets as rows of texts.

Both are zip archives of XML. No document type is allowed in them, so no entity can be declared.
ODS is read as a stream: its cells and rows may say “repeat me a million times”.
"""

import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from io import BytesIO
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, iterparse

from gapmap.errors import UserInputError
from gapmap.io.files import archives
from gapmap.io.uploads.table import Limits, Raw, number_text, too_many_rows

MARKUP: Final = (".xml", ".rels", ".vml")
FORMULA: Final = re.compile(rb"<(\w+:)?f[\s/>]")
CELLS: Final = 5_000_000  # cells of a sheet, blank ones included
MANY: Final = 3_000_000  # XML elements of a sheet
FEW: Final = 100_000  # XML elements of any other part
DEEPEST: Final = 100  # elements inside elements
ODS_TYPE: Final = b"application/vnd.oasis.opendocument.spreadsheet"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
WANTED: Final = "programmes"  # the sheet of the template


def read_xlsx(data: bytes, name: str, limits: Limits) -> Raw:
    """Return the rows of an Excel sheet. Raises UserInputError when there is none to read."""
    archive = _archive(data, name)
    if "xl/workbook.xml" not in archive.namelist():
        raise UserInputError(f"{name} is not an Excel workbook; save it again as XLSX.")
    formulas = any(
        FORMULA.search(archives.member(archive, sheet, name))
        for sheet in archive.namelist()
        if sheet.startswith("xl/worksheets/") and sheet.endswith(".xml")
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of what it leaves out: charts, styles
            found, notes = _sheet_rows(data, name, limits, values=True)
            if formulas:
                _check_formulas(found, _sheet_rows(data, name, limits, values=False)[0], name)
    except UserInputError:
        raise
    except Exception:  # openpyxl raises whatever Python does when a file breaks its rules
        raise UserInputError(f"{name} is damaged: Excel's sheet cannot be read.") from None
    return Raw([(n, [_text(c) for c in cells]) for n, cells in found], notes=notes)


def _archive(data: bytes, name: str) -> zipfile.ZipFile:
    archive = archives.opened(data, name)
    for inside in archive.namelist():
        if inside.lower().endswith(MARKUP):
            _check_markup(archives.member(archive, inside, name), inside, name)
    return archive


def _check_markup(content: bytes, inside: str, name: str) -> None:
    """Refuse XML with a document type, or with more elements than a table of programmes needs."""
    most = MANY if inside.startswith(("xl/worksheets/", "xl/sharedStrings", "content")) else FEW
    parser = DefusedXMLParser(target=_Count(most), forbid_dtd=True)
    try:
        parser.feed(content)
        parser.close()
    except DefusedXmlException:
        raise UserInputError(
            f"{name} is not read: it declares XML entities, which no spreadsheet needs."
        ) from None
    except OverflowError:
        raise UserInputError(
            f"{name} holds far more than a table of programmes; copy the rows to a new sheet."
        ) from None
    except (ParseError, ValueError, LookupError):
        raise UserInputError(f"{name} is damaged: a part of it is not XML.") from None


class _Count:
    """Counts elements while they are read, keeping none."""

    def __init__(self, most: int) -> None:
        self._left, self._depth = most, 0

    def start(self, _tag: str, _attributes: object) -> None:
        self._left -= 1
        self._depth += 1
        if self._left < 0 or self._depth > DEEPEST:
            raise OverflowError

    def end(self, _tag: str) -> None:
        self._depth -= 1

    def close(self) -> None:
        """Nothing was kept."""


def _sheet_rows(
    data: bytes, name: str, limits: Limits, *, values: bool
) -> tuple[list[tuple[int, list[Any]]], tuple[str, ...]]:
    """Rows that are not blank, with their lines, of the sheet “programmes” or the first one."""
    from openpyxl import load_workbook

    book = load_workbook(BytesIO(data), read_only=True, data_only=values, keep_links=False)
    try:
        sheets = {sheet.title: sheet for sheet in book.worksheets}
        title = _chosen(list(sheets), name)
        sheet = sheets[title]
        sheet.reset_dimensions()  # the size that a file states need not be true
        rows, seen = [], 0
        for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            seen += len(cells) + 1
            if any(cell not in (None, "") for cell in cells):
                rows.append((line, list(cells)))
            _check_size(len(rows), seen, name, limits)
    finally:
        book.close()
    return rows, _sheet_note(list(sheets), title)


def _chosen(titles: Sequence[str], name: str) -> str:
    if not titles:
        raise UserInputError(f"{name} has no sheet with cells; save it again.")
    return next((t for t in titles if t.strip().lower() == WANTED), titles[0])


def _sheet_note(titles: Sequence[str], title: str) -> tuple[str, ...]:
    if len(titles) < 2:
        return ()
    return (f"Only the sheet “{title[:60]}” was read, of {len(titles)} sheets.",)


def _check_size(rows: int, cells: int, name: str, limits: Limits) -> None:
    if rows > limits.rows + 1:
        raise too_many_rows(name, limits)
    if cells > CELLS:
        raise UserInputError(
            f"{name} has a sheet of more than {CELLS:,} cells; copy the rows to a new sheet."
        )


def _check_formulas(
    values: Iterable[tuple[int, list[Any]]], formulas: Iterable[tuple[int, list[Any]]], name: str
) -> None:
    """Refuse formulas whose result is not stored: their cells would read as blank."""
    known = dict(values)
    for line, cells in formulas:
        results = known.get(line, [])
        for column, cell in enumerate(cells):
            # a formula that fills several cells comes as an object, not as text
            is_formula = (isinstance(cell, str) and cell.startswith("=")) or (
                cell is not None and not isinstance(cell, str | int | float | date | time)
            )
            result = results[column] if column < len(results) else None
            if is_formula and result is None and type(cell).__name__ != "timedelta":
                raise UserInputError(
                    f"{name}, line {line}, column {column + 1}: a formula has no stored result; "
                    "open the file in a spreadsheet and save it, or paste values."
                )


def _text(cell: Any) -> str:
    """A cell as its sheet would show it without formatting."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return str(cell)


def read_ods(data: bytes, name: str, limits: Limits) -> Raw:
    """Return the rows of an OpenDocument sheet. Raises UserInputError when there is none."""
    archive = _archive(data, name)
    if not {"mimetype", "content.xml"} <= set(archive.namelist()) or not archives.member(
        archive, "mimetype", name
    ).startswith(ODS_TYPE):
        raise UserInputError(f"{name} is not an OpenDocument spreadsheet; save it again as ODS.")
    content = archives.member(archive, "content.xml", name)
    try:
        titles = [t for _, t in _ods_sheets(content)]
        wanted = _chosen(titles, name)
        rows = list(_ods_rows(content, titles.index(wanted), name, limits))
    except DefusedXmlException:
        raise UserInputError(
            f"{name} is not read: it declares XML entities, which no spreadsheet needs."
        ) from None
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, UserInputError):
            raise
        raise UserInputError(f"{name} is damaged: its sheet cannot be read.") from None
    return Raw(rows, notes=_sheet_note(titles, wanted))


def _ods_sheets(content: bytes) -> Iterator[tuple[int, str]]:
    found = 0
    for _, element in iterparse(BytesIO(content), events=("start",), forbid_dtd=True):
        if element.tag == f"{TABLE}table":
            yield found, element.get(f"{TABLE}name", "")
            found += 1


def _ods_rows(
    content: bytes, wanted: int, name: str, limits: Limits
) -> Iterator[tuple[int, list[str]]]:
    """Rows of one sheet; repeated blank rows move the line on and cost nothing."""
    sheet, line, kept, cells_seen = -1, 1, 0, 0
    for event, element in iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            sheet += element.tag == f"{TABLE}table"
        elif element.tag == f"{TABLE}table-row":
            times = _times(element, f"{TABLE}number-rows-repeated")
            cells = _ods_cells(element, name, limits) if sheet == wanted else []
            element.clear()
            if any(cells):
                kept, cells_seen = kept + times, cells_seen + times * len(cells)
                _check_size(kept, cells_seen, name, limits)
                yield from ((line + n, cells) for n in range(times))
            line += times if sheet == wanted else 0


def _ods_cells(row: Element, name: str, limits: Limits) -> list[str]:
    cells: list[str] = []
    blank = 0  # blank cells are written only when one with content follows
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        times, text = _times(cell, f"{TABLE}number-columns-repeated"), _ods_text(cell)
        if not text:
            blank += times
            continue
        if len(cells) + blank + times > max(limits.columns, 1) * 100:
            raise UserInputError(f"{name} has more than {limits.columns} columns; leave some out.")
        cells += [""] * blank + [text] * times
        blank = 0
    return cells


def _times(element: Element, attribute: str) -> int:
    text = element.get(attribute, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _ods_text(cell: Element) -> str:
    kind = cell.get(f"{OFFICE}value-type", "")
    if kind in ("float", "percentage", "currency"):
        text = cell.get(f"{OFFICE}value", "")
        return number_text(float(text)) if re.fullmatch(r"-?[\d.]+([eE][+-]?\d+)?", text) else text
    if kind == "date":
        return cell.get(f"{OFFICE}date-value", "").removesuffix("T00:00:00")
    if kind == "boolean":
        return {"true": "yes", "false": "no"}.get(cell.get(f"{OFFICE}boolean-value", ""), "")
    paragraphs = [child for child in cell if child.tag == f"{TEXT}p"]  # not those of comments
    return "\n".join("".join(_pieces(p)) for p in paragraphs)


def _pieces(element: Element) -> Iterator[str]:
    """Text of a paragraph, with the blanks that OpenDocument writes as elements."""
    yield element.text or ""
    for child in element:
        if child.tag == f"{TEXT}s":
            yield " " * min(_times(child, f"{TEXT}c"), 100)
        elif child.tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            yield " "
        elif child.tag != f"{OFFICE}annotation":
            yield from _pieces(child)
        yield child.tail or ""
