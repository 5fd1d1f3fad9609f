"""A Recipe: what made an exported file, carried inside it, so that one command makes it again.

It names the product and its options, the Selection, the program version, the date, the dataset's
fingerprint, a mark for every source used and the main figures of every area
(``gapmap.tasks.job``).
It is read from files that anybody may have changed, so nothing in it is trusted.
"""

import json
import re
from datetime import date
from typing import Annotated, Final, TypedDict, Unpack

import msgspec

from gapmap.errors import BadRecipeError, UserInputError
from gapmap.fields import shown
from gapmap.fields.json_faults import fault
from gapmap.selection import Selection

FORMAT: Final = "gapmap-recipe/1"
KEY: Final = "gapmap:recipe"
"""Name under which a file keeps its recipe wherever its format has named properties."""
BESIDE: Final = "-metadata.json"
"""End of the name of the file beside a CSV that keeps its recipe: the CSV is a table alone."""
OWN: Final = "own-estimates"
"""Stands where a source id would, for the user's own table of estimates."""
LONGEST: Final = 200_000  # characters; the 175 councils need about 8,000
NEWER: Final = re.compile(r"gapmap-recipe/\d{1,6}")


Text = Annotated[str, msgspec.Meta(min_length=1, max_length=199)]
Asked = Annotated[str, msgspec.Meta(max_length=6_000)]
Count = Annotated[float, msgspec.Meta(ge=0, lt=1e9)]
Pair = tuple[Count | None, Count | None]
Named = msgspec.Meta(max_length=2_000)  # sources or areas


class Parts(TypedDict, total=False):
    """Some parts of a Recipe, by their names."""

    product: str
    selection: Selection
    fingerprint: str
    version: str
    date: str
    page: str
    grey: bool
    area: str | None
    plan: str | None
    template: str
    sources: dict[str, str]
    figures: dict[str, tuple[float | None, float | None]]


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What made a file. ``area`` is the code of the one area it is about, or None for all.

    ``page`` and ``grey`` are how a map is drawn; ``plan`` is what is asked of a plan
    (``core.plan.wish``), None for other products; ``template`` is the mark of an office's template,
    blank for gapmap's own; ``sources`` maps source id to a mark of its rows;
    ``figures`` maps area code to (places, perpetrators), rounded, None where not known. Raises
    ValueError for a text that cannot be printed or a date that is none.
    """

    product: Text
    selection: Selection
    fingerprint: Text
    version: Text
    date: Text
    page: Text = "a4-portrait"
    grey: bool = False
    area: Text | None = None
    plan: Asked | None = None
    template: Annotated[str, msgspec.Meta(max_length=64)] = ""
    sources: Annotated[dict[Text, Text], Named] = {}
    figures: Annotated[dict[Text, Pair], Named] = {}

    def __post_init__(self) -> None:
        """Check what the types do not say."""
        its = (
            self.product,
            self.fingerprint,
            self.version,
            self.date,
            self.page,
            self.area or "",
            self.plan or "",
            self.template,
        )
        for text in (*its, *self.sources, *self.sources.values(), *self.figures):
            if not text.isprintable():
                raise ValueError(f"{shown(text)} holds characters that cannot be printed")
        if not _is_day(self.date):
            raise ValueError(f"“date” is {shown(self.date)}, not a day like 2026-12-31")

    def dumps(self) -> str:
        """Return the recipe as one line of JSON in ASCII, the same bytes for the same recipe."""
        body = {"format": FORMAT} | msgspec.structs.asdict(self)
        body["selection"] = self.selection.to_dict()
        if self.plan is None:  # most files have none, and stay as they were
            del body["plan"]
        if not self.template:
            del body["template"]  # versions before it read the record too
        return json.dumps(body, sort_keys=True, separators=(",", ":"), allow_nan=False)

    @classmethod
    def loads(cls, text: str) -> "Recipe":
        """Read a recipe. Raises UserInputError, in one sentence, for anything else."""
        body = _parts(text)
        form = body.pop("format", None)
        if isinstance(form, str) and form != FORMAT and NEWER.fullmatch(form):
            raise BadRecipeError(
                f"The file was made by a newer gapmap (its record has the form {form}, this "
                f"version reads {FORMAT}); update gapmap."
            )
        if form != FORMAT:
            raise _unreadable(text)
        chosen = body.get("selection")
        if isinstance(chosen, dict):
            body["selection"] = Selection.from_dict(chosen)
        try:
            return msgspec.convert(body, cls)
        except msgspec.ValidationError as error:
            raise BadRecipeError(
                f"The file's record of what made it is damaged: {fault(error, body)}. Export the "
                "file again."
            ) from None

    def with_(self, **changes: Unpack[Parts]) -> "Recipe":
        """Return a copy with some parts changed."""
        return msgspec.structs.replace(self, **changes)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _parts(text: str) -> dict[str, object]:
    """The parts of a JSON object. Raises UserInputError for anything else."""
    try:
        if len(text) <= LONGEST:
            return msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        pass
    raise _unreadable(text)


def _unreadable(text: str) -> UserInputError:
    return BadRecipeError(
        f"The file's record of what made it cannot be read ({shown(text)}); export it again."
    )
