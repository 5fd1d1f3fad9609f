"""What a cell of a return can hold: each rule reads one value or says in words what to do."""

import re
from collections.abc import Mapping
from typing import Final

from gapmap.core.evidence.asking.columns import (
    BASES,
    BY_KEY,
    INSTEAD,
    NUMBERS,
    STILL,
    YES_NO,
)
from gapmap.io.headings import normal
from gapmap.vocabulary import GROUPS, ROUTES, TYPES

NUMBER: Final = re.compile(r"£?\s?\d{1,3}(?:,\d{3})+(?:\.\d+)?|£?\s?\d+(?:\.\d+)?", re.ASCII)
FEWER: Final = re.compile(r"(?:<|fewer than|less than|under)\s?\d+", re.ASCII | re.IGNORECASE)
YEAR: Final = re.compile(r"(20\d\d)(?:[-/–](?:20)?(\d\d))?", re.ASCII)
DAY: Final = re.compile(r"(20\d\d)(?:-(\d\d)(?:-(\d\d))?)?(?: 00:00:00)?", re.ASCII)
EMAIL: Final = re.compile(r"\S+@\S+\.\S+", re.ASCII)
PHONE: Final = re.compile(r"(?<!\d)(?:\+44\s?|0)\d{2,4}[\s-]?\d{3,4}[\s-]?\d{3,4}(?!\d)", re.ASCII)
ERROR: Final = re.compile(r"#(?:REF|N/A|VALUE|DIV/0|NAME|NUM|NULL)[!?]?|Err:\d+")
LONGEST: Final = 2_000
MOST: Final = {"months": 120.0, "funding": 100_000_000.0}
MOST_PEOPLE: Final = 20_000.0
FIRST_YEAR: Final = 2000
WORDS: Final = {
    "still": STILL,
    "programme_type": tuple(TYPES.values()),
    "basis": BASES,
    "accredited": YES_NO,
    **{f"{name}_instead": INSTEAD for name in NUMBERS},
}
"""Columns of one word, and the words that each takes."""
LISTS: Final = {"referral_routes": ROUTES, "accepts": GROUPS}
COUNTS: Final = ("referrals", "starts", "completions")


class RuleError(ValueError):
    """A cell that breaks a rule; the message is what to do, without the place."""


def number(key: str, text: str) -> float | None:
    """A number of a column; None where it is given as fewer than some. Raises RuleError."""
    if FEWER.fullmatch(text):
        return None
    if text.endswith("%"):
        raise RuleError("is a percentage; give the number of people")
    if text.startswith("-") and NUMBER.fullmatch(text[1:]):
        raise RuleError("is below zero; give a number of 0 or more")
    if not NUMBER.fullmatch(text):
        digits = bool(re.search(r"\d", text))
        words = "; give the number alone, and put the words under “Remarks”" if digits else (
            "; give a number, or choose “not held”, “withheld” or “none” in the column beside it"
        )  # fmt: skip
        raise RuleError(f"is not a plain number{words}")
    value = float(text.replace(",", "").replace("£", ""))
    most = MOST.get(key, MOST_PEOPLE)
    if value > most:
        raise RuleError(f"is larger than {most:,.0f}; check the number")
    if key == "months" and value == 0:
        raise RuleError("is no time; give the months that the counts cover, such as 12")
    if key not in ("funding", "months") and not value.is_integer():
        raise RuleError("is a part of a person; give a whole number")
    return value


def word(key: str, text: str) -> str:
    """One of the words of a column. Raises RuleError."""
    found = {normal(choice): choice for choice in WORDS[key]}
    if normal(text) not in found:
        raise RuleError(f"is not one of: {'; '.join(WORDS[key])}")
    return found[normal(text)]


def terms(key: str, text: str) -> tuple[str, ...]:
    """The terms of a list of labels. Raises RuleError naming the first that is not known."""
    labels = {normal(label): term for term, label in LISTS[key].items()}
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    wrong = next((part for part in parts if normal(part) not in labels), None)
    if wrong is not None:
        raise RuleError(
            f"holds “{wrong[:60]}”, which is not one of: {'; '.join(LISTS[key].values())}"
        )
    return tuple(dict.fromkeys(labels[normal(part)] for part in parts))


def period(text: str, latest: int) -> str:
    """A year or a financial year, up to ``latest``. Raises RuleError."""
    found = YEAR.fullmatch(text.replace(" ", ""))
    if not found:
        raise RuleError("is no year; write a financial year such as 2025-26, or a year")
    first = int(found[1])
    if found[2] and int(found[2]) != (first + 1) % 100:
        raise RuleError("is not one year; give the numbers of one year, such as 2025-26")
    if not FIRST_YEAR <= first <= latest:
        raise RuleError(f"is not between {FIRST_YEAR} and {latest}; check the year")
    return f"{first}-{(first + 1) % 100:02d}" if found[2] else str(first)


def day(text: str) -> str:
    """A day, a month or a year. Raises RuleError."""
    found = DAY.fullmatch(text.strip())
    month, date = (int(found[n] or 1) for n in (2, 3)) if found else (0, 0)
    if not found or not 1 <= month <= 12 or not 1 <= date <= 31:
        raise RuleError("is no day; write it as 2027-03-31, 2027-03 or 2027")
    return "-".join(part for part in found.groups() if part)


def plain(text: str) -> str:
    """A text that may be kept: nothing that reaches a person, no error of a sheet."""
    if ERROR.search(text):
        raise RuleError("is an error of a formula; write the value itself")
    if EMAIL.search(text):
        raise RuleError("holds an e-mail address; take it out, organisations only are kept")
    if PHONE.search(text):
        raise RuleError("holds a telephone number; take it out, organisations only are kept")
    if len(text) > LONGEST:
        raise RuleError(f"has more than {LONGEST:,} characters; shorten it")
    return text


def value(key: str, text: str, latest: int) -> object:
    """What a cell says. Raises RuleError, in words that follow the cell."""
    plain(text)
    if BY_KEY[key].number:
        found = number(key, text)
        return "fewer" if found is None else found
    if key in WORDS:
        return word(key, text)
    if key in LISTS:
        return terms(key, text)
    if key == "period":
        return period(text, latest)
    return day(text) if key == "funded_until" else text


def together(told: Mapping[str, object]) -> list[tuple[str, str]]:
    """What does not go together in a row: the column at fault, and what to do."""
    found = []
    for name in NUMBERS:
        if name in told and f"{name}_instead" in told:
            found.append((f"{name}_instead", "stands beside a number; keep one of the two"))
    numbers = [n for n in (*NUMBERS, "months") if n in told]
    if numbers and "period" not in told:
        found.append(("period", "is blank; say of which year the numbers of this row are"))
    counts = [n for n in COUNTS if isinstance(told.get(n), float)]
    if counts and "months" not in told:
        found.append(("months", "is blank; give the months that the counts cover, such as 12"))
    if "places" in told and "basis" not in told:
        found.append(("basis", "is blank; say whether the places are commissioned or an aim"))
    if "basis" in told and "places" not in told:
        found.append(("places", "is blank, though it is said what the places are; give the number"))
    for less, more in (("completions", "starts"), ("starts", "referrals")):
        first, second = told.get(less), told.get(more)
        if isinstance(first, float) and isinstance(second, float) and first > second:
            found.append(
                (less, f"is more than “{BY_KEY[more].heading}” ({second:,.0f}); check both, and "
                 "say under “Remarks” if cases are carried over")
            )  # fmt: skip
    return found
