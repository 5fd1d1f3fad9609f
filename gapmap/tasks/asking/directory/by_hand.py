"""A record edited by hand: what was typed is read, and becomes one revision of the directory."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from gapmap.core.evidence.merging import by_hand
from gapmap.core.evidence.merging.by_hand import LABELS
from gapmap.core.evidence.merging.cells import number, years
from gapmap.core.evidence.merging.merge import Value
from gapmap.core.evidence.merging.proposals import Blocks, free, new_service, record_id
from gapmap.dataset import DATA
from gapmap.errors import BadChoiceError, UnknownNameError
from gapmap.fields import shown
from gapmap.io import description
from gapmap.io.returns import rules
from gapmap.io.returns.rules import RuleError
from gapmap.tasks.asking.directory.merging import LICENCE

if TYPE_CHECKING:
    from gapmap.io.directory.changes import Edit
    from gapmap.io.directory.models import Document
    from gapmap.io.directory.store import Directory

CORRECT, ANOTHER_YEAR, REMOVE, ADD = "correct", "another year", "remove", "add"
WAYS: Final = {
    CORRECT: "Correct it, or say that it has ended",
    ANOTHER_YEAR: "Add places of another year",
    REMOVE: "Take it out: it was recorded by mistake",
    ADD: "Add a programme",
}
"""What can be done by hand."""
NEEDED: Final = {
    ADD: ("programme", "programme_type", "areas_as_stated", "as_of"),
    ANOTHER_YEAR: ("number_year", "capacity_places", "as_of"),
}
"""What must not be blank, by what is done."""
TEXTS: Final = ("programme", "provider", "areas_as_stated")
TOGETHER: Final = ("capacity_places", "capacity_kind", "number_year", "ended_year", "status")
AHEAD: Final = 1
"""Years: a contract may be of the year that has begun."""
Edits = tuple[list["Edit"], tuple[Value, ...]]


@dataclass(frozen=True)
class Source:
    """Where what was typed stands; all blank: where the record rests already.

    ``read_on`` is the day on which it was read, YYYY-MM-DD.
    """

    title: str = ""
    publisher: str = ""
    address: str = ""
    read_on: str = ""

    @property
    def is_given(self) -> bool:
        """Whether another source was typed."""
        return any((self.title.strip(), self.publisher.strip(), self.address.strip()))


@dataclass(frozen=True)
class Typed:
    """What a form holds: cells by the columns of ``LABELS``, their source, and the reason."""

    cells: Mapping[str, str]
    source: Source
    reason: str


@dataclass(frozen=True)
class Form:
    """A form that was filled in: what is to be done, to which document, on which day.

    ``base`` is the record as it was when the form was opened; None for a programme to be added.
    """

    way: str
    base: "Document | None"
    typed: Typed
    today: date


def save(directory: "Directory", form: Form, blocks: Blocks, who: str, *, draft: bool) -> int:
    """Keep an edit as one revision, or as a draft; return its number.

    Raises BadChoiceError naming every field at fault, DataError for what no table may hold, and
    ConflictError, with mine, theirs and base, where others have changed the same fields since.
    """
    made, values = edits(directory, form, blocks)
    keep = directory.draft if draft else directory.save
    return keep(made, who, "edit", form.typed.reason.strip(), values)


def edits(directory: "Directory", form: Form, blocks: Blocks) -> Edits:
    """What an edit does to the directory, and what is remembered of it. Raises as ``save`` does."""
    faults = [] if form.typed.reason.strip() else ["Reason is blank: say why, it is kept with it"]
    if form.way == REMOVE:
        _raise(faults)
        return _removed(directory, form)
    cells = _cells(form, blocks, faults)
    source = _source(form, faults)
    _raise(faults)
    return _made(directory, form, cells, source)


def _made(
    directory: "Directory", form: Form, cells: Mapping[str, str], source: Mapping[str, str]
) -> Edits:
    from gapmap.io.directory import kept, seed
    from gapmap.io.directory.changes import edit
    from gapmap.io.directory.models import PROGRAMME, SOURCE

    base = form.base if form.way == CORRECT else None
    before = None if base is None else seed.cells(base)
    begun = dict(before) if before else _begun(directory, form, cells.get("programme", ""))
    source_id = source["source_id"] if source else begun["source_id"]
    if not before:
        begun |= {"source_id": source_id, "more_source_ids": "", "raw_rows": f"{source_id} by hand"}
    after = by_hand.corrected(begun, cells, source_id)
    if before and not by_hand.differ(before, after):
        raise BadChoiceError("Nothing was changed, so nothing is kept.")
    new = {(PROGRAMME, after["observation_id"]): seed.document(after, form.base, source_id)}
    if source and directory.entry(SOURCE, source_id) is None:
        new[SOURCE, source_id] = dict(source)
    kept.check(DATA, new)
    made = [edit(k, n, base if k == PROGRAMME else None, its) for (k, n), its in new.items()]
    values = by_hand.remembered(before, after, form.typed.reason.strip(), form.today.isoformat())
    return [one for one in made if one is not None], values


def _begun(directory: "Directory", form: Form, programme: str) -> dict[str, str]:
    """The record of an edit that makes one, before what was typed is put in."""
    from gapmap.io.directory import seed
    from gapmap.io.directory.models import PROGRAMME

    taken = directory.keys(PROGRAMME)
    year = form.typed.cells.get("number_year", "").strip()
    period = rules.period(year, form.today.year + AHEAD) if year else ""
    if form.way == ADD:
        services = {name.rpartition("@")[0] for name in taken}
        service = free(new_service(programme, "by-hand"), services)
        columns = [f.name for f in description.tables(DATA)["programmes"].schema.fields]
        return by_hand.added(columns, free(record_id(service, period), taken), service, period)
    record = seed.cells(_there(form.base))
    name = free(record_id(record["programme_id"], period), taken)
    return by_hand.of_another_year(record, name, period)


def _there(base: "Document | None") -> "Document":
    if base is None:
        raise UnknownNameError("That record is not kept any more; choose another.")
    return base


def _removed(directory: "Directory", form: Form) -> Edits:
    from gapmap.io.directory import seed, whole
    from gapmap.io.directory.changes import edit
    from gapmap.io.directory.models import PROGRAMME

    base = _there(form.base)
    name = base["observation_id"]
    left = {k: d for k, d in directory.of(PROGRAMME).items() if k != name}
    whole.check(DATA, {(PROGRAMME, name): (base, None)}, lambda _: left)
    made = edit(PROGRAMME, name, base, None)
    reason = form.typed.reason.strip()
    values = by_hand.remembered(seed.cells(base), None, reason, form.today.isoformat())
    return [made] if made else [], values


def _raise(faults: list[str]) -> None:
    if faults:
        raise BadChoiceError(". ".join(faults) + ".")


def _cells(form: Form, blocks: Blocks, faults: list[str]) -> dict[str, str]:
    """What was typed, as the cells of the table; what cannot be read goes to ``faults``."""
    found: dict[str, str] = {}
    base: Mapping[str, str] = form.base if form.base and form.way == CORRECT else {}
    for column, text in form.typed.cells.items():
        try:
            found[column] = (
                text if text == base.get(column) else _cell(column, text.strip(), form.today)
            )
        except RuleError as error:
            faults.append(f"{LABELS[column]}: {shown(text, 60)} {error}")
            found[column] = text
    faults += [
        f"{LABELS[column]} is blank: fill it in"
        for column in NEEDED.get(form.way, ())
        if not found.get(column)
    ]
    faults += _together(base, {**base, **found})
    if form.way == ADD and found.get("areas_as_stated"):
        its = blocks(found["areas_as_stated"])
        found["blocks"] = ";".join(sorted(its))
        if not its:
            faults.append(
                f"{LABELS['areas_as_stated']}: {shown(found['areas_as_stated'], 60)} names no area "
                "that is known; write councils or police force areas, separated by ;"
            )
    return found


def _together(base: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """What does not go together, and did not stand so before."""
    if base and not any(found[column] != base[column] for column in TOGETHER):
        return []
    faults = []
    if found.get("capacity_places") and not found.get("capacity_kind"):
        faults.append(f"{LABELS['capacity_kind']} is blank: say what the places are")
    if found.get("capacity_places") and not found.get("number_year"):
        faults.append(f"{LABELS['number_year']} is blank: say of which year the places are")
    if found.get("ended_year") and found.get("status") != "ended":
        faults.append(f"{LABELS['ended_year']} is given, but the status is not “ended”: clear one")
    return faults


def _cell(column: str, text: str, today: date) -> str:
    """What was typed into a field as its cell. Raises RuleError, in words that follow the value."""
    if not text:
        return ""
    if column == "capacity_places":
        return _places(text)
    if column == "number_year":
        return str(years(rules.period(text, today.year + AHEAD))[1])
    if column == "ended_year":
        if not re.fullmatch(r"20\d\d", text, re.ASCII) or int(text) > today.year:
            raise RuleError("is no year that has begun; write it as 2025")
        return text
    if column == "funded_until":
        return rules.day(text)
    return rules.plain(text) if column in TEXTS else text


def _places(text: str) -> str:
    if not rules.NUMBER.fullmatch(text) or "£" in text:
        raise RuleError("is not a plain number; give it alone, or nothing where none is stated")
    value = float(text.replace(",", ""))
    if not value.is_integer():
        raise RuleError("is a part of a place; give a whole number")
    if value > rules.MOST_PEOPLE:
        raise RuleError(f"is larger than {rules.MOST_PEOPLE:,.0f}; check the number")
    return number(value)


def _source(form: Form, faults: list[str]) -> dict[str, str]:
    """The document of the source that was typed; empty where the record's own is kept."""
    told = form.typed.source
    if not told.is_given:
        if form.way != CORRECT:
            faults.append("Source is blank: say where this stands")
        return {}
    texts = {"Title": told.title, "Publisher": told.publisher, "Address": told.address}
    for label, text in texts.items():
        try:
            if not text.strip():
                raise RuleError("is blank; a reader has to find it")
            rules.plain(text)
        except RuleError as error:
            faults.append(f"{label} of the source: {shown(text, 60)} {error}")
    title, publisher, address = (t.strip() for t in texts.values())
    mark = hashlib.sha256("\n".join((title, publisher, address)).encode()).hexdigest()[:12]
    is_page = address.startswith(("https://", "http://"))
    return {
        "source_id": f"HAND-{mark}", "title": title, "title_basis": "page",
        "publisher": publisher, "location": address, "date": "", "accessed": told.read_on[:7],
        "licence": LICENCE, "kind": "web page" if is_page else "document",
        "note": f"Read on {told.read_on} by whoever edited a record here." if told.read_on else "",
    }  # fmt: skip
