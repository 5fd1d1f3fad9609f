"""What the directory keeps, as SQLAlchemy's models.

An *entry* is the published state of one record, source or request: a flat document of texts. A
*revision* is a set of *changes* with who, when, what and why: a draft until it is published. A
*value* is what came with a return, or what it replaced, with its cell.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import ForeignKey, Index, MetaData, String, Text, event
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    relationship,
)

from gapmap.io.directory.geometry import Point

Document = Mapping[str, str]
"""The cells of an entry by column; an entry of a programme also has ``areas``, rows as JSON."""
PROGRAMME, SOURCE, REQUEST = "programme", "source", "request"
KINDS: Final = (PROGRAMME, SOURCE, REQUEST)
DRAFT, PUBLISHED, WITHDRAWN = "draft", "published", "withdrawn"
NAMING: Final = {
    "ix": "ix_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Of all tables; constraints have names, so that migrations can speak of them."""

    metadata = MetaData(naming_convention=NAMING)


class Revision(Base):
    """A set of changes. ``place`` orders what is published; times are UTC, ISO 8601."""

    __tablename__ = "revision"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str] = mapped_column(String(32))
    who: Mapped[str] = mapped_column(String(200))
    what: Mapped[str] = mapped_column(String(40))
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(20))
    place: Mapped[int | None] = mapped_column(unique=True)
    published_at: Mapped[str] = mapped_column(String(32), default="")
    published_by: Mapped[str] = mapped_column(String(200), default="")
    undoes: Mapped[int | None] = mapped_column(ForeignKey("revision.id"))
    version: Mapped[int] = mapped_column()
    changes: Mapped[list["Change"]] = relationship(order_by="Change.id", cascade="all")
    values: Mapped[list["Value"]] = relationship(order_by="Value.id", cascade="all")
    __mapper_args__: Mapping[str, Any] = {"version_id_col": version}


class Entry(Base):
    """The published state of one record, source or request."""

    __tablename__ = "entry"
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    key: Mapped[str] = mapped_column(String(300), primary_key=True)
    version: Mapped[int] = mapped_column()
    document: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column()
    geometry: Mapped[bytes | None] = mapped_column(Point)
    __table_args__ = (Index("ix_entry_position", "kind", "position"),)
    __mapper_args__: Mapping[str, Any] = {"version_id_col": version}


class Change(Base):
    """What a revision does to one entry: each field before and after, as JSON.

    ``how`` is add, change or remove; a position is kept, so that an undo leaves the same order.
    """

    __tablename__ = "change"
    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(300))
    how: Mapped[str] = mapped_column(String(10))
    position: Mapped[int] = mapped_column()
    fields: Mapped[str] = mapped_column(Text)
    __table_args__ = (Index("ix_change_entry", "kind", "key"),)


class Value(Base):
    """A value that is remembered, as ``core.evidence.merging.merge.Value`` has it."""

    __tablename__ = "value"
    id: Mapped[int] = mapped_column(primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("revision.id"), index=True)
    record: Mapped[str] = mapped_column(String(300), index=True)
    field: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(Text)
    standing: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    source_id: Mapped[str] = mapped_column(String(80))
    body_id: Mapped[str] = mapped_column(String(80))
    body: Mapped[str] = mapped_column(String(300))
    file: Mapped[str] = mapped_column(String(300))
    sha256: Mapped[str] = mapped_column(String(64))
    sheet: Mapped[str] = mapped_column(String(200))
    cell: Mapped[str] = mapped_column(String(40))
    answered: Mapped[str] = mapped_column(String(10))
    confirmed: Mapped[str] = mapped_column(String(10))


@event.listens_for(Session, "do_orm_execute")
def _one_by_one(state: ORMExecuteState) -> None:
    """Refuse changes in bulk: they would go past the versions, and two editors over each other."""
    ours = {mapper.class_ for mapper in Base.registry.mappers}
    if (state.is_update or state.is_delete) and {m.class_ for m in state.all_mappers} & ours:
        raise RuntimeError("entries of the directory are changed one by one, with their versions")


def encoded(document: Document) -> str:
    """A document as it is kept: the same document gives the same text."""
    return json.dumps(dict(sorted(document.items())), ensure_ascii=False, separators=(",", ":"))


def decoded(text: str) -> dict[str, str]:
    """A document as it was put in."""
    return msgspec.json.decode(text, type=dict[str, str])
