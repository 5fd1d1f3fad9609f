"""Numbers of people, months and pounds as people write them.

“30 per annum”, “£1.2m” and “1,200” are numbers, said as read. A rough one (“c. 30”) is used and
said to be rough. A bound or a range (“<5”, “up to 40”, “10–15”) is no number: the reader says what
it is, and the cell counts as not stated. Nothing else is rounded, cut or guessed.
"""

import re
from functools import lru_cache
from typing import Final

from gapmap.io.own.cells.plain import NUMBER_MARKS, NotAcceptedError, Read, not_stated

LARGEST: Final = {
    "places": 100_000,
    "starts": 1_000_000,
    "referrals": 1_000_000,
    "completions": 1_000_000,
    "months": 120,
    "annual_funding": 1_000_000_000,
}
"""The largest number of each column (people, months, GBP): more is taken for a slip."""

_FIGURE: Final = r"(?:\d{1,3}(?:,\d{3}){1,4}|\d{1,3}(?:[   ]\d{3}){1,4}|\d{1,15})(?:\.\d{1,17})?"
PLAIN: Final = re.compile(r"£?\s?(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(\.\d{1,17})?", re.ASCII)
ABOUT: Final = re.compile(
    r"(?:circa|ca\.?|c\.?|about|around|approximately|approx\.?|roughly|some|estimated|est\.?"
    r"|~|≈|±)\s*", re.IGNORECASE | re.ASCII,
)  # fmt: skip
ABOUT_AFTER: Final = re.compile(
    r"(?<=\w)\s?(?:ish|,? ?(?:approximately|approx\.?|or so|or thereabouts|roughly|estimated))$",
    re.IGNORECASE,
)
COUNT_OF: Final = re.compile(r"(?:n|no\.?|number|total)\s?[=:]\s?(?=\d)", re.IGNORECASE)
BOUND: Final = re.compile(
    r"(?:<|>|≤|≥|=<|>=|up to|at least|at most|over|under|more than|fewer than|less than|below|above"
    r"|max\.?|maximum(?: of)?|min\.?|minimum(?: of)?|no more than|not more than)\s*.*\d.*"
    r"|.*\d\s*(?:\+|plus|or more|or fewer|max\.?|maximum|min\.?|minimum|or less|upwards)"
    r"(?:\s+\D*)?", re.IGNORECASE | re.ASCII,
)  # fmt: skip
RANGE: Final = re.compile(
    rf"(?:between\s+)?£?\s?{_FIGURE}\s*[km]?\s*(?:-|–|—|to|and|/|or)\s*£?\s?{_FIGURE}\s*[km]?\b.*",
    re.IGNORECASE | re.ASCII,
)
DECIMAL_COMMA: Final = re.compile(
    r"£?\s?(?:\d{1,3}(?:\.\d{3})+,\d{1,2}|\d{1,12},\d{1,2})", re.ASCII
)
"""120.000,50 and 12,5."""
DOT_OF_THREE: Final = re.compile(r"£?\s?\d{1,3}\.\d{3}", re.ASCII)
MARKED: Final = re.compile(
    r"(?<=\d)\s?(?:[*†‡§¹²³⁴]+|[(\[](?:r|p|e|rev|prov|provisional|revised|estimated|est|est\.|note"
    r" ?\d*|\d)[)\]])$", re.IGNORECASE,
)  # fmt: skip
"""Marks of notes, provisional and revised numbers."""
PARTS: Final = re.compile(r"([\d,]+)\s?\(([^()]*)\)", re.ASCII)
UNITS: Final = {
    "people": (
        r"people|persons?|men|women|clients?|participants?|perpetrators?|users?|service users?"
        r"|males?|individuals|adults?|new|beneficiaries|attendees|fathers"
    ),
    "places": r"places?|spaces?|slots?|commissioned|available|contracted|funded",
    "starts": r"starts?|starters?|started|enrolments?|enrolled",
    "referrals": r"referrals?|referred",
    "completions": r"completions?|completers?|completed|graduates",
    "months": r"months?|mths?|m",
    "money": r"gbp|pounds|sterling|excl?\.? vat|inc?\.? vat|ex vat",
}
YEARLY: Final = (
    r"(?:per|a|an|each|every|/)\s*(?:annum|year|yr)|pa|p\.a\.?|p/a|annually|annual|yearly|per-annum"
    r"|in the year|each financial year|per financial year"
)
SCALES: Final = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "mil": 1e6}
LONGEST: Final = 200  # characters of a cell in which a number is looked for
NOISE: Final = 1e-6  # a spreadsheet's whole number may be off by as much


