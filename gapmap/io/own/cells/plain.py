"""Marks for “not known”, free text, yes and no; what every reader of a cell hands back.

Each reader returns a ``Read``, or raises ``NotAcceptedError``, whose text continues “… is not
accepted; use”. What had to be understood (a word beside a number, a date for a year) is said.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

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
     "address withheld", "undisclosed", "unspecified", "dk", "d/k", "don't know", "don’t know")
)  # fmt: skip
"""Texts that say nothing: blanks, the marks of databases, spreadsheets and official statistics."""
NUMBER_MARKS: Final = frozenset(("*", "**", "c", "x", "z", "~", "[b]", "s", "#", "."))
"""Marks of official statistics that say nothing in a column of numbers."""
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
    plain = " ".join(text.casefold().split())
    return plain in NOT_STATED or plain.rstrip(".") in NOT_STATED


def text(cell: str, longest: int, *, lines: bool = False) -> Read[str]:
    """Free text, blank where not stated."""
    if not_stated(cell):
        return Read("")
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
