"""Years, dates and periods as people write them: each is one year, or a span of years.

31-03-2023, 1/4/22, Apr-22, 1 April 2022, FY22/23, 2022/23 - 2024/25 and the day numbers of
spreadsheets each say which years they touch, whatever the order of day and month.
"""

import re
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import Final

from gapmap.fields import YEARS
from gapmap.io import welsh
from gapmap.io.own.cells.plain import NotAcceptedError, Read, not_stated

Span = tuple[int, int]
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun",
                  "jul", "aug", "sep", "oct", "nov", "dec")  # fmt: skip
_MONTH_NAMES: Final = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH: Final = rf"(?P<month>{_MONTH_NAMES})\.?"
_MONTH_ONLY: Final = rf"(?:{_MONTH_NAMES})\.?"
_FLAGS: Final = re.IGNORECASE | re.ASCII
_YEAR: Final = re.compile(r"(?:(?:fy|cy|year|in|since|from)\s?)?(\d{4})(?:\.0+)?", _FLAGS)
_COMPACT: Final = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})", _FLAGS)
_NEXT: Final = re.compile(r"(?:f\.?y\.?\s?)?(\d{3})(\d)\s?[-–/]\s?(\d)", _FLAGS)
_TERM: Final = re.compile(
    r"(\d{1,2})[\s-]*(years?|yrs?|months?|mths?) (?:from|starting|commencing) (.+)", _FLAGS
)
_AROUND: Final = re.compile(
    r"(?:(?:the )?(?:(?:contract|funding|funded|grant|delivery|reporting) )?"
    r"(?:calendar years?|financial years?|fiscal years?|fys?|cy|ended|ends?|closed|ceased"
    r"|finished|expired|expires?|stopped|until|till|to|by|from|since|started|starts|began|begins"
    r"|launched|established|extended|renewed|circa|ca?\.|approx(?:imately|\.)?|about|around"
    r"|est\.?|commenced|commences|commencing|opened|up to|starting"
    r"|beginning|period|term)[\s:]+(?:in |on |at )?)+(?=.*\d)", _FLAGS,
)  # fmt: skip
"""Words before a year that change nothing of it."""
_AFTER: Final = re.compile(
    r"\s+(?:(?:calendar|financial|fiscal) years?|fy|f/y|only)$"
    r"|(?:\s*\+\s*\d)+(?: years?)?$|\s*\*+$",
    _FLAGS,
)
_ASIDE: Final = re.compile(r"(.*?)\s*[(\[]([^()\[\]]*)[)\]]\s*(.*)")
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
    r"(?:(?:q[1-4]|quarter [1-4]|h[12]|spring|summer|autumn|winter|early|mid|late"
    r"|(?:the )?end(?: of)?|start of|beginning of|year[ -](?:ending|ended|to|end)|y/?e|fye"
    r"|(?:12|twelve) months (?:to|ending|ended)"
    r"|as at|at)[\s-]*)(?P<rest>.+)|(?P<first>\d{4})\s*(?:q[1-4]|h[12])",
    _FLAGS,
)
_WELSH: Final = re.compile(rf"\b(?:{'|'.join(welsh.MONTHS)})\b", _FLAGS)
_SERIAL: Final = re.compile(r"([34]\d{4})(?:\.\d+)?", re.ASCII)
_BETWEEN: Final = re.compile(
    r"\s+(?:-|–|—|to|until|till|through|and|i)\s+|\s*(?:–|—|&|,|;| / )\s*|\s+-|-\s+"
)
_WHOLE: Final = re.compile(r"\d{4}|\d{1,2}[/.]\d{1,2}[/.]\d{2}|\d{2}/\d{2}")
"""What a half of a span has: a year, a date or a financial year."""
_LIST: Final = re.compile(r"\s*[,;&+]\s*(?:and\s+)?|\s+and\s+")
_WORDS: Final = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS: Final = {word: str(number) for number, word in enumerate(_WORDS, 1)}
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
    text = _WELSH.sub(lambda m: welsh.MONTHS[m[0].casefold()], text)
    text = re.sub(r"\s*\((?:est\.?|estimated|approx\.?|tbc|provisional|expected)\)$", "", text,
                   flags=_FLAGS)  # fmt: skip
    found = _one(text) or _two(text) or _several(text) or _without_words(text) or _term(text)
    if found is None:
        raise NotAcceptedError(wanted())
    years, said = found
    if years[0] > years[1]:
        raise NotAcceptedError(wanted())
    return Read(years, said)


