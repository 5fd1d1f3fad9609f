"""What a record leaves unsaid, taken from the nearest record of the same service that says it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from gapmap.core.evidence.observation import Observation
from gapmap.core.evidence.standing import last_day, with_standing
from gapmap.vocabulary import GROUPS


def with_nearest_attributes(observations: Iterable[Observation]) -> tuple[Observation, ...]:
    """Fill unstated routes and groups from the nearest stated ones, accreditation from any.

    Nearest by years between periods; the later one where two are equally near. An undated
    observation is further than any dated one.
    """
    everyone = tuple(observations)
    by_service: dict[str, list[Observation]] = {}
    for obs in everyone:
        if obs.row_kind == "programme":
            by_service.setdefault(obs.service_id, []).append(obs)
    return tuple(_filled(obs, by_service.get(obs.service_id, [])) for obs in everyone)


def _filled(obs: Observation, siblings: list[Observation]) -> Observation:
    if obs.row_kind != "programme":
        return obs
    if len(siblings) == 1 and _is_settled(obs):
        return obs
    near = sorted(siblings, key=lambda other: (_years_apart(obs, other), -(other.end_year or 0)))
    speaks = obs if obs.routes else next((o for o in near if o.routes), obs)
    return replace(
        obs,
        routes=speaks.routes,
        routes_open=speaks.routes_open,
        accepts=tuple(g for g in GROUPS if _says(near, g) == "yes"),
        does_not_accept=tuple(g for g in GROUPS if _says(near, g) == "no"),
        accredited=_any_stated([o.accredited for o in siblings]),
        ended_year=max((y for y in map(_ended, siblings) if y), default=None),
    )


def _is_settled(obs: Observation) -> bool:
    """Whether nothing of an observation changes where its service has no other."""
    both = obs.accepts and obs.does_not_accept
    in_order = all(
        len(groups) < 2 or groups == tuple(g for g in GROUPS if g in groups)
        for groups in (obs.accepts, obs.does_not_accept)
    )
    return in_order and not both and _ended(obs) == obs.ended_year


def prepared(observations: Iterable[Observation], as_of: date) -> tuple[Observation, ...]:
    """Observations with nearest attributes and with their standing on the as-of date."""
    return with_standing(with_nearest_attributes(observations), as_of)


def _any_stated(values: list[bool | None]) -> bool | None:
    """True when one says yes; else False when one says no; else None: nobody says."""
    return True if True in values else False if False in values else None


def _ended(obs: Observation) -> int | None:
    """The year by whose end a source says that the service had ended."""
    day = last_day(obs.as_of) if obs.status == "ended" else None
    return obs.ended_year or (day.year if day else None)


def _says(near: Iterable[Observation], group: str) -> str:
    """What the nearest observation that speaks of a group says of it."""
    for obs in near:
        if group in obs.accepts or group in obs.does_not_accept:
            return "yes" if group in obs.accepts else "no"
    return ""


def _years_apart(one: Observation, other: Observation) -> int:
    if one is other:
        return 0
    if None in (one.start_year, one.end_year, other.start_year, other.end_year):
        return 999
    first = max(one.start_year or 0, other.start_year or 0)
    last = min(one.end_year or 0, other.end_year or 0)
    return max(0, first - last)
