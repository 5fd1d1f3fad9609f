"""Text on the pages of a tagged PDF: fonts embedded, unknown characters boxed, pages that fill."""

import datetime
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import matplotlib as mpl
from fpdf.bidi import BidiParagraph
from fpdf.enums import Align, MethodReturnValue, TextDirection, XPos, YPos
from fpdf.prefs import ViewerPreferences

from gapmap.present.briefing.blocks import Briefing, Run
from gapmap.present.briefing.pdf_tags import TaggedPdf

FONT: Final = "DejaVu"
MARGIN: Final = 18.0  # mm
BOTTOM: Final = 16.0  # mm below the last line of a page
INK, QUIET, LINK = (29, 29, 27), (85, 83, 78), (27, 80, 144)
SHADE: Final = (237, 242, 248)
MM_PER_POINT: Final = 25.4 / 72
LEADING: Final = 1.32
SMALL: Final = 7.6  # points
ALL_PAGES: Final = "\uf8ff"
"""Stands for the number of pages: a private character, which no cleaned text can hold."""


class TextPdf(TaggedPdf):
    """Pages with a footer, on which texts are set one below the other."""

    def __init__(self, briefing: Briefing, today: datetime.date) -> None:
        super().__init__(briefing.recipe)
        folder = Path(mpl.get_data_path()) / "fonts" / "ttf"
        self.add_font(FONT, "", folder / "DejaVuSans.ttf")
        self.add_font(FONT, "B", folder / "DejaVuSans-Bold.ttf")
        fonts: Any = self.fonts
        self.glyphs = set(fonts[FONT.lower()].cmap) & set(fonts[f"{FONT.lower()}B"].cmap)
        self.foot = briefing.footer
        self.alias_nb_pages(ALL_PAGES)
        self.set_margins(MARGIN, 15)
        self.set_auto_page_break(False)
        self.c_margin = 0.0
        self.set_title(self.drawable(briefing.title))
        self.set_subject(self.drawable(briefing.subject))
        self.set_author("gapmap")
        self.set_creator("gapmap")
        self.set_lang("en-GB")
        self.set_creation_date(
            datetime.datetime.combine(today, datetime.time(), tzinfo=datetime.UTC)
        )
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.add_page()

    def footer(self) -> None:
        """Version, date and page number at the foot of every page."""
        with self.artifact():
            self._pen(SMALL, QUIET)
            self.set_xy(MARGIN, self.h - 12)
            self.cell(self.epw / 2, 4, self.drawable(self.foot))
            self.cell(self.epw / 2, 4, f"Page {self.page} of {ALL_PAGES}", align=Align.R)

    def drawable(self, text: str) -> str:
        """A text in the order it is drawn, with a box for each character the fonts lack."""
        if any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
            lines = [
                BidiParagraph(line, base_direction=TextDirection.LTR) for line in text.split("\n")
            ]
            text = "\n".join(line.get_reordered_string() for line in lines)
        return "".join(
            c if ord(c) in self.glyphs or c == "\n" else "□"
            for c in text
            if unicodedata.category(c) not in ("Cf", "Mn", "Me", "Co") and (c >= " " or c == "\n")
        )

    def _pen(
        self,
        size: float,
        colour: tuple[int, int, int] = INK,
        *,
        bold: bool = False,
        link: str = "",
    ) -> float:
        """Choose size, weight and colour of text; returns the line distance (mm)."""
        self.set_font(FONT, ("B" if bold else "") + ("U" if link else ""), size)
        self.set_text_color(*colour)
        return size * LEADING * MM_PER_POINT

    def _height(self, text: str, width: float, size: float, *, bold: bool = False) -> float:
        """Height of a text set in a width (mm)."""
        line = self._pen(size, bold=bold)
        height = self.multi_cell(
            width, line, text or " ", dry_run=True, output=MethodReturnValue.HEIGHT
        )
        return float(height)  # type: ignore[arg-type]

    def _room(self, height: float) -> None:
        """Start a page when less than a height (mm) is left on this one."""
        if self.y + height > self.h - BOTTOM:
            self.add_page()

    def _put(
        self,
        text: str,
        width: float,
        size: float,
        colour: tuple[int, int, int] = INK,
        *,
        bold: bool = False,
        link: str = "",
        align: Align = Align.L,
    ) -> None:
        """Set a text in a width from the present position; afterwards x is as before."""
        line = self._pen(size, colour, bold=bold, link=link)
        self.multi_cell(width, line, text, align=align, link=link, new_x=XPos.LEFT, new_y=YPos.NEXT)

    def _inline(
        self,
        runs: Sequence[Run],
        size: float,
        colour: tuple[int, int, int],
        indent: float,
        kind: str,
    ) -> float:
        """Set runs one after the other as a paragraph; returns where it begins (mm)."""
        pieces = [(self.drawable(run.text), run) for run in runs]
        whole = "".join(text for text, _ in pieces)
        bold = any(run.strong for run in runs)
        self._room(self._height(whole, self.epw - indent, size, bold=bold))
        top = self.y
        self.set_left_margin(MARGIN + indent)
        self.x = MARGIN + indent
        with self.tag(kind):
            for text, run in pieces:
                ink = LINK if run.url else colour
                line = self._pen(size, ink, bold=run.strong, link=run.url)
                self.write(line, text, link=run.url)
            self.ln(line)
        self.set_left_margin(MARGIN)
        self.x = MARGIN
        return top

    def _shade(self, top: float, height: float) -> None:
        with self.artifact():
            self.set_fill_color(*SHADE)
            self.rect(MARGIN, top, self.epw, height, "F")
