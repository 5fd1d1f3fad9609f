"""Somebody who clicks faster than the pages are drawn gets the page and keeps every choice."""

import pytest
from playwright.sync_api import expect

from gapmap.present.words import finding as words
from gapmap.selection import Selection
from tests.browser.steps import go_to, settled

pytestmark = pytest.mark.browser
PAGES = ("Compare", "How the numbers are made", "Your data", "Map")


def test_pages_changed_faster_than_they_are_drawn_keep_every_choice(page, base, dataset):
    page.goto(f"{base}/?level=county&target_share=0.25")
    finding = words.finding(dataset.gap(Selection(level="county", target_share=0.25)))
    expect(page.get_by_role("heading", level=1)).to_have_text(finding)
    for name in PAGES * 3:
        go_to(page, name)
    expect(page.get_by_role("heading", level=1)).to_have_text(finding)
    expect(page.locator("iframe").first).to_be_attached()
    settled(page)
    assert "since=" not in page.url
    assert "shrinkage=" not in page.url
