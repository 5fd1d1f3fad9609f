"""Rows about one programme: several districts or sites join, several years and kinds stay apart.

Two rows of the same programme, provider, kind and years that lie in the same councils but name
different districts, towns or sites are parts of one service: their numbers are added. Rows in
different councils stay apart, each with its own number. A row that says nothing new counts once.
Rows that differ in nothing but their numbers may be parts of a sum, programmes of their own, or a
correction: only the user can say which.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal

from gapmap.core.evidence.capacity import MONTHS_A_YEAR
from gapmap.core.evidence.observation import COUNTS
from gapmap.io.own.rows.found import Found, Number
from gapmap.io.own.where.found import Choice, Where

ADDED: Final[tuple[Number, ...]] = (
    "places", "starts", "referrals", "completions", "annual_funding"
)  # fmt: skip
SITES: Final = (
    "areas", "postcode", "town", "address", "latitude", "longitude", "easting", "northing"
)  # fmt: skip
"""Columns that tell the sites of one programme apart."""


@dataclass(slots=True)
class Draft:
    """A row that can be used: its values, where it works, its texts that tell sites apart.

    Joining tells the ``service`` it is of and the ``lines`` it is made of.
    """

    line: int
    found: Found
    where: Where
    site: tuple[str, ...]
    service: Hashable = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Repeat:
    """Rows that differ in nothing but their numbers: programme, lines, what the numbers are."""

    programme: str
    lines: tuple[int, ...]
    numbers: str

    @property
    def line(self) -> int:
        """The first line, by which the user's answer is kept."""
        return self.lines[0]


@dataclass
class Joined:
    """Programmes after joining, what was done, and rows that cannot be used beside another.

    ``repeats`` are all rows that differ in nothing but their numbers, settled or not.
    """

    drafts: list[Draft] = field(default_factory=list)
    said: list[Choice] = field(default_factory=list)
    refused: list[tuple[Draft, str]] = field(default_factory=list)
    repeats: list[Repeat] = field(default_factory=list)
    told: Mapping[str, str] = field(default_factory=dict)


