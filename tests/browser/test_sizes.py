"""What is in sight at every size of window, what a keyboard reaches, and what zoom leaves whole."""

import re

import pytest
from playwright.sync_api import Page, expect

from gapmap.present import palette
from gapmap.present.words import finding as words
from gapmap.selection import Selection
from tests.browser.axe import grave_violations
from tests.browser.steps import (
    OVERFLOW,
    TWO_FRAMES,
    choose_route,
    found_its_server,
    opened,
    settled,
)

DOWN = "() => document.querySelector('[data-testid=stMain]').scrollTop"
"""How far down a page is read, in pixels."""
pytestmark = pytest.mark.browser
MOST_STOPS = 20
"""Presses of Tab from the top of the page to the areas of the map."""
STATES = (
    "/?area=E23000032&routes=self",
    "/?level=borough&accepts=women,non_english&measure=programmes",
    "/compare?measure=programmes&with=routes%3Dself",
    "/own",
    "/plan?plan=aim%3Dworst%26budget%3D3000000&level=utla",
    "/method?area=E23000032",
)
WHOLE = (
    "() => [...document.querySelectorAll('path.gm-area')]"
    ".filter(p => !/^[NS][0-9]/.test(p.dataset.code))"
    ".map(p => p.getBoundingClientRect()).every(b => b.top >= 0 && b.left >= 0"
    " && b.bottom <= innerHeight && b.right <= innerWidth)"
)
"""England and Wales are whole in the frame."""


def below(page: Page, selector: str) -> float:
    """How far something reaches below the window, in pixels."""
    return page.locator(selector).first.evaluate(
        "e => e.getBoundingClientRect().bottom - window.innerHeight"
    )


@pytest.mark.parametrize(
    "address",
    ["/", "/?routes=self", "/?routes=self,police,marac&accepts=women", "/?area=E23000032"],
)
def test_title_map_and_legend_are_whole_in_sight(page, base, address):
    """Opened in the smallest window, which is then made larger."""
    page.set_viewport_size({"width": 1366, "height": 768})
    frame = opened(page, base + address)
    assert len(page.get_by_role("heading", level=1).inner_text().split()) <= 12
    for width, height in ((1366, 768), (1400, 900), (1920, 1080)):
        page.set_viewport_size({"width": width, "height": height})
        frame.wait_for_function(WHOLE)
        for part in ("h1", "iframe", ".gm-legend", ".st-key-share"):
            expect(page.locator(part).first).to_be_visible()
            assert below(page, part) <= 0, (part, width)
        size = page.locator("iframe").bounding_box()
        assert size["height"] >= (560 if height >= 900 else 480)


