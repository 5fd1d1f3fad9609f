import re
import warnings
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely
import shapely.ops
from PIL import Image

from gapmap.errors import DataError, UserInputError
from gapmap.present import palette
from gapmap.present.page import areas
from gapmap.present.page import draw as print_draw
from gapmap.present.page import map as print_map
from gapmap.present.page import notes as print_notes
from gapmap.present.page.areas import class_paints, paint, state_paint
from gapmap.present.page.ground import View
from gapmap.present.page.marks import Text
from gapmap.present.page.sheet import DPI, MM_PER_INCH, PAGES, Box, Sheet, Style
from gapmap.present.page.text import clean, measure, shorten, wrap
from gapmap.present.words import finding as words
from gapmap.present.words import left_out, on_map, scale
from gapmap.present.words.alt_text import alt_text
from gapmap.present.words.selection import selection_in_words
from gapmap.selection import Selection
from gapmap.vocabulary import MEASURES, STATES
from tests.present.page.printing import (
    CASES,
    CREDIT,
    DATA,
    HOSTILE,
    OUTLINE,
    RECIPE,
    SHAPES,
    TODAY,
    arguments,
    compose,
    composed,
    every_state,
    made,
    render,
)


@pytest.fixture(scope="module")
def pfa_png():
    return render(made("pfa"), recipe=RECIPE)


SMALL = 60  # dots to the inch: enough where it does not matter how fine the picture is


def opened(png):
    image = Image.open(BytesIO(png))
    image.load()
    return image


def test_the_page_is_a4_at_300_dots_to_the_inch(pfa_png):
    image = opened(pfa_png)
    assert image.format == "PNG"
    assert image.size == (2480, 3508)
    assert image.info["dpi"] == pytest.approx((300, 300), abs=0.01)


def test_other_pages_have_their_size():
    assert opened(render(DATA.gap(Selection()), page="a4-landscape")).size == (3508, 2480)
    assert opened(render(DATA.gap(Selection()), page="slide", bare=True)).size == (2362, 1654)


def test_an_unknown_page_is_refused_with_the_pages_there_are():
    with pytest.raises(UserInputError, match="a4-portrait, a4-landscape, slide"):
        render(DATA.gap(Selection()), page="a3", bare=True)
    with pytest.raises(UserInputError, match=r"Use one of: a4-portrait, a4-landscape\.$"):
        render(DATA.gap(Selection()), page="slide")


def test_the_file_carries_what_made_it(pfa_png):
    table, text = DATA.gap(Selection()), opened(pfa_png).text
    assert text["Title"] == words.finding(table)
    assert text["Description"] == alt_text(table, tiles=False)
    assert text["Software"] == "gapmap 9.9.9"
    assert text["Creation Time"] == "2026-03-09"
    assert text["gapmap:recipe"] == RECIPE
    assert set(text) == {"Title", "Description", "Software", "Creation Time", "gapmap:recipe"}


def test_the_same_inputs_give_the_same_bytes(pfa_png):
    assert render(DATA.gap(Selection()), recipe=RECIPE) == pfa_png


def test_pages_drawn_at_the_same_time_are_the_same_as_one_by_one():
    cases = ["pfa", "borough"]

    def drawn(case):
        return render(made(case), recipe=RECIPE, dpi=SMALL)

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(drawn, cases * 2))
    assert found == [drawn(case) for case in cases] * 2


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


@pytest.mark.parametrize("grey", [False, True])
@pytest.mark.parametrize("level", ["pfa", "county", "borough"])
def test_every_area_has_the_colour_of_its_state_or_class(level, grey):
    table = every_state(DATA.gap(Selection(level=level)))
    drawn = compose(table, grey=grey)
    pixels = np.asarray(opened(print_draw.png(drawn.sheet, {})).convert("RGB"))
    classes = len(table.breaks) + 1
    checked = set()
    for _, row in table.rows.iterrows():
        shape = SHAPES[level].geometry[row["code"]]
        if drawn.view.shape(shape).area < 8:  # mm²: City of London
            continue
        expected = drawn.sheet.ink(paint(row, classes, grey).fill)
        assert most_common_colour(pixels, drawn.view, shape) == expected, row["name"]
        checked.add((row["shade"], row["class_index"] if row["shade"] == "measured" else None))
    assert len(checked) >= 3 + classes


