"""How a choice of a Selection is read from text, checked, and written."""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Final, TypeAlias, TypeGuard, TypeVar

from gapmap.errors import BadChoiceError
from gapmap.fields.table import FIELDS, Field, Kind

N = TypeVar("N", int, float)
Value: TypeAlias = (
    str | bool | int | float
    | tuple[str, ...] | tuple[float, ...] | tuple[tuple[str, float], ...] | None
)  # fmt: skip
"""The value of one choice, in its canonical form."""
YEARS: Final = (1990, 2035)
NAME: Final = re.compile("[a-z_]{1,40}")
MAX_BREAKS: Final = 6
NUMBERS_APART: Final = r"[,;\s]"


def parse(name: str, texts: Sequence[str]) -> Value:
    """Turn the texts given for one field (address or command line) into its value.

    Raises BadChoiceError naming the field and what is allowed.
    """
    kind = FIELDS[name].kind
    last = texts[-1].strip() if texts else ""
    between = NUMBERS_APART if kind == "numbers" else ","
    parts = [t.strip() for text in texts for t in re.split(between, text) if t.strip()]
    if kind == "choices":
        return tuple(parts)
    if kind == "pairs":
        return tuple(_pair(name, part) for part in parts)
    if kind == "numbers":
        return tuple(_number(name, part, float) for part in parts)
    if kind == "flag":
        return _flag(name, last)
    if kind in ("year", "number or none") and last.lower() in ("", "any", "none"):
        return None
    if kind in ("year", "limit"):
        return _number(name, last, int)
    if kind in ("share", "number or none", "pounds"):
        return _number(name, last, float)
    return last


def to_texts(value: object) -> list[str]:
    """Return a field's value as texts that ``parse`` reads back."""
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, tuple):
        return [",".join(_text(v) for v in value)]
    return ["any"] if value is None else [_text(value)]


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return f"{value[0]}={_text(value[1])}"
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def checked(name: str, value: object) -> Value:
    """Return a field's value in its canonical form.

    Raises BadChoiceError naming the field, the value and what is allowed.
    """
    return _CHECKS[FIELDS[name].kind](FIELDS[name], value)


def _choice(field: Field, value: object) -> str:
    allowed = field.allowed or {}
    if not isinstance(value, str) or value not in allowed:
        raise BadChoiceError(
            f"{field.label}: {shown(value)} is not allowed. Use one of: {', '.join(allowed)}."
        )
    return value


def _choices(field: Field, value: object) -> tuple[str, ...]:
    wanted = {_choice(field, v) for v in _as_tuple(field, value)}
    return tuple(term for term in field.allowed or () if term in wanted)


def _true_or_false(field: Field, value: object) -> bool:
    if not isinstance(value, bool):
        raise BadChoiceError(f"{field.label}: {shown(value)} is neither true nor false.")
    return value


def _year(field: Field, value: object) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not _within(value, *YEARS):
        first, last = YEARS
        raise BadChoiceError(f"{field.label}: {shown(value)} is not a year from {first} to {last}.")
    return value


def _share(field: Field, value: object) -> float:
    least = 0 if field is FIELDS["shrinkage"] else 0.001
    if not _is_number(value) or not least <= value <= 1:
        raise BadChoiceError(f"{field.label}: {shown(value)} is not a number from {least} to 1.")
    return float(value)


def _number_or_none(field: Field, value: object) -> float | None:
    if value is None:
        return None
    if not _is_number(value) or not 0.01 <= value <= 100_000:
        raise BadChoiceError(f"{field.label}: {shown(value)} is not a number from 0.01 to 100,000.")
    return float(value)


def _pounds(field: Field, value: object) -> float:
    if not _is_number(value) or not 100 <= value <= 100_000:
        raise BadChoiceError(f"{field.label}: {shown(value)} is not a number from 100 to 100,000.")
    return float(value)


def _limit(field: Field, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 1000:
        raise BadChoiceError(f"{field.label}: {shown(value)} is not a whole number from 0 to 1000.")
    return value


def _breaks(field: Field, value: object) -> tuple[float, ...]:
    given = _as_tuple(field, value)
    numbers = [float(n) for n in given if _is_number(n) and 0 < n < 1e6]
    rising = len(numbers) == len(given) and all(a < b for a, b in pairwise(numbers))
    if not rising or not 1 <= len(numbers) <= MAX_BREAKS:
        raise BadChoiceError(
            f"{field.label}: {shown(value)} is not a rising list of 1 to {MAX_BREAKS} "
            "numbers above 0 and below 1,000,000, for example 5, 10, 20, 40."
        )
    return tuple(numbers)


def _pairs(field: Field, value: object) -> tuple[tuple[str, float], ...]:
    pairs: dict[str, float] = {}
    for pair in _as_tuple(field, value):
        two = tuple(pair) if isinstance(pair, list | tuple) else ()
        named = len(two) == 2 and isinstance(two[0], str) and bool(NAME.fullmatch(two[0]))
        if not named or not _is_number(two[1]) or not -1e12 < two[1] < 1e12:
            raise BadChoiceError(f"{field.label}: {shown(pair)} is not of the form name=value.")
        pairs[two[0]] = float(two[1])
    return tuple(sorted(pairs.items()))


_CHECKS: Final[dict[Kind, Callable[[Field, object], Value]]] = {
    "choice": _choice,
    "choices": _choices,
    "flag": _true_or_false,
    "year": _year,
    "share": _share,
    "numbers": _breaks,
    "number or none": _number_or_none,
    "pairs": _pairs,
    "limit": _limit,
    "pounds": _pounds,
}


def _is_number(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def _within(value: int, first: int, last: int) -> bool:
    return first <= value <= last


def _as_tuple(field: Field, value: object) -> tuple[object, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise BadChoiceError(f"{field.label}: {shown(value)} is not a list.")
    return tuple(value)


def _flag(name: str, text: str) -> bool:
    if text.lower() not in ("1", "0", "true", "false", "yes", "no"):
        raise BadChoiceError(f"{FIELDS[name].label}: {shown(text)} is neither yes nor no.")
    return text.lower() in ("1", "true", "yes")


def _pair(name: str, text: str) -> tuple[str, float]:
    key, equals, value = text.partition("=")
    if not equals:
        raise BadChoiceError(f"{FIELDS[name].label}: {shown(text)} is not of the form name=value.")
    return key.strip(), _number(name, value, float)


def _number(name: str, text: str, kind: Callable[[str], N]) -> N:
    try:
        return kind(text)
    except ValueError:
        if FIELDS[name].kind != "pairs":
            checked(name, text)  # says what is allowed
        raise BadChoiceError(f"{FIELDS[name].label}: {shown(text)} is not a number.") from None


def shown(value: object, longest: int = 40) -> str:
    """Quote a user's value, printable and at most ``longest`` characters."""
    text = "".join(c if c.isprintable() else "?" for c in _as_typed(value))
    return f"“{text[:longest]}…”" if len(text) > longest else f"“{text}”"


def _as_typed(value: object) -> str:
    """A value as it would be typed: tuples and lists with commas, pairs with an equals sign."""
    if isinstance(value, tuple | list):
        pair = len(value) == 2 and isinstance(value[0], str) and not isinstance(value[1], str)
        return ("=" if pair else ",").join(_as_typed(v) for v in value)
    return f"{value:.10g}" if isinstance(value, float) else str(value)
