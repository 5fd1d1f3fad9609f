"""A page that is open in a browser, when the process that serves it is killed."""

import re

import pytest
from playwright.sync_api import expect

from benchmarks import hosting, nginx
from gapmap.vocabulary import ROUTES
from tests.browser.steps import choose_route, opened, settled
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
    """Kill the process of a page: another one draws what the address says."""
    with page.expect_websocket(lambda socket: "stream" in socket.url) as opening:
        servers[seat(page) - 1].process.kill()
    with opening.value.expect_event("framereceived"):
        choose_route(page, ROUTES["police"])
    settled(page)


def test_a_page_in_a_browser_goes_on_when_its_process_is_killed(site, page, seen):
    url, servers = site
    opened(page, url)
    cookie = seat(page)
    choose_route(page, ROUTES["self"])
    expect(page).to_have_url(re.compile("routes=self"))
    heading = page.locator("h1.gm-finding")
    finding = heading.inner_text()
    served_by_another(page, servers)
    expect(heading).to_have_text(finding)
    choose_route(page, ROUTES["police"])
    expect(heading).not_to_have_text(finding)
    settled(page)
    assert seat(page) != cookie
    assert "routes=self%2Cpolice" in page.url
    seen.errors.clear()  # of the socket that broke


def test_the_area_found_after_a_click_stays_when_its_process_is_killed(site, page, seen):
    url, servers = site
    frame = opened(page, url)
    frame.locator('path.gm-area[data-code="E23000017"]').focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Warwickshire ×").click()
    expect(page).not_to_have_url(re.compile("area="))
    page.get_by_role("combobox", name="Find any area or postcode").fill("Kent")
    page.get_by_role("option", name=re.compile("^Kent.*police")).click()
    expect(page).to_have_url(re.compile("area=E23000032"))
    settled(page)
    served_by_another(page, servers)
    for route in ("police", "self"):
        choose_route(page, ROUTES[route])
        expect(page).to_have_url(re.compile(f"routes=.*{route}"))
        settled(page)
    expect(page).to_have_url(re.compile("area=E23000032"))
    seen.errors.clear()  # of the socket that broke
