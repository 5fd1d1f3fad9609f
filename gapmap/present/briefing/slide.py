"""A briefing as one PowerPoint slide (16:9): finding, map, key figures, source line, notes."""

import datetime
from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Inches, Pt

from gapmap.present.briefing.blocks import Briefing, Figures, Picture, Sources
from gapmap.present.packages import describe, finished, xml_safe
from gapmap.present.words.fitted import short

FONT: Final = "Arial"
WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.5  # inches
TITLE_ONLY: Final = 5  # layout of the library's template
TOP, FOOT = 1.75, 6.78  # inches: where the map begins, and the source line
MAP_WIDTH: Final = 7.5  # inches at most
LONGEST_TITLE: Final = 260
INK, QUIET, ACCENT = (29, 29, 27), (85, 83, 78), (27, 80, 144)
FIGURES: Final = 3
LONGEST_NOTES: Final = 40  # sources in the notes


def render(briefing: Briefing, source_line: str, today: datetime.date) -> bytes:
    """Return the briefing's slide as PPTX; same briefing and date, same bytes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    describe(deck.core_properties, briefing.title, briefing.subject, today)
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    _title(slide.shapes.title, briefing.title)
    picture = next((b for b in briefing.blocks if isinstance(b, Picture)), None)
    figures = next(b for b in briefing.blocks if isinstance(b, Figures))
    left = MARGIN
    if picture:
        left += _picture(slide, picture) + 0.45
    _figures(slide, figures.items[-FIGURES:], left)
    _box(slide, "Sources", (MARGIN, FOOT, WIDTH - 2 * MARGIN, 0.5), [(source_line, 12, False)])
    slide.notes_slide.notes_text_frame.text = "\n".join(xml_safe(t) for t in _notes(briefing))
    for part in (slide, slide.notes_slide):
        _language(part.element)
    out = BytesIO()
    deck.save(out)
    return finished(out.getvalue(), briefing.recipe)


def _title(shape: Any, title: str) -> None:
    shape.left, shape.top = Inches(MARGIN), Inches(0.35)
    shape.width, shape.height = Inches(WIDTH - 2 * MARGIN), Inches(1.25)
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.TOP
    frame.auto_size = MSO_AUTO_SIZE.NONE
    _flush(frame)
    text = xml_safe(short(title, LONGEST_TITLE))
    frame.text = text
    size = 26 if len(text) < 140 else 22 if len(text) < 210 else 18
    _look(frame.paragraphs[0], size, INK, bold=True)


def _picture(slide: Any, picture: Picture) -> float:
    """Place the map; returns its width (inches)."""
    room = FOOT - TOP - 0.1
    shape = slide.shapes.add_picture(
        BytesIO(picture.image), Inches(MARGIN), Inches(TOP), height=Inches(room)
    )
    if shape.width > Inches(MAP_WIDTH):
        shape.height = int(shape.height * Inches(MAP_WIDTH) / shape.width)
        shape.width = Inches(MAP_WIDTH)
    properties = shape._element.nvPicPr.cNvPr
    properties.set("name", "Map")
    properties.set("descr", xml_safe(picture.alt))
    return float(shape.width / Inches(1))


def _figures(slide: Any, items: Sequence[tuple[str, str, str]], left: float) -> None:
    width = WIDTH - MARGIN - left
    for i, (label, value, note) in enumerate(items):
        place = (left, TOP + 0.1 + 1.6 * i, width, 1.45)
        _box(slide, label, place, [(label, 14, True), (value, 30, True), (note, 13, False)])


def _box(
    slide: Any,
    name: str,
    place: tuple[float, float, float, float],
    lines: Sequence[tuple[str, float, bool]],
) -> None:
    """A text box (inches from the left and top, width, height) with lines of text."""
    shape = slide.shapes.add_textbox(*(Inches(n) for n in place))
    shape.name = xml_safe(short(name, 60))
    frame = shape.text_frame
    frame.word_wrap = True
    _flush(frame)
    for i, (text, size, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.text = xml_safe(short(text, 400))
        _look(paragraph, size, ACCENT if size > 20 else INK if bold else QUIET, bold=bold)


def _flush(frame: Any) -> None:
    """No margin inside a frame, so that all texts and the map begin at one line."""
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0


def _look(paragraph: Any, size: float, colour: tuple[int, int, int], *, bold: bool) -> None:
    paragraph.alignment = 1  # to the left
    for run in paragraph.runs:
        run.font.name, run.font.size, run.font.bold = FONT, Pt(size), bold
        run.font.color.rgb = RGBColor(*colour)  # type: ignore[no-untyped-call]


def _language(element: Any) -> None:
    """Every run is British English, for spelling and for voices that read it out."""
    for run in element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}r"):
        run.get_or_add_rPr().set("lang", "en-GB")


def _notes(briefing: Briefing) -> list[str]:
    lines = [f"What was asked: {briefing.asked}", "", briefing.caveat, "", "What is not known:"]
    lines += [f"- {line}" for line in briefing.not_known]
    lines += ["", "Sources:"]
    found = next((b for b in briefing.blocks if isinstance(b, Sources)), Sources(()))
    for number, title, rest in found.items[:LONGEST_NOTES]:
        lines.append(" ".join(t for t in (f"{number}. {title.text}.", rest, title.url) if t))
    if len(found.items) > LONGEST_NOTES:
        lines.append(f"{len(found.items) - LONGEST_NOTES} more are in the briefing.")
    return [*lines, "", briefing.made]