@lru_cache(20_000)
def number(cell: str, column: str, *, comma: bool = False) -> Read[float | None]:
    """A number of people, months or pounds; None where not stated.

    ``comma``: the file's columns are separated by semicolons, so that a comma is its decimal one.
    """
    if not_stated(cell) or cell.casefold() in NUMBER_MARKS:
        return Read(None)
    most = LARGEST[column]
    wanted = f"a plain number from 0 to {most:,}, or a blank for not known"
    if column == "months":
        wanted = f"a number of months above 0, up to {most}, or a blank for not known"
    read = (_continental(cell, column) if comma else None) or _figure(cell, column, wanted)
    value = read.value
    if value > most or (column == "months" and value == 0):
        raise NotAcceptedError(wanted)
    return Read(value, read.said)


def _figure(cell: str, column: str, wanted: str) -> Read[float]:
    cell = cell.removeprefix("'")  # by which a spreadsheet marks a text
    if PLAIN.fullmatch(cell):
        return _without_noise(cell)
    if len(cell) > LONGEST:
        raise NotAcceptedError(wanted)
    text = " ".join(cell.replace("\u00a0", " ").split())
    text = _without_marks(text)
    if RANGE.fullmatch(text):
        raise NotAcceptedError(f"one number: a range is not one; {wanted}")
    about = ABOUT.match(text)
    rest = text[about.end() :] if about else text
    after = ABOUT_AFTER.search(rest)
    if after:
        about, rest = after, rest[: after.start()]
    rest = COUNT_OF.sub("", rest, count=1) if COUNT_OF.match(rest) else rest
    if BOUND.fullmatch(rest):
        raise NotAcceptedError(f"one number: a bound is not one; {wanted}")
    value = _with_words(rest, column)
    if value is None:
        raise NotAcceptedError(wanted)
    shown = _shown(value, column)
    return Read(value, f"about {shown}: read as {shown}" if about else f"read as {shown}")


def _continental(cell: str, column: str) -> Read[float] | None:
    """A number with a decimal comma; None for others, which are read as in English."""
    if DOT_OF_THREE.fullmatch(cell):
        raise NotAcceptedError("a number without separators: its dot may stand for thousands")
    if not DECIMAL_COMMA.fullmatch(cell):
        return None
    value = float(re.sub(r"[£.\s]", "", cell).replace(",", "."))
    return Read(value, f"a decimal comma: read as {_shown(value, column)}")


def _without_marks(text: str) -> str:
    """A number without the mark of a note (30*, 30 [r]) or parts in brackets that add up to it."""
    bare = MARKED.sub("", text)
    parts = PARTS.fullmatch(bare)
    if parts:
        numbers = [float(n) for n in re.findall(r"\d+", parts[2])]
        if len(numbers) > 1 and sum(numbers) == float(parts[1].replace(",", "")):
            return parts[1]
    return bare


def _without_noise(cell: str) -> Read[float]:
    """A plain number; one that is off a whole number by floating point alone is that number."""
    value = float(cell.replace(",", "").replace("£", "").strip())
    near = round(value, 6)
    if value != near and abs(value - near) < NOISE and len(cell.partition(".")[2]) > 6:
        return Read(near, f"read as {near:,.6g}")
    return Read(value)


def _with_words(text: str, column: str) -> float | None:
    """The one number of a text in which every other word is known to change nothing."""
    units = {"months": UNITS["months"], "annual_funding": UNITS["money"]}.get(
        column, f"{UNITS['people']}|{UNITS.get(column, '')}"
    )
    scales = "|".join(SCALES)
    pattern = (
        rf"(?:£|gbp)?\s?(?P<figure>{_FIGURE})\s?(?P<scale>(?:{scales})(?![a-z]))?"
        rf"(?:\s*(?:{units}|{YEARLY}|,|\(|\)|\.|in total))*"
    )
    if column == "months":
        pattern = rf"(?P<figure>{_FIGURE})(?P<scale>)(?:\s*(?:{units}))?"
        years = re.fullmatch(r"(a|one|\d{1,2}) (?:full )?(?:years?|yrs?)", text, re.IGNORECASE)
        if years:
            return 12.0 * (int(years[1]) if years[1].isdecimal() else 1)
    found = re.fullmatch(pattern, text, re.IGNORECASE | re.ASCII)
    if not found:
        return None
    plain = re.sub(r"[,\s   ]", "", found["figure"])
    scale = found["scale"].casefold() if found["scale"] else ""
    return round(float(plain) * SCALES.get(scale, 1.0), 6)


def _shown(value: float, column: str) -> str:
    text = f"{value:,.0f}" if value == int(value) else f"{value:,}"
    return f"£{text}" if column == "annual_funding" else text
