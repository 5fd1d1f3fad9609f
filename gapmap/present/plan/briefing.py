"""A proposal as a briefing: what is proposed, what it costs, who is left out, how sure, sources."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gapmap.core.plan.proposal import Proposal
from gapmap.core.plan.solve import Plan
from gapmap.present.briefing.blocks import (
    Block,
    Briefing,
    Figures,
    Grid,
    Heading,
    Numbered,
    Points,
    Run,
    Sources,
    text,
)
from gapmap.present.plan import returns, view, words
from gapmap.present.words.fitted import clean, short
from gapmap.present.words.labels import long_date, plural
from gapmap.present.words.selection import selection_in_words
from gapmap.vocabulary import LEVEL_PLURAL

ROWS: Final = 40
"""Longest list of actions in a briefing; the tables have all."""
WIDTHS: Final = (0.24, 0.12, 0.1, 0.14, 0.26, 0.14)
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
    """

    today: datetime.date
    version: str
    recipe: str
    sources: Mapping[str, Mapping[str, str]]
    returned: returns.Quoted


def build(proposal: Proposal, about: About) -> Briefing:
    """Describe the briefing of a proposal, apart from any file format."""
    table = proposal.table
    numbered = Numbered(about.sources)
    for source in table.source_ids:
        numbered.number(source)
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
        Points(wrong),
        text(f"What was asked: {asked}", style="small"),
    ]
    for plan in proposal.plans.values():
        blocks += _plan(proposal, plan)
    numbered.number(about.returned.source_id)
    blocks += [
        Heading("What a programme has been said to return"),
        Points(tuple(clean(line) for line in returns.sentences(about.returned))),
        Heading("How the plan is made"),
        Points(METHOD),
        Heading("Sources"),
        Sources(tuple(numbered.items())),
        text(made, style="small"),
    ]
    footer = f"gapmap {about.version} · {about.today.isoformat()}"
    return Briefing(
        title, tuple(blocks), asked, words.NO_PROMISE, wrong, made, about.recipe, footer
    )


def _plan(proposal: Proposal, plan: Plan) -> list[Block]:
    reading = next(r for r, p in proposal.plans.items() if p is plan)
    rows = view.actions(proposal, plan)
    found: list[Block] = [
        Heading(f"If {words.READINGS[reading]}"),
        Points(tuple(clean(line) for line in words.reached(proposal, plan))),
    ]
    if rows:
        cells = tuple(tuple(Run(short(v, 120)) for v in row.values()) for row in rows[:ROWS])
        found.append(Grid("Actions", tuple(rows[0]), cells, WIDTHS, numeric=(1, 2, 3)))
    if len(rows) > ROWS:
        found.append(
            text(f"{plural(len(rows) - ROWS, 'more action')}: in the tables.", style="small")
        )
    return found