def test_the_inset_shows_the_city_of_london_in_its_colour():
    drawn = composed("pfa")
    pixels = np.asarray(opened(print_draw.png(drawn.sheet, {})))
    city = SHAPES["pfa"].geometry["E23000034"]
    assert most_common_colour(pixels, drawn.inset, city) == palette.NONE_RECORDED
    assert "E23000034" in drawn.named


def test_a_hatched_area_has_lines_and_a_dotted_one_dots():
    table = every_state(DATA.gap(Selection()))
    pixels = np.asarray(opened(render(table))).astype(np.uint32)
    packed = np.unique(pixels[:, :, 0] << 16 | pixels[:, :, 1] << 8 | pixels[:, :, 2])
    found = {f"#{value:06x}" for value in packed}
    assert palette.DOTS_LINE in found
    assert palette.HATCH_LINE in found


@pytest.mark.parametrize("classes", range(1, 8))
def test_in_greyscale_fewer_places_are_always_darker_and_none_matching_darkest(classes):
    shades = [palette.luminance(c) for c in palette.class_colours(classes)]
    assert palette.luminance(palette.NONE_MATCHING) < shades[0]
    assert all(darker < lighter for darker, lighter in pairwise(shades))


def lightness(colour):
    """L* by way of the formula of CIE 15 for a grey, from its one channel."""
    channels = {colour[1:3], colour[3:5], colour[5:7]}
    assert len(channels) == 1, colour
    v = int(channels.pop(), 16) / 255
    y = v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
    return 116 * y ** (1 / 3) - 16 if y > 0.008856 else 903.3 * y


@pytest.mark.parametrize("classes", range(1, 8))
def test_shades_of_grey_keep_the_order_of_the_classes_a_clear_step_apart(classes):
    shades = [lightness(look.fill) for look in class_paints(classes, grey=True)]
    none = lightness(state_paint("none_matching", grey=True).fill)
    steps = [lighter - darker for darker, lighter in pairwise([none, *shades])]
    assert min(steps) >= 8
    white = lightness(state_paint("no_estimate", grey=True).fill)
    assert white - max(shades) >= 8


def test_in_grey_every_state_has_a_pattern_of_its_own_or_is_white():
    looks = {state: state_paint(state, grey=True) for state in STATES if state != "measured"}
    patterns = [look.pattern for look in looks.values() if look.pattern]
    assert len(set(patterns)) == len(patterns) == 5
    assert looks["no_estimate"].fill == "#ffffff"
    assert not any(look.pattern for look in class_paints(5, grey=True))


def test_a_grey_page_has_no_colour_and_crosses_what_is_not_recorded():
    image = opened(render(every_state(made("pfa")), grey=True))
    assert image.mode == "L"
    drawn = compose(every_state(made("pfa")), grey=True)
    colours = {getattr(mark, name, "#000000") for mark in drawn.sheet.marks
               for name in ("face", "edge", "colour")}  # fmt: skip
    colours |= {mark.style.colour for mark in drawn.sheet.marks if isinstance(mark, Text)}
    for colour in colours - {"none", ""}:
        assert colour[1:3] == colour[3:5] == colour[5:7], colour


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
        assert opened(print_draw.png(sheet, {}, dpi=SMALL)).size == (496, 701)


@pytest.mark.parametrize(
    "case",
    ["pfa", "borough", "utla", "pfa-tiles", "long", "long-county", "hostile", "one", "grade"],
)
def test_no_text_overlaps_or_leaves_a_wide_page(case):
    check_texts(compose(made(case), page="a4-landscape").sheet)


