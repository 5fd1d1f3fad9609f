"""Which cells of a file's rows are read together, and what many rows share: read once for all."""

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, replace
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
    """What cells were read as, and what was told of them."""

    found: Found
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
        self._parts = tuple(p for p in PARTS if p.name == "name" or set(p.columns) & set(given))
        nothing = Cells("", 0, constants_read({}), {}, told, 0)
        self._blank: Found = {}
        for part in PARTS:
            self._blank.update(part.read(nothing))
        self._seen: dict[Hashable, Effect] = {}

    def read(self, row: Cells) -> Found:
        """Every cell's value by our columns; “years” are the first and last, None if not stated."""
        found = self._blank.copy()
        for part in self._parts:
            found.update(part.read(row) if part.free or row.unsaved else self._once(part, row))
        return found

    def _once(self, part: Part, row: Cells) -> Found:
        """Read cells that many rows share: once for all of them, told for each."""
        key = (part.name, *[row.texts[c] for c in part.columns])
        effect = self._seen.get(key)
        if effect is None:
            lists = ("left", "said", "unknown", "problems")
            before = [len(getattr(row, name)) for name in lists]
            found = part.read(row)
            added = {n: tuple(getattr(row, n)[at:]) for n, at in zip(lists, before, strict=True)}
            self._seen[key] = Effect(found, **added)
            return found
        if effect.left:
            row.left += [replace(p, line=row.line) for p in effect.left]
        if effect.problems:
            row.problems += [replace(p, line=row.line) for p in effect.problems]
        row.said += effect.said
        row.unknown += effect.unknown
        return effect.found
