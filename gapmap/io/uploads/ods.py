"""OpenDocument (ODS) sheets as rows of texts.

Read as a stream: cells and rows of the format may say “repeat me a million times”.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from gapmap.errors import FileTooLargeError, UnreadableFileError, UserInputError
from gapmap.io.files import archives, budget
from gapmap.io.uploads.merged import MOST
from gapmap.io.uploads.sheets import PEEK, Sheet, archive, check_size, choose
from gapmap.io.uploads.table import Asked, Limits, Raw, number_text

KIND: Final = b"application/vnd.oasis.opendocument.spreadsheet"
OFFICE: Final = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
STYLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TABLE: Final = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT: Final = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def read(data: bytes, name: str, asked: Asked) -> Raw:
    """Return the rows of an OpenDocument sheet. Raises UserInputError when there is none."""
    opened = archive(data, name)
    if not {"mimetype", "content.xml"} <= set(opened.namelist()) or not archives.member(
        opened, "mimetype", name
    ).startswith(KIND):
        raise UnreadableFileError(
            f"{name} is not an OpenDocument spreadsheet; save it again as ODS."
        )
    content = archives.member(opened, "content.xml", name)
    try:
        sheets = _sheets(content, name, asked.limits)
        choice = choose(sheets, name, asked)
        titles = [s.title for s in sheets]
        merged: list[tuple[int, int, int]] = []
        rows = list(_rows(content, titles.index(choice.title), name, asked, merged))
    except DefusedXmlException:
        raise UnreadableFileError(
            f"{name} is not read: it declares XML entities, which no spreadsheet needs."
        ) from None
    except (ParseError, LookupError, ValueError) as error:
        if isinstance(error, UserInputError):
            raise
        raise UnreadableFileError(f"{name} is damaged: its sheet cannot be read.") from None
    return Raw(
        rows, (), choice.notes, tuple(titles), choice.title, choice.same, merged=tuple(merged)
    )


def _sheets(content: bytes, name: str, limits: Limits) -> list[Sheet]:
    """Every sheet with its first rows; hidden where its style says so."""
    hidden: set[str] = set()
    found: list[tuple[str, str, list[tuple[int, list[str]]]]] = []
    rows: list[tuple[int, list[str]]] = []
    style, line = "", 1
    title, of = "", ""
    for event, element in budget.counted(
        iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True)
    ):
        if event == "start" and element.tag == f"{STYLE}style":
            style = element.get(f"{STYLE}name", "")
        elif event == "start" and element.tag == f"{STYLE}table-properties":
            if element.get(f"{TABLE}display") == "false":
                hidden.add(style)
        elif event == "start" and element.tag == f"{TABLE}table":
            title, of = element.get(f"{TABLE}name", ""), element.get(f"{TABLE}style-name", "")
            rows, line = [], 1
            found.append((title, of, rows))
        elif event == "end" and element.tag == f"{TABLE}table-row":
            if len(rows) < PEEK:
                cells = _cells(element, name, limits)
                if any(cells):
                    rows.append((line, cells))
            line += _times(element, f"{TABLE}number-rows-repeated")
            element.clear()
    return [Sheet(title, rows, hidden=bool(of) and of in hidden) for title, of, rows in found]


def _rows(
    content: bytes, wanted: int, name: str, asked: Asked, merged: list[tuple[int, int, int]]
) -> Iterator[tuple[int, list[str]]]:
    """Rows of one sheet; repeated blank rows move the line on and cost nothing.

    ``merged`` gains the cells that go on in the rows below.
    """
    sheet, line, kept, cells_seen = -1, 1, 0, 0
    for event, element in budget.counted(
        iterparse(BytesIO(content), events=("start", "end"), forbid_dtd=True)
    ):
        if event == "start":
            sheet += element.tag == f"{TABLE}table"
        elif element.tag == f"{TABLE}table-row":
            times = _times(element, f"{TABLE}number-rows-repeated")
            cells = _cells(element, name, asked.limits) if sheet == wanted else []
            if any(cells) and len(merged) < MOST:
                merged += _merged(element, line)
            element.clear()
            if any(cells):
                kept, cells_seen = kept + times, cells_seen + times * len(cells)
                check_size(kept, cells_seen, name, asked.limits)
                asked.progress(kept)
                yield from ((line + n, cells) for n in range(times))
            line += times if sheet == wanted else 0


def _cells(row: Element, name: str, limits: Limits) -> list[str]:
    cells: list[str] = []
    blank = 0  # blank cells are written only when one with content follows
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        times, text = _times(cell, f"{TABLE}number-columns-repeated"), _text(cell)
        if not text:
            blank += times
            continue
        if len(cells) + blank + times > max(limits.columns, 1) * 100:
            raise FileTooLargeError(
                f"{name} has more than {limits.columns} columns; leave some out."
            )
        cells += [""] * blank + [text] * times
        blank = 0
    return cells


def _merged(row: Element, line: int) -> Iterator[tuple[int, int, int]]:
    """Cells of a row that go on in the rows below: first line, last line, index."""
    at = 0
    for cell in row:
        rows = _times(cell, f"{TABLE}number-rows-spanned")
        if rows > 1:
            yield line, line + rows - 1, at
        at += _times(cell, f"{TABLE}number-columns-repeated")


def _times(element: Element, attribute: str) -> int:
    text = element.get(attribute, "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 9 else 1


def _text(cell: Element) -> str:
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
