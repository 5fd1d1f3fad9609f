"""Where a source can be read: the one rule for what of it is a link, on every surface."""

import re
from collections.abc import Mapping
from typing import Final

UNSAFE: Final = frozenset("<>\"'\\{}|^`")
"""What no address needs and what could end the place in a file in which it stands."""
LONGEST: Final = 2000  # characters; spreadsheets take no longer link
FILE: Final = re.compile(r"\S+\.(?:txt|csv|json|ods|xlsx?|py)\b", re.IGNORECASE)
"""A file of somebody's working folder is no place where a reader can look."""


def web_address(location: str) -> str:
    """The first web address of a source's location, or nothing: it links everywhere or nowhere."""
    first = location.split(" ; ")[0].strip().split(" ")[0]
    safe = first.isprintable() and first.isascii() and not set(first) & UNSAFE
    whole = first.startswith(("https://", "http://")) and len(first) < LONGEST
    return first if safe and whole else ""


def place(source: Mapping[str, str]) -> str:
    """Where a source without a web address is, as it is told after its title; else nothing.

    A user's own file is named by its title and mark, a file of the makers' working folder never.
    """
    location = source["location"]
    if web_address(location):
        return ""
    ours = FILE.search(location) and source["licence"] != "your own"
    return "" if ours else location
