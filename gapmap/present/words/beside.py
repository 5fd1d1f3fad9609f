"""What has to be said beside a number: its range, its age, and what it leaves out."""

from collections.abc import Set
from typing import Final

import pandas as pd

from gapmap.core.disclosure import WITHHELD
from gapmap.core.gap import GapTable
from gapmap.present.kept import once
from gapmap.present.words.labels import about, known, listed, plural, whole
from gapmap.selection import Selection
from gapmap.vocabulary import LEVEL_PLURAL, State

HALF: Final = 0.5  # what rounds to none is not told
ON_PAST_FUNDING: Final = "on past funding"
"""What is said of places on terms that have passed: the one wording, for who reads no glossary."""


def range_note(table: GapTable) -> str:
    """For the first estimate: what its range is, and what other definitions give."""
    others = table.published.definitions
    if not others:
        return ""
    given = [about(people) for _, people in others]
    nation = table.totals.covers == "England and Wales"
    why = "" if nation else " and how far places differ"
    return (
        f": the rounding of the source{why}, not its uncertainty; other definitions give "
        f"{' to '.join(given)}"
    )


def funded_note(table: GapTable) -> str:
    """Beside “none recorded”: how many commissioner areas fund programmes; empty elsewhere."""
    told = table.published
    if told.funded_areas is None:
        return ""
    return (
        f"{told.funded_areas} police and crime commissioner areas fund programmes "
        f"({told.funded_by}, {told.funded_when}); the report read does not say which."
    )


@once
def known_elsewhere(table: GapTable) -> dict[str, set[str]]:
    """Programmes with a number that is not of every area they are recorded for, and these areas.

    Such a number is of a period that names fewer areas than another does.
    """
    whole = table.whole
    states = dict(zip(whole.columns["code"], whole.columns["state"], strict=True))
    here = [p for p in whole.portions if states[p.code] != State.NO_ESTIMATE.value]
    numbered = {p.service_id for p in here if p.places is not None or p.basis == WITHHELD}
    found: dict[str, set[str]] = {}
    for part in here:
        if part.service_id in numbered and part.places is None and part.basis != WITHHELD:
            found.setdefault(part.service_id, set()).add(part.code)
    return found


def known_in_some(table: GapTable) -> str:
    """That the known places are not of every area: the end of what is said of them, or nothing."""
    found, t = known_elsewhere(table), table.totals
    if not found:
        return ""
    areas = set().union(*found.values())
    number = t.programmes - t.programmes_unmeasured
    many = "" if len(found) == number else f"{len(found)} "
    one = table.whole.by_code[min(areas)]["name"]
    whose = "its" if len(found) == 1 else "their"
    some = f"all {whose} {LEVEL_PLURAL[table.selection.level]}"
    return f", though {many}not for {one if len(areas) == 1 else some}"


def not_known_here(table: GapTable) -> list[str]:
    """The same among what is not known, as a sentence of its own; none where all are known."""
    number = plural(len(known_elsewhere(table)), "programme")
    some = LEVEL_PLURAL[table.selection.level]
    told = f"The yearly places of {number} in some {some}: known elsewhere only."
    return [told] if known_elsewhere(table) else []


def evidence_note(table: GapTable) -> str:
    """On how many programmes the known places are, how recent they are, and what is left out."""
    t = table.totals
    parts = [
        f"a year, on {t.programmes - t.programmes_unmeasured} of "
        f"{plural(t.programmes, 'programme')}"
    ]
    return "; ".join([*parts, *_ages(table)])


def how_old(table: GapTable) -> str:
    """How much of the places known is recent, and what has ended, in a sentence; may be empty."""
    told = _ages(table)
    return f"Of {whole(table.totals.places)} places {'; '.join(told)}." if told else ""


def _ages(table: GapTable) -> list[str]:
    """How much of the places known is recent, on terms that have passed, and left out as ended."""
    t, parts = table.totals, kinds(table)
    if parts and t.places_terms_passed >= HALF:
        parts.append(on_terms_passed(table))
    if parts and t.places_ended >= HALF:
        parts.append(f"{whole(t.places_ended)} more places left out: {why_ended(table.selection)}")
    return parts


def kinds(table: GapTable) -> list[str]:
    """How many of the places known are recent, and how many nobody counted: no place is both."""
    t = table.totals
    if not known(t.places) or not t.places > 0 or table.selection.suppress_below:
        return []
    parts = [f"{whole(t.places_recent)} counted in the last two years"]
    if t.places_not_counted >= HALF:
        parts.append(f"{whole(t.places_not_counted)} aims or by budget")
    return parts


def on_terms_passed(table: GapTable) -> str:
    """How many places' stated funding has run out, of all: recent ones and aims may be among them.

    Its source names a date that has passed; whether the money was renewed is not known.
    """
    t = table.totals
    passed, places = whole(t.places_terms_passed), whole(t.places)
    return f"{'all' if passed == places else f'{passed} of all'} {ON_PAST_FUNDING}"


def why_ended(selection: Selection) -> str:
    """Why services are left out because they have ended."""
    money = selection.standing == "now"
    return "ended, or their money has" if money else "ended, by their sources"


def lower_risk_note(table: GapTable) -> str:
    """Where places for first-time, low-risk or stalking cases stand beside serious perpetrators.

    Of the level, or of the one area that the table is about.
    """
    if table.area is not None:
        return lower_risk_here(table, table.row(table.area))
    t = table.totals
    inside = {row["code"] for row in table.records if known(row["perpetrators"])}
    return _lower_risk(table, t.places_lower_risk, t.places, "the {} places known", inside)


def lower_risk_here(table: GapTable, row: pd.Series) -> str:
    """The same of one area: how many of its places are for such cases, or take them in."""
    here = {str(row["code"])}
    return _lower_risk(table, row["places_lower_risk"], row["places"], "its {} places", here)


def terms_passed_here(table: GapTable, row: pd.Series) -> str:
    """How many of an area's places rest on terms that have passed; empty where none do."""
    number, places = row["places_terms_passed"], row["places"]
    if table.selection.suppress_below or not number >= HALF:
        return ""
    of_all = f"its {whole(places)} places"
    all_of_them = whole(number) == whole(places)
    some = f"All {of_all}" if all_of_them else f"{whole(number)} of {of_all}"
    return f"{some} were {ON_PAST_FUNDING}."


OTHER_CASES: Final = {
    "lower_risk": "first-time or low-risk cases",
    "stalking": "cases of stalking",
    "children": "children",
}
"""What places beside those for serious abuse of a partner are for; only what they are is told."""


def _lower_risk(table: GapTable, number: float, places: float, named: str, codes: Set[str]) -> str:
    serious = table.model.key in ("serious", "high_harm")
    if not serious or table.selection.suppress_below or not number >= HALF:
        return ""
    of_all = named.format(whole(places))
    some = f"All {of_all}" if whole(number) == whole(places) else f"{whole(number)} of {of_all}"
    with_places = {p.service_id for p in table.portions if p.places and p.code in codes}
    services = (s for s in table.supply.services if s.service_id in with_places)
    found = frozenset().union(*(service.chosen.other_cases for service in services))
    cases = listed([text for case, text in OTHER_CASES.items() if case in found], "or")
    return f"{some} are for, or take in, {cases}, while the estimate counts serious perpetrators."


def own_data(table: GapTable) -> list[str]:
    """What has to be said of own programmes and own estimates; nothing for gapmap's data alone."""
    return [*table.notes, *([table.model.counts] if table.model.own is not None else [])]