def join(drafts: Sequence[Draft], told: Mapping[str, str] | None = None) -> Joined:
    """Join the rows of a file that are parts of one programme in the same years.

    ``told`` says what rows that differ in their numbers alone are (``told.REPEATS``), by the first
    line of them, or under a blank for all others.
    """
    groups: dict[Hashable, list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(_same(draft), []).append(draft)
    out = Joined(told=told or {})
    for together in groups.values():
        _join_group(together, out)
    _apart(out)
    out.drafts.sort(key=lambda d: d.line)
    _say_repeated(out)
    return out


def _same(draft: Draft) -> Hashable:
    """What rows of one programme have in common, in one place and the same years."""
    f = draft.found
    kinds = (f["programme_type"], f["referral_routes"], f["accepts"], f["does_not_accept"])
    name = f["service"] or (f["programme"], f["provider"])
    return (name, f["programme"], draft.where.blocks, f["years"], kinds, f["aim"],
            f["averaged"])  # fmt: skip


def _join_group(together: Sequence[Draft], out: Joined) -> None:
    if len(together) == 1:
        together[0].lines = (together[0].line,)
        out.drafts.append(together[0])
        return
    lines: list[int] = []
    sites: dict[tuple[str, ...], list[Draft]] = {}
    for draft in together:
        of_site = sites.setdefault(draft.site, [])
        twin = next((d for d in of_site if _numbers(d) == _numbers(draft)), None)
        if twin is None:
            of_site.append(draft)
        else:
            lines.append(draft.line)
            out.said.append(
                Choice(draft.line, draft.found["programme"], f"the same as line {twin.line}: "
                       "counted once")
            )  # fmt: skip
    kept: list[Draft] = []
    for of_site in sites.values():
        kept += of_site[:1] if len(of_site) == 1 else _repeated(of_site, lines, out)
    out.drafts.append(_added(kept, tuple(sorted([*lines, *(d.line for d in kept)]))))
    _say_joined(kept, out)


def _repeated(rows: Sequence[Draft], lines: list[int], out: Joined) -> Sequence[Draft]:
    """The rows that count, of those that differ in their numbers alone; as the user says.

    Until then the first counts, and the others wait. ``lines`` gains those that are dealt with.
    """
    first = rows[0]
    repeat = Repeat(first.found["programme"], tuple(d.line for d in rows), _all_numbers(rows))
    out.repeats.append(repeat)
    answer = out.told.get(str(first.line)) or out.told.get("", "")
    others = ", ".join(str(d.line) for d in rows[1:])
    if answer == "sum":
        out.said.append(Choice(first.line, repeat.programme, f"added to line {others}, as you say"))
        return rows
    if answer == "last":
        last = rows[-1]
        lines += [d.line for d in rows[:-1]]
        before = ", ".join(str(d.line) for d in rows[:-1])
        out.said.append(Choice(last.line, repeat.programme, f"in place of line {before}, as you "
                               "say"))  # fmt: skip
        return [last]
    if answer == "apart":
        out.drafts += [replace(d, lines=(d.line,)) for d in rows[1:]]
        out.said.append(
            Choice(first.line, repeat.programme, f"apart from line {others}, as you say")
        )
        return [first]
    out.refused += [
        (draft, f"one row for each: line {first.line} has the same programme, areas and years "
         "with other numbers; say whether they are added, kept apart or corrected")
        for draft in rows[1:]
    ]  # fmt: skip
    return [first]


def _all_numbers(rows: Sequence[Draft]) -> str:
    """The numbers in which rows differ: “places 10 and 12”."""
    found = []
    for column in ADDED:
        values = [d.found[column] for d in rows]
        if len(set(values)) > 1:
            texts = ["not stated" if v is None else f"{v:,.10g}" for v in values]
            label = column.replace("_", " ")
            found.append(f"{label} {', '.join(texts[:-1])} and {texts[-1]}")
    return "; ".join(found) or "different months"


def _say_joined(kept: Sequence[Draft], out: Joined) -> None:
    """Say which rows were put together, where they are of several sites."""
    if len({d.site for d in kept}) < 2:
        return
    first = kept[0]
    others = ", ".join(str(d.line) for d in kept[1:])
    places = out.drafts[-1].found["places"]
    total = f", {places:g} places together" if places is not None else ""
    out.said.append(
        Choice(first.line, first.found["programme"],
               f"one programme with line {others}, in the same council{total}")
    )  # fmt: skip


def _added(kept: Sequence[Draft], lines: tuple[int, ...]) -> Draft:
    """One programme of several sites: numbers that are stated are added, notes put together."""
    first = kept[0]
    if len(kept) == 1:
        return replace(first, lines=lines)
    found = first.found.copy()
    for column in ADDED:
        stated = [n for d in kept if (n := d.found[column]) is not None]
        found[column] = sum(stated) if stated else None
    found["least"] = _least(kept)
    months = {d.found["months"] for d in kept}
    found["months"] = months.pop() if len(months) == 1 else None
    texts: tuple[Literal["notes", "left"], ...] = ("notes", "left")
    for name in texts:
        found[name] = "; ".join(dict.fromkeys(d.found[name] for d in kept if d.found[name]))
    accredited = [d.found["respect_accredited"] for d in kept]
    told = [a for a in accredited if a is not None]
    found["respect_accredited"] = any(told) if told else None
    words = "; ".join(dict.fromkeys(d.where.as_stated for d in kept))
    codes = tuple(dict.fromkeys(c for d in kept for c in d.where.codes))
    return replace(
        first, found=found, lines=lines, where=replace(first.where, as_stated=words, codes=codes)
    )


def _least(kept: Sequence[Draft]) -> dict[Number, float]:
    """The least yearly number above zero that one of the lines states, by column.

    A sum may be told only where each of its parts may be: with the others known it tells the last.
    """
    least: dict[Number, float] = {}
    for draft in kept:
        months = draft.found["months"]
        for column in ADDED:
            number = draft.found[column]
            if not number:
                continue
            if months and column in COUNTS:
                number = min(number, number * MONTHS_A_YEAR / months)
            least[column] = min(number, least.get(column, number))
    return least


def _numbers(draft: Draft) -> tuple[float | None, ...]:
    return (*(draft.found[c] for c in ADDED), draft.found["months"])


def _apart(out: Joined) -> None:
    """Give each programme the service that it is of: rows of other years are the same one.

    Rows in the same years that did not join (other councils, other kinds) are services of their
    own, for a service counts once.
    """
    seen: dict[Hashable, int] = {}
    for draft in out.drafts:
        f = draft.found
        named = f["service"] or (f["programme"], f["provider"], draft.where.blocks)
        number = seen.get((named, f["years"]), 0)
        seen[(named, f["years"])] = number + 1
        draft.service = named if number == 0 else (named, draft.where.blocks, number)


def _say_repeated(out: Joined) -> None:
    """Say where one number stands in several rows of a programme: it is counted in each."""
    groups: dict[Hashable, list[Draft]] = {}
    for draft in out.drafts:
        f = draft.found
        if f["places"]:
            key = (f["programme"], f["provider"], f["service"], f["years"], f["places"])
            groups.setdefault(key, []).append(draft)
    for same in groups.values():
        if len(same) > 1:
            first = same[0]
            count = len(same)
            out.said.append(
                Choice(
                    first.line,
                    first.found["programme"],
                    f"{count} rows with {first.found['places']:g} places each: counted in each; if "
                    "it is one number for all, give it in one row",
                )
            )
