"""Decisions on proposals, what the records then hold, and what is remembered of every value.

The old value stays as superseded, with the reason; a value that was rejected stays too. Every value
that came with a return carries its file, sheet, cell, body, the day of the answer and the day on
which a person confirmed it; when the record was edited is another matter, and the revision's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gapmap.core.evidence.merging import cells
from gapmap.core.evidence.merging.cells import Cells
from gapmap.core.evidence.merging.proposals import Action, Come, Held, Proposal
from gapmap.errors import BadChoiceError, UnknownNameError
from gapmap.fields import shown

DECISIONS: Final = {
    "accept": "accept theirs",
    "reject": "keep ours",
    "both": "keep ours, theirs beside it",
    "": "not decided yet",
}
"""What a person can decide."""
STANDINGS: Final = {
    "in_use": "in use",
    "superseded": "replaced by a later value",
    "beside": "kept beside the one in use",
    "rejected": "rejected",
    "confirmed": "confirmed by the body",
    "answered": "an answer that changes no figure",
}
"""What a value that is remembered can be."""
NEW: Final = {
    "row_kind": "programme", "respect_accredited": "unknown", "dating": "undated",
    "referrals_status": "not_stated", "starts_status": "not_stated",
    "completions_status": "not_stated", "period": "undated",
}  # fmt: skip
REQUIRED: Final = {"programme": "its name", "programme_type": "its type", "blocks": "its areas"}


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided of one proposal: of DECISIONS, and the reason in their words."""

    action: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A value that is remembered: what it was, how it stands, and where it comes from."""

    record: str
    field: str
    value: str
    standing: str
    reason: str
    source_id: str
    body_id: str = ""
    body: str = ""
    file: str = ""
    sha256: str = ""
    sheet: str = ""
    cell: str = ""
    answered: str = ""
    confirmed: str = ""


@dataclass(frozen=True)
class Merge:
    """What a merge does: the records as they will be, whole, and every value to remember.

    A record has the columns of programmes.csv and ``blocks``, joined by semicolons.
    """

    records: Mapping[str, Cells]
    values: tuple[Value, ...]


def as_proposed(found: Iterable[Proposal]) -> dict[str, Decision]:
    """Decisions that follow every proposal; what needs a judgement is not decided."""
    kept = (Action.ACCEPT, Action.CONFIRM, Action.NOTE)
    return {p.key: Decision("accept", p.why) for p in found if p.action in kept}


def merge(
    found: Sequence[Proposal],
    decisions: Mapping[str, Decision],
    held: Held,
    come: Come,
    confirmed: str,
) -> Merge:
    """What the decisions do; ``confirmed`` is the day on which they were made (YYYY-MM-DD).

    Raises UnknownNameError for a decision on what was not proposed, BadChoiceError for one that
    there is not, or where a programme to be added lacks what every programme has.
    """
    _check(found, decisions)
    records: dict[str, dict[str, str]] = {}
    values: list[Value] = []
    for proposal in found:
        decision = decisions.get(proposal.key, Decision(""))
        if not decision.action:
            continue
        values += _remembered(proposal, decision, come, confirmed)
        if decision.action == "reject" or not _changes(proposal, decision):
            continue
        record = records.get(proposal.record) or _begin(proposal, held, come)
        records[proposal.record] = record
        _apply(record, proposal, decision, come)
    for name, record in records.items():
        tidy(record)
        _whole(name, record)
    return Merge(records, tuple(values))


def _check(found: Sequence[Proposal], decisions: Mapping[str, Decision]) -> None:
    known = {p.key for p in found}
    for key, decision in decisions.items():
        if key not in known:
            raise UnknownNameError(
                f"{shown(key)} is none of the proposals of this return; read it again."
            )
        if decision.action not in DECISIONS:
            allowed = ", ".join(filter(None, DECISIONS))
            raise BadChoiceError(
                f"{shown(decision.action)} is no decision on {shown(key)}; use one of: {allowed}."
            )


def _changes(proposal: Proposal, decision: Decision) -> bool:
    return bool(proposal.sets) if decision.action == "accept" else bool(proposal.theirs)


def _begin(proposal: Proposal, held: Held, come: Come) -> dict[str, str]:
    if not proposal.makes:
        return dict(held.records[proposal.record])
    if not proposal.base:
        blank = dict.fromkeys(_columns(held), "")
        first = {"observation_id": proposal.record, "programme_id": proposal.service,
                 "service_id": proposal.service, "source_id": come.source_id}  # fmt: skip
        return {**blank, **NEW, **first, **_dated(proposal), **_checked(come, proposal)}
    base = held.records[proposal.base]
    made = cells.of_another_period(base, proposal.record, proposal.period)
    return {**made, **_checked(come, proposal)}


def _columns(held: Held) -> Iterable[str]:
    return next(iter(held.records.values()))


def _dated(proposal: Proposal) -> dict[str, str]:
    if not proposal.period:
        return {}
    first, last = cells.years(proposal.period)
    return {
        "period": proposal.period,
        "start_year": str(first),
        "end_year": str(last),
        "dating": "stated",
    }


def _checked(come: Come, proposal: Proposal) -> dict[str, str]:
    return {
        "checked": "source-verified", "as_of": come.answered, "date_basis": "stated",
        "raw_rows": f"{come.source_id} row {proposal.line}",
    }  # fmt: skip


def _apply(record: dict[str, str], proposal: Proposal, decision: Decision, come: Come) -> None:
    if decision.action == "both":
        said = f"Also stated by {come.body}, {come.answered}: {proposal.field} {proposal.theirs}."
        record["notes"] = " ".join(filter(None, (record["notes"], said)))
    else:
        if proposal.field == "remarks":  # added to what may have changed meanwhile
            before = [record["notes"]] if record["notes"] else []
            added = proposal.sets["notes"].removeprefix(proposal.ours).strip()
            record["notes"] = " ".join([*before, added])
        else:
            record.update(proposal.sets)
        if proposal.field in cells.NUMBERS and cells.NUMBERS[proposal.field] in proposal.sets:
            rest_on(record, come.source_id)
            _say_where(record, proposal, come)
            return
    cite(record, come.source_id)


def rest_on(record: dict[str, str], source_id: str) -> None:
    """Let a record rest on a source: the one it rested on comes after."""
    before = [s for s in (record["source_id"], *record["more_source_ids"].split(";"))
              if s and s != source_id]  # fmt: skip
    record["source_id"], record["more_source_ids"] = source_id, ";".join(dict.fromkeys(before))


def _say_where(record: dict[str, str], proposal: Proposal, come: Come) -> None:
    """Keep with what was counted where each number stands, so that every export leads there."""
    cell = f"{come.sheet}!{proposal.cell}" if come.sheet else proposal.cell
    begins = f"{proposal.field.capitalize()}: "
    before = [p for p in record["count_basis"].split("; ") if p and not p.startswith(begins)]
    record["count_basis"] = "; ".join([*before, f"{begins}{come.file}, {cell}"])


def cite(record: dict[str, str], source_id: str) -> None:
    """Name a source among those of a record, after the others."""
    more = [s for s in record["more_source_ids"].split(";") if s]
    if source_id not in (record["source_id"], *more):
        record["more_source_ids"] = ";".join([*more, source_id])


def _remembered(proposal: Proposal, decision: Decision, come: Come, confirmed: str) -> list[Value]:
    theirs = Value(
        proposal.record, proposal.field, proposal.theirs, _stands(proposal, decision),
        decision.reason or proposal.why, come.source_id, come.body_id, come.body, come.file,
        come.sha256, come.sheet, proposal.cell, come.answered, confirmed,
    )  # fmt: skip
    replaced = decision.action == "accept" and proposal.action not in (Action.CONFIRM, Action.NOTE)
    if not (replaced and proposal.ours and proposal.sets and proposal.field != "remarks"):
        return [theirs]
    why = decision.reason or f"{come.body} answered on {come.answered}"
    old = Value(proposal.record, proposal.field, proposal.ours, "superseded", why,
                proposal.our_source, answered=proposal.our_day)  # fmt: skip
    return [old, theirs]


def _stands(proposal: Proposal, decision: Decision) -> str:
    if decision.action == "reject":
        return "rejected"
    if decision.action == "both":
        return "beside"
    if proposal.action is Action.CONFIRM:
        return "confirmed"
    return "in_use" if proposal.sets else "answered"


def tidy(record: dict[str, str]) -> None:
    """Take away what speaks of a number where none is left."""
    if not any(record[count] for count in cells.COUNTS):
        record["rolled_over"] = ""
    if not any(record[column] for column in cells.NUMBERS.values()):
        record.update(dict.fromkeys(("number_year", "number_year_basis", "takes_in"), ""))


def _whole(name: str, record: Mapping[str, str]) -> None:
    missing = [words for column, words in REQUIRED.items() if not record.get(column)]
    if missing:
        raise BadChoiceError(
            f"{shown(record.get('programme') or name, 120)} cannot be added without "
            f"{' and '.join(missing)}: reject its other fields, or put it in a list of your own."
        )
