"""Whether a service still runs, and how old its numbers are.

Everything is measured from the data's as-of date, not from today, so that a view does not change
by itself.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from gapmap.core.evidence.grades import DAYS_A_YEAR, RECENT
from gapmap.core.evidence.observation import Observation


def last_day(text: str) -> date | None:
    """The last day of a date of the form YYYY, YYYY-MM or YYYY-MM-DD; None for a blank."""
    if not text:
        return None
    numbers = [int(part) for part in text.split("-")]
    year, month = numbers[0], numbers[1] if len(numbers) > 1 else 12
    day = numbers[2] if len(numbers) > 2 else monthrange(year, month)[1]
    return date(year, month, day)


def period_end(start_year: int | None, end_year: int | None) -> date | None:
    """The last day of a period in calendar years; one that spans years is of financial years."""
    if end_year is None:
        return None
    if start_year is not None and start_year < end_year:
        return date(end_year, 3, 31)
    return date(end_year, 12, 31)


def with_standing(observations: Iterable[Observation], as_of: date) -> tuple[Observation, ...]:
    """Give every observation its age, and the standing of its service on the as-of date.

    ``running``: seen within two years of it, or funded to a later date. ``ended``: a source says
    so, or its funding ended and nothing later is seen. Otherwise ``unknown``.
    """
    everyone = tuple(observations)
    services: dict[str, list[Observation]] = {}
    for obs in everyone:
        services.setdefault(obs.service_id, []).append(obs)
    standing = {name: _standing(rows, as_of) for name, rows in services.items()}
    return tuple(_placed(obs, as_of, *standing[obs.service_id]) for obs in everyone)


def _placed(obs: Observation, as_of: date, standing: str, end_is_stated: bool) -> Observation:
    start = obs.start_year if obs.number_year in (None, obs.end_year) else obs.number_year
    end = period_end(start, obs.year_of_number)
    funded = last_day(obs.funded_until)
    return replace(
        obs,
        age=None if end is None else max(0.0, (as_of - end).days / DAYS_A_YEAR),
        standing=standing,
        end_is_stated=end_is_stated,
        terms_passed=funded is not None and funded < as_of,
    )


def _standing(rows: Sequence[Observation], as_of: date) -> tuple[str, bool]:
    """The standing of a service, and whether its end is stated by a source."""
    latest = max(rows, key=lambda o: _seen(o) or date.min)
    seen = _seen(latest)
    if _said_to_have_ended(rows, latest, seen):
        return "ended", True
    funded_until = max((d for d in (last_day(o.funded_until) for o in rows) if d), default=None)
    if funded_until is not None and funded_until >= as_of:
        return "running", False
    if funded_until is not None and (seen is None or seen <= funded_until):
        return "ended", False
    recent = seen is not None and (as_of - seen).days <= RECENT * DAYS_A_YEAR
    return ("running" if recent else "unknown"), False


def _said_to_have_ended(
    rows: Sequence[Observation], latest: Observation, seen: date | None
) -> bool:
    if latest.status:
        return latest.status == "ended"
    ended = max((o.ended_year for o in rows if o.ended_year), default=None)
    return ended is not None and (seen is None or ended >= seen.year)


def _seen(obs: Observation) -> date | None:
    """The last day on which an observation saw its service."""
    return last_day(obs.as_of) or period_end(obs.start_year, obs.end_year)
