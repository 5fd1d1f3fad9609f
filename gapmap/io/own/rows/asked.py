"""Words of the file's own, each asked about once for the whole file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gapmap.io.headings import normal
from gapmap.io.own.cells import words


@dataclass(frozen=True)
class WordOffer:
    """A word of the file's own in a column of ours, the terms offered for it, and its lines."""

    column: str
    word: str
    options: tuple[str, ...]
    lines: tuple[int, ...]


def word_offers(found: Mapping[tuple[str, str], Sequence[int]]) -> tuple[WordOffer, ...]:
    """What is offered for words of the file's own, by our column and word the lines of each."""
    return tuple(
        WordOffer(column, word, words.offers(word, column), tuple(lines))
        for (column, word), lines in _by_word(found)
    )


def _by_word(
    found: Mapping[tuple[str, str], Sequence[int]],
) -> list[tuple[tuple[str, str], list[int]]]:
    """Words each once, however they are spelt in capitals, those of most lines first."""
    together: dict[tuple[str, str], tuple[str, list[int]]] = {}
    for (column, word), lines in found.items():
        _, held = together.setdefault((column, normal(word) or word), (word, []))
        held += lines
    rows = [((column, spelt), sorted(held)) for (column, _), (spelt, held) in together.items()]
    return sorted(rows, key=lambda row: -len(row[1]))
