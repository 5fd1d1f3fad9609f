"""From the page to the map: official boundaries fetched from a stand-in, in a real browser."""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gapmap.io.boundaries import store as boundary_store
from tests.browser.steps import go_to, map_frame, opened, settled
from tests.standin.arcgis import official_like, serving

pytestmark = pytest.mark.browser
APP = Path(__file__).parents[2] / "app.py"
NOTE_PROGRESS_JS = """() => new MutationObserver(() => {
  if (document.querySelector('[role="progressbar"]')) window.progressSeen = true;
}).observe(document.body, {subtree: true, childList: true})"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def base(run_app, home):
    with serving(dict(official_like(2_500.0, 30))) as server:
        env = {"GAPMAP_BOUNDARIES_URL": server.url, "GAPMAP_HOME": str(home)}
        yield run_app(APP, {**env, "GAPMAP_CHANGE_IN_APP": "yes"})


def path_of(page: Page, code: str) -> str:
    return map_frame(page).locator(f'path.gm-area[data-code="{code}"]').get_attribute("d") or ""


def test_official_boundaries_are_fetched_shown_named_and_removed(page, base, home):
    opened(page, base)
    shipped = path_of(page, "E23000001")
    expect(page.get_by_text("Made with Natural Earth")).to_be_visible()

    go_to(page, "Boundaries")
    expect(page.get_by_role("heading", level=1, name="Boundaries")).to_be_visible()
    expect(page.get_by_role("cell", name="Shipped with the program, generalised")).to_have_count(4)
    settled(page)
    page.evaluate(NOTE_PROGRESS_JS)
    page.get_by_role("button", name="Fetch official boundaries").click()
    official = page.get_by_role("cell", name="Official, December 2023, generalised (20 m)")
    expect(official).to_have_count(5, timeout=120_000)
    expect(page.get_by_text("Official boundaries of December 2023 are in use")).to_be_visible()
    assert page.evaluate("() => window.progressSeen"), "no progress was shown while it fetched"

    page.get_by_role("link", name="Map", exact=True).click()
    drawn = path_of(page, "E23000001")
    assert drawn != shipped
    credit = page.get_by_text(re.compile("Official boundaries, December 2023, generalised"))
    expect(credit).to_be_visible()
    expect(credit).to_contain_text("Office for National Statistics licensed under")
    record = boundary_store.read_record(home, "pfa")
    features = json.loads(boundary_store.read_file(home, record, "web"))["features"]
    frame = map_frame(page)
    assert frame.locator("path.gm-area").count() == len(features) == 45
    asked = frame.evaluate("() => performance.getEntriesByType('resource').map(e => e.name)")
    assert any(re.search(r"/geo/pfa\.json\?v=[0-9a-f]{12}$", name) for name in asked)

    go_to(page, "Boundaries")
    remove = page.get_by_role("button", name="Remove official boundaries")
    expect(remove).to_be_visible()
    settled(page)
    remove.click()
    expect(page.get_by_role("cell", name="Shipped with the program, generalised")).to_have_count(4)
    page.get_by_role("link", name="Map", exact=True).click()
    again = map_frame(page).locator('path.gm-area[data-code="E23000001"]')
    expect(again).to_have_attribute("d", shipped)  # once its frame has its size
