"""What records leave open, filled in: other worlds that the same records do not rule out.

It shares no rule with ``core.comparing``, only what one record matches and supports. Facts are
filled in for each row alone: routes, groups, accreditation, whether it still runs, how long it was
there, and its number. Filled in as “no”, a period or an end stays as it is: what may match in such
a world does not. (A view of what has not ended by its sources counts what no source says has ended,
whether or not it has.)

A service may also have been there with another number in years that its only row is not of.

Two things are not filled in, as no view leaves them open: a row outside the years is not drawn into
them where rows of its service within speak for the same areas, and a row without a number gets none
where a view counts it beside rows of its service that have one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from gapmap.core.evidence.capacity import Observation, capacity
from gapmap.core.evidence.matching import Match, filters_of, judge
from gapmap.selection import Selection

ROUTES = ("self", "police", "probation_criminal_court")
GROUPS = ("women", "men", "fathers")
NEITHER = "mash"
"""A route that no view of these tests asks for: what takes it only takes none of the others."""
STARTS, ENDS = (2012, 2019), (2019, 2021, 2023)
NUMBERS = (0.0, 1.0, 1000.0)

Choose = Callable[[Sequence[object]], object]


def fill(obs: Observation, choose: Choose) -> Observation:
    """A row with every fact that it leaves open; ``choose`` picks one of several."""
    if obs.routes_open or not obs.routes:
        more = {r for r in ROUTES if choose((False, True))}
        obs = replace(obs, routes=tuple({*obs.routes, *more}) or (NEITHER,), routes_open=False)
    for group in GROUPS:
        spoken = {*obs.accepts, *obs.does_not_accept}
        wide = {"men"} & spoken if group == "fathers" else set()
        if group not in spoken and not wide:
            name = "accepts" if choose((False, True)) else "does_not_accept"
            obs = replace(obs, **{name: (*getattr(obs, name), group)})
    if obs.accredited is None:
        obs = replace(obs, accredited=bool(choose((False, True))))
    if obs.standing == "ended" and not obs.end_is_stated and choose((False, True)):
        obs = replace(obs, standing="running")
    return obs


def stretch(obs: Observation, choose: Choose) -> Observation:
    """A row with a period that may reach further, or that has one."""
    if obs.row_kind != "programme" or not choose((False, True)):
        return obs
    first, last = int(choose(STARTS)), int(choose(ENDS))
    start = first if obs.start_year is None else min(first, obs.start_year)
    end = last if obs.end_year is None else max(last, obs.end_year)
    if obs.ended_year is not None:
        end = min(end, obs.ended_year)
    return replace(obs, start_year=min(start, end), end_year=end)


def numbered(obs: Observation, choose: Choose) -> Observation:
    """A row with a number of places."""
    number = float(choose(NUMBERS))
    return replace(obs, capacity_places=number, capacity_kind="commissioned")


def completed(
    observations: Sequence[Observation], views: Sequence[Selection], choose: Choose
) -> tuple[Observation, ...]:
    """One world in which nothing is open, drawn by ``choose``."""
    known = [fill(obs, choose) for obs in observations]
    later = []
    for i, before in enumerate(observations):
        if not _may_be_longer(before, observations, views):
            continue
        longer = stretch(known[i], choose)
        if any(_spoken_for(before, longer, observations, view) for view in views):
            continue
        if longer != known[i] and choose((False, True)):
            year = choose((longer.start_year, longer.end_year))
            name = f"{before.observation_id}+"
            other = replace(longer, observation_id=name, start_year=year, end_year=year)
            if any(_drawn_in(before, other, view) for view in views):
                later.append(numbered(other, choose))
        else:
            known[i] = longer
    return (*_with_numbers(known, observations, views, choose), *later)


def _may_be_longer(
    obs: Observation, everyone: Sequence[Observation], views: Sequence[Selection]
) -> bool:
    """Whether a view leaves a row's years open, and none tells by them which row's number holds."""
    inside = [judge(obs, filters_of(view)).in_window for view in views]
    alone = sum(o.service_id == obs.service_id for o in everyone) == 1
    return not all(inside) and (alone or not any(inside))


def _drawn_in(before: Observation, after: Observation, view: Selection) -> bool:
    tests = filters_of(view)
    return judge(after, tests).in_window and not judge(before, tests).in_window


def _spoken_for(
    before: Observation, after: Observation, everyone: Sequence[Observation], view: Selection
) -> bool:
    if not _drawn_in(before, after, view):
        return False
    tests = filters_of(view)
    others = [o for o in everyone if o.service_id == before.service_id and o is not before]
    named = {b for o in others if judge(o, tests).in_window for b in o.blocks}
    return set(before.blocks) <= named


def _with_numbers(
    known: Sequence[Observation],
    observations: Sequence[Observation],
    views: Sequence[Selection],
    choose: Choose,
) -> Iterator[Observation]:
    for obs in known:
        beside = any(_beside_a_number(obs, known, view) for view in views)
        yield obs if obs.row_kind != "programme" or beside else numbered(obs, choose)


def _beside_a_number(obs: Observation, known: Sequence[Observation], view: Selection) -> bool:
    """Whether a view has a number of a row, or counts it with rows of its service that have one."""
    if _places(obs, view) is not None:
        return True
    tests = filters_of(view)
    its = [o for o in known if o.service_id == obs.service_id]
    kept = [o for o in its if judge(o, tests).match is Match.YES]
    return obs in kept and any(_places(o, view) is not None for o in kept)


def _places(obs: Observation, view: Selection) -> float | None:
    return capacity(obs, view.trusted_bases, view.unit_cost, view.grade).places
