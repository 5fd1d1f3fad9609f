"""axe-core on every page: nothing serious or critical, in light and dark, wide and narrow."""

import pytest
from playwright.sync_api import expect

from gapmap.ui import main
from tests.browser.axe import grave_violations
from tests.browser.steps import go_to, opened, settled, turned

pytestmark = pytest.mark.browser
VIEWS = {
    "map": ("/", ""),
    "borough with a profile": ("/?level=borough&area=E09000014", ""),
    "council tiles": ("/?level=utla&measure=programmes", ""),
    "comparison": ("/?measure=programmes", "Compare"),
    "missing": ("/?area=E23000010", "Missing facts"),
    "method": ("/?level=borough&area=E09000014", "How the numbers are made"),
}
SHOWN = {link for _, link in VIEWS.values()} | {main.PAGES["map"]["title"]}
TITLES = [page["title"] for page in main.PAGES.values() if page["title"] not in SHOWN]
PAGES = VIEWS | {title: ("/", title) for title in TITLES}
"""Every page of the app, as it opens where nothing else is said of it."""
HEADINGS = {"Compare": "Compare two views", "Your data": "Your own data", "Plan": "a year"}
"""What stands in the heading of a page, where that is not its title."""

STARTS = list(dict.fromkeys(address for address, _ in PAGES.values()))


@pytest.mark.parametrize("start", STARTS)
def test_axe_finds_nothing_grave_in_light_and_dark(page, base, start):
    """The pages that are reached from the same address are looked at one after the other."""
    scheme, other = "light", "dark"
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    opened(page, base + start)
    for name, (address, link) in PAGES.items():
        if address != start:
            continue
        if link:
            go_to(page, link)
            page.locator("h1", has_text=HEADINGS.get(link, link)).wait_for()
        expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
        assert grave_violations(settled(page)) == [], (name, scheme)
        assert grave_violations(turned(page, other)) == [], (name, other)
        scheme, other = other, scheme


def test_axe_finds_nothing_grave_in_the_download_dialog_and_the_distribution(page, base):
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    opened(page, base)
    page.get_by_role("tab", name="Distribution").click()
    page.get_by_role("slider").last.wait_for()
    assert grave_violations(settled(page)) == []
    assert grave_violations(turned(page, "dark")) == []
    page.get_by_role("button", name="More downloads").click()
    page.get_by_role("dialog").get_by_role("img").wait_for()
    assert grave_violations(settled(page)) == []
    assert grave_violations(turned(page, "light")) == []
    expect(page.get_by_role("dialog").get_by_role("img")).to_be_visible()
