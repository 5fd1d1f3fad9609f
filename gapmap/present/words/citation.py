"""How a source is cited: who published it and when, when it was read, on what terms."""

from collections.abc import Mapping
from datetime import date
from typing import Final

TITLES: Final[Mapping[str, str]] = {
    "address": "title worded from its address",
    "ours": "title in our words",
}
"""What is said of a title that is not the page's own, by where it comes from."""


def about(source: Mapping[str, str]) -> str:
    """What stands behind a source's title: publisher, date, month of reading, licence.

    A title that is not the page's own is said to be so. “no date” says that the date of publication
    is not known; a part that does not apply (a user's own file was not read anywhere) is left out.
    """
    published = source["date"] or ("no date" if source["accessed"] else "")
    title = TITLES.get(source["title_basis"], "") if source["accessed"] else ""
    parts = (title, source["publisher"], published, read(source["accessed"]), source["licence"])
    return ", ".join(part for part in parts if part)


def read(accessed: str) -> str:
    """“read November 2026” for 2026-11; nothing for a source that was read nowhere."""
    if not accessed:
        return ""
    return f"read {date.fromisoformat(f'{accessed}-01'):%B %Y}"
