"""The template of a Word briefing: gapmap's own, or an office's, and the styles in it.

Styles are found by the names that Word itself gives them. Those that an office's template lacks are
added from gapmap's own; they take on its typeface and colours, as both come from the theme.
"""

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from io import BytesIO
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION_START
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.exceptions import PythonDocxError
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.parts.numbering import NumberingPart
from docx.section import Section, _Footer
from docx.styles import BabelFish
from docx.text.paragraph import Paragraph

from gapmap.errors import UnreadableFileError
from gapmap.present.briefing import templates
from gapmap.present.packages import xml_safe

TEMPLATE: Final = templates.HERE / "briefing.docx"
WORDS_OWN: Final = (
    "Heading 1", "Heading 2", "Heading 3", "Body Text", "Subtitle", "List Bullet", "Caption",
    "Bibliography", "Footer", "Hyperlink", "Table Grid",
)  # fmt: skip
"""Styles that Word has itself."""
OURS: Final = (
    "Note", "Small Text", "Table Text", "Table Heading", "Key Figure", "Key Figures",
)  # fmt: skip
"""Styles for what Word has none for; a template may have them too."""


def opened(template: bytes | None) -> Document:
    """Return an empty document with the page, headers and styles of a template.

    ``template`` is an office's, None for gapmap's own; its body must be empty but for the page.
    Raises UnreadableFileError for a template that cannot be opened or has a style of another kind
    under a name that is needed.
    """
    document = _document(template)
    missing = _lacking(document, (*WORDS_OWN, *OURS))
    if missing:
        _add_styles(document, missing)
    for paragraph in list(document.paragraphs):
        paragraph._p.getparent().remove(paragraph._p)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    document.sections[-1].start_type = WD_SECTION_START.NEW_PAGE
    return document


def _document(template: bytes | None) -> Document:
    if template is None:
        return docx.Document(BytesIO(_own_template()))
    try:
        return docx.Document(BytesIO(template))
    except (KeyError, ValueError, AttributeError, PythonDocxError):
        raise UnreadableFileError(
            "The template cannot be used: open it in Word and save it again as .docx."
        ) from None


def lacking(template: bytes) -> list[str]:
    """The names of Word's own styles that a template does not define, for the user to know."""
    return _lacking(_document(template), WORDS_OWN)


def _lacking(document: Document, names: tuple[str, ...]) -> list[str]:
    """Names of styles that are not defined. Raises UnreadableFileError as ``opened`` does."""
    defined = {style.name: style.type for style in document.styles}
    for name in names:
        if defined.get(name, _kind(name)) != _kind(name):
            raise UnreadableFileError(
                f"The style “{name}” of the template is not one of {_kind(name).name.lower()}s; "
                "give it another name."
            )
    return [name for name in names if name not in defined]


def _kind(name: str) -> WD_STYLE_TYPE:
    if name in ("Table Grid", "Key Figures"):
        return WD_STYLE_TYPE.TABLE
    return WD_STYLE_TYPE.CHARACTER if name == "Hyperlink" else WD_STYLE_TYPE.PARAGRAPH


@cache
def _own_template() -> bytes:
    return TEMPLATE.read_bytes()


def _add_styles(document: Document, names: list[str]) -> None:
    """Add styles of gapmap's own template, linked to those of this one by name."""
    own = docx.Document(BytesIO(_own_template()))
    styles = document.styles.element
    taken = {style.get(qn("w:styleId")) for style in styles.iter(qn("w:style"))}
    ids = {s.style_id: s.style_id for s in own.styles}
    for style in own.styles:
        if style.name in names and style.style_id in taken:
            ids[style.style_id] = f"gapmap{style.style_id}"
        elif style.name not in names:
            ids[style.style_id] = _id_of(document, style.name or "")
    for name in names:
        added = deepcopy(own.styles[name].element)
        added.set(qn("w:styleId"), ids[added.get(qn("w:styleId"))])
        for link in list(added):
            if link.tag in (qn("w:basedOn"), qn("w:next"), qn("w:link")):
                target = ids.get(link.get(qn("w:val")), "")
                link.set(qn("w:val"), target) if target else added.remove(link)
        styles.append(added)
        if name == "List Bullet":
            _add_bullets(document, own, added)


