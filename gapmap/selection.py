"""Selection: everything a user can choose, defined once for screen, URL, command line and exports.

``FIELDS`` is the one definition of each choice: its default, allowed values, label and the names it
has in the URL and on the command line. A Selection is immutable and hashable, so it can key caches.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from itertools import pairwise
from typing import Any, Final, Literal

from gapmap.errors import UserInputError
from gapmap.vocabulary import BASES, GROUPS, LEVELS, ROUTES, TYPES

DEMAND_MODELS: Final = {"serious": "Serious perpetrators"}
FIRST_YEAR: Final = 1990
LAST_YEAR: Final = 2035
MAX_BREAKS: Final = 6


@dataclass(frozen=True)
class Field:
    """How one choice is named, checked and shown."""

    kind: Literal["choice", "choices", "flag", "year", "share", "numbers"]
    label: str
    flag: str
    allowed: Mapping[str, str] | None = None
    help: str = ""


FIELDS: Final[dict[str, Field]] = {
    "level": Field("choice", "Areas", "--level", LEVELS),
    "demand": Field("choice", "Estimate of perpetrators", "--demand", DEMAND_MODELS),
    "basis": Field(
        "choice",
        "Trust capacity down to",
        "--basis",
        BASES,
        "The weakest kind of evidence that may count as yearly places.",
    ),
    "types": Field("choices", "Programme types", "--type", TYPES, "None chosen means all."),
    "routes": Field("choices", "Referral routes", "--route", ROUTES, "None chosen means any."),
    "include_unstated_routes": Field(
        "flag", "Include programmes whose routes are not stated", "--include-unstated-routes"
    ),
    "accepts": Field("choices", "Groups accepted", "--accepts", GROUPS, "None chosen means anyone."),
    "accredited": Field("flag", "Respect-accredited only", "--accredited"),
    "since": Field("year", "Seen since", "--since"),
    "until": Field("year", "Seen until", "--until"),
    "target_share": Field(
        "share",
        "Share of need to aim for",
        "--target-share",
        None,
        "Unmet need is counted against this share of the estimated perpetrators.",
    ),
    "breaks": Field(
        "numbers",
        "Class breaks (places per 1,000)",
        "--breaks",
        None,
        "Upper bounds of the map's classes, rising.",
    ),
}


@dataclass(frozen=True)
class Selection:
    """What is asked of the data.

    ``since``/``until`` are calendar years: a programme counts when a period in which it was seen
    touches them. ``target_share`` is a fraction (0 to 1]. ``breaks`` are places per 1,000
    estimated perpetrators.
    """

    level: str = "pfa"
    demand: str = "serious"
    basis: str = "observed"
    types: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    include_unstated_routes: bool = False
    accepts: tuple[str, ...] = ()
    accredited: bool = False
    since: int | None = 2020
    until: int | None = None
    target_share: float = 1.0
    breaks: tuple[float, ...] = (5.0, 10.0, 20.0, 40.0)

    def __post_init__(self) -> None:
        """Check every field; choices are put in the order of their list, without repeats.

        Raises UserInputError naming the field, the value and what is allowed.
        """
        for name in FIELDS:
            object.__setattr__(self, name, _checked(name, getattr(self, name)))
        if self.since is not None and self.until is not None and self.since > self.until:
            raise UserInputError(
                f"The years run backwards: since {self.since} is after until {self.until}."
            )

    @property
    def trusted_bases(self) -> tuple[str, ...]:
        """Capacity bases that may count, most trusted first."""
        names = tuple(BASES)
        return names[: names.index(self.basis) + 1]

    def with_(self, **changes: Any) -> "Selection":
        """Return a copy with some fields changed."""
        return replace(self, **changes)

    def changed(self) -> tuple[str, ...]:
        """Names of the fields that differ from their defaults."""
        default = Selection()
        return tuple(
            f.name for f in fields(self) if getattr(self, f.name) != getattr(default, f.name)
        )

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-ready dictionary with every field, for files that carry their Selection."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items()}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Selection":
        """Rebuild a Selection from ``to_dict``. Raises UserInputError on anything unknown."""
        unknown = sorted(set(values) - set(FIELDS))
        if unknown:
            raise UserInputError(
                f"Unknown choice {_shown(unknown[0])}: known are {', '.join(FIELDS)}."
            )
        return cls(**dict(values))

    def to_query(self) -> dict[str, list[str]]:
        """Return what differs from the defaults as URL query values."""
        return {name: _to_texts(getattr(self, name)) for name in self.changed()}

    @classmethod
    def from_query(cls, query: Mapping[str, Sequence[str]]) -> tuple["Selection", list[str]]:
        """Read a URL query. What is not allowed falls back to its default, with a sentence each.

        Keys that are not fields of a Selection are left to their owners.
        """
        selection, problems = cls(), []
        for name in FIELDS:
            if name not in query:
                continue
            try:
                selection = selection.with_(**{name: parse(name, query[name])})
            except UserInputError as error:
                problems.append(f"The link was adjusted. {error}")
        return selection, problems


def parse(name: str, texts: Sequence[str]) -> Any:
    """Turn the texts given for one field (URL or command line) into its value.

    Raises UserInputError naming the field and what is allowed.
    """
    kind = FIELDS[name].kind
    last = texts[-1].strip() if texts else ""
    if kind == "choices":
        return tuple(t.strip() for text in texts for t in text.split(",") if t.strip())
    if kind == "flag":
        if last.lower() not in ("1", "0", "true", "false", "yes", "no"):
            raise UserInputError(f"{FIELDS[name].label}: {_shown(last)} is neither yes nor no.")
        return last.lower() in ("1", "true", "yes")
    if kind == "year":
        return None if last.lower() in ("", "any", "none") else _number(name, last, int)
    if kind == "share":
        return _number(name, last, float)
    if kind == "numbers":
        return tuple(
            _number(name, t, float) for text in texts for t in text.split(",") if t.strip()
        )
    return last


def _checked(name: str, value: Any) -> Any:
    field = FIELDS[name]
    if field.kind == "choice":
        return _one_of(field, value)
    if field.kind == "choices":
        wanted = {_one_of(field, v) for v in _as_tuple(field, value)}
        return tuple(term for term in field.allowed or () if term in wanted)
    if field.kind == "flag":
        if not isinstance(value, bool):
            raise UserInputError(f"{field.label}: {_shown(value)} is neither true nor false.")
        return value
    if field.kind == "year":
        if value is None:
            return None
        if (
            isinstance(value, bool)
            or not isinstance(value, int)
            or not FIRST_YEAR <= value <= LAST_YEAR
        ):
            raise UserInputError(
                f"{field.label}: {_shown(value)} is not a year from {FIRST_YEAR} to {LAST_YEAR}."
            )
        return value
    if field.kind == "share":
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
            raise UserInputError(
                f"{field.label}: {_shown(value)} is not a number above 0 and up to 1."
            )
        return float(value)
    return _checked_breaks(field, value)


def _checked_breaks(field: Field, value: Any) -> tuple[float, ...]:
    numbers = _as_tuple(field, value)
    good = all(
        isinstance(n, int | float) and not isinstance(n, bool) and 0 < n < 1e6 for n in numbers
    )
    rising = good and all(a < b for a, b in pairwise(numbers))
    if not rising or not 1 <= len(numbers) <= MAX_BREAKS:
        raise UserInputError(
            f"{field.label}: {_shown(value)} is not a rising list of 1 to {MAX_BREAKS} "
            "numbers above 0, for example 5,10,20,40."
        )
    return tuple(float(n) for n in numbers)


def _as_tuple(field: Field, value: Any) -> tuple[Any, ...]:
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise UserInputError(f"{field.label}: {_shown(value)} is not a list.")
    return tuple(value)


def _one_of(field: Field, value: Any) -> str:
    allowed = field.allowed or {}
    if not isinstance(value, str) or value not in allowed:
        raise UserInputError(
            f"{field.label}: {_shown(value)} is not allowed. Use one of: {', '.join(allowed)}."
        )
    return value


def _number(name: str, text: str, kind: type[int] | type[float]) -> int | float:
    try:
        return kind(text)
    except ValueError:
        raise UserInputError(f"{FIELDS[name].label}: {_shown(text)} is not a number.") from None


def _to_texts(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, tuple):
        return [",".join(f"{v:g}" if isinstance(v, float) else str(v) for v in value)]
    if value is None:
        return ["any"]
    return [f"{value:g}" if isinstance(value, float) else str(value)]


def _shown(value: Any) -> str:
    """Quote a user's value, printable and at most 40 characters."""
    text = "".join(c if c.isprintable() else "?" for c in str(value))
    return f"“{text[:40]}…”" if len(text) > 40 else f"“{text}”"
