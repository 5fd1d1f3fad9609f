"""The one-file map opened from a disk: it asks nobody, and its filters give Python's figures."""

import json
import random
import re
from dataclasses import replace
from datetime import date

import pytest
import shapely
from playwright.sync_api import Browser, Page, expect

from gapmap.core.evidence.nearest import prepared
from gapmap.core.unfiltered import ground
from gapmap.dataset import BOUNDARIES
from gapmap.present import palette
from gapmap.present.area import words as area_words
from gapmap.present.standalone.onefile.figures import figures
from gapmap.present.standalone.onefile.packed import packed
from gapmap.present.words import finding as words
from gapmap.present.words import labels, on_map, scale
from gapmap.present.words.alt_text import alt_text
from gapmap.present.words.selection import selection_in_words
from gapmap.selection import Selection
from gapmap.tasks.files.map import as_tiles
from gapmap.tasks.products import export
from tests.browser.axe import grave_violations
from tests.browser.steps import NAMED, TWO_FRAMES
from tests.core import world
from tests.present.standalone.onefile import refiltered
from tests.present.standalone.onefile.refiltered import (
    RULES,
    VIEW_JS,
    choices,
    differences,
    expected,
    filtered,
)

pytestmark = pytest.mark.browser
DAY = date(2026, 11, 21)
LONDON = "E23000001"
BASES = [
    *({"level": level} for level in ("pfa", "county", "borough")),
    {"level": "county", "measure": "unmet", "basis": "implied", "since": None},
    {"measure": "funding", "target_share": 0.02},
    {"level": "borough", "measure": "grade", "gap_below": 12.0},
    {"measure": "programmes", "since": 2012, "until": 2018},
    {"level": "county", "measure": "share_met", "accepts": ("men",), "local": "sensitivity"},
    {"accepts": ("women", "non_english"), "since": None, "demand": "any_abuse"},
    {"level": "utla", "types": ("early_intervention",), "routes": ("police",)},
]
GUARDED = {"level": "borough", "since": 2018, "until": 2018, "suppress_below": 30}


@pytest.fixture(scope="module")
def opened(dataset, tmp_path_factory):
    """A function that opens the file of a Selection in a page, at an address after “#”."""
    folder, files = tmp_path_factory.mktemp("stick"), {}

    def open_in(page: Page, after: str = "", **chosen) -> Selection:
        selection = Selection(**chosen)
        if selection not in files:
            files[selection] = folder / f"{len(files)}.html"
            table = dataset.gap(selection)
            files[selection].write_bytes(export("interactive.html", dataset, table, DAY))
        page.goto(f"{files[selection].as_uri()}{after}")
        if page.evaluate("() => document.documentElement.classList.contains('js')"):
            expect(page.locator("path.gm-area").first).to_be_attached()
            page.evaluate(NAMED)
        return selection

    return open_in


def shown_table(page: Page) -> dict[str, list[str]]:
    lines = page.locator("#gm-table tbody tr").evaluate_all(
        "all => all.map(l => [l.dataset.code, [...l.cells].map(c => c.textContent)])"
    )
    return dict(lines)


def area(page: Page, code: str):
    return page.locator(f'path.gm-area[data-code="{code}"]')


# -- the same figures as Python ------------------------------------------------------------------
@pytest.mark.parametrize("base", BASES, ids=str)
def test_filters_give_the_gaptable_of_python(page, opened, dataset, tables, base):
    selection = opened(page, **base)
    rng = random.Random(str(base))
    chosen = choices(rng, 6)
    codes = rng.sample(list(dataset.gap(selection).rows["code"]), 12)
    for choice, found in zip(chosen, page.evaluate(VIEW_JS, [chosen, codes]), strict=True):
        table = dataset.gap(filtered(selection, choice))
        assert differences(found, expected(table, codes, **tables)) == [], choice


@pytest.mark.parametrize("seeds", [range(10), range(10, 20)], ids=str)
def test_every_rule_of_supply_holds_in_small_countries(page, seeds):
    for seed in seeds:
        assert_every_rule_holds(page, seed)


