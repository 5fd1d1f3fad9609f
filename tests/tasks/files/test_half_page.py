"""The picture of half a page stands in somebody's report: it says what it shows, and of what."""

from datetime import date

import pytest

from gapmap.present.page import map as page_map
from gapmap.present.page.notes import LINES
from gapmap.present.page.sheet import Sheet
from gapmap.selection import Selection
from gapmap.tasks.products import export

DAY = date(2026, 3, 1)
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
    *lines, made = below(sheet)
    assert said in " ".join(lines)
    assert table.fingerprint[:12] in made


@pytest.mark.parametrize("level", ["pfa", "borough"])
@pytest.mark.parametrize("layout", ["map", "tiles"])
def test_many_filters_fit_and_cover_nothing(pictured, level, layout):
    sheet, _ = pictured(MANY.with_(level=level, layout=layout))
    *lines, _ = below(sheet)
    assert len(lines) <= LINES
    assert "more: see the file's own Selection." in " ".join(lines)
    places = [box for _, box in sheet.texts()]
    foot = places[-len(lines) - 1 :]
    for box in foot:
        assert box.left >= 0
        assert box.bottom >= 0
        assert box.right <= sheet.width
    top = max(box.top for box in foot)
    assert all(box.bottom >= top for box in places[: -len(foot)])


def test_an_area_is_outlined_above_what_is_said(pictured):
    sheet, _ = pictured(Selection(routes=("self",)), "E23000032")
    lines = [text for text, _ in sheet.texts()]
    assert "Outlined: Kent." in lines
    assert any("self-referral" in line for line in below(sheet))
