"""A proposal as Markdown: an example to read, with how it changes with what it rests on."""

from collections.abc import Iterable, Sequence
from itertools import groupby

from gapmap.core.plan.proposal import Case, Proposal
from gapmap.present.plan import view, words
from gapmap.present.words.labels import listed, pounds, whole
from gapmap.present.words.selection import selection_in_words

ENDS = {"low": "low", "central": "middle", "high": "high"}
CASES = ("Unknown places", "Need", "Price of a place", "Places", "Areas")


def markdown(proposal: Proposal, command: str) -> str:
    """The whole proposal; ``command`` is what writes it again."""
    table = proposal.table
    lines = [
        f"# {words.title(proposal)}",
        "",
        f"An example: {words.AIMS[proposal.wish.aim]}. The budget is nobody's. Written by",
        "",
        f"    {command}",
        "",
        *_points(words.proposed(proposal)),
        "",
        *_table(["Answer", "", "Note"], words.key_figures(proposal)),
        "",
    ]
    for reading, plan in proposal.plans.items():
        rows = view.actions(proposal, plan)
        lines += [f"## If {words.READINGS[reading]}", "", *_points(words.reached(proposal, plan))]
        lines += [
            "",
            *(_table(list(rows[0]), [list(r.values()) for r in rows]) if rows else []),
            "",
        ]
    lines += [
        "## What could make it wrong",
        "",
        *_points(line for line in words.wrong(proposal) if line),
        "",
        "## How it changes with what it rests on",
        "",
        f"The plan made again {words.cases(proposal)}. Areas are named by what they get.",
        "",
        *_table(
            ["Unknown places", "Need", "Price of a place", "Places", "Areas"], _cases(proposal)
        ),
        "",
        f"Asked: {selection_in_words(table.selection, table.model)}",
    ]
    return "\n".join(lines) + "\n"


def _points(found: Iterable[str]) -> list[str]:
    return [f"- {line}" for line in found]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(_cell(c) for c in row)} |" for row in lines]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _cases(proposal: Proposal) -> list[list[str]]:
    names = dict(zip(proposal.table.columns["code"], proposal.table.columns["name"], strict=True))
    reading = {"left_out": "left out", "none": "none", "typical": "as elsewhere"}
    return [
        [
            reading[case.reading], ENDS[case.need], pounds(proposal.prices[case.price]),
            "no plan" if case.status == "impossible" else whole(sum(case.places.values())),
            _areas(case, names),
        ]
        for case in sorted(proposal.scenarios, key=lambda c: list(reading).index(c.reading))
    ]  # fmt: skip


def _areas(case: Case, names: dict[str, str]) -> str:
    """Areas by their places, those with most first; many of a size are counted."""
    ordered = sorted(case.places.items(), key=lambda item: (-item[1], names[item[0]]))
    parts = []
    for places, group in groupby(ordered, key=lambda item: item[1]):
        codes = [code for code, _ in group]
        many = len(codes) > words.NAMED
        told = f"{len(codes)} areas" if many else listed([names[c] for c in codes])
        parts.append(f"{told} ({whole(places)}{' each' if len(codes) > 1 else ''})")
    return "; ".join(parts) or "none"
