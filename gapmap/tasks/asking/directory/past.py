"""What became of values: from a number on the map back to the cell that it came from; undo."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from gapmap.core.evidence.asking.columns import BY_KEY
from gapmap.core.evidence.merging.merge import STANDINGS
from gapmap.dataset import Dataset
from gapmap.errors import ConflictError, DataError, UnknownNameError
from gapmap.fields import shown
from gapmap.vocabulary import LEVELS

WAYS: Final = {"add": "added", "change": "changed", "remove": "taken out"}
"""What can be done to an entry, in words."""
if TYPE_CHECKING:
    from gapmap.io.directory.history import Past
    from gapmap.io.directory.store import Directory


def of(directory: "Directory", dataset: Dataset, code: str) -> list["Past"]:
    """The values of a record, of a programme, or of all that serve an area, the oldest first.

    Raises UnknownNameError where there is none of that name.
    """
    known = directory.remembered()
    names = _records(dataset, code) | {n for n in known if code in (n, n.rpartition("@")[0])}
    if not names:
        raise UnknownNameError(
            f"{shown(code)} is neither a record, a programme nor the code of an area."
        )
    return directory.past(names & known)


def _records(dataset: Dataset, code: str) -> set[str]:
    blocks = {
        str(block)
        for level in LEVELS
        for block, area in dataset.lookup[level].items()
        if area == code
    }
    return {
        o.observation_id
        for o in dataset.observations
        if code in (o.observation_id, o.service_id, o.programme_id) or blocks & set(o.blocks)
    }


def sentence(past: "Past") -> str:
    """A value in words, with its way back to the cell."""
    value, revision = past.value, past.revision
    heading = BY_KEY[value.field].heading if value.field in BY_KEY else value.field
    standing = "undone" if revision.undone else STANDINGS[value.standing]
    if revision.state != "published":
        standing = f"{standing}, {revision.state}"
    where = ", ".join(
        part for part in (
            value.body, value.file, f"sheet {value.sheet}" if value.sheet else "",
            f"cell {value.cell}" if value.cell else "",
            f"sha256 {value.sha256[:12]}" if value.sha256 else f"source {value.source_id}",
        ) if part
    )  # fmt: skip
    days = "; ".join(
        part for part in (
            f"answered {value.answered}" if value.answered and value.body else "",
            f"confirmed {value.confirmed}" if value.confirmed else "",
            f"revision {revision.id} of {revision.published_at or revision.at} by {revision.who}",
        ) if part
    )  # fmt: skip
    return (
        f"{value.record}, {heading}: {value.value or 'nothing'}, {standing} ({value.reason}). "
        f"{where}. {days[0].upper()}{days[1:]}."
    )


def as_text(found: Iterable["Past"]) -> str:
    """Every value on a line."""
    lines = [sentence(past) for past in found]
    return "\n".join(lines or ["No value is remembered: nothing was merged here."]) + "\n"


def as_json(found: Iterable["Past"]) -> str:
    """Every value with its revision, for a machine."""
    told = [{**asdict(past.value), "revision": asdict(past.revision)} for past in found]
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"


def changes(directory: "Directory", number: int) -> list[dict[str, str]]:
    """What a revision does, draft or not: each field of each entry, before and after.

    Records first, then what became of requests, then sources. Raises UnknownNameError where there
    is none of that number.
    """
    from gapmap.io.directory.models import PROGRAMME, REQUEST, SOURCE

    order = (PROGRAMME, REQUEST, SOURCE)
    return [
        {"what": WAYS[one.how], "of": f"{one.kind} {one.key}", "field": field,
         "before": before, "after": after}
        for one in sorted(directory.edits_of(number), key=lambda one: order.index(one.kind))
        for field, (before, after) in one.fields.items()
        if before != after
    ]  # fmt: skip


def changes_as_text(directory: "Directory", number: int) -> str:
    """The same on lines."""
    lines = [
        f"{one['what']} {one['of']}, {one['field']}: {one['before'] or 'nothing'} → "
        f"{one['after'] or 'nothing'}"
        for one in changes(directory, number)
    ]
    return "\n".join(lines or ["It changes nothing."]) + "\n"


def undo(directory: "Directory", number: int, who: str, why: str, *, draft: bool = False) -> int:
    """Take a revision back by one of its own; return its number. ``draft``: not yet for readers.

    Raises UnknownNameError, BadChoiceError where it cannot be, ConflictError where later ones
    changed the same fields.
    """
    edits = directory.undo_of(number)
    keep = directory.draft if draft else directory.save
    try:
        return keep(edits, who, "undo", why or f"undo of revision {number}", undoes=number)
    except (ConflictError, DataError) as error:
        later = directory.since(number)
        if not later:
            raise
        first = ", ".join(map(str, later))
        told = f"{error} Of what came later, undo first as far as it is needed: {first}."
        if isinstance(error, ConflictError):
            raise ConflictError(told, error.conflicts) from None
        raise DataError(told) from None
