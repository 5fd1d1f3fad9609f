"""Finding any area of any level by its name today or before, in Welsh, or by its code."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from gapmap.dataset import Dataset
from gapmap.vocabulary import LEVEL_SINGULAR, TILE_LEVELS

KINDS: Final = {
    "police": "pfa", "constabulary": "pfa", "force": "pfa", "heddlu": "pfa", "council": "utla",
    "cyngor": "utla", "borough": "borough", "ceremonial": "county",
}  # fmt: skip
"""Words that people put beside a name, and the level that they mean."""
PASSED_OVER: Final = {*KINDS, "county", "city", "of", "the", "area", "london"}


@dataclass(frozen=True)
class Found:
    """One name under which an area can be found: ``label`` is unlike every other's."""

    label: str
    name: str
    level: str
    code: str


class Finder:
    """All names of all areas of the levels that the map can draw."""

    def __init__(self, dataset: Dataset) -> None:
        self.found: dict[str, Found] = {}
        self._by_text: dict[str, list[Found]] = {}
        for found, words in _names(dataset):
            self.found.setdefault(found.label, found)
            for word in words:
                self._by_text.setdefault(folded(word), []).append(found)

    @property
    def labels(self) -> list[str]:
        """What a person chooses from: areas of today by name, then names of before."""
        return list(self.found)

    def resolve(self, text: str, level: str) -> Found | None:
        """The area that a text names: a label, a code or a name, first among those of ``level``.

        Words for a kind of area (“Kent Police”) say which level is meant. A text that is part of
        the names of one area alone (“Hull”) names it; what could be several areas names none.
        """
        if text in self.found:
            return self.found[text]
        typed = folded(text).split()
        told = next((KINDS[word] for word in typed if word in KINDS), level)
        order = (told, level, *TILE_LEVELS)
        named = [word for word in typed if word not in KINDS]
        own = [word for word in named if word not in PASSED_OVER]
        several = (
            self._by_text.get(" ".join(typed))
            or self._by_text.get(" ".join(named))
            or self._by_text.get(" ".join(own))
            or self._partly(set(own))
        )
        return min(several, key=lambda f: order.index(f.level), default=None)

    def _partly(self, typed: set[str]) -> list[Found]:
        """What has all these words in one of its names, where that is a single area."""
        if not typed:
            return []
        found = [f for name, f in self._by_text.items() if typed <= set(name.split())]
        several = [one for named in found for one in named]
        return several if len({(one.level, one.code) for one in several}) == 1 else []

    def nearest(self, text: str) -> list[str]:
        """Up to three names that are nearly the text; for a sentence that says what to type."""
        close = get_close_matches(folded(text), list(self._by_text), 3, 0.75)
        return list(dict.fromkeys(self._by_text[word][0].name for word in close))


def folded(text: str) -> str:
    """A name without accents, case and punctuation, and with “and” for “&”."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and "))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", plain.lower()))


def _names(dataset: Dataset) -> Iterator[tuple[Found, tuple[str, ...]]]:
    """Every area of today with its names, then every name that stands for a part or the past."""
    areas = dataset.tables["areas"]
    boroughs = set(areas.loc[areas["level"] == "borough", "code"])
    today = areas[areas["level"].isin(TILE_LEVELS)]
    today = today[~((today["level"] == "utla") & today["code"].isin(boroughs))]
    named = {str(r["code"]): r for r in today.to_dict("records") if r["level"] in LOWEST}
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
        yield Found(label, str(whole["name"]), level, code), (old, old_code)


LOWEST: Final = ("utla", "borough")


def _parts(dataset: Dataset) -> Iterator[tuple[str, str, str, str]]:
    """Districts inside councils, and areas that have become part of another: name, code now."""
    for row in dataset.tables["districts"].to_dict("records"):
        if row["district_code"] != row["utla_code"]:
            yield row["district_name"], row["utla_code"], row["district_code"], "district in"
    changes = dataset.tables["area_changes"]
    for row in changes.drop_duplicates("old_code", keep=False).to_dict("records"):
        yield row["old_name"], row["block_code"], row["old_code"], "now in"
