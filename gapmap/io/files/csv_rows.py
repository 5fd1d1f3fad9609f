"""Rows of a CSV text, each with the line on which it begins, and what can be wrong with a cell."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

SHOWN_PROBLEMS: Final = 20


class Row(dict[str, str]):
    """One row of a CSV file, column → text, that remembers its line."""

    def __init__(self, cells: Mapping[str, str], line: int) -> None:
        super().__init__(cells)
        self.line = line


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with one cell (``line`` 1 is the header; ``column`` blank: the whole row)."""

    file: str
    line: int
    column: str
    value: str
    accepted: str

    def __str__(self) -> str:
        """One sentence naming the place, the value and the remedy."""
        where = f"{self.file}, line {self.line}" + (
            f", column {self.column}" if self.column else ""
        )
        value = "".join(c if c.isprintable() else "?" for c in self.value[:60])
        return f"{where}: “{value}” is not accepted; use {self.accepted}."


class BrokenRowError(ValueError):
    """A row that is no CSV: the line on which it begins, and what the reader says of it."""

    def __init__(self, line: int, said: str) -> None:
        super().__init__(said)
        self.line = line


def lines(text: str, separator: str = ",", *, quote: str = '"') -> Iterator[tuple[int, list[str]]]:
    """Line and cells of each row, empty ones too. Raises BrokenRowError at a row that is no CSV.

    ``quote`` is the mark around cells; blank: quotes are plain characters.
    """
    source = io.StringIO(text, newline="")
    if quote:
        reader = csv.reader(
            source,
            delimiter=separator,
            quotechar=quote,
            skipinitialspace=quote != '"',
            strict=True,
        )
    else:
        reader = csv.reader(source, delimiter=separator, quoting=csv.QUOTE_NONE)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise BrokenRowError(line, str(error)) from None
