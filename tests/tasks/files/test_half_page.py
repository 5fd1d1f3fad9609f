"""The picture of half a page stands in somebody's report: it says what it shows, and of what."""

import io
import re
from datetime import date
from math import ceil

import docx
import pptx
import pytest

from gapmap.core.plan.wish import Wish
from gapmap.fields import FIELDS
from gapmap.present.page import map as page_map
from gapmap.present.page.notes import LINES, NAMED_IN_SHORT
from gapmap.present.page.sheet import Sheet
from gapmap.present.words import finding as words
from gapmap.present.words.selection import set_apart, shown, shown_in_short
from gapmap.selection import Selection
from gapmap.tasks.files import map as maps
from gapmap.tasks.products import export

DAY = date(2026, 3, 1)
KENT, HAMLETS = "E23000032", "E09000030"
A_LINE = 140  # letters of 12 points on a line across a slide
LEGEND = ("measure", "breaks", "layout")
"""Choices that the picture shows by itself."""
MANY = Selection(
    types=("high_harm_case_management", "early_intervention", "women_who_use_force", "stalking",
           "fathers_parenting", "culturally_specific"),
    routes=("self", "police", "health_gp", "marac", "mash", "relate_counselling"),
    accepts=("women", "fathers"), accredited=True, since=2010, until=2024, standing="any",
    grade="C", basis="aim", include_unstated=True, demand="high_harm", target_share=0.5,
    gap_below=12.5, suppress_below=5, local="sensitivity", all_types=True, unit_cost=5000.0,
)  # fmt: skip


@pytest.fixture
def pictured(dataset, monkeypatch):
    """What is written on a half page of a Selection, with the place of every line."""

    def texts(selection, area=None):
        drawn = {}
        compose = page_map.compose

        def kept(*args, **kwargs):
            made = compose(*args, **kwargs)
            drawn["sheet"] = made.sheet
            return made

        monkeypatch.setattr(page_map, "compose", kept)
        table = dataset.gap(selection)
        export("map.svg", dataset, table, DAY, page="half-page", area=area)
        sheet: Sheet = drawn["sheet"]
        return sheet, table

    return texts


def below(sheet):
    """The lines from “Shown:” on, as they stand below the map."""
    lines = [text for text, _ in sheet.texts()]
    return lines[next(i for i, text in enumerate(lines) if text.startswith("Shown: ")) :]


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        (Selection(), "programmes seen since 2020, by police force area"),
        (Selection(accepts=("women",)), "accepting women"),
        (Selection(routes=("self",)), "self-referral"),
        (Selection(since=2010, until=2016), "programmes seen 2010 to 2016"),
        (Selection(level="county", layout="tiles"), "by county"),
        (Selection(demand="high_harm"), "need: high harm"),
        (Selection(standing="any"), "also services that have ended"),
        (Selection(grade="B"), "of grade B at least"),
    ],
    ids=str,
)
def test_a_half_page_says_what_it_shows(pictured, selection, said):
    sheet, table = pictured(selection)
    text = " ".join(below(sheet))
    assert said in text
    assert table.fingerprint[:12] in text


@pytest.mark.parametrize("level", ["pfa", "borough"])
@pytest.mark.parametrize("layout", ["map", "tiles"])
def test_many_filters_fit_and_cover_nothing(pictured, level, layout):
    sheet, _ = pictured(MANY.with_(level=level, layout=layout))
    lines = below(sheet)
    text = " ".join(lines)
    said, _, rest = text.partition(" Sources: ")
    _, boundaries, credit = rest.partition(" Boundaries: ")
    assert sum(line in said for line in lines) <= LINES
    assert "more: see the file's own Selection." in said
    assert said.endswith("1 March 2026")
    assert boundaries
    assert "Contains National Statistics data" in credit
    places = [box for _, box in sheet.texts()]
    foot = places[-len(lines) :]
    for box in foot:
        assert box.left >= 0
        assert box.bottom >= 0
        assert box.right <= sheet.width
    top = max(box.top for box in foot)
    assert all(box.bottom >= top for box in places[: -len(foot)])


def test_an_area_is_outlined_above_what_is_said(pictured):
    sheet, _ = pictured(Selection(routes=("self",)), KENT)
    lines = [text for text, _ in sheet.texts()]
    assert "Outlined: Kent." in lines
    assert any("self-referral" in line for line in below(sheet))


