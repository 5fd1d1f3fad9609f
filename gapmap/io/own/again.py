"""A file that was checked, checked again after a decision: only the rows that it touches are read.

A decision settles a name, a word, the area of a line or what rows of other numbers are. It touches
the rows in which that stands, and those that share the name of a programme or a service with one of
them, since these may join.
The result is that of a check of the whole file.
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Final, Protocol, TypeVar

from gapmap.io.files import garbage
from gapmap.io.own.cells import plain, words
from gapmap.io.own.cells.plain import NotAcceptedError
from gapmap.io.own.places import Placer
from gapmap.io.own.postcodes import inside
from gapmap.io.own.programmes import MENTIONS, Checked, RowReader
from gapmap.io.own.rows.asked import word_offers
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


@garbage.left_alone()
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
    wanted = _touched(upload, reader, _Touch(told_before, told, before), before)
    if wanted is None:
        return None
    lines: set[int] = set()
    for (line, cells), at in zip(upload.some(wanted), wanted, strict=True):
        lines.add(line)
        reader.take(line, cells, upload.shapes[at])
    return _merged(before, reader.checked(packed=False), lines)


def _touched(
    upload: Upload, reader: RowReader, touch: "_Touch", before: Checked
) -> list[int] | None:
    """Where the rows stand that may be read differently, or may join with one that is.

    None where that depends on all rows: whether a postcode is still to be looked up.
    """
    aside = {a.line for a in before.aside}
    cell = {ours: reader.cell_of(ours) for ours in (*touch.columns, "service", "programme")}
    columns = tuple(cell[ours] for ours in touch.columns)
    service, programme = cell["service"], cell["programme"]
    names: list[Hashable] = []
    touched: set[Hashable] = set()
    for line, cells in upload.rows:
        of = service(cells)
        name: Hashable = (of and _read(of, "service")) or ("programme", programme(cells))
        names.append(None if line in aside else name)
        if line not in aside and touch.touches(line, [column(cells) for column in columns]):
            if inside(reader.cell_of("areas")(cells)):
                return None
            touched.add(name)
    return [at for at, name in enumerate(names) if name in touched]


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

    @property
    def columns(self) -> tuple[str, ...]:
        """Our columns that have to be looked at."""
        return (*(NAMED_IN if self._texts else ()), *self._words)

    def touches(self, line: int, texts: Sequence[str]) -> bool:
        """Whether a row may be read differently; ``texts`` are its cells in ``columns``."""
        if self._lines and str(line) in self._lines:
            return True
        words_at = len(NAMED_IN) if self._texts else 0
        if self._texts and self._names(tuple(texts[:words_at])):
            return True
        return any(map(self._differs, self._words, texts[words_at:]))

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


def _read(text: str, column: Name) -> str:
    try:
        return plain.text(text, LONGEST[column]).value
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
        return tuple(sorted([*others, *now], key=attrgetter("line")))

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
