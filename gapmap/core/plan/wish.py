"""What is asked of a plan, and how it is written as a short text: in an address, a file, a record.

The text is that of a query: ``aim=worst&budget=2000000&smallest=50``. What is as to begin with is
left out, so that the same wish has one text only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import isfinite
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from gapmap.core.plan.problem import Aim, Unknown
from gapmap.errors import BadChoiceError
from gapmap.fields import shown

BOTH: Final = (Unknown.LEFT_OUT, Unknown.NONE)
"""The readings set side by side unless one is asked for."""
LONGEST: Final = 6_000  # characters; 175 codes asked for or barred need 1,750
NAMES: Final[Mapping[str, str]] = {"wanted": "in", "barred": "out", "readings": "unknown"}
"""Fields that are called otherwise in a text, as on the command line."""
BOTH_NAME: Final = "both"


@dataclass(frozen=True)
class Wish:
    """What is asked for, as in ``Problem``; ``places`` may stand for the money that they cost.

    ``readings`` are the ways to read areas whose places are not known, set side by side.
    """

    aim: Aim = Aim.MOST
    budget: float | None = None
    places: int | None = None
    floor: float = 0.0
    smallest: int = 100
    step: int = 100
    wanted: frozenset[str] = frozenset()
    barred: frozenset[str] = frozenset()
    readings: tuple[Unknown, ...] = BOTH

    def dumps(self) -> str:
        """The wish as a text that ``loads`` reads."""
        usual = Wish(step=self.smallest)  # a step is as large as the smallest unless it is said
        pairs = [
            (NAMES.get(f.name, f.name), _text(getattr(self, f.name)))
            for f in fields(self)
            if getattr(self, f.name) != getattr(usual, f.name)
        ]
        return urlencode(pairs, safe=",")

    @classmethod
    def loads(cls, text: str) -> "Wish":
        """Read a wish. Raises BadChoiceError, in one sentence, for anything else."""
        given: dict[str, Any] = {}
        try:
            if len(text) > LONGEST:
                raise ValueError
            ours = {NAMES.get(f.name, f.name): f.name for f in fields(cls)}
            for name, value in parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)):
                given[ours[name]] = _value(ours[name], value)
        except (ValueError, KeyError):
            raise BadChoiceError(
                f"{shown(text, 60)} does not say what to plan for; it reads like "
                "aim=worst&budget=2000000."
            ) from None
        given.setdefault("step", given.get("smallest", cls.smallest))
        return cls(**given)


def _text(value: object) -> str:
    if isinstance(value, frozenset):
        return ",".join(sorted(value))
    if isinstance(value, tuple):
        return BOTH_NAME if value == BOTH else ",".join(reading.value for reading in value)
    if isinstance(value, Aim):
        return value.value
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)


def _value(name: str, text: str) -> object:
    """The value of one field. Raises ValueError."""
    if name == "aim":
        return Aim(text)
    if name == "readings":
        return BOTH if text == BOTH_NAME else tuple(Unknown(t) for t in text.split(","))
    if name in ("wanted", "barred"):
        return frozenset(code for code in text.split(",") if code)
    if name in ("budget", "floor"):
        number = float(text)
        if not isfinite(number):
            raise ValueError
        return number
    return int(text)
