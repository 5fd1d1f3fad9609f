"""A proposal as a briefing: what is proposed, what it costs, who is left out, how sure, sources."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from gapmap.core.plan.problem import Unknown
from gapmap.core.plan.proposal import Proposal
from gapmap.core.plan.solve import Plan
from gapmap.present.briefing.blocks import (
    Block,
    Break,
    Briefing,
    Figures,
    Grid,
    Heading,
    Numbered,
    Picture,
    Points,
    Run,
    Sources,
    text,
)
from gapmap.present.briefing.parts import GENERAL
from gapmap.present.plan import returns, view, words
from gapmap.present.words import citation
from gapmap.present.words.alt_text import told
from gapmap.present.words.beside import own_data
from gapmap.present.words.fitted import clean, short
from gapmap.present.words.labels import long_date, plural, whole
from gapmap.present.words.selection import selection_in_words, shown_in_short
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR

ROWS: Final = 40
"""Longest list of actions in a briefing; the tables have all."""
WIDTHS: Final = (0.23, 0.15, 0.09, 0.13, 0.26, 0.14)
METHOD: Final = (
    "Each plan is the best there is for its aim, worked out exactly. Need, places and price are "
    "those of the selection; existing places are kept.",
    "An area is chosen in every case, in most or only in some: the plan is made again for both "
    "ends and the middle of need and price, and for every reading of what is not known.",
)


@dataclass(frozen=True)
class About:
    """What a file says of itself besides the proposal.

    ``sources`` are rows of sources.csv, ``returned`` is what a study says a programme returned.
    ``pictures`` are the maps before, after and of the difference by reading, PNG or for a PDF SVG;
    empty for a level without a map. ``boundary_credit`` is the line that credits what they show.
    ``whom`` says who could say what is not known.
    """

    today: datetime.date
    version: str
    recipe: str
    sources: Mapping[str, Mapping[str, str]]
    returned: returns.Quoted
    pictures: Mapping[Unknown, bytes] = field(default_factory=dict)
    boundary_credit: str = ""
    whom: str = ""


def build(proposal: Proposal, about: About) -> Briefing:
    """Describe the briefing of a proposal, apart from any file format."""
    table = proposal.table
    numbered = Numbered(about.sources)
    title = clean(words.title(proposal))
    level = LEVEL_PLURAL[table.selection.level]
    asked = short(selection_in_words(table.selection, table.model), 600)
    made = (
        f"Made with gapmap {about.version} from data {table.fingerprint[:12]}, on "
        f"{long_date(about.today)}. This file keeps the choices that made it: opened in gapmap, it "
        "can be made again."
    )
    wrong = tuple(clean(line) for line in words.wrong(proposal) if line)
    blocks: list[Block] = [
        text(f"Plan · {level} · {long_date(about.today)}", style="kicker"),
        Heading(title, 1),
        text(f"Aim: {words.AIMS[proposal.wish.aim]}."),
        Points(tuple(clean(line) for line in words.proposed(proposal))),
        Figures(tuple((a, clean(b), clean(c)) for a, b, c in words.key_figures(proposal))),
        Heading("What could make it wrong"),
        Points((*wrong, *([clean(about.whom)] if about.whom else []))),
        text(f"What was asked: {asked}", style="small"),
        *(text(clean(note), style="small") for note in own_data(table)),
    ]
    for reading, plan in proposal.plans.items():
        blocks += _plan(proposal, reading, plan, about.pictures.get(reading))
    for source in (*table.model.source_ids, *GENERAL, about.returned.source_id):
        numbered.number(source)
    rest = len({*table.source_ids} - {*numbered.used})
    blocks += [
        Heading("What a programme has been said to return"),
        Points(tuple(clean(line) for line in returns.sentences(about.returned))),
        Heading("How the plan is made"),
        Points(METHOD),
        Heading("Sources"),
        Sources(tuple(numbered.items())),
        text(f"{citation.NO_LICENCE}{_others(rest)}", style="small"),
        *_credit(about),
        text(made, style="small"),
    ]
    footer = f"gapmap {about.version} · {about.today.isoformat()}"
    return Briefing(
        title, tuple(blocks), asked, words.NO_PROMISE, wrong, made, about.recipe, footer
    )


def _others(rest: int) -> str:
    if not rest:
        return ""
    which = "source is" if rest == 1 else "sources are"
    return (
        f" {whole(rest)} more {which} behind the places that are known: they stand in this "
        "plan as JSON, and in every table of the map."
    )


def _credit(about: About) -> list[Block]:
    if not about.pictures or not about.boundary_credit:
        return []
    return [text(f"Boundaries: {clean(about.boundary_credit)}", style="small")]


def _plan(proposal: Proposal, reading: Unknown, plan: Plan, picture: bytes | None) -> list[Block]:
    rows = view.actions(proposal, plan)
    found: list[Block] = [
        *([Break()] if picture is not None else []),
        Heading(f"If {words.READINGS[reading]}"),
        Points(tuple(clean(line) for line in words.reached(proposal, plan))),
    ]
    if picture is not None:
        caption = f"By {LEVEL_SINGULAR[proposal.table.selection.level]}."
        table = proposal.table
        alt = clean(" ".join([view.alt_of_all(plan), *told(table)]))
        said = shown_in_short(table.selection, table.model)
        found.append(Picture(picture, alt, f"{caption} {said}".strip(), fill=False))
    if rows:
        cells = tuple(tuple(Run(short(v, 120)) for v in row.values()) for row in rows[:ROWS])
        found.append(Grid("Actions", tuple(rows[0]), cells, WIDTHS, numeric=(1, 2, 3)))
    if len(rows) > ROWS:
        found.append(
            text(f"{plural(len(rows) - ROWS, 'more action')}: in the tables.", style="small")
        )
    return found
