"""Which building blocks a text stands for: a code, a name, an old name, a Welsh name, a slip.

What a name was read as is always shown when another reading was possible. A misspelling is never
used by itself: the likely names are offered, and the user confirms one.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

import pandas as pd

from gapmap.io.own.columns import normal
from gapmap.vocabulary import LEVEL_SINGULAR

CODE: Final = re.compile(r"[EWSNK]\d{8}|GM[CW]\d{2}", re.ASCII)
OFFERED: Final = 4  # names to choose from
CLOSE: Final = 0.8  # how alike a misspelling must be to be offered (0 to 1)
COUNCIL, FORCE, COUNTY, REGION = ("utla", "district", "former"), ("pfa",), ("county",), ("region",)
KINDS: Final = (
    (r"(police force area|police force|police area|force area|police service|constabulary|police"
     r"|pcc|opcc)$", FORCE),
    (r"((metropolitan |london |royal )?(borough|city|county|district)( council)?|council"
     r"|unitary authority|council area)$", COUNCIL),
    (r"region$", REGION),
    (r"^(ceremonial county of|preserved county of)", COUNTY),
    (r"^(london borough of|royal borough of|metropolitan borough of|borough of|city and county of"
     r"|city of|county borough of|district of)", COUNCIL),
)  # fmt: skip
"""Words around a name that say what kind of area is meant."""
ALIASES: Final = {
    "hull": "E06000010", "bristol": "E06000023", "durham": "E06000047", "herefordshire":
    "E06000019", "anglesey": "W06000001", "bcp": "E06000058", "met": "E23000001", "gmp":
    "E23000005", "metropolitan": "E23000001", "police scotland": "S92000003", "psni": "N92000002",
    "scotland": "S92000003", "northern ireland": "N92000002", "greater london": "E23000001",
    "london": "E23000001", "rhondda": "W06000016", "stoke": "E06000021", "southend": "E06000033",
    "scilly": "E06000053", "sir gar": "W06000010",
}  # fmt: skip
NATIONS: Final = {"S": ("S92000003", "Scotland"), "N": ("N92000002", "Northern Ireland")}


@dataclass(frozen=True)
class Reading:
    """A text and what it stands for. ``note`` says what was chosen; blank: nothing to choose."""

    text: str
    blocks: tuple[str, ...]
    label: str
    note: str = ""


@dataclass(frozen=True)
class Unread:
    """A text that stands for nothing known, and the areas (code, label) it may have meant."""

    text: str
    offers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class _Named:
    code: str
    level: str
    name: str
    blocks: tuple[str, ...]
    note: str = ""

    @property
    def label(self) -> str:
        return f"{self.name} ({self.code})" if self.code else self.name


@dataclass
class AreaIndex:
    """All areas by code and by name. Made once a dataset."""

    codes: dict[str, _Named] = field(default_factory=dict)
    names: dict[str, list[_Named]] = field(default_factory=dict)
    successors: Callable[[str], Iterable[str]] = field(default=lambda _: ())

    @classmethod
    def of(
        cls,
        tables: Mapping[str, pd.DataFrame],
        lookup: pd.DataFrame,
        successors: Callable[[str], Iterable[str]],
    ) -> "AreaIndex":
        """Build the index. ``lookup``: index building block, one column of codes a level.

        ``successors`` gives the building blocks that hold any of a former code's area today.
        """
        index = cls(successors=successors)
        for named, other_names in _areas(tables, lookup):
            index._add(named, other_names)
        for named in (*_districts(tables, index.codes), *_former(tables, index.codes)):
            index._add(named, ())
        for alias, code in ALIASES.items():
            others = [n for n in index.names.get(alias, []) if n.code != code]
            index.names[alias] = [index.codes[code], *others]
        return index

    def _add(self, named: _Named, other_names: Iterable[str]) -> None:
        if named.code and (named.level != "borough"):
            self.codes.setdefault(named.code, named)
        for text in {_key(named.name), normal(named.name), *map(normal, other_names)} - {""}:
            held = self.names.setdefault(text, [])
            if not any(n.code == named.code and n.blocks == named.blocks for n in held):
                held.append(named)

    def read(self, text: str, confirmed: Mapping[str, str] | None = None) -> list[Reading | Unread]:
        """Read one area, or a list with commas or “and” where every part of it is known.

        ``confirmed`` maps texts that the user has settled to codes.
        """
        for separator in (None, r",|/", r",|/|&|\band\b"):
            parts = [p.strip() for p in re.split(separator, text)] if separator else [text]
            read = [self.one(p, confirmed) for p in parts if p]
            if read and all(isinstance(r, Reading) for r in read):
                return read
        return [self.one(text, confirmed)]

    def one(self, text: str, confirmed: Mapping[str, str] | None = None) -> Reading | Unread:
        """Read one code or name."""
        settled = (confirmed or {}).get(text)
        if settled in self.codes:
            named = self.codes[settled]
            return Reading(text, named.blocks, named.label, f"confirmed as {named.label}")
        if CODE.fullmatch(text.upper().replace(" ", "")):
            return self._code(text, text.upper().replace(" ", ""))
        return self._name(text)

    def _code(self, text: str, code: str) -> Reading | Unread:
        if code in self.codes:
            named = self.codes[code]
            return Reading(text, named.blocks, named.label, named.note)
        blocks = [b for new in self.successors(code) for b in self._held(new)]
        if blocks:
            names = ", ".join(dict.fromkeys(self.codes[b].label for b in blocks))
            return Reading(text, _sorted(blocks), names, f"a former code, now {names}")
        if code[0] in NATIONS and not code.startswith(("S92", "N92")):
            nation, name = NATIONS[code[0]]
            return Reading(text, (nation,), name, f"a part of {name}, held as the whole nation")
        return Unread(text)

    def _held(self, code: str) -> tuple[str, ...]:
        return self.codes[code].blocks if code in self.codes else ()

    def blocks_of(self, code: str) -> tuple[str, ...]:
        """The building blocks of a code, old or new; empty for one that is not known."""
        read = self._code(code, code) if CODE.fullmatch(code) else None
        return read.blocks if isinstance(read, Reading) else ()

    def _name(self, text: str) -> Reading | Unread:
        plain = normal(text.replace("&", " and "))
        found = self.names.get(plain, [])
        if not found:
            short, kinds = _without_kind(plain)
            found = [n for n in self.names.get(short, []) if n.level in kinds]
        if not found:
            return Unread(text)
        best = next((n for n in found if n.level in COUNCIL[:2]), found[0])
        best = found[0] if plain in ALIASES else best
        others = [n for n in found if set(n.blocks) != set(best.blocks)]
        if not others:
            return Reading(text, best.blocks, best.label, best.note)
        if best.level not in COUNCIL[:2] and plain not in ALIASES:
            return Unread(text, tuple((n.code, _full(n)) for n in found if n.code))
        rest = " or ".join(_full(n) for n in others[:3])
        return Reading(text, best.blocks, best.label, f"read as {_full(best)}, not {rest}")

    def offers(self, text: str) -> tuple[tuple[str, str], ...]:
        """The areas (code, label) that a text which is not known may mean. Takes a moment."""
        plain = normal(text.replace("&", " and "))[:80]
        close = difflib.get_close_matches(plain, self.names, n=3, cutoff=CLOSE)
        words = set(plain.split())
        close += [name for name in self.names if words and words <= set(name.split())][:OFFERED]
        found = {
            named.code: _full(named)
            for name in close
            for named in self.names[name][:2]
            if named.code
        }
        return tuple(found.items())[:OFFERED]


def _areas(
    tables: Mapping[str, pd.DataFrame], lookup: pd.DataFrame
) -> Iterator[tuple[_Named, list[str]]]:
    """Every area of every level: councils first, so that a council's name means the council."""
    inside: dict[tuple[str, str], list[str]] = {}
    for level in lookup.columns:
        for block, code in lookup[level].dropna().items():
            inside.setdefault((str(level), str(code)), []).append(str(block))
    rows = tables["areas"].to_dict("records")
    order = ("utla", "pfa", "county", "region", "country", "borough")
    for row in sorted(rows, key=lambda r: order.index(str(r["level"]))):
        level, code = str(row["level"]), str(row["code"])
        blocks = inside.get((level, code), [code] if row["has_estimate"] == "no" else [])
        force = [str(row["note"])] if level == "pfa" and len(str(row["note"])) < 60 else []
        names = [str(row["name_cy"]), *force]
        yield _Named(code, level, str(row["name"]), _sorted(blocks)), [n for n in names if n]