def assert_every_rule_holds(page, seed):
    rng = random.Random(seed)
    observations = refiltered.random_world(rng)
    base = {
        "level": rng.choice(["pfa", "county", "borough"]),
        "basis": rng.choice(["commissioned", "referrals", "implied"]),
        "accepts": rng.choice([(), ("men",)]),
        "measure": rng.choice(["places_per_1000", "funding", "funding", "unmet", "programmes"]),
        "since": rng.choice([None, 2021]),
        "gap_below": rng.choice([None, 25.0]),
    }
    selection, records = Selection(**base), refiltered.world_records(observations)
    model = replace(world.MODEL, caveats=("Nobody has counted them.",))
    bare = replace(world.gap(*observations, **base), model=model)
    inside = figures(
        bare,
        ground(
            selection, country=world.COUNTRY,
            observations=prepared(observations, world.AS_OF), model=world.MODEL,
        ),
        areas=refiltered.world_areas(), programmes=records, sources=refiltered.WORLD_SOURCES,
        tiles=False,
    )  # fmt: skip
    page.set_content('<script type="application/json" id="gapmap-data"></script>')
    page.evaluate(
        "data => document.getElementById('gapmap-data').textContent = JSON.stringify(data)",
        {"figures": packed(inside)},
    )
    for script in RULES:
        page.add_script_tag(path=script)
    chosen = choices(rng, 10)
    for choice in chosen:  # the small country has few types and routes
        choice["types"] = [t for t in choice["types"] if rng.random() < 0.5][:2]
    codes = list(bare.rows["code"])
    for choice, found in zip(chosen, page.evaluate(VIEW_JS, [chosen, codes]), strict=True):
        table = replace(world.gap(*observations, **vars(filtered(selection, choice))), model=model)
        wanted = expected(table, codes, programmes=records, **refiltered.WORLD_TABLES)
        assert differences(found, wanted) == [], (seed, base, choice)


def test_numbers_are_written_as_everywhere_else(page):
    page.set_content("<p>")
    page.add_script_tag(path=next(path for path in RULES if path.name == "numbers.js"))
    rng = random.Random(5)
    values = [n / 8 for n in range(90)] + [10 ** rng.uniform(-12, 9) for _ in range(500)]
    values += [round(10 ** rng.uniform(-3, 6), 2) for _ in range(300)] + [0.05, 999.5, 1000.0]
    names = {
        "whole": labels.whole, "plain": labels.plain, "about": labels.about, "rate": labels.rate,
        "percent": labels.percent,
    }  # fmt: skip
    for name, python in names.items():
        written = page.evaluate(f"all => all.map(window.gapmapNumbers.{name})", values)
        assert written == [python(value) for value in values], name


# -- what is on the page -------------------------------------------------------------------------
def test_everything_on_the_page_follows_the_filters(page, opened, dataset):
    selection = opened(page)
    page.locator("#types summary").click()
    page.get_by_label("Community behaviour change").check()
    page.locator("#routes summary").click()
    page.get_by_label("Self-referral").check()
    page.get_by_label("Also programmes whose match is not stated").check()
    changed = selection.with_(
        types=("community_behaviour_change",), routes=("self",), include_unstated=True
    )
    assert_shows(page, dataset.gap(changed))
    expect(page.locator("#said")).to_have_text(words.finding(dataset.gap(changed)))
    assert page.url.endswith("#types=community_behaviour_change&routes=self&include_unstated=yes")
    page.reload()
    assert_shows(page, dataset.gap(changed))
    page.get_by_role("button", name="Reset filters").click()
    assert_shows(page, dataset.gap(selection))
    assert page.url.endswith("#")
    expect(page.get_by_role("button", name="Reset filters")).to_be_disabled()


def assert_shows(page, table):
    expect(page.get_by_role("heading", level=1)).to_have_text(words.finding(table))
    expect(page).to_have_title(words.finding(table))
    expect(page.locator("#selection")).to_have_text(
        selection_in_words(table.selection, table.model)
    )
    values = [value for _, value, _ in words.key_figures(table)]
    expect(page.locator("#figures .gm-value")).to_have_text(values)
    counts = table.rows["class_index"].value_counts()
    numbers = [str(counts.get(i, 0)) for i in range(len(table.breaks) + 1)]
    numbers += [str(n) for s, n in scale.drawn(table).items() if s != "measured"]
    numbers += [str(n) for n in scale.edges(table).values()]
    expect(page.locator("#legend .gm-count")).to_have_text([n for n in numbers if n])
    expect(page.locator("#alt")).to_have_text(
        alt_text(table, tiles=as_tiles(table.selection.level, table.selection.layout))
    )
    cells = shown_table(page)
    for row in table.rows.to_dict("records"):
        assert cells[row["code"]][0] == row["name"]
        assert cells[row["code"]][4] == words.places(row)
        expect(area(page, row["code"])).to_have_attribute("data-state", str(row["shade"]))
        spoken = ". ".join(on_map.tooltip(table, row))
        assert area(page, row["code"]).get_attribute("aria-label") == spoken
    expect(page.locator("#sources li")).to_have_count(len(table.source_ids))


