"""A page that is open in a browser, when the process that serves it is killed."""

import re

import pytest
from playwright.sync_api import expect

from benchmarks import hosting, nginx
from gapmap.vocabulary import ROUTES
from tests.browser.steps import choose_route, go_to, opened, settled
from tests.deploy.test_site import needs_nginx

pytestmark = [needs_nginx, pytest.mark.browser]


@pytest.fixture
def site(tmp_path):
    """Two processes behind nginx: its address, and the processes."""
    with hosting.site(tmp_path) as (url, servers):
        yield url, servers


def seat(page):
    """The number of the process that serves a page."""
    (cookie,) = (c for c in page.context.cookies() if c["name"] == nginx.SEAT)
    return int(cookie["value"])


def served_by_another(page, servers):
    """Kill the process of a page, and wait until another one has drawn what the address says."""
    with page.expect_websocket(lambda socket: "stream" in socket.url) as opening:
        servers[seat(page) - 1].process.kill()
    with opening.value.expect_event("framereceived"):
        pass  # unasked, as soon as the browser has its server again
    settled(page)


def test_a_page_in_a_browser_goes_on_when_its_process_is_killed(site, page, seen):
    url, servers = site
    opened(page, url)
    before = seat(page)
    choose_route(page, ROUTES["self"])
    expect(page).to_have_url(re.compile("routes=self"))
    heading = page.locator("h1.gm-finding")
    finding = heading.inner_text()
    served_by_another(page, servers)
    expect(heading).to_have_text(finding)
    choose_route(page, ROUTES["police"])  # the first choice that the other process hears of
    expect(heading).not_to_have_text(finding)
    settled(page)
    assert seat(page) != before
    assert "routes=self%2Cpolice" in page.url
    seen.errors.clear()  # of the socket that broke


def test_the_area_stays_on_the_way_to_another_page_when_a_process_is_killed(site, page, seen):
    url, servers = site
    frame = opened(page, url)
    frame.locator('path.gm-area[data-code="E23000017"]').focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Warwickshire ×").click()
    expect(page).not_to_have_url(re.compile("area="))
    page.get_by_role("combobox", name="Find any area or postcode").fill("Kent")
    page.get_by_role("option", name=re.compile("^Kent.*police")).click()
    expect(page).to_have_url(re.compile("area=E23000032"))
    choose_route(page, ROUTES["self"])
    expect(page).to_have_url(re.compile("routes=self"))
    go_to(page, "Compare")
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare two views")
    settled(page)
    served_by_another(page, servers)
    go_to(page, "Map")
    expect(page.get_by_role("button", name="Kent ×")).to_be_visible()
    settled(page)
    assert "area=E23000032" in page.url
    assert "routes=self" in page.url
    seen.errors.clear()  # of the socket that broke
