"""Finding any area of any level by its name today or before, in Welsh, or by its code."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz, process

from gapmap.dataset import Dataset
from gapmap.io.own.where.gazetteer import ABOLISHED, ALIASES
from gapmap.vocabulary import LEVEL_SINGULAR, TILE_LEVELS

KINDS: Final = {
    "police": "pfa", "constabulary": "pfa", "force": "pfa", "heddlu": "pfa", "council": "utla",
    "cyngor": "utla", "borough": "borough", "ceremonial": "county",
}  # fmt: skip
"""Words that people put beside a name, and the level that they mean."""
PASSED_OVER: Final = {*KINDS, "county", "city", "of", "the", "area", "london"}
SHORT: Final = {"pfa": "force", "county": "county", "borough": "borough", "utla": "council"}
"""Kinds of area where there is little room."""
JOINING: Final = {"of", "the", "and", "on", "in", "upon", "area"}
"""Words that alone are no part of a name to be found by."""
NEAR: Final = 78.0  # how alike a name must be to be offered for another (0 to 100)
LONGEST: Final = 60  # letters of a text that may nearly be a name
FORMER: Final = "former name of"
FORMER_NAMES: Final = {"Salop": "GMC36"}
"""Names that counties had before → code: Salop was what Shropshire was called from 1974 (Local
Government Act 1972, Schedule 1) until its council took the old name again on 1 April 1980."""
WHOLE: Final = {"london": ("GMC18", "E23000001")}
"""What a text (``_spelt``) means before all that has it in its name → codes, the likelier first
where none is of the level drawn: “London” means Greater London, not the City alone."""
OPENS: Final = 3
"""Letters of a word from which a part of one name alone stands for its area."""


@dataclass(frozen=True)
class Found:
    """One name under which an area can be found: ``label`` is unlike every other's.

    ``part`` says of a name that is not the area's own what it is there: “district in”.
    """

    label: str
    name: str
    level: str
    code: str
    part: str = ""

    @property
    def named(self) -> str:
        """The name that it is found under."""
        return self.label.partition(" · ")[0]

    @property
    def short(self) -> str:
        """What tells it from others, in few words."""
        if self.part:
            link = "now" if self.part == FORMER else "in"
            return f"{self.named} · {link} {self.name}"
        return f"{self.name} · {SHORT[self.level]}"

    @property
    def what(self) -> str:
        """What the name is the name of, as the end of a sentence."""
        if self.part:
            return f"{self.part} {self.name}, which is shown."
        return f"{LEVEL_SINGULAR[self.level]}."


@dataclass(frozen=True)
class Sought:
    """What a text may mean, the likeliest first; ``exact``: it is the name of the only one.

    ``opens`` is whether the only one is meant beyond doubt.
    """

    found: tuple[Found, ...] = ()
    exact: bool = False
    opens: bool = False


class Finder:
    """All names of all areas of the levels that the map can draw."""

    def __init__(self, dataset: Dataset) -> None:
        self.found: dict[str, Found] = {}
        self._by_text: dict[str, list[Found]] = {}
        self._names: list[tuple[Found, tuple[str, ...]]] = []
        others: dict[str, list[str]] = {}
        for alias, code in ALIASES.items():
            others.setdefault(code, []).append(alias)
        for found, words in _names(dataset):
            names = tuple(dict.fromkeys(map(_spelt, (*words, found.named))))
            self.found.setdefault(found.label, found)
            for name in names:
                self._by_text.setdefault(name, []).append(found)
            known = () if found.part else map(_spelt, others.get(found.code, ()))
            self._names.append((found, (*names, *known)))

    @property
    def labels(self) -> list[str]:
        """What a person chooses from: areas of today by name, then names of before."""
        return list(self.found)

    def sought(self, text: str, level: str) -> Sought:
        """The areas that a text may mean, first those of ``level``.

        A label, a code or a name means one area, and words for a kind of area (“Kent Police”) say
        of which level. Else every word may begin a word of a name (“Hull”, “newc tyne”).
        """
        if text in self.found:
            return Sought((self.found[text],), exact=True, opens=True)
        typed = _spelt(text).split()
        kind = next((KINDS[word] for word in typed if word in KINDS), "")
        kind = kind or ("county" if "county" in typed else "")
        order = (kind or level, level, *TILE_LEVELS)
        if same := self._by_text.get(" ".join(typed)):
            return Sought((_first(same, order),), exact=True, opens=True)
        named = [word for word in typed if word not in KINDS]
        own = [word for word in named if word not in PASSED_OVER]
        same = self._by_text.get(" ".join(named)) or self._by_text.get(" ".join(own)) or []
        part = self._beginning(named, order) or self._beginning(own, order)
        of_kind = [one for one in part if one.level == kind]
        if same and (not of_kind or any(one.level == kind for one in same)):
            return Sought((_first(same, order),), opens=True)
        several = tuple(of_kind or part)
        long = any(len(word) >= OPENS for word in named)
        return Sought(several, opens=len(several) == 1 and long)

    def _beginning(self, typed: list[str], order: tuple[str, ...]) -> list[Found]:
        """One name of every area that has all these words, as they begin, in one of its names."""
        words = set(typed)
        if not any(len(word) > 1 for word in words - JOINING):
            return []
        fit = [
            (order.index(one.level) > 0, not _begins(names, typed), bool(one.part),
             order.index(one.level), at, one)
            for at, (one, names) in enumerate(self._names)
            if any(_fits(words, name.split()) for name in names)
        ]  # fmt: skip
        areas: dict[tuple[str, str], Found] = {}
        for *_, one in sorted(fit, key=lambda its: its[:-1]):
            areas.setdefault((one.level, one.code), one)
        return _meant_first(list(areas.values()), " ".join(typed), order)

    def nearest(self, text: str, level: str) -> list[tuple[float, Found]]:
        """Up to three areas with names that are nearly the text, each with how alike it is.

        Of areas of one name it is the one of ``level``. A code is never nearly another.
        """
        spelt = _spelt(text)
        if not spelt or len(spelt) > LONGEST:
            return []
        names = [name for name in self._by_text if not any(sign.isdigit() for sign in name)]
        close = process.extract(spelt, names, scorer=fuzz.ratio, limit=3, score_cutoff=NEAR)
        areas: dict[tuple[str, str], tuple[float, Found]] = {}
        for name, score, _ in close:
            one = _first(self._by_text[name], (level, *TILE_LEVELS))
            areas.setdefault((one.level, one.code), (score, one))
        return list(areas.values())


def folded(text: str) -> str:
    """A name without accents, case and punctuation, and with “and” for “&”."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and "))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", plain.lower()))


