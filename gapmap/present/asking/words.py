"""Missing facts in sentences: of all areas, of one, and what one answer would settle."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from gapmap.core.evidence.asking.holders import Body
from gapmap.core.evidence.asking.missing import KNOWN, AreaFacts, Missing, Place
from gapmap.present.words import citation
from gapmap.present.words.labels import about, known, listed, percent, plural, span
from gapmap.present.words.links import web_address
from gapmap.vocabulary import FACTS, LEVEL_PLURAL

NONE_EXISTS: Final = "none is recorded, which does not mean that none exists"
OVERLAP: Final = (
    "Shares overlap, because several offices could say the same, and do not add up; what each adds "
    "to those above it does."
)
EXPECTED: Final = (
    "That an organisation can be expected to know something is a judgement on its ground; it does "
    "not say that it does."
)
LATIN: Final = {fact: label[0].lower() + label[1:] for fact, label in FACTS.items()} | {
    "accreditation": FACTS["accreditation"]
}
"""Facts as they stand in the middle of a sentence."""


MOST_COUNCILS: Final = 8
MOST_NAMED: Final = 3


class Page(NamedTuple):
    """Where a missing fact may stand: what it is, its address, and what to look for."""

    title: str
    address: str
    why: str


def finding(missing: Missing) -> str:
    """The finding of the page in one sentence."""
    level = LEVEL_PLURAL[missing.selection.level]
    without = sum(not area.place.numbered for area in missing.areas)
    if not missing.areas:
        return f"No {level} have an estimate in this view"
    if not without:
        return f"All {len(missing.areas)} {level} have a number of places"
    return f"{without} of {len(missing.areas)} {level} have no number of places that can be used"


def finding_more(missing: Missing) -> str:
    """How many people live there, and how few answers would settle most of it."""
    if not missing.unknown:
        return "What is missing is the rest: who can refer, who is accepted, the money, the term."
    first = [value for value in missing.values if value.adds]
    half = next(
        (n for n in range(1, len(first) + 1) if sum(v.adds_share for v in first[:n]) >= 0.5),
        len(first),
    )
    return (
        f"About {about(missing.unknown)} of {about(missing.need)} estimated {missing.noun} live "
        f"there. Answers from {plural(half, 'organisation')} could settle half of that, and from "
        f"{len(first)} all of it."
        if first
        else f"About {about(missing.unknown)} of {about(missing.need)} estimated {missing.noun} "
        "live there."
    )


def first_body(area: AreaFacts) -> Body | None:
    """Who to ask first about an area: the nearest body that can be expected to know its places."""
    able = [b for b in area.bodies if b.blocks("places") & area.place.blocks]
    whole = [b for b in able if b.knows_all_of(area.place.blocks)]
    return next(iter((*whole, *able, *area.bodies)), None)


def settles(missing: Missing, area: AreaFacts) -> str:
    """What one answer would settle, in one sentence."""
    body = first_body(area)
    if body is None:
        return "Nobody is on record who can be expected to know."
    return f"One answer from {named(body)} could {_would(missing, area)}."


def named(body: Body) -> str:
    """A body as it is named in a sentence."""
    return f"the {body.body}" if body.kind in ("commissioner", "mayor", "ministry") else body.body


def _would(missing: Missing, area: AreaFacts) -> str:
    programmes, places = len(area.services), area.tallies["places"]
    people = _people(missing, area)
    if not programmes:
        return f"say whether there is any programme, {people}: {NONE_EXISTS}"
    those = "the one programme" if programmes == 1 else f"the {programmes} programmes"
    if not area.place.numbered:
        return f"say how many places {those} recorded here have, {people}"
    left = places.of - places.known
    rest = [LATIN[f] for f in area.missing if f != "places"]
    if area.place.lower_bound:
        return f"turn “at least” into a number: {_why_bound(area.place)}"
    if left:
        return (
            f"say whether the other {plural(left, 'programme')} recorded here still run, and how "
            "many places they have"
        )
    if rest:
        return f"add what is missing beside the places: {listed(rest)}"
    return "confirm what is known, which is all that is asked"


def _why_bound(place: Place) -> str:
    """Why a number is a lower bound: places that are not known, programmes that may match."""
    why = []
    if place.unmeasured:
        verb = "has" if place.unmeasured == 1 else "have"
        of = f"{place.unmeasured} of {plural(place.counted, 'programme')} counted here"
        why.append(f"{of} {verb} no known places")
    if place.silent:
        more = f"{place.silent} more" if why else plural(place.silent, "more programme")
        verb = "matches" if place.silent == 1 else "match"
        why.append(f"whether {more} {verb} is not stated")
    return ", and ".join(why)


def _people(missing: Missing, area: AreaFacts) -> str:
    low, central, high = area.place.people
    if not known(central):
        return "for a number of people that is withheld"
    share = percent(central / missing.unknown) if missing.unknown else ""
    who = f"for about {about(central)} estimated {missing.noun} ({span(low, high)})"
    return f"{who}, {share} of all in areas without a number" if share else who


def status(area: AreaFacts, fact: str) -> str:
    """How far a fact is known of an area's programmes: “2 of 5”, with what was answered instead."""
    tally = area.tallies[fact]
    if not tally.of:
        return "none recorded"
    answered = tally.answered_without
    more = f"; {answered} answered: not held or not applicable" if answered else ""
    return f"{tally.known} of {tally.of}{more}"


