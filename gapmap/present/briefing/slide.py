"""A briefing as one PowerPoint slide: finding, map, key figures, source line, notes.

Page, typeface and colours are those of a template: gapmap's own, or an office's. The slide is made
from its layout of the type “title only”, in the room below the title.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil
from typing import Any, Final

from pptx import Presentation
from pptx.enum.dml import MSO_THEME_COLOR
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from gapmap.present.briefing import templates
from gapmap.present.briefing.blocks import Briefing, Figures, Picture, Sources
from gapmap.present.packages import describe, finished, xml_safe
from gapmap.present.words.fitted import short

TEMPLATE: Final = templates.HERE / "slide.pptx"
INCH: Final = 914400  # EMU, the unit of lengths in a slide
GAP, ASIDE = 0.12, 0.4  # inches: below the title, beside the map
LINE, WIDE, SPARE = 0.2, 130, 0.3  # inches of a line below the map, its letters, lines more
LONGEST_LINE: Final = 600  # letters of a text box
MAP_SHARE: Final = 0.61  # of the room's width at most
LONGEST_TITLE: Final = 260
SMALLEST_TITLE: Final = 16  # points
LETTER: Final = 0.54  # mean width of a letter in bold type, in sizes of the type
FIGURES: Final = 3
LONGEST_NOTES: Final = 40  # sources in the notes
FOOTERS: Final = (13, 15, 16)  # types of placeholders: number, footer, date
TITLES: Final = (1, 3)  # types of placeholders: title, centred title


@dataclass(frozen=True)
class Room:
    """A rectangle on a slide (EMU)."""

    left: int
    top: int
    width: int
    height: int


def render(
    briefing: Briefing,
    sources: str,
    today: datetime.date,
    template: bytes | None = None,
    credit: str = "",
) -> bytes:
    """Return the briefing's slide as PPTX; same briefing, date and template, same bytes.

    ``sources`` is a line on where its figures are from, ``credit`` whose the map's boundaries are.
    ``template`` is an office's own, as ``io.templates`` returns it.
    """
    deck = Presentation(BytesIO(template or TEMPLATE.read_bytes()))
    describe(deck.core_properties, briefing.title, briefing.subject, today)
    layout = title_layout(deck)
    slide = deck.slides.add_slide(layout)
    for shape in list(slide.placeholders):
        if shape.placeholder_format.type not in TITLES:
            shape._element.getparent().remove(shape._element)
    picture = next((b for b in briefing.blocks if isinstance(b, Picture)), None)
    others = [picture.caption, credit] if picture else []
    said = [short(text, LONGEST_LINE) for text in (*others, sources) if text]
    foot = LINE * (sum(ceil(len(text) / WIDE) for text in said) + SPARE)
    room = _room(deck, layout, slide.shapes.title, foot)
    _title(slide.shapes.title, briefing.title, layout)
    figures = next(b for b in briefing.blocks if isinstance(b, Figures))
    taken = _picture(slide, picture, room) + int(ASIDE * INCH) if picture else 0
    beside = Room(room.left + taken, room.top, room.width - taken, room.height)
    _figures(slide, figures.items[-FIGURES:], beside)
    below = room.top + room.height + INCH // 12
    place = Room(room.left, below, room.width, int(foot * INCH))
    _box(slide, "Sources", place, [(t, 12, False) for t in said])
    slide.notes_slide.notes_text_frame.text = "\n".join(xml_safe(t) for t in _notes(briefing))
    for part in (slide, slide.notes_slide):
        _language(part.element)
    out = BytesIO()
    deck.save(out)
    return finished(out.getvalue(), briefing.recipe)


def title_layout(deck: Any) -> Any:
    """The layout with a title alone, else the one that has the fewest other places beside it.

    Raises LookupError when no layout of the deck has a title.
    """
    titled = [
        layout
        for layout in deck.slide_layouts
        if any(p.placeholder_format.type in TITLES for p in layout.placeholders)
    ]
    if not titled:
        raise LookupError
    alone = (layout for layout in titled if layout._element.get("type") == "titleOnly")
    return next(alone, min(titled, key=lambda layout: len(layout.placeholders)))


def _room(deck: Any, layout: Any, title: Any, foot: float) -> Room:
    """Below the title, above the layout's footers and the lines of ``foot`` inches."""
    top = title.top + title.height + int(GAP * INCH)
    margin = int(0.3 * INCH)
    footers = [
        p.top
        for p in layout.placeholders
        if p.placeholder_format.type in FOOTERS and p.top > deck.slide_height * 3 // 4
    ]
    end = min([deck.slide_height - margin, *footers]) - int(foot * INCH) - INCH // 12
    return Room(title.left, top, title.width, max(end - top, INCH))