def test_the_key_figures_of_a_wide_page_end_above_its_foot():
    """A long credit takes the room of the figures beside the map: they do without their notes."""
    table = made("pfa")
    noted = []
    for lines in (0, 6, 12, 24, 40):
        credit = f"{CREDIT} {'Contains data of another publisher. ' * lines}"
        drawn = print_map.compose(
            table, SHAPES["pfa"], OUTLINE, DATA.sources(table.source_ids), credit,
            today=TODAY, version="9.9.9", page="a4-landscape",
        )  # fmt: skip
        check_texts(drawn.sheet)
        texts = drawn.sheet.texts()
        foot = max(box.top for text, box in texts if text.startswith("“None recorded” means"))
        (values,) = ([box for text, box in texts if text == words.key_figures(table)[-1][1]],)
        assert min(box.bottom for box in values) > foot
        noted.append(any("none existing" in text for text, _ in texts))
    assert noted[0]
    assert noted == sorted(noted, reverse=True)


@pytest.mark.parametrize(
    ("page", "alone"), [("a4-portrait", False), ("a4-landscape", False), ("a4-portrait", True)]
)
def test_a_hatched_area_with_room_has_the_number_of_its_programmes(page, alone):
    """What is written briefly is explained beside the map, and nothing else is."""
    table = made("pfa")
    texts = [t for t, _ in compose(table, page=page, bare=alone, told=alone).sheet.texts()]
    counts = [t for t in texts if re.fullmatch(r"\(\d+\)", t)]
    hatched = [row for row in table.records if row["shade"] == "unmeasured"]
    assert 0.5 * len(hatched) <= len(counts) <= len(hatched) + 2  # London is there twice
    values = [on_map.written(table, row) for row in table.records if row["shade"] == "measured"]
    there = {word for text in texts for word in text.split()}
    assert sum(there.issuperset(value.split()) for value in values) >= 0.5 * len(values)
    page_text = " ".join(texts)
    assert "≥ at least; ’" in page_text
    assert ") programmes" in page_text


def test_dashes_leave_out_holes_that_they_would_fill_with_ink():
    ring = shapely.box(0, 0, 30, 20).difference(shapely.box(10, 8, 11, 9))
    assert areas.without_specks(ring).area == pytest.approx(600)
    wide = shapely.box(0, 0, 30, 20).difference(shapely.box(10, 8, 16, 14))
    assert areas.without_specks(wide).area == pytest.approx(564)


@pytest.mark.parametrize("page", list(PAGES))
@pytest.mark.parametrize("case", ["pfa", "county", "borough", "hostile"])
def test_no_text_on_a_page_is_too_small_to_read(case, page):
    drawn = compose(made(case), page=page, bare=PAGES[page].only_bare)
    sizes = [mark.style.size for mark in drawn.sheet.marks if isinstance(mark, Text)]
    assert min(sizes) >= (12 if page == "slide" else 8)


@pytest.mark.parametrize("case", list(CASES))
def test_every_page_says_what_it_shows_and_hides(case):
    table, drawn = made(case), composed(case)
    page = " ".join(text for text, _ in drawn.sheet.texts())
    tiles = table.selection.layout == "tiles" or table.selection.level == "utla"
    for sentence in (
        words.finding(table),
        selection_in_words(table.selection, table.model),
        scale.caption(table),
        words.CAVEAT,
        *left_out.hidden(table),
        f"Boundaries: {CREDIT}{'' if tiles else f' {print_notes.ACCURACY}'}",
        f"gapmap 9.9.9 · data {DATA.fingerprint[:12]} · 9 March 2026",
    ):
        assert sentence in page
    for label in scale.class_labels(table):
        assert label in page
    for state in scale.drawn(table):
        if state != "measured":
            assert scale.state_label(table, state) in page
    for _, value, _ in words.key_figures(table):
        assert value in page
    assert ("Grades are of the number" in page) == bool(scale.grades(table))


@pytest.mark.parametrize("measure", list(MEASURES))
def test_the_legend_counts_every_class_of_every_measure(measure):
    table = DATA.gap(Selection(measure=measure, level="borough"))
    texts = compose(table, page="a4-landscape").sheet.texts()
    heading = next(box for text, box in texts if text == "areas")
    counts = [t for t, box in texts if t.isdigit() and box.right == pytest.approx(heading.right)]
    index, labels = table.rows["class_index"], scale.class_labels(table)
    found = [int(text) for text in counts[: len(labels)]]
    assert found == [int((index == i).sum()) for i in range(len(labels))]
    assert sum(map(int, counts)) == len(table.rows) + sum(scale.edges(table).values())


