"""CSV: find out its encoding, separator and quotes by trying, never guessing where two fit."""

import codecs
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final

from gapmap.errors import UnreadableFileError
from gapmap.io.files import budget
from gapmap.io.files.csv_rows import BrokenRowError, lines
from gapmap.io.headings import known
from gapmap.io.uploads.layout import LOOK
from gapmap.io.uploads.table import Asked, Raw, too_many_rows

SEPARATORS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
TRIED: Final = 300  # rows that a separator is tried on
SAMPLE: Final = 2_000_000  # characters that it is tried on
TOLD: Final = 5_000  # rows between two reports of progress
DOUBLE: Final = '"'
SINGLE: Final = "'"
OPENS: Final = re.compile(r"(?:^|[,;\t|])[ ]*'")
CLOSES: Final = re.compile(r"'[ ]*(?=$|[,;\t|])")

Rows = list[tuple[int, list[str]]]


def read(data: bytes, name: str, asked: Asked) -> Raw:
    """Return the rows of a CSV file. Raises UnreadableFileError when it is not one."""
    text, notes = _decoded(data, name)
    if "\0" in text:
        raise UnreadableFileError(
            f"{name} holds NUL bytes, so it is not text; save it as CSV UTF-8."
        )
    text, unwrapped = _unwrapped(text)
    notes += unwrapped
    quote = _quote(text)
    text, separator = _separator(text, name, quote)
    if separator != ",":
        notes.append(f"The columns are separated by a {SEPARATORS[separator]}.")
    rows, said = _parsed(text, separator, name, asked, quote)
    return Raw(rows, notes=(*notes, *said), by_separator=True, separator=separator)


def _parsed(
    text: str, separator: str, name: str, asked: Asked, quote: str
) -> tuple[Rows, tuple[str, ...]]:
    """The rows, and what had to be said of their quotes. Raises UnreadableFileError."""
    if quote == SINGLE:
        with suppress(BrokenRowError):
            rows = _rows(text, separator, name, asked, quote)
            return rows, ("Cells stand in single quotes, which were taken off.",)
    try:
        return _rows(text, separator, name, asked, DOUBLE), ()
    except BrokenRowError as error:
        rows = _unquoted(text, separator, name, asked)
        if not rows:
            said = str(error).replace("\t", "tab")
            raise UnreadableFileError(
                f"{name}, line {error.line}: it cannot be read as CSV ({said}); check its quotes."
            ) from None
    return rows, ("A quote is not closed: quotes are read as they stand, not as marks.",)


def _rows(text: str, separator: str, name: str, asked: Asked, quote: str) -> Rows:
    rows: Rows = []
    for line, cells in lines(text, separator, quote=quote):
        budget.spend(objects=len(cells))
        if any(cells):
            rows.append((line, cells))
            if len(rows) % TOLD == 0:
                asked.progress(len(rows))
        if len(rows) > asked.limits.rows + 1 + LOOK:
            raise too_many_rows(name, asked.limits)
    return rows


def _unquoted(text: str, separator: str, name: str, asked: Asked) -> Rows:
    """The rows with quotes as plain characters, where that makes a regular table; else none."""
    try:
        rows = _rows(text, separator, name, asked, quote="")
    except BrokenRowError:
        return []
    widths = {len(cells) for _, cells in rows}
    return rows if len(rows) > 1 and len(widths) == 1 and widths != {1} else []


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
        raise UnreadableFileError(
            f"{name} is in no encoding that is read; save it as CSV UTF-8."
        ) from None


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
            raise UnreadableFileError(
                f"{name} mixes encodings: line {seen[True]} is UTF-8, line {seen[False]} is not; "
                "save it as CSV UTF-8."
            )


@dataclass(frozen=True, order=True)
class _Fit:
    """How well a separator cuts the first rows: columns we know, regular rows, columns."""

    known: int
    regular: float  # share of rows as wide as most are
    width: int


def _unwrapped(text: str) -> tuple[str, list[str]]:
    """The text of a file in which each whole line was quoted as one cell; any other as it is."""
    if not text.startswith(DOUBLE):
        return text, []
    out: list[str] = []
    try:
        for line, cells in lines(text):
            if len(cells) > 1:
                return text, []
            out += [""] * (line - 1 - len(out)) + cells  # every row stays on its line
    except BrokenRowError:
        return text, []
    inner = "\n".join(out)
    if max(_fit(inner[:SAMPLE], separator, DOUBLE).width for separator in SEPARATORS) < 2:
        return text, []
    return inner, ["Each line stood in quotes as one cell, which were taken off."]


def _quote(text: str) -> str:
    """The mark around cells: a single quote where cells begin and end with it and none has others.

    A single quote that only begins a cell is what a spreadsheet marks a text with.
    """
    sample = [line for line in text[:SAMPLE].splitlines()[:TRIED] if line.strip()]
    opened = [len(OPENS.findall(line)) for line in sample]
    closed = [len(CLOSES.findall(line)) for line in sample]
    balanced = sum(a == b for a, b in zip(opened, closed, strict=True))
    often = 2 * sum(n > 0 for n in opened) >= len(sample) > 0
    is_single = often and balanced >= 0.95 * len(sample) and DOUBLE not in "".join(sample)
    return SINGLE if is_single else DOUBLE


def _separator(text: str, name: str, quote: str = DOUBLE) -> tuple[str, str]:
    """Return the text without a “sep=” line, and what separates its columns."""
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"')
    if told.lower().startswith("sep=") and told[4:] in SEPARATORS:
        return "\n" + rest, told[4:]  # the line stays counted
    fits = {separator: _fit(text[:SAMPLE], separator, quote) for separator in SEPARATORS}
    best = max(fits, key=lambda s: fits[s])
    rivals = [s for s in fits if s != best and fits[s] == fits[best] and fits[s].width > 1]
    if rivals:
        raise UnreadableFileError(
            f"{name}: {SEPARATORS[best]}s and {SEPARATORS[rivals[0]]}s cut its lines equally "
            "well, so the columns cannot be told apart; save it as CSV UTF-8."
        )
    return text, best if fits[best].width > 1 else ","


def _fit(text: str, separator: str, quote: str) -> _Fit:
    rows = []
    try:
        for _, cells in islice(lines(text, separator, quote=quote), TRIED):
            if any(cells):
                rows.append(cells)
    except BrokenRowError:
        pass  # what could be read before a broken quote has to do
    if not rows:
        return _Fit(0, 0.0, 0)
    widths = Counter(len(cells) for cells in rows if len(cells) > 1)
    if not widths:
        return _Fit(0, 0.0, 1)
    width, often = max(widths.items(), key=lambda item: (item[1], item[0]))
    # headings are told by more than one column: one long text may hold any separator
    return _Fit(max(known(cells) for cells in rows), often / len(rows), width)
