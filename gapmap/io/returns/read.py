"""A return that came back: its answers, each with its cell, and every fault with its remedy.

Columns may have moved, rows been added, the sheet renamed, the file saved by another program, or
the questions answered in a table of one's own under other usual headings. Nothing is guessed: what
cannot be read is a fault that names sheet and cell, and the rest of the return is still read.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from gapmap.core.evidence.asking.answer import Answer
from gapmap.core.evidence.asking.columns import (
    BY_KEY,
    COLUMNS,
    VERSION,
)
from gapmap.errors import UnreadableFileError
from gapmap.io.returns import rules
from gapmap.io.returns.sheet import headings_of, letters, marks_of, table
from gapmap.io.uploads.table import Raw, shown_name

GIVEN: Final = ("reference", "held", "source")
"""Columns that nobody fills in."""
PREFILLED: Final = (
    "programme",
    "provider",
    "areas",
    "programme_type",
    "referral_routes",
    "accepts",
)


DAYS: Final = ("made", "due")
"""Marks that are days: when the form was made, and by when it was to come back."""
NOT_SAID: Final = (
    "The hidden sheet “gapmap” is not there, so it cannot be told whose return this is; say so: "
    "--body on the command line, “Whose they are” on the page"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong: sheet and cell (blank: the file as a whole), its value, and what to do."""

    sheet: str
    cell: str
    value: str
    remedy: str

    def __str__(self) -> str:
        """One sentence."""
        where = ", ".join(filter(None, (f"sheet {self.sheet}" if self.sheet else "", self.cell)))
        value = f"“{self.value[:80]}” " if self.value else ""
        return f"{where}: {value}{self.remedy}." if where else f"{value}{self.remedy}."