def _districts(tables: Mapping[str, pd.DataFrame], codes: Mapping[str, _Named]) -> Iterator[_Named]:
    """Districts inside a county council, and the counties of 2021 that have been split since."""
    old: dict[str, set[str]] = {}
    for row in tables["districts"].to_dict("records"):
        code, block = str(row["district_code"]), str(row["utla_code"])
        old.setdefault(str(row["utla_2021_code"]), set()).add(block)
        if code not in codes:
            note = f"{row['district_name']} is counted in {codes[block].label}, which holds it"
            yield _Named(code, "district", str(row["district_name"]), (block,), note)
    for code, blocks in old.items():
        if code not in codes:
            names = ", ".join(codes[b].label for b in sorted(blocks))
            yield _Named(code, "former", names, _sorted(blocks), f"a former code, now {names}")


def _former(tables: Mapping[str, pd.DataFrame], codes: Mapping[str, _Named]) -> Iterator[_Named]:
    districts = {
        str(r["district_code"]): str(r["utla_code"]) for r in tables["districts"].to_dict("records")
    }
    for row in tables["former_areas"].to_dict("records"):
        new = str(row["successor_code"])
        block = districts.get(new, new)
        if block in codes:
            name, label = str(row["former_name"]), codes[block].label
            note = f"{name} is a former council, now in {label}"
            yield _Named(str(row["former_code"]), "former", name, (block,), note)


def _full(named: _Named) -> str:
    kind = {**LEVEL_SINGULAR, "utla": "council", "district": "district", "former": "former council"}
    return f"the {kind[named.level]} {named.label}"


def _key(name: str) -> str:
    """A name without “City of”, “, County of” and the like. London is not its City."""
    if name == "City of London":
        return "city of london"
    plain = normal(name.replace("&", " and "))
    return re.sub(r"^(city of|county of|county) | (city of|county of|city|county)$", "", plain)


def _without_kind(plain: str) -> tuple[str, tuple[str, ...]]:
    """A name without the words that say what kind of area it is, and the kinds they mean."""
    for pattern, kinds in KINDS:
        short = re.sub(pattern, "", plain).strip()
        if short != plain and short:
            return _key(short), kinds
    return plain, ()


def _sorted(blocks: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(blocks)))
