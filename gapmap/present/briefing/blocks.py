"""What a briefing is made of, told apart from any file format: Word, PDF and slide draw the same.

Texts may hold anything a data file can; each writer makes them safe for its format.
"""

import unicodedata
from dataclasses import dataclass
from typing import Final

NAME_LENGTH: Final = 100
CELL_LENGTH: Final = 200
LEFT_TO_RIGHT: Final = "\u200e"


@dataclass(frozen=True)
class Run:
    """A piece of text, with the web address it leads to, if any."""

    text: str
    url: str = ""
    strong: bool = False


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 is the finding, once, at the top."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Text:
    """A paragraph. ``kind`` is body, kicker (above the finding), note (set apart) or small."""

    runs: tuple[Run, ...]
    kind: str = "body"


@dataclass(frozen=True)
class Points:
    """A list of short texts."""

    items: tuple[str, ...]


@dataclass(frozen=True)
class Figures:
    """Key figures: label, value, and what the value means or hides."""

    items: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Picture:
    """A picture (PNG) with its alternative text and caption."""

    png: bytes
    alt: str
    caption: str


@dataclass(frozen=True)
class Grid:
    """A table: one heading row, then rows of cells; a line break in a cell starts a new line.

    ``widths`` are shares of the width; ``numeric`` are the columns set to the right; ``strong`` is
    the row that is about the briefing's own area.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Run, ...], ...]
    widths: tuple[float, ...]
    numeric: tuple[int, ...] = ()
    strong: int | None = None


@dataclass(frozen=True)
class Sources:
    """Numbered sources: the number, then title with its link, then the rest."""

    items: tuple[tuple[int, Run, str], ...]


Block = Heading | Text | Points | Figures | Picture | Grid | Sources


@dataclass(frozen=True)
class Briefing:
    """A whole briefing, and apart from it what a slide says in its notes.

    ``asked`` is the Selection in words, ``made`` what the file was made with; ``recipe`` is the
    line that lets ``redraw`` make it again.
    """

    title: str
    blocks: tuple[Block, ...]
    asked: str
    caveat: str
    not_known: tuple[str, ...]
    made: str
    recipe: str
    footer: str

    @property
    def subject(self) -> str:
        """What the document is about, for its properties."""
        return short(self.asked, 250)


def text(*parts: str | Run, kind: str = "body") -> Text:
    """A paragraph of texts and links."""
    return Text(tuple(p if isinstance(p, Run) else Run(p) for p in parts), kind)


def clean(value: object) -> str:
    """A text on one line without control, direction and unassigned characters.

    Emoji keep their joiners; direction marks go, and a text with letters that run from right to
    left ends in a mark of its own, so that no name can turn the text around it.
    """
    kept = [
        c
        for c in unicodedata.normalize("NFC", " ".join(str(value).split()))
        if unicodedata.category(c) not in ("Cc", "Cs", "Co", "Cn")
        and (unicodedata.category(c) != "Cf" or c in "\u200c\u200d")
    ]
    turned = any(unicodedata.bidirectional(c) in ("R", "AL") for c in kept)
    return "".join(kept) + (LEFT_TO_RIGHT if turned else "")


def short(value: object, longest: int = CELL_LENGTH) -> str:
    """A clean text cut at a word to at most ``longest`` characters, with an ellipsis when cut."""
    whole = clean(value)
    if len(whole) <= longest:
        return whole
    cut = whole[: longest - 1]
    at_word = cut.rsplit(" ", 1)[0]
    return (at_word if len(at_word) > longest // 2 else cut).rstrip(" ,;:.") + "…"
