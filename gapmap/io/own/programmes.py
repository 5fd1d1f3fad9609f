"""A user's own programmes: every row checked, every problem reported, good rows made usable.

A row with any problem is not used. Nothing is changed in silence: what was read in one of several
possible ways is a ``Choice``, which the page and the command line show.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from shapely.geometry.base import BaseGeometry

from gapmap.core.capacity import Observation
from gapmap.errors import UserInputError
from gapmap.io.data_tables import Problem
from gapmap.io.own import values
from gapmap.io.own.columns import COLUMNS
from gapmap.io.own.places import Choice, Offer, Placer, Where
from gapmap.io.own.records import observation, record
from gapmap.io.uploads.table import Upload
from gapmap.vocabulary import GROUPS, ROUTES, TYPES

MENTIONS: Final = 200_000  # building blocks named by all rows together
NUMBERS: Final = ("places", "starts", "referrals", "completions", "months", "annual_funding")
LONGEST: Final = {"programme": 300, "provider": 300, "town": 100, "service": 100, "period": 60}


@dataclass(frozen=True)
class OwnRow:
    """A row that can be used: as the model takes it, and as a row of programmes.csv."""

    line: int
    observation: Observation
    record: Mapping[str, Any]


@dataclass(frozen=True)
class Checked:
    """What became of a file: rows to use, problems, choices made, names to settle.

    ``bad`` are the lines that cannot be used. ``postcodes`` could be looked up to place more rows,
    or place them better.
    """

    name: str
    rows: tuple[OwnRow, ...]
    bad: tuple[int, ...]
    problems: tuple[Problem, ...]
    choices: tuple[Choice, ...]
    offers: tuple[Offer, ...]
    postcodes: tuple[str, ...]

    @property
    def undated(self) -> int:
        """Rows to use that state no years: a view of certain years leaves them out."""
        return sum(row.observation.start_year is None for row in self.rows)


def check(
    upload: Upload,
    mapping: Mapping[str, str],
    placer: Placer,
    constants: Mapping[str, str] | None = None,
) -> Checked:
    """Check every row of a file.

    ``mapping`` is our column → heading; ``constants`` our column → one text for every row. Raises
    UserInputError when a column that must be there is neither mapped nor constant.
    """
    constants = constants or {}
    _check_columns(upload, mapping, constants)
    at = {ours: upload.header.index(theirs) for ours, theirs in mapping.items() if theirs}
    seen: dict[tuple[Any, ...], int] = {}
    rows: list[OwnRow] = []
    problems: list[Problem] = []
    bad: list[int] = []
    mentions = 0
    for (line, cells), shape in zip(upload.rows, upload.shapes, strict=True):
        texts = {ours: constants.get(ours, "") for ours in COLUMNS}
        texts |= {ours: cells[index] for ours, index in at.items()}
        row = _Row(upload.name, line, texts, shape, mapping)
        good = row.read(placer, seen)
        problems += row.problems
        if good is None:
            bad.append(line)
            continue
        mentions += len(good.observation.blocks)
        if mentions > MENTIONS:
            raise UserInputError(
                f"{upload.name}: its rows name {MENTIONS:,} councils together, which is too many; "
                "split it."
            )
        rows.append(good)
    return Checked(
        upload.name, tuple(rows), tuple(bad), tuple(problems), tuple(placer.choices),
        placer.offers(), placer.unasked(),
    )  # fmt: skip


def _check_columns(
    upload: Upload, mapping: Mapping[str, str], constants: Mapping[str, str]
) -> None:
    given = {ours for ours, theirs in mapping.items() if theirs} | set(constants)
    for ours, column in COLUMNS.items():
        if column.required and ours not in given:
            raise UserInputError(
                f"{upload.name} has no column for “{column.label}” ({ours}); say which of its "
                f"headings it is: {', '.join(h[:40] for h in upload.header[:40])}."
            )
    has_shapes = any(shape is not None for shape in upload.shapes)
    if not given & {"areas", "postcode", "town"} and not has_shapes:
        raise UserInputError(
            f"{upload.name} does not say where its programmes are; add or map a column areas, "
            "postcode or town."
        )


class _Row:
    """One row while it is read; collects its problems."""

    def __init__(
        self,
        file: str,
        line: int,
        texts: Mapping[str, str],
        shape: BaseGeometry | None,
        mapping: Mapping[str, str],
    ) -> None:
        self.file, self.line, self.texts, self.shape = file, line, texts, shape
        self._mapping = mapping
        self.problems: list[Problem] = []

    def read(self, placer: Placer, seen: dict[tuple[Any, ...], int]) -> OwnRow | None:
        """The row as it will be used; None when it has any problem."""
        found = self._cells()
        where = placer.place(self.line, self.texts, self.shape, self._refuse)
        if self.problems or where is None:
            return None
        first, last = found["years"]
        service = found["service"] or (found["programme"], found["provider"], where.blocks)
        key = (service, found["programme"], first, last)
        if key in seen:
            accepted = (
                f"each programme, provider, areas and years once: line {seen[key]} has them already"
            )
            self._refuse("programme", accepted)
            return None
        seen[key] = self.line
        return self._own_row(found, where, service)

    def _own_row(self, found: Mapping[str, Any], where: Where, service: object) -> OwnRow:
        made = record(self.line, service, found, where)
        return OwnRow(self.line, observation(made, where.blocks), made)

    def _cells(self) -> dict[str, Any]:
        """Every cell's value; what cannot be read becomes a problem and None."""
        found: dict[str, Any] = {}
        for column, longest in LONGEST.items():
            found[column] = self._value(column, lambda t, n=longest: values.text(t, n))
        found["notes"] = self._value("notes", lambda t: values.text(t, 2000, lines=True))
        if found["programme"] == "":
            self._refuse("programme", COLUMNS["programme"].accepts)
        found["programme_type"] = self._value("programme_type", lambda t: values.term(t, TYPES))
        found["referral_routes"] = self._value("referral_routes", lambda t: values.terms(t, ROUTES))
        for column in ("accepts", "does_not_accept"):
            found[column] = self._value(column, lambda t: values.terms(t, GROUPS)) or ()
        both = set(found["accepts"]) & set(found["does_not_accept"])
        if both:
            self._refuse("does_not_accept", "groups that are not also in the column for accepts")
        found["respect_accredited"] = self._value("respect_accredited", values.yes_no)
        for column in NUMBERS:
            found[column] = self._value(column, lambda t, c=column: values.number(t, c))
        found["years"] = self._years()
        return found

    def _value(self, column: str, reader: Any) -> Any:
        try:
            return reader(self.texts[column])
        except values.NotAcceptedError as error:
            self._refuse(column, str(error))
            return None

    def _years(self) -> tuple[int | None, int | None]:
        first, last = (self._value(c, values.year) for c in ("start_year", "end_year"))
        blank = all(values.not_stated(self.texts[c]) for c in ("start_year", "end_year"))
        if blank:
            return self._value("period", values.period) or (None, None)
        if (first is None) != (last is None) and not self.problems:
            missing = "end_year" if last is None else "start_year"
            self._refuse(
                missing, "both years or neither; for a service that still runs, this year as last"
            )
        elif first is not None and last is not None and first > last:
            self._refuse("end_year", f"a year from {first} on: the first year comes first")
        return first, last

    def _refuse(self, column: str, accepted: str, value: str | None = None) -> None:
        shown = self.texts.get(column, "") if value is None else value
        heading = self._mapping.get(column) or column
        self.problems.append(Problem(self.file, self.line, heading, shown, accepted))