def test_areas_without_a_record_that_the_map_cannot_name_are_listed():
    drawn = composed("borough")
    rows = drawn.sheet.texts()
    page = " ".join(text for text, _ in rows)
    table = DATA.gap(Selection(level="borough")).rows
    for _, row in table[table["state"] == "none_recorded"].iterrows():
        assert row["code"] in drawn.named or row["name"] in page


@pytest.mark.parametrize("page", ["a4-portrait", "a4-landscape"])
@pytest.mark.parametrize("case", ["pfa", "county"])
def test_no_value_is_without_a_name(case, page):
    table, drawn = made(case), compose(made(case), page=page)
    said = " ".join(text for text, _ in drawn.sheet.texts())
    for _, row in table.rows[table.rows["shade"] == "measured"].iterrows():
        listed = f"{row['name']} ({scale.short(table, row)}"
        assert (row["code"] in drawn.named) != (listed in said)


@pytest.mark.parametrize("grade", ["C", "D"])
def test_an_edge_is_dashed_all_the_way_round(grade):
    shape = shapely.box(0, 0, 20, 7).difference(shapely.box(5, 2, 9, 4)).buffer(0.5)
    dash, gap = areas.DASHES[grade]
    drawn = areas.dashed(shape, grade)
    lines, dashes = [], list(shapely.get_parts(drawn))
    for ring in shapely.get_parts(shape.buffer(-0.3).boundary):
        starts = np.arange(0.0, ring.length, dash + gap)
        lines += [shapely.ops.substring(ring, s, min(s + dash, ring.length)) for s in starts]
    assert len(dashes) == len(lines)
    for one, other in zip(dashes, lines, strict=True):
        assert one.length == pytest.approx(other.length)
        assert one.hausdorff_distance(other) < 1e-9


def test_sources_are_named_with_their_years_and_the_rest_counted():
    rows = [
        {"publisher": f"Body {i // 2}", "date": f"20{10 + i}-05", "licence": "OGL", "title": "t"}
        for i in range(20)
    ]
    said = print_notes.sources_in_words(rows)
    assert said.startswith("Sources: Body 0 (2010 to 2011) · Body 1 (2012 to 2013)")
    assert said.endswith("and 8 more, listed in the table export.")
    assert print_notes.licences_in_words(rows) == "Licences: OGL (20 sources)."
    assert print_notes.sources_in_words([]) == print_notes.licences_in_words([]) == ""


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
    style = Style(8)
    paragraph = wrap(text, 30, style)
    assert all(measure(line, style) <= 30.01 for line in paragraph.lines)
    assert measure(shorten(text, 30, style), style) <= 30.01
    drawn = "".join(paragraph.lines).replace(" ", "")
    assert drawn == clean(text).replace(" ", "")


@pytest.mark.parametrize("bold", [False, True])
def test_text_is_as_wide_as_matplotlib_draws_it(bold):
    sheet = Sheet((2400, 300))
    for i, text in enumerate(("Avon and Somerset", "at least 1,234.5 ?", "WAVE Tŷ £9 – “x”")):
        sheet.line(text, 5, 20 - 6 * i, Style(9, bold=bold))
    figure = print_draw._figure(sheet, DPI)
    for artist, (_, box) in zip(figure.axes[0].texts, sheet.texts(), strict=True):
        extent = artist.get_window_extent(dpi=DPI).width / DPI * MM_PER_INCH
        assert extent == pytest.approx(box.width, abs=0.6)


def test_dollar_signs_stay_dollar_signs():
    assert clean("$5 to $10_a^b") == "$5 to $10_a^b"


def test_a_view_keeps_its_proportions():
    view = View.fit((0, 0, 1000, 500), Box(10, 20, 60, 120))
    corners = view.place([(0, 0), (1000, 0), (0, 500)])
    assert corners[1][0] - corners[0][0] == pytest.approx(50)
    assert corners[2][1] - corners[0][1] == pytest.approx(25)
    assert corners[0].tolist() == pytest.approx([10, 57.5])
