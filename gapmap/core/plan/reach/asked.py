"""What is asked of reach, and how it is written as a short text: in the record that a file keeps.

The text is that of a query: ``steps=5000,10000&weights=1,0.5&plan=aim%3Dworst``. What is as to
begin with is left out, so that the same question has one text only. A user's own points and ways
are not in it: they stand there by a mark of their content and their name.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from gapmap.core.plan.reach.floating import DETOUR, Steps
from gapmap.core.plan.wish import Wish
from gapmap.errors import BadChoiceError
from gapmap.fields import shown

LONGEST: Final = 6_000  # characters
MOST_STEPS: Final = 100


@dataclass(frozen=True)
class Mark:
    """A file of the user's own: a short hash of its content, and its name."""

    content: str = ""
    name: str = ""

    def __bool__(self) -> bool:
        """Whether there is such a file."""
        return bool(self.content)


NO_FILE: Final = Mark()


@dataclass(frozen=True)
class Question:
    """How reach is measured, and which plan is to be set beside it, if any.

    ``points`` is “towns” or “centres”; ``steps`` are in ``unit``: metres, or minutes of the user's
    own ``travel``; ``detour`` is for straight lines; ``below`` is a threshold in places per 1,000
    (None: the ratio of all areas together). ``origins`` and ``travel`` are files of the user's own.
    """

    points: str = "towns"
    steps: Steps = field(default_factory=Steps)
    unit: str = "metres"
    detour: float = DETOUR
    below: float | None = None
    origins: Mark = NO_FILE
    travel: Mark = NO_FILE
    plan: Wish | None = None

    def dumps(self) -> str:
        """The question as a text that ``loads`` reads."""
        usual = Question()
        texts = {
            "points": self.points,
            "steps": _numbers(self.steps.ends),
            "weights": _numbers(self.steps.weights),
            "unit": self.unit,
            "detour": _number(self.detour),
            "below": "" if self.below is None else _number(self.below),
            "origins": _file(self.origins),
            "travel": _file(self.travel),
        }
        if self.steps == usual.steps:
            del texts["steps"], texts["weights"]
        for name in ("points", "unit", "detour"):
            if getattr(self, name) == getattr(usual, name):
                del texts[name]
        pairs = [(name, text) for name, text in texts.items() if text]
        if self.plan is not None:  # its text is blank where it asks for what there is without it
            pairs.append(("plan", self.plan.dumps()))
        return urlencode(pairs, safe=",:")

    @classmethod
    def loads(cls, text: str) -> "Question":
        """Read a question. Raises BadChoiceError, in one sentence, for anything else."""
        given: dict[str, Any] = {}
        try:
            if len(text) > LONGEST:
                raise ValueError
            for name, value in parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)):
                given[name] = READERS[name](value)
        except (ValueError, KeyError):
            raise BadChoiceError(
                f"{shown(text, 60)} does not say how reach is measured; it reads like "
                "steps=5000,10000&weights=1,0.5."
            ) from None
        usual = Steps()
        ends = given.pop("steps", usual.ends)
        given["steps"] = Steps(ends, given.pop("weights", usual.weights))
        return cls(**given)


def _number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def _numbers(values: tuple[float, ...]) -> str:
    return ",".join(_number(value) for value in values)


def _read_numbers(text: str) -> tuple[float, ...]:
    parts = text.split(",")
    if len(parts) > MOST_STEPS:
        raise ValueError
    return tuple(float(part) for part in parts)


def _file(mark: Mark) -> str:
    return f"{mark.content}:{mark.name}" if mark else ""


def _read_file(text: str) -> Mark:
    content, _, name = text.partition(":")
    if not content.isalnum():
        raise ValueError
    return Mark(content, name)


READERS: Final[Mapping[str, Callable[[str], object]]] = {
    "points": str,
    "steps": _read_numbers,
    "weights": _read_numbers,
    "unit": str,
    "detour": float,
    "below": float,
    "origins": _read_file,
    "travel": _read_file,
    "plan": Wish.loads,
}
"""How the value of each part of a text is read; each raises ValueError for what it cannot be."""