def _spelt(text: str) -> str:
    """The same with “kings” for “king's” and “st” for “saint”, as people write either."""
    words = folded(re.sub("['’‘`]", "", text)).split()
    return " ".join("st" if word == "saint" else word for word in words)


def _first(several: Iterable[Found], order: tuple[str, ...]) -> Found:
    return min(several, key=lambda one: order.index(one.level))


def _meant_first(areas: list[Found], typed: str, order: tuple[str, ...]) -> list[Found]:
    """The areas with the one in front that the text means before all others, if there is one."""
    whole = WHOLE.get(typed, ())
    meant = [one for one in areas if one.code in whole]
    meant.sort(key=lambda one: (one.level != order[0], whole.index(one.code)))
    return sorted(areas, key=lambda one: one not in meant[:1])


def _begins(names: Iterable[str], typed: list[str]) -> bool:
    return any(name.startswith(" ".join(typed)) for name in names)


def _fits(typed: Iterable[str], words: list[str]) -> bool:
    return all(any(word.startswith(one) for word in words) for one in typed)


def _names(dataset: Dataset) -> Iterator[tuple[Found, tuple[str, ...]]]:
    """Every area of today with its names, then every name that stands for a part or the past."""
    areas = dataset.tables["areas"]
    boroughs = set(areas.loc[areas["level"] == "borough", "code"])
    today = areas[areas["level"].isin(TILE_LEVELS)]
    today = today[~((today["level"] == "utla") & today["code"].isin(boroughs))]
    named = {str(r["code"]): r for r in today.to_dict("records")}
    for row in today.sort_values(["name", "level"]).to_dict("records"):
        name, code, level = str(row["name"]), str(row["code"]), str(row["level"])
        welsh = str(row["name_cy"] or "")
        both = f"{name} ({welsh})" if welsh and welsh != name else name
        label = f"{both} · {LEVEL_SINGULAR[level]} · {code}"
        yield Found(label, name, level, code), (name, code, *filter(None, [welsh]))
    for old, code, old_code, what in _parts(dataset):
        whole = named.get(code)
        if whole is None or str(whole["name"]) == old:
            continue
        level = str(whole["level"])
        label = f"{old} · {what} {whole['name']} · {LEVEL_SINGULAR[level]}"
        names = (old, *filter(None, [old_code]))
        yield Found(label, str(whole["name"]), level, code, what), names


def _parts(dataset: Dataset) -> Iterator[tuple[str, str, str, str]]:
    """Districts inside councils, and areas that have become part of another: name, code now."""
    for row in dataset.tables["districts"].to_dict("records"):
        if row["district_code"] != row["utla_code"]:
            yield row["district_name"], row["utla_code"], row["district_code"], "district in"
    changes = dataset.tables["area_changes"]
    for row in changes.drop_duplicates("old_code", keep=False).to_dict("records"):
        yield row["old_name"], row["block_code"], row["old_code"], "now in"
    for code, districts in ABOLISHED.items():
        for name in districts:
            yield name, code, "", "now in"
    for name, code in FORMER_NAMES.items():
        yield name, code, "", FORMER
