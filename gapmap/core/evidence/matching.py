"""Whether an observation matches a Selection: one rule for every filter.

What a source states as yes matches; what it states as no does not; where it is silent, nobody can
say. A wide term contains the narrow ones. Routes that a source names refuse the others only where
it says that they are all. For years, only a stated end before them is a no: a programme that was
last seen before them, or has no date, is silent. A no makes a gap only where it is said of a
service of these years that has not ended, and is for the people asked about: what was there once
says nothing of what there is, and a programme for children nothing of one for adults.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from typing import Final, cast

from gapmap.core.evidence.capacity import Observation
from gapmap.selection import Selection
from gapmap.vocabulary import OTHER_THAN_ADULT_ABUSE, TYPES, WIDE_GROUPS, WIDE_ROUTES


class Match(IntEnum):
    """What the sources say of an observation and a filter, or of it and all of them."""

    NO = 0
    NOT_STATED = 1
    YES = 2


@dataclass(frozen=True)
class Filter:
    """What one filter asks of an observation; equal settings of a filter are equal tests."""

    rule: Callable[..., Match]
    wanted: tuple[object, ...] = ()

    def __call__(self, obs: Observation) -> Match:
        """What the sources say of an observation."""
        return self.rule(obs, *self.wanted)


YEARS: Final = "years"
STANDING: Final = "standing"


@dataclass(frozen=True, slots=True, eq=False)
class Verdict:
    """``match`` of all filters together; ``reasons`` are those that are not a yes.

    ``there``: it was seen in the years chosen, and no source says that it has ended. Of the same
    answers there is one verdict, by ``together``.
    """

    match: Match
    in_window: bool
    reasons: tuple[tuple[str, Match], ...]
    there: bool


@cache
def with_wide_routes(routes: tuple[str, ...]) -> frozenset[str]:
    """The routes stated and those that a stated wide one contains."""
    return frozenset(routes).union(*(WIDE_ROUTES.get(r, ()) for r in routes))


@cache
def with_wide_groups(groups: tuple[str, ...]) -> frozenset[str]:
    """The groups stated and those that a stated wide one contains."""
    return frozenset(groups).union(*(WIDE_GROUPS.get(g, ()) for g in groups))


def refused(obs: Observation) -> frozenset[str]:
    """The groups that a programme does not accept, by its source."""
    return with_wide_groups(obs.does_not_accept) - frozenset(obs.accepts)


def seen_in(obs: Observation, since: int | None, until: int | None) -> bool:
    """True when the observation's period touches the years; undated ones touch only all years."""
    if since is None and until is None:
        return True
    if obs.start_year is None or obs.end_year is None:
        return False
    return (since is None or obs.end_year >= since) and (until is None or obs.start_year <= until)


def judge(obs: Observation, tests: Mapping[str, Filter]) -> Verdict:
    """Apply the ``tests`` of a Selection to an observation."""
    return together({name: test(obs) for name, test in tests.items()})


def together(answers: Mapping[str, Match]) -> Verdict:
    """The verdict on an observation from what its sources say of each filter."""
    return _together(tuple(answers.items()))


@cache
def _together(said: tuple[tuple[str, Match], ...]) -> Verdict:
    answers = dict(said)
    reasons = tuple((name, match) for name, match in answers.items() if match is not Match.YES)
    in_window = answers.get(YEARS, Match.YES) is Match.YES
    there = in_window and answers.get(STANDING) is not Match.NO
    match = min((match for _, match in reasons), default=Match.YES)
    return Verdict(match, in_window, reasons, there)


def filters_of(selection: Selection) -> dict[str, Filter]:
    """One test for every filter that a Selection has set."""
    wanted = frozenset(selection.types)
    tests = {"types": Filter(_type, (wanted, selection.all_types))}
    if selection.since is not None or selection.until is not None:
        tests[YEARS] = Filter(_years, (selection.since, selection.until))
    if selection.routes:
        tests["routes"] = Filter(_route, (frozenset(selection.routes),))
    if selection.accepts:
        tests["accepts"] = Filter(_groups, (frozenset(selection.accepts),))
    if selection.accredited:
        tests["accredited"] = Filter(_accredited)
    if selection.only_now:
        tests[STANDING] = Filter(_still_there, (selection.standing == "now",))
    return tests


def implies(narrow: Filter, wide: Filter) -> bool:
    """Whether every observation that one test is a yes for is a yes for another of the same name.

    By the rules below: any of the routes wanted suffices, so more routes are easier to match; all
    groups wanted are needed, so fewer are; what still runs has not ended by its sources either.
    """
    if narrow.rule is not wide.rule:
        return False
    if narrow.rule is _route:
        return cast(Set[str], narrow.wanted[0]) <= cast(Set[str], wide.wanted[0])
    if narrow.rule is _groups:
        return cast(Set[str], narrow.wanted[0]) >= cast(Set[str], wide.wanted[0])
    if narrow.rule is _still_there:
        return bool(narrow.wanted[0]) or not wide.wanted[0]
    return narrow == wide


def for_others(selection: Selection) -> frozenset[str]:
    """Types of programme for other people than a Selection asks about.

    Programmes for adults, those for children and those for stalking are for different people: that
    one is there says nothing of whether another is. Who asks for under 18s asks about children; of
    them nothing recorded speaks where programmes for children are not among those asked for.
    """
    adult = frozenset(TYPES).difference(OTHER_THAN_ADULT_ABUSE)
    asked = frozenset(selection.types or (TYPES if selection.all_types else adult))
    if "under_18" in selection.accepts:
        asked &= {"young_people"}
    kinds = (adult, *(frozenset({other}) for other in OTHER_THAN_ADULT_ABUSE))
    return frozenset().union(*(kind for kind in kinds if kind.isdisjoint(asked)))


def _type(obs: Observation, wanted: Set[str], everything: bool) -> Match:
    if wanted:
        return _yes_or_no(obs.programme_type in wanted)
    return _yes_or_no(everything or obs.programme_type not in OTHER_THAN_ADULT_ABUSE)


def _years(obs: Observation, since: int | None, until: int | None) -> Match:
    if seen_in(obs, since, until):
        return Match.YES
    ended = obs.ended_year is not None and since is not None and obs.ended_year < since
    return Match.NO if ended else Match.NOT_STATED


def _route(obs: Observation, wanted: Set[str]) -> Match:
    if not wanted.isdisjoint(with_wide_routes(obs.routes)):
        return Match.YES
    return Match.NOT_STATED if obs.routes_open or not obs.routes else Match.NO


def _groups(obs: Observation, wanted: Set[str]) -> Match:
    if not wanted.isdisjoint(refused(obs)):
        return Match.NO
    return Match.YES if wanted <= with_wide_groups(obs.accepts) else Match.NOT_STATED


def _accredited(obs: Observation) -> Match:
    return Match.NOT_STATED if obs.accredited is None else _yes_or_no(obs.accredited)


def _still_there(obs: Observation, now: bool) -> Match:
    """A stated end is a no; that money ended and nothing later is seen decides nothing.

    Such a service is counted unless the view is of ``now``.
    """
    if obs.standing != "ended":
        return Match.YES
    if obs.end_is_stated:
        return Match.NO
    return Match.NOT_STATED if now else Match.YES


def _yes_or_no(truth: bool) -> Match:
    return Match.YES if truth else Match.NO
