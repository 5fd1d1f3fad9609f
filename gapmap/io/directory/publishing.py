"""A draft put onto what is there: field by field, checked as a whole, and whole or not at all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from gapmap.errors import BadChoiceError, ConflictError
from gapmap.io.directory import changes, history
from gapmap.io.directory.changes import Conflict
from gapmap.io.directory.models import (
    PROGRAMME,
    PUBLISHED,
    SOURCE,
    Change,
    Document,
    Entry,
    Revision,
    decoded,
    encoded,
)

Where = Callable[[Document], bytes | None]
"""Where a record works from, as WKB; None where that is not known."""
Now = Callable[[str], Mapping[str, Document]]
"""All documents of a kind, by key, as they would be."""
Changed = Mapping[tuple[str, str], tuple[Document | None, Document | None]]
"""Entries by kind and key, each as it is and as it would be; None where it is not there."""
Check = Callable[[Changed, Now], None]
"""What raises DataError where that would not fit together."""
Entries = dict[tuple[str, str], Entry]
AT_ONCE: Final = 500  # entries that one question is about
MERGE: Final = "merge"


@dataclass(frozen=True)
class Rules:
    """What publishing goes by: where records work from, and what checks them."""

    where: Where = lambda _: None
    check: Check = lambda changed, now: None  # noqa: ARG005


NONE: Final = Rules()
"""Records without a place, and no check: of a directory that no data are loaded from."""


def publish(session: Session, revision: Revision, who: str, rules: Rules) -> None:
    """Put a revision onto what is there, and let readers see it.

    What somebody else has published already, to the letter, is no change of this one any more, so
    that an undo of this one leaves it. Raises ConflictError for fields that others changed
    otherwise, BadChoiceError for a return or an undo that is there already, DataError for what
    does not fit together. Then nothing is changed.
    """
    _once(session, revision)
    putting = _Putting(session, revision, rules.where)
    found = [clash for change in revision.changes for clash in putting.put(change)]
    if found:
        number = "1 field was" if len(found) == 1 else f"{len(found)} fields were"
        raise ConflictError(
            f"{number} changed by somebody else meanwhile: {changes.in_words(found[:20])}.",
            tuple(found),
        )
    session.flush()
    if revision.what != history.SEED:  # that has been checked before it is shipped
        rules.check(putting.done, lambda kind: _all(session, kind))
    place = session.scalar(select(func.max(Revision.place)))
    revision.place = 1 if place is None else place + 1
    revision.state, revision.published_at, revision.published_by = PUBLISHED, now(), who
    session.flush()


def now() -> str:
    """The time of a revision: UTC, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def _once(session: Session, revision: Revision) -> None:
    """Raise BadChoiceError for a draft of what another has done in the meantime."""
    if revision.undoes is not None and revision.undoes in history.undone(session):
        raise BadChoiceError(
            f"Revision {revision.undoes} has been undone already; withdraw this draft."
        )
    if revision.what != MERGE:
        return
    sources = [c for c in revision.changes if c.kind == SOURCE and c.how == changes.ADD]
    if _entries(session, sources):
        raise BadChoiceError(
            "This return has been merged already, by another draft; withdraw this one, or undo "
            "that first."
        )


class _Putting:
    """The changes of a revision, put onto what is there in one session."""

    def __init__(self, session: Session, revision: Revision, where: Where) -> None:
        self._session, self._where = session, where
        self._is_seed = revision.what == history.SEED  # what was shipped is remembered in whole
        self._last, self._there = _positions(session), _entries(session, revision.changes)
        self.done: dict[tuple[str, str], tuple[Document | None, Document | None]] = {}

    def put(self, change: Change) -> list[Conflict]:
        """Put one change in place, unless it is in conflict with what is there."""
        one, key = history.edit_of(change), (change.kind, change.key)
        entry = self._there.get(key)
        current = None if entry is None else decoded(entry.document)
        after, found = changes.applied(one, current)
        if found:
            return found
        left = one if self._is_seed else changes.left(one, current)
        if left is None:
            self._session.delete(change)
            return []
        change.fields = left.encoded()
        self.done[key] = (self.done.get(key, (current,))[0], after)
        self._write(change, entry, after)
        return []

    def _write(self, change: Change, entry: Entry | None, after: Document | None) -> None:
        point = self._where(after) if after and change.kind == PROGRAMME else None
        if entry is None and after is not None:
            if change.position < 0:
                self._last[change.kind] = change.position = self._last.get(change.kind, -1) + 1
            made = Entry(kind=change.kind, key=change.key, document=encoded(after), geometry=point,
                         position=change.position)  # fmt: skip
            self._session.add(made)
            self._there[change.kind, change.key] = made
        elif entry is not None and after is None:
            change.position = entry.position
            self._session.delete(entry)
            del self._there[change.kind, change.key]
        elif entry is not None and after is not None:
            entry.document, entry.geometry = encoded(after), point


def _all(session: Session, kind: str) -> dict[str, Document]:
    rows = session.execute(select(Entry.key, Entry.document).where(Entry.kind == kind))
    return {row[0]: decoded(row[1]) for row in rows}


def _positions(session: Session) -> dict[str, int]:
    rows = session.execute(select(Entry.kind, func.max(Entry.position)).group_by(Entry.kind))
    return {row[0]: row[1] for row in rows}


def _entries(session: Session, wanted: Sequence[Change]) -> Entries:
    """The entries that these changes are of, as far as they are there."""
    found: Entries = {}
    for kind in {change.kind for change in wanted}:
        keys = sorted({change.key for change in wanted if change.kind == kind})
        for at in range(0, len(keys), AT_ONCE):
            some = keys[at : at + AT_ONCE]
            query = select(Entry).where(Entry.kind == kind, Entry.key.in_(some))
            found |= {(one.kind, one.key): one for one in session.scalars(query)}
    return found
