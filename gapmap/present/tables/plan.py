"""A proposal as text for a reader, as JSON and as CSV."""

import csv
import json
from collections.abc import Mapping
from dataclasses import asdict
from io import StringIO
from typing import Final

from gapmap.core.plan.problem import Aim, Unknown
from gapmap.core.plan.proposal import Proposal
from gapmap.core.plan.solve import Plan
from gapmap.present.words.labels import about, listed, percent, plural, pounds, rate, whole
from gapmap.present.words.selection import selection_in_words
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR

AIMS: Final[Mapping[Aim, str]] = {
    Aim.MOST: "as much unmet need met as can be",
    Aim.WORST: "the worst served areas first",
    Aim.FLOOR: "a least number of places for every area",
    Aim.EQUAL: "the same share of unmet need met everywhere",
}
READINGS: Final[Mapping[Unknown, str]] = {
    Unknown.LEFT_OUT: "areas whose places are not known are left out",
    Unknown.NONE: "areas whose places are not known are read as having none",
    Unknown.TYPICAL: "areas whose places are not known are read as having as many as the areas "
    "with a number together",
}
HOW: Final = {
    "every": "chosen in every case",
    "most": "chosen in most cases",
    "some": "chosen only in some cases",
}
NAMED: Final = 12
NO_PROMISE: Final = (
    "A place is room for one person a year; that it is used, or that it ends violence, is not said "
    "here. The need is an estimate, and prices are of few services."
)


def text(proposal: Proposal) -> str:
    """What is proposed, what it costs, who is left out, and what could make it wrong."""
    table = proposal.table
    level = LEVEL_PLURAL[table.selection.level]
    lines = [f"Plan: {AIMS[proposal.wish.aim]}, by {LEVEL_SINGULAR[table.selection.level]}.", ""]
    for reading, plan in proposal.plans.items():
        lines += [f"If {READINGS[reading]}:", *_plan(proposal, reading, plan), ""]
    low, high = proposal.prices["low"], proposal.prices["high"]
    lines += [
        f"How sure, over {plural(proposal.cases, 'case')} (need and price at both ends and in the "
        f"middle, {pounds(low)} to {pounds(high)} a place, every reading):",
        *_sure(proposal),
        "",
        f"Places are not known for {len(proposal.unknown)} of "
        f"{len(table.records) - proposal.outside} {level}; {proposal.outside} more have no "
        "estimate, or a withheld number, and are not planned for.",
        NO_PROMISE,
        f"Asked: {selection_in_words(table.selection, table.model)}",
        f"Data {table.fingerprint[:12]}.",
    ]
    return "\n".join(lines) + "\n"


def _plan(proposal: Proposal, reading: Unknown, plan: Plan) -> list[str]:
    if plan.status == "impossible":
        return [f"  No plan: {plan.why}."]
    before, after = plan.before, plan.after
    met = before.unmet - after.unmet
    found = [
        f"  {whole(plan.places)} new places in {plural(len(plan.actions), 'area')} for "
        f"{pounds(plan.pounds)} a year; they meet {about(met)} of {about(before.unmet)} "
        "unmet need.",
        f"  Fewest places per 1,000: {rate(before.worst)} before ({before.worst_area}), "
        f"{rate(after.worst)} after ({after.worst_area}). Gini {before.gini:.2f} before, "
        f"{after.gini:.2f} after.",
    ]
    if proposal.fairness[reading] >= 0.5:
        found.append(
            f"  The same money could meet {about(proposal.fairness[reading])} more, less evenly."
        )
    drawn = proposal.curves[reading]
    if 0 < drawn.knee < len(drawn.met) - 1:
        found.append(
            f"  After {pounds(drawn.pounds[drawn.knee])} each pound buys clearly less "
            f"({about(drawn.met[drawn.knee])} met by then)."
        )
    width = max((len(a.name) for a in plan.actions), default=0)
    found += [
        f"    {a.name:<{width}}  {whole(a.places):>6} places  {pounds(a.pounds):>12}"
        for a in plan.actions
    ]
    names = dict(zip(proposal.table.columns["code"], proposal.table.columns["name"], strict=True))
    missed = sorted(names[c] for c in proposal.wish.wanted - {a.code for a in plan.problem.areas})
    if missed:
        found.append(f"  Asked for, but not planned for under this reading: {listed(missed)}.")
    without = len(plan.problem.areas) - len(plan.actions)
    found.append(f"  {plural(without, 'area')} of {len(plan.problem.areas)} get nothing new.")
    if plan.status == "good":
        found.append(f"  Not proved best: at most {percent(plan.gap)} from the best there can be.")
    return found


def _sure(proposal: Proposal) -> list[str]:
    lines = []
    for how, words in HOW.items():
        names = [one.name for one in proposal.sure if one.how == how]
        if names:
            first = names[:NAMED] + ([f"{len(names) - NAMED} more"] if len(names) > NAMED else [])
            lines.append(f"  {words.capitalize()} ({len(names)}): {listed(first)}.")
    return lines or ["  No area is chosen in any case."]


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
        "note": NO_PROMISE,
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
