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


def test_a_page_in_a_browser_goes_on_when_its_process_is_killed(site, page, seen):
    url, servers = site
    opened(page, url)
    (cookie,) = (c for c in page.context.cookies() if c["name"] == nginx.SEAT)
    choose_route(page, ROUTES["self"])
    expect(page).to_have_url(re.compile("routes=self"))
    heading = page.locator("h1.gm-finding")
    finding = heading.inner_text()
    with page.expect_websocket(lambda socket: "stream" in socket.url) as opening:
        servers[int(cookie["value"]) - 1].process.kill()
    with opening.value.expect_event("framereceived"):  # another process draws what the address says
        choose_route(page, ROUTES["police"])
    settled(page)
    expect(heading).to_have_text(finding)
    choose_route(page, ROUTES["police"])
    expect(heading).not_to_have_text(finding)
    settled(page)
    (after,) = (c for c in page.context.cookies() if c["name"] == nginx.SEAT)
    assert after["value"] != cookie["value"]
    assert "routes=self%2Cpolice" in page.url
    seen.errors.clear()  # of the socket that broke
