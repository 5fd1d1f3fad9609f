"""Years, dates and periods as people write them: each is one year, or a span of years.

31-03-2023, 1/4/22, Apr-22, 1 April 2022, FY22/23, 2022/23 - 2024/25 and the day numbers of
spreadsheets each say which years they touch, whatever the order of day and month. “Ongoing” and a
date beyond every window say that something still runs.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from gapmap.fields import YEARS
from gapmap.io.own.cells.plain import NotAcceptedError, Read, not_stated

Span = tuple[int, int]
ONGOING: Final = frozenset(
    ("ongoing", "on going", "on-going", "current", "currently", "present", "to date", "now",
     "still running", "still open", "open", "continuing", "continues", "continuous", "rolling",
     "no end date", "open ended", "open-ended", "to present", "active", "live", "in place",
     "until further notice", "permanent", "indefinite", "indefinitely", "today", "onwards",
     "present day", "to be continued", "running", "never", "none - ongoing", "not ended")
)  # fmt: skip
_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_FLAGS: Final = re.IGNORECASE | re.ASCII
_YEAR: Final = re.compile(r"(?:(?:fy|cy|year|in|since|from)\s?)?(\d{4})", _FLAGS)
_ISO: Final = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?", _FLAGS
)
_BRITISH: Final = re.compile(
    r"(\d{1,2})\s?[-/.]\s?(\d{1,2})\s?[-/.]\s?(\d{4}|\d{2})(?: [\d:.]+)?", _FLAGS
)
_FINANCIAL: Final = re.compile(
    r"(?:f\.?y\.?|financial year|year|april)?\s?(\d{4}|\d{2})\s?[-–—/\\]\s?(\d{4}|\d{2})", _FLAGS
)
_SHORT_FY: Final = re.compile(r"f\.?y\.?\s?(\d{2})", _FLAGS)
_NAMED: Final = re.compile(
    rf"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s+)?"
    rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?[\s-]*)?{_MONTH}"
    rf"(?:\s+(?P<late_day>\d{{1,2}})(?:st|nd|rd|th)?,)?[\s,'’/-]*(?P<year>\d{{4}}|\d{{2}})",
    _FLAGS,
)
_YEAR_FIRST: Final = re.compile(rf"(?P<year>\d{{4}})[\s-]+{_MONTH}", _FLAGS)
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})\s?[-/.]\s?(\d{4})", _FLAGS)
_ISO_MONTH: Final = re.compile(r"(\d{4})-(\d{2})", _FLAGS)
_PART: Final = re.compile(
    r"(?:(?:q[1-4]|quarter [1-4]|h[12]|spring|summer|autumn|winter|early|mid|late|end of|year"
    r" (?:ending|ended|to)|as at|at)[\s-]*)(?P<rest>.+)|(?P<first>\d{4})\s*(?:q[1-4]|h[12])",
    _FLAGS,
)
_SERIAL: Final = re.compile(r"([34]\d{4})(?:\.\d+)?", re.ASCII)
_BETWEEN: Final = re.compile(r"\s+(?:-|–|—|to|until|till|through|and)\s+|\s*(?:–|—)\s*|\s+-|-\s+")
_EPOCH: Final = date(1899, 12, 30)  # day 0 of spreadsheets, as their days from March 1900 count
_MAC_LIMITS: Final = (32_874, 49_673)  # day numbers of 1990-01-01 and 2035-12-31
LONGEST: Final = 200  # characters of a cell in which a year is looked for
_LONGEST_FY: Final = 20  # years that two digits after a dash may reach beyond the first


@lru_cache(20_000)
def span(cell: str) -> Read[Span | None]:
    """First and last calendar year that a text touches; None where not stated.

    Years are not held to any window here: a far one is for the caller to judge. Raises
    NotAcceptedError for what is no year, date or span of them.
    """
    if not_stated(cell):
        return Read(None)
    if len(cell) > LONGEST:
        raise NotAcceptedError(wanted())
    text = " ".join(cell.replace("\u00a0", " ").split()).strip(" ,;")
    text = re.sub(r"\s*\((?:est\.?|estimated|approx\.?|tbc|provisional|expected)\)$", "", text,
                   flags=_FLAGS)  # fmt: skip
    found = _one(text) or _two(text)
    if found is None:
        raise NotAcceptedError(wanted())
    years, said = found
    if years[0] > years[1]:
        raise NotAcceptedError(wanted())
    return Read(years, said)


def wanted() -> str:
    """What is accepted for a year or period."""
    return (
        f"a year from {YEARS[0]} to {YEARS[1]}, a financial year (2022-23), a date such as "
        "31/03/2024, or two of these (2020-2023)"
    )


def is_ongoing(cell: str) -> bool:
    """Whether a text says that something still runs."""
    return " ".join(cell.casefold().split()).strip(" .()") in ONGOING


def goes_on(cell: str) -> str:
    """The part before “to date”, “onwards” and the like; blank for other texts."""
    if len(cell) > LONGEST:
        return ""
    plain = " ".join(cell.split())
    words = "|".join(sorted(map(re.escape, ONGOING), key=len, reverse=True))
    found = re.fullmatch(
        rf"(?:since |from )?(?P<start>.+?)\s*(?:-|–|—|to|until|till|,|\()?\s*(?:{words})\)?|"
        r"(?P<open>.+?)\s*(?:-|–|—|\+)|(?:since|from) (?P<since>.+)",
        plain, re.IGNORECASE,
    )  # fmt: skip
    return next((t.strip(" -–—") for t in found.groups() if t), "") if found else ""


def _two(text: str) -> tuple[Span, str] | None:
    """A span: two texts that are years or dates, with “to” or a dash between them."""
    for found in _BETWEEN.finditer(text):
        first, last = _one(text[: found.start()]), _one(text[found.end() :])
        if first and last:
            return (first[0][0], last[0][1]), ""
        rest = re.search(r"(\d{4})$", text)
        if last and rest and not first:  # “April to September 2022”
            first = _one(f"{text[: found.start()]} {rest[1]}")
            if first:
                return (first[0][0], last[0][1]), ""
    for dash in re.finditer("-", text):  # “2020-21-2022-23”, “01/04/2022-31/03/2025”
        halves = text[: dash.start()], text[dash.end() :]
        if not all(re.search(r"\d{4}", half) for half in halves):
            continue
        first, last = map(_one, halves)
        if first and last and first[0][0] <= last[0][1]:
            return (first[0][0], last[0][1]), ""
    return None


def _one(text: str) -> tuple[Span, str] | None:
    """One year, date, month or financial year; what it was taken for where that needs saying."""
    text = re.sub(r"^(?:from|since|in|by|until|to)\s+", "", text.strip(), flags=_FLAGS)
    if found := _YEAR.fullmatch(text):
        year = int(found[1])
        return ((year, year), "") if year >= 1000 else None
    for reader in (_iso, _british, _financial, _named, _month_year, _serial, _part):
        if result := reader(text):
            return result
    return None


def _iso(text: str) -> tuple[Span, str] | None:
    found = _ISO.fullmatch(text)
    return _dated(int(found[1]), int(found[2]), int(found[3])) if found else None


def _british(text: str) -> tuple[Span, str] | None:
    """Day, month and year; month first only where the day can be no month."""
    found = _BRITISH.fullmatch(text)
    if not found:
        return None
    one, two, year = int(found[1]), int(found[2]), _full(found[3])
    if year is None:
        return None
    return _dated(year, two, one) or _dated(year, one, two)


def _dated(year: int, month: int, day: int) -> tuple[Span, str] | None:
    try:
        return (date(year, month, day).year,) * 2, ""
    except ValueError:
        return None


def _financial(text: str) -> tuple[Span, str] | None:
    """A financial year or two years: 2022-23, 22/23, FY22/23, 2020-2023, FY23."""
    if short := _SHORT_FY.fullmatch(text):
        year = _full(short[1])
        return None if year is None else ((year - 1, year), f"read as the year ending in {year}")
    found = _FINANCIAL.fullmatch(text)
    if not found:
        return None
    first = _full(found[1])
    if first is None:
        return None
    last = int(found[2]) if len(found[2]) == 4 else first // 100 * 100 + int(found[2])
    if len(found[2]) == 2 and last < first and first % 100 == 99:
        last += 100
    two_digits = len(found[1]) == 2
    if last < first or (two_digits and last != first + 1):
        return None
    if len(found[2]) == 2 and last > first + _LONGEST_FY:
        return None
    return (first, last), ""


def _named(text: str) -> tuple[Span, str] | None:
    found = _NAMED.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    if not found:
        return None
    year = _full(found["year"])
    parts = found.groupdict()
    day = int(parts.get("day") or parts.get("late_day") or 1)
    month = _MONTHS.index(found["month"][:3].casefold()) + 1
    return None if year is None else _dated(year, month, day)


def _month_year(text: str) -> tuple[Span, str] | None:
    if found := _MONTH_YEAR.fullmatch(text):
        return _dated(int(found[2]), int(found[1]), 1)
    if found := _ISO_MONTH.fullmatch(text):  # only where it can be no financial year
        return _dated(int(found[1]), int(found[2]), 1)
    return None


def _serial(text: str) -> tuple[Span, str] | None:
    """A day number of a spreadsheet."""
    found = _SERIAL.fullmatch(text)
    if not found or not _MAC_LIMITS[0] <= int(found[1]) <= _MAC_LIMITS[1]:
        return None
    day = _EPOCH + timedelta(days=int(found[1]))
    return (day.year, day.year), f"a spreadsheet's day number: read as {day.isoformat()}"


def _part(text: str) -> tuple[Span, str] | None:
    found = _PART.fullmatch(text)
    if not found:
        return None
    read = _one(found["rest"] or found["first"])
    whole = re.match(r"year (?:ending|ended|to)", text, _FLAGS)
    if read and whole and not re.search(r"dec", text, _FLAGS):  # twelve months of two years
        return (read[0][0] - 1, read[0][1]), read[1]
    return read


def _full(text: str) -> int | None:
    """A year of four digits, or of two near today; None for one that could be of any century."""
    number = int(text)
    if len(text) == 4:
        return number
    if number <= YEARS[1] % 100:
        return 2000 + number
    return 1900 + number if number >= YEARS[0] % 100 else None
