"""Rows of a table that are no programmes: totals, notes, sources, headings said again.

A row is set aside only by what it says or by its sums, never for being short, and every one that
is set aside is listed with the reason; the user can take it as a programme after all.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from gapmap.io.headings import normal
from gapmap.io.own.cells.numbers import number
from gapmap.io.own.cells.plain import NotAcceptedError, not_stated
from gapmap.io.own.columns import COLUMNS

COUNTED: Final = ("places", "starts", "referrals", "completions", "annual_funding")
LEADING: Final = ("programme", "provider", "areas", "town", "programme_type", "service")
TOTAL: Final = re.compile(
    r"(?:(?:grand|overall|sub|running|column|row|cumulative|national|annual|yearly) ?)?"
    r"(?:total|totals|subtotal|subtotals|sum)|cyfanswm|sub total(?:s)?"
)
LIKE_TOTAL: Final = re.compile(
    r"(?:(?:grand|overall|sub) ?)?(?:total|subtotal)s? .+|.+ (?:sub ?)?totals?"
    r"|all (?:programmes|areas|services|projects|rows|forces|councils|regions)"
)
HINT: Final = re.compile(r"total|sum|cyfanswm|\ball\b", re.IGNORECASE)
"""What a row of a total has in one of its cells."""
SUMMARY: Final = re.compile(
    r"(?:mean|average|median|mode|min|max|minimum|maximum|range|count|variance|difference"
    r"|(?:percentage |percent )?change|percentage|percent|rate)(?: .{0,40})?|n"
)
"""First words of a row that sums up others, where it has no type and no area."""
UNITS: Final = re.compile(
    r"[(\[]?(?:#|no\.?|nos\.?|number|numbers|count|n|n\.?o\.? of people|people|places|£|£s|£000s?"
    r"|gbp|%|percent|text|free text|code|name|date|dd/mm/yyyy|yyyy|year|y/n|yes/no|drop[- ]?down"
    r"|select|list|mandatory|optional|required)[)\]]?",
    re.IGNORECASE,
)
"""What a line of units or instructions under the headings holds."""
ENDS: Final = re.compile(r"(?:end|end of (?:table|list|sheet|data|file|worksheet|document))")
NOTE: Final = re.compile(
    r"\s*(?:sources?|notes?|n\.?b\.?|footnotes?|data sources?|figures? (?:are|from|for|as)\b"
    r"|contains\b|©|copyright\b|crown copyright|last (?:updated|reviewed|edited|modified)"
    r"|updated\b|correct (?:as )?at|as (?:at|of)\b|data (?:as|from|are|is|correct|extracted)\b"
    r"|this (?:table|sheet|list|data|file|spreadsheet)\b|end of\b|published\b|produced by"
    r"|prepared by|compiled by|please\b|contact\b|for (?:more|further|queries)\b|key\b|legend\b"
    r"|disclaimer|shorthand|\*+(?:\s|[A-Za-z])|†|‡|\[\w{1,3}\]\s|\(\d\)\s|\d\.\s|\d\)\s|¹|²|³"
    r"|https?://|www\.).*",
    re.IGNORECASE | re.DOTALL,
)


EXAMPLE: Final = COLUMNS["notes"].example
"""What marks the line that the template has as an example, until it is overwritten."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A line that is no programme: its text and why it is set aside."""

    line: int
    text: str
    why: str


@dataclass
class Sums:
    """The numbers of the rows so far: of all of them, and of those since the last subtotal."""

    whole: dict[str, float] = field(default_factory=dict)
    part: dict[str, float] = field(default_factory=dict)
    rows: int = 0
    rows_of_part: int = 0

    def add(self, texts: Mapping[str, str]) -> None:
        """Count the numbers of a row that is a programme."""
        for column, value in _numbers(texts).items():
            self.whole[column] = self.whole.get(column, 0.0) + value
            self.part[column] = self.part.get(column, 0.0) + value
        self.rows += 1
        self.rows_of_part += 1

    def close(self) -> None:
        """Begin a new part after a subtotal."""
        self.part, self.rows_of_part = {}, 0

    def match(self, texts: Mapping[str, str]) -> bool:
        """Whether a row's numbers are the sums of at least two rows above it."""
        mine = _numbers(texts)
        if not any(mine.values()):
            return False
        of_part = self.rows_of_part > 1 and all(self.part.get(c) == v for c, v in mine.items())
        return of_part or (self.rows > 1 and all(self.whole.get(c) == v for c, v in mine.items()))