def test_a_link_to_filters_opens_with_them_and_ignores_what_is_unknown(page, opened, dataset):
    selection = opened(page, "#routes=police,<img src=x>,nobody&types=&area=nowhere")
    assert_shows(page, dataset.gap(selection.with_(routes=("police",))))
    expect(page.locator(".profile")).to_have_count(0)


def test_filters_start_where_the_file_was_made(page, opened, dataset):
    selection = opened(page, types=("early_intervention",), routes=("police",))
    assert_shows(page, dataset.gap(selection))
    page.locator("#types summary").click()
    page.get_by_role("checkbox", name="Early intervention").uncheck()
    assert_shows(page, dataset.gap(selection.with_(types=())))
    assert page.url.endswith("#types=")


def test_a_click_on_the_map_opens_the_profile(page, opened):
    opened(page)
    area(page, LONDON).dispatch_event("click")
    profile = page.locator(".profile")
    expect(profile.get_by_role("heading", level=2)).to_have_text("Metropolitan Police")
    expect(page.get_by_role("combobox")).to_have_value(LONDON)
    expect(page.locator("tr.chosen")).to_have_attribute("data-code", LONDON)
    assert page.url.endswith(f"#area={LONDON}")
    profile.locator("summary").first.click()
    expect(profile.get_by_text("Places a year here").first).to_be_visible()
    expect(profile.locator("details a, details .source").first).to_be_visible()
    expect(profile.get_by_text("What is not known")).to_be_visible()
    profile.get_by_role("button", name="Close the profile").click()
    expect(page.locator(".profile")).to_have_count(0)
    expect(page.get_by_role("combobox")).to_be_focused()


def test_the_map_and_the_profile_work_by_keyboard(page, opened):
    opened(page)
    page.locator('path.gm-area[tabindex="0"]').focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".gm-note")).to_be_visible()
    name = page.locator(".gm-note p").first.inner_text()
    page.keyboard.press("Enter")
    expect(page.locator(".profile h2")).to_contain_text(name)
    expect(page.locator("#said")).to_contain_text(name)
    page.get_by_role("combobox").select_option(LONDON)
    expect(page.locator(".profile h2")).to_have_text("Metropolitan Police")
    page.locator("#gm-table").get_by_role("button", name="Kent", exact=True).press("Enter")
    expect(page.locator(".profile h2")).to_have_text("Kent")
    expect(page.locator(".profile h2")).to_be_focused()


def test_the_profile_follows_the_filters(page, opened):
    opened(page, f"#area={LONDON}")
    before = page.locator(".profile details").count()
    page.goto(page.url.replace("#", "#routes=self&"))
    expect(page.locator("#selection")).to_contain_text("self-referral")
    expect(page.locator(".profile h2")).to_have_text("Metropolitan Police")
    assert page.locator(".profile details").count() < before


def test_the_table_sorts_by_any_heading_with_unknown_numbers_last(page, opened, dataset):
    selection = opened(page)
    rows = dataset.gap(selection).rows
    known = rows.dropna(subset=["places_per_1000"])["places_per_1000"]
    head = page.locator("th", has=page.get_by_role("button", name="Places per 1,000", exact=True))
    for direction, order in (
        ("ascending", sorted(known)),
        ("descending", sorted(known, reverse=True)),
    ):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", direction)
        values = page.locator("#gm-table tbody tr").evaluate_all(
            "all => all.map(l => l.cells[2].dataset.value)"
        )
        assert [float(v) for v in values[: len(order)]] == pytest.approx(order, rel=1e-12)
        assert set(values[len(order) :]) == {None}
    expect(page.locator("th[aria-sort]")).to_have_count(1)