def _without_words(text: str) -> tuple[Span, str] | None:
    """A year or span beside words that change nothing: “Ended March 2023”, “2023/24 FY (Q1-3)”."""
    bare = text
    aside = _ASIDE.fullmatch(text)
    if aside:
        beside = " ".join(filter(None, (aside[1], aside[3])))
        inner, outer = (re.search(r"\d{4}|\d\d/\d\d", t) for t in (aside[2], beside))
        may_be = re.search(r"option|exten[ds]|renew|break|review|possib", aside[2], _FLAGS)
        if inner and outer and not may_be:
            return None  # which of the two is meant, nobody can tell
        bare = aside[2] if inner and not may_be else beside
    bare = _AFTER.sub("", bare).strip(" ,;:.")
    bare = _AROUND.sub("", bare, count=1).strip(" ,;:.") or bare
    found = (_one(bare) or _two(bare)) if bare != text else None
    if found is None:
        return None
    (first, last), said = found
    return found[0], said or f"read as {first if first == last else f'{first} to {last}'}"


def _several(text: str) -> tuple[Span, str] | None:
    """“2022/23, 2023/24 and 2024/25”: years that follow each other."""
    parts = [part for part in _LIST.split(text) if part]
    if not 3 <= len(parts) <= _LONGEST_FY:
        return None
    spans = [found[0] for found in map(_one, parts) if found]
    steps = [b[0] - a[1] for a, b in pairwise(spans)]
    if len(spans) < len(parts) or not set(steps) <= {0, 1}:
        return None
    return (spans[0][0], spans[-1][1]), f"read as {spans[0][0]} to {spans[-1][1]}"


def _term(text: str) -> tuple[Span, str] | None:
    """“3 years from April 2022”: the years that so many months from the start touch."""
    word, _, rest = text.partition(" ")
    text = f"{_NUMBERS.get(word.casefold(), word)} {rest}"
    found = _TERM.fullmatch(text)
    named = _NAMED.fullmatch(found[3]) if found else None
    plain = _YEAR.fullmatch(found[3]) if found else None
    if not found or not (named or plain):
        return None
    months = int(found[1]) * (12 if found[2][0] in "yY" else 1)
    year = _full(named["year"]) if named else int(plain[1]) if plain else None
    if year is None or not 1 <= months <= 12 * _LONGEST_FY:
        return None
    month = _MONTHS.index(named["month"][:3].casefold()) if named else 0
    last = year + (month + months - 1) // 12
    return (year, last), f"read as {year} to {last}"


def wanted() -> str:
    """What is accepted for a year or period."""
    return (
        f"a year from {YEARS[0]} to {YEARS[1]}, a financial year (2022-23), a date such as "
        "31/03/2024, or two of these (2020-2023)"
    )


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
    months = re.fullmatch(rf"({_MONTH_ONLY})\s?[-/]\s?({_MONTH_ONLY} (\d{{4}}))", text, _FLAGS)
    if months:  # “Jan-Dec 2023”
        first, last = _one(f"{months[1]} {months[3]}"), _one(months[2])
        if first and last:
            return (first[0][0], last[0][1]), ""
    for dash in re.finditer("-", text):  # “2020-21-2022-23”, “01/04/2022-31/03/2025”
        halves = text[: dash.start()], text[dash.end() :]
        if not all(_WHOLE.search(half) for half in halves):
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
    for reader in (_compact, _next, _iso, _british, _financial, _named, _month_year, _serial,
                   _part):  # fmt: skip
        if result := reader(text):
            return result
    return None


def _compact(text: str) -> tuple[Span, str] | None:
    found = _COMPACT.fullmatch(text)
    dated = _dated(int(found[1]), int(found[2]), int(found[3])) if found else None
    return (dated[0], f"read as {text[:4]}-{text[4:6]}-{text[6:]}") if dated else None


def _next(text: str) -> tuple[Span, str] | None:
    """A financial year with one digit after the stroke: 2023/4."""
    found = _NEXT.fullmatch(text)
    if not found or int(found[3]) != (int(found[2]) + 1) % 10:
        return None
    year = int(found[1] + found[2])
    return (year, year + 1), ""


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
    whole = re.match(r"year[ -](?:ending|ended|to|end)|y/?e|fye|(?:12|twelve) m", text, _FLAGS)
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
