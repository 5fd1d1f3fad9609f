import json
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from itertools import combinations, pairwise

import numpy as np
import pandas as pd
import pytest
import shapely
from PIL import Image

from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.errors import DataError, UserInputError
from gapmap.io import boundaries
from gapmap.present import palette, print_map, words
from gapmap.present.print_areas import View, paint
from gapmap.present.print_labels import luminance
from gapmap.present.print_layout import DPI, MM_PER_INCH, Box, Sheet, Style
from gapmap.present.selection_words import selection_in_words
from gapmap.selection import Selection
from gapmap.vocabulary import GROUPS, ROUTES, STATES, TYPES

DATA = Dataset.load()
SHAPES = {level: boundaries.read(level, BOUNDARIES) for level in ("pfa", "county", "borough")}
OUTLINE = boundaries.outline(BOUNDARIES)
TODAY = date(2026, 3, 9)
CREDIT = "Made with Natural Earth."
HOSTILE = (
    "$\\frac{1}{0}$ ^_{} \\",
    "Long" * 75,
    "x y " * 75,
    "\u202eright to left\u202c \u05d0\u05d1\u05d2 \u0639\u0631\u0628\u064a",
    "🏴\U000e0067\U000e007f 👩‍👩‍👧 \U0001f9ff 漢字",
    "tab\tnew\nline\x00\x1b[31m\ufffe",
    "Z\u0335\u0321\u0322\u0323\u0324a\u0335\u0321l" * 20,
    "",
    "&lt;script&gt; <b>'\"%s {0}",
)
LONG = Selection(
    types=tuple(TYPES),
    routes=tuple(ROUTES),
    include_unstated_routes=True,
    accepts=tuple(GROUPS),
    accredited=True,
    basis="implied",
    since=1990,
    until=2035,
    target_share=0.125,
    breaks=(0.1, 1, 5, 10, 1000, 100000),
)


def arguments(table, sources=None, **more):
    rows = DATA.sources(table.source_ids) if sources is None else sources
    shapes = SHAPES[table.selection.level].areas
    return (table, shapes, OUTLINE, rows, CREDIT), {"today": TODAY, "version": "9.9.9", **more}


def render(table, **more):
    positional, named = arguments(table, **more)
    return print_map.render(*positional, **named)


def compose(table, **more):
    positional, named = arguments(table, **more)
    return print_map.compose(*positional, **named)


def every_state(table):
    rows = table.rows.copy()
    wanted = ("suppressed", "unmeasured", "none_recorded", *["measured"] * 6)
    inside = rows["state"] != "no_estimate"
    rows.loc[inside, "state"] = [wanted[i % len(wanted)] for i in range(inside.sum())]
    measured = rows["state"] == "measured"
    values = [float(7 * (i % 7)) if m else float("nan") for i, m in enumerate(measured)]
    rows["places_per_1000"] = values
    index = [pd.NA if v != v else sum(v >= b for b in table.selection.breaks) for v in values]
    rows["class_index"] = pd.array(index, dtype="Int64")
    return replace(table, rows=rows)


def one_area(table, code):
    return replace(table, rows=table.rows[table.rows["code"] == code].reset_index(drop=True))


def all_equal(table):
    rows = table.rows.assign(state="measured", places_per_1000=5.0, lower_bound=False)
    rows["class_index"] = pd.array([1] * len(rows), dtype="Int64")
    return replace(table, rows=rows)


def hostile(table):
    names = [HOSTILE[i % len(HOSTILE)] for i in range(len(table.rows))]
    return replace(every_state(table), rows=every_state(table).rows.assign(name=names))


def nothing(**more):
    return DATA.gap(Selection(since=1990, until=1990, **more))


CASES = {
    "pfa": lambda: DATA.gap(Selection()),
    "county": lambda: DATA.gap(Selection(level="county")),
    "borough": lambda: DATA.gap(Selection(level="borough")),
    "nothing": nothing,
    "nothing-borough": lambda: nothing(level="borough"),
    "long": lambda: every_state(DATA.gap(LONG)),
    "long-county": lambda: every_state(DATA.gap(LONG.with_(level="county"))),
    "long-borough": lambda: every_state(DATA.gap(LONG.with_(level="borough"))),
    "one": lambda: one_area(DATA.gap(Selection()), "E23000004"),
    "one-away": lambda: one_area(DATA.gap(Selection()), "S92000003"),
    "equal": lambda: all_equal(DATA.gap(Selection(level="county"))),
    "two-classes": lambda: every_state(DATA.gap(Selection(breaks=(20,)))),
    "hostile": lambda: hostile(DATA.gap(Selection())),
    "hostile-borough": lambda: hostile(DATA.gap(Selection(level="borough"))),
}


@cache
def composed(case):
    return compose(CASES[case]())


@pytest.fixture(scope="module")
def pfa_png():
    return render(DATA.gap(Selection()))