def test_a_file_with_withheld_numbers_shows_them_withheld_and_has_no_filters(page, opened):
    opened(page, "#area=E09000014&routes=self", **GUARDED)
    expect(page.locator("#filters")).to_have_count(0)
    expect(page.get_by_text("This file has no filters: small numbers are withheld")).to_be_visible()
    expect(page.locator(".profile dd").first).to_have_text("Withheld")
    expect(area(page, "E09000014")).to_have_attribute("data-state", "suppressed")


@pytest.mark.parametrize("level", ["pfa", "utla"])
def test_tiles_work_as_well(page, opened, dataset, level):
    selection = opened(page, level=level, layout="tiles")
    codes = set(dataset.gap(selection).rows["code"])
    shown = page.locator("path.gm-area").evaluate_all("all => all.map(p => p.dataset.code)")
    assert set(shown) == codes
    area(page, shown[0]).dispatch_event("click")
    expect(page.locator(".profile")).to_have_count(1)


# -- the first screen ---------------------------------------------------------------------------
def in_first_screen(page, found):
    """Whether something is whole in sight without scrolling."""
    box, size = found.bounding_box(), page.viewport_size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"]


@pytest.mark.parametrize("base", [{}, {"level": "borough"}, GUARDED], ids=str)
def test_map_legend_and_title_stand_in_the_first_screen_of_a_small_laptop(page, opened, base):
    page.set_viewport_size({"width": 1366, "height": 768})
    opened(page, **base)
    title = page.get_by_role("heading", level=1)
    assert len(title.inner_text().split()) <= 12
    for part in (title, page.locator(".map-box"), page.locator("#legend")):
        assert in_first_screen(page, part)
    assert page.locator(".map-box").bounding_box()["height"] > 500


def test_areas_are_named_on_the_map_and_more_of_them_nearer(page, opened, dataset):
    page.set_viewport_size({"width": 1366, "height": 768})
    table = dataset.gap(opened(page))
    names = set(table.rows["name"])

    def named():
        lines = page.locator(".gm-short text").evaluate_all(
            "all => all.map(t => [...t.children].map(line => line.textContent))"
        )
        texts = [" ".join(part) for part in lines]
        return {name for name in names if any(text.startswith(name) for text in texts)}

    far = named()
    assert len(far) > len(names) / 2
    frame = page.locator(".map-box").bounding_box()
    assert frame
    for box in page.locator(".gm-short text").evaluate_all(
        "all => all.filter(t => t.textContent && t.previousSibling.getAttribute('d'))"
        ".map(t => t.getBoundingClientRect().toJSON())"
    ):
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
    for _ in range(3):
        page.get_by_role("button", name="Zoom in").click()
    assert len(named()) > len(far)


def test_the_map_of_the_scripts_has_the_shapes_of_the_boundary_file(page, opened, dataset):
    opened(page, level="borough")
    drawn = page.evaluate(
        """() => [...window.gapmapMap.byCode].map(([code, { layer }]) =>
          [code, layer.toGeoJSON(6).geometry])"""
    )
    filed = json.loads((BOUNDARIES / "borough.geojson").read_text(encoding="utf-8"))
    shapes = {str(f["id"]): shapely.geometry.shape(f["geometry"]) for f in filed["features"]}
    assert {code for code, _ in drawn} == set(shapes)
    for code, geometry in drawn:
        apart = shapely.geometry.shape(geometry).hausdorff_distance(shapes[code])
        assert apart < 0.0003  # degrees: a step and a half of the grid


@pytest.mark.parametrize("base", [{}, {"types": ("early_intervention",), "routes": ("self",)}])
def test_in_the_dark_gaps_are_seen_and_silence_is_not_loud(page, opened, base):
    page.emulate_media(color_scheme="dark")
    opened(page, **base)
    paper = luminance_of(page, page.locator("body"), "background-color")
    fills = {}
    for path in page.locator("path.gm-area").all():
        state = path.get_attribute("data-state")
        if state in ("measured", "none_matching", "no_estimate", "none_recorded"):
            fills.setdefault(state, set()).add(luminance_of(page, path, "fill"))
    quiet = max(fills["no_estimate"])
    for state in ("measured", "none_matching"):
        assert all(quiet < shade or state == "none_matching" for shade in fills.get(state, ()))
    assert contrast(paper, quiet) < 1.6
    assert fills.get("none_recorded", {paper}) == {paper}
    for text in page.locator(".gm-legend li > span:nth-child(2)").all():
        assert contrast(luminance_of(page, text, "color"), paper) >= 4.5
    for label in page.locator('.gm-short text[data-on="paper"]').all()[:6]:
        assert contrast(luminance_of(page, label, "fill"), quiet) >= 4.5


