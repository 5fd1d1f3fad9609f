"""A briefing as a Word document: real headings, alt text, repeated table headings, page numbers."""

import datetime
from dataclasses import replace
from io import BytesIO
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from gapmap.present.briefing import word_styles as docx_styles
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
from gapmap.present.briefing.word_styles import WIDTH
from gapmap.present.packages import describe, finished, xml_safe

RULE, SHADE = "8A8A86", "EDF2F8"
BELOW_TABLE: Final = 7.0  # points; a table has no space of its own
TOGETHER: Final = 3  # rows of a table that stay with its heading
PICTURE_HEIGHT: Final = 116.0  # mm at most


def render(briefing: Briefing, today: datetime.date) -> bytes:
    """Return the briefing as a DOCX file; same briefing and date, same bytes."""
    document = docx.Document()
    docx_styles.set_up(document)
    describe(document.core_properties, briefing.title, briefing.subject, today)
    docx_styles.footer(document, briefing.footer)
    above: Block | None = None
    for block in briefing.blocks:
        before = len(document.paragraphs)
        _add(document, block)
        if isinstance(above, Figures | Grid) and isinstance(block, Text | Points):
            document.paragraphs[before].paragraph_format.space_before = Pt(BELOW_TABLE)
        above = block
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
            document.add_page_break()  # type: ignore[no-untyped-call]


def _texts(document: Document, block: Text | Points | Sources) -> None:
    if isinstance(block, Text):
        names = {"kicker": "Kicker", "note": "Note", "small": "Small"}
        paragraph = document.add_paragraph(style=names.get(block.style, "Normal"))
        for run in block.runs:
            _run(paragraph, run)
    elif isinstance(block, Points):
        for item in block.items:
            document.add_paragraph(xml_safe(item), style="List Bullet")
    else:
        for number, title, rest in block.items:
            paragraph = document.add_paragraph(f"{number}.\t", style="Source")
            _run(paragraph, title)
            paragraph.add_run(xml_safe(f". {rest}." if rest else "."))


def _run(paragraph: Paragraph, piece: Run, *, bold: bool = False) -> None:
    """Add a text to a paragraph, as a link where it has an address."""
    run = paragraph.add_run(xml_safe(piece.text))
    run.bold = True if piece.strong or bold else None
    if not piece.url:
        return
    run._r.style = "Hyperlink"
    link = OxmlElement("w:hyperlink")
    target = paragraph.part.relate_to(piece.url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link.set(qn("r:id"), target)
    paragraph._p.append(link)
    link.append(run._r)


def _picture(document: Document, picture: Picture) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.paragraph_format.space_after = Pt(2)
    shape = paragraph.add_run().add_picture(BytesIO(picture.image), width=Mm(WIDTH))
    if shape.height > Mm(PICTURE_HEIGHT):
        shape.width = int(shape.width * Mm(PICTURE_HEIGHT) / shape.height)  # type: ignore[assignment]
        shape.height = Mm(PICTURE_HEIGHT)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    properties = shape._inline.docPr
    properties.set("name", "Map")
    properties.set("descr", xml_safe(picture.alt))
    document.add_paragraph(xml_safe(picture.caption), style="Caption")


def _figures(document: Document, block: Figures) -> None:
    """Key figures side by side: a heading row of labels, the values, what they mean."""
    rows = list(zip(*block.items, strict=True))
    table = _table(document, 3, len(block.items), [1 / len(block.items)] * len(block.items))
    _describe(table, "Key figures", "One column a figure: its label, its value, what it means.")
    for at, style in ((0, "Table text"), (1, "Key value"), (2, "Table text")):
        for cell, value in zip(table.rows[at].cells, rows[at], strict=True):
            cell.paragraphs[0].style = document.styles[style]
            _run(cell.paragraphs[0], Run(value), bold=at == 0)
            _shade(cell)
    _heading_row(table)


def _grid(document: Document, grid: Grid) -> None:
    document.add_paragraph(xml_safe(grid.title), style="Table title")
    table = _table(document, 1 + len(grid.rows), len(grid.head), grid.widths)
    _describe(table, grid.title, f"Columns: {', '.join(grid.head)}.")
    _rules(table)
    cells, columns = table._cells, len(grid.head)
    text_style = document.styles["Table text"].style_id  # looking it up is slow
    for at, row in enumerate((tuple(Run(h) for h in grid.head), *grid.rows)):
        for column, piece in enumerate(row):
            cell = cells[at * columns + column]
            paragraph = cell.paragraphs[0]
            paragraph._p.style = text_style
            paragraph.paragraph_format.keep_with_next = True if at < TOGETHER else None
            if column in grid.numeric:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            strong = at == 0 or at - 1 == grid.strong
            first, more, rest = piece.text.partition("\n")
            _run(paragraph, replace(piece, text=first), bold=strong or (column == 0 and bool(more)))
            if more:
                _run(paragraph, replace(piece, text=more + rest), bold=strong)
            if strong:
                _shade(cell)
    _heading_row(table)


def _table(document: Document, rows: int, columns: int, widths: Any) -> Table:
    table: Table = document.add_table(rows, columns)
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    total = sum(widths)
    for column, share in zip(table.columns, widths, strict=True):
        column.width = Mm(WIDTH * share / total)
    width = [Mm(WIDTH * share / total) for share in widths]
    for i, cell in enumerate(table._cells):
        cell.width = width[i % columns]
    for row in table.rows:
        unbroken = OxmlElement("w:cantSplit")
        row._tr.get_or_add_trPr().append(unbroken)
    return table


def _describe(table: Table, title: str, about: str) -> None:
    """Alternative text of a table."""
    properties = table._tbl.tblPr
    _pad(properties)
    for name, value in (("w:tblCaption", title), ("w:tblDescription", about)):
        element = OxmlElement(name)
        element.set(qn("w:val"), xml_safe(value))
        properties.append(element)


def _pad(properties: Any) -> None:
    """Room above and below the text of every cell (twentieths of a point)."""
    margins = OxmlElement("w:tblCellMar")
    for side, width in (("top", 40), ("left", 60), ("bottom", 40), ("right", 60)):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(width))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    properties.insert_element_before(margins, "w:tblLook", "w:tblCaption")


def _heading_row(table: Table) -> None:
    """Mark the first row as heading: repeated on each page, and read out as one."""
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _rules(table: Table) -> None:
    """Thin lines between rows, none between columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for key, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", RULE)):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    table._tbl.tblPr.insert_element_before(
        borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tblCaption"
    )


def _shade(cell: _Cell) -> None:
    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)
