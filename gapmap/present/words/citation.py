"""How a source is cited: who published it and when, when it was read, on what terms."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from gapmap.present.words.fitted import short
from gapmap.present.words.links import web_address

NOTES: Final[Mapping[str, str]] = {
    "address": "title not seen: worded from its address",
    "ours": "described in our words",
}
"""What is said of a title that is not the page's own, by where it comes from."""
PRINTED: Final = 120  # characters of an address on paper; the link itself is whole


def titled(source: Mapping[str, str], length: int = 300) -> str:
    """A source's title, and whose it is where it is not the page's own.

    A user's own file was read nowhere: its title is what the user calls it.
    """
    title, note = short(source["title"], length).rstrip("."), NOTES.get(source["title_basis"])
    return f"{title} ({note})" if note and source["accessed"] else title


COPYRIGHT: Final = "Copyright of the publisher; single facts used"
NO_LICENCE: Final = (
    "Where no licence is named, copyright is the publisher’s; single facts are used."
)
"""What stands once below a list on paper, in place of that at each source."""


def about(source: Mapping[str, str]) -> str:
    """What stands behind a source's title: publisher, date, month of reading, licence.

    “no date” says that the date of publication is not known; a part that does not apply (a user's
    own file was not read anywhere) is left out.
    """
    return _joined(source, "", source["licence"])


def printed(source: Mapping[str, str]) -> str:
    """The same for paper, with the address at which the source was read.

    That copyright is the publisher's is left to ``NO_LICENCE``.
    """
    _, _, bare = web_address(source["location"]).partition("://")
    address = short(bare.removeprefix("www.").rstrip("/"), PRINTED)
    return _joined(source, address, source["licence"].replace(COPYRIGHT, ""))


def _joined(source: Mapping[str, str], address: str, licence: str) -> str:
    published = source["date"] or ("no date" if source["accessed"] else "")
    when = read(source["accessed"])
    parts = (source["publisher"], published, address, when, licence)
    return ", ".join(part for part in parts if part)


def read(accessed: str) -> str:
    """“read November 2026” for 2026-11; nothing for a source that was read nowhere."""
    if not accessed:
        return ""
    return f"read {date.fromisoformat(f'{accessed}-01'):%B %Y}"
