"""What is wrong with a JSON text that a type does not fit, in a few words that a user can act on.

``msgspec`` reads and checks in one step; its messages speak of types and of paths. Here they become
“date” is “5”, which is not a text.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from gapmap.fields.reading import shown

MISSING: Final = re.compile(r"missing required field `([^`]*)`")
UNKNOWN: Final = re.compile(r"unknown field `([^`]*)`", re.DOTALL)
PLACE: Final = re.compile(r" - at (?:`key` in )?`\$\.?(.*)`$", re.DOTALL)
STEP: Final = re.compile(r"\[(\d+|\.\.\.)\]|([^.\[\]]+)")
GOT: Final = re.compile(r"Expected `(\w+)[^`]*`, got")
KINDS: Final[Mapping[str, str]] = {
    "str": "a text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "array": "a list",
    "object": "a list of named parts",
}


def fault(error: Exception, data: object) -> str:
    """Name the part that is wrong, its value and what belongs there.

    ``data`` is what was read: the text, or what ``msgspec.convert`` was given. ``error`` is what
    msgspec raised, or RecursionError for what is too deep.
    """
    said = str(error)
    if isinstance(error.__cause__, ValueError):  # a rule of the type itself, in its own words
        return str(error.__cause__)
    if found := MISSING.search(said):
        return f"{shown(found[1])} is missing"
    if found := UNKNOWN.search(said):
        return f"it has a part {shown(found[1])} that is not known"
    if not isinstance(error, msgspec.ValidationError):
        return "it is not JSON or is cut off"
    place = PLACE.search(said)
    steps = [(number, name) for number, name in STEP.findall(place[1] if place else "")]
    names = [name for _, name in steps if name]
    kind = GOT.search(said)
    rule = f"not {KINDS[kind[1]]}" if kind and kind[1] in KINDS else "not allowed here"
    called = shown(".".join(names)) if names else "it as a whole"
    if steps and steps[-1][0]:
        called = f"a part of {called}"
    value = _at(data, steps)
    return f"{called} is {rule}" if value is None else f"{called} is {shown(value)}, {rule}"


def _at(data: object, steps: list[tuple[str, str]]) -> object:
    """The value at a place; None where there is none, or msgspec does not say which of many."""
    try:
        # JSON of any depth, walked as msgspec names it: what does not fit is caught below.
        found: Any = msgspec.json.decode(data) if isinstance(data, bytes | str) else data
        for number, name in steps:
            found = found[int(number)] if number else found[name]
    except (LookupError, TypeError, ValueError, RecursionError):
        return None
    return None if isinstance(found, list | dict) else found
