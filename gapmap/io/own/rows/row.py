"""One row of a user's table while it is read: what its cells mean, and what could not be used.

A row is lost only where its name, its type or its place cannot be said. Any other cell that cannot
be read is not stated, and listed with its text.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final, TypeVar

from gapmap.fields import YEARS
from gapmap.io.files.csv_rows import Problem
from gapmap.io.own.cells import numbers, plain, still, words, years
from gapmap.io.own.cells.plain import NotAcceptedError, Read, not_stated
from gapmap.io.own.columns import COLUMNS
from gapmap.io.own.rows.found import LISTS, LONGEST, Found, Name, Number
from gapmap.io.own.told import Told
from gapmap.vocabulary import TYPES

T = TypeVar("T")
UNSAVED: Final = (
    "a stored value: a formula has no stored result; open the file in a spreadsheet and save it"
)
NEEDED: Final = ("programme", "programme_type", "areas")
AIM: Final = ("up to", "max", "no more than", "not more than", "at most", "maximum")
AVERAGED: Final = ("average of", "an average of", "on average", "average:")


@dataclass(frozen=True, slots=True)
class Said:
    """What a cell was read as, where that needs saying: our column, its text, the reading."""

    column: str
    text: str
    read_as: str


@dataclass
class Cells:
    """The cells of one row, by our columns, and what became of them.

    ``problems`` lose the row; ``left`` are cells that count as not stated; ``said`` are readings to
    show; ``unknown`` are words to settle (column, word).
    """

    file: str
    line: int
    texts: Mapping[str, str]
    headings: Mapping[str, str]
    told: Told
    this_year: int
    unsaved: frozenset[str] = frozenset()
    comma: bool = False  # numbers have a decimal comma
    problems: list[Problem] = field(default_factory=list)
    left: list[Problem] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    unknown: list[tuple[str, str]] = field(default_factory=list)

    def name(self) -> Found:
        """The name of the programme, which every row needs."""
        text = self._name()
        if text == "" and not self.problems:
            self.refuse("programme", COLUMNS["programme"].accepts)
        return {"programme": text}

    def free_text(self, column: Name) -> Found:
        """A text that is kept as it is."""
        most, lines = LONGEST[column], column == "notes"
        found: Found = {}
        text = self.texts[column]
        if not text or (text.isprintable() and len(text) <= most and column not in self.unsaved):
            found[column] = "" if not_stated(text) else text  # nearly all: nothing to report
        else:
            found[column] = self._value(column, lambda t: plain.text(t, most, lines=lines)) or ""
        return found

    def kinds(self) -> Found:
        """Type, routes, groups and accreditation."""
        found: Found = {"programme_type": self._type()}
        for listed in LISTS:
            found[listed] = self._terms(listed)
        both = set(found["accepts"]) & set(found["does_not_accept"])
        if both:
            found["does_not_accept"] = tuple(g for g in found["does_not_accept"] if g not in both)
            self.leave("does_not_accept", "groups that are not also in the column for accepts")
        found["respect_accredited"] = self._value("respect_accredited", plain.yes_no)
        return found

    def number(self, column: Number) -> Found:
        """A number; for places also whether it is an aim."""
        value = self._value(column, partial(numbers.number, column=column, comma=self.comma))
        found: Found = {}
        found[column] = value
        if column == "places":
            found["aim"] = self._marked(found, AIM, "an aim of {:g}, not a contract")
            found["averaged"] = self._marked(found, AVERAGED, "{:g} a year on average")
        return found

    def years(self) -> Found:
        """First and last year, and whether it still runs."""
        found: Found = {"still_running": False}
        found["years"] = self._years(found)
        return found

    def refuse(self, column: str, accepted: str, value: str | None = None) -> None:
        """Report what loses the row."""
        self.problems.append(self._problem(column, accepted, value))

    def leave(self, column: str, accepted: str, value: str | None = None) -> None:
        """Report a cell that counts as not stated."""
        self.left.append(self._problem(column, accepted, value))

    def _problem(self, column: str, accepted: str, value: str | None) -> Problem:
        shown = self.texts.get(column, "") if value is None else value
        heading = self.headings.get(column) or column
        return Problem(self.file, self.line, heading, shown, accepted)

    def _value(self, column: str, reader: Callable[[str], Read[T]]) -> T | None:
        """A cell's value; None, listed, where it cannot be read."""
        if column in self.unsaved:
            (self.refuse if column in NEEDED else self.leave)(column, UNSAVED)
            return None
        try:
            read = reader(self.texts[column])
        except NotAcceptedError as error:
            self.leave(column, str(error))
            return None
        if read.said:
            self.say(column, read.said)
        return read.value

    def say(self, column: str, read_as: str, text: str | None = None) -> None:
        """Keep what a cell was read as, to be shown."""
        self.said.append(Said(column, self.texts[column] if text is None else text, read_as))

    def _name(self) -> str:
        """The name; one that cannot be shown loses the row."""
        if "programme" in self.unsaved:
            return self._value("programme", lambda t: plain.text(t, LONGEST["programme"])) or ""
        try:
            return plain.text(self.texts["programme"], LONGEST["programme"]).value
        except NotAcceptedError as error:
            self.refuse("programme", str(error))
            return ""

    def _type(self) -> str:
        """The type, which every row needs; a word that is not known is one to settle."""
        column = "programme_type"
        if column in self.unsaved:
            self.refuse(column, UNSAVED)
            return ""
        text = self.texts[column]
        found = words.read(text, column, self.told.settled(column))
        if len(found.keys) == 1 and not found.unknown:
            for word, label in found.said:
                self.say(column, f"read as {label}", word)
            return found.keys[0]
        if not not_stated(text):
            self.unknown.append((column, text))
        self.refuse(column, f"one of: {'; '.join(TYPES.values())}")
        return ""

    def _terms(self, column: str) -> tuple[str, ...]:
        """The terms of a list that are known; the others are words to settle, and listed."""
        if column in self.unsaved:
            self.leave(column, UNSAVED)
            return ()
        found = words.read(self.texts[column], column, self.told.settled(column))
        for word, label in found.said:
            self.say(column, f"read as {label}", word)
        for word in found.unknown:
            self.unknown.append((column, word))
            labels = "; ".join(words.LISTS[column].values())
            self.leave(column, f"any of these, separated by ;: {labels}", word)
        return found.keys

    def _marked(self, found: Found, marks: Sequence[str], said: str) -> bool:
        """Take “up to 40” places as an aim, “average of 40” as one: apart from a contract."""
        text = " ".join(self.texts["places"].casefold().split())
        start = max((w for w in marks if text.startswith(w)), key=len, default="")
        if found["places"] is not None or not start:
            return False
        try:
            rest = text.removeprefix(start).lstrip(". ").removeprefix("of ")
            value = numbers.number(rest, "places", comma=self.comma).value
        except NotAcceptedError:
            return False
        if value is None:
            return False
        found["places"] = value
        self.left = [p for p in self.left if p.column != self.headings.get("places", "places")]
        self.say("places", said.format(value))
        return True

    def _years(self, found: Found) -> tuple[int | None, int | None]:
        """First and last year; what still runs is seen until this year."""
        start, end = self.texts["start_year"], self.texts["end_year"]
        if not_stated(start) and not_stated(end):
            return self._period(found)
        first = self._first("start_year", start, found)
        last = self._last(end, first, found)
        if first is None and last is not None:
            self.say("end_year", f"no first year: counted in {last} alone")
            first = last
        if first is not None and last is None:
            last = self._open(first, found)
        if first is not None and last is not None and first > last:
            self.leave("end_year", f"a year from {first} on: the first year comes first")
            return first, first
        return first, last

    def _period(self, found: Found) -> tuple[int | None, int | None]:
        text = self.texts["period"]
        if not_stated(text):
            return None, None
        open_start = still.goes_on(text)
        first = self._first("period", open_start, found) if open_start else None
        if first is not None:
            return first, self._running("period", first, found)
        if still.is_ongoing(text) and "period" not in self.unsaved:
            now = self._running("period", None, found)
            return now, now
        read = self._value("period", years.span)
        if read is None:
            return None, None
        if read[1] > YEARS[1] >= read[0]:
            first = self._held("period", read[0])
            return (None, None) if first is None else (first, self._running("period", first, found))
        first = self._held("period", read[0])
        last = None if first is None else max(read[1], first)
        return first, last

    def _first(self, column: str, text: str, found: Found) -> int | None:
        """The first year of a text; “2021 - ongoing” under it also says that it still runs."""
        if not_stated(text) or column in self.unsaved:
            return None
        if 1800 <= still.before(text) <= YEARS[0]:
            return self._held(column, YEARS[0] - 1)
        if YEARS[0] < still.before(text) <= YEARS[1]:
            self.say(column, f"it began before: read from {still.before(text)} on")
            return still.before(text)
        try:
            read = years.span(text)
        except NotAcceptedError as error:
            begins = still.goes_on(text)
            if begins:
                found["still_running"] = True
                return self._first(column, begins, found)
            self.leave(column, str(error))
            return None
        if read.said:
            self.say(column, read.said)
        return None if read.value is None else self._held(column, read.value[0])

    def _held(self, column: str, year: int) -> int | None:
        """A year within the window that is held; one before it is said to be before it."""
        if year < YEARS[0] and year >= 1800:
            self.say(column, f"before {YEARS[0]}: held from {YEARS[0]} on")
            return YEARS[0]
        if year > YEARS[1] or year < 1800:
            self.leave(column, years.wanted())
            return None
        return year

    def _last(self, text: str, first: int | None, found: Found) -> int | None:
        """The last year that is stated; None where it is open or not stated."""
        if not_stated(text):
            return None
        if still.is_ongoing(text) or still.goes_on(text):
            return self._running("end_year", first, found)
        read = self._value("end_year", years.span)
        if read is None:
            return None
        if read[1] > YEARS[1]:
            return self._running("end_year", first, found)
        if read[1] < YEARS[0]:
            self.leave("end_year", years.wanted())
            return None
        return read[1]

    def _running(self, column: str, first: int | None, found: Found) -> int:
        """Still running: seen until this year, or its first year where that is to come."""
        found["still_running"] = True
        self.say(column, f"still running, so seen until {self.this_year}")
        return max(self.this_year, first or self.this_year)

    def _open(self, first: int, found: Found) -> int:
        """What a first year without a last one means, as the user says."""
        if any(p.column == self.headings.get("end_year") for p in self.left):
            return first  # a last year is stated, though it cannot be read
        if self.told.no_end != "running":
            return first
        found["still_running"] = True
        self.say("end_year", f"no last year: still running, so seen until {self.this_year}", "")
        return max(self.this_year, first)


def constants_read(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts of every column, blank where neither the file nor the user gives one."""
    return {ours: texts.get(ours, "") for ours in COLUMNS}


def lines_of(numbers_: Sequence[int]) -> str:
    """Lines as a text: line 2, or lines 2 and 3."""
    if len(numbers_) == 1:
        return f"line {numbers_[0]}"
    return f"lines {', '.join(map(str, numbers_[:-1]))} and {numbers_[-1]}"
