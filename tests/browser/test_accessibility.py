"""axe-core on every page: nothing serious or critical, in light and dark, wide and narrow."""

import pytest
from playwright.sync_api import expect

from tests.browser.axe import grave_violations
from tests.browser.steps import go_to, opened, settled

pytestmark = pytest.mark.browser
PAGES = {
    "map": ("/", ""),
    "borough with a profile": ("/?level=borough&area=E09000014", ""),
    "council tiles": ("/?level=utla&measure=programmes", ""),
    "comparison": ("/?measure=programmes", "Compare"),
    "own data": ("/", "Your data"),
    "missing": ("/?area=E23000010", "Missing facts"),
    "plan": ("/", "Plan"),
    "boundaries": ("/", "Boundaries"),
    "method": ("/?level=borough&area=E09000014", "How the numbers are made"),
    "checks": ("/", "Checked against the sources"),
}
HEADINGS = {"Compare": "Compare two views", "Your data": "Your own data", "Plan": "a year"}


PAPER = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor"


def in_the_dark(page):
    """The page as it is once the machine has turned dark."""
    light = page.evaluate(PAPER)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.wait_for_function(f"light => ({PAPER})() !== light", arg=light)
    return settled(page)


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_grave_in_light_and_dark(page, base, name):
    address, link = PAGES[name]
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    opened(page, base + address)
    if link:
        go_to(page, link)
        page.locator("h1", has_text=HEADINGS.get(link, link)).wait_for()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    assert grave_violations(settled(page)) == []
    assert grave_violations(in_the_dark(page)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave_in_the_download_dialog_and_the_distribution(page, base, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    opened(page, base)
    page.get_by_role("tab", name="Distribution").click()
    page.get_by_role("slider").last.wait_for()
    assert grave_violations(settled(page)) == []
    page.get_by_role("button", name="More downloads").click()
    page.get_by_role("dialog").get_by_role("img").wait_for()
    assert grave_violations(settled(page)) == []
