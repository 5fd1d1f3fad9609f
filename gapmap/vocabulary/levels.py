"""Kinds of area, each told once: its names, its codes, and how it can be drawn."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Level:
    """A kind of area: what it is called, and how it can be drawn.

    ``shapes``: its boundaries are shipped, and ``tiles``: a layout of equal tiles; shapes alone are
    never shipped. ``wide``: it covers the whole country, so its map has the land behind it and
    London apart; ``covers`` names the part that it covers where that is all it does. ``fetched``:
    official boundaries of it, where there are any, are fetched unless told otherwise. ``budget`` is
    the size of the shipped shapes in bytes, or what is in proportion where none are; fetched ones
    are held to it. ``codes`` are the three signs with which codes of its areas begin: those of the
    Office for National Statistics, or letters of our own.
    """

    label: str
    singular: str
    plural: str
    budget: int
    shapes: bool = False
    tiles: bool = False
    wide: bool = False
    covers: str = ""
    fetched: bool = True
    codes: tuple[str, ...] = ()


LEVEL_FACTS: Final = {
    "pfa": Level(
        "Police force areas", "police force area", "police force areas", 141_000,
        shapes=True, tiles=True, wide=True, codes=("E23", "W15"),
    ),
    "county": Level(
        "Counties", "county", "counties", 112_000,
        shapes=True, tiles=True, wide=True, codes=("GMC", "GMW"),
    ),
    "borough": Level(  # a code of one is that of a council
        "London boroughs", "London borough", "London boroughs", 41_000,
        shapes=True, tiles=True, covers="London",
    ),
    "utla": Level(
        "Upper-tier councils", "upper-tier council", "upper-tier councils", 250_000,
        tiles=True, codes=("E06", "E08", "E09", "E10", "W06"),
    ),
    "region": Level("Regions", "region", "regions", 90_000, fetched=False, codes=("E12",)),
    "country": Level("Countries", "country", "countries", 64_000, codes=("E92", "W92")),
}  # fmt: skip
"""Every level, in the order in which they are offered and an area is looked for."""
OF_PREFIX: Final = {begins: name for name, its in LEVEL_FACTS.items() for begins in its.codes}
"""Level of an area by the first three signs of its code."""
_OURS: Final = "|".join(begins for begins in OF_PREFIX if begins.isalpha())
AREA_CODE: Final = rf"(?:[EWSNK]\d{{8}}|(?:{_OURS})\d{{2}})"
"""The form of a code: of the Office for National Statistics, or our letters and a number."""
