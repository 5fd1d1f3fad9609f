"""What one cell of a user's table means, or what would be accepted instead.

Each reader returns a value, or None where the cell is blank or says that it is not known. It raises
``NotAcceptedError``, whose text continues “… is not accepted; use”. Nothing is rounded, cut or
guessed.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Final

from gapmap.fields import YEARS
from gapmap.io.own.columns import normal

NOT_STATED: Final = frozenset(
    ("", "-", "–", "—", "?", "n/k", "nk", "n/a", "na", "n.k.", "n.a.", "not known", "unknown",
     "not stated", "not available", "not recorded", "tbc", "none stated")
)  # fmt: skip
PLAIN: Final = re.compile(r"£?\s?(\d{1,15}|\d{1,3}(?:,\d{3}){1,4})(\.\d{1,6})?", re.ASCII)
YEAR: Final = re.compile(r"\d{4}", re.ASCII)
ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T][\d:.]+)?", re.ASCII)
BRITISH: Final = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", re.ASCII)
SPAN: Final = re.compile(r"(\d{4})\s?[-–/]\s?(\d{4}|\d{2})", re.ASCII)
OVERRIDES: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
LARGEST: Final = {
    "places": 100_000,
    "starts": 1_000_000,
    "referrals": 1_000_000,
    "completions": 1_000_000,
    "months": 120,
    "annual_funding": 1_000_000_000,
}
"""The largest number of each column (people, months, GBP): more is taken for a slip."""


class NotAcceptedError(ValueError):
    """A cell cannot be read; the text says what would be accepted."""


def not_stated(text: str) -> bool:
    """Whether a cell is blank or says that nothing is known."""
    return text.casefold() in NOT_STATED


def text(cell: str, longest: int, *, lines: bool = False) -> str:
    """Free text, blank where not stated."""
    if not_stated(cell):
        return ""
    allowed = "\n\r\t" if lines else ""
    kinds = {unicodedata.category(c) for c in cell if c not in allowed}
    if kinds & {"Cc", "Cs", "Cn", "Zl", "Zp"} or OVERRIDES & set(cell):
        raise NotAcceptedError("text without line breaks, control or direction marks")
    if len(cell) > longest:
        raise NotAcceptedError(f"at most {longest} characters")
    return cell


def number(cell: str, column: str) -> float | None:
    """A number of people, months or pounds; commas between thousands and a £ are understood."""
    if not_stated(cell):
        return None
    most = LARGEST[column]
    wanted = f"a plain number from 0 to {most:,}, or a blank for not known"
    if column == "months":
        wanted = f"a number of months above 0, up to {most}, or a blank for not known"
    if not PLAIN.fullmatch(cell):
        raise NotAcceptedError(wanted)
    value = float(cell.replace(",", "").replace("£", ""))
    if value > most or (column == "months" and value == 0):
        raise NotAcceptedError(wanted)
    return value


def yes_no(cell: str) -> bool | None:
    """Yes, no, or None where not stated."""
    if not_stated(cell):
        return None
    word = cell.casefold()
    if word not in ("yes", "y", "true", "1", "no", "n", "false", "0"):
        raise NotAcceptedError("yes, no, or a blank for not known")
    return word in ("yes", "y", "true", "1")


def year(cell: str) -> int | None:
    """A calendar year, or the year of a date (2024-03-31 or 31/03/2024)."""
    if not_stated(cell):
        return None
    if YEAR.fullmatch(cell):
        return _in_range(int(cell))
    iso, british = ISO.fullmatch(cell), BRITISH.fullmatch(cell)
    try:
        if iso:
            return _in_range(date(*(int(g) for g in iso.groups()[:3])).year)
        if british:
            day, month, its_year = (int(g) for g in british.groups())
            return _in_range(date(its_year, month, day).year)
    except NotAcceptedError:
        raise
    except ValueError:
        pass
    raise NotAcceptedError(f"{_years()}, or a date such as 2024-03-31 or 31/03/2024")


def _in_range(value: int) -> int:
    if not YEARS[0] <= value <= YEARS[1]:
        raise NotAcceptedError(_years())
    return value


def _years() -> str:
    return f"a year from {YEARS[0]} to {YEARS[1]}"


def period(cell: str) -> tuple[int, int] | None:
    """First and last calendar year of a period: 2023, 2022-23, 2022/23 or 2020-2023."""
    if not_stated(cell):
        return None
    wanted = NotAcceptedError("a year (2023), a financial year (2022-23) or years (2020-2023)")
    if YEAR.fullmatch(cell):
        return _in_range(int(cell)), int(cell)
    found = SPAN.fullmatch(cell)
    if not found:
        raise wanted
    first, last = found.groups()
    end = int(last) if len(last) == 4 else int(first[:2] + last)
    if end < int(first) or (len(last) == 2 and end > int(first) + 20):
        raise wanted
    return _in_range(int(first)), _in_range(end)


def terms(cell: str, allowed: Mapping[str, str]) -> tuple[str, ...]:
    """Terms of a vocabulary, by key or label, separated by a semicolon; in the list's order."""
    if not_stated(cell):
        return ()
    known = _known(tuple(allowed.items()))
    found = set()
    for part in re.split(r"[;\n]", cell):
        if not part.strip():
            continue
        if normal(part) not in known or not normal(part):
            raise NotAcceptedError(f"any of these, separated by ;: {'; '.join(allowed.values())}")
        found.add(known[normal(part)])
    return tuple(k for k in allowed if k in found)


@cache
def _known(allowed: tuple[tuple[str, str], ...]) -> dict[str, str]:
    """Key of each term, by its normal key and label."""
    return {normal(k): k for k, _ in allowed} | {normal(label): k for k, label in allowed}


def term(cell: str, allowed: Mapping[str, str]) -> str:
    """One term of a vocabulary, by key or label."""
    found = () if ";" in cell else _one(cell, allowed)
    if len(found) != 1:
        raise NotAcceptedError(f"one of: {'; '.join(allowed.values())}")
    return found[0]


def _one(cell: str, allowed: Mapping[str, str]) -> tuple[str, ...]:
    try:
        return terms(cell, allowed)
    except NotAcceptedError:
        return ()