def luminance_of(page, found, what):
    colour = found.evaluate(f"node => getComputedStyle(node).getPropertyValue('{what}')")
    red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
    return palette.luminance(f"#{red:02x}{green:02x}{blue:02x}")


def contrast(one, other):
    low, high = sorted((one, other))
    return (high + 0.05) / (low + 0.05)


# -- everybody can use it ------------------------------------------------------------------------
@pytest.mark.parametrize("chosen", [{}, GUARDED], ids=["filters", "guarded"])
def test_axe_finds_nothing_grave_in_light_and_dark(page, opened, chosen):
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    opened(page, "#area=E09000014" if chosen else f"#area={LONDON}&routes=self", **chosen)
    for summary in page.locator("summary").all()[:4]:
        summary.click()
    assert grave_violations(page) == []
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    expect(page.locator(".gm-map")).to_have_class(re.compile("gm-dark"))
    assert grave_violations(page) == []


def test_no_width_makes_the_page_scroll_sideways(page, opened):
    page.set_viewport_size({"width": 320, "height": 700})
    opened(page, f"#area={LONDON}")
    page.locator("#types summary").click()
    page.locator(".profile summary").first.click()
    for width in (320, 768, 1400):
        page.set_viewport_size({"width": width, "height": 700})
        page.evaluate(TWO_FRAMES)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        box = page.locator(".map-box").bounding_box()
        assert box
        assert box["width"] > 0.8 * min(width, 400)


def test_without_scripts_the_page_reads_and_says_what_is_missing(
    chromium: Browser, opened, dataset
):
    context = chromium.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        selection = opened(page)
        table = dataset.gap(selection)
        expect(page.get_by_role("heading", level=1)).to_have_text(words.finding(table))
        expect(page.get_by_text("Scripts are off in this browser")).to_be_visible()
        expect(page.locator("#gm-table tbody tr")).to_have_count(len(table.rows))
        expect(page.locator("#filters")).to_be_hidden()
        expect(page.locator("#map")).to_be_hidden()
        still = page.get_by_role("img")
        expect(still).to_be_visible()
        assert in_first_screen(page, still)
        expect(still.locator(".areas path")).to_have_count(len(table.rows))
        words_on_map = still.locator("text").all_text_contents()
        assert {"Kent", "Devon &", "Suffolk"} <= set(words_on_map)
        kent = table.row("E23000032")
        told = f"Kent: {scale.value(table, kent)}"
        assert told in still.locator("title").all_text_contents()
        expect(page.locator("#legend li").first).to_be_visible()
        expect(page.locator("#sources li")).to_have_count(len(table.source_ids))
    finally:
        context.close()


def test_on_paper_the_whole_map_stands_beside_its_legend_and_filters_are_gone(page, opened):
    opened(page)
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    expect(page.locator("#filters")).to_be_hidden()
    box, areas = page.locator(".map-box").bounding_box(), page.locator('path[data-code^="E"]')
    assert box
    for path in areas.all():
        place = path.bounding_box()
        assert place
        assert box["y"] <= place["y"] <= place["y"] + place["height"] <= box["y"] + box["height"]
    page.evaluate("() => dispatchEvent(new Event('afterprint'))")
    page.emulate_media(media="screen")
    expect(page.locator("#filters")).to_be_visible()


def test_a_file_about_one_area_opens_with_it(page: Page, dataset, tmp_path):
    table = dataset.gap(Selection())
    path = tmp_path / "kent.html"
    path.write_bytes(export("interactive.html", dataset, table, DAY, area="E23000032"))
    page.goto(path.as_uri())
    title = area_words.finding(table, "E23000032")
    expect(page).to_have_title(title)
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("#profile h2")).to_have_text("Kent")
    expect(page.locator("#area")).to_have_value("E23000032")
    assert "#area" not in page.url
    page.locator("#area").select_option("")
    expect(page).to_have_title(words.finding(table))
    assert page.url.endswith("#area=")
    page.reload()
    expect(page.locator("h1")).to_have_text(words.finding(table))
    page.locator("#area").select_option(LONDON)
    page.goto(path.as_uri() + f"#area={LONDON}")
    expect(page.locator("#profile h2")).to_have_text("Metropolitan Police")
