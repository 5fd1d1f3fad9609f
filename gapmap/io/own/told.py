"""What a user said of a file, in a small file beside it: columns, fixed values, names, words.

The page, ``validate`` and every other command read a list the same way once they are told the
same; a file of settings holds no row of the list.
"""

from collections.abc import Mapping
from typing import Final, TypedDict, Unpack

import msgspec

from gapmap.errors import FileTooLargeError, UnreadableFileError
from gapmap.fields.json_faults import fault
from gapmap.io.headings import normal
from gapmap.io.own.cells.words import LISTS
from gapmap.io.own.where.nowhere import NO_AREA

ENDING: Final = ".gapmap.json"  # after the name of the list: mine.csv.gapmap.json
LARGEST: Final = 1_000_000  # bytes
FORMAT: Final = 1
ENDS: Final = {"running": "it still runs", "one year": "only its first year is known"}
"""What a first year without a last one means."""
REPEATS: Final = {
    "sum": "Add their numbers up",
    "apart": "Keep them apart, as programmes of their own",
    "last": "Use the last one alone",
}
"""What rows that differ in nothing but their numbers are."""
BLANKS: Final = {"above": "the same as above", "blank": "not stated"}
"""What blank cells below a filled one mean."""


class Parts(TypedDict, total=False):
    """Some fields of a Told, by their names."""

    columns: dict[str, str]
    constants: dict[str, str]
    read_as: dict[str, str]
    words: dict[str, dict[str, list[str]]]
    areas_of_lines: dict[str, str]
    programmes: list[int]
    repeats: dict[str, str]
    blanks: dict[str, str]
    no_end: str
    sheet: str
    heading_line: int


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a file is to be read, beyond what can be found out.

    ``columns``: our column → heading (blank: not in the file). ``constants``: our column → one
    text for every row. ``read_as``: a text for an area → its code (``NO_AREA``: it names none).
    ``words``: our column → a word → keys of the terms that it stands for (none: nothing).
    ``programmes``: lines that look like totals or notes and are programmes. ``areas_of_lines``: a
    line → the code of the area it serves, where the file does not say. ``repeats``: the first of
    the lines that differ in their numbers alone (blank: all others) → one of ``REPEATS``.
    ``blanks``: our column → one of ``BLANKS``. ``no_end`` is of ``ENDS``. ``sheet`` and
    ``heading_line`` (0: found out) say where the table is.
    """

    columns: dict[str, str] = {}
    constants: dict[str, str] = {}
    read_as: dict[str, str] = {}
    words: dict[str, dict[str, list[str]]] = {}
    areas_of_lines: dict[str, str] = {}
    programmes: list[int] = []
    repeats: dict[str, str] = {}
    blanks: dict[str, str] = {}
    no_end: str = "running"
    sheet: str = ""
    heading_line: int = 0
    format: int = FORMAT

    def settled(self, column: str) -> dict[str, list[str]]:
        """Words of a column that are settled, as the reader of words takes them."""
        return {normal(word): keys for word, keys in self.words.get(column, {}).items()}

    def with_(self, **changes: Unpack[Parts]) -> "Told":
        """Return one that differs in these fields."""
        return msgspec.structs.replace(self, **changes)

    def and_(self, other: "Told") -> "Told":
        """Return what both say; where they differ, what ``other`` says."""
        words = {c: {**self.words.get(c, {}), **other.words.get(c, {})}
                 for c in (*self.words, *other.words)}  # fmt: skip
        return Told(
            columns={**self.columns, **other.columns},
            constants={**self.constants, **other.constants},
            read_as={**self.read_as, **other.read_as},
            words=words,
            areas_of_lines={**self.areas_of_lines, **other.areas_of_lines},
            programmes=sorted({*self.programmes, *other.programmes}),
            repeats={**self.repeats, **other.repeats},
            blanks={**self.blanks, **other.blanks},
            no_end=other.no_end if other.no_end != "running" else self.no_end,
            sheet=other.sheet or self.sheet,
            heading_line=other.heading_line or self.heading_line,
        )


NOTHING_TOLD: Final = Told()


def encode(told: Told) -> bytes:
    """The file of settings, as JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(told, order="deterministic"), indent=1) + b"\n"


def decode(
    data: bytes, name: str, columns: Mapping[str, object], codes: Mapping[str, object]
) -> Told:
    """Read a file of settings. Raises UserInputError, one sentence naming what is wrong in it."""
    if len(data) > LARGEST:
        raise FileTooLargeError(f"{name} is larger than a file of settings; name another.")
    try:
        told = msgspec.json.decode(data, type=Told)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise UnreadableFileError(
            f"{name} is no file of settings ({fault(error, data)}); make one with validate --keep."
        ) from None
    problem = _problem(told, columns, codes)
    if problem:
        raise UnreadableFileError(f"{name}: {problem}.")
    return told


def _problem(told: Told, columns: Mapping[str, object], codes: Mapping[str, object]) -> str:
    """What of the settings means nothing here; blank where all of it does."""
    named = [(field, ours) for field in ("columns", "constants", "words", "blanks")
             for ours in getattr(told, field) if ours not in columns]  # fmt: skip
    if named:
        field, ours = named[0]
        return f"“{ours[:40]}” under {field} is no column; use one of: {', '.join(columns)}"
    areas = (*told.read_as.values(), *told.areas_of_lines.values())
    strange = next((code for code in areas if code != NO_AREA and code not in codes), None)
    if strange is not None:
        return f"“{strange[:40]}” is the code of no area that is known"
    unknown = [(column, key) for column, settled in told.words.items()
               for keys in settled.values() for key in keys
               if key not in LISTS.get(column, {})]  # fmt: skip
    if unknown:
        return f"“{unknown[0][1][:40]}” under words is no term of {unknown[0][0]}"
    if told.format != FORMAT:
        return f"format {told.format} is not known here; this version reads {FORMAT}"
    for field, known in (("repeats", REPEATS), ("blanks", BLANKS)):
        if not set(getattr(told, field).values()) <= known.keys():
            return f"{field} has a word that is none of: {', '.join(known)}"
    return "" if told.no_end in ENDS else f"no_end is none of: {', '.join(ENDS)}"
