"""Which building blocks a text stands for: a code, a name, an old name, a Welsh name, a slip.

What a name was read as is always shown when another reading was possible. A misspelling is never
used by itself: the likely names are offered, and the user confirms one.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import pandas as pd

from gapmap.io.headings import LEVELS, normal
from gapmap.io.own.where import bodies, nowhere, old_codes
from gapmap.io.own.where.found import Reading, Unread
from gapmap.io.own.where.gazetteer import (
    ALIASES,
    NATIONS,
    Named,
    areas,
    districts,
    former,
    full,
    in_order,
    key,
)
from gapmap.io.own.where.likely import Likely, likely
from gapmap.io.own.where.towns import Towns
from gapmap.vocabulary import COUNCIL, LEVEL_SINGULAR
from gapmap.vocabulary.levels import AREA_CODE

CODE: Final = re.compile(AREA_CODE, re.ASCII)
NAME_AND_CODE: Final = re.compile(
    rf"(?P<name>[^()\[\]]*[^()\[\]\s:-])\s*[(\[:-]?\s*(?P<code>{AREA_CODE})\s*[)\]]?"
    rf"|(?P<first>{AREA_CODE})\s*[-:,(]?\s*(?P<then>[^()\d]+)\)?",
    re.ASCII | re.IGNORECASE,
)  # fmt: skip
LONGEST: Final = 120  # characters of a name that are compared
NAME: Final = 300  # characters of a text that may be a name
NOTED: Final = re.compile(
    r"(?<=[\w.)])\s?(?:[*†‡§¹²³⁴⁵]{1,3}|\[(?:notes? ?[\d, ]{0,9}|[a-z]|\d{1,2})\]"
    r"|\((?:notes? ?\d{0,2}|\d{1,2}|r|p)\))$", re.IGNORECASE,
)  # fmt: skip
"""The mark of a note after a name or a code: Leeds [note 1], Leeds*."""


@dataclass
class AreaIndex:
    """All areas by code and by name. Made once a dataset."""

    codes: dict[str, Named] = field(default_factory=dict)
    names: dict[str, list[Named]] = field(default_factory=dict)
    successors: Callable[[str], Iterable[str]] = field(default=lambda _: ())
    towns: Towns = field(default_factory=Towns)
    _by_words: dict[frozenset[str], list[Named]] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        tables: Mapping[str, pd.DataFrame],
        lookup: pd.DataFrame,
        successors: Callable[[str], Iterable[str]],
        towns: Towns | None = None,
    ) -> "AreaIndex":
        """Build the index. ``lookup``: index building block, one column of codes a level.

        ``successors`` gives the building blocks that hold any of a former code's area today;
        ``towns`` are what names of places that are no areas are offered from.
        """
        index = cls(successors=successors, towns=towns or Towns())
        for named, other_names in areas(tables, lookup):
            index._add(named, other_names)
        for named in (*districts(tables, index.codes), *former(tables, index.codes)):
            index._add(named, ())
        for alias, code in ALIASES.items():
            others = [n for n in index.names.get(alias, []) if n.code != code]
            index.names[alias] = [index.codes[code], *others]
        for named in {n.code: n for held in index.names.values() for n in held}.values():
            held = index._by_words.setdefault(bodies.words_of(named.name), [])
            held.append(named)
        return index

    def _add(self, named: Named, other_names: Iterable[str]) -> None:
        if named.code and (named.level != "borough"):
            self.codes.setdefault(named.code, named)
        for text in {key(named.name), normal(named.name), *map(normal, other_names)} - {""}:
            held = self.names.setdefault(text, [])
            if not any(n.code == named.code and n.blocks == named.blocks for n in held):
                held.append(named)

    def read(
        self, text: str, confirmed: Mapping[str, str] | None = None, level: str = ""
    ) -> list[Reading | Unread]:
        """Read one area, or a list with commas or “and” where every part of it is known.

        ``confirmed`` maps texts that the user has settled to codes; ``level`` is the one that the
        heading gives, blank where it gives none.
        """
        for separator in (None, r",|/|\|", r",|/|&|\||\+|\band\b"):
            parts = [p.strip() for p in re.split(separator, text)] if separator else [text]
            read = [self.one(p, confirmed, level) for p in parts if p]
            if read and all(isinstance(r, Reading) for r in read):
                return read
        parts = [p.strip() for p in re.split(r",|/|\|", text) if p.strip()]
        read = [self.one(p, confirmed, level) for p in parts]
        if len(parts) > 1 and any(isinstance(r, Reading) for r in read):
            return read  # the parts that are not known are asked for alone
        return [self.one(text, confirmed, level)]

    def one(
        self, text: str, confirmed: Mapping[str, str] | None = None, level: str = ""
    ) -> Reading | Unread:
        """Read one code or name."""
        settled = (confirmed or {}).get(text)
        if settled == nowhere.NO_AREA:
            return Reading(text, (), "no area", "no area, as you say: left out")
        if settled in self.codes:
            named = self.codes[settled]
            note = f"confirmed as {named.label}"
            return Reading(text, named.blocks, named.label, note, (named.code,))
        if len(text) > NAME:
            return Unread(text)
        bare = NOTED.sub("", text)
        if bare != text:
            return replace(self.one(bare, confirmed, level), text=text)
        code = text.upper().replace(" ", "")
        was = old_codes.former(code)
        if was and code not in self.codes:
            return self._was(text, was)
        if CODE.fullmatch(code):
            return self._code(text, code)
        both = NAME_AND_CODE.fullmatch(" ".join(text.split()))
        if both:
            return self._name_and_code(text, both, level)
        read = self._name(text, level)
        if isinstance(read, Unread) and not read.offers:
            return self._beside(text, level) or replace(read, nowhere=_names_none(text))
        return read

    def _beside(self, text: str, level: str) -> Reading | None:
        """A known name beside words that name no other area; None for other texts."""
        part = nowhere.beside(text)
        read = self._name(part.place, level) if part else None
        if not part or not isinstance(read, Reading):
            return None
        return replace(read, text=text, note=f"read as {read.label}: {part.what}")

    def _name_and_code(self, text: str, both: re.Match[str], level: str) -> Reading | Unread:
        """“Haringey (E09000014)”: the code, when the name can mean the same place."""
        by_code = self.one((both["code"] or both["first"]).upper())
        by_name = self._name((both["name"] or both["then"]).strip(" -:,("), level)
        if isinstance(by_code, Unread):
            named = by_name.codes if isinstance(by_name, Reading) else ()
            offers = tuple((c, full(self.codes[c])) for c in named if c in self.codes)
            return Unread(text, offers or by_code.offers, by_code.why)
        if isinstance(by_name, Unread):
            return replace(by_code, text=text)
        if set(by_code.blocks) & set(by_name.blocks):
            return replace(by_code, text=text)
        codes = (*by_code.codes, *by_name.codes)
        return Unread(text, tuple((c, full(self.codes[c])) for c in codes if c in self.codes))

    def _code(self, text: str, code: str) -> Reading | Unread:
        if code in self.codes:
            named = self.codes[code]
            return Reading(text, named.blocks, named.label, named.note, (code,))
        new = bodies.RECODED.get(code, "")
        if new in self.codes:
            named = self.codes[new]
            note = f"a former code of {named.name}"
            block = " and ".join(self.codes[b].label for b in named.blocks)
            return Reading(text, named.blocks, named.label, f"{note}, counted in {block}", (new,))
        blocks = [b for new in self.successors(code) for b in self._held(new)]
        if blocks:
            names = ", ".join(dict.fromkeys(self.codes[b].label for b in blocks))
            return Reading(text, in_order(blocks), names, f"a former code, now {names}")
        if code[0] in NATIONS and not code.startswith(("S92", "N92")):
            nation, name = NATIONS[code[0]]
            note = f"a part of {name}, held as the whole nation"
            return Reading(text, (nation,), name, note, (nation,))
        return Unread(text, why=old_codes.about(text))

    def _was(self, text: str, was: old_codes.Former) -> Reading | Unread:
        """A code that is not in use today: what holds its area now, or what that may be."""
        now = [r for r in (self._code(c, c) for c in was.codes) if isinstance(r, Reading)]
        if not was.sure or not now:
            offers = tuple((c, full(self.codes[c])) for c in was.codes if c in self.codes)
            return Unread(text, offers, was.what)
        labels = ", ".join(r.label for r in now)
        blocks = in_order(b for r in now for b in r.blocks)
        held = f"; {now[0].note}" if len(now) == 1 and now[0].note else ""
        note = f"{was.what}: read as {labels}{held}"
        return Reading(text, blocks, labels, note, tuple(c for r in now for c in r.codes))

    def _held(self, code: str) -> tuple[str, ...]:
        return self.codes[code].blocks if code in self.codes else ()

    def blocks_of(self, code: str) -> tuple[str, ...]:
        """The building blocks of a code, old or new; empty for one that is not known."""
        read = self._code(code, code) if CODE.fullmatch(code) else None
        return read.blocks if isinstance(read, Reading) else ()

    def _name(self, text: str, level: str) -> Reading | Unread:
        plain = _plain(text)
        found = self.names.get(plain, [])
        asked = bodies.OF_LEVEL.get(level, ())
        said = [n for n in found if n.level in asked]
        if said:  # the heading says which kind is meant
            return self._chosen(text, said[0], found, ", as its heading says,")
        if not found:
            return self._by_kind(text, plain, asked, level)
        best = next((n for n in found if n.level in bodies.COUNCIL[:2]), found[0])
        best = found[0] if plain in ALIASES else best
        others = [n for n in found if set(n.blocks) != set(best.blocks)]
        if others and best.level not in bodies.COUNCIL[:2] and plain not in ALIASES:
            return Unread(text, tuple((n.code, full(n)) for n in found if n.code))
        if asked and best.level not in asked and not best.note:
            kind = LEVEL_SINGULAR.get(level, "council")
            note = f"no {kind} has this name: read as {full(best)}"
            return Reading(text, best.blocks, best.label, note, (best.code,) if best.code else ())
        return self._chosen(text, best, found, "")

    def _chosen(self, text: str, best: Named, found: Iterable[Named], why: str) -> Reading:
        others = [n for n in found if set(n.blocks) != set(best.blocks)]
        codes = (best.code,) if best.code else ()
        if not others:
            return Reading(text, best.blocks, best.label, best.note, codes)
        rest = " or ".join(full(n) for n in others[:3])
        note = f"read{why} as {full(best)}, not {rest}"
        return Reading(text, best.blocks, best.label, note, codes)

    def _by_kind(
        self, text: str, plain: str, asked: tuple[str, ...], level: str
    ) -> Reading | Unread:
        """A name with words that say what kind of area it is, or in another order."""
        for bare, kinds, word in bodies.shapes(plain):
            for spelt in dict.fromkeys((bare, key(bare), bodies.WELSH.get(bare, bare))):
                named = [n for n in self.names.get(spelt, []) if n.level in kinds]
                body = bodies.members(spelt, word)
                if body and (not named or word in ("fire", "combined")):
                    return self._body(text, body)
                if named:
                    named.sort(key=lambda n: kinds.index(n.level))
                    said = f"read as {full(named[0])}" if word in bodies.SAID else ""
                    codes = (named[0].code,) if named[0].code else ()
                    note = named[0].note or said
                    return Reading(text, named[0].blocks, named[0].label, note, codes)
            body = bodies.members(key(bare), word)
            if body:
                return self._body(text, body)
        if plain in bodies.WELSH and bodies.WELSH[plain] in self.names:
            named = self.names[bodies.WELSH[plain]]
            return Reading(text, named[0].blocks, named[0].label, "", (named[0].code,))
        body = bodies.members(plain, "")
        if body and plain not in self.names:
            return self._body(text, body)
        read = self._any_order(text, plain, asked)
        other = bodies.spelt_out(text)
        if isinstance(read, Reading) or other == text:
            return read
        full_ = self.one(other, None, level)
        if isinstance(full_, Unread):
            return read
        return replace(full_, text=text, note=full_.note or f"read as {full_.label}")

    def _any_order(self, text: str, plain: str, asked: tuple[str, ...]) -> Reading | Unread:
        """A name of the same words in another order (“Riding of Yorkshire, East”)."""
        found = self._by_words.get(bodies.words_of(plain), []) if len(plain) <= LONGEST else []
        wanted = asked or bodies.COUNCIL
        found = [n for n in found if n.level in wanted] or found
        if not found or len({n.blocks for n in found if n.level == found[0].level}) > 1:
            return Unread(text)
        note = f"read as {full(found[0])}"
        codes = (found[0].code,) if found[0].code else ()
        return Reading(text, found[0].blocks, found[0].label, found[0].note or note, codes)

    def _body(self, text: str, names: Iterable[str]) -> Reading:
        """A body that serves several councils, said with what they are."""
        named = [self.names[normal(name)][0] for name in names]
        blocks = in_order(b for n in named for b in n.blocks)
        labels = ", ".join(n.label for n in named)
        note = f"counted in the councils that it covers: {labels}"
        return Reading(text, blocks, labels, note, tuple(n.code for n in named))

    def likely(self, text: str) -> Likely:
        """The areas nearest to a name that is not known, and what can be said of it."""
        plain = _plain(text)[:LONGEST]
        none = nowhere.names_none(text)
        if none:
            held = bodies.NATIONS if plain in nowhere.NO_PLACE else ()
            return Likely(tuple((c, full(self.codes[c])) for c in held if c in self.codes), none)
        what = old_codes.about(text)
        if what or not plain:
            return Likely((), what)  # a code that is like another says nothing of its place
        return likely(plain, self.names, self.codes, self.towns)

    def town(self, name: str) -> str:
        """The one council that a town can lie in, where no area has its name; else blank."""
        return (
            "" if isinstance(self.one(name, None, "district"), Reading) else self.towns.sure(name)
        )

    def every(self) -> dict[str, str]:
        """Label of every area that has a code, councils first: what a user can choose from."""
        order = (COUNCIL, *LEVELS, "former")
        rows = sorted(self.codes.values(), key=lambda n: (order.index(n.level), n.name))
        return {n.code: full(n) for n in rows}


def _names_none(text: str) -> bool:
    return bool(nowhere.names_none(text))


def _plain(text: str) -> str:
    return normal(text.replace("&", " and "))