def opened(png):
    image = Image.open(BytesIO(png))
    image.load()
    return image


def test_the_page_is_a4_at_300_dots_to_the_inch(pfa_png):
    image = opened(pfa_png)
    assert image.format == "PNG"
    assert image.size == (2480, 3508)
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)


@pytest.mark.parametrize(
    ("page", "size"), [("a4-landscape", (3508, 2480)), ("slide", (4000, 2250))]
)
def test_other_pages_have_their_size(page, size):
    assert opened(render(DATA.gap(Selection()), page=page)).size == size


def test_an_unknown_page_is_refused_with_the_pages_there_are():
    with pytest.raises(UserInputError, match="a4-portrait, a4-landscape, slide"):
        render(DATA.gap(Selection()), page="a3")


def test_the_file_carries_what_made_it(pfa_png):
    table, text = DATA.gap(Selection()), opened(pfa_png).text
    assert text["Title"] == words.finding(table)
    assert text["Description"] == words.alt_text(table)
    assert text["Software"] == "gapmap 9.9.9"
    assert text["Creation Time"] == "2026-03-09"
    assert text["gapmap:fingerprint"] == DATA.fingerprint
    assert set(text) == {
        "Title", "Description", "Software", "Creation Time", "gapmap:selection",
        "gapmap:fingerprint",
    }  # fmt: skip


def test_a_selection_comes_back_from_the_file_unchanged():
    text = opened(render(DATA.gap(LONG))).text
    assert Selection.from_dict(json.loads(text["gapmap:selection"])) == LONG


def test_the_same_inputs_give_the_same_bytes(pfa_png):
    assert render(DATA.gap(Selection())) == pfa_png


def test_pages_drawn_at_the_same_time_are_the_same_as_one_by_one(pfa_png):
    tables = [DATA.gap(Selection()), DATA.gap(Selection(level="borough"))] * 2
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(render, tables))
    assert found[0] == found[2] == pfa_png
    assert found[1] == found[3]


def most_common_colour(pixels, view, shape):
    """The colour that covers most of an area, its edges and text left out by majority."""
    visible = view.shape(shape)
    west, south, east, north = visible.bounds
    x, y = np.meshgrid(np.linspace(west, east, 60), np.linspace(south, north, 60))
    inside = shapely.contains_xy(visible.buffer(-0.3), x.ravel(), y.ravel())
    columns = (x.ravel()[inside] / MM_PER_INCH * DPI).astype(int)
    rows = pixels.shape[0] - 1 - (y.ravel()[inside] / MM_PER_INCH * DPI).astype(int)
    colours, counts = np.unique(pixels[rows, columns], axis=0, return_counts=True)
    return "#" + "".join(f"{v:02x}" for v in colours[counts.argmax()])


@pytest.mark.parametrize("level", ["pfa", "county", "borough"])
def test_every_area_has_the_colour_of_its_state_or_class(level):
    table = every_state(DATA.gap(Selection(level=level)))
    drawn = compose(table)
    pixels = np.asarray(opened(drawn.sheet.png({})))
    classes = len(table.selection.breaks) + 1
    checked = set()
    for _, row in table.rows.iterrows():
        shape = SHAPES[level].areas.geometry[row["code"]]
        if drawn.view.shape(shape).area < 8:  # mm²: City of London
            continue
        expected = paint(row, classes).fill
        assert most_common_colour(pixels, drawn.view, shape) == expected, row["name"]
        checked.add((row["state"], row["class_index"] if row["state"] == "measured" else None))
    assert len(checked) >= 3 + classes


def test_the_inset_shows_the_city_of_london_in_its_colour():
    drawn = compose(DATA.gap(Selection()))
    pixels = np.asarray(opened(drawn.sheet.png({})))
    city = SHAPES["pfa"].areas.geometry["E23000034"]
    assert most_common_colour(pixels, drawn.inset, city) == palette.NONE_RECORDED
    assert "E23000034" in drawn.named


def test_a_hatched_area_has_lines_and_a_dotted_one_dots():
    table = every_state(DATA.gap(Selection()))
    pixels = np.asarray(opened(render(table))).astype(np.uint32)
    packed = np.unique(pixels[:, :, 0] << 16 | pixels[:, :, 1] << 8 | pixels[:, :, 2])
    found = {f"#{value:06x}" for value in packed}
    assert palette.DOTS_LINE in found
    assert palette.HATCH_LINE in found


def test_in_greyscale_fewer_places_are_always_darker_and_none_recorded_darkest():
    for classes in range(1, 8):
        shades = [luminance(c) for c in palette.class_colours(classes)]
        assert luminance(palette.NONE_RECORDED) < shades[0]
        assert all(darker < lighter for darker, lighter in pairwise(shades))


def overlapping(texts):
    """Pairs of texts whose rectangles share more than a hair."""
    return [
        (a, b)
        for (a, one), (b, two) in combinations(texts, 2)
        if min(one.right, two.right) - max(one.left, two.left) > 0.05
        and min(one.top, two.top) - max(one.bottom, two.bottom) > 0.25
    ]


