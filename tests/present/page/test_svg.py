"""The SVG, read by an XML parser that knows nothing of the program."""

import re
from xml.etree import ElementTree

import pytest

from gapmap.present.page.areas import paint
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.words.alt_text import alt_text
from gapmap.present.words.selection import selection_in_words
from tests.present.page.printing import RECIPE, composed, every_state, made, render

SVG = "{http://www.w3.org/2000/svg}"
OURS = "{https://gapmap.example/ns}"
ALLOWED = {"svg", "title", "desc", "metadata", "rect", "path", "text"}
FORBIDDEN_ATTRIBUTES = ("href", "on", "style", "src", "class")


def parsed(table, **more):
    return ElementTree.fromstring(render(table, kind="svg", recipe=RECIPE, **more))


def lines(root):
    """Texts in reading order, halos left out."""
    return [e.text for e in root.iter(f"{SVG}text") if e.get("aria-hidden") != "true"]


@pytest.fixture(scope="module")
def pfa():
    return parsed(made("pfa"))


def test_it_carries_its_text_alternative_and_what_made_it(pfa):
    table = made("pfa")
    assert pfa.get("role") == "img"
    assert pfa.get("lang") == "en-GB"
    title, desc = pfa.find(f"{SVG}title"), pfa.find(f"{SVG}desc")
    assert pfa.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert (title.text, desc.text) == (words.finding(table), alt_text(table, tiles=False))
    held = {e.tag.removeprefix(OURS): e.text for e in pfa.find(f"{SVG}metadata")}
    assert held == {
        "creator": "gapmap 9.9.9", "date": "2026-03-09", "data": table.fingerprint,
        "recipe": RECIPE,
    }  # fmt: skip


@pytest.mark.parametrize("case", ["pfa", "utla", "hostile", "hostile-tiles", "long-borough"])
def test_it_runs_nothing_and_asks_nobody(case):
    root = parsed(made(case))
    assert {e.tag.removeprefix(SVG) for e in root.iter()} - ALLOWED <= {
        f"{OURS}{name}" for name in ("creator", "date", "data", "recipe")
    }
    for element in root.iter():
        for name, value in element.attrib.items():
            assert not name.split("}")[-1].startswith(FORBIDDEN_ATTRIBUTES), name
            assert "url(" not in value
            assert "://" not in value


@pytest.mark.parametrize(
    ("page", "width", "height"),
    [("a4-portrait", 210, 297), ("a4-landscape", 297, 210)],
)
def test_it_has_the_size_of_its_page(page, width, height):
    root = parsed(made("one"), page=page)
    millimetres = [float(root.get(n).removesuffix("mm")) for n in ("width", "height")]
    assert millimetres == pytest.approx([width, height], abs=0.1)
    box = [float(v) for v in root.get("viewBox").split()]
    assert box[2] / box[3] == pytest.approx(width / height, rel=0.001)


@pytest.mark.parametrize("case", ["pfa", "county", "borough", "utla", "pfa-tiles", "hostile"])
def test_texts_are_texts_in_a_font_that_every_machine_can_replace(case):
    root = parsed(made(case))
    assert root.get("font-family").endswith("sans-serif")
    assert sorted(lines(root)) == sorted(text for text, _ in composed(case).sheet.texts())
    page = " ".join(lines(root))
    table = made(case)
    assert words.finding(table) in page
    assert selection_in_words(table.selection, table.model) in page


@pytest.mark.parametrize("grey", [False, True])
@pytest.mark.parametrize("case", ["pfa", "county", "borough", "pfa-tiles", "utla", "unmet"])
def test_every_area_has_the_colour_of_its_class_and_says_its_value(case, grey):
    table = every_state(made(case)) if case in ("pfa", "county", "borough") else made(case)
    root = parsed(table, grey=grey)
    found = {}
    for path in root.iter(f"{SVG}path"):
        if path.get("data-code"):
            found.setdefault(path.get("data-code"), set()).add(
                (path.get("fill"), path.find(f"{SVG}title").text)
            )
    assert set(found) == set(table.rows["code"])
    for _, row in table.rows.iterrows():
        ((fill, title),) = found[row["code"]]
        expected = paint(row, len(table.breaks) + 1, grey).fill
        if not grey or row["shade"] in ("measured", "none_recorded", "no_estimate"):
            assert fill == expected
        assert title == f"{row['name']}: {scale.value(table, row)}"


def test_lines_of_text_do_not_overlap(pfa):
    """Boxes from the file's own numbers and a width that no sans-serif letter exceeds by much."""
    boxes = []
    for e in pfa.iter(f"{SVG}text"):
        if e.get("aria-hidden") == "true":
            continue
        size = float(e.get("font-size"))
        wide = 0.45 * size * len(e.text)
        x = float(e.get("x")) - wide * {"start": 0, "middle": 0.5, "end": 1}[e.get("text-anchor")]
        y = float(e.get("y"))
        boxes.append((x, y - 0.7 * size, x + wide, y, e.text))
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
            assert apart, (a[4], b[4])


def test_the_same_inputs_give_the_same_bytes():
    first = render(made("hostile"), kind="svg", recipe=RECIPE)
    assert render(made("hostile"), kind="svg", recipe=RECIPE) == first
    assert not re.search(rb"20[23]\d-(?!03-09)\d\d-\d\d", first)
