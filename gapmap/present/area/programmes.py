"""One programme, or one record that gives context, as pairs of label and text with its sources."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from typing import Final

from gapmap.core.disclosure import BELOW_LIMIT, count_told, money_told, silent
from gapmap.core.evidence.capacity import Capacity, Observation
from gapmap.core.evidence.observation import COUNTS, Count, ProgrammeRow, counted, source_ids
from gapmap.core.evidence.one_service import Service
from gapmap.core.parts import Part
from gapmap.present.words import citation
from gapmap.present.words.beside import ON_PAST_FUNDING
from gapmap.present.words.labels import known, listed, pounds, whole
from gapmap.present.words.links import web_address
from gapmap.vocabulary import (
    BASES,
    CAPACITY_KINDS,
    COUNT_KINDS,
    GROUPS,
    ROUTES,
    ROW_KINDS,
    STANDINGS,
    TAKEN_IN,
    TYPES,
    USABLE_CAPACITY_KINDS,
    USABLE_COUNT_KINDS,
)

STATUS_WORDS: Final[Mapping[str, str]] = {
    "not_stated": "not stated",
    "not_held": "the publisher does not hold this",
    "not_applicable": "not applicable: recorded for families, not people",
    "withheld": "withheld by the publisher",
    BELOW_LIMIT: "withheld: below the limit of small numbers",
}
NOT_USED: Final = "Published, not used"
LABELS: Final[Mapping[str, str]] = {
    "referrals": "Referrals",
    "starts": "Starts",
    "completions": "Completions",
    "funding": "Funding",
    "count_basis": "What was counted",
    "derived": "Worked out, not stated",
    "notes": "Notes",
    "not_used": NOT_USED,
    "other_periods": "Other periods on record",
}
"""What is said of each part of a record that could give a number away, by its name there."""
OWN_FILE: Final = "own-file"  # not checked, and not one of the levels of the shipped data
CHECKED_WORDS: Final[Mapping[str, str]] = {
    "seed-verified": "checked against the document",
    "source-verified": "checked against the source",
    "corrected": "checked and corrected",
    "not-rechecked": "not checked a second time",
    "source-not-refound": "the source could not be found again",
    OWN_FILE: "from your own file; not checked by gapmap",
}


@dataclass(frozen=True)
class Link:
    """A source to show: its words and, where it has them, its web address and id."""

    text: str
    url: str = ""
    source_id: str = ""


@dataclass(frozen=True)
class ProgrammeEntry:
    """One programme (or context record) of an area, ready to show: pairs of label and text.

    ``record`` is the observation_id of the row of programmes.csv that it is of.
    """

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]
    record: str = ""


def programme_entry(
    service: Service,
    part: Part,
    programmes: Mapping[str, ProgrammeRow],
    sources: Mapping[str, Mapping[str, str]],
    blocks: set[str],
    limit: int = 0,
    *,
    withheld: bool = False,
) -> ProgrammeEntry:
    """A counted service as seen in one area.

    ``part`` is its row of ``GapTable.parts`` for the area, ``blocks`` the area's building blocks;
    counts of people below ``limit`` are withheld. ``withheld``: its places are, in some area.
    """
    rows = {o.observation_id: o for o in (service.chosen, *service.rows)}
    obs = rows[str(part["observation_id"])]
    record = programmes[obs.observation_id]
    own = " · your own file" if record["checked"] == OWN_FILE else ""
    title = str(record["programme"])
    subtitle = f"{TYPES[obs.programme_type]} · {record['period']}{own}"
    facts = [("Places a year here", _places_here(service, part, blocks))]
    facts += facts_of(obs, record, limit)
    others = [r for r in programmes.values() if r["service_id"] == service.service_id]
    facts += [(LABELS["other_periods"], _in_short(r)) for r in others if r is not record]
    told = without(facts, silent(limit, withheld=withheld))
    links = links_of(record, sources)
    return ProgrammeEntry(title, subtitle, told, links, obs.observation_id)


def without(facts: Iterable[tuple[str, str]], parts: Set[str]) -> tuple[tuple[str, str], ...]:
    """Facts without those of the parts of a record that are not told."""
    labels = {LABELS[part] for part in parts}
    return tuple(fact for fact in facts if fact[0] not in labels)


def dated(obs: Observation, its: Capacity) -> str:
    """Year, basis and grade of a number in words: “of 2023, referrals …, grade B”."""
    year = obs.year_of_number
    inferred = " (inferred)" if obs.number_year_basis == "inferred" else ""
    of = f"of {year}{inferred}" if year else "year not stated"
    passed = f", {ON_PAST_FUNDING}" if obs.terms_passed else ""
    why = its.why.removeprefix("an aim: ")  # its basis has just said so
    others = listed([TAKEN_IN[kind] for kind in obs.takes_in])
    takes_in = f"; {others} are in it, not split off" if others else ""
    return f"{of}, grade {its.grade}{passed} ({BASES[its.basis].lower()}: {why}{takes_in})"


def _places_here(service: Service, part: Part, blocks: set[str]) -> str:
    if not known(part["places"]):
        return f"not known: {part['why']}"
    total = whole(service.capacity.places or 0.0)
    basis = dated(service.chosen, service.capacity)
    if set(service.blocks) <= blocks:
        return f"{total}, {basis}"
    share = f"its share of {total} over the whole programme"
    by = "people aged 16 and over" if part["shared_by"] == "people" else "estimated perpetrators"
    return f"{whole(float(part['places']))}, {share}, by {by}; {basis}"


def facts_of(obs: Observation, record: ProgrammeRow, limit: int = 0) -> list[tuple[str, str]]:
    """Label and text of what a record states, blanks with their reason; small counts withheld."""
    routes = listed([ROUTES[r] for r in obs.routes])
    if "any_professional" in obs.routes:
        routes += "; any professional takes in the police, social care, courts and health"
    facts = [
        ("Who can refer", _inherited(routes, record["referral_routes"])),
        ("Who it accepts", accepted(obs, record)),
        ("Provider", record["provider"] or "not stated"),
        (LABELS["count_basis"], record["count_basis"] or "not stated"),
        ("Areas", _spaced(record["areas_as_stated"])),
    ]
    facts += [(LABELS[name], _counted(record, name, limit)) for name in COUNTS]
    if record["not_used"]:
        facts.append((NOT_USED, record["not_used"]))
    if record["waiting_time"]:
        facts.append(("Waiting time", record["waiting_time"]))
    facts.append((LABELS["funding"], _funding(record)))
    if record.get("funded_until"):
        passed = ", which has passed" if obs.terms_passed else ""
        facts.append(("Funded until", f"{record['funded_until']}{passed}"))
    if obs.ended_year:
        facts.append(("Ended", f"{obs.ended_year}, by its source"))
    elif obs.end_is_stated:
        facts.append(("Standing", "ended, by its source"))
    else:
        facts.append(("Standing", STANDINGS[obs.standing]))
    if obs.accredited:
        year = f", {record['respect_year']}" if record["respect_year"] else ""
        facts.append(("Respect accreditation", f"stated{year}"))
    facts.append(("How far verified", CHECKED_WORDS[str(record["checked"])]))
    if record["derived"]:
        facts.append((LABELS["derived"], _spaced(record["derived"]).replace("_", " ")))
    if record["notes"]:
        facts.append((LABELS["notes"], record["notes"]))
    return facts


def _spaced(text: object) -> str:
    return "; ".join(part.strip() for part in str(text).split(";"))


def _inherited(text: str, own: object) -> str:
    """A text, saying so when another year's row stated it, or that nothing did."""
    if not text:
        return "not stated"
    return text if own else f"{text} (stated for another year)"


