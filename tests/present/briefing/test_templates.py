"""Briefings and slides made from an office's template: its look, our text, the published rules."""

from datetime import date
from io import BytesIO

import docx
import pptx
import pytest
from openxml_audit import FileFormat, OpenXmlValidator

from gapmap.errors import UnreadableFileError
from gapmap.io.recipes.find import find
from gapmap.io.templates.read import read
from gapmap.present.briefing import word_styles
from gapmap.selection import Selection
from gapmap.tasks.files import briefing as briefing_files
from gapmap.tasks.products import export
from gapmap.tasks.redraw import remake, table_of, template_for
from tests.io.templates import offices
from tests.present.briefing.test_briefing import _plain

TODAY, KENT = date(2026, 11, 21), "E23000032"
OFFICE = OpenXmlValidator(FileFormat.MICROSOFT_365)
TEMPLATES = {
    "house.docx": offices.word(),
    "bare.docx": offices.bare_word(),
    "house.pptx": offices.slides(),
}


@pytest.fixture(autouse=True)
def _plain_map(monkeypatch):
    monkeypatch.setattr(briefing_files, "_map", _plain)


def made(dataset, name, template=None):
    product = "slide.pptx" if name.endswith("pptx") else "briefing.docx"
    table = dataset.gap(Selection())
    return export(product, dataset, table, TODAY, area=KENT, template=template)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_file_from_a_template_keeps_to_the_rules_and_redraws(dataset, tmp_path, name):
    template = read(TEMPLATES[name], name)
    data = made(dataset, name, template)
    path = tmp_path / name
    path.write_bytes(data)
    assert [str(e) for e in OFFICE.validate(path).errors if e.severity.value == "error"] == []
    recipe = find(data, name)
    assert recipe.template == template.mark
    again, said = template_for(recipe, template, None)
    assert remake(recipe, dataset, table_of(recipe, dataset), again) == data
    assert said == ""


def test_the_text_is_the_same_as_without_a_template(dataset):
    own = docx.Document(BytesIO(made(dataset, "x.docx")))
    for name in ("house.docx", "bare.docx"):
        found = docx.Document(BytesIO(made(dataset, name, read(TEMPLATES[name], name))))
        assert [(p.style.name, p.text) for p in found.paragraphs] == [
            (p.style.name, p.text) for p in own.paragraphs
        ]
        assert [t.style.name for t in found.tables] == [t.style.name for t in own.tables]


def test_an_offices_page_header_and_footer_are_used(dataset):
    template = read(TEMPLATES["house.docx"], "house.docx")
    document = docx.Document(BytesIO(made(dataset, "house.docx", template)))
    (section,) = document.sections
    assert offices.HEADER in section.header.paragraphs[0].text
    assert [p.text for p in section.footer.paragraphs] == [offices.FOOTER]
    room = section.page_width - section.left_margin - section.right_margin
    (picture,) = document.inline_shapes
    assert picture.width <= room
    for table in document.tables:
        assert sum(column.width for column in table.columns) == pytest.approx(room, rel=0.01)


def test_where_an_office_has_no_footer_ours_numbers_the_pages(dataset):
    template = read(TEMPLATES["bare.docx"], "bare.docx")
    document = docx.Document(BytesIO(made(dataset, "bare.docx", template)))
    assert 'w:instr="PAGE"' in document.sections[0].footer._element.xml


def test_styles_that_are_lacking_are_named_and_added_with_bullets(dataset):
    template = read(TEMPLATES["bare.docx"], "bare.docx")
    assert word_styles.lacking(template.content) == list(word_styles.WORDS_OWN)
    document = docx.Document(BytesIO(made(dataset, "bare.docx", template)))
    assert word_styles.lacking(BytesIO(made(dataset, "x.docx")).getvalue()) == []
    bullets = document.styles["List Bullet"]
    number = bullets.element.pPr.numPr.numId.val
    numbering = document.part.numbering_part.element
    (found,) = (n for n in numbering.num_lst if n.numId == number)
    assert found.abstractNumId is not None
    assert document.styles["Caption"].style_id == "gapmapCaption"  # the id was another style's
    assert document.styles["Note"].base_style.name == "Normal"


def test_a_style_of_another_kind_under_a_name_that_is_needed_is_refused(dataset):
    office = docx.Document()
    office.styles.add_style("Note", 2)
    template = read(offices.saved(office), "house.docx")
    with pytest.raises(UnreadableFileError, match="“Note” of the template is not one of paragraph"):
        made(dataset, "house.docx", template)


def test_a_slide_takes_size_layout_and_room_from_the_template(dataset):
    template = read(TEMPLATES["house.pptx"], "house.pptx")
    deck = pptx.Presentation(BytesIO(made(dataset, "house.pptx", template)))
    (slide,) = deck.slides
    assert (deck.slide_width, deck.slide_height) == (9144000, 6858000)
    assert slide.slide_layout.name == "Title Only"
    title = slide.shapes.title
    for shape in slide.shapes:
        assert shape.left >= 0
        assert shape.left + shape.width <= deck.slide_width
        assert shape.top + shape.height <= deck.slide_height
        if shape.shape_id != title.shape_id:
            assert shape.top >= title.top + title.height


def test_what_a_redrawn_file_was_made_with_is_said(dataset):
    template = read(TEMPLATES["house.docx"], "house.docx")
    other = read(TEMPLATES["bare.docx"], "bare.docx")
    from_office = find(made(dataset, "house.docx", template), "a.docx")
    from_ours = find(made(dataset, "a.docx"), "a.docx")
    assert template_for(from_ours, None, template) == (None, "")
    assert template_for(from_office, None, template) == (template, "")
    assert "give it with --template" in template_for(from_office, None, other)[1]
    assert "another template" in template_for(from_office, other, None)[1]
    assert "gapmap's own template" in template_for(from_ours, other, None)[1]
