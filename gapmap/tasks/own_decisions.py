"""What a user has to decide about a file of their own, most needed first, one thing at a time.

A decision is settled by changing what is ``Told`` of the file; nothing is settled without it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gapmap.io.own.cells.words import LISTS
from gapmap.io.own.columns import COLUMNS
from gapmap.io.own.programmes import PLACED_BY, Checked
from gapmap.io.own.rows.blanks import first_filled
from gapmap.io.own.told import BLANKS, REPEATS, Told
from gapmap.io.uploads.table import Upload

Kind = Literal["column", "sheet", "rival", "area", "word", "line", "repeat", "blank"]
SHOWN: Final = 6  # lines that are named
NAMED: Final = re.compile(r"\(([EW]\d{8})\)", re.ASCII)  # codes of the candidates in a reason
NEEDED: Final = ("programme", "programme_type", "areas")
ASKED: Final = {
    "programme": "Which column names the programmes?",
    "programme_type": "What kind of programmes are these?",
    "areas": "Where do the programmes work?",
}


@dataclass(frozen=True)
class Decision:
    """One thing to decide: what is asked, why, what is likely, and the rows that wait for it.

    ``about`` is our column, the text of an area, a word or a line; ``options`` are headings, codes
    of areas, or keys of terms or answers. ``waiting`` is false where the rows are on the map
    already.
    """

    kind: Kind
    about: str
    question: str
    why: str
    options: tuple[str, ...] = ()
    lines: tuple[int, ...] = ()
    column: str = ""
    waiting: bool = True

    @property
    def key(self) -> str:
        """A name that tells decisions of a file apart."""
        return f"{self.kind}:{self.column}:{self.about}"


def missing(sent: Upload, mapping: Mapping[str, str], told: Told) -> list[Decision]:
    """Columns without which no row can be used: each from a heading, or one value for all."""
    given = {o for o, h in mapping.items() if h} | set(told.constants)
    has_shapes = any(shape is not None for shape in sent.shapes)
    lacking = [ours for ours in ("programme", "programme_type") if ours not in given]
    if not given & PLACED_BY and not has_shapes:
        lacking.append("areas")
    headings = tuple(h for h in sent.header if h and h not in mapping.values())
    return [
        Decision(
            "column", ours, ASKED[ours],
            f"No heading of the file says it. It accepts {COLUMNS[ours].accepts}.",
            headings, column=ours,
        )
        for ours in lacking
    ]  # fmt: skip


def open_decisions(
    sent: Upload, mapping: Mapping[str, str], told: Told, checked: Checked | None
) -> list[Decision]:
    """Everything to decide, what most rows wait for first.

    ``checked`` is None while a column is missing.
    """
    if checked is None:
        return missing(sent, mapping, told)
    found = [*_names(checked), *_words(checked, needed=True), *_lines(checked),
             *_repeats(checked, told), *_blanks(sent, mapping, told, checked)]  # fmt: skip
    found.sort(key=lambda decision: -len(decision.lines))
    return [*found, *_rivals(checked, mapping), *_sheets(sent, told),
            *_words(checked, needed=False)]  # fmt: skip


def _names(checked: Checked) -> Iterator[Decision]:
    for offer in sorted(checked.offers, key=lambda o: -len(o.lines)):
        yield Decision(
            "area", offer.text, f"Which area is “{offer.text[:80]}”?",
            f"It is {offer.why or 'not a name that is known'} ({said(offer.lines)}).",
            tuple(code for code, _ in offer.options), offer.lines,
        )  # fmt: skip


def _words(checked: Checked, *, needed: bool) -> Iterator[Decision]:
    for word in checked.words:
        if (word.column in NEEDED) == needed:
            label = COLUMNS[word.column].label.lower()
            kept = "" if needed else " Until then it counts as not stated."
            yield Decision(
                "word", word.word, f"What does “{word.word[:80]}” mean as {label}?",
                f"It is a word of the file's own ({said(word.lines)}).{kept}",
                word.options, word.lines, word.column, waiting=needed,
            )  # fmt: skip


def _lines(checked: Checked) -> Iterator[Decision]:
    """Rows that only a council by name can place."""
    settled = {line for o in checked.offers for line in o.lines}
    for problem in checked.problems:
        by_name = "council by name" in problem.accepted or "looked up" in problem.accepted
        if by_name and problem.line not in settled:
            settled.add(problem.line)
            yield Decision(
                "line", str(problem.line), f"Which area does line {problem.line} serve?",
                f"“{problem.value[:80]}” does not say: {problem.accepted}.",
                tuple(NAMED.findall(problem.accepted))[:4], (problem.line,),
            )  # fmt: skip


def _repeats(checked: Checked, told: Told) -> Iterator[Decision]:
    """Rows that differ in nothing but their numbers."""
    for repeat in checked.repeats:
        if not {"", str(repeat.line)} & told.repeats.keys():
            yield Decision(
                "repeat", str(repeat.line),
                f"“{repeat.programme[:80]}” stands in {len(repeat.lines)} rows with other numbers. "
                "How do they count?",
                f"Nothing else differs in {said(repeat.lines)}: {repeat.numbers[:200]}. Until "
                f"it is decided, line {repeat.line} alone counts.",
                tuple(REPEATS), repeat.lines[1:],
            )  # fmt: skip


def _blanks(
    sent: Upload, mapping: Mapping[str, str], told: Told, checked: Checked
) -> Iterator[Decision]:
    """Blank cells, below a filled one, of columns that every row needs."""
    for ours in NEEDED:
        heading = mapping.get(ours, "")
        lines = tuple(
            p.line for p in checked.problems
            if heading and ours not in told.blanks and p.column == heading and not p.value
        )  # fmt: skip
        above = first_filled(sent, heading) if lines else 0
        below = tuple(line for line in lines if line > above > 0)
        if below:
            yield Decision(
                "blank", ours,
                f"“{heading[:60]}” is blank in {len(below):,} rows below a filled one. What is "
                "meant?" if len(below) > 1 else
                f"“{heading[:60]}” is blank in line {below[0]}, below a filled one. What is meant?",
                "The file does not say whether the cell above goes on "
                f"({said(below)}).", tuple(BLANKS), below,
            )  # fmt: skip


def _rivals(checked: Checked, mapping: Mapping[str, str]) -> Iterator[Decision]:
    for ours, others in checked.rivals.items():
        mine = mapping[ours]
        names = " or ".join(f"“{h[:60]}”" for h in others)
        yield Decision(
            "rival", ours, f"Which column holds “{COLUMNS[ours].label}”?",
            f"It is read from “{mine[:60]}”, but {names} could be meant as well.",
            (mine, *others), column=ours, waiting=False,
        )  # fmt: skip


def _sheets(sent: Upload, told: Told) -> Iterator[Decision]:
    if sent.same and not told.sheet:
        names = ", ".join(f"“{title[:60]}”" for title in sent.same[:10])
        yield Decision(
            "sheet", sent.sheet, "Which sheet is meant?",
            f"“{sent.sheet[:60]}” is read; {names} has the same headings.",
            (sent.sheet, *sent.same), waiting=False,
        )  # fmt: skip


def settled(told: Told, decision: Decision, answer: str | Sequence[str]) -> Told:
    """What is told of the file once a decision is answered.

    The answer is a heading, a sheet, the code of an area, or the keys of terms (none: nothing).
    """
    one = answer if isinstance(answer, str) else ""
    if decision.kind in ("column", "rival"):
        return told.with_(columns={**told.columns, decision.column: one})
    if decision.kind == "sheet":
        return told.with_(sheet=one)
    if decision.kind == "area":
        return told.with_(read_as={**told.read_as, decision.about: one})
    if decision.kind == "line":
        return told.with_(areas_of_lines={**told.areas_of_lines, decision.about: one})
    if decision.kind == "repeat":
        return told.with_(repeats={**told.repeats, decision.about: one})
    if decision.kind == "blank":
        return told.with_(blanks={**told.blanks, decision.about: one})
    keys = [one] if isinstance(answer, str) else list(answer)
    words = {**told.words.get(decision.column, {}), decision.about: keys}
    return told.with_(words={**told.words, decision.column: words})


def repeats_alike(told: Told, answer: str) -> Told:
    """What is told once all rows that differ in their numbers alone count in one way."""
    return told.with_(repeats={**told.repeats, "": answer})


def same_for_all(told: Told, ours: str, text: str) -> Told:
    """What is told once a column has one value for every row; blank takes that back."""
    constants = {o: t for o, t in told.constants.items() if o != ours}
    return told.with_(constants={**constants, ours: text} if text else constants)


def terms(column: str) -> Mapping[str, str]:
    """The terms of a column that has a controlled list; empty for others."""
    return LISTS.get(column, {})


def said(lines: Sequence[int]) -> str:
    """Lines in words: line 2, or lines 2, 3 and 4 more."""
    more = f" and {len(lines) - SHOWN:,} more" if len(lines) > SHOWN else ""
    word = "line" if len(lines) == 1 else "lines"
    return f"{word} {', '.join(map(str, lines[:SHOWN]))}{more}"
