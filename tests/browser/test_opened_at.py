"""Where a page opens that is reached by a link or a name, and where the keyboard is then."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.steps import found_its_server, go_to, opened, settled

pytestmark = pytest.mark.browser
KENT = "E23000032"
TOP = "id => document.getElementById(id).getBoundingClientRect().top"
AT = "id => document.getElementById(id).contains(document.activeElement)"
HEADER_PX = 60
STOP = """() => {
  const at = document.activeElement.getBoundingClientRect();
  return [document.activeElement.innerText, at.right > 0 && at.left < innerWidth];
}"""


@pytest.mark.parametrize(
    ("address", "part"),
    [
        (f"/?area={KENT}#profile", "profile"),
        (f"/?area={KENT}&routes=self#profile", "profile"),
        ("/method#trust", "trust"),
    ],
)
def test_a_link_to_a_part_of_a_page_opens_at_it_and_keeps_it(page, base, seen, address, part):
    page.set_viewport_size({"width": 1400, "height": 900})
    page.goto(f"{base}{address}")
    page.locator(f"#{part}").wait_for()
    settled(page)
    page.wait_for_function(f"id => Math.abs(({TOP})(id)) < {HEADER_PX}", arg=part)
    page.wait_for_function(AT, arg=part)
    expect(page).to_have_url(re.compile(f"#{part}$"))
    go_to(page, "Compare")
    expect(page.get_by_role("heading", level=1, name="Compare two views")).to_be_visible()
    settled(page)
    expect(page).to_have_url(re.compile("/compare[^#]*$"))
    found_its_server(seen)


def test_a_link_to_a_part_that_is_not_there_opens_the_page(page, base, seen):
    for part in ("#nowhere", "#%E0%A4%A"):
        page.goto(f"{base}/method{part}")
        expect(page.get_by_role("heading", level=1)).to_be_in_viewport()
    found_its_server(seen)


def test_the_keyboard_goes_on_from_the_profile_that_a_link_led_to(page, base):
    opened(page, f"{base}/?area={KENT}")
    page.get_by_role("link", name="Everything on Kent").focus()
    page.keyboard.press("Enter")
    page.wait_for_function(AT, arg="profile")
    page.keyboard.press("Tab")
    assert page.evaluate(AT, "profile")


def test_the_name_of_the_map_leads_to_the_map(page, base):
    opened(page, f"{base}/map?area={KENT}&routes=self")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kent")
    assert "/map" not in page.url
    assert "routes=self" in page.url


def test_on_a_phone_the_keyboard_meets_nothing_that_is_out_of_sight(page, base):
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, base)
    met = []
    while "Filters" not in met:
        page.keyboard.press("Tab")
        words, seen = page.evaluate(STOP)
        met.append(words.strip())
        assert seen or words.startswith("Skip"), met
        assert len(met) < 20, met
    page.locator('[data-testid="stExpandSidebarButton"]').click()
    expect(page.get_by_role("link", name="Compare", exact=True)).to_be_in_viewport()
