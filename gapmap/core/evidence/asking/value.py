"""Whose answer would settle most of what is not known.

Let U be the estimated perpetrators in areas of a level that have an estimate but no usable number
of places. A body's answer settles the part of U that lives in building blocks of which it can be
expected to know the places:

    value(body) = sum of P(b) over blocks b of unknown areas that the body can speak for ÷ U

Bodies overlap (a commissioner and the councils in its area), so values do not add up. The order of
asking is greedy: each next body is the one that adds most to those before it. Adding up a covered
set is submodular, so the first n of it settle at least 1 − 1/e of what the best n could
(Nemhauser, Wolsey and Fisher, 1978).

The same order answers whom to ask first for a plan: then places of the plan that an answer about an
area would move (``core.plan.scenarios.value_of_asking``), shared over its blocks by P, stand where
P(b) does.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import fsum

from gapmap.core.evidence.asking.holders import Body, nearness


@dataclass(frozen=True, slots=True)
class Value:
    """What one body's answer on places would settle (people: estimated perpetrators, central).

    ``share`` is ``people`` ÷ all the unknown; ``adds`` and ``adds_share`` the same without what
    the bodies before it in the order would have settled. ``bounds`` are people of its blocks in
    areas whose number is a lower bound, which it would make exact or raise.
    """

    body: Body
    people: float
    share: float
    adds: float
    adds_share: float
    bounds: float


def order(
    bodies: Iterable[Body], unknown: Mapping[str, float], bounds: Mapping[str, float]
) -> tuple[Value, ...]:
    """The bodies whose answer would settle something, in the order of asking.

    ``unknown`` has the people of every building block in an area without a usable number,
    ``bounds`` of every one in an area whose number is a lower bound. Equal ones: the one that would
    settle more lower bounds, then the nearer kind, then by name. Those that add nothing come last,
    by what they would settle alone.
    """
    total, by_id = fsum(unknown.values()), {body.body_id: body for body in bodies}
    near = {name: nearness(body) for name, body in by_id.items()}
    scope = {name: body.blocks("places") for name, body in by_id.items()}
    alone = {name: _people(blocks, unknown) for name, blocks in scope.items()}
    more = {name: _people(blocks, bounds) for name, blocks in scope.items()}
    left = [name for name in scope if alone[name] or more[name]]
    settled: set[str] = set()
    found: list[Value] = []
    adds = dict(alone)

    def value(name: str, adding: float) -> Value:
        return _value(by_id[name], alone[name], adding, more[name], total)

    while left:
        best = min(left, key=lambda n: (-_even(adds[n]), -_even(alone[n] + more[n]), near[n]))
        if not adds[best]:
            break
        left.remove(best)
        found.append(value(best, adds[best]))
        settled |= scope[best]
        rest = {block: n for block, n in unknown.items() if block not in settled}
        adds |= {name: _people(scope[name], rest) for name in left if scope[name] & scope[best]}
    left.sort(key=lambda n: (-_even(alone[n]), -_even(more[n]), near[n]))
    return (*found, *(value(name, 0.0) for name in left))


def _value(body: Body, people: float, adds: float, bounds: float, total: float) -> Value:
    return Value(
        body, people, people / total if total else 0.0, adds, adds / total if total else 0.0, bounds
    )


def _people(blocks: frozenset[str], of: Mapping[str, float]) -> float:
    return fsum(of[block] for block in blocks if block in of)


def _even(people: float) -> float:
    """Without floating-point dust, so that equals are equal."""
    return round(people, 6)