@pytest.mark.parametrize(("level", "area"), [("pfa", None), ("pfa", KENT), ("borough", HAMLETS)])
def test_a_half_page_can_stand_alone(pictured, level, area):
    sheet, _ = pictured(Selection(level=level), area)
    text = " ".join(below(sheet))
    assert words.CAVEAT_IN_SHORT in text
    cited = re.search(r"Sources: (.+?) · and \d+ more, listed in the table export\.", text)
    assert len(cited[1].split(" · ")) == NAMED_IN_SHORT
    assert f"Boundaries: {maps.credit(level, 'map')[:40]}" in text
    rule = max(box.top for _, box in sheet.texts()[-len(below(sheet)) :])
    assert rule < 0.25 * sheet.height  # the map and its legend keep the rest


@pytest.mark.parametrize("area", [None, KENT])
def test_captions_and_alternative_texts_tell_the_filters(dataset, area):
    table = dataset.gap(Selection(accepts=("women",), since=2010, until=2016))
    said = "Shown: accepting women; seen 2010 to 2016."
    document = docx.Document(io.BytesIO(export("briefing.docx", dataset, table, DAY, area=area)))
    assert any(said in paragraph.text for paragraph in document.paragraphs)
    assert said in document.inline_shapes[0]._inline.docPr.get("descr")
    slide = pptx.Presentation(io.BytesIO(export("slide.pptx", dataset, table, DAY, area=area)))
    shapes = slide.slides[0].shapes
    assert said in next(s for s in shapes if s.name == "Sources").text_frame.text
    assert said in next(s for s in shapes if s.name == "Map")._element.nvPicPr.cNvPr.get("descr")
    for name in ("map.png", "map.svg", "interactive.html"):
        assert said.encode() in export(name, dataset, table, DAY, area=area)


def test_the_maps_of_a_plan_tell_the_filters(dataset):
    table = dataset.gap(Selection(accepts=("women",)))
    made = export("plan.docx", dataset, table, DAY, plan=Wish(budget=2e6).dumps())
    document = docx.Document(io.BytesIO(made))
    captions = [p.text for p in document.paragraphs if p.text.startswith("By police force area.")]
    assert captions
    assert all("Shown: accepting women." in caption for caption in captions)
    for shape in document.inline_shapes:
        assert "Shown: accepting women." in shape._inline.docPr.get("descr")


@pytest.mark.parametrize(("selection", "area"), [(MANY, None), (Selection(), KENT)], ids=str)
def test_the_foot_of_a_slide_stays_on_it_and_below_the_map(dataset, selection, area):
    table = dataset.gap(selection)
    deck = pptx.Presentation(io.BytesIO(export("slide.pptx", dataset, table, DAY, area=area)))
    shapes = {shape.name: shape for shape in deck.slides[0].shapes}
    foot, drawn = shapes["Sources"], shapes["Map"]
    said = foot.text_frame.text
    assert area or "more: see the file's own Selection." in said
    assert said.endswith("2026-03-01.")
    lines = sum(ceil(len(text) / A_LINE) for text in said.splitlines())
    assert lines * 12 * 1.2 <= foot.height / 12700  # points
    assert drawn.top + drawn.height <= foot.top
    assert foot.top + foot.height <= deck.slide_height


def test_the_first_view_needs_no_words(dataset):
    model = dataset.models["serious"]
    assert shown(Selection(), model) == shown_in_short(Selection(), model) == ""
    assert shown(Selection(level="borough", measure="unmet"), model) == ""


@pytest.mark.parametrize("name", [n for n in FIELDS if n not in ("level", "shrinkage", *LEGEND)])
def test_every_other_choice_is_told(dataset, name):
    other = {
        "demand": "high_harm", "basis": "starts", "counts_only": True, "grade": "B",
        "unit_cost": 5000.0, "standing": "now", "types": ("stalking",), "all_types": True,
        "routes": ("self",), "include_unstated": True, "accepts": ("men",), "accredited": True,
        "since": 2015, "until": 2024, "target_share": 0.5, "assumptions": (("total", 1e6),),
        "local": "sensitivity", "gap_below": 3.0, "suppress_below": 5,
    }  # fmt: skip
    selection = Selection(**{name: other[name]})
    assert set_apart(selection, dataset.models[selection.demand])
