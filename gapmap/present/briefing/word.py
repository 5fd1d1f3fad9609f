"""A briefing as a Word document: real headings, alt text, repeated table headings, page numbers.

How it looks is the template's: every paragraph and table has a style of ``word_styles`` by name.
"""

import datetime
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any, Final

from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from gapmap.present.briefing import word_room, word_styles
from gapmap.present.briefing.blocks import (
    Block,
    Break,
    Briefing,
    Figures,
    Grid,
    Heading,
    Picture,
    Points,
    Run,
    Sources,
    Text,
)
from gapmap.present.packages import describe, finished, xml_safe

BELOW_TABLE: Final = 7.0  # points; a table has no space of its own
TOGETHER: Final = 3  # rows of a table that stay with its heading; the last two stay together too
PICTURE: Final = 0.44  # of the height of the text on a page, at most
WHOLE: Final = 0.8  # the same of a picture that is as wide as the text
STYLES: Final = {"kicker": "Subtitle", "note": "Note", "small": "Small Text", "body": "Body Text"}


def render(briefing: Briefing, today: datetime.date, template: bytes | None = None) -> bytes:
    """Return the briefing as a DOCX file; same briefing, date and template, same bytes.

    ``template`` is an office's own, as ``io.templates`` returns it.
    """
    document = word_styles.opened(template)
    describe(document.core_properties, briefing.title, briefing.subject, today)
    word_styles.footer(document, briefing.footer)
    above: Block | None = None
    for block in briefing.blocks:
        before = len(document.paragraphs)
        _add(document, block)
        if isinstance(above, Figures | Grid) and isinstance(block, Text | Points):
            document.paragraphs[before].paragraph_format.space_before = Pt(BELOW_TABLE)
        if isinstance(above, Break):
            document.paragraphs[before].paragraph_format.page_break_before = True
        above = block
    word_room.settle(document)
    out = BytesIO()
    document.save(out)
    return finished(out.getvalue(), briefing.recipe)


def _add(document: Document, block: Block) -> None:
    match block:
        case Heading():
            document.add_heading(xml_safe(block.text), block.level)
        case Text() | Points() | Sources():
            _texts(document, block)
        case Figures():
            _figures(document, block)
        case Picture():
            _picture(document, block)
        case Grid():
            _grid(document, block)
        case Break():
            pass  # the next paragraph begins the page


def _texts(document: Document, block: Text | Points | Sources) -> None:
    if isinstance(block, Text):
        paragraph = document.add_paragraph(style=STYLES[block.style])
        for run in block.runs:
            _run(paragraph, run)
    elif isinstance(block, Points):
        for item in block.items:
            document.add_paragraph(xml_safe(item), style="List Bullet")
    else:
        for number, title, rest in block.items:
            paragraph = document.add_paragraph(f"{number}.\t", style="Bibliography")
            _run(paragraph, title)
            paragraph.add_run(xml_safe(f". {rest}." if rest else "."))


def _run(paragraph: Paragraph, piece: Run, *, bold: bool = False) -> None:
    """Add a text to a paragraph, as a link where it has an address."""
    run = paragraph.add_run(xml_safe(piece.text))
    run.bold = True if piece.strong or bold else None
    if not piece.url:
        return
    run.style = "Hyperlink"
    link = OxmlElement("w:hyperlink")
    target = paragraph.part.relate_to(piece.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), target)
    paragraph._p.append(link)
    link.append(run._r)


def _picture(document: Document, picture: Picture) -> None:
    """The map across the page, or lower where it would be too tall."""
    width, height = word_styles.area(document)
    paragraph = document.add_paragraph(style="Body Text")
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_after = Pt(2)
    shape = paragraph.add_run().add_picture(BytesIO(picture.image), width=Pt(width))
    tallest = Pt((PICTURE if picture.fill else WHOLE) * height)
    if shape.height > tallest:
        shape.width = int(shape.width * tallest / shape.height)  # type: ignore[assignment]
        shape.height = tallest
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    properties = shape._inline.docPr
    number = 90000 + len(document.inline_shapes)  # apart from those in a template's header
    properties.set("id", str(number))
    properties.set("name", "Map")
    properties.set("descr", xml_safe(picture.alt))
    document.add_paragraph(xml_safe(picture.caption), style="Caption")


def _figures(document: Document, block: Figures) -> None:
    """Key figures side by side: a heading row of labels, the values, what they mean."""
    rows = list(zip(*block.items, strict=True))
    shares = [1 / len(block.items)] * len(block.items)
    table = _table(document, 3, shares, "Key Figures")
    _describe(table, "Key figures", "One column a figure: its label, its value, what it means.")
    for at, style in ((0, "Table Heading"), (1, "Key Figure"), (2, "Table Text")):
        for cell, value in zip(table.rows[at].cells, rows[at], strict=True):
            cell.paragraphs[0].style = style
            cell.paragraphs[0].paragraph_format.keep_with_next = at < 2
            _run(cell.paragraphs[0], Run(value))


def _grid(document: Document, grid: Grid) -> None:
    title = document.add_paragraph(xml_safe(grid.title), style="Caption")
    title.paragraph_format.keep_with_next = True
    table = _table(document, 1 + len(grid.rows), grid.widths, "Table Grid")
    _describe(table, grid.title, f"Columns: {', '.join(grid.head)}.")
    cells, columns, last = table._cells, len(grid.head), len(grid.rows)
    names = {name: document.styles[name].style_id for name in ("Table Heading", "Table Text")}
    for at, row in enumerate((tuple(Run(h) for h in grid.head), *grid.rows)):
        kept = at < min(TOGETHER, last) or at == last - 1
        for column, piece in enumerate(row):
            paragraph = cells[at * columns + column].paragraphs[0]
            paragraph._p.style = names["Table Text" if at else "Table Heading"]
            paragraph.paragraph_format.keep_with_next = True if kept else None
            if column in grid.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            strong = at > 0 and at - 1 == grid.strong
            first, more, rest = piece.text.partition("\n")
            _run(paragraph, replace(piece, text=first), bold=strong or (column == 0 and bool(more)))
            if more:
                _run(paragraph, replace(piece, text=more + rest), bold=strong)


def _table(document: Document, rows: int, widths: Sequence[float], style: str) -> Table:
    """An empty table across the page; its first row is its heading, repeated on each page."""
    table: Table = document.add_table(rows, len(widths), style)
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    across, total = word_styles.area(document)[0], sum(widths)
    width = [Pt(across * share / total) for share in widths]
    for column, wide in zip(table.columns, width, strict=True):
        column.width = wide
    for i, cell in enumerate(table._cells):
        cell.width = width[i % len(widths)]
    for row in table._tbl.tr_lst:
        word_room.keep_rows(row)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def _describe(table: Table, title: str, about: str) -> None:
    """Alternative text of a table, and which of its parts are set apart: the first row alone."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    elements: list[tuple[str, dict[str, str]]] = [
        ("w:tblLook", {"w:val": "0620", "w:firstRow": "1", "w:lastRow": "0", "w:firstColumn": "0",
                       "w:lastColumn": "0", "w:noHBand": "1", "w:noVBand": "1"}),
        ("w:tblCaption", {"w:val": xml_safe(title)}),
        ("w:tblDescription", {"w:val": xml_safe(about)}),
    ]  # fmt: skip
    for name, values in elements:
        element: Any = OxmlElement(name)
        for key, value in values.items():
            element.set(qn(key), value)
        properties.append(element)
