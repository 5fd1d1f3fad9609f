"""A proposal in sentences, and returns that are quoted."""

import re

import pytest

from gapmap.core.plan.problem import Aim, Unknown
from gapmap.core.plan.proposal import propose
from gapmap.core.plan.wish import Wish
from gapmap.present.plan import returns, view, words
from gapmap.selection import Selection

WISHES = [
    Wish(budget=2e6), Wish(Aim.WORST, places=1200, smallest=50, step=50),
    Wish(Aim.FLOOR, floor=5.0), Wish(Aim.EQUAL, budget=9e6), Wish(budget=0.0),
    Wish(Aim.FLOOR, budget=1e4, floor=20.0), Wish(budget=3e6, readings=(Unknown.TYPICAL,)),
]  # fmt: skip


@pytest.fixture(scope="module", params=range(len(WISHES)), ids=lambda i: WISHES[i].dumps())
def proposal(request, dataset):
    return propose(dataset.gap(Selection(level="county")), WISHES[request.param])


def test_the_title_has_at_most_twelve_words_unless_it_has_ranges(proposal):
    title = words.title(proposal)
    assert len(title.split()) <= (12 if " to " not in title else 16)
    for plan in proposal.plans.values():
        if plan.places:
            assert f"{plan.places:,}" in title


def test_every_sentence_says_a_number_that_the_plan_has(proposal):
    for plan in proposal.plans.values():
        told = " ".join(words.reached(proposal, plan))
        if plan.status == "impossible":
            assert plan.why in told
            continue
        assert f"{plan.places:,} new places" in told
        without = len(plan.problem.areas) - len(plan.actions)
        assert f"{without} area" in told
    assert not re.search(r"\bnan\b|\binf\b|None\b", " ".join(words.wrong(proposal)))


def test_need_beside_places_that_are_at_least_so_many_is_up_to(proposal, dataset):
    """Where some programmes state no places, what is not met may be less than it seems."""
    bounds = any(r["lower_bound"] and r["state"] == "measured" for r in proposal.table.records)
    assert bounds
    for plan in proposal.plans.values():
        if plan.status != "impossible":
            told = " ".join(words.reached(proposal, plan))
            assert re.search(r"they meet [\d,]+ of up to [\d,.]+ unmet need", told)
            assert "Fewest known places per 1,000: " in told
    exact = propose(
        dataset.gap(Selection(types=("conditional_caution",), since=2026, basis="commissioned")),
        Wish(budget=2e6, readings=(Unknown.NONE,)),
    )
    for plan in exact.plans.values():
        assert "of up to" not in " ".join(words.reached(exact, plan))


def test_maps_have_every_area_and_the_legend_counts_them(proposal):
    table = proposal.table
    breaks = view.gain_breaks(proposal)
    for plan in proposal.plans.values():
        for which in view.MAPS:
            drawn = view.paints(table, plan, which, breaks)
            shown = view.legend(table, drawn, which, breaks)
            assert set(drawn) == set(table.columns["code"])
            assert sum(n for *_, n in (*shown["classes"], *shown["states"])) == len(drawn)
        before, after = (view.paints(table, plan, w, breaks) for w in (view.BEFORE, view.AFTER))
        changed = {code for code in before if before[code] != after[code]}
        assert changed == {action.code for action in plan.actions}


def test_new_places_beside_unknown_ones_are_a_lower_bound(dataset):
    proposal = propose(dataset.gap(Selection()), Wish(budget=2e6, readings=(Unknown.NONE,)))
    plan = proposal.plans[Unknown.NONE]
    drawn = view.paints(proposal.table, plan, view.AFTER, ())
    unknown = [a for a in plan.actions if a.code in proposal.unknown]
    assert unknown
    for action in unknown:
        assert "at least" in drawn[action.code]["t"][1]
        assert drawn[action.code]["n"].startswith("≥")


def test_a_return_is_quoted_with_place_and_year_and_multiplied_only_as_supposed(dataset):
    found = returns.quoted(dataset.tables["commissioning"].to_dict("records"))
    told = " ".join(returns.sentences(found))
    assert "Hull (2010)" in told
    for figure in ("£2.24", "£2.57", "£10", "£14"):
        assert figure in told
    supposed = returns.supposed(found, 1_000_000)
    assert supposed.startswith("Supposed, not known")
    for amount in ("£2,240,000", "£2,570,000", "£10,000,000", "£14,000,000"):
        assert amount in supposed
    assert found.source_id in {row["source_id"] for row in dataset.sources()}


def test_money_that_no_programme_would_be_of_use_with_is_told(dataset):
    table = dataset.gap(Selection())
    wish = Wish(Aim.EQUAL, places=1000, readings=(Unknown.NONE,))
    proposal = propose(table, wish)
    (plan,) = proposal.plans.values()
    rest = plan.problem.budget - plan.pounds
    assert plan.actions
    assert rest > 100 * plan.problem.price
    assert f"£{rest:,.0f} is left" in " ".join(words.reached(proposal, plan))
    full = propose(table, Wish(budget=3e6, readings=(Unknown.NONE,)))
    assert " is left" not in " ".join(words.reached(full, *full.plans.values()))


def test_where_nothing_can_be_planned_no_answer_is_said_to_move_it(dataset):
    proposal = propose(dataset.gap(Selection()), Wish(Aim.FLOOR, budget=1e4, floor=20.0))
    assert words.asking(proposal) == ""
    assert words.sure(proposal) == ["No case has a plan."]
