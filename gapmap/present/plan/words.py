"""A proposal in sentences: what is proposed, what it costs, who is left out, what could be wrong.

Text, page and briefing take their sentences from here.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from gapmap.core.evidence.asking.value import Value
from gapmap.core.plan.problem import Aim, Unknown
from gapmap.core.plan.proposal import Proposal
from gapmap.core.plan.solve import Plan
from gapmap.fields.unit_costs import stated
from gapmap.present.words.labels import about, listed, percent, plural, pounds, rate, whole
from gapmap.vocabulary import LEVEL_PLURAL

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
HOW: Final[Mapping[str, str]] = {
    "every": "chosen in every case",
    "most": "chosen in most cases",
    "some": "chosen only in some cases",
}
NAMED: Final = 12
"""Areas named in a sentence; the others are counted."""
ASKED: Final = 5
"""Organisations named in a sentence; the others are counted."""
NO_PROMISE: Final = (
    "A place is room for one person a year; that it is used, or that it ends violence, is not said "
    "here. The need is an estimate, and prices are of few services."
)


def title(proposal: Proposal) -> str:
    """What is proposed, in at most twelve words."""
    plans = _possible(proposal)
    if not plans:
        return "No plan keeps every condition"
    level = LEVEL_PLURAL[proposal.table.selection.level]
    places = _ends([p.places for p in plans])
    if places == "0":
        return "No new place can be planned for this"
    areas = _ends([len(p.actions) for p in plans])
    named = level if areas != "1" else "area"
    cost = _ends([p.pounds for p in plans], "£")
    new = "new " if " to " not in f"{cost}{places}{areas}" else ""
    return f"{cost} a year: {places} {new}places in {areas} {named}"


def proposed(proposal: Proposal) -> list[str]:
    """Which areas get something, a sentence for each reading."""
    found = []
    for reading, plan in proposal.plans.items():
        names = [a.name for a in plan.actions]
        rest = len(names) - NAMED
        first = listed(names[:NAMED] + ([f"{rest} more"] if rest > 0 else []))
        told = f"no plan: {plan.why}" if plan.status == "impossible" else first or "nothing new"
        found.append(f"If {READINGS[reading]}: {told}.")
    return found


def _possible(proposal: Proposal) -> list[Plan]:
    return [p for p in proposal.plans.values() if p.status != "impossible"]


def _ends(values: Sequence[float], sign: str = "") -> str:
    low, high = (f"{sign}{whole(v)}" for v in (min(values), max(values)))
    return low if low == high else f"{low} to {high}"


def key_figures(proposal: Proposal) -> list[tuple[str, str, str]]:
    """The four answers: new places, cost, who is left out, how sure; label, value, note."""
    plans = _possible(proposal)
    if not plans:
        return []
    sure = sum(one.how == "every" for one in proposal.sure)
    named = sum(one.times > 0 for one in proposal.sure)
    met = _ends([round(p.before.unmet - p.after.unmet) for p in plans])
    needs = " or ".join(dict.fromkeys(about(p.before.unmet) for p in plans))
    unmet = f"{_most(proposal)}{needs}"
    nothing = [f"{len(p.problem.areas) - len(p.actions)} of {len(p.problem.areas)}" for p in plans]
    return [
        ("New places a year", _ends([p.places for p in plans]), f"for {met} of {unmet} not met"),
        ("Cost a year", _ends([p.pounds for p in plans], "£"), price(proposal)),
        ("Get nothing new", " or ".join(dict.fromkeys(nothing)), left_out(proposal)),
        (
            "Chosen in every case",
            plural(sure, "area"),
            f"of {named} chosen in any of {proposal.cases} cases of need, price and what is not "
            "known",
        ),
    ]  # fmt: skip


def _most(proposal: Proposal) -> str:
    """“up to ” where places today are at least so many in some area: its need may be met there."""
    rows = proposal.table.records
    return "up to " if any(r["lower_bound"] and r["state"] == "measured" for r in rows) else ""


def price(proposal: Proposal) -> str:
    """What a place costs, its range, and what the same places cost over it."""
    low, middle, high = (proposal.prices[end] for end in ("low", "central", "high"))
    budget = proposal.wish.budget
    of = f"of {pounds(budget)}, " if budget is not None else ""
    if low == high:
        return f"{of}at {pounds(middle)} a place, a price without a range"
    known = stated(middle)
    named = f" ({known.label})" if known else ""
    most = max((p.places for p in _possible(proposal)), default=0)
    return (
        f"{of}at {pounds(middle)} a place{named}; {pounds(most * low)} to {pounds(most * high)} at "
        f"{pounds(low)} to {pounds(high)}"
    )


def left_out(proposal: Proposal) -> str:
    """Areas whose places are not known, and those that cannot be planned for."""
    more = f"; {proposal.outside} more without an estimate" if proposal.outside else ""
    return (
        f"places are not known for {len(proposal.unknown)} of "
        f"{len(proposal.table.records) - proposal.outside}{more}"
    )


def reached(proposal: Proposal, plan: Plan) -> list[str]:
    """What one plan reaches: need met, the worst served and inequality before and after, money."""
    reading = next(r for r, p in proposal.plans.items() if p is plan)
    before, after = plan.before, plan.after
    if plan.status == "impossible":
        return [f"No plan: {plan.why}."]
    found = [
        f"{whole(plan.places)} new places in {plural(len(plan.actions), 'area')} for "
        f"{pounds(plan.pounds)} a year; they meet {about(before.unmet - after.unmet)} of "
        f"{_most(proposal)}{about(before.unmet)} unmet need.",
        f"Fewest known places per 1,000: {rate(before.worst)} before ({before.worst_area}), "
        f"{rate(after.worst)} after ({after.worst_area}). Gini {before.gini:.2f} before, "
        f"{after.gini:.2f} after.",
    ]
    if proposal.fairness[reading] >= 0.5:
        found.append(
            f"The same money could meet {about(proposal.fairness[reading])} more, less evenly."
        )
    found += [knee(proposal, reading), last(proposal, reading), left(plan)]
    missed = not_planned(proposal, plan)
    if missed:
        found.append(f"Asked for, but not planned for under this reading: {listed(missed)}.")
    without = len(plan.problem.areas) - len(plan.actions)
    found.append(f"{plural(without, 'area')} of {len(plan.problem.areas)} get nothing new.")
    if plan.status == "good":
        found.append(f"Not proved best: at most {percent(plan.gap)} from the best there can be.")
    return [sentence for sentence in found if sentence]


def money(proposal: Proposal, reading: Unknown) -> str:
    """What more money would meet, in a sentence or two; an empty text where nothing is planned."""
    drawn = proposal.curves[reading]
    if len(drawn.pounds) < 2:
        return "No place is of use here."
    straight = f"Each pound meets about as much, up to {pounds(drawn.pounds[-1])}."
    return " ".join(filter(None, (knee(proposal, reading) or straight, last(proposal, reading))))


def knee(proposal: Proposal, reading: Unknown) -> str:
    """Where money starts to buy clearly less; empty where it does not."""
    drawn = proposal.curves[reading]
    if not 0 < drawn.knee < len(drawn.met) - 1:
        return ""
    return (
        f"After {pounds(drawn.pounds[drawn.knee])} each pound buys clearly less "
        f"({about(drawn.met[drawn.knee])} met by then)."
    )


def last(proposal: Proposal, reading: Unknown) -> str:
    """What the last programme of a plan buys; empty where nothing is planned."""
    found = proposal.last[reading]
    if found is None or found.pounds <= 0:
        return ""
    if proposal.wish.aim is Aim.FLOOR:
        return f"One place per 1,000 more everywhere would take {pounds(found.pounds)} more."
    if found.met < 0.5:
        return f"The last {pounds(found.pounds)} meet no more need; they only even it out."
    return (
        f"The last {pounds(found.pounds)} meet {about(found.met)} of it: "
        f"{pounds(found.pounds / found.met)} for one person's need."
    )


def left(plan: Plan) -> str:
    """Money that no further programme would serve the aim with; empty where none could be begun."""
    problem = plan.problem
    steps = (problem.most_steps or 0) - sum(plan.steps.values())
    if problem.aim is Aim.FLOOR or not plan.actions or steps < problem.least_steps:
        return ""
    return (
        f"{pounds((problem.budget or 0.0) - plan.pounds)} is left: no further programme would "
        "serve this aim better."
    )


def not_planned(proposal: Proposal, plan: Plan) -> list[str]:
    """Names of the areas asked for that a reading leaves out."""
    names = dict(zip(proposal.table.columns["code"], proposal.table.columns["name"], strict=True))
    missing = proposal.wish.wanted - {a.code for a in plan.problem.areas}
    return sorted(str(names[code]) for code in missing)


def cases(proposal: Proposal) -> str:
    """Over which cases a plan was made again."""
    low, high = proposal.prices["low"], proposal.prices["high"]
    return (
        f"over {plural(proposal.cases, 'case')} (need and price at both ends and in the middle, "
        f"{pounds(low)} to {pounds(high)} a place, every reading)"
    )


def sure(proposal: Proposal) -> list[str]:
    """How often areas are chosen, a sentence each; the surest first."""
    lines = []
    if not proposal.cases:
        return ["No case has a plan."]
    for how, words in HOW.items():
        names = [one.name for one in proposal.sure if one.how == how]
        if names:
            first = names[:NAMED] + ([f"{len(names) - NAMED} more"] if len(names) > NAMED else [])
            lines.append(f"{words.capitalize()} ({len(names)}): {listed(first)}.")
    return lines or ["No area is chosen in any case."]


def asking(proposal: Proposal) -> str:
    """Whose answer would change the plan most."""
    worth = {code: places for code, places in proposal.asking.items() if places}
    if not proposal.unknown or not proposal.cases:
        return ""
    if not worth:
        return (
            "No single answer about an area whose places are not known would move a programme of "
            "this plan."
        )
    most = max(worth.values())
    names = dict(zip(proposal.table.columns["code"], proposal.table.columns["name"], strict=True))
    top = [str(names[code]) for code, places in worth.items() if places == most]
    first = top[:NAMED] + ([f"{len(top) - NAMED} more"] if len(top) > NAMED else [])
    return (
        f"An answer would change the plan most about {listed(first)}: were its places known to be "
        f"as many per 1,000 as elsewhere, and not none, {plural(most, 'place')} would go to others."
    )


def whom(values: Sequence[Value]) -> str:
    """Whose answers would move most of a plan (``tasks.asking.missing.for_plan``)."""
    first = [value for value in values if round(value.adds) >= 1]
    if not first:
        return ""
    rest = [f"{len(first) - ASKED} more"] if len(first) > ASKED else []
    named = [f"{value.body.body} ({plural(value.adds, 'place')})" for value in first[:ASKED]]
    return f"Who could say, those who would move most first: {listed([*named, *rest])}."


TIES: Final = (
    "Areas between which no figure decides are taken in the order of their codes: which of them is "
    "named is no finding."
)


def wrong(proposal: Proposal) -> list[str]:
    """What could make the plan wrong, the weightiest first."""
    rows = [row for row in proposal.table.records if row["state"] == "measured"]
    bounds = sum(row["lower_bound"] for row in rows)
    low, middle, high = (
        sum(row[name] for row in proposal.table.records if row[name] == row[name])
        for name in ("perpetrators_low", "perpetrators", "perpetrators_high")
    )
    return [
        *sure(proposal),
        asking(proposal),
        f"Of {len(rows)} areas with a number, {bounds} have at least that many places: more may "
        "be there already.",
        f"The need of all areas is an estimate: {about(middle)} people, from {about(low)} to "
        f"{about(high)} were every area at the end of its range.",
        TIES,
        NO_PROMISE,
    ]