@pytest.mark.parametrize("address", STATES)
def test_nothing_is_lost_or_grave_on_a_small_or_zoomed_window(page, base, seen, address):
    """Opened at 320 px, then made 1400 x 900 zoomed to 200%."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(base + address)
    for width, height in ((320, 640), (700, 450)):
        page.set_viewport_size({"width": width, "height": height})
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        settled(page).evaluate(TWO_FRAMES)
        assert page.evaluate(OVERFLOW) <= 0, width
        assert grave_violations(page) == [], width
    found_its_server(seen)


@pytest.mark.parametrize("address", ["/", "/?level=utla", "/compare"])
def test_the_closed_bar_takes_one_line_and_cuts_no_choice_short(page, base, seen, address):
    page.set_viewport_size({"width": 768, "height": 1024})
    page.goto(base + address)
    level = page.get_by_role("combobox", name="Areas", exact=True)
    level.wait_for()
    settled(page)
    parts = page.locator(
        ".st-key-find, .st-key-choose_level, .st-key-bar_filters [data-testid=stPopover]"
    )
    for width in (1400, 1001, 1000, 834, 768):
        page.set_viewport_size({"width": width, "height": 1024})
        boxes = [part.bounding_box() for part in parts.all()]
        assert {round(box["y"] + box["height"] / 2) for box in boxes} == {
            round(boxes[0]["y"] + boxes[0]["height"] / 2)
        }, width
        assert max(box["x"] + box["width"] for box in boxes) <= width
        assert level.evaluate("e => e.scrollWidth - e.clientWidth") <= 0, width
    page.set_viewport_size({"width": 767, "height": 1024})
    expect(page.get_by_role("button", name="Filters", exact=True)).to_be_visible()
    expect(level).to_be_hidden()
    found_its_server(seen)


def test_on_a_phone_half_the_map_is_in_sight_and_filters_are_two_buttons(page, base, dataset):
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, base)
    box = page.locator("iframe").bounding_box()
    assert box["y"] + box["height"] / 2 <= 844
    assert below(page, "h1") < 0
    halves = [
        page.get_by_role("button", name=name, exact=True) for name in ("Find an area", "Filters")
    ]
    search, level = page.locator(".st-key-bar_find"), page.locator(".st-key-bar_filters")
    for pressed, seen in ((0, search), (1, level), (1, None), (1, level)):
        halves[pressed].click()
        for half, part in zip(halves, (search, level), strict=True):
            expect(part).to_be_visible(visible=part is seen)
            expect(half).to_have_attribute("aria-expanded", str(part is seen).lower())
    choose_route(page, "Self-referral")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        words.finding(dataset.gap(Selection(routes=("self",))))
    )
    assert grave_violations(settled(page)) == []


def test_a_filter_and_an_area_are_chosen_by_keyboard_alone(page, base, dataset):
    frame = opened(page, base)
    stops = 0
    while not page.get_by_role("button", name="Who refers").evaluate(
        "e => e === document.activeElement"
    ):
        page.keyboard.press("Tab")
        stops += 1
        assert stops < MOST_STOPS
    page.keyboard.press("Enter")
    self_referral = page.get_by_role("button", name="Self-referral", exact=True)
    expect(self_referral).to_be_visible()
    while not self_referral.evaluate("e => e === document.activeElement"):
        page.keyboard.press("Tab")
        stops += 1
        assert stops < MOST_STOPS
    page.keyboard.press("Space")
    heading = page.get_by_role("heading", level=1)
    table = dataset.gap(Selection(routes=("self",)))
    expect(heading).to_have_text(words.finding(table))
    settled(page)
    page.keyboard.press("Escape")
    for _ in range(MOST_STOPS):
        if frame.locator("path.gm-area:focus").count():
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    area = frame.locator("path.gm-area:focus")
    name = (area.get_attribute("aria-label") or "").split(". ")[0]
    page.keyboard.press("Enter")
    expect(heading).to_have_text(re.compile(f"^{re.escape(name)}: "))
    expect(frame.get_by_role("status").filter(has_text=f"{name} is chosen")).to_be_attached()


def test_a_comparison_on_a_phone_has_its_map_in_sight_and_no_change_is_dim_in_the_dark(
    page, base, seen
):
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 844})
    frame = opened(page, f"{base}/compare?measure=programmes")
    found_its_server(seen)
    top = page.locator("iframe").first.bounding_box()["y"]
    assert top < 0.75 * 844
    even = frame.locator('path.gm-area[data-even="true"]').first
    red, green, blue = (int(palette.DARK["even"][i : i + 2], 16) for i in (1, 3, 5))
    expect(even).to_have_css("fill", f"rgb({red}, {green}, {blue})")
    for question in page.locator(".st-key-presets button").all():  # none is out of sight
        box = question.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
        assert box["height"] >= 24
    assert grave_violations(settled(page)) == []


TOP = "e => e.getBoundingClientRect().top"


def test_the_method_on_a_phone_is_short_and_its_parts_are_reached_by_keyboard(page, base, seen):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{base}/method?area=E23000032")
    last = page.get_by_role("heading", level=2, name="Sources of this view")
    last.wait_for()
    settled(page)
    main = page.get_by_test_id("stMain")
    assert main.evaluate("e => e.scrollHeight") < 9 * 844
    contents = page.get_by_role("navigation", name="On this page")
    contents.get_by_role("link", name="The guidance's own list of gaps").focus()
    page.keyboard.press("Enter")
    heading = page.get_by_role("heading", level=2, name="The guidance's own list of gaps")
    expect(heading).to_be_in_viewport()
    assert heading.evaluate(TOP) >= page.get_by_test_id("stHeader").bounding_box()["height"]
    page.keyboard.press("Tab")  # from the part on, not from the list of parts
    rows = page.get_by_role("region", name=re.compile("^Force by force"))
    expect(rows).to_be_hidden()
    page.keyboard.press("Enter")
    expect(rows).to_be_visible()
    assert rows.get_by_role("row").count() > 20
    assert grave_violations(page) == []
    found_its_server(seen)


@pytest.mark.parametrize("window", [(1400, 900), (390, 844)], ids=str)
def test_a_link_to_a_profile_opens_at_it(page, other_page, base, window):
    for one in (page, other_page):
        one.set_viewport_size({"width": window[0], "height": window[1]})
    opened(page, f"{base}/?area=E23000032")
    page.get_by_role("link", name="Everything on Kent").click()
    opened(other_page, page.url)
    for one in (page, other_page):
        heading = one.locator("#profile h2").first
        expect(heading).to_be_in_viewport()
        top = one.get_by_test_id("stHeader").bounding_box()["height"]
        one.wait_for_function(
            "top => { const at = document.querySelector('#profile h2').getBoundingClientRect().top;"
            " return at >= top && at < top + 60; }",
            arg=top,
        )


@pytest.mark.parametrize("width", [768, 1000, 1400])
def test_the_area_in_brief_breaks_no_word(page, base, width):
    page.set_viewport_size({"width": width, "height": 1024})
    opened(page, f"{base}/?area=E23000032")
    facts = page.locator(".gm-brief dd")
    assert facts.count() > 2
    for fact in facts.all():
        assert fact.evaluate("e => e.scrollWidth <= e.clientWidth")
        assert fact.bounding_box()["width"] >= 110


def test_a_page_begins_at_its_top_on_a_phone_too(page, base):
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, base)
    sums = page.get_by_role("link", name="See how these figures are worked out")
    sums.scroll_into_view_if_needed()
    assert page.evaluate(DOWN) > 844
    sums.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How the numbers are made")
    settled(page)
    assert page.evaluate(DOWN) == 0


def test_the_list_of_pages_of_a_narrow_window_closes_when_one_is_chosen(page, base):
    page.set_viewport_size({"width": 700, "height": 900})
    opened(page, base)
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_role("link", name="Compare", exact=True).click()
    expect(page.get_by_role("heading", name="Compare two views")).to_be_visible()
    expect(page.get_by_test_id("stSidebar")).not_to_be_in_viewport()


def test_on_paper_the_map_and_its_legend_take_the_whole_width(page, base):
    opened(page, base)
    page.emulate_media(media="print")
    for box in ("map_box", "side_box"):
        found = page.locator(f".st-key-{box}").bounding_box()
        assert found["width"] > 0.9 * page.viewport_size["width"]


@pytest.mark.parametrize("width", [320, 390])
def test_on_a_phone_a_programme_shows_its_places_without_pushing_aside(page, base, width):
    page.set_viewport_size({"width": width, "height": 844})
    opened(page, f"{base}/?area=E23000032")
    table = page.locator(".gm-programmes")
    assert table.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    cell = page.get_by_role("table", name="Programmes that serve Kent").get_by_role("cell")
    expect(cell.filter(has_text="184, of 2025")).to_be_visible()
    head = "e => getComputedStyle(e, '::before').content"
    assert "Places a year here" in cell.nth(2).evaluate(head)
