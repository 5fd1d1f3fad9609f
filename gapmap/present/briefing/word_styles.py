"""How a Word briefing looks: an A4 page, styles with names, a footer with page numbers."""

from typing import Any, Final

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from gapmap.present.packages import xml_safe

FONT: Final = "Arial"
WIDTH: Final = 174.0  # mm of an A4 page between its margins
MARGIN: Final = 18.0  # mm
INK, QUIET, LINK = "1D1D1B", "55534E", "1B5090"
SIZES: Final = {1: 17.0, 2: 13.5, 3: 11.5}  # points
BEFORE: Final = {1: 2.0, 2: 12.0, 3: 8.0}


def set_up(document: Document) -> None:
    """Give a new document its page, language and styles."""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(MARGIN)
    page.top_margin, page.bottom_margin = Mm(16), Mm(17)
    page.footer_distance = Mm(9)
    styles = document.styles
    for language in styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    _style(document, "Normal", 10.5, INK, after=5)
    for level, size in SIZES.items():
        _style(document, f"Heading {level}", size, INK, before=BEFORE[level], after=4, bold=True)
    _style(document, "List Bullet", 10.5, INK, after=2)
    _style(document, "Caption", 9, QUIET, after=6)
    for name, size, colour, after in (
        ("Kicker", 10, QUIET, 2.0),
        ("Small", 9, QUIET, 4.0),
        ("Note", 10, INK, 6.0),
        ("Table text", 9, INK, 0.0),
        ("Table title", 10, INK, 3.0),
        ("Key value", 15, INK, 0.0),
        ("Source", 9, INK, 2.0),
    ):
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
        _style(document, name, size, colour, after=after, bold=name in ("Table title", "Key value"))
    note, source = styles["Note"].paragraph_format, styles["Source"].paragraph_format
    note.left_indent = Mm(3)
    _bar(styles["Note"].element.get_or_add_pPr())
    source.left_indent, source.first_line_indent = Mm(8), Mm(-8)
    styles["Table title"].paragraph_format.keep_with_next = True
    styles["Table title"].paragraph_format.space_before = Pt(6)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = RGBColor.from_string(LINK), True


def _style(
    document: Document,
    name: str,
    size: float,
    colour: str,
    *,
    before: float = 0,
    after: float = 0,
    bold: bool = False,
) -> None:
    style: Any = document.styles[name]
    style.font.name, style.font.size = FONT, Pt(size)
    style.font.color.rgb = RGBColor.from_string(colour)
    style.font.bold, style.font.italic = bold, False
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.08
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{key}"), None)
    for key in ("ascii", "hAnsi", "cs"):
        fonts.set(qn(f"w:{key}"), FONT)


def _bar(properties: Any) -> None:
    """A bar at the left of a paragraph that is set apart."""
    borders, left = OxmlElement("w:pBdr"), OxmlElement("w:left")
    for key, value in (("val", "single"), ("sz", "24"), ("space", "8"), ("color", LINK)):
        left.set(qn(f"w:{key}"), value)
    borders.append(left)
    properties.insert_element_before(borders, "w:shd", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def footer(document: Document, line: str) -> None:
    """Write a line and the page number at the foot of every page."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.style = document.styles["Small"]
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_ALIGN_PARAGRAPH.RIGHT)
    paragraph.add_run(f"{xml_safe(line)}\tPage ")
    _field(paragraph, "PAGE")
    paragraph.add_run(" of ")
    _field(paragraph, "NUMPAGES")


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that the word processor fills in, such as the page number."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, shown = OxmlElement("w:r"), OxmlElement("w:t")
    shown.text = "1"
    run.append(shown)
    field.append(run)
    paragraph._p.append(field)
