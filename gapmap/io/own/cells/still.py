"""Texts that say that something still runs, or began before anything that is held.

“Ongoing”, “rolling contract”, “2021 to date” and “pre-1990” are no years of their own.
"""

import re
from typing import Final

from gapmap.io import welsh

LONGEST: Final = 200  # characters of a cell in which such words are looked for
_FLAGS: Final = re.IGNORECASE | re.ASCII
ONGOING: Final = frozenset(
    ("ongoing", "on going", "on-going", "current", "currently", "present", "to date", "now",
     "still running", "still open", "open", "continuing", "continues", "continuous", "rolling",
     "no end date", "open ended", "open-ended", "to present", "active", "live", "in place",
     "until further notice", "permanent", "indefinite", "indefinitely", "today", "onwards",
     "present day", "to be continued", "running", "never", "none - ongoing", "not ended",
     *welsh.ONGOING)
)  # fmt: skip
STILL: Final = re.compile(
    r"(?:on[ -]?going|rolling|open[ -]ended|permanent|continu\w+|current\w*|still|live|active|in"
    r" delivery|yet to end|indefinite\w*)\b[^\d]*|(?:no|not|none)\b(?: \w+){0,3} (?:end|ended"
    r"|ending|expiry|finish|finished|end date)\b[^\d]*"
)
"""Texts without a year that say that something still runs."""
BEGUN: Final = re.compile(r"^(?:on[ -]?going|current|running)[\s,]+(?=since|from)", _FLAGS)
FUNDED: Final = re.compile(r"(?:on[ -]?going|rolling|current)\b.{0,20}(?:fund|contract|grant).*")
"""“Ongoing - funded to 2026”: it still runs, whenever its money ends."""


def is_ongoing(cell: str) -> bool:
    """Whether a text says that something still runs."""
    plain = " ".join(cell.casefold().split()).strip(" .()")
    if plain in ONGOING or len(plain) > LONGEST:
        return plain in ONGOING
    return bool(STILL.fullmatch(plain) or FUNDED.fullmatch(plain))


def before(cell: str) -> int:
    """The year of “pre-2000”, and that after “1980s”; 0 for other texts."""
    said = r"(?:pre|before|prior to|earlier than)[\s-]*(\d{4})|(?:the )?(\d{3}0)['’]?s"
    found = re.fullmatch(said, cell.strip(), _FLAGS) if len(cell) <= LONGEST else None
    if not found:
        return 0
    return int(found[1]) if found[1] else int(found[2]) + 10


def goes_on(cell: str) -> str:
    """The part before “to date”, “onwards” and the like; blank for other texts."""
    if len(cell) > LONGEST:
        return ""
    plain = BEGUN.sub("", " ".join(cell.split()))
    words = "|".join(sorted(map(re.escape, ONGOING), key=len, reverse=True))
    found = re.fullmatch(
        rf"(?:since |from )?(?P<start>.+?)\s*(?:-|–|—|to|until|till|,|\()?\s*(?:{words})\)?|"
        r"(?P<open>.+?)\s*(?:-|–|—|\+)|(?:since|from) (?P<since>.+)",
        plain, re.IGNORECASE,
    )  # fmt: skip
    return next((t.strip(" -–—") for t in found.groups() if t), "") if found else ""
