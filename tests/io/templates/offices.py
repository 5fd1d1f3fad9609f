"""Templates as an office might have them, made with other libraries."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pptx
from docx.shared import Mm
from PIL import Image

SECRET = "Jane Example wrote this in a former report"
HEADER, FOOTER = "Office of the Commissioner for Somewhere", "OFFICIAL"
DOCUMENT, SETTINGS = "word/document.xml", "word/settings.xml"


def picture():
    out = BytesIO()
    Image.new("RGB", (300, 80), (120, 20, 60)).save(out, "PNG")
    return BytesIO(out.getvalue())


def saved(package):
    out = BytesIO()
    package.save(out)
    return out.getvalue()


def word():
    """A report of two sections; the second takes over the header of the first."""
    document = docx.Document()
    document.core_properties.author = "Jane Example"
    document.add_heading(SECRET, 0)
    document.add_paragraph().add_run().add_picture(picture())
    first = document.sections[0]
    first.header.paragraphs[0].add_run(HEADER).add_picture(picture(), width=Mm(40))
    first.footer.paragraphs[0].add_run(FOOTER)
    document.add_section()
    document.add_paragraph(SECRET)
    document.sections[-1].left_margin = Mm(40)
    return saved(document)


def bare_word():
    """One that defines no style but Normal and a heading of another name under a known id."""
    document = docx.Document()
    for style in list(document.styles):
        if style.name != "Normal" and not style._element.get(
            "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}default"
        ):
            style.delete()
    made = document.styles.add_style("Unterschrift", 1)
    made._element.styleId = "Caption"
    return saved(document)


def slides():
    """A presentation of the narrow format with a slide in it."""
    deck = pptx.Presentation()
    deck.core_properties.author = "Jane Example"
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = SECRET
    slide.notes_slide.notes_text_frame.text = SECRET
    return saved(deck)


def parts(data):
    with ZipFile(BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(members):
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def changed(data, part, old, new):
    """A package with a text of one part replaced."""
    members = parts(data)
    assert old in members[part]
    return packed({**members, part: members[part].replace(old, new, 1)})


def linked(data, part, kind, target, *, external=True):
    """A package in which a part has one more link."""
    folder, file = part.rsplit("/", 1)
    name = f"{folder}/_rels/{file}.rels"
    members = parts(data)
    rels = members.get(name, b"<Relationships xmlns='http://schemas.openxmlformats.org/package/"
                             b"2006/relationships'></Relationships>")  # fmt: skip
    mode = ' TargetMode="External"' if external else ""
    link = (
        '<Relationship Id="rId900" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}"{mode}/></Relationships>'
    )
    return packed({**members, name: rels.replace(b"</Relationships>", link.encode())})
