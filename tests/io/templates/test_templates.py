"""An office's template: what remains of it, what does not, and what is refused in one sentence."""

from io import BytesIO

import docx
import pptx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gapmap.errors import BadSettingError, UserInputError
from gapmap.io.templates.emptied import LARGEST, emptied
from gapmap.io.templates.read import of_settings, read
from gapmap.settings import Settings
from tests.io.templates import offices

WORD, SLIDES = offices.word(), offices.slides()
DOCM = "application/vnd.ms-word.document.macroEnabled.main+xml"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOTX = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
TYPES = "[Content_Types].xml"


def everything(data):
    return b"".join(offices.parts(data).values())


def test_headers_footers_and_page_stay_and_the_text_does_not():
    found = emptied(WORD, "house.docx", ".docx")
    document = docx.Document(BytesIO(found))
    section = document.sections[-1]
    assert len(document.sections) == 1
    assert offices.HEADER in section.header.paragraphs[0].text
    assert [p.text for p in section.footer.paragraphs] == [offices.FOOTER]
    assert round(section.left_margin.mm) == 40
    assert document.paragraphs == []
    assert b"Jane" not in everything(found)
    assert sum(name.startswith("word/media/") for name in offices.parts(found)) == 1


def test_slides_and_notes_do_not_stay_but_layouts_do():
    found = emptied(SLIDES, "house.pptx", ".pptx")
    deck = pptx.Presentation(BytesIO(found))
    assert list(deck.slides) == []
    assert len(deck.slide_layouts) == 11
    assert b"Jane" not in everything(found)


def test_templates_of_the_kind_template_are_read_as_documents():
    dotx = offices.changed(WORD, TYPES, DOCX.encode(), DOTX.encode())
    document = docx.Document(BytesIO(read(dotx, "house.dotx").content))
    assert offices.HEADER in document.sections[-1].header.paragraphs[0].text


def test_what_locks_a_document_or_leads_elsewhere_does_not_stay():
    lock = b'<w:documentProtection w:edit="readOnly" w:enforcement="1"/><w:defaultTabStop'
    locked = offices.changed(WORD, offices.SETTINGS, b"<w:defaultTabStop", lock)
    found = emptied(
        offices.linked(locked, offices.SETTINGS, "attachedTemplate", "file:///C:/house.dotx"),
        "house.docx",
        ".docx",
    )
    assert b"documentProtection" not in everything(found)
    assert b"file:///" not in everything(found)


def hostile():
    header = "word/header1.xml"
    blip = b'<w:p><w:r><w:t xml:space="preserve">x</w:t></w:r></w:p></w:hdr>'
    using = offices.changed(
        offices.linked(WORD, header, "oleObject", "embeddings/a.bin"), header, b"</w:hdr>",
        blip.replace(b"<w:t ", b'<w:t w:rsid="rId900" '),
    )  # fmt: skip
    doctype = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
    members, styles = offices.parts(WORD), "word/styles.xml"
    return {
        "nothing": b"",
        "no package": b"\x89PNG\r\n\x1a\n" + b"x" * 50,
        "old or locked": b"\xd0\xcf\x11\xe0" + b"x" * 500,
        "too large": b"PK\x03\x04" + b"x" * LARGEST,
        "slides": SLIDES,
        "damaged": WORD[: len(WORD) // 2],
        "cut part": offices.packed({**members, styles: members[styles][:999]}),
        "missing part": offices.packed({k: v for k, v in members.items() if k != styles}),
        "macros": offices.packed({**members, "word/vbaProject.bin": b"x"}),
        "macros by type": offices.changed(WORD, TYPES, DOCX.encode(), DOCM.encode()),
        "entities": offices.packed({**members, "word/styles.xml": doctype}),
        "picture elsewhere": offices.linked(WORD, header, "image", "http://example.org/a.png"),
        "object": using,
        "bomb": offices.packed({**members, "word/media/a.emf": b"\0" * 60_000_000}),
        "deep": offices.packed({**members, "word/styles.xml": b"<a>" * 9999 + b"</a>" * 9999}),
        "path": offices.packed({**members, "../../a.xml": b"<a/>"}),
    }  # fmt: skip


@pytest.mark.parametrize("case", hostile())
def test_what_cannot_be_used_is_refused_in_one_sentence(case):
    with pytest.raises(UserInputError) as caught:
        emptied(hostile()[case], "house.docx", ".docx")
    sentence = str(caught.value)
    assert sentence.startswith("house.docx ")
    assert sentence.count(". ") == 0
    assert "\n" not in sentence


def test_macros_are_named_and_so_is_what_lies_elsewhere():
    with pytest.raises(UserInputError, match="has macros"):
        emptied(hostile()["macros"], "house.docx", ".docx")
    with pytest.raises(UserInputError, match=r"lies elsewhere \(http://example.org/a.png\)"):
        emptied(hostile()["picture elsewhere"], "house.docx", ".docx")
    with pytest.raises(UserInputError, match="is for macros"):
        read(WORD, "house.dotm")
    with pytest.raises(UserInputError, match=r"ends in one of: \.docx, \.dotx, \.pptx, \.potx"):
        read(WORD, "house.pdf")


def test_a_presentation_without_a_title_anywhere_is_refused():
    members = offices.parts(SLIDES)
    for name, content in members.items():
        if name.startswith("ppt/slideLayouts/slideLayout"):
            members[name] = content.replace(b'type="title"', b'type="body"').replace(
                b'type="ctrTitle"', b'type="body"'
            )
    with pytest.raises(UserInputError, match="no slide layout with a title"):
        emptied(offices.packed(members), "house.pptx", ".pptx")


@given(st.data())
def test_any_damage_gives_a_template_or_a_sentence(data):
    whole = data.draw(st.sampled_from((WORD, SLIDES)))
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = bytearray(whole)
    damaged[at : at + 4] = data.draw(st.binary(min_size=4, max_size=4))
    ending = ".docx" if whole is WORD else ".pptx"
    try:
        found = emptied(bytes(damaged), "house", ending)
    except UserInputError as error:
        found, said = b"", str(error)
    assert found.startswith(b"PK") or said.startswith("house ")


def test_the_setting_of_a_machine_names_a_template(tmp_path, monkeypatch):
    path = tmp_path / "house.docx"
    path.write_bytes(WORD)
    assert of_settings("briefing.docx") is None
    monkeypatch.setenv("GAPMAP_WORD_TEMPLATE", str(path))
    found = of_settings("briefing.docx")
    assert found == read(WORD, "house.docx")
    assert of_settings("slide.pptx") is None
    assert of_settings("map.png") is None
    path.write_bytes(offices.bare_word())
    assert of_settings("briefing.docx").mark != found.mark  # read again, as it has changed


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("house.docx", "is not a full path"),
        ("/nowhere/house.docx", "cannot be read"),
        ("{tmp}/house.pptx", "makes files that end in .pptx, not in .docx"),
        ("{tmp}", "cannot be read"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(tmp_path, monkeypatch, value, said):
    (tmp_path / "house.pptx").write_bytes(SLIDES)
    monkeypatch.setenv("GAPMAP_WORD_TEMPLATE", value.format(tmp=tmp_path))
    with pytest.raises(BadSettingError, match="GAPMAP_WORD_TEMPLATE") as caught:
        of_settings("briefing.docx")
    assert said in str(caught.value)
    assert Settings(home=tmp_path).word_template is None
