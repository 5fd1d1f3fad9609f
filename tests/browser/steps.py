"""What a person does on the pages, as steps that the browser tests share."""

import re

from playwright.sync_api import Frame, Page, expect

ABOUT = ("How the numbers are made", "Checked against the sources", "Boundaries")


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
    return frame


def map_frame(page: Page) -> Frame:
    """The frame of the map once it is painted."""
    frame = page.wait_for_selector("iframe", state="attached").content_frame()
    frame.locator("path.gm-area").first.wait_for(state="attached")
    return frame


def go_to(page: Page, title: str) -> None:
    """Open another page of the app by its name in the bar at the top."""
    if title in ABOUT:
        page.get_by_text("About the figures", exact=True).first.click()
        page.get_by_role("menuitem", name=title, exact=True).click()
        return
    page.get_by_role("link", name=title, exact=True).first.click()


def choose_route(page: Page, label: str) -> None:
    """Add a referral route to the filters and close the box again.

    On a very busy machine the click on an option can close the box without a choice (the list lies
    outside the box, and Streamlit takes the click for one beside it): then it is picked again.
    """
    button = page.get_by_role("button", name="Who refers")
    picked = page.locator(f'[data-tag][aria-label="{label}"]:visible')
    for _ in range(3):
        if button.get_attribute("aria-expanded") != "true":
            button.click()
        page.get_by_role("combobox", name=re.compile("Referral routes")).click()
        page.get_by_role("option", name=label, exact=True).click()
        closed = page.get_by_role("button", name="Who refers", expanded=False)
        expect(picked.or_(closed).first).to_be_visible()
        settled(page)
        if picked.count():
            break
    expect(picked).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
