"""A user's own programmes: every row checked, every problem reported, good rows made usable.

A row is lost only where its name, type or place cannot be said; a cell that cannot be read is not
stated, and listed. Nothing is changed in silence: what was read in one of several possible ways is
a ``Choice``, which the page and the command line show.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from operator import itemgetter
from typing import Final

from shapely.geometry.base import BaseGeometry

from gapmap.core.evidence.capacity import Observation
from gapmap.core.evidence.observation import ProgrammeRow, observed
from gapmap.errors import FileTooLargeError, UnknownNameError, UnreadableFileError
from gapmap.io.files import garbage
from gapmap.io.files.csv_rows import Problem
from gapmap.io.files.packed import Texts
from gapmap.io.headings import normal
from gapmap.io.own import joins
from gapmap.io.own.columns import COLUMNS, rivals
from gapmap.io.own.joins import Draft, Repeat
from gapmap.io.own.places import Placer
from gapmap.io.own.records import Maker, record
from gapmap.io.own.rows.aside import Aside, Sums, why_aside
from gapmap.io.own.rows.asked import WordOffer, word_offers
from gapmap.io.own.rows.plan import Plan
from gapmap.io.own.rows.row import Cells, constants_read
from gapmap.io.own.told import NOTHING_TOLD, Told
from gapmap.io.own.where.found import Choice, Offer
from gapmap.io.own.where.pairs import bare_grid
from gapmap.io.uploads.table import Upload

MENTIONS: Final = 500_000  # building blocks named by all rows together
TOLD: Final = 500  # rows between two reports of progress
PLACED_BY: Final = frozenset(
    ("areas", "postcode", "town", "address", "latitude", "longitude", "easting", "northing")
)
"""Columns that can say where a programme is; one of them is needed where there is no map."""
OF_AREAS: Final = frozenset(
    ("places per 1 000 perpetrators", "places per 1000", "perpetrators", "estimated perpetrators",
     "unmet", "share met", "state", "programmes unmeasured", "programmes recorded", "vintage")
)  # fmt: skip
"""Headings of the tables of areas that gapmap writes."""


@dataclass(frozen=True, slots=True)
class OwnRow:
    """A programme that can be used, as a row of programmes.csv.

    ``blocks`` are the building blocks it serves; ``lines`` are all of the file that it is made of;
    ``codes`` are those of its areas as read; ``by`` is what placed it; ``still_running`` and
    ``aim`` are as the file says.
    """

    line: int
    blocks: tuple[str, ...]
    record: ProgrammeRow
    lines: tuple[int, ...] = ()
    codes: tuple[str, ...] = ()
    by: str = "areas"
    still_running: bool = False
    aim: bool = False

    @property
    def observation(self) -> Observation:
        """The programme as the model takes it; made anew each time."""
        return observed(self.record, self.blocks)


@dataclass(frozen=True)
class Checked:
    """What became of a file: programmes to use, problems, choices made, names to settle.

    ``bad`` are the lines that cannot be used; ``cells`` those that count as not stated though
    something stands in them; ``aside`` are lines that are no programmes; ``words`` are to be
    settled once for the file. ``rivals`` are other headings that could be meant, by our column.
    ``postcodes`` could be looked up to place more rows, or place them better. ``word_lines`` are
    lines by our column and word, as they come; ``mentions`` are building blocks named, at most.
    ``repeats`` are rows that differ in nothing but their numbers, settled or not.
    """

    name: str
    rows: tuple[OwnRow, ...]
    bad: tuple[int, ...]
    problems: tuple[Problem, ...]
    choices: tuple[Choice, ...]
    offers: tuple[Offer, ...]
    postcodes: tuple[str, ...]
    cells: tuple[Problem, ...] = ()
    words: tuple[WordOffer, ...] = ()
    aside: tuple[Aside, ...] = ()
    rivals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    word_lines: Mapping[tuple[str, str], Sequence[int]] = field(default_factory=dict, repr=False)
    mentions: int = field(default=0, compare=False)
    repeats: tuple[Repeat, ...] = ()

    @cached_property
    def undated(self) -> int:
        """Programmes that state no years: a view of certain years leaves them out."""
        return sum(row.record["start_year"] is None for row in self.rows)

    @cached_property
    def used(self) -> int:
        """Lines of the file that are on the map."""
        return sum(len(row.lines) for row in self.rows)

    @property
    def total(self) -> int:
        """Lines of the file that are programmes, as far as can be told."""
        return self.used + len(self.bad)


@garbage.left_alone()
def check(
    upload: Upload,
    mapping: Mapping[str, str],
    placer: Placer,
    told: Told = NOTHING_TOLD,
    progress: Callable[[int, int], object] = lambda *_: None,
) -> Checked:
    """Check every row of a file.

    ``mapping`` is our column → heading; ``told`` is what the user said of the file. ``progress``
    hears how many of how many rows are done. Raises UserInputError when a column that must be
    there is neither mapped nor the same for every row.
    """
    constants = told.constants
    mapping = {o: h for o, h in mapping.items() if h and o not in constants}
    check_columns(upload, mapping, constants)
    placer.headed(mapping.get("areas", ""))
    reader = RowReader(upload, mapping, told, placer)
    for position, ((line, cells), shape) in enumerate(zip(upload.rows, upload.shapes, strict=True)):
        reader.row(line, cells, shape)
        if position % TOLD == 0:
            progress(position, len(upload.rows))
    progress(len(upload.rows), len(upload.rows))
    return reader.checked()


def check_columns(upload: Upload, mapping: Mapping[str, str], constants: Mapping[str, str]) -> None:
    """Raise UserInputError, naming the column, where a needed one is not given."""
    given = {ours for ours, theirs in mapping.items() if theirs} | set(constants)
    if len(OF_AREAS & set(map(normal, upload.header))) > 1:
        raise UnreadableFileError(
            f"{upload.name} is a table of areas, such as gapmap writes, not a list of programmes; "
            "send a list with one line a programme: the template has its columns."
        )
    has_shapes = any(shape is not None for shape in upload.shapes)
    for ours, column in COLUMNS.items():
        if column.required and ours not in given:
            raise UnknownNameError(
                f"{upload.name} has no column for “{column.label}” ({ours}); say which of its "
                f"headings it is, or give one value for every row: "
                f"{', '.join(h[:40] for h in upload.header[:40])}."
            )
    if not given & PLACED_BY and not has_shapes:
        raise UnknownNameError(
            f"{upload.name} does not say where its programmes are; add or map a column areas, "
            f"postcode or town, or give one area for every row.{bare_grid(upload.header)}"
        )


class RowReader:
    """Reads the rows of one file and keeps what becomes of them."""

    def __init__(
        self, upload: Upload, mapping: Mapping[str, str], told: Told, placer: Placer
    ) -> None:
        self._upload, self._mapping, self._told, self._placer = upload, mapping, told, placer
        self._at = {ours: upload.header.index(theirs) for ours, theirs in mapping.items()}
        self._constants = constants_read(told.constants)
        self._plan = Plan({*mapping, *told.constants}, told)
        self._read = _unsaved(upload, self._at)
        self._year = datetime.now(UTC).year
        self._sums = Sums()
        self._drafts: list[Draft] = []
        self._bad: list[int] = []
        self._problems: list[Problem] = []
        self._cells: list[Problem] = []
        self._aside: list[Aside] = []
        self._words: dict[tuple[str, str], list[int]] = {}
        self._mentions = 0

    def row(self, line: int, cells: Sequence[str], shape: BaseGeometry | None) -> None:
        """Read one row, or set it aside."""
        stated = self._stated(cells)
        if line not in self._told.programmes and shape is None:
            why = why_aside(cells, stated, self._upload.header, self._sums)
            if why:
                text = next(c for c in cells if c)
                self._aside.append(Aside(line, text, why))
                self._sums.close()
                return
        self._sums.add(stated)
        self.take(line, cells, shape)

    def _stated(self, cells: Sequence[str]) -> dict[str, str]:
        return {ours: cells[index] for ours, index in self._at.items()}

    def cell_of(self, ours: str) -> Callable[[Sequence[str]], str]:
        """What gives a row's text in a column of ours, from its cells or the same for every row."""
        at = self._at.get(ours)
        if at is None:
            text = self._constants[ours]
            return lambda _: text
        return itemgetter(at)

    def take(self, line: int, cells: Sequence[str], shape: BaseGeometry | None) -> None:
        """Read one row that is a programme."""
        texts = {**self._constants, **self._stated(cells)}
        if str(line) in self._told.areas_of_lines:
            texts["areas"] = self._told.areas_of_lines[str(line)]
        row = Cells(
            self._upload.name, line, texts, self._mapping, self._told, self._year,
            self._read.get(line, frozenset()), self._upload.separator == ";",
        )  # fmt: skip
        if line in self._upload.faults:
            row.problems.append(
                Problem(self._upload.name, line, "", " ".join(cells), self._upload.faults[line])
            )
        found = self._plan.read(row)
        where = self._placer.place(line, row.texts, shape, row.refuse, row.leave)
        self._problems += row.problems
        self._note_words(line, row)
        self._cells += row.left
        if row.problems or where is None:
            self._bad.append(line)
            return
        for said in row.said:
            self._placer.choices.append(Choice(line, said.text, said.read_as))
        self._mentions += len(where.blocks)
        if self._mentions > MENTIONS:
            raise FileTooLargeError(
                f"{self._upload.name}: its rows name {MENTIONS:,} councils together, which is too "
                "many; split it."
            )
        found["left"] = "; ".join(f"{p.column}: {p.value[:100]}" for p in row.left)
        stood = [" ".join(row.texts[column].casefold().split()) for column in joins.SITES]
        site = (*(where.site or stood[:1]), *stood[1:])
        self._drafts.append(Draft(line, found, where, site))

    def _note_words(self, line: int, row: Cells) -> None:
        for column, word in row.unknown:
            self._words.setdefault((column, word), []).append(line)

    def checked(self, *, packed: bool = True) -> Checked:
        """Everything that became of the rows; ``packed``: long texts are shared with the file."""
        joined = joins.join(self._drafts, self._told.repeats)
        for draft, accepted in joined.refused:
            self._bad.append(draft.line)
            heading = self._mapping.get("programme", "programme")
            self._problems.append(
                Problem(self._upload.name, draft.line, heading, draft.found["programme"], accepted)
            )
        choices = (*self._placer.choices, *joined.said)
        made = Maker(self._upload.texts() if packed else Texts())
        rows = tuple(_own_row(draft, made) for draft in joined.drafts)
        made.texts.close()
        cells = [list(c) for _, c in self._upload.rows[:200]]
        return Checked(
            self._upload.name, rows, tuple(sorted(self._bad)),
            tuple(sorted(self._problems, key=lambda p: p.line)),
            tuple(sorted(choices, key=lambda c: c.line)), self._placer.offers(),
            self._placer.unasked(), tuple(self._cells), word_offers(self._words),
            tuple(self._aside),
            _open_rivals(rivals(self._upload.header, self._mapping, cells), self._told),
            {key: tuple(lines) for key, lines in self._words.items()}, self._mentions,
            tuple(sorted(joined.repeats, key=lambda r: r.line)),
        )  # fmt: skip


def _open_rivals(found: Mapping[str, tuple[str, ...]], told: Told) -> dict[str, tuple[str, ...]]:
    """Rivals of the columns that the user has not settled."""
    return {ours: names for ours, names in found.items() if ours not in told.columns}


def _unsaved(upload: Upload, at: Mapping[str, int]) -> dict[int, frozenset[str]]:
    """Our columns whose cell is a formula without a stored result, by line."""
    ours_at = {index: ours for ours, index in at.items()}
    found: dict[int, set[str]] = {}
    for line, index in upload.unsaved:
        if index in ours_at:
            found.setdefault(line, set()).add(ours_at[index])
    return {line: frozenset(names) for line, names in found.items()}


def _own_row(draft: Draft, made: Maker) -> OwnRow:
    where, found = draft.where, draft.found
    return OwnRow(
        draft.line, made.once(where.blocks),
        made.record(record(draft.line, draft.service, found, where)), draft.lines,
        made.once(where.codes), where.by, found["still_running"], found["aim"],
    )  # fmt: skip
