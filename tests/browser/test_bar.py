"""The bar above every view: what it takes of the window, says, and leaves the keyboard at."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from gapmap.ui import main
from gapmap.ui.state import unknown
from tests.browser.axe import grave_violations
from tests.browser.steps import (
    AT_REST,
    OVERFLOW,
    TWO_FRAMES,
    choose_route,
    found_its_server,
    go_to,
    opened,
    settled,
)

pytestmark = pytest.mark.browser
AT = "() => document.activeElement.innerText || document.activeElement.getAttribute('aria-label')"
"""What the keyboard is at."""
IN_A_HURRY = """async names => {
  const app = document.querySelector('[data-testid="stApp"]');
  const chip = name => [...document.querySelectorAll('.st-key-chips button')]
    .find(one => one.innerText.startsWith(name));
  for (const name of names) {
    chip(name)?.click();
    for (let frame = 0; frame < 60 && app.dataset.testScriptState !== 'running'; frame += 1) {
      await new Promise(requestAnimationFrame);
    }
    for (let frame = 0; frame < 6; frame += 1) await new Promise(requestAnimationFrame);
  }
}"""
"""Take filters away, each while the answer to the one before is on its way."""
OUTSIDE = """() => [...document.querySelectorAll('.gm-controls button')].filter(one => {
  const { left, right, top, bottom } = one.getBoundingClientRect();
  return left < 0 || right > innerWidth || top < 0 || bottom > innerHeight;
}).map(one => one.textContent)"""


@pytest.mark.parametrize("size", [(1366, 768), (1400, 900), (1920, 1080)])
@pytest.mark.parametrize(
    "query",
    ["", "routes=self,police", "routes=self,police&accepts=women&types=early_intervention",
     "area=E99999999&routes=self,police&accepts=women",
     "routes=self,police,marac&accepts=men,women&types=online_virtual"],
)  # fmt: skip
def test_whatever_the_bar_takes_the_map_uses_the_rest_of_the_window(page, base, size, query):
    """Neither beyond its end, nor short of it where all of the bar stands on one line."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    opened(page, f"{base}/?{query}")
    page.evaluate(AT_REST)
    box = page.locator("iframe").bounding_box()
    assert height - 24 <= box["y"] + box["height"] <= height


def test_what_was_not_found_is_said_in_a_line_and_only_of_that_view(page, base):
    page.set_viewport_size({"width": 1400, "height": 900})
    opened(page, f"{base}/?area=E23000032")
    top = page.locator("iframe").bounding_box()["y"]
    box = page.get_by_role("combobox", name="Find any area or postcode")
    box.fill("nowhere at all")
    box.press("Enter")
    said = page.get_by_role("alert").filter(has_text="No area or town known here is called")
    expect(said).to_be_visible()
    expect(said).to_contain_text("Kent is still shown.")
    settled(page)
    assert page.locator("iframe").bounding_box()["y"] - top < 40
    go_to(page, "Missing facts")
    expect(said).to_have_count(0)
    go_to(page, "Map")
    settled(page)
    expect(said).to_have_count(0)


def test_what_is_listed_while_typing_holds_the_letters_as_they_stand(page, base):
    """And so no name that merely has the same letters somewhere, each after the other."""
    opened(page, base)
    box = page.get_by_role("combobox", name="Find any area or postcode")
    for typed, listed in {
        "M5": [],
        "haring": ["Haringey · London borough · E09000014"],
        "Abertawe": ["Swansea (Abertawe) · upper-tier council · W06000011"],
        "taunton d": ["Taunton Deane · now in Somerset · upper-tier council"],
        "E09000014": ["Haringey · London borough · E09000014"],
    }.items():  # fmt: skip
        box.fill(typed)
        expect(page.get_by_role("option")).to_have_text([f"Add: {typed}", *listed])


@pytest.mark.parametrize("width", [1400, 390])
def test_which_of_several_areas_is_asked_in_a_line_and_answered_by_key(page, base, width):
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, base)
    if width < 768:
        page.get_by_role("button", name="Find an area").click()
    top = page.locator("iframe").bounding_box()["y"]
    box = page.get_by_role("combobox", name="Find any area or postcode")
    box.fill("west")
    box.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="“west”: which one?")).to_be_visible()
    settled(page)
    if width > 768:
        assert page.locator("iframe").bounding_box()["y"] - top < 70
    assert page.evaluate(OVERFLOW) <= 0
    assert grave_violations(page) == []
    button = page.get_by_role("button", name="West Sussex · county")
    button.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("area=GMC45"))
    expect(page.locator(".st-key-find_offers")).to_have_count(0)
    settled(page)
    page.wait_for_function("document.activeElement !== document.body")


def searched(page, text):
    """Type into the box that finds areas, opened first on a narrow window; wait for the answer."""
    half = page.get_by_role("button", name="Find an area")
    if half.is_visible():
        half.click()
    box = page.get_by_role("combobox", name="Find any area or postcode")
    box.fill(text)
    box.press("Enter")
    page.locator(".gm-told").first.wait_for()
    settled(page).evaluate(TWO_FRAMES)


