"""The directory: what is published, drafts, revisions, values and how each came about.

Everything is done in one transaction: after a fault, or a process that is killed, there is the old
state or the new one and never a mix.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from gapmap.core.evidence.merging import merge
from gapmap.errors import BadChoiceError, ConflictError, UnknownNameError
from gapmap.io.directory import changes, history, home
from gapmap.io.directory.changes import Conflict, Edit
from gapmap.io.directory.history import SEED, Past, Told
from gapmap.io.directory.models import (
    DRAFT,
    PROGRAMME,
    PUBLISHED,
    WITHDRAWN,
    Change,
    Document,
    Entry,
    Revision,
    Value,
    decoded,
    encoded,
)

Where = Callable[[Document], bytes | None]
"""Where a record works from, as WKB; None where that is not known."""
Entries = dict[tuple[str, str], Entry]
AT_ONCE: Final = 500  # entries that one question is about
MERGE, EDIT, UNDO, REQUESTS = "merge", "edit", "undo", "requests"


@dataclass(frozen=True)
class Published:
    """What readers see: documents by kind and key, in their order, and the mark of their state."""

    mark: str
    entries: Mapping[str, Mapping[str, dict[str, str]]]

    def of(self, kind: str) -> Mapping[str, dict[str, str]]:
        """The documents of a kind by key."""
        return self.entries.get(kind, {})


class Directory:
    """A directory that is open. ``where`` places records on the map for other programs."""

    def __init__(self, made: Engine, where: Where = lambda _: None) -> None:
        self.engine, self._where = made, where

    @classmethod
    def open(cls, setting: str, where: Where = lambda _: None) -> "Directory":
        """Open the directory of a setting, made or brought up to date if need be.

        Raises BadSettingError for an address that is none, SourceError where it cannot be used.
        """
        url = home.address(setting)
        made = home.engine(url)
        with home.told(url):
            home.migrate(made)
        return cls(made, where)

    @property
    def is_file(self) -> bool:
        """Whether it is one file, of this machine's user."""
        return self.engine.dialect.name == "sqlite"

    @property
    def place(self) -> str:
        """Its file, or its server and database, without a password."""
        url = self.engine.url
        return str(url.database) if self.is_file else f"{url.host}/{url.database}"

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def mark(self) -> str:
        """What changes whenever something is published: blank before the first time."""
        with home.reading(self.engine) as connection:
            last = connection.scalar(select(func.max(Revision.place)))
        return "" if last is None else str(last)

    def published(self) -> Published:
        """All that is published, of one moment."""
        with home.reading(self.engine) as connection:
            last = connection.scalar(select(func.max(Revision.place)))
            rows = connection.execute(
                select(Entry.kind, Entry.key, Entry.document).order_by(
                    Entry.kind, Entry.position, Entry.key
                )
            )
            entries: dict[str, dict[str, dict[str, str]]] = {}
            for kind, key, document in rows:
                entries.setdefault(kind, {})[key] = decoded(document)
        return Published("" if last is None else str(last), entries)

    def of(self, kind: str) -> dict[str, dict[str, str]]:
        """All that is published of a kind, by key, in its order."""
        query = select(Entry.key, Entry.document).where(Entry.kind == kind)
        with home.reading(self.engine) as connection:
            rows = connection.execute(query.order_by(Entry.position, Entry.key))
            return {key: decoded(document) for key, document in rows}

    def entry(self, kind: str, key: str) -> dict[str, str] | None:
        """One published document; None where there is none."""
        query = select(Entry.document).where(Entry.kind == kind, Entry.key == key)
        with home.reading(self.engine) as connection:
            found = connection.scalar(query)
        return None if found is None else decoded(found)

    def keys(self, kind: str) -> frozenset[str]:
        """The keys of all that is published of a kind."""
        with home.reading(self.engine) as connection:
            return frozenset(connection.scalars(select(Entry.key).where(Entry.kind == kind)))

    def draft(
        self, edits: Iterable[Edit], who: str, what: str, why: str,
        values: Sequence[merge.Value] = (), undoes: int | None = None,
    ) -> int:  # fmt: skip
        """Keep edits as a draft that readers do not see; return its number."""
        with home.writing(self.engine) as connection, Session(bind=connection) as session:
            revision = _revision(edits, who, what, why, values, undoes)
            session.add(revision)
            session.flush()
            return revision.id

    def publish(self, number: int, who: str, *, second: bool = False) -> None:
        """Let readers see a draft. ``second``: not by the one who made it.

        Raises UnknownNameError for no draft, BadChoiceError where a second person is needed, and
        ConflictError, which names mine, theirs and base of each field, where others changed the
        same fields meanwhile. Then nothing is changed.
        """
        with home.writing(self.engine) as connection, Session(bind=connection) as session:
            self._publish(session, _draft_of(session, number), who, second=second)

    def save(
        self, edits: Iterable[Edit], who: str, what: str, why: str,
        values: Sequence[merge.Value] = (), undoes: int | None = None,
    ) -> int:  # fmt: skip
        """Draft and publish in one step; return the revision's number. Raises ConflictError."""
        with home.writing(self.engine) as connection, Session(bind=connection) as session:
            revision = _revision(edits, who, what, why, values, undoes)
            session.add(revision)
            session.flush()
            self._publish(session, revision, who)
            return revision.id

    def withdraw(self, number: int) -> None:
        """Give up a draft; it stays in the list. Raises UnknownNameError where it is none."""
        with home.writing(self.engine) as connection, Session(bind=connection) as session:
            _draft_of(session, number).state = WITHDRAWN
            session.flush()

    def undo_of(self, number: int) -> list[Edit]:
        """The edits that take a published revision back.

        Raises UnknownNameError where it is none, BadChoiceError where that cannot be.
        """
        with home.reading(self.engine) as connection, Session(bind=connection) as session:
            revision = session.get(Revision, number)
            if revision is None or revision.state != PUBLISHED:
                raise UnknownNameError(f"There is no published revision {number}.")
            if revision.what == SEED:
                raise BadChoiceError(
                    f"Revision {number} is what the directory began with; it cannot be undone."
                )
            if number in history.undone(session):
                raise BadChoiceError(f"Revision {number} has been undone already.")
            return [history.edit_of(change).undone() for change in reversed(revision.changes)]

    def edits_of(self, number: int) -> list[Edit]:
        """What a revision does, draft or not. Raises UnknownNameError."""
        with home.reading(self.engine) as connection, Session(bind=connection) as session:
            revision = session.get(Revision, number)
            if revision is None:
                raise UnknownNameError(f"There is no revision {number}.")
            return [history.edit_of(change) for change in revision.changes]

    def revisions(self, most: int = 200) -> list[Told]:
        """The last revisions, the newest first."""
        return history.revisions(self.engine, most)

    def remembered(self) -> frozenset[str]:
        """The records of which any value is remembered."""
        return history.remembered(self.engine)

    def past(self, records: Iterable[str] | None = None) -> list[Past]:
        """Every value that is remembered of these records (default: all), the oldest first."""
        return history.past(self.engine, records)

    def seeded(self) -> history.Documents:
        """Every entry as the shipped data last had it: what all seeds together make."""
        return history.seeded(self.engine)

    def _publish(
        self, session: Session, revision: Revision, who: str, *, second: bool = False
    ) -> None:
        if second and revision.who == who:
            raise BadChoiceError(
                f"Revision {revision.id} is by {who}; a second person has to publish it."
            )
        found: list[Conflict] = []
        last, there = _positions(session), _entries(session, revision.changes)
        for change in revision.changes:
            found += self._apply(session, change, there, last)
        if found:
            raise ConflictError(
                f"{len(found)} fields were changed by somebody else meanwhile: "
                f"{changes.in_words(found[:20])}.",
                tuple(found),
            )
        place = session.scalar(select(func.max(Revision.place)))
        revision.place = 1 if place is None else place + 1
        revision.state, revision.published_at, revision.published_by = PUBLISHED, _now(), who
        session.flush()

    def _apply(
        self, session: Session, change: Change, there: Entries, last: dict[str, int]
    ) -> list[Conflict]:
        one = history.edit_of(change)
        entry = there.get((one.kind, one.key))
        current = None if entry is None else decoded(entry.document)
        after, found = changes.applied(one, current)
        if found:
            return found
        point = self._where(after) if after and one.kind == PROGRAMME else None
        if entry is None and after is not None:
            if change.position < 0:
                last[one.kind] = change.position = last.get(one.kind, -1) + 1
            made = Entry(kind=one.kind, key=one.key, document=encoded(after), geometry=point,
                         position=change.position)  # fmt: skip
            session.add(made)
            there[one.kind, one.key] = made
        elif entry is not None and after is None:
            change.position = entry.position
            session.delete(entry)
            del there[one.kind, one.key]
        elif entry is not None and after is not None:
            entry.document, entry.geometry = encoded(after), point
        return []


def _revision(
    edits: Iterable[Edit], who: str, what: str, why: str, values: Sequence[merge.Value],
    undoes: int | None,
) -> Revision:  # fmt: skip
    made = [
        Change(kind=e.kind, key=e.key, how=e.how, fields=e.encoded(), position=e.position)
        for e in edits
    ]
    kept = [Value(**asdict(value)) for value in values]
    return Revision(
        at=_now(), who=who[:200], what=what, why=why, state=DRAFT, published_at="",
        published_by="", undoes=undoes, changes=made, values=kept,
    )  # fmt: skip


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _draft_of(session: Session, number: int) -> Revision:
    revision = session.get(Revision, number)
    if revision is None or revision.state != DRAFT:
        raise UnknownNameError(f"There is no draft {number}; it may have been published already.")
    return revision


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