def accepted(obs: Observation, record: ProgrammeRow) -> str:
    """Whom a programme accepts, in its source's words or else in ours."""
    if record["accepts_as_stated"]:
        return _spaced(record["accepts_as_stated"])
    accepts = listed([GROUPS[g] for g in obs.accepts])
    refuses = listed([GROUPS[g] for g in obs.does_not_accept])
    both = "; ".join(x for x in (accepts, f"not {refuses}" if refuses else "") if x)
    return _inherited(both, record.get("accepts") or record.get("does_not_accept"))


def _in_short(record: ProgrammeRow) -> str:
    """Another period of the same programme: what it states, in one line."""
    stated = []
    if known(record["capacity_places"]):
        doubt = _doubt(record["capacity_kind"])
        stated.append(f"capacity {whole(record['capacity_places'])}{doubt}")
    for name in COUNTS:
        found = counted(record, name)
        if known(found.number):
            stated.append(
                f"{name} {whole(found.number)}{_doubt(found.kind or record['capacity_kind'])}"
            )
    if record["waiting_time"]:
        stated.append(f"waiting {record['waiting_time']}")
    return f"{record['period']}: {', '.join(stated) or 'no counts stated'}"


def _doubt(kind: str) -> str:
    """What keeps a count from being one year's intake, in brackets; empty when nothing does."""
    usable = (*USABLE_COUNT_KINDS, *USABLE_CAPACITY_KINDS)
    words = {**COUNT_KINDS, **CAPACITY_KINDS}
    return f" ({words[kind]})" if kind in words and kind not in usable else ""


