"""Which facts of a service are known: what any of its records states.

A fact is *stated*, or its publisher answered that it does *not hold* it, that it does *not apply*
or that it *withholds* it; otherwise the records are *silent*. Yearly places are stated where a
number can be used as such (``core.evidence.capacity``): a count that cannot be made yearly is no
number of places.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.vocabulary import FACTS

STATED, SILENT = "stated", "not_stated"
ANSWERED_WITHOUT: Final = ("not_held", "not_applicable", "withheld")
"""What a publisher answered instead of a number."""


def facts_of(rows: Sequence[ProgrammeRow], *, places: bool) -> dict[str, str]:
    """The status of every fact of a service, from all its records.

    ``places`` says whether one of them has a number that can be used as yearly places.
    """
    stated = {
        "places": places,
        "routes": any(row["referral_routes"] for row in rows),
        "groups": any(row["accepts"] or row["does_not_accept"] for row in rows),
        "accreditation": any(row["respect_accredited"] == "yes" for row in rows),
        "funding": any(
            money is not None
            for row in rows
            for money in (row["annual_funding_gbp"], row["award_gbp"])
        ),
        "term": any(row["funded_until"] or row["ended_year"] is not None for row in rows),
    }
    counts = {
        "referrals": [row["referrals_status"] for row in rows],
        "completions": [row["completions_status"] for row in rows],
    }
    return {
        fact: _best(counts[fact]) if fact in counts else STATED if stated[fact] else SILENT
        for fact in FACTS
    }


def _best(statuses: Iterable[str]) -> str:
    given = set(statuses)
    return next((s for s in (STATED, *ANSWERED_WITHOUT) if s in given), SILENT)


def services_at(
    served: Mapping[str, frozenset[str]], names: Iterable[str]
) -> dict[str, frozenset[str]]:
    """The services of these names at each building block; ``served`` has the blocks of each."""
    found: dict[str, list[str]] = {}
    for name in names:
        for block in served[name]:
            found.setdefault(block, []).append(name)
    return {block: frozenset(its) for block, its in found.items()}


def services(
    programmes: Mapping[str, ProgrammeRow], left_out: frozenset[str]
) -> dict[str, list[ProgrammeRow]]:
    """The records of every service of real programmes, without those ``left_out`` (service_ids)."""
    found: dict[str, list[ProgrammeRow]] = {}
    for row in programmes.values():
        if row["row_kind"] == "programme" and row["service_id"] not in left_out:
            found.setdefault(row["service_id"], []).append(row)
    return found
