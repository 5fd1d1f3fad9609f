"""What a person does on the pages, as steps that the browser tests share."""

from typing import Literal

from playwright.sync_api import Frame, Page, expect

from gapmap.ui import main
from tests.browser.conftest import Seen

ABOUT = tuple(main.PAGES[name]["title"] for name in main.ABOUT)
TWO_FRAMES = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""What has changed is laid out by then."""
NAMED = """() => new Promise((done) => {
  let frames = 5;
  const next = () => (frames -= 1) > 0 ? requestAnimationFrame(next) : setTimeout(done);
  next();
})"""
"""A map writes its names three frames after its areas; they are there by then."""
AT_REST = """() => new Promise((done) => {
  let before = "", same = 0;
  const look = () => {
    const { top, height } = document.querySelector("iframe").getBoundingClientRect();
    same = before === `${top} ${height}` ? same + 1 : 0;
    before = `${top} ${height}`;
    if (same < 10) requestAnimationFrame(look);
    else done();
  };
  look();
})"""
"""The map stands where it will: it gives up what the bar takes once that has been measured."""
OVERFLOW = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
"""How far a page reaches beyond its sides, in pixels."""
PAPER = "() => getComputedStyle(document.querySelector('.stApp')).backgroundColor"


def settled(page: Page) -> Page:
    """The page once the app has finished its run and nothing of the run before is left.

    It does not see a run that is still to begin: after a click, first wait for what the click does.
    """
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    expect(page.locator('[data-stale="true"]')).to_have_count(0)
    return page


def opened(page: Page, address: str) -> Frame:
    """Open the app, wait until its first run is over, and return the frame of its painted map.

    Whatever is done to a page before that may be undone by the rest of the run.
    """
    page.goto(address)
    frame = map_frame(page)
    settled(page)
    frame.evaluate(NAMED)
    return frame


def found_its_server(seen: Seen) -> None:
    """Forget that a page opened below the root looked for its server there, to find it next."""
    seen.errors[:] = [error for error in seen.errors if "404 (Not Found)" not in error]


def map_frame(page: Page) -> Frame:
    """The frame of the map once it is painted; one that the page is taking away is passed over."""
    frame = None
    while frame is None:
        page.frame_locator("iframe").first.locator("path.gm-area").first.wait_for(state="attached")
        frame = page.wait_for_selector("iframe", state="attached").content_frame()
    return frame


def turned(page: Page, scheme: Literal["light", "dark"]) -> Page:
    """The page as it is once the machine has turned from light to dark, or back."""
    before = page.evaluate(PAPER)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.wait_for_function(f"before => ({PAPER})() !== before", arg=before)
    return settled(page)


def go_to(page: Page, title: str) -> None:
    """Open another page of the app by its name in the bar at the top."""
    if title in ABOUT:
        page.get_by_text("About the figures", exact=True).first.click()
        page.get_by_role("menuitem", name=title, exact=True).click()
        return
    page.get_by_role("link", name=title, exact=True).first.click()


def choose(page: Page, box: str, *labels: str) -> None:
    """Press options in a box of the bar, and close it again."""
    page.get_by_role("button", name=box, exact=True).click()
    for label in labels:
        page.get_by_role("button", name=label, exact=True).click()
    page.keyboard.press("Escape")


def choose_route(page: Page, label: str) -> None:
    """Add a referral route to the filters."""
    choose(page, "Who refers", label)
