"""The published site in a browser: over HTTP from a folder within a server, and from a disk."""

import itertools
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from gapmap.present.words import finding as words
from gapmap.present.words import on_map
from gapmap.present.words.alt_text import alt_text
from gapmap.present.words.selection import selection_in_words
from gapmap.selection import Selection
from gapmap.vocabulary import GROUPS, ROUTES
from tests import published
from tests.browser.steps import TWO_FRAMES
from tests.present.standalone.onefile.refiltered import (
    VIEW_JS,
    choices,
    differences,
    expected,
    filtered,
    single,
)

pytestmark = pytest.mark.browser
MET, HARINGEY, WALES = published.AREAS["pfa"], published.AREAS["borough"], "W92000004"
MAP = "maps/pfa.html"
FILTERED = f"{MAP}#routes=self&accepts=women&area={MET}"
PAGES = {
    "national map": MAP,
    "national map with filters": FILTERED,
    "force": f"areas/{MET}.html",
    "borough": f"areas/{HARINGEY}.html",
    "country": f"areas/{WALES}.html",
    "missing facts": "missing.html",
}
SHIFTS = """() => { window.shifts = [];
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map(
    (entry) => [entry.value, entry.sources.map(({ node }) => node && node.outerHTML
      && node.outerHTML.slice(0, 80))])))
    .observe({ type: "layout-shift", buffered: true }); }"""


class Quiet(SimpleHTTPRequestHandler):
    """A plain static server that writes no log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def served(folder) -> Iterator[str]:
    """The address of a folder on a server of this machine."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def web(small_site):
    """The site in a folder within a server."""
    with served(small_site.parent.parent) as address:
        yield f"{address}/some/where/"


@pytest.fixture(scope="module")
def disk(small_site):
    """The site on a disk."""
    return f"{small_site.as_uri()}/"


@pytest.fixture(params=["web", "disk"])
def site(request):
    """The site, both ways."""
    return request.getfixturevalue(request.param)


def opened(page: Page, address: str) -> None:
    page.goto(address)
    if "maps/" in address:
        expect(page.locator("path.gm-area").first).to_be_attached()
    if "area=" in address:
        expect(page.locator(".profile h3").first).to_be_visible()


def area(page: Page, code: str):
    return page.locator(f'path.gm-area[data-code="{code}"]')


# -- the same figures as Python ------------------------------------------------------------------
@pytest.mark.parametrize(("level", "alone"), [("pfa", True), ("borough", False)])
def test_every_filter_alone_and_a_sample_of_several_give_the_gaptable_of_python(
    page, disk, dataset, tables, level, alone
):
    opened(page, f"{disk}maps/{level}.html")
    rng = random.Random(level)
    chosen = [*(single(unstated=False) if alone else ()), *choices(rng, 12)]
    assert sum(len(choice["accepts"]) == 1 for choice in chosen) >= (len(GROUPS) if alone else 1)
    selection = Selection(level=level)
    codes = rng.sample(list(dataset.gap(selection).rows["code"]), 2)
    for choice, found in zip(chosen, page.evaluate(VIEW_JS, [chosen, codes]), strict=True):
        table = dataset.gap(filtered(selection, choice))
        assert differences(found, expected(table, codes, **tables)) == [], choice


# -- the map -------------------------------------------------------------------------------------
def assert_shows(page: Page, table, *, tiles: bool = False) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words.finding(table))
    expect(page).to_have_title(f"{words.finding(table)} · gapmap")
    expect(page.locator("#selection")).to_have_text(
        selection_in_words(table.selection, table.model)
    )
    values = [value for _, value, _ in words.key_figures(table)]
    expect(page.locator("#figures .gm-value")).to_have_text(values)
    expect(page.locator("#alt")).to_have_text(alt_text(table, tiles=tiles))
    for row in table.records:
        path = area(page, row["code"])
        expect(path).to_have_attribute("data-state", str(row["shade"]))
        expect(path).to_have_attribute("aria-label", ". ".join(on_map.tooltip(table, row)))


