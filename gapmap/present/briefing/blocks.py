"""What a briefing is made of, told apart from any file format: Word, PDF and slide draw the same.

Texts may hold anything a data file can; each writer makes them safe for its format.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gapmap.present.words import citation
from gapmap.present.words.fitted import short
from gapmap.present.words.links import web_address


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
    """A paragraph. ``style`` is body, kicker (above the finding), note (set apart) or small."""

    runs: tuple[Run, ...]
    style: str = "body"


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
    """A picture with its alternative text and caption: SVG for a PDF, PNG for the others.

    One that is to ``fill`` takes what its page has left; another is as wide as the text.
    """

    image: bytes
    alt: str
    caption: str
    fill: bool = True


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


@dataclass(frozen=True)
class Break:
    """What follows begins on a new page."""


Block = Heading | Text | Points | Figures | Picture | Grid | Sources | Break


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


class Numbered:
    """Sources in the order in which a briefing first names them."""

    def __init__(self, sources: Mapping[str, Mapping[str, str]]) -> None:
        self._sources = sources
        self.used: dict[str, int] = {}
        self._cited: list[str] = []
        self._same: dict[tuple[str, ...], int] = {}

    def number(self, source_id: str) -> int:
        """The number of a source, from 1; a new one for a source not named before.

        Rows of the sources that are cited alike (several figures of one page) share a number.
        """
        if source_id not in self.used:
            row = self._sources.get(source_id)
            address = (web_address(row["location"]) or row["location"]) if row else ""
            alike = (row["title"], address, citation.about(row)) if row else (source_id,)
            if alike not in self._same:
                self._cited.append(source_id)
                self._same[alike] = len(self._cited)
            self.used[source_id] = self._same[alike]
        return self.used[source_id]

    def cell(self, ids: Sequence[str]) -> Run:
        """A cell that names sources by number, linked to the first that has a web address."""
        known_ids = [i for i in dict.fromkeys(ids) if i in self._sources]
        numbers = ", ".join(dict.fromkeys(str(self.number(i)) for i in known_ids))
        urls = (web_address(self._sources[i]["location"]) for i in known_ids)
        return Run(f"[{numbers}]" if numbers else "", next((u for u in urls if u), ""))

    def items(self) -> Iterator[tuple[int, Run, str]]:
        """Number, title with its link, and publisher, date, address and licence of each source."""
        for number, source_id in enumerate(self._cited, start=1):
            row = self._sources.get(source_id)
            if row is None:
                yield number, Run(source_id), ""
                continue
            title = Run(citation.titled(row, 160), web_address(row["location"]))
            yield number, title, short(citation.printed(row), 400)


def text(*parts: str | Run, style: str = "body") -> Text:
    """A paragraph of texts and links."""
    return Text(tuple(p if isinstance(p, Run) else Run(p) for p in parts), style)
