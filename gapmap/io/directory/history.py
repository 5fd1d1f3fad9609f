"""What has been: revisions, the values that came with them, and what the shipped data last had."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from gapmap.core.evidence.merging import merge
from gapmap.io.directory import changes, home
from gapmap.io.directory.changes import Edit
from gapmap.io.directory.models import PUBLISHED, Change, Revision, Value

SEED: Final = "seed"
AT_ONCE: Final = 500  # records that one question is about
KEPT: Final = ("record", "field", "value", "standing", "reason", "source_id", "body_id", "body",
               "file", "sha256", "sheet", "cell", "answered", "confirmed")  # fmt: skip

Documents = dict[tuple[str, str], dict[str, str]]
"""Documents by kind and key."""


@dataclass(frozen=True, slots=True)
class Told:
    """A revision as it is told: by whom, when (UTC), what, why, and whether it holds."""

    id: int
    at: str
    who: str
    what: str
    why: str
    state: str
    published_at: str
    published_by: str
    undoes: int | None
    undone: bool
    changes: int


@dataclass(frozen=True, slots=True)
class Past:
    """A value that is remembered, with the revision that it came in by."""

    revision: Told
    value: merge.Value


def revisions(engine: Engine, most: int = 200) -> list[Told]:
    """The last revisions, the newest first."""
    with home.reading(engine) as connection, Session(bind=connection) as session:
        taken_back = undone(session)
        found = list(session.scalars(select(Revision).order_by(Revision.id.desc()).limit(most)))
        changed = select(Change.revision_id, func.count()).group_by(Change.revision_id)
        shown = Change.revision_id.in_([one.id for one in found])
        counts = {row[0]: row[1] for row in session.execute(changed.where(shown))}
        return [_told(one, taken_back, counts.get(one.id, 0)) for one in found]


def remembered(engine: Engine) -> frozenset[str]:
    """The records of which any value is remembered."""
    with home.reading(engine) as connection:
        return frozenset(connection.scalars(select(Value.record).distinct()))


def past(engine: Engine, records: Iterable[str] | None = None) -> list[Past]:
    """Every value that is remembered of these records (default: all), the oldest first."""
    query = select(Value, Revision).join(Revision, Value.revision_id == Revision.id)
    wanted = [query] if records is None else [
        query.where(Value.record.in_(some)) for some in _some(sorted(records))
    ]  # fmt: skip
    with home.reading(engine) as connection, Session(bind=connection) as session:
        taken_back = undone(session)
        rows = [(row[0], row[1]) for one in wanted for row in session.execute(one)]
        return [
            Past(
                _told(revision, taken_back, 0),
                merge.Value(**{name: getattr(value, name) for name in KEPT}),
            )
            for value, revision in sorted(rows, key=lambda row: row[0].id)
        ]


def _some(names: list[str]) -> Iterator[list[str]]:
    """As many at a time as a question may name."""
    return (names[at : at + AT_ONCE] for at in range(0, len(names), AT_ONCE))


def since(engine: Engine, number: int) -> list[int]:
    """Published revisions that hold and changed later what a revision changed, the newest first."""
    with home.reading(engine) as connection, Session(bind=connection) as session:
        mine = select(Change.kind, Change.key).where(Change.revision_id == number).subquery()
        query = (
            select(Revision.id, Revision.undoes)
            .join(Change, Change.revision_id == Revision.id)
            .join(mine, (mine.c.kind == Change.kind) & (mine.c.key == Change.key))
            .where(Revision.state == PUBLISHED, Revision.id != number)
            .where(Revision.place > select(Revision.place).where(Revision.id == number)
                   .scalar_subquery())
            .distinct()
            .order_by(Revision.id.desc())
        )  # fmt: skip
        gone = undone(session)
        return [row[0] for row in session.execute(query) if row[0] not in gone and not row[1]]


def seeded(engine: Engine) -> Documents:
    """Every entry as the shipped data last had it: what all seeds together make."""
    with home.reading(engine) as connection, Session(bind=connection) as session:
        found: Documents = {}
        seeds = session.scalars(
            select(Revision).where(Revision.what == SEED).order_by(Revision.place)
        )
        for change in (change for seed in seeds for change in seed.changes):
            one = edit_of(change)
            after, _ = changes.applied(one, found.get((one.kind, one.key)))
            found.pop((one.kind, one.key), None)
            if after is not None:
                found[one.kind, one.key] = after
        return found


def edit_of(change: Change) -> Edit:
    """A change as an edit."""
    return Edit(
        change.kind, change.key, change.how, changes.decoded(change.fields), change.position
    )


def undone(session: Session) -> set[int]:
    """Published revisions that a published one takes back, unless that one is taken back too."""
    rows = session.execute(
        select(Revision.id, Revision.undoes)
        .where(Revision.undoes.is_not(None), Revision.state == PUBLISHED)
        .order_by(Revision.id.desc())
    )
    found: set[int] = set()
    for number, undoes in rows:
        if number not in found and undoes is not None:
            found.add(undoes)
    return found


def _told(one: Revision, taken_back: set[int], count: int) -> Told:
    return Told(
        one.id, one.at, one.who, one.what, one.why, one.state, one.published_at,
        one.published_by, one.undoes, one.id in taken_back, count,
    )  # fmt: skip