@pytest.mark.parametrize(
    ("query", "text"), [("level=borough", "N17 9LJ"), ("level=utla&area=E10000016", "BS18 1AA")]
)
def test_a_whole_postcode_is_answered_in_two_lines(page, base, query, text):
    """What may be chosen beside what is said, and the button beside what it sends to whom."""
    page.set_viewport_size({"width": 1400, "height": 900})
    opened(page, f"{base}/?{query}")
    top = page.locator("iframe").bounding_box()["y"]
    searched(page, text)
    assert page.locator("iframe").bounding_box()["y"] - top < 76
    said, asking = page.locator(".gm-told").all()
    expect(said).to_contain_text("Which one?")
    expect(asking).to_contain_text("The button sends this postcode, and nothing else, to")
    buttons = page.locator(".st-key-find_offers button").all()
    assert len(buttons) >= 3
    ask = page.get_by_role("button", name=re.compile("^Ask "))
    for line, beside in ((said, buttons), (asking, [ask])):
        box = line.bounding_box()
        for button in beside:
            place = button.bounding_box()
            assert place["x"] >= box["x"] + box["width"]
            assert place["y"] < box["y"] + box["height"] / 2 < place["y"] + place["height"]
    assert grave_violations(page) == []


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("area=E23000032", "west"),
        ("level=utla&area=E10000016", "London"),
        ("level=utla&area=E10000016", "BS18 1AA"),
        ("level=borough", "EC1A 1AA"),
    ],
)
def test_on_a_phone_the_map_is_in_sight_below_an_answer_and_its_offers(page, base, query, text):
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, f"{base}/?{query}")
    searched(page, text)
    expect(page.locator(".st-key-find_offers button").nth(1)).to_be_visible()
    page.evaluate(AT_REST)
    assert page.locator("iframe").bounding_box()["y"] < 844 - 200
    assert page.evaluate(OVERFLOW) <= 0
    assert grave_violations(page) == []


def test_of_no_link_that_a_page_wrote_is_said_that_a_part_is_not_known(
    page, other_page, base, seen
):
    opened(page, f"{base}/?area=E23000032&routes=self&between=2,50&view=52,-1,9")
    for name in [*main.PAGES, "map"]:
        go_to(page, main.PAGES[name]["title"])
        expect(page).to_have_title(main.TITLES[name])
        for part in ("area", "routes", "between", "data", *main.ADDRESSES.get(name, ())[:1]):
            expect(page).to_have_url(re.compile(rf"[?&]{part}="))
        query = parse_qs(urlsplit(settled(page).url).query, keep_blank_values=True)
        assert unknown.told(query, main.OF_PAGES) == "", page.url
        if name in main.ADDRESSES:
            other_page.goto(page.url)
            expect(other_page).to_have_title(main.TITLES[name])
            expect(settled(other_page).get_by_text("not known here")).to_have_count(0)
    found_its_server(seen)


@pytest.mark.parametrize("width", [1400, 390])
def test_the_keyboard_stays_where_a_filter_was_taken_away(page, base, width):
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, f"{base}/?routes=self,police&accepts=women")
    if width < 768:
        page.get_by_role("button", name="Filters", exact=True).click()
    for gone, at in (
        ("Police ×", "Women ×"),
        ("Women ×", "Clear filters"),
        ("Clear filters", "More"),
    ):
        button = page.get_by_role("button", name=gone)
        button.focus()
        page.keyboard.press("Enter")
        expect(button).to_have_count(0)
        settled(page)
        page.wait_for_function(f"at => ({AT})()?.startsWith(at)", arg=at)


def test_the_buttons_of_the_map_are_whole_on_the_narrowest_window(page, base):
    page.set_viewport_size({"width": 320, "height": 640})
    frame = opened(page, f"{base}/?area=E23000032")
    assert frame.evaluate(OUTSIDE) == []


def test_a_comparison_of_a_damaged_link_says_what_was_left_out(page, base, seen):
    opened(page, f"{base}/compare?level=nope&with=level%3Dbar%26routes%3Dself%2Cfrog")
    said = page.get_by_role("alert").filter(has_text="The link was adjusted.")
    expect(said).to_have_count(2)
    expect(said.first).to_contain_text("Areas: “nope” cannot be chosen")
    expect(said.last).to_contain_text(re.compile("“frog” cannot be chosen, and was left out"))
    expect(page.get_by_role("heading", name="A: Self-referral")).to_be_visible()
    found_its_server(seen)


def test_a_filter_added_is_a_chip_that_the_keyboard_reaches_next(page, base):
    opened(page, base)
    choose_route(page, "Marac")
    chip = page.get_by_role("button", name="Marac ×")
    expect(chip).to_be_visible()
    settled(page)
    page.get_by_role("button", name="More", exact=True).focus()
    page.keyboard.press("Tab")
    expect(chip).to_be_focused()


@pytest.mark.parametrize("names", [("Women", "Marac"), ("Police", "Marac"), ("Marac", "Police")])
def test_filters_taken_away_in_a_hurry_are_all_gone(page, base, names):
    """A second one, before the browser has been told of the first."""
    opened(page, f"{base}/?routes=self,police,marac&accepts=women,men")
    chips = page.locator(".st-key-chips button")
    expect(chips).to_have_count(6)
    page.evaluate(IN_A_HURRY, list(names))
    expect(chips).to_have_count(4)
    settled(page)
    for name in names:
        expect(page.get_by_role("button", name=f"{name} ×")).to_have_count(0)
    expect(page).not_to_have_url(re.compile(names[1].lower()))


def test_a_new_title_is_told_to_who_cannot_see_it(page, base):
    opened(page, base)
    told = page.locator("body > [role=status]")
    expect(told).to_be_empty()
    choose_route(page, "Self-referral")
    title = page.get_by_role("heading", level=1)
    expect(told).to_have_text(re.compile("."))
    settled(page)
    expect(told).to_have_text(title.inner_text())