def _id_of(document: Document, name: str) -> str:
    """The id of a style by its name, or of the template's default in place of Normal."""
    inner = BabelFish.ui2internal(name).lower()
    for style in document.styles.element.iter(qn("w:style")):
        found = style.find(qn("w:name"))
        if found is not None and found.get(qn("w:val"), "").lower() == inner:
            return str(style.get(qn("w:styleId")))
    return ""


def _add_bullets(document: Document, own: Document, style: Any) -> None:
    """Give a list style its bullets: Word keeps them in a part of their own."""
    numbering = _numbering(document, own)
    abstract = deepcopy(own.part.numbering_part.element.find(qn("w:abstractNum")))
    used = [int(e.get(qn("w:abstractNumId"))) for e in numbering.iter(qn("w:abstractNum"))]
    key = str(max(used, default=-1) + 1)
    abstract.set(qn("w:abstractNumId"), key)
    abstract.find(qn("w:lvl")).find(qn("w:pStyle")).set(qn("w:val"), style.get(qn("w:styleId")))
    numbers = numbering.findall(qn("w:num"))
    if numbers:
        numbers[0].addprevious(abstract)
    else:
        numbering.append(abstract)
    number = numbering.add_num(int(key))
    style.find(qn("w:pPr")).find(qn("w:numPr")).find(qn("w:numId")).set(
        qn("w:val"), str(number.numId)
    )


def _numbering(document: Document, own: Document) -> Any:
    """The part of a document that describes its lists; made where it has none."""
    part = document.part
    if any(r.reltype == RELATIONSHIP_TYPE.NUMBERING for r in part.rels.values()):
        return part.numbering_part.element
    made = NumberingPart.load(
        PackURI("/word/numbering.xml"),
        CONTENT_TYPE.WML_NUMBERING,
        own.part.numbering_part.blob,
        part.package,
    )
    part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    for child in list(made.element):
        made.element.remove(child)
    return made.element


def area(document: Document) -> tuple[float, float]:
    """Width and height of the text on a page (points)."""
    page = document.sections[-1]
    sides = (page.left_margin, page.right_margin, page.gutter)
    ends = (page.top_margin, page.bottom_margin)
    width = (page.page_width or 0) - sum(abs(n or 0) for n in sides)
    height = (page.page_height or 0) - sum(abs(n or 0) for n in ends)
    return width / 12700, height / 12700


def footer(document: Document, line: str) -> None:
    """Write a line and the page number at the foot of every page that has no footer yet."""
    section = document.sections[-1]
    for part in _footers(document, section):
        if not any(_shows(p) for p in part._element.iter(qn("w:p"))):
            _write_footer(part, line, section)


def _footers(document: Document, section: Section) -> Iterator[_Footer]:
    yield section.footer
    if section.different_first_page_header_footer:
        yield section.first_page_footer
    if document.settings.odd_and_even_pages_header_footer:
        yield section.even_page_footer


def _shows(paragraph: Any) -> bool:
    """Whether a paragraph has anything to see."""
    texts = "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
    drawn = paragraph.iter(qn("w:drawing"), qn("w:pict"), qn("w:fldSimple"), qn("w:instrText"))
    return bool(texts.strip()) or next(drawn, None) is not None


def _write_footer(part: _Footer, line: str, section: Section) -> None:
    paragraph = part.paragraphs[0] if part.paragraphs else part.add_paragraph()
    paragraph.style = "Footer"
    width = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(width, WD_ALIGN_PARAGRAPH.RIGHT)
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