def why_aside(
    cells: Sequence[str], texts: Mapping[str, str], header: Sequence[str], sums: Sums
) -> str:
    """Why a row is no programme; blank for one that may be.

    ``cells`` are all its cells, ``texts`` those that are read, by our columns, as the file has
    them (no value that is the same for every row).
    """
    filled = [cell for cell in cells if cell]
    if not filled or texts.get("notes") == EXAMPLE:
        return "it is the made-up example of the template" if filled else ""
    leading = [texts[c] for c in LEADING if texts.get(c)]
    of_headings = _of_headings(cells, header, filled, texts.get("programme", ""))
    if of_headings:
        return of_headings
    nameless = not_stated(texts.get("programme", "")) and not any(
        texts.get(c) for c in ("provider", "programme_type")
    )
    if len(filled) == 1 and not any(texts.values()) and _is_wide(header):
        return "nothing stands in its columns that are read"
    why = _why_unplaced(texts, filled, sums)
    if why:
        return why
    if not nameless and len(filled) > 1 and not HINT.search(" ".join((filled[0], *leading))):
        return ""  # told at once for nearly every row
    named = [normal(text) for text in leading]
    words = [*named, *([] if named else [normal(filled[0])])]
    first = normal(filled[0])
    if any(TOTAL.fullmatch(w) for w in (*words, first) if w):
        return "it looks like a total"
    like = any(LIKE_TOTAL.fullmatch(w) for w in (*words[:1], first) if w)
    if (like or nameless) and sums.match(texts):
        return "it looks like a total: its numbers are the sums of the lines above"
    if like and not texts.get("programme_type") and not texts.get("areas"):
        return "it looks like a total"
    if len(filled) == 1 and _is_wide(header):
        return _why_alone(filled[0])
    return ""


def _why_unplaced(texts: Mapping[str, str], filled: Sequence[str], sums: Sums) -> str:
    """Why a row without a type and a place is no programme; blank where it may be one."""
    if any(texts.get(c) for c in ("programme_type", "areas", "town", "postcode")):
        return ""
    if "programme_type" in texts and SUMMARY.fullmatch(normal(filled[0])):
        return "it looks like a summary of other lines"
    if {"programme_type", "areas"} & texts.keys() and sums.match(texts):
        return "it looks like a total: its numbers are the sums of the lines above"
    return ""


def _of_headings(
    cells: Sequence[str], header: Sequence[str], filled: Sequence[str], name: str
) -> str:
    """Why a row belongs to the headings; blank for one that does not."""
    if len(filled) > 1 and _is_heading(cells, header):
        return "it repeats the headings"
    units = not name and all(map(UNITS.fullmatch, filled))
    return "it looks like a line of units" if units else ""


def _is_wide(header: Sequence[str]) -> bool:
    return len([h for h in header if h]) > 1


def _why_alone(text: str) -> str:
    """Why a row with a single filled cell is no programme."""
    if ENDS.fullmatch(normal(text)):
        return "it looks like the end of the table"
    if NOTE.fullmatch(text):
        return "it looks like a note or a source"
    sentence = len(text) > 60 and text.rstrip().endswith((".", ")")) and text.count(" ") > 8
    return "it looks like a note" if sentence else ""


def _is_heading(cells: Sequence[str], header: Sequence[str]) -> bool:
    first = next((i for i, c in enumerate(cells) if c), 0)
    if cells[first].casefold() != header[first].casefold():
        return False  # told at once for nearly every row
    pairs = [(normal(c), normal(h)) for c, h in zip(cells, header, strict=True) if c or h]
    return sum(a == b != "" for a, b in pairs) >= max(2, 0.8 * sum(bool(a) for a, _ in pairs))


def _numbers(texts: Mapping[str, str]) -> dict[str, float]:
    found = {}
    for column in COUNTED:
        text = texts.get(column)
        if not text:
            continue
        try:
            value = number(text, column).value
        except NotAcceptedError:
            continue
        if value is not None:
            found[column] = value
    return found
