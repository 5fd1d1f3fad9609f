"""A proposal as text for a reader, as JSON and as CSV."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Final

from gapmap.core.evidence.asking.value import Value
from gapmap.core.plan.problem import Unknown
from gapmap.core.plan.proposal import Proposal
from gapmap.core.plan.solve import Plan
from gapmap.fields.csv_text import rows_csv
from gapmap.present.plan import words
from gapmap.present.tables import csvw
from gapmap.present.tables.csvw import CsvColumn
from gapmap.present.words.beside import own_data
from gapmap.present.words.labels import pounds, whole
from gapmap.present.words.selection import selection_in_words
from gapmap.recipe import KEY as RECIPE_KEY
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR


def text(proposal: Proposal) -> str:
    """What is proposed, what it costs, who is left out, and what could make it wrong."""
    table = proposal.table
    level = LEVEL_PLURAL[table.selection.level]
    lines = [
        f"Plan: {words.AIMS[proposal.wish.aim]}, by {LEVEL_SINGULAR[table.selection.level]}.",
        "",
    ]
    for reading, plan in proposal.plans.items():
        lines += [f"If {words.READINGS[reading]}:", *_plan(proposal, plan), ""]
    lines += [
        f"How sure, {words.cases(proposal)}:",
        *(f"  {sentence}" for sentence in words.sure(proposal)),
        "",
        words.asking(proposal),
        f"Places are not known for {len(proposal.unknown)} of "
        f"{len(table.records) - proposal.outside} {level}; {proposal.outside} more have no "
        "estimate, or a withheld number, and are not planned for.",
        words.NO_PROMISE,
        f"Asked: {selection_in_words(table.selection, table.model)}",
        f"Data {table.fingerprint[:12]}.",
    ]
    return "\n".join(lines) + "\n"


def _plan(proposal: Proposal, plan: Plan) -> list[str]:
    width = max((len(a.name) for a in plan.actions), default=0)
    return [
        *(f"  {sentence}" for sentence in words.reached(proposal, plan)),
        *(
            f"    {a.name:<{width}}  {whole(a.places):>6} places  {pounds(a.pounds):>12}"
            for a in plan.actions
        ),
    ]


def as_json(
    proposal: Proposal,
    *,
    recipe: str = "",
    assumptions: Sequence[Mapping[str, object]] = (),
    sources: Sequence[Mapping[str, str]] = (),
    whom: Sequence[Value] = (),
) -> str:
    """Everything of a proposal; the first reading's plan also stands at the top.

    ``recipe`` is the line that makes the file again; ``assumptions`` are those of the need,
    ``sources`` the rows of sources.csv that it rests on; ``whom`` are those who could say what is
    not known, in the order of asking.
    """
    plans = {reading.value: _told(plan) for reading, plan in proposal.plans.items()}
    table = proposal.table
    told = {
        **({RECIPE_KEY: recipe} if recipe else {}),
        "title": words.title(proposal),
        **next(iter(plans.values())),
        "wish": proposal.wish.dumps(),
        "aim": proposal.wish.aim.value,
        "readings": {
            reading: {
                **plan,
                "met_more_by_most": proposal.fairness[Unknown(reading)],
                "last": last and asdict(last),
                "curve": asdict(proposal.curves[Unknown(reading)]),
            }
            for reading, plan in plans.items()
            for last in [proposal.last[Unknown(reading)]]
        },
        "chosen": [{**asdict(one), "how": one.how} for one in proposal.sure],
        "cases": proposal.cases,
        "scenarios": [asdict(case) for case in proposal.scenarios],
        "asking": dict(proposal.asking),
        "asking_whom": [
            {
                "body_id": value.body.body_id,
                "body": value.body.body,
                "places": round(value.people, 2),
                "adds": round(value.adds, 2),
            }
            for value in whom
        ],
        "unknown": list(proposal.unknown),
        "without_estimate": proposal.outside,
        "price": dict(proposal.prices),
        "typical_per_1000": proposal.typical,
        "selection": table.selection.to_dict(),
        "selection in words": selection_in_words(table.selection, table.model),
        "data": " ".join(own_data(table)),
        "assumptions": [dict(row) for row in assumptions],
        "sources": [dict(row) for row in sources],
        "fingerprint": table.fingerprint,
        "note": words.NO_PROMISE,
    }
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _told(plan: Plan) -> dict[str, object]:
    return {
        "status": plan.status,
        "why": plan.why,
        "gap": plan.gap,
        "objective": plan.objective,
        "bound": plan.bound,
        "actions": [asdict(action) for action in plan.actions],
        "before": asdict(plan.before),
        "after": asdict(plan.after),
    }


COLUMNS: Final = (
    CsvColumn("reading", "Reading", "how areas whose places are not known are read"),
    CsvColumn("code", "Area code", "GSS code of the area"),
    CsvColumn("name", "Area name", "name of the area"),
    CsvColumn("places", "New places (a year)", "places of the new programme", "whole"),
    CsvColumn("pounds_a_year", "Cost (£ a year)", "what they cost at the central price", "number"),
    CsvColumn("chosen_in", "Chosen in", "cases in which the area is chosen", "whole"),
    CsvColumn("of_cases", "Of cases", "cases worked out", "whole"),
)


def as_csv(proposal: Proposal) -> str:
    """The actions of every reading, one a row."""
    return rows_csv(rows(proposal), [column.name for column in COLUMNS])


def rows(proposal: Proposal) -> list[dict[str, object]]:
    """One row an action, of every reading, with COLUMNS."""
    sure = {one.code: one for one in proposal.sure}
    return [
        {
            "reading": reading.value,
            "code": action.code,
            "name": action.name,
            "places": action.places,
            "pounds_a_year": round(action.pounds, 2),
            "chosen_in": sure[action.code].times,
            "of_cases": sure[action.code].of,
        }
        for reading, plan in proposal.plans.items()
        for action in plan.actions
    ]


def export_csv(proposal: Proposal) -> bytes:
    """The actions as a file: headings and rows. ``csv_metadata`` stands beside it."""
    return csvw.table_csv(rows(proposal), COLUMNS)


def csv_metadata(
    proposal: Proposal,
    sources: Sequence[Mapping[str, str]],
    *,
    url: str,
    today: date,
    version: str,
    recipe: str,
) -> bytes:
    """What stands beside that CSV, which is called ``url``: the plan in words, what made it.

    ``sources`` are the rows of sources.csv that the need rests on.
    """
    table = proposal.table
    about = {
        "title": words.title(proposal),
        "finding": " ".join(words.proposed(proposal)),
        "could be wrong": " ".join(filter(None, words.wrong(proposal))),
        "selection in words": selection_in_words(table.selection, table.model),
        "data": " ".join(own_data(table)),
        "wish": proposal.wish.dumps(),
        "fingerprint": table.fingerprint,
        "version": f"gapmap {version}",
        "date": today.isoformat(),
    }
    return csvw.metadata(
        about, COLUMNS, sources, url=url, keys=["reading", "code"], recipe=recipe, today=today
    )