def test_the_map_follows_every_kind_of_filter_and_keeps_them_in_its_address(page, site, dataset):
    opened(page, f"{site}{MAP}")
    assert_shows(page, dataset.gap(Selection()))
    page.locator("#routes summary").click()
    page.get_by_label(ROUTES["self"]).check()
    page.locator("#accepts summary").click()
    page.get_by_label(GROUPS["women"], exact=True).check()
    changed = Selection(routes=("self",), accepts=("women",))
    assert_shows(page, dataset.gap(changed))
    assert page.url.endswith(f"{MAP}#routes=self&accepts=women")
    page.get_by_label("Also programmes whose match is not stated").check()
    wide = dataset.gap(changed.with_(include_unstated=True))
    assert_shows(page, wide)
    page.reload()
    assert_shows(page, wide)
    page.get_by_label("Each area as an equal tile").check()
    assert_shows(page, wide, tiles=True)
    assert page.url.endswith("&include_unstated=yes&layout=tiles")
    page.get_by_role("button", name="Reset filters").click()
    assert_shows(page, dataset.gap(Selection()), tiles=True)
    page.goto(f"{site}{MAP}#routes=self")
    expect(page.get_by_label("Each area as an equal tile")).not_to_be_checked()
    assert_shows(page, dataset.gap(Selection(routes=("self",))))


def test_an_area_page_leads_to_its_place_on_the_map_and_back(page, site):
    opened(page, f"{site}areas/{MET}.html")
    page.get_by_role("link", name="Filter the map").click()
    expect(page.locator(".profile h2")).to_have_text("Metropolitan Police")
    expect(page.get_by_role("combobox")).to_have_value(MET)
    page.locator(".profile summary").first.click()
    expect(page.locator(".profile details a, .profile details .gm-source").first).to_be_visible()
    page.get_by_role("link", name="All about Metropolitan Police").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Metropolitan Police")
    assert page.url == f"{site}areas/{MET}.html"


FORCE = ("Metropolitan Police", "police force area", MET)
BOROUGH = ("Haringey", "London borough, in Metropolitan Police", MET)
TYPED = {
    "metropolitan pol": FORCE, "E23000001": FORCE,
    "Haringey": BOROUGH, "N17": BOROUGH, "n17 9xx": BOROUGH,
}  # fmt: skip


def test_areas_are_found_by_name_code_and_postcode_and_what_is_not_found_is_said(page, disk):
    opened(page, f"{disk}{MAP}")
    search, choice = page.get_by_label("Find an area"), page.get_by_role("combobox", name="Choose")
    for typed, (found, what, chosen) in TYPED.items():
        search.fill(typed)
        line = page.locator("#found li").first
        expect(line.get_by_role("link")).to_have_text(found)
        expect(line.locator(".what")).to_have_text(what)
        search.press("Enter")
        expect(choice).to_have_value(chosen)
        expect(page.locator(".profile h2")).to_be_focused()
        expect(page.locator("#found")).to_be_hidden()
        choice.select_option("")
        expect(page.locator(".profile")).to_have_count(0)
    search.fill("Atlantis")
    expect(page.locator("#found-said")).to_contain_text("No area is called that.")
    search.press("Escape")
    expect(page.locator("#found")).to_be_hidden()


def test_an_area_of_another_map_opens_there_with_the_same_filters(page, disk, dataset):
    opened(page, f"{disk}maps/borough.html#routes=police")
    page.get_by_label("Find an area").fill("kent")
    line = page.locator("#found li", has_text="police force area").first
    line.get_by_role("link", name="Kent", exact=True).click()
    expect(page.locator(".profile h2")).to_have_text("Kent")
    assert_shows(page, dataset.gap(Selection(routes=("police",))))
    page.locator("#levels").get_by_role("link", name="London boroughs").click()
    assert_shows(page, dataset.gap(Selection(level="borough", routes=("police",))))


