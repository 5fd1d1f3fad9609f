"""A hostile table of programmes in a real browser: uploaded to the app, and as one file.

Every page of the tests fails if it asked an outside host or reported an error; these pages fail
too when a dialog opens or a marker says that a text of the table ran as code.
"""

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from gapmap.selection import Selection
from gapmap.tasks import own_programmes as own_data
from gapmap.tasks.products import export
from tests.browser.steps import go_to, map_frame, opened, settled
from tests.security import hostile

pytestmark = pytest.mark.browser
LONDON, DORSET = "E23000001", "E23000039"
ROWS = {LONDON: (0, 1, 4, 5, 8, 9, 12, 13, 16, 17), DORSET: (2, 6, 10, 14, 18)}
UNFOLD = "() => document.querySelectorAll('details:not([open]) > summary').forEach(s => s.click())"


@pytest.fixture
def held(page):
    """The page, held to open no dialog and to run nothing of the table's, in any frame."""
    opened = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.on("popup", lambda other: opened.append(other.url))
    page.on("download", lambda file: opened.append(file.suggested_filename))
    yield page
    assert opened == []
    assert [frame.url for frame in page.frames if frame.evaluate("() => window.hurt")] == []
    assert page.locator(f'[src*="{hostile.OUTSIDE}"]').count() == 0
    assert page.locator(f'a[href*="{hostile.OUTSIDE}"], a[href^="javascript:"]').count() == 0


def unfold(page):
    """Open everything that can be opened."""
    page.evaluate(UNFOLD)


def test_the_app_with_a_hostile_table_runs_nothing(held, base):
    opened(held, base)
    go_to(held, "Your data")
    expect(held.get_by_role("heading", name="Your own data")).to_be_visible()
    settled(held)  # before that the rest of the run could lose the file
    held.locator("[data-testid=stMain] input[type=file]").set_input_files(
        {"name": hostile.FILE_NAME, "mimeType": "text/csv", "buffer": hostile.known_places()}
    )
    expect(held.get_by_text(re.compile(r"20 of 20 rows are on the map"))).to_be_visible()
    settled(held)
    unfold(held)
    held.get_by_role("link", name="See the map").click()
    expect(held.get_by_role("heading", name="Your own data")).to_be_hidden()  # which has a map too
    frame = map_frame(settled(held))
    expect(held.locator(".gm-own")).to_contain_text("onerror=window.hurt=1")
    for code in (LONDON, DORSET):
        area = frame.locator(f'path.gm-area[data-code="{code}"]')
        area.focus()
        held.keyboard.press("Enter")
        expect(held.locator(".gm-profile h2")).to_be_visible()
        for row in ROWS[code]:
            named = f"{hostile.TEXTS[row]} {row}"
            expect(held.locator(".gm-programmes th", has_text=named).last).to_be_attached()
        unfold(held)
    for name in ("Compare", "How the numbers are made", "Your data"):
        go_to(held, name)
        expect(held.get_by_role("heading").first).to_be_visible()
        settled(held)


def test_the_interactive_file_with_a_hostile_table_runs_nothing(held, dataset, tmp_path):
    file = hostile.sent()
    own = own_data.with_checked(dataset, file, hostile.checked(dataset, file), "add")
    path = tmp_path / "map.html"
    path.write_bytes(export("interactive.html", own, own.gap(Selection()), date(2026, 11, 21)))
    held.goto(path.as_uri())
    expect(held.locator("path.gm-area").first).to_be_attached()
    for code, numbers in ROWS.items():
        held.locator(f'path.gm-area[data-code="{code}"]').focus()
        held.keyboard.press("Enter")
        for row in numbers:
            named = f"{hostile.TEXTS[row]} {row}"
            expect(held.locator(".profile summary", has_text=named)).to_be_attached()
        unfold(held)
    for heading in held.locator("#gm-table th button").all():
        heading.click()
