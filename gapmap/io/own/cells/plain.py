"""Marks for “not known”, free text, yes and no; what every reader of a cell hands back.

Each reader returns a ``Read``, or raises ``NotAcceptedError``, whose text continues “… is not
accepted; use”. What had to be understood (a word beside a number, a date for a year) is said.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Generic, TypeVar

from gapmap.io import welsh

T = TypeVar("T")

NOT_STATED: Final = frozenset(
    ("", "-", "--", "---", "–", "—", "?", "??", "n/k", "nk", "n/a", "na", "n.k.", "n.a.", "n k",
     "not known", "unknown", "not stated", "not available", "not recorded", "not provided",
     "not applicable", "not given", "not disclosed", "not published", "not yet known",
     "not confirmed", "not specified", "none stated", "none given", "no data", "no information",
     "tbc", "tba", "tbd", "to be confirmed", "to be advised", "to be decided", "to be determined",
     "awaiting confirmation", "awaited", "pending", "null", "(null)", "<null>", "nan", "none",
     "undefined", "nil return", "blank", "(blank)", "[blank]", "missing", "#n/a", "#na", "#ref!",
     "#value!", "#name?", "#div/0!", "#null!", "#num!", "..", "...", "…", ":", "[x]", "[c]", "[z]",
     "[u]", "[w]", "[low]", "[not known]", "[not stated]", "confidential", "in confidence",
     "commercial in confidence", "withheld", "redacted", "restricted", "suppressed", "private",
     "address withheld", "undisclosed", "unspecified", "dk", "d/k", "don't know", "don’t know",
     "unk", "not collected", "not held", "data not held", "not sure", "n/avail", "n.a", "n.k",
     "n\\a", "n/d", "n.d.", "nd", "no data available", "data not available", "data unavailable",
     "data not provided", "information not available", "not reported", "not captured",
     "not supplied", "not measured", "not counted", "not received", "no response", "n/r",
     "not set", "unavailable", "to be agreed", "to follow", "to be added", "not found",
     "not identified", "none known", "not yet available", "not yet confirmed", "not yet agreed",
     "no return", "did not respond", "00/00/0000", "0000-00-00", "00/01/1900", "1900-01-00",
     "1900-01-01", "01/01/1900", "1899-12-30", "1899-12-31", "30/12/1899", "00-jan-00",
     "00-jan-1900", "<na>", "(x)", "(c)", "supressed", "commercially sensitive", "sensitive",
     "awaiting info", "awaiting information", "awaiting data", "awaiting response",
     "not yet received", "see notes", "see note", "see comments", "data requested",
     *welsh.NOT_STATED)
)  # fmt: skip
"""Texts that say nothing: blanks, the marks of databases, spreadsheets and official statistics."""
NUMBER_MARKS: Final = frozenset(("*", "**", "c", "x", "z", "~", "[b]", "s", "#", "."))
"""Marks of official statistics that say nothing in a column of numbers."""
NOTED: Final = re.compile(r"[(\[](?:see )?(?:foot)?notes? ?\w{0,2}[)\]]")
LONGEST_MARK: Final = 80  # characters, blanks between its words included
OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class NotAcceptedError(ValueError):
    """A cell cannot be read; the text says what would be accepted."""


@dataclass(frozen=True)
class Read(Generic[T]):
    """What a cell was read as; ``said`` is what a user should see of it, blank where plain."""

    value: T
    said: str = ""


def not_stated(text: str) -> bool:
    """Whether a cell is blank or says that nothing is known."""
    return not text or (len(text) <= LONGEST_MARK and _is_mark(text))


@lru_cache(20_000)  # the same few texts stand in every row of a list
def _is_mark(text: str) -> bool:
    plain = text.casefold()
    if not plain.isascii() or "  " in plain or "\n" in plain or "\t" in plain:
        plain = " ".join(plain.split())
    if plain in NOT_STATED or (plain.endswith(".") and plain.rstrip(".") in NOT_STATED):
        return True
    if plain[0] in "([" and plain[-1] in ")]":  # (tbc), [note 3]
        return plain[1:-1].strip() in NOT_STATED or NOTED.fullmatch(plain) is not None
    return False


def text(cell: str, longest: int, *, lines: bool = False) -> Read[str]:
    """Free text, blank where not stated."""
    if not_stated(cell):
        return Read("")
    if not cell.isprintable():  # what is printable holds none of them
        allowed = "\n\r\t" if lines else ""
        kinds = {unicodedata.category(c) for c in cell if c not in allowed}
        if kinds & {"Cc", "Cs", "Cn", "Zl", "Zp"} or OVERRIDES & set(cell):
            raise NotAcceptedError("text without line breaks, control or direction marks")
    if len(cell) > longest:
        raise NotAcceptedError(f"at most {longest} characters")
    return Read(cell)


def yes_no(cell: str) -> Read[bool | None]:
    """Yes, no, or None where not stated."""
    if not_stated(cell):
        return Read(None)
    word = re.sub(r"[.!]$", "", cell.casefold().strip())
    if word in ("yes", "y", "true", "1", "✓", "✔", "accredited"):
        return Read(True)
    if word in ("no", "n", "false", "0", "✗", "✘", "not accredited"):
        return Read(False)
    raise NotAcceptedError("yes, no, or a blank for not known")
