"""A proposal as text for a reader, as JSON and as CSV."""

import csv
import json
from dataclasses import asdict
from io import StringIO

from gapmap.core.plan.problem import Unknown
from gapmap.core.plan.proposal import Proposal
from gapmap.core.plan.solve import Plan
from gapmap.present.plan import words
from gapmap.present.words.labels import pounds, whole
from gapmap.present.words.selection import selection_in_words
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


def as_json(proposal: Proposal) -> str:
    """Everything of a proposal; the first reading's plan also stands at the top."""
    plans = {reading.value: _told(plan) for reading, plan in proposal.plans.items()}
    table = proposal.table
    told = {
        **next(iter(plans.values())),
        "aim": proposal.wish.aim.value,
        "readings": {
            reading: {
                **plan,
                "met_more_by_most": proposal.fairness[Unknown(reading)],
                "curve": asdict(proposal.curves[Unknown(reading)]),
            }
            for reading, plan in plans.items()
        },
        "chosen": [{**asdict(one), "how": one.how} for one in proposal.sure],
        "cases": proposal.cases,
        "unknown": list(proposal.unknown),
        "without_estimate": proposal.outside,
        "price": dict(proposal.prices),
        "typical_per_1000": proposal.typical,
        "selection": selection_in_words(table.selection, table.model),
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


def as_csv(proposal: Proposal) -> str:
    """The actions of every reading, one a row."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["reading", "code", "name", "places", "pounds_a_year", "chosen_in", "of_cases"])
    sure = {one.code: one for one in proposal.sure}
    for reading, plan in proposal.plans.items():
        for action in plan.actions:
            one = sure[action.code]
            writer.writerow(
                [reading.value, action.code, action.name, action.places, f"{action.pounds:.2f}",
                 one.times, one.of]
            )  # fmt: skip
    return out.getvalue()
