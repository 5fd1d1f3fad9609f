"""Which programmes a body is asked about: those of which it can be expected to know something."""

from collections.abc import Iterable, Mapping, Sequence

from gapmap.core.evidence.asking.holders import Body
from gapmap.core.evidence.observation import ProgrammeRow

PROBATION = "probation_accredited"


def asked_of(
    body: Body,
    services: Mapping[str, Sequence[ProgrammeRow]],
    at: Mapping[str, frozenset[str]],
) -> frozenset[str]:
    """The ids of the services to ask a body about.

    ``services`` has the records of each, ``at`` the services at each building block. A provider:
    those it runs. A ministry: those that a record names it as paying for or running, and
    probation's for the one that runs them. Any other: those in its area.
    """
    if body.kind == "provider":
        own = {h.service_id for h in body.holdings if h.service_id}
        return frozenset(own & services.keys())
    area = frozenset().union(*(h.blocks for h in body.holdings if h.code))
    here = frozenset().union(*(at[block] for block in area if block in at))
    if body.kind == "ministry":
        return frozenset(s for s in here if _names(body, services[s]))
    return here


def in_order(
    asked: Iterable[str], services: Mapping[str, Sequence[ProgrammeRow]]
) -> tuple[str, ...]:
    """Services in the alphabetical order of their programmes."""
    return tuple(sorted(asked, key=lambda s: (latest(services[s])["programme"], s)))


def _names(body: Body, rows: Sequence[ProgrammeRow]) -> bool:
    runs = {h.ground for h in body.holdings} == {"runs_it"}
    if runs:
        return any(row["programme_type"] == PROBATION for row in rows)
    return any(body.body in row["funders"] or body.body in row["provider"] for row in rows)


def latest(rows: Sequence[ProgrammeRow]) -> ProgrammeRow:
    """The record of a service that speaks last."""
    return max(rows, key=lambda row: (row["as_of"], row["end_year"] or 0, row["observation_id"]))