@dataclass(frozen=True)
class Return:
    """A whole return: whose it is, when its form was made, its answers and its faults."""

    name: str
    sha256: str
    marks: Mapping[str, str]
    sheet: str
    answers: tuple[Answer, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Known:
    """What a return is held against: names of bodies, and the programmes each is asked about."""

    bodies: Mapping[str, str]
    asked: Mapping[str, frozenset[str]]
    services: frozenset[str]
    latest: int


@dataclass
class _Faults:
    sheet: str
    found: list[Fault] = field(default_factory=list)

    def add(self, cell: str, value: str, remedy: str) -> None:
        self.found.append(Fault(self.sheet, cell, value, remedy))

    def file(self, remedy: str) -> None:
        self.found.append(Fault("", "", "", remedy))


def read(data: bytes, name: str, known: Known, expected: str = "") -> Return:
    """Read one return. Raises UserInputError where the file is no table that can be read.

    ``expected`` is the body it should be of; blank where that is not known.
    """
    called = shown_name(name)
    marks = _sound(marks_of(data, name), known)
    raw = table(data, name)
    at, columns, twice = headings_of(raw)
    if "programme" not in columns and "reference" not in columns:
        raise UnreadableFileError(
            f"{called} has no column “Programme”; send the workbook of the request, or a table "
            "with that heading."
        )
    faults = _Faults(raw.sheet)
    _whose(marks, known, expected, faults)
    for heading, letter in twice:
        faults.add(f"{letter}{raw.rows[at][0]}", heading, "is there twice; keep one column of it")
    _merged(raw, at, columns, faults)
    answers = _answers(raw, at, columns, known, faults)
    _references(answers, known, faults)
    _asked(answers, marks.get("body_id", ""), known, faults)
    if not any(_is_answered(answer) for answer in answers):
        faults.file(
            "Nothing is answered: fill in “Still right?” or a number, or say “not held”, in at "
            "least one row"
        )
    made = Return(
        called, hashlib.sha256(data).hexdigest(), marks, raw.sheet, tuple(answers),
        tuple(faults.found),
    )  # fmt: skip
    return of(made, expected, known)


def of(one: Return, body: str, known: Known) -> Return:
    """A return that does not say whose it is, as that of a body; any other as it is.

    In a table of one's own no row has a reference: then none is missed.
    """
    if one.marks or not body:
        return one
    marks = {"body_id": body, "body": known.bodies[body]}
    faults = _Faults(one.sheet, [fault for fault in one.faults if fault.remedy != NOT_SAID])
    if any(answer.reference for answer in one.answers):
        _asked(one.answers, body, known, faults)
    return replace(one, marks=marks, faults=tuple(faults.found))


def _sound(marks: Mapping[str, str], known: Known) -> dict[str, str]:
    """The marks as far as they can be trusted: names as the register has them, days that are."""
    body = marks.get("body_id", "")
    named = {"body": known.bodies.get(body, "a body that is not known")} if marks else {}
    days = {key: marks[key] for key in DAYS if key in marks and _is_day(marks[key])}
    return {**{k: v for k, v in marks.items() if k not in DAYS}, **named, **days}


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _whose(marks: Mapping[str, str], known: Known, expected: str, faults: _Faults) -> None:
    body, form = marks.get("body_id", ""), marks.get("form", "")
    if not marks:
        if not expected:
            faults.file(NOT_SAID)
        return
    if form != VERSION:
        age = "older" if form < VERSION else "newer"
        which = f"is version {form[:20]}, {age}" if form else "does not say its version, other"
        faults.file(f"The form {which} than {VERSION}, which is read; send the workbook again")
    if body not in known.bodies:
        faults.file(f"The body “{body[:60]}” is not in the register; check the hidden sheet")
    elif expected and body != expected:
        faults.file(
            f"This is the return of {known.bodies[body]}, not of "
            f"{known.bodies.get(expected, expected)}; file it under its own body"
        )


def _merged(raw: Raw, at: int, columns: Mapping[str, int], faults: _Faults) -> None:
    head = raw.rows[at][0]
    ours = {index: key for key, index in columns.items()}
    for first, last, index in raw.merged:
        if first > head and last > first and index in ours:
            faults.add(
                f"{letters(index)}{first}", "",
                f"is merged down to row {last}; split the cells and give each row its own value",
            )  # fmt: skip


def _answers(
    raw: Raw, at: int, columns: Mapping[str, int], known: Known, faults: _Faults
) -> list[Answer]:
    definitions = {column.definition for column in COLUMNS}
    found = []
    for line, cells in raw.rows[at + 1 :]:
        texts = {
            key: cells[i].strip()
            for key, i in columns.items()
            if i < len(cells) and cells[i].strip()
        }
        if not texts or sum(text in definitions for text in texts.values()) > 1:
            continue
        found.append(_answer(line, texts, columns, known, raw, faults))
    return found


def _answer(
    line: int,
    texts: Mapping[str, str],
    columns: Mapping[str, int],
    known: Known,
    raw: Raw,
    faults: _Faults,
) -> Answer:
    cells = {key: f"{letters(columns[key])}{line}" for key in columns}
    told: dict[str, object] = {}
    for key in (key for key, index in columns.items() if (line, index) in raw.unsaved):
        faults.add(cells[key], "", "is a formula without a saved result; write the value itself")
        told[key] = None
    for key, text in texts.items():
        if key in GIVEN:
            continue
        try:
            told[key] = rules.value(key, text, known.latest)
        except rules.RuleError as error:
            faults.add(cells[key], text, str(error))
            told[key] = None  # there, but not to be read
    if "programme" not in texts:
        faults.add(cells.get("programme", f"row {line}"), "", "is blank; name the programme")
    for key, remedy in rules.together(told):
        if told.get(key, "") is not None:
            faults.add(cells.get(key, f"row {line}"), texts.get(key, ""), _named(key, remedy))
    answers = {key: value for key, value in told.items() if value is not None}
    return Answer(texts.get("reference", ""), line, answers, cells)


def _named(key: str, remedy: str) -> str:
    return f"({BY_KEY[key].heading}) {remedy}"


def _references(answers: Sequence[Answer], known: Known, faults: _Faults) -> None:
    given = [answer for answer in answers if answer.reference]
    times = Counter(answer.reference for answer in given)
    for answer in given:
        if answer.reference not in known.services:
            faults.add(_place(answer), answer.reference, "is no reference of ours; leave it blank "
                       "for a new programme")  # fmt: skip
        if times[answer.reference] > 1:
            faults.add(
                _place(answer), answer.reference, "is in several rows; keep one row a programme"
            )
    new = Counter(_name(answer) for answer in answers if not answer.reference and _name(answer))
    for answer in answers:
        if not answer.reference and new[_name(answer)] > 1:
            faults.add(answer.cells.get("programme", f"row {answer.line}"), _name(answer),
                       "is in several rows that were added; keep one")  # fmt: skip


def _asked(answers: Sequence[Answer], body: str, known: Known, faults: _Faults) -> None:
    """Whether the rows are those that a body was asked about."""
    asked = known.asked.get(body, frozenset())
    given = [answer for answer in answers if answer.reference]
    for answer in given if asked else ():
        if answer.reference in known.services and answer.reference not in asked:
            faults.add(_place(answer), answer.reference, "was not asked of this body; leave it out")
    if asked and given and not any(answer.reference in asked for answer in given):
        faults.file(
            f"No row of it was asked of {known.bodies[body]}: it is the return of another body, or "
            "its hidden sheet was changed; file it under the body that answered"
        )
        return
    for missing in sorted(asked - {answer.reference for answer in given}):
        faults.file(
            f"The row of “{missing}” is gone; put it back, and say “ended” or “not ours” if that "
            "is so"
        )


def _place(answer: Answer) -> str:
    return answer.cells.get("reference", f"row {answer.line}")


def _name(answer: Answer) -> str:
    return str(answer.told.get("programme", "")).strip().casefold()


def _is_answered(answer: Answer) -> bool:
    """Whether a row says anything beyond what was filled in before it was sent."""
    return any(key not in PREFILLED for key in answer.told) or not answer.reference


def several(returns: Iterable[Return]) -> list[str]:
    """What is wrong between returns: one file twice, or two of one body."""
    said, seen, bodies = [], dict[str, str](), dict[str, str]()
    for one in returns:
        body = one.marks.get("body_id", "")
        if one.sha256 in seen:
            said.append(f"{one.name} is the same file as {seen[one.sha256]}; it is read once.")
        elif body and body in bodies:
            said.append(
                f"{one.name} and {bodies[body]} are both returns of {one.marks.get('body', body)}; "
                "say which one holds."
            )
        seen.setdefault(one.sha256, one.name)
        bodies.setdefault(body, one.name)
    return said
