"""The figures of the one-file map in few bytes that a reader can still read.

Every text of the programmes stands once in a list, and what is said of them stands in rows under
one line of headings. ``assets/read.js`` puts them together again. They are not compressed: a page
that unpacks a block nobody can read is what mail filters take for an attack.
"""

from collections.abc import Mapping
from typing import Any, Final

from gapmap.present.standalone.onefile.figures import Figures

Row = Mapping[str, Any]
ENTRY: Final = "entry"
TITLES: Final = ("title", "subtitle", "record")
LINK: Final = ("text", "url", "source_id")


class _Texts:
    """Texts in the order in which they were first met, each once."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))


def without_records(figures: Figures) -> Figures:
    """The same without what only a profile says of a programme: that may be read later."""
    bare: list[Any] = [{**row, ENTRY: None} for row in figures["observations"]]
    return {**figures, "observations": bare}


def records(figures: Figures) -> dict[str, object]:
    """What ``without_records`` leaves out: ``texts``, and an entry for each observation."""
    texts = _Texts()
    entries = [row["entry"] and _entry(row["entry"], texts) for row in figures["observations"]]
    return {"entries": entries, "texts": list(texts.numbers)}


def packed(figures: Figures) -> dict[str, object]:
    """The same figures, their ``observations`` as ``texts``, ``heads``, ``rows``.

    ``worded`` are the heads under which a number stands for a text. An entry is title, subtitle,
    record, facts and links, each fact two numbers of texts and each link three.
    """
    seen: list[Row] = [dict(row) for row in figures["observations"]]
    heads = list(seen[0]) if seen else []
    texts = _Texts()
    worded = [head for head in heads if all(isinstance(row[head], str) for row in seen)]
    rows = [_row(row, worded, texts) for row in seen]
    whole = {"heads": heads, "worded": worded, "rows": rows, "texts": list(texts.numbers)}
    return {**figures, "observations": whole}


def _row(row: Row, worded: list[str], texts: _Texts) -> list[object]:
    cells = {**row, **{head: texts.number(row[head]) for head in worded}}
    cells[ENTRY] = _entry(row[ENTRY], texts) if row[ENTRY] else None
    return list(cells.values())


def _entry(entry: Row, texts: _Texts) -> list[object]:
    facts = [texts.number(text) for pair in entry["facts"] for text in pair]
    links = [texts.number(link[key]) for link in entry["links"] for key in LINK]
    return [*(texts.number(entry[key]) for key in TITLES), facts, links]
