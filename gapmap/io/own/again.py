"""A file that was checked, checked again after a decision: only the rows that it touches are read.

A decision settles a name, a word, the area of a line or what rows of other numbers are. It touches
the rows in which that stands, and those that share the name of a programme or a service with one of
them, since these may join.
The result is that of a check of the whole file.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final, Protocol, TypeVar

from gapmap.io.own.cells import plain, words
from gapmap.io.own.cells.plain import NotAcceptedError
from gapmap.io.own.places import Placer
from gapmap.io.own.postcodes import inside
from gapmap.io.own.programmes import MENTIONS, Checked, RowReader, word_offers
from gapmap.io.own.rows.found import LONGEST, Name
from gapmap.io.own.told import Told
from gapmap.io.own.where.found import Offer
from gapmap.io.own.where.names import OFFERS
from gapmap.io.uploads.table import Upload

NAMED_IN: Final = ("areas", "town", "address")


class _OfALine(Protocol):
    """Something that became of a line of the file."""

    @property
    def line(self) -> int:
        """The line."""


K = TypeVar("K", bound=Hashable)
L = TypeVar("L", bound=_OfALine)
Where = Mapping[K, Sequence[int]]


def recheck(
    upload: Upload,
    mapping: Mapping[str, str],
    placer: Placer,
    told: Told,
    before: Checked,
    told_before: Told,
) -> Checked | None:
    """Return what ``check`` would, from what it returned when it was told ``told_before``.

    The file, the mapping and the postcodes are those of then. None where the whole file has to be
    checked: the user said more than such things, or a limit comes near.
    """
    same = told_before.with_(
        read_as=told.read_as,
        words=told.words,
        areas_of_lines=told.areas_of_lines,
        repeats=told.repeats,
    )
    if same != told or len(before.offers) >= OFFERS:
        return None
    mapping = {o: h for o, h in mapping.items() if h and o not in told.constants}
    reader = RowReader(upload, mapping, told, placer)
    placer.headed(mapping.get("areas", ""))
    aside = {a.line for a in before.aside}
    touch = _Touch(told_before, told, before)
    names: list[Hashable] = []
    touched: set[Hashable] = set()
    for line, cells in upload.rows:
        texts = reader.texts(cells)
        name = _name(texts)
        names.append(name)
        if line not in aside and touch.touches(line, texts):
            if inside(texts["areas"]):
                return None  # whether it is still to be looked up depends on all rows
            touched.add(name)
    lines: set[int] = set()
    for (line, cells), name, shape in zip(upload.rows, names, upload.shapes, strict=True):
        if name in touched and line not in aside:
            lines.add(line)
            reader.take(line, cells, shape)
    return _merged(before, reader.checked(packed=False), lines)


class _Touch:
    """Says which rows two tellings can read differently; texts that come again are told once."""

    def __init__(self, before: Told, now: Told, found: Checked) -> None:
        self._texts = _differing(before.read_as, now.read_as)
        self._lines = _differing(before.areas_of_lines, now.areas_of_lines)
        settled = _differing(before.repeats, now.repeats)
        self._lines |= {
            str(r.line) for r in found.repeats if "" in settled or str(r.line) in settled
        }
        self._words = {
            column: (before.settled(column), now.settled(column))
            for column in {*before.words, *now.words}
            if before.settled(column) != now.settled(column)
        }
        self._known: dict[tuple[str, str], bool] = {}
        self._named: dict[tuple[str, ...], bool] = {}

    def touches(self, line: int, texts: Mapping[str, str]) -> bool:
        """Whether a row may be read differently."""
        if self._lines and str(line) in self._lines:
            return True
        if self._texts and self._names(tuple(texts[column] for column in NAMED_IN)):
            return True
        return any(self._differs(column, texts[column]) for column in self._words)

    def _names(self, cells: tuple[str, ...]) -> bool:
        """Whether a text that is read otherwise stands in the cells that name a place."""
        known = self._named.get(cells)
        if known is None:
            known = any(text in cell for text in self._texts for cell in cells)
            self._named[cells] = known
        return known

    def _differs(self, column: str, text: str) -> bool:
        known = self._known.get((column, text))
        if known is None:
            then, now = (words.read(text, column, settled) for settled in self._words[column])
            known = self._known[(column, text)] = then != now
        return known


def _differing(before: Mapping[str, str], now: Mapping[str, str]) -> set[str]:
    return {key for key in {*before, *now} if before.get(key) != now.get(key)}


def _name(texts: Mapping[str, str]) -> Hashable:
    """What rows that may join have in common: their service, else their programme."""
    service = _read(texts, "service")
    return ("service", service) if service else ("programme", _read(texts, "programme"))


def _read(texts: Mapping[str, str], column: Name) -> str:
    try:
        return plain.text(texts[column], LONGEST[column]).value
    except NotAcceptedError:
        return ""


def _merged(old: Checked, new: Checked, lines: set[int]) -> Checked | None:
    """What was found of all other lines, and anew of these; None where it would not be the same."""
    mentions = old.mentions + new.mentions
    found = _together(old.word_lines, new.word_lines, lines)
    places = _together(_lines(old.offers), _lines(new.offers), lines)
    if found is None or places is None or mentions > MENTIONS or len(places) >= OFFERS:
        return None
    offers = {o.text: o for o in old.offers}
    offers |= {o.text: o for o in new.offers if places[o.text][0] == o.lines[0]}

    def by_line(then: Iterable[L], now: Iterable[L]) -> tuple[L, ...]:
        others = (row for row in then if row.line not in lines)
        return tuple(sorted([*others, *now], key=lambda row: row.line))

    return replace(
        old,
        rows=by_line(old.rows, new.rows),
        bad=tuple(sorted({*(set(old.bad) - lines), *new.bad})),
        problems=by_line(old.problems, new.problems),
        choices=by_line(old.choices, new.choices),
        cells=by_line(old.cells, new.cells),
        offers=tuple(replace(offers[text], lines=at) for text, at in places.items()),
        words=word_offers(found),
        word_lines=found,
        mentions=mentions,
        repeats=by_line(old.repeats, new.repeats),
    )


def _lines(offers: Iterable[Offer]) -> dict[str, tuple[int, ...]]:
    return {offer.text: offer.lines for offer in offers}


def _together(old: Where[K], new: Where[K], lines: set[int]) -> dict[K, tuple[int, ...]] | None:
    """Where each thing stands, in the order in which a reader of the whole file meets them.

    None where something that stood in one of the lines first now stands first in another line.
    """
    found: dict[K, tuple[int, ...]] = {}
    order: dict[K, tuple[int, int]] = {}
    for at, (key, stood) in enumerate(old.items()):
        kept = [line for line in stood if line not in lines]
        now = new.get(key, ())
        if kept and stood[0] in lines and stood[0] not in now:
            return None
        if kept:
            found[key] = tuple(sorted([*kept, *now]))
            order[key] = (found[key][0], at)
    for at, (key, stood) in enumerate(new.items()):
        found.setdefault(key, tuple(stood))
        if found[key][0] in lines:
            order[key] = (found[key][0], at)
    return {key: found[key] for key in sorted(found, key=order.__getitem__)}
