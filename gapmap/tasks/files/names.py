"""What exported files are called: what they are of, where, with which filters, and the day."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final

from gapmap.fields import FIELDS, to_texts
from gapmap.selection import Selection
from gapmap.vocabulary import LEVEL_PLURAL

LONGEST: Final = 100
"""Characters of a name, with its ending: folders with long names of their own still take it."""
AREA: Final = (8, 26)  # characters of an area's name: at least, at most
SHOWN: Final = 2
"""Filters that are told; the rest are counted."""
LEFT: Final = 20  # characters that an area leaves to filters
MARK: Final = 4  # characters that tell apart what the words do not
PLAIN: Final = "first-view"
OWN: Final = "own-list"
IN_PLACE: Final = ("level", "measure", "layout")
"""Choices that have a place of their own in a name."""
WHO: Final = ("types", "routes", "accepts", "accredited")
"""Filters that are told first: for whom the programmes are."""


@lru_cache(512)
def file_name(
    selection: Selection,
    ending: str,
    today: date,
    what: str = "",
    *,
    area: str = "",
    own: bool = False,
    asked: str = "",
    against: Selection | None = None,
) -> str:
    """A file name that says what is inside: gapmap_kent_police-force-areas_women_2026-11-21.png.

    ``what`` is the kind of file, ``area`` the name of the area it is about, ``own`` whether a list
    of the user's own is in it, ``asked`` what is asked of a plan, which has a mark of its own, and
    ``against`` the view that this one is compared with. Letters are small and ASCII, so that every
    system takes the name. Filters that it has no room for are counted, with a mark in which two
    Selections differ.
    """
    levels = [slug(LEVEL_PLURAL[selection.level])]
    levels += [slug(getattr(selection, n)) for n in IN_PLACE[1:] if n in selection.changed()]
    end = f"_{today.isoformat()}{ending}"
    kind = f"{what} {_mark(asked)}" if asked else what
    parts = ["gapmap", slug(kind), *levels, OWN if own else ""]
    room = LONGEST - len("_".join(filter(None, parts))) - len(end)
    if area:
        parts.insert(2, slug(area, min(max(AREA[0], room - LEFT), AREA[1])))
        room -= len(parts[2]) + 1
    start = "_".join(filter(None, parts))
    if against is None:
        return start + "".join(f"_{part}" for part in _told(selection, room)) + end
    between = "against"
    half = (room - len(between) - 1) // 2
    first, second = (_told(one, half) or [PLAIN] for one in (selection, against))
    return "_".join([start, *first, between, *second]) + end


def slug(text: str, most: int = LONGEST) -> str:
    """A text in small ASCII letters, digits and hyphens (numbers keep their point)."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9.]+", "-", plain)[:most].strip("-.")


def _told(selection: Selection, room: int) -> list[str]:
    """The first filters as far as there is room, and how many more are set."""
    words, mark = _filters(selection)
    rest = f"+{len(words)}-{mark}"
    found: list[str] = []
    for word in words[:SHOWN]:
        left = room - sum(len(part) + 1 for part in found) - len(word) - 1
        last = len(found) + 1 == len(words)
        if left < (0 if last else len(rest) + 1):
            break
        found.append(word)
    more = len(words) - len(found)
    return [*found, f"+{more}-{mark}"] if more else found


@lru_cache(512)
def _filters(selection: Selection) -> tuple[tuple[str, ...], str]:
    """Each filter that is set, and what tells the Selection from every other; for several files."""
    words = tuple(slug(word) for word in _words(selection))
    return words, _mark(json.dumps(selection.to_dict(), sort_keys=True))


def _words(selection: Selection) -> Iterator[str]:
    """Each filter that is set in a word or two, as the command line calls it."""
    changed = [name for name in selection.changed() if name not in IN_PLACE]
    for name in sorted(changed, key=lambda name: name not in WHO):
        value = getattr(selection, name)
        if FIELDS[name].kind == "choices":
            yield from value
        elif name not in ("since", "until"):
            option = FIELDS[name].flag.removeprefix("--")
            said = "" if FIELDS[name].kind == "flag" else "-".join(to_texts(value))
            yield f"{option} {said}"
        elif name == "since" or "since" not in changed:
            yield _years(selection)


def _years(selection: Selection) -> str:
    since, until = selection.since, selection.until
    if until is None:
        return "any year" if since is None else f"since {since}"
    if since is None:
        return f"until {until}"
    return str(since) if since == until else f"{since}-{until}"


def _mark(text: str) -> str:
    """Four signs in which other texts differ."""
    return hashlib.sha256(text.encode()).hexdigest()[:MARK]
