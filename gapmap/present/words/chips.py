"""The filters that are set, as short labels that a page can offer to remove one by one."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from gapmap.fields import FIELDS
from gapmap.present.words.labels import percent, plain
from gapmap.present.words.selection import years_in_words
from gapmap.selection import Selection

NOT_A_FILTER: Final = ("level", "measure", "layout")
"""Choices of what is drawn: they have their own place beside the map."""


ANY: Final = {"types": "Any type for adults", "routes": "Any route", "accepts": "Anyone"}
"""What a list of terms means while it is empty."""
OFF: Final = {
    "counts_only": "Any number",
    "all_types": "Without those for children or stalking",
    "include_unstated": "Only those stated to match",
    "accredited": "Accredited or not",
}
"""What it means that a switch is off, beside a view in which it is on."""


@dataclass(frozen=True)
class Chip:
    """One thing that is set: ``changes`` are the fields of a Selection that take it away."""

    key: str
    label: str
    changes: tuple[tuple[str, Any], ...]


@lru_cache(256)
def chips(selection: Selection) -> tuple[Chip, ...]:
    """Everything that narrows or alters the first view, in the order of the fields."""
    found = list(_years(selection))
    for name in selection.changed():
        if name not in (*NOT_A_FILTER, "since", "until"):
            found += _of_field(selection, name)
    return tuple(found)


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


def value_in_words(selection: Selection, name: str) -> str:
    """What a field of a Selection is set to, whether or not that is what it begins with."""
    field, value = FIELDS[name], getattr(selection, name)
    if field.kind == "choices":
        terms = [(field.allowed or {})[term] for term in value]
        return " or ".join(terms) or ANY[name]
    return _label(name, value)


def _label(name: str, value: Any) -> str:
    field = FIELDS[name]
    if field.kind == "flag":
        return field.label if value else OFF[name]
    if field.kind == "choice":
        return str((field.allowed or {}).get(value, value))
    if field.kind == "pairs":
        return field.label
    if field.kind == "share":
        return f"{field.label}: {percent(value)}"
    if field.kind == "numbers":
        return f"{field.label}: {', '.join(plain(v) for v in value)}"
    return f"{field.label}: {plain(value) if value is not None else 'none'}"
