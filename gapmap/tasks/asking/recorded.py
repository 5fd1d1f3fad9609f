"""What the data hold of programmes, and who could say more of them, whatever the view.

Made once for the data: a directory may have many thousand records.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gapmap.core.evidence.asking.facts import facts_of, services, services_at
from gapmap.core.evidence.asking.holders import Body, Holding, bodies, holdings
from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.dataset import Dataset
from gapmap.selection import Selection

_RECORDED, _EVERYONE = "what is recorded", "who could say"
"""Under which the register keeps them."""


@dataclass(frozen=True)
class Recorded:
    """The services of which no source says that they have ended.

    ``services`` has the records of each, ``facts`` the status of each of its facts, ``at`` those at
    each building block; ``served`` the building blocks of every service, ended or not.
    """

    services: Mapping[str, list[ProgrammeRow]]
    served: Mapping[str, frozenset[str]]
    at: Mapping[str, frozenset[str]]
    facts: Mapping[str, Mapping[str, str]]


def recorded(dataset: Dataset) -> Recorded:
    """What is recorded in the data."""
    made = dataset.register.made
    if _RECORDED not in made:
        made[_RECORDED] = _recorded(dataset)
    found = made[_RECORDED]
    assert isinstance(found, Recorded)
    return found


def _recorded(dataset: Dataset) -> Recorded:
    ended = frozenset(o.service_id for o in dataset.observations if o.end_is_stated)
    here = {o.observation_id for o in dataset.observations}
    records = services({i: r for i, r in dataset.programmes.items() if i in here}, ended)
    usable = _usable(dataset)
    facts = {s: facts_of(rows, places=s in usable) for s, rows in records.items()}
    served = dataset.register.served
    return Recorded(records, served, services_at(served, facts), facts)


def _usable(dataset: Dataset) -> set[str]:
    """Services of which a record has a number that can be used as yearly places."""
    places = dataset.register.capacities(Selection())
    return {
        obs.service_id
        for obs, its in zip(dataset.register.observations, places, strict=True)
        if its.places is not None
    }


def holders(dataset: Dataset) -> tuple[Holding, ...]:
    """The register of holders with the building blocks of each row."""
    rows = dataset.tables["holders"].to_dict("records")
    texts = [{str(k): str(v) for k, v in row.items()} for row in rows]
    return holdings(texts, dataset.country.blocks_in, dataset.register.served)


def everyone(dataset: Dataset) -> tuple[Body, ...]:
    """The organisations that can be expected to know something, on the day of the data."""
    made = dataset.register.made
    if _EVERYONE not in made:
        made[_EVERYONE] = bodies(holders(dataset), dataset.as_of)
    found = made[_EVERYONE]
    assert isinstance(found, tuple)
    return found