def _title(shape: Any, title: str, layout: Any) -> None:
    """The finding, in the size of the template or in one at which it fits."""
    frame = shape.text_frame
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    text = xml_safe(short(title, LONGEST_TITLE))
    frame.text = text
    wanted = _title_size(layout)
    width, height = shape.width / 12700, shape.height / 12700
    fits = (
        size
        for size in range(int(wanted), SMALLEST_TITLE, -1)
        if ceil(len(text) * LETTER * size / width) * size * 1.2 <= height
    )
    size = next(fits, SMALLEST_TITLE)
    if size < wanted:
        for run in frame.paragraphs[0].runs:
            run.font.size = Pt(size)


def _title_size(layout: Any) -> float:
    """The size in which the template sets titles (points)."""
    master = layout.slide_master
    places = [
        p._element.find(f"{qn('p:txBody')}/{qn('a:lstStyle')}")
        for part in (layout, master)
        for p in part.placeholders
        if p.placeholder_format.type in TITLES
    ]
    styles = [*places, master._element.find(f"{qn('p:txStyles')}/{qn('p:titleStyle')}")]
    for style in styles:
        found = None if style is None else style.find(f"{qn('a:lvl1pPr')}/{qn('a:defRPr')}")
        if found is not None and found.get("sz"):
            return int(found.get("sz")) / 100
    return 44.0  # what PowerPoint takes where nothing is said


def _picture(slide: Any, picture: Picture, room: Room) -> int:
    """Place the map; returns its width (EMU)."""
    image = BytesIO(picture.image)
    shape = slide.shapes.add_picture(image, room.left, room.top, height=room.height)
    widest = int(MAP_SHARE * room.width)
    if shape.width > widest:
        shape.height = int(shape.height * widest / shape.width)
        shape.width = widest
    properties = shape._element.nvPicPr.cNvPr
    properties.set("name", "Map")
    properties.set("descr", xml_safe(picture.alt))
    return int(shape.width)


def _figures(slide: Any, items: Sequence[tuple[str, str, str]], room: Room) -> None:
    step = room.height // FIGURES
    for i, (label, value, note) in enumerate(items):
        place = Room(room.left, room.top + step * i, room.width, step - INCH // 10)
        _box(slide, label, place, [(label, 14, True), (value, 30, True), (note, 13, False)])


def _box(slide: Any, name: str, room: Room, lines: Sequence[tuple[str, float, bool]]) -> None:
    """A text box with lines of text: each its size (points) and whether it is bold."""
    places = (Emu(n) for n in (room.left, room.top, room.width, room.height))
    shape = slide.shapes.add_textbox(*places)
    shape.name = xml_safe(short(name, 60))
    frame = shape.text_frame
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    for i, (text, size, bold) in enumerate(lines):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        paragraph.text = xml_safe(short(text, LONGEST_LINE))
        paragraph.alignment = 1  # to the left
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), bold
            heavy = MSO_THEME_COLOR.TEXT_2 if size > 20 else MSO_THEME_COLOR.TEXT_1
            run.font.color.theme_color = heavy


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
