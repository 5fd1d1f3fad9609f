"""What a person does on the pages, as steps that the browser tests share."""

import re

from playwright.sync_api import Page

ABOUT = ("How the numbers are made", "Checked against the sources", "Boundaries")


def go_to(page: Page, title: str) -> None:
    """Open another page of the app by its name in the bar at the top."""
    if title in ABOUT:
        page.get_by_text("About the figures", exact=True).first.click()
        page.get_by_role("menuitem", name=title, exact=True).click()
        return
    page.get_by_role("link", name=title, exact=True).first.click()


def choose_route(page: Page, label: str) -> None:
    """Add a referral route to the filters and close the box again."""
    button = page.get_by_role("button", name="Who refers")
    button.click()
    page.get_by_role("combobox", name=re.compile("Referral routes")).click()
    page.get_by_role("option", name=label, exact=True).click()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
