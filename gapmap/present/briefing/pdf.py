"""A briefing as PDF: tagged headings, tables and pictures, fonts embedded, an outline, links."""

import datetime
from collections.abc import Sequence
from io import BytesIO
from typing import Final

from fpdf.enums import Align
from PIL import Image

from gapmap.present.briefing.blocks import (
    Block,
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
from gapmap.present.briefing.pdf_text import BOTTOM, INK, LINK, MARGIN, QUIET, SMALL, TextPdf

PICTURE_HEIGHT: Final = (90.0, 150.0)  # mm: at least, before a new page is begun, and at most
RULE: Final = (138, 138, 134)
TOGETHER: Final = 3  # rows of a table that stay with its heading
PAD: Final = 1.1  # mm around the text of a cell
SIZES: Final = {1: 15.0, 2: 11.5, 3: 9.8}  # points
AFTER_HEADING: Final = {1: 0.0, 2: 44.0, 3: 16.0}  # mm that a heading keeps on its page
BODY, TABLE, VALUE = 8.8, 7.4, 13.0  # points


def render(briefing: Briefing, today: datetime.date) -> tuple[bytes, int]:
    """Return the briefing as PDF, and its number of pages; same briefing and date, same bytes."""
    page = _Page(briefing, today)
    for block, following in zip(briefing.blocks, (*briefing.blocks[1:], None), strict=True):
        page.add(block, following)
    return page.finished(), page.pages_count


class _Page(TextPdf):
    """Draws blocks one below the other and starts pages as they fill."""

    def add(self, block: Block, following: Block | None = None) -> None:
        """Draw one block below what is there; a heading stays with what is ``following``."""
        match block:
            case Heading():
                self._heading(block, following)
            case Text():
                self._paragraph(block)
            case Points():
                with self.group("L"):
                    for item in block.items:
                        self._item("•", (Run(item),), BODY, indent=4.5)
                self.y += 1.4
            case Figures():
                self._figures(block)
            case Picture():
                self._picture(block)
            case Grid():
                self._grid(block)
            case Sources():
                with self.group("L"):
                    for number, title, rest in block.items:
                        after = f". {rest}." if rest else "."
                        self._item(f"{number}.", (title, Run(after)), SMALL, indent=7.0)
                self.y += 1.4

    def _heading(self, heading: Heading, following: Block | None) -> None:
        size, text = SIZES[heading.level], self.drawable(heading.text)
        above = {1: 0.5, 2: 4.2, 3: 2.6}[heading.level]
        height = self._height(text, self.epw, size, bold=True)
        start = self._opening(following) if isinstance(following, Grid) else 0.0
        self._room(above + height + max(start + 3, AFTER_HEADING[heading.level]))
        self.y += above if self.y > self.t_margin else 0
        self.start_section(text, heading.level - 1, strict=False)
        with self.tag(f"H{heading.level}"):
            self._put(text, self.epw, size, bold=True)
        self.y += 2.4 if heading.level == 1 else 1.4

    def _paragraph(self, paragraph: Text) -> None:
        size = {"kicker": BODY, "small": SMALL, "note": BODY}.get(paragraph.kind, BODY)
        colour = QUIET if paragraph.kind in ("kicker", "small") else INK
        inset = 4.0 if paragraph.kind == "note" else 0.0
        top = self._inline(paragraph.runs, size, colour, inset, "P")
        if inset:
            with self.artifact():
                self.set_fill_color(*LINK)
                self.rect(MARGIN, top, 1.1, self.y - top, "F")
        self.y += 1.7

    def _item(self, mark: str, runs: Sequence[Run], size: float, indent: float) -> None:
        """An item of a list: its mark, then its text, hanging."""
        whole = "".join(self.drawable(run.text) for run in runs)
        self._room(self._height(whole, self.epw - indent, size))
        with self.group("LI"):
            top = self.y
            with self.tag("Lbl"):
                self._put(mark, indent, size)
            self.y = top
            self._inline(runs, size, INK, indent, "LBody")
        self.y += 0.5

    def _picture(self, picture: Picture) -> None:
        with Image.open(BytesIO(picture.png)) as opened:
            ratio = opened.height / opened.width
        caption = self.drawable(picture.caption)
        below = self._height(caption, self.epw, SMALL) + 2
        least, most = PICTURE_HEIGHT
        self._room(least + below)
        height = min(most, self.h - BOTTOM - self.y - below)
        width = min(self.epw, height / ratio)
        with self.tag("Figure", self.drawable(picture.alt)):
            self.image(BytesIO(picture.png), MARGIN + (self.epw - width) / 2, self.y, width)
        self.set_xy(MARGIN, self.y + width * ratio + 1)
        with self.tag("Caption"):
            self._put(caption, self.epw, SMALL, QUIET)
        self.y += 1.6

    def _figures(self, block: Figures) -> None:
        """Key figures side by side: a heading row of labels, the values, what they mean."""
        width = self.epw / len(block.items)
        looks = ((SMALL, True), (VALUE, True), (SMALL, False))
        rows = [[self.drawable(t) for t in row] for row in zip(*block.items, strict=True)]
        heights = [
            max(self._height(t, width - 4, size, bold=bold) for t in row)
            for row, (size, bold) in zip(rows, looks, strict=True)
        ]
        self._room(sum(heights) + 6)
        top = self.y
        self._shade(top, sum(heights) + 4.5)
        self.y = top + 2
        with self.group("Table"):
            for row, height, (size, bold) in zip(rows, heights, looks, strict=True):
                start = self.y
                with self.group("TR"):
                    for column, text in enumerate(row):
                        self.set_xy(MARGIN + column * width + 2, start)
                        with self.tag("TH" if row is rows[0] else "TD"):
                            self._put(text, width - 4, size, bold=bold)
                self.set_xy(MARGIN, start + height)
        self.set_xy(MARGIN, top + sum(heights) + 7)

    def _grid(self, grid: Grid) -> None:
        """A table. Its heading row comes again on every page that it reaches."""
        total = sum(grid.widths)
        widths = [self.epw * share / total for share in grid.widths]
        head = tuple(Run(text, strong=True) for text in grid.head)
        title = self.drawable(grid.title)
        self._room(self._opening(grid))
        self.y += 1
        with self.tag("P"):
            self._put(title, self.epw, BODY, bold=True)
        self.y += 0.8
        with self.group("Table"):
            self._row(head, widths, grid.numeric, kind="TH", shaded=True)
            for at, row in enumerate(grid.rows):
                if self.y + self._row_height(row, widths) > self.h - BOTTOM:
                    self.add_page()
                    self._row(head, widths, grid.numeric, kind="", shaded=True)
                strong = at == grid.strong
                cells = tuple(Run(c.text, c.url, c.strong or strong) for c in row)
                self._row(cells, widths, grid.numeric, kind="TD", shaded=strong)
        self.y += 2.6

    def _opening(self, grid: Grid) -> float:
        """Height of a table's title, heading and first rows, which stay on one page (mm)."""
        widths = [self.epw * share / sum(grid.widths) for share in grid.widths]
        head = tuple(Run(text, strong=True) for text in grid.head)
        rows = sum(self._row_height(row, widths) for row in (head, *grid.rows[:TOGETHER]))
        title = self._height(self.drawable(grid.title), self.epw, BODY, bold=True)
        return min(title + rows + 3, self.eph / 2)

    def _row_height(self, cells: Sequence[Run], widths: Sequence[float]) -> float:
        """Height of a row (mm)."""
        heights = []
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            first, more, rest = self.drawable(cell.text).partition("\n")
            bold = cell.strong or (column == 0 and bool(more))
            height = self._height(first, width - 2 * PAD, TABLE, bold=bold)
            if more:
                height += self._height(rest, width - 2 * PAD, TABLE, bold=cell.strong)
            heights.append(height)
        return 2 * PAD + max(heights)

    def _row(
        self,
        cells: Sequence[Run],
        widths: Sequence[float],
        numeric: Sequence[int],
        *,
        kind: str,
        shaded: bool,
    ) -> None:
        """One row; a ``kind`` of nothing is a repeated heading, which is not read out again."""
        top, height = self.y, self._row_height(cells, widths)
        if shaded:
            self._shade(top, height)
        with self.artifact():
            self.set_draw_color(*RULE)
            self.set_line_width(0.15)
            self.line(MARGIN, top + height, MARGIN + self.epw, top + height)
        if not kind:
            with self.artifact():
                self._cells(cells, widths, numeric, top, "")
        else:
            with self.group("TR"):
                self._cells(cells, widths, numeric, top, kind)
        self.set_xy(MARGIN, top + height)

    def _cells(
        self,
        cells: Sequence[Run],
        widths: Sequence[float],
        numeric: Sequence[int],
        top: float,
        kind: str,
    ) -> None:
        left = MARGIN
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True)):
            self.set_xy(left + PAD, top + PAD)
            align = Align.R if column in numeric else Align.L
            if kind:
                with self.tag(kind):
                    self._cell(cell, width - 2 * PAD, align, first_bold=column == 0)
            else:
                self._cell(cell, width - 2 * PAD, align, first_bold=column == 0)
            left += width

    def _cell(self, cell: Run, width: float, align: Align, *, first_bold: bool) -> None:
        """The text of a cell; of several lines in the first column, the first stands out."""
        first, more, rest = self.drawable(cell.text).partition("\n")
        colour = LINK if cell.url else INK
        bold = cell.strong or (first_bold and bool(more))
        self._put(first, width, TABLE, colour, bold=bold, link=cell.url, align=align)
        if more:
            self._put(rest, width, TABLE, colour, bold=cell.strong, link=cell.url, align=align)
