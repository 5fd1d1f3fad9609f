"""An exported file is dropped onto the app in a real browser."""

import base64
import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from gapmap.present.words import finding as words
from gapmap.selection import Selection
from gapmap.tasks.products import export
from tests.browser.steps import opened, settled

pytestmark = pytest.mark.browser
ZONE = ".st-key-exported_file [data-testid=stFileUploaderDropzone]"
DROP = """([content, name, type]) => {
  const bytes = Uint8Array.from(atob(content), c => c.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, {type}));
  return carried;
}"""


def drop(page: Page, data: bytes, name: str, kind: str) -> None:
    """Drop a file once the page listens: a run that is under way would draw the zone anew."""
    expect(page.locator(ZONE)).to_be_visible()
    settled(page)
    content = base64.b64encode(data).decode()
    carried = page.evaluate_handle(DROP, [content, name, kind])
    page.locator(ZONE).dispatch_event("drop", {"dataTransfer": carried})


def test_a_dropped_file_restores_its_view_and_a_wrong_one_is_explained(page, base, dataset):
    table = dataset.gap(Selection(level="county", routes=("self",)))
    data = export("table.json", dataset, table, date(2026, 3, 1))
    opened(page, base)
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_text("Open an exported file").click()
    drop(page, data, "old.csv", "text/csv")
    expect(page.get_by_role("heading", level=1)).to_have_text(words.finding(table))
    expect(page.get_by_text("old.csv was made on 1 March 2026.")).to_be_visible()
    expect(page).to_have_url(re.compile("(?=.*level=county)(?=.*routes=self)"))
    drop(page, b"nonsense", "wrong.csv", "text/csv")
    expect(page.get_by_role("alert").filter(has_text="holds no record")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text(words.finding(table))
