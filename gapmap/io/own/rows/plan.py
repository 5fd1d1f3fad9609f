"""Which cells of a file's rows are read together, and what many rows share: read once for all."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

from gapmap.io.files.csv_rows import Problem
from gapmap.io.own.rows.found import LONGEST, NUMBERS, Found, Name, Number
from gapmap.io.own.rows.row import Cells, Said, constants_read
from gapmap.io.own.told import Told


@dataclass(frozen=True)
class Part:
    """Cells that are read together: a name, our columns, how; ``free`` texts differ by row."""

    name: str
    columns: tuple[str, ...]
    read: Callable[[Cells], Found]
    free: bool = False


@dataclass(frozen=True)
class Effect:
    """What cells were read as, and what was told of them, if anything."""

    found: Found
    tells: bool
    left: tuple[Problem, ...]
    said: tuple[Said, ...]
    unknown: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]


def _text_part(column: Name) -> Part:
    return Part(column, (column,), lambda cells: cells.free_text(column), free=True)


def _number_part(column: Number) -> Part:
    return Part(column, (column,), lambda cells: cells.number(column))


PARTS: Final = (
    Part("name", ("programme",), Cells.name, free=True),
    *(_text_part(column) for column in LONGEST if column != "programme"),
    Part("kinds", ("programme_type", "referral_routes", "accepts", "does_not_accept",
                   "respect_accredited"), Cells.kinds),
    *map(_number_part, NUMBERS),
    Part("years", ("start_year", "end_year", "period"), Cells.years),
)  # fmt: skip


class Plan:
    """How the rows of one file are read: the parts that it has, and what the others are."""

    def __init__(self, given: Collection[str], told: Told) -> None:
        parts = (p for p in PARTS if p.name == "name" or set(p.columns) & set(given))
        self._parts = tuple((p, itemgetter(*p.columns), dict[Hashable, Effect]()) for p in parts)
        nothing = Cells("", 0, constants_read({}), {}, told, 0)
        self._blank: Found = {}
        for part in PARTS:
            self._blank.update(part.read(nothing))

    def read(self, row: Cells) -> Found:
        """Every cell's value by our columns; “years” are the first and last, None if not stated."""
        found = self._blank.copy()
        texts = row.texts
        for part, cells_of, seen in self._parts:
            if part.free or row.unsaved:
                found.update(part.read(row))
                continue
            cells = cells_of(texts)
            effect = seen.get(cells)
            if effect is None:
                seen[cells] = effect = _read_first(part, row)
            elif effect.tells:
                _tell(effect, row)
            found.update(effect.found)
        return found


def _read_first(part: Part, row: Cells) -> Effect:
    """Read cells that many rows share, and keep what was told of them."""
    lists = ("left", "said", "unknown", "problems")
    before = [len(getattr(row, name)) for name in lists]
    found = part.read(row)
    added = {n: tuple(getattr(row, n)[at:]) for n, at in zip(lists, before, strict=True)}
    return Effect(found, any(added.values()), **added)


def _tell(effect: Effect, row: Cells) -> None:
    """Tell of another row what was told of the first one with the same cells."""
    if effect.left:
        row.left += [_of_line(p, row.line) for p in effect.left]
    if effect.problems:
        row.problems += [_of_line(p, row.line) for p in effect.problems]
    row.said += effect.said
    row.unknown += effect.unknown


def _of_line(p: Problem, line: int) -> Problem:
    return Problem(p.file, line, p.column, p.value, p.accepted)
