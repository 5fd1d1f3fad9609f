"""What a return proposes: per programme and field ours, theirs, the source of each, and a proposal.

Nothing is merged by this. A return's row speaks of one service in one period: the record that is
held of that period, else a record of it that has yet to be made from the latest one. A row that
names no period speaks of the latest record.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from gapmap.core.evidence.asking.answer import Answer
from gapmap.core.evidence.asking.columns import NUMBERS
from gapmap.core.evidence.merging import cells
from gapmap.core.evidence.merging.cells import Cells

Blocks = Callable[[str], frozenset[str]]
"""The building blocks that a text of areas names; none where it cannot be read."""


class Action(StrEnum):
    """What is proposed. ``LOOK``: not without a judgement; ``NOTE``: kept, changes no figure."""

    ACCEPT = "accept"
    CONFIRM = "confirm"
    LOOK = "look"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Come:
    """Where answers come from: the body, the file by its hash, its sheet and the day of the answer.

    ``answered`` is YYYY-MM-DD; ``source_id`` that of the return in the table of sources; ``area``
    the building blocks of the body, for what it calls “the whole area”.
    """

    body_id: str
    body: str
    file: str
    sha256: str
    sheet: str
    answered: str
    source_id: str
    area: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Proposal:
    """One field of one programme. ``ours`` and ``theirs`` are cells of our table, blank: nothing.

    ``record`` is the observation it would change, ``makes`` says that it has yet to be made from
    ``base``; ``period`` is what the row names, ``line`` its line in the return; ``sets`` the cells
    that accepting it sets; ``service`` is the service's id.
    """

    key: str
    service: str
    programme: str
    record: str
    makes: bool
    base: str
    field: str
    ours: str
    theirs: str
    our_source: str
    our_day: str
    cell: str
    action: Action
    why: str
    sets: Mapping[str, str]
    period: str = ""
    line: int = 0


@dataclass(frozen=True)
class Held:
    """What is held: cells of every record by its id, and the ids of each service, last first."""

    records: Mapping[str, Cells]
    services: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, records: Mapping[str, Cells]) -> "Held":
        """The records, those of each service ordered by when they speak."""
        services: dict[str, list[str]] = {}
        for name, record in records.items():
            services.setdefault(record["service_id"], []).append(name)
        for names in services.values():
            names.sort(key=lambda n: _spoken(records[n]), reverse=True)
        return cls(records, services)


def _spoken(record: Cells) -> tuple[str, str, str]:
    return record["as_of"], record["end_year"], record["observation_id"]


def proposals(
    answers: Iterable[Answer], held: Held, come: Come, blocks: Blocks
) -> tuple[Proposal, ...]:
    """Everything that the answers of one return propose, in the order of its rows."""
    found: list[Proposal] = []
    for answer in answers:
        if answer.reference and answer.reference not in held.services:
            continue  # a fault of the return, which its reading has named
        found += _of_row(answer, held, come, blocks)
    return tuple(found)


def _of_row(answer: Answer, held: Held, come: Come, blocks: Blocks) -> list[Proposal]:
    row = _Row.of(answer, held, come)
    fields = [name for name in cells.TEXTS if name in answer.told]
    found = [row.text(name, blocks, come) for name in fields]
    found += [row.number(name) for name in NUMBERS if _said(answer, name) is not None]
    if "still" in answer.told and row.answer.reference:
        found.append(row.still(come))
    if "remarks" in answer.told:
        found.append(row.remarks(come))
    return [p for p in found if p is not None]


def _said(answer: Answer, name: str) -> object:
    return answer.told.get(name, answer.told.get(f"{name}_instead"))


@dataclass(frozen=True)
class _Row:
    answer: Answer
    come: Come
    service: str
    record: str
    makes: bool
    base: str
    beside: Cells

    @classmethod
    def of(cls, answer: Answer, held: Held, come: Come) -> "_Row":
        period = str(answer.told.get("period", ""))
        if not answer.reference:
            service = new_service(str(answer.told.get("programme", "")), come.body_id)
            if service not in held.services:
                return cls(answer, come, service, record_id(service, period), True, "", {})
            answer = replace(answer, reference=service)  # the body has added it before
        names = held.services[answer.reference]
        latest = held.records[names[0]]
        numbers = any(_said(answer, name) is not None for name in NUMBERS)
        if not period or not numbers:
            return cls(answer, come, answer.reference, names[0], False, names[0], latest)
        first, last = map(str, cells.years(period))
        same = (n for n in names if (held.records[n]["start_year"], held.records[n]["end_year"])
                == (first, last) and held.records[n]["row_kind"] == "programme")  # fmt: skip
        there = next(same, "")
        if there:
            return cls(answer, come, answer.reference, there, False, there, held.records[there])
        name = free(record_id(latest["programme_id"], period), held.records)
        made = cells.of_another_period(latest, name, period)
        return cls(answer, come, answer.reference, name, True, names[0], made)

    def _made(
        self, field: str, ours: str, theirs: str, action: Action, why: str, sets: Mapping[str, str],
        at: str = "",
    ) -> Proposal:  # fmt: skip
        cell = self.answer.cells.get(at or field, f"row {self.answer.line}")
        return Proposal(
            f"{self.come.sha256[:12]}:{self.answer.line}:{field}", self.service,
            str(self.beside.get("programme") or self.answer.told.get("programme", "")),
            self.record, self.makes, self.base, field, ours, theirs,
            str(self.beside.get("source_id", "")) if ours else "",
            str(self.beside.get("as_of", "")) if ours else "", cell, action, why, sets,
            str(self.answer.told.get("period", "")), self.answer.line,
        )  # fmt: skip

    def text(self, field: str, blocks: Blocks, come: Come) -> Proposal | None:
        column = cells.TEXTS[field]
        ours, theirs = self.beside.get(column, ""), cells.text(field, self.answer.told[field])
        if ours and cells.same(field, ours, theirs):
            return None if self.makes or not self._touched(field) else self._same(field, ours)
        if field == "areas":
            return self._areas(ours, theirs, blocks, come)
        if field == "accredited":
            return self._accredited(ours, theirs)
        action, why = self._newer(ours)
        return self._made(field, ours, theirs, action, why, {column: theirs})

    def _touched(self, field: str) -> bool:
        """Whether a cell is an answer by itself: those filled in before sending are not."""
        return field not in ("programme", "provider", "areas", "programme_type", "referral_routes",
                             "accepts")  # fmt: skip

    def _same(self, field: str, ours: str) -> Proposal:
        return self._made(field, ours, ours, Action.CONFIRM, "the same as is held", {})

    def _newer(self, ours: str) -> tuple[Action, str]:
        """What is proposed where the two differ: the one that speaks later."""
        if not ours or ours == "unknown":
            return Action.ACCEPT, "nothing is held"
        day = str(self.beside.get("as_of", ""))
        answered = self.come.answered
        if day and (day > answered[: len(day)] or day == answered):
            return Action.LOOK, f"what is held is of the same day or later ({day})"
        return Action.ACCEPT, f"answered later than what is held ({day or 'not dated'})"

    def _areas(self, ours: str, theirs: str, blocks: Blocks, come: Come) -> Proposal:
        found = blocks(theirs)
        sets = {"areas_as_stated": theirs, "blocks": ";".join(sorted(found))}
        if found:
            action, why = self._newer(ours)
            why += f"; read as {len(found)} of the councils on the map"
        elif not self.answer.reference and come.area:
            sets["blocks"] = ";".join(sorted(come.area))
            action, why = Action.LOOK, "names no area that is known: taken as the body's own area"
        else:
            action, sets = Action.NOTE, {}
            why = "names an area that is not known: correct it in a list of your own"
        return self._made("areas", ours, theirs, action, why, sets)

    def _accredited(self, ours: str, theirs: str) -> Proposal:
        if theirs == "yes":
            sets = {"respect_accredited": "yes", "respect_year": self.come.answered[:4]}
            return self._made("accredited", ours, theirs, *self._newer(ours), sets)
        if ours == "yes":
            sets = {"respect_accredited": "unknown", "respect_year": ""}
            return self._made(
                "accredited", ours, theirs, Action.LOOK, "a source says that it is", sets
            )
        why = "no source says that it is; a record holds only where one does"
        return self._made("accredited", ours, theirs, Action.NOTE, why, {})

    def number(self, field: str) -> Proposal:
        told = self.answer.told
        value = _said(self.answer, field)
        at = field if field in told else f"{field}_instead"
        column = cells.NUMBERS[field]
        ours = self.beside.get(column, "")
        sets = cells.with_number(field, value, told)
        if not isinstance(value, float):
            return self._instead(field, ours, str(value), sets, at)
        theirs = sets[column]
        if ours and cells.same(field, ours, theirs):
            return self._same(field, ours)
        return self._made(field, ours, theirs, *self._newer(ours), sets, at)

    def _instead(
        self, field: str, ours: str, said: str, sets: Mapping[str, str], at: str
    ) -> Proposal:
        if said == "none":
            why = "accept it as a zero only if the body means that there were none in the year"
            period = "period" in self.answer.told
            action = Action.LOOK if period else Action.NOTE
            return self._made(field, ours, said, action, why, sets if period else {}, at)
        if ours:
            return self._made(field, ours, said, Action.LOOK, "a number is held",
                              {**sets, cells.NUMBERS[field]: ""}, at)  # fmt: skip
        action = Action.ACCEPT if sets else Action.NOTE
        return self._made(field, ours, said, action, "an answer without a number", sets, at)

    def still(self, come: Come) -> Proposal | None:
        said = str(self.answer.told["still"])
        ours = str(self.beside.get("as_of", "")) if not self.makes else ""
        if said == "yes" or said.startswith("no,"):
            later = {} if ours[:10] >= come.answered else _seen(come)
            action = Action.CONFIRM if said == "yes" else Action.ACCEPT
            return self._made("still", ours, said, action, "seen on the day of the answer", later)
        if said == "ended":
            sets = {"status": "ended", **_seen(come)}
            return self._made("still", ours, said, Action.ACCEPT, "the body says so", sets)
        why = "another body may know it; nothing is taken away"
        return self._made("still", ours, said, Action.NOTE, why, {})

    def remarks(self, come: Come) -> Proposal:
        ours, said = str(self.beside.get("notes", "")), str(self.answer.told["remarks"])
        added = f"{come.body}, {come.answered}: {said}"
        sets = {"notes": " ".join(filter(None, (ours, added)))}
        return self._made("remarks", ours, said, Action.ACCEPT, "added to the notes", sets)


def _seen(come: Come) -> dict[str, str]:
    return {"as_of": come.answered, "date_basis": "stated"}


def new_service(programme: str, body_id: str) -> str:
    """The id of a programme that is added: of its name, and of who told of it."""
    plain = unicodedata.normalize("NFKD", programme).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")
    return f"{words[:60] or 'programme'}-{body_id}".lower()


def record_id(programme: str, period: str) -> str:
    """The id of a programme's record of a period; blank: not dated."""
    if not period:
        return f"{programme}@undated"
    first, last = cells.years(period)
    return f"{programme}@{first}-{last}" if first != last else f"{programme}@{first}"


def free(name: str, taken: Iterable[str]) -> str:
    """The name, or with a number where another record has it."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found
