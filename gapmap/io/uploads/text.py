"""CSV: find out its encoding and separator, never guessing where two readings are possible."""

import codecs
import csv
import io
from typing import Final

from gapmap.errors import UserInputError
from gapmap.io.uploads.table import Limits, Raw, too_many_rows

SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
LONGEST_LINE: Final = 200_000  # characters of a header


def read(data: bytes, name: str, limits: Limits) -> Raw:
    """Return the rows of a CSV file. Raises UserInputError when it is not one."""
    text, notes = _decoded(data, name)
    if "\0" in text:
        raise UserInputError(f"{name} holds NUL bytes, so it is not text; save it as CSV UTF-8.")
    text, separator = _separator(text, name)
    if separator != ",":
        notes.append(f"The columns are separated by a {SEPARATORS[separator]}.")
    rows: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cells):
                rows.append((line, cells))
            if len(rows) > limits.rows + 1:
                raise too_many_rows(name, limits)
            line = reader.line_num + 1
    except csv.Error as error:
        said = str(error).replace("\t", "tab")
        raise UserInputError(
            f"{name}, line {line}: it cannot be read as CSV ({said}); check its quotes."
        ) from None
    return Raw(rows, notes=tuple(notes))


def _decoded(data: bytes, name: str) -> tuple[str, list[str]]:
    for mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if data.startswith(mark):
            return _strictly(data, "utf-16", name), ["The text is UTF-16."]
    try:
        return data.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        _not_mixed(data, name)
        text = _strictly(data, "cp1252", name)
    return text, ["The text is not UTF-8: read as Windows-1252. Check names with accents."]


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise UserInputError(f"{name} is in no encoding that is read; save it as CSV UTF-8.") from (
            None
        )


def _not_mixed(data: bytes, name: str) -> None:
    """Refuse a file with lines in UTF-8 beside lines that are not."""
    seen: dict[bool, int] = {}
    for number, line in enumerate(data.splitlines(), 1):
        if not line.isascii():
            try:
                line.decode()
                seen.setdefault(True, number)
            except UnicodeDecodeError:
                seen.setdefault(False, number)
        if len(seen) == 2:
            raise UserInputError(
                f"{name} mixes encodings: line {seen[True]} is UTF-8, line {seen[False]} is not; "
                "save it as CSV UTF-8."
            )


def _separator(text: str, name: str) -> tuple[str, str]:
    """Return the text without a “sep=” line, and what separates its columns."""
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"')
    if told.lower().startswith("sep=") and told[4:] in SEPARATORS:
        return "\n" + rest, told[4:]  # the line stays counted
    header = text.lstrip("\r\n")[:LONGEST_LINE].split("\n", 1)[0]
    counts = {s: len(_cells(header, s)) for s in SEPARATORS}
    best = max(counts, key=lambda s: counts[s])
    rivals = [s for s in counts if s != best and counts[s] == counts[best] > 1]
    if rivals:
        raise UserInputError(
            f"{name}: its first line has as many {SEPARATORS[best]}s as "
            f"{SEPARATORS[rivals[0]]}s, so the columns cannot be told apart; save it as CSV UTF-8."
        )
    return text, best


def _cells(header: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([header], delimiter=separator), [])
    except csv.Error:
        return []