def missing_facts(area: AreaFacts) -> str:
    """The facts that are missing, as a list in words."""
    return listed([LATIN[fact] for fact in area.missing]) or "nothing"


def could_say(area: AreaFacts, most: int = 6) -> list[str]:
    """The bodies that could say, the nearest first; of many, how many more there are."""
    names = list(dict.fromkeys(body.body for body in area.bodies))
    if len(names) <= most:
        return names
    return [*names[:most], f"{len(names) - most} more"]


def who_could_say(bodies: Sequence[Body], area: str) -> str:
    """Who could say what is not known of one area, as a sentence: offices, councils, providers.

    More councils than MOST_COUNCILS are counted, not named; providers are named beside it.
    """
    offices = [named(b) for b in bodies if b.kind in ("commissioner", "mayor")]
    councils = list(dict.fromkeys(b.body for b in bodies if b.kind == "council"))
    if len(councils) > MOST_COUNCILS:
        councils = [f"{len(councils)} councils of the area"]
    if len(offices) > MOST_COUNCILS:
        offices = [f"{len(offices)} commissioners and mayors of the area"]
    others = [named(b) for b in bodies if b.kind == "ministry"]
    providers = any(b.kind == "provider" for b in bodies)
    named_here = ["the providers named here"] if providers else []
    known_to = [*offices, *councils, *named_here, *([] if offices or councils else others)]
    if not known_to:
        return f"Nobody is on record who could be expected to say more of {area}."
    text = f"{listed(known_to)} could say."
    return text[0].upper() + text[1:]


def who_first(missing: Missing) -> str:
    """Whose answers would settle most of what is not known in a view, as a sentence."""
    first = [named(value.body) for value in missing.values if value.adds][:MOST_NAMED]
    if not first:
        return (
            "The commissioners, mayors and councils of these areas, and the providers named here, "
            "could say."
        )
    share = percent(sum(value.adds_share for value in missing.values[: len(first)]))
    text = f"{listed(first)} could say most: their answers would settle {share} of what is unknown."
    return text[0].upper() + text[1:]


def where(missing: Missing, area: AreaFacts, country: Sequence[str]) -> list[Page]:
    """Where to look before asking: the pages of its records, then the registers.

    ``country`` are the GSS codes of the countries that the area lies in. Each address once.
    """
    found: dict[str, Page] = {}
    for service in area.services:
        silent = [LATIN[f] for f in FACTS if missing.facts[service][f] != "stated"]
        rows = missing.services[service]
        latest = max(rows, key=lambda row: (row["as_of"], row["observation_id"]))
        source = missing.sources[latest["source_id"]]
        address = web_address(source["location"])
        if silent and address:
            why = f"{latest['programme']}: not known are {listed(silent)}"
            found.setdefault(address, Page(citation.titled(source), address, why))
    for place in missing.look:
        if set(place["countries"].split(";")) & set(country):
            page = Page(place["title"], place["address"], place["what"])
            found.setdefault(place["address"], page)
    return list(found.values())


def all_known(area: AreaFacts) -> bool:
    """Whether nothing that can be expected is missing."""
    return all(area.tallies[fact].status == KNOWN for fact in area.expected)
