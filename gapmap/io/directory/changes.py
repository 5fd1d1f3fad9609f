"""Changes of documents, field by field: made, turned round, and put onto what others have changed.

Three versions of a field: *base*, which a change began from; *mine*, what it makes of it; *theirs*,
what is there now. Where only one side has changed a field, that side holds; where both have, and
not to the same, it is a conflict for a person.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from gapmap.io.directory.models import Document

ADD, CHANGE, REMOVE = "add", "change", "remove"
OPPOSITE: Final = {ADD: REMOVE, REMOVE: ADD, CHANGE: CHANGE}


@dataclass(frozen=True, slots=True)
class Edit:
    """What is done to one entry: each field (before, after); None where there is no entry.

    ``position`` orders the entries of a kind; below zero it is given when it is published.
    """

    kind: str
    key: str
    how: str
    fields: Mapping[str, tuple[str, str]]
    position: int = -1

    def encoded(self) -> str:
        """The fields as they are kept."""
        told = {name: list(pair) for name, pair in sorted(self.fields.items())}
        return json.dumps(told, ensure_ascii=False, separators=(",", ":"))

    def undone(self) -> "Edit":
        """The edit that takes this one back."""
        fields = {name: (after, before) for name, (before, after) in self.fields.items()}
        return Edit(self.kind, self.key, OPPOSITE[self.how], fields, self.position)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A field that two people changed: to what each, and from what."""

    kind: str
    key: str
    field: str
    mine: str
    theirs: str
    base: str

    def __str__(self) -> str:
        """One sentence."""
        return (
            f"{self.key}, {self.field}: mine “{self.mine[:80]}”, theirs “{self.theirs[:80]}”, "
            f"base “{self.base[:80]}”"
        )


def decoded(text: str) -> dict[str, tuple[str, str]]:
    """Fields as they were put in."""
    return {name: (pair[0], pair[1]) for name, pair in json.loads(text).items()}


def edit(kind: str, key: str, before: Document | None, after: Document | None) -> Edit | None:
    """The edit that makes one document of another; None where they are the same."""
    old, new = before or {}, after or {}
    if before is None:
        return Edit(kind, key, ADD, {name: ("", text) for name, text in new.items()})
    if after is None:
        return Edit(kind, key, REMOVE, {name: (text, "") for name, text in old.items()})
    names = [name for name in {**old, **new} if old.get(name, "") != new.get(name, "")]
    fields = {name: (old.get(name, ""), new.get(name, "")) for name in names}
    return Edit(kind, key, CHANGE, fields) if fields else None


def applied(one: Edit, current: Document | None) -> tuple[dict[str, str] | None, list[Conflict]]:
    """The document after an edit, and what is in conflict with what is there now."""
    if one.how == ADD:
        document = {name: after for name, (_, after) in one.fields.items()}
        return document, _clashes(one, current) if current is not None else []
    if current is None:
        gone = Conflict(one.kind, one.key, "the whole", "changed", "removed", "there")
        return None, [gone] if one.how == CHANGE else []
    found = [
        Conflict(one.kind, one.key, name, after, current.get(name, ""), before)
        for name, (before, after) in one.fields.items()
        if current.get(name, "") not in (before, after)
    ]
    if one.how == REMOVE:
        return None, found
    return {**current, **{name: after for name, (_, after) in one.fields.items()}}, found


def left(one: Edit, current: Document | None) -> Edit | None:
    """What of an edit that can be done is not there already; None where all of it is."""
    if one.how == ADD:
        return one if current is None else None
    if one.how == REMOVE:
        return one if current is not None else None
    there = current or {}
    fields = {name: pair for name, pair in one.fields.items() if there.get(name, "") != pair[1]}
    return replace(one, fields=fields) if fields else None


def _clashes(one: Edit, current: Document) -> list[Conflict]:
    return [
        Conflict(one.kind, one.key, name, after, current.get(name, ""), "")
        for name, (_, after) in one.fields.items()
        if current.get(name, "") != after
    ]


def in_words(conflicts: Iterable[Conflict]) -> str:
    """Conflicts in one line."""
    return "; ".join(map(str, conflicts))
