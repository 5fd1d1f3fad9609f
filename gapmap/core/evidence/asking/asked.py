"""Which programmes a body is asked about: those of which it can be expected to know something."""

from collections.abc import Mapping, Sequence

from gapmap.core.evidence.asking.holders import Body
from gapmap.core.evidence.observation import ProgrammeRow

PROBATION = "probation_accredited"


def asked_of(
    body: Body,
    services: Mapping[str, Sequence[ProgrammeRow]],
    served: Mapping[str, frozenset[str]],
) -> tuple[str, ...]:
    """The ids of the services to ask a body about, in alphabetical order of their programmes.

    A provider: those it runs. A ministry: those that a record names it as paying for or running,
    and probation's for the one that runs them. Any other: those in its area.
    """
    own = {h.service_id for h in body.holdings if h.service_id}
    area = frozenset().union(*(h.blocks for h in body.holdings if h.code))
    if body.kind == "provider":
        found = own & services.keys()
    elif body.kind == "ministry":
        found = {s for s, rows in services.items() if served[s] & area and _names(body, rows)}
    else:
        found = {s for s in services if served[s] & area}
    return tuple(sorted(found, key=lambda s: (latest(services[s])["programme"], s)))


def _names(body: Body, rows: Sequence[ProgrammeRow]) -> bool:
    runs = {h.ground for h in body.holdings} == {"runs_it"}
    if runs:
        return any(row["programme_type"] == PROBATION for row in rows)
    return any(body.body in row["funders"] or body.body in row["provider"] for row in rows)


def latest(rows: Sequence[ProgrammeRow]) -> ProgrammeRow:
    """The record of a service that speaks last."""
    return max(rows, key=lambda row: (row["as_of"], row["end_year"] or 0, row["observation_id"]))
