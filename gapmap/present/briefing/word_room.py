"""About how much room a Word briefing takes, and what follows for its pages.

How a document breaks into pages is for the program that opens it. What is asked of it here holds in
any: the last third of a page keeps together, so that no page has a few lines only, and the first
page's picture leaves room for its texts.
"""

from math import ceil
from typing import Any, Final

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.styles.style import ParagraphStyle

from gapmap.present.briefing.word_styles import area

LETTER: Final = 0.5  # mean width of a letter, in sizes of the type
LINE: Final = 1.16  # height of a line, in sizes of the type
CELL: Final = 4.0  # points above and below the text of a cell, together
TOGETHER: Final = 0.42  # of a page's text, at its end: a third of the paper and some more
FULL: Final = 0.94  # of a page's text, as estimated
LEAST: Final = 0.5  # of its size, a picture


class Room:
    """Estimates of heights in one document (points)."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.width, self.height = area(document)
        self._styles: dict[str | None, tuple[float, float, float]] = {}

    def of(self, element: Any) -> float:
        """The height of a paragraph or a table in the body."""
        if element.tag == qn("w:tbl"):
            return sum(self.row(row) for row in element.iter(qn("w:tr")))
        return self._paragraph(element, self.width)

    def row(self, row: Any) -> float:
        """The height of a table's row."""
        return CELL + max(
            sum(self._paragraph(p, _cell_width(cell)) for p in cell.iter(qn("w:p")))
            for cell in row.iter(qn("w:tc"))
        )

    def _paragraph(self, paragraph: Any, width: float) -> float:
        size, line, around = self._style(paragraph.style)
        drawn = sum(int(e.get("cy")) / 12700 for e in paragraph.iter(qn("wp:extent")))
        letters = sum(len(t.text or "") for t in paragraph.iter(qn("w:t")))
        lines = max(1, ceil(letters * LETTER * size / max(width, size)))
        return float(drawn or lines * size * LINE * line) + around

    def _style(self, style_id: str | None) -> tuple[float, float, float]:
        """Size of the type, height of a line in its own, and space around (points)."""
        if style_id not in self._styles:
            style = self.document.styles.get_by_id(style_id, 1)
            size = _inherited(style, lambda s: s.font.size) or 10.5 * 12700
            line = _inherited(style, lambda s: s.paragraph_format.line_spacing) or 1.08
            around = sum(
                _inherited(style, part) or 0
                for part in (
                    lambda s: s.paragraph_format.space_before,
                    lambda s: s.paragraph_format.space_after,
                )
            )
            times = line if not isinstance(line, Length) else line / size / LINE
            self._styles[style_id] = size / 12700, float(times), around / 12700
        return self._styles[style_id]


def _inherited(style: ParagraphStyle | None, part: Any) -> Any:
    """What a style says of something, or the one that it is based on."""
    while style is not None:
        found = part(style)
        if found is not None:
            return found
        style = style.base_style
    return None


def _cell_width(cell: Any) -> float:
    width = cell.find(qn("w:tcPr")).find(qn("w:tcW"))
    return int(width.get(qn("w:w"))) / 20 - 6


def settle(document: Document) -> None:
    """Make the first page fit where a smaller picture does it, and keep the end together."""
    room = Room(document)
    _fit_first_page(room)
    _keep_end(room)


def _fit_first_page(room: Room) -> None:
    """Where what stands before the first new page does not fit, make its picture smaller.

    Where that is not enough, nothing begins on a new page: a page of a few lines would be left.
    """
    body = list(room.document.element.body.iterchildren(qn("w:p"), qn("w:tbl")))
    breaks = [i for i, e in enumerate(body) if _breaks(e)]
    if not breaks:
        return
    first = body[: breaks[0]]
    over = sum(room.of(e) for e in first) - FULL * room.height
    if over <= 0:
        return
    pictures = [e for p in first for e in p.iter(qn("wp:inline"))]
    tall = sum(int(e.find(qn("wp:extent")).get("cy")) for e in pictures) / 12700
    if not pictures or tall - over < LEAST * tall:
        _unbreak(body[breaks[0]])
        return
    share = (tall - over) / tall
    for picture in pictures:
        for extent in picture.iter(qn("wp:extent"), qn("a:ext")):
            if extent.get("cx"):
                extent.set("cx", str(int(int(extent.get("cx")) * share)))
                extent.set("cy", str(int(int(extent.get("cy")) * share)))


def _breaks(element: Any) -> bool:
    properties = element.find(qn("w:pPr"))
    return properties is not None and properties.find(qn("w:pageBreakBefore")) is not None


def _unbreak(paragraph: Any) -> None:
    properties = paragraph.find(qn("w:pPr"))
    properties.remove(properties.find(qn("w:pageBreakBefore")))


def _keep_end(room: Room) -> None:
    """Keep as much at the end together as fills a third of a page: it moves there as a whole."""
    wanted = TOGETHER * room.height
    body = list(room.document.element.body.iterchildren(qn("w:p"), qn("w:tbl")))
    pieces = [p for e in body for p in (e.iter(qn("w:tr")) if e.tag == qn("w:tbl") else (e,))]
    for piece in reversed(pieces):
        is_row = piece.tag == qn("w:tr")
        if piece is not pieces[-1]:
            for paragraph in piece.iter(qn("w:p")) if is_row else (piece,):
                paragraph.get_or_add_pPr().keepNext_val = True
        wanted -= room.row(piece) if is_row else room.of(piece)
        if wanted <= 0:
            return


def keep_rows(row: Any) -> None:
    """Never break a row of a table over two pages."""
    row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
