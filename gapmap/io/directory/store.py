"""The directory: what is published, drafts, revisions, values and how each came about.

Everything is done in one transaction: after a fault, or a process that is killed, there is the old
state or the new one and never a mix.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from gapmap.core.evidence.merging import merge
from gapmap.errors import BadChoiceError, UnknownNameError
from gapmap.io.directory import history, home, publishing
from gapmap.io.directory.changes import Edit
from gapmap.io.directory.history import SEED, Past, Told
from gapmap.io.directory.models import (
    DRAFT,
    PUBLISHED,
    WITHDRAWN,
    Change,
    Entry,
    Revision,
    Value,
    decoded,
)
from gapmap.io.directory.publishing import NONE, Rules

MERGE: Final = publishing.MERGE
LARGEST: Final = 2**31 - 1  # number that a database has room for
EDIT, UNDO, REQUESTS = "edit", "undo", "requests"


@dataclass(frozen=True)
class Published:
    """What readers see: documents by kind and key, in their order, and the mark of their state."""

    mark: str
    entries: Mapping[str, Mapping[str, dict[str, str]]]

    def of(self, kind: str) -> Mapping[str, dict[str, str]]:
        """The documents of a kind by key."""
        return self.entries.get(kind, {})


class Directory:
    """A directory that is open.

    ``rules`` place records on the map for other programs, and check what would be published.
    """

    def __init__(self, made: Engine, rules: Rules = NONE) -> None:
        self.engine, self._rules = made, rules

    @classmethod
    def open(cls, setting: str, rules: Rules = NONE) -> "Directory":
        """Open the directory of a setting, made or brought up to date if need be.

        Raises BadSettingError for an address that is none, SourceError where it cannot be used.
        """
        url = home.address(setting)
        made = home.engine(url)
        with home.told(url):
            home.migrate(made)
        return cls(made, rules)

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

        Raises UnknownNameError for no draft, BadChoiceError where a second person is needed or
        what it does has been done already, ConflictError, which names mine, theirs and base of each
        field, where others changed the same fields meanwhile, and DataError where it would not fit
        with what is there now. Then nothing is changed.
        """
        with home.writing(self.engine) as connection, Session(bind=connection) as session:
            revision = _draft_of(session, number)
            if second and revision.who == who:
                raise BadChoiceError(
                    f"Revision {number} is by {who}; a second person has to publish it."
                )
            publishing.publish(session, revision, who, self._rules)

    def save(
        self, edits: Iterable[Edit], who: str, what: str, why: str,
        values: Sequence[merge.Value] = (), undoes: int | None = None,
    ) -> int:  # fmt: skip
        """Draft and publish in one step; return the revision's number.

        Raises as ``publish`` does.
        """
        with home.writing(self.engine) as connection, Session(bind=connection) as session:
            revision = _revision(edits, who, what, why, values, undoes)
            session.add(revision)
            session.flush()
            publishing.publish(session, revision, who, self._rules)
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
            revision = _of_number(session, number)
            if revision is None or revision.state != PUBLISHED:
                raise UnknownNameError(f"There is no published revision {number}.")
            if revision.what == SEED:
                raise BadChoiceError(
                    f"Revision {number} is what the directory began with; it cannot be undone."
                )
            if number in history.undone(session):
                raise BadChoiceError(f"Revision {number} has been undone already.")
            return [history.edit_of(change).undone() for change in reversed(revision.changes)]

    def since(self, number: int) -> list[int]:
        """Published revisions that changed later what a revision changed, the newest first."""
        return history.since(self.engine, number)

    def edits_of(self, number: int) -> list[Edit]:
        """What a revision does, draft or not. Raises UnknownNameError."""
        with home.reading(self.engine) as connection, Session(bind=connection) as session:
            revision = _of_number(session, number)
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
        at=publishing.now(), who=who[:200], what=what, why=why, state=DRAFT, published_at="",
        published_by="", undoes=undoes, changes=made, values=kept,
    )  # fmt: skip


def _of_number(session: Session, number: int) -> Revision | None:
    return session.get(Revision, number) if 0 < number <= LARGEST else None


def _draft_of(session: Session, number: int) -> Revision:
    revision = _of_number(session, number)
    if revision is None or revision.state != DRAFT:
        raise UnknownNameError(f"There is no draft {number}; it may have been published already.")
    return revision