def test_where_records_cannot_be_read_the_page_says_so_and_leads_on(page, web, seen):
    page.route("**/records-*.js", lambda route: route.abort())
    opened(page, f"{web}{MAP}")
    page.get_by_role("combobox", name="Choose").select_option(MET)
    expect(page.locator("#profile")).to_contain_text("The programmes could not be loaded.")
    expect(page.locator("#profile").get_by_role("link")).to_have_attribute(
        "href", f"../areas/{MET}.html"
    )
    seen.errors.clear()  # of the file that was not to be had
    page.unroute("**/records-*.js")
    page.get_by_role("combobox", name="Choose").select_option("E23000032")
    expect(page.locator(".profile h2")).to_have_text("Kent")


def test_without_scripts_the_map_stands_still_and_every_area_leads_to_its_page(
    chromium: Browser, site, dataset
):
    context = chromium.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        page.goto(f"{site}{MAP}")
        table = dataset.gap(Selection())
        expect(page.get_by_role("heading", level=1)).to_have_text(words.finding(table))
        expect(page.get_by_text("Scripts are off in this browser")).to_be_visible()
        for hidden in ("#filters", "#map", "#find", "#area"):
            expect(page.locator(hidden)).to_be_hidden()
        expect(page.locator("#still")).to_be_visible()
        expect(page.locator("#still .areas a path")).to_have_count(len(table.rows))
        expect(page.locator("#gm-table tbody th a")).to_have_count(len(table.rows))
        page.locator("summary", has_text="Each area as an equal tile").click()
        expect(page.locator("#still-tiles")).to_be_visible()
        page.locator(f'#still a:has(path[data-code="{MET}"])').dispatch_event("click")
        page.wait_for_url(f"{site}areas/{MET}.html")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Metropolitan Police")
    finally:
        context.close()


# -- everybody can use it ------------------------------------------------------------------------
def violations(page: Page) -> list[object]:
    """Everything that axe finds, by all of its rules."""
    found = (
        Axe()
        .run(page, options={"preload": False, "resultTypes": ["violations"]})
        .response["violations"]
    )
    return [(v["id"], v["help"], n["target"], n["html"][:160]) for v in found for n in v["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_at_all_and_headings_can_be_followed(page, disk, name):
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    opened(page, f"{disk}{PAGES[name]}")
    for summary in page.locator("main summary:visible").all()[:4]:
        summary.click()
    assert violations(page) == []
    if "filters" in name:
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        assert violations(page) == []
    levels = page.locator(":is(h1, h2, h3, h4):visible").evaluate_all(
        "all => all.map((heading) => Number(heading.tagName[1]))"
    )
    assert (levels[0], levels.count(1)) == (1, 1)
    assert all(later <= before + 1 for before, later in itertools.pairwise(levels))
    marks = page.locator("body > header, body > main, body > footer").evaluate_all(
        "all => all.map((node) => node.tagName)"
    )
    assert marks == ["HEADER", "MAIN", "FOOTER"]
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_in_viewport()


@pytest.mark.parametrize("name", PAGES)
def test_nothing_moves_while_a_page_is_put_together_nor_sticks_out(page, web, name):
    page.add_init_script(f"({SHIFTS})()")
    for width in (1400, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("about:blank")
        opened(page, f"{web}{PAGES[name]}")
        page.evaluate(TWO_FRAMES)
        shifts = page.evaluate("() => window.shifts")
        assert sum(value for value, _ in shifts) < 0.01, (width, shifts)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_map_and_its_filters_work_by_keyboard(page, disk):
    opened(page, f"{disk}{MAP}")
    page.locator("#accepts summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    expect(page.locator("#accepts-chosen")).to_have_text(GROUPS["men"])
    page.keyboard.press("Escape")
    expect(page.locator("#accepts summary")).to_be_focused()
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#accepts-chosen")).to_have_text(GROUPS["men"])
    expect(page).to_have_url(re.compile("#accepts=men$"))
    page.locator('path.gm-area[tabindex="0"]').focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    name = page.locator(".profile h2")
    expect(name).to_be_visible()
    expect(page.locator("#said")).to_contain_text(name.inner_text())