def _counted(record: ProgrammeRow, name: Count, limit: int = 0) -> str:
    found = counted(record, name)
    if not count_told(found.number, limit):
        return "withheld"
    if found.status != "stated" or found.number is None:
        return STATUS_WORDS[found.status]
    months = record["count_months"]
    over = f" over {months:g} months" if months else " (period not stated)"
    doubted = found.kind and found.kind not in ("flow", "rate")
    doubt = f"; {COUNT_KINDS[found.kind]}" if doubted else ""
    return f"{whole(found.number)}{over}{doubt}"


def _funding(record: ProgrammeRow) -> str:
    if not money_told(record):
        return STATUS_WORDS[BELOW_LIMIT]
    yearly, award = record["annual_funding_gbp"], record["award_gbp"]
    parts = []
    if known(yearly):
        parts.append(f"{pounds(yearly)} a year")
    if known(award):
        period = f" ({record['award_period']})" if record["award_period"] else ""
        parts.append(f"award of {pounds(award)}{period}, not a yearly sum")
    if not parts and record["award_period"]:
        parts.append(str(record["award_period"]))
    return "; ".join(parts) or "not stated"


def context_entry(
    obs: Observation, record: ProgrammeRow, sources: Mapping[str, Mapping[str, str]]
) -> ProgrammeEntry:
    """A record that serves the area but never counts as places."""
    facts = [
        ("Why it is not counted", why_context(obs)),
        *[
            (LABELS[name], _counted(record, name))
            for name in COUNTS
            if counted(record, name).status != "not_stated"
        ],
        (LABELS["funding"], _funding(record)),
        ("Areas", _spaced(record["areas_as_stated"])),
    ]
    if record["not_used"]:
        facts.append((NOT_USED, record["not_used"]))
    if record["notes"]:
        facts.append((LABELS["notes"], record["notes"]))
    subtitle = f"{ROW_KINDS[obs.row_kind]} · {record['period']}"
    links = links_of(record, sources)
    return ProgrammeEntry(
        str(record["programme"]), subtitle, tuple(facts), links, obs.observation_id
    )


def why_context(obs: Observation) -> str:
    """Why a record that is no programme never counts as places."""
    if obs.row_kind == "national_aggregate":
        return "a national total: it contains other records and tells no area apart"
    if obs.row_kind == "portfolio_award":
        return "money for several projects; which services it paid for is not split out"
    return "trains professionals or manages cases; it has few or no places for people who harm"


def links_of(record: ProgrammeRow, sources: Mapping[str, Mapping[str, str]]) -> tuple[Link, ...]:
    """The sources of a record, the first its own, with their addresses."""
    links = []
    for source in (sources[i] for i in source_ids(record)):
        date = f", {source['date']}" if source["date"] else ""
        about = f"{citation.titled(source)} ({source['publisher']}{date})"
        links.append(Link(about, web_address(source["location"]), source["source_id"]))
    return tuple(links)
