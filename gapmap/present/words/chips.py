"""The filters that are set, as short labels that a page can offer to remove one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from gapmap.fields import FIELDS
from gapmap.present.words.labels import percent, plain
from gapmap.present.words.selection import years_in_words
from gapmap.selection import Selection

NOT_A_FILTER: Final = ("level", "measure", "layout")
"""Choices of what is drawn: they have their own place beside the map."""


@dataclass(frozen=True)
class Chip:
    """One thing that is set: ``changes`` are the fields of a Selection that take it away."""

    key: str
    label: str
    changes: tuple[tuple[str, Any], ...]


def chips(selection: Selection) -> list[Chip]:
    """Everything that narrows or alters the first view, in the order of the fields."""
    found = list(_years(selection))
    for name in selection.changed():
        if name not in (*NOT_A_FILTER, "since", "until"):
            found += _of_field(selection, name)
    return found


def _years(selection: Selection) -> Iterator[Chip]:
    usual = Selection()
    if (selection.since, selection.until) != (usual.since, usual.until):
        words = years_in_words(selection.since, selection.until)
        changes = (("since", usual.since), ("until", usual.until))
        yield Chip("years", f"{words[0].upper()}{words[1:]}", changes)


def _of_field(selection: Selection, name: str) -> Iterator[Chip]:
    field, value = FIELDS[name], getattr(selection, name)
    usual = getattr(Selection(), name)
    if field.kind == "choices":
        for term in value:
            rest = tuple(t for t in value if t != term)
            yield Chip(f"{name}_{term}", (field.allowed or {})[term], ((name, rest),))
        return
    yield Chip(name, _label(name, value), ((name, usual),))


def _label(name: str, value: Any) -> str:
    field = FIELDS[name]
    if field.kind == "flag":
        return field.label if value else f"Not: {field.label.lower()}"
    if field.kind == "choice":
        return str((field.allowed or {}).get(value, value))
    if field.kind == "pairs":
        return field.label
    if field.kind == "share":
        return f"{field.label}: {percent(value)}"
    if field.kind == "numbers":
        return f"{field.label}: {', '.join(plain(v) for v in value)}"
    return f"{field.label}: {plain(value) if value is not None else 'none'}"
