"""axe-core on every page: nothing serious or critical, in light and dark, wide and narrow."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import grave_violations
from tests.browser.steps import go_to

pytestmark = pytest.mark.browser
APP = Path(__file__).parents[2] / "app.py"
PAGES = {
    "map": ("/", ""),
    "borough with a profile": ("/?level=borough&area=E09000014", ""),
    "council tiles": ("/?level=utla&measure=programmes", ""),
    "comparison": ("/?measure=programmes", "Compare"),
    "own data": ("/", "Your data"),
    "boundaries": ("/", "Boundaries"),
    "method": ("/?level=borough&area=E09000014", "How the numbers are made"),
    "checks": ("/", "Checked against the sources"),
}
HEADINGS = {"Compare": "Compare two views", "Your data": "Your own data"}


@pytest.fixture(scope="module")
def base(run_app) -> str:
    return run_app(APP, {})


def settled(page: Page) -> Page:
    """The page once it is whole: what is being replaced is faded and without contrast."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    expect(page.locator('[data-stale="true"]')).to_have_count(0)
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_grave(page, base, name, scheme):
    address, link = PAGES[name]
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(base + address)
    page.frame_locator("iframe").locator("path.gm-area").first.wait_for(state="attached")
    if link:
        go_to(page, link)
        page.locator("h1", has_text=HEADINGS.get(link, link)).wait_for()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    assert grave_violations(settled(page)) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_grave_in_the_download_dialog_and_the_distribution(page, base, scheme):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(base)
    page.frame_locator("iframe").locator("path.gm-area").first.wait_for(state="attached")
    page.get_by_role("tab", name="Distribution").click()
    page.get_by_role("slider").last.wait_for()
    assert grave_violations(settled(page)) == []
    page.get_by_role("button", name="More downloads").click()
    page.get_by_role("dialog").get_by_role("img").wait_for()
    assert grave_violations(settled(page)) == []
