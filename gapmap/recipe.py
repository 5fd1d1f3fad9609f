"""A Recipe: what made an exported file, carried inside it, so that one command makes it again.

It names the product and its options, the Selection, the program version, the date, the dataset's
fingerprint, a mark for every source used and the main figures of every area
(``gapmap.tasks.job``).
It is read from files that anybody may have changed, so nothing in it is trusted.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, Final

from gapmap.errors import UserInputError
from gapmap.fields import shown
from gapmap.selection import Selection

FORMAT: Final = "gapmap-recipe/1"
KEY: Final = "gapmap:recipe"
"""Name under which a file keeps its recipe wherever its format has named properties."""
OWN: Final = "own-estimates"
"""Stands where a source id would, for the user's own table of estimates."""
LONGEST: Final = 200_000  # characters; the 175 councils need about 8,000
ENTRIES: Final = 2_000  # sources or areas
NEWER: Final = re.compile(r"gapmap-recipe/\d{1,6}")


@dataclass(frozen=True)
class Recipe:
    """What made a file. ``area`` is the code of the one area it is about, or None for all.

    ``page`` and ``grey`` are how a map is drawn; ``sources`` maps source id to a mark of its rows;
    ``figures`` maps area code to (places, perpetrators), rounded, None where not known.
    """

    product: str
    selection: Selection
    fingerprint: str
    version: str
    date: str
    page: str = "a4-portrait"
    grey: bool = False
    area: str | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)

    def dumps(self) -> str:
        """Return the recipe as one line of JSON in ASCII, the same bytes for the same recipe."""
        body = {"format": FORMAT} | asdict(self)
        body["selection"] = self.selection.to_dict()
        return json.dumps(body, sort_keys=True, separators=(",", ":"), allow_nan=False)

    @classmethod
    def loads(cls, text: str) -> "Recipe":
        """Read a recipe. Raises UserInputError, in one sentence, for anything else."""
        try:
            if len(text) > LONGEST:
                raise ValueError
            body = json.loads(text)
            form = body.pop("format", None)
            if isinstance(form, str) and form != FORMAT and NEWER.fullmatch(form):
                raise UserInputError(
                    f"The file was made by a newer gapmap (its record has the form {form}, this "
                    f"version reads {FORMAT}); update gapmap."
                )
            if form != FORMAT:
                raise ValueError
            if not isinstance(body["selection"], dict):
                raise TypeError
            body["selection"] = Selection.from_dict(body["selection"])
            body["figures"] = {code: (a, b) for code, (a, b) in body["figures"].items()}
            recipe = cls(**body)
        except UserInputError:
            raise
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise UserInputError(
                f"The file's record of what made it cannot be read ({shown(text)}); "
                "export it again."
            ) from None
        recipe.check()
        return recipe

    def check(self) -> None:
        """Raise UserInputError unless every part has its kind and the date is one."""
        texts = [self.product, self.fingerprint, self.version, self.date, self.page]
        good = (
            all(_is_text(text) for text in texts)
            and isinstance(self.grey, bool)
            and (self.area is None or _is_text(self.area))
            and _is_short_map(self.sources)
            and all(_is_text(mark) for mark in self.sources.values())
            and _is_short_map(self.figures)
            and all(_is_number(n) for pair in self.figures.values() for n in pair)
        )
        try:
            good = good and date.fromisoformat(self.date).isoformat() == self.date
        except (TypeError, ValueError):
            good = False
        if not good:
            raise UserInputError(
                "The file's record of what made it is damaged; export the file again."
            )

    def with_(self, **changes: Any) -> "Recipe":
        """Return a copy with some parts changed."""
        return replace(self, **changes)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) < 200 and value.isprintable()


def _is_short_map(value: object) -> bool:
    """Whether a value is a mapping with texts as keys that is not too long."""
    return isinstance(value, dict) and len(value) <= ENTRIES and all(map(_is_text, value))


def _is_number(value: object) -> bool:
    """Whether a value is a possible count: None where not known, else from 0 to a billion."""
    if value is None:
        return True
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and 0 <= value < 1e9
