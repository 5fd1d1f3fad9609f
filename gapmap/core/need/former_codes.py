"""Old council codes: which building blocks they are today, and when figures in them can be used.

A code is *whole* when its blocks are exactly what it was (Cumbria and its two successors). Others
are whole only together: Bournemouth, Poole and the old county of Dorset make up Bournemouth,
Christchurch and Poole and the new Dorset, but none of the three does so alone.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

Codes = tuple[str, ...]


@dataclass(frozen=True)
class Changes:
    """``blocks`` are the building blocks; ``rows`` those of area_changes.csv."""

    blocks: frozenset[str]
    rows: tuple[Mapping[str, str], ...]

    @classmethod
    def of(cls, rows: Iterable[Mapping[str, str]], blocks: Iterable[str]) -> "Changes":
        """Make it from the rows of area_changes.csv and the codes of all building blocks."""
        return cls(frozenset(blocks), tuple(rows))

    def current_codes(self, code: str) -> Codes:
        """The building blocks that hold any of the area a code stood for, sorted.

        A building block's code gives itself; a code that is not known gives nothing.
        """
        if code in self.blocks:
            return (code,)
        return tuple(sorted({r["block_code"] for r in self.rows if r["old_code"] == code}))

    def name(self, code: str) -> str:
        """Name that went with an old code; blank for other codes."""
        return next((r["old_name"] for r in self.rows if r["old_code"] == code), "")

    def landings(self, codes: Collection[str]) -> dict[Codes, Codes]:
        """Sets of old codes among ``codes`` that together are whole → their building blocks.

        No code is in two sets. An old code that is in none cannot be used: see ``needed``.
        """
        found: dict[Codes, Codes] = {}
        for together, blocks in self._wholes():
            if set(together) <= set(codes).difference(*found):
                found[together] = blocks
        return found

    def needed(self, code: str) -> Codes:
        """The codes that must all be given for an old code to be usable; itself if it is whole."""
        return min(
            (together for together, _ in self._wholes() if code in together), key=len, default=()
        )

    def _wholes(self) -> list[tuple[Codes, Codes]]:
        """Every set of old codes that together is exactly some building blocks, smallest first."""
        wholes: dict[Codes, Codes] = {}
        for code in dict.fromkeys(r["old_code"] for r in self.rows):
            if all(r["extent"] == "whole" for r in self.rows if r["old_code"] == code):
                wholes[(code,)] = self.current_codes(code)
        for change in dict.fromkeys(r["change"] for r in self.rows):
            mine = [r for r in self.rows if r["change"] == change]
            upper = [r for r in mine if r["tier"] in ("upper", "both")]
            if upper:
                wholes.setdefault(*_together(upper))
                lower = [r for r in mine if r["tier"] in ("district", "both")]
                for block in dict.fromkeys(r["block_code"] for r in lower):
                    wholes.setdefault(*_together([r for r in lower if r["block_code"] == block]))
        return sorted(wholes.items(), key=lambda item: (len(item[0]), item))


def _together(rows: Iterable[Mapping[str, str]]) -> tuple[Codes, Codes]:
    pairs = [(r["old_code"], r["block_code"]) for r in rows]
    return tuple(sorted({old for old, _ in pairs})), tuple(sorted({block for _, block in pairs}))