def check_texts(sheet):
    texts = sheet.texts()
    assert len(texts) > 20
    for text, box in texts:
        assert box.left > 5, text
        assert box.bottom > 5, text
        assert box.right < sheet.width - 5, text
        assert box.top < sheet.height - 5, text
    assert overlapping(texts) == []


@pytest.mark.parametrize("case", list(CASES))
def test_no_text_overlaps_or_leaves_the_page_and_nothing_warns(case):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sheet = composed(case).sheet
        check_texts(sheet)
        assert opened(sheet.png({})).size == (2480, 3508)


@pytest.mark.parametrize("page", ["a4-landscape", "slide"])
@pytest.mark.parametrize("case", ["pfa", "borough", "long", "long-county", "hostile", "one"])
def test_no_text_overlaps_or_leaves_a_wide_page(case, page):
    check_texts(compose(CASES[case](), page=page).sheet)


@pytest.mark.parametrize("case", list(CASES))
def test_every_page_says_what_it_shows_and_hides(case):
    table, drawn = CASES[case](), composed(case)
    page = " ".join(text for text, _ in drawn.sheet.texts())
    for sentence in (
        words.finding(table),
        selection_in_words(table.selection, table.model),
        words.SCALE_CAPTION,
        words.CAVEAT,
        *words.hidden(table),
        f"Boundaries: {CREDIT} {print_map.ACCURACY}",
        f"gapmap 9.9.9 · data {DATA.fingerprint[:12]} · 9 March 2026",
    ):
        assert sentence in page
    lines = {text for text, _ in drawn.sheet.texts()}
    assert set(words.class_labels(table.selection.breaks)) <= lines
    for state in words.states(table):
        if state != "measured":
            assert STATES[state] in page
    for _, value, _ in words.key_figures(table):
        assert value in page


def test_areas_without_a_record_that_the_map_cannot_name_are_listed():
    drawn = composed("borough")
    rows = drawn.sheet.texts()
    page = " ".join(text for text, _ in rows)
    table = DATA.gap(Selection(level="borough")).rows
    for _, row in table[table["state"] == "none_recorded"].iterrows():
        assert row["code"] in drawn.named or row["name"] in page


def test_sources_are_named_with_their_years_and_the_rest_counted():
    rows = [
        {"publisher": f"Body {i // 2}", "date": f"20{10 + i}-05", "licence": "OGL", "title": "t"}
        for i in range(20)
    ]
    said = print_map.sources_in_words(rows)
    assert said.startswith("Sources: Body 0 (2010 to 2011) · Body 1 (2012 to 2013)")
    assert said.endswith("and 8 more, listed in the table export.")
    assert print_map.licences_in_words(rows) == "Licences: OGL (20 sources)."
    assert print_map.sources_in_words([]) == print_map.licences_in_words([]) == ""


def test_a_page_without_sources_can_be_drawn():
    texts = [text for text, _ in compose(DATA.gap(Selection()), sources=[]).sheet.texts()]
    assert not any(text.startswith("Sources") for text in texts)


def test_an_area_without_a_boundary_is_refused_not_left_out():
    table = DATA.gap(Selection())
    (_, shapes, *rest), named = arguments(table)
    with pytest.raises(DataError, match="no shape for E23000002"):
        print_map.render(table, shapes.drop("E23000002"), *rest, **named)


def test_boundaries_in_degrees_are_refused():
    table = DATA.gap(Selection())
    (_, shapes, *rest), named = arguments(table)
    with pytest.raises(DataError, match="EPSG:27700"):
        print_map.render(table, shapes.to_crs(4326), *rest, **named)


@pytest.mark.parametrize("text", [*HOSTILE, "half \ud800 a character"])
def test_any_text_becomes_lines_that_fit(text):
    sheet, style = Sheet((600, 600)), Style(8)
    paragraph = sheet.wrap(text, 30, style)
    assert all(sheet.measure(line, style) <= 30.01 for line in paragraph.lines)
    assert sheet.measure(sheet.shorten(text, 30, style), style) <= 30.01
    drawn = "".join(paragraph.lines).replace(" ", "")
    assert drawn == sheet.clean(text).replace(" ", "")


def test_dollar_signs_stay_dollar_signs():
    assert Sheet((300, 300)).clean("$5 to $10_a^b") == "$5 to $10_a^b"


def test_a_view_keeps_its_proportions():
    view = View.fit((0, 0, 1000, 500), Box(10, 20, 60, 120))
    corners = view.place([(0, 0), (1000, 0), (0, 500)])
    assert corners[1][0] - corners[0][0] == pytest.approx(50)
    assert corners[2][1] - corners[0][1] == pytest.approx(25)
    assert corners[0].tolist() == pytest.approx([10, 57.5])
