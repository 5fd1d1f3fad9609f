"""What has to be said beside a number: its range, its age, and what it leaves out."""

from math import fsum
from typing import Final

from gapmap.core.gap import GapTable
from gapmap.present.words.labels import about, known, plural, whole
from gapmap.selection import Selection
from gapmap.vocabulary import LOWER_RISK

HALF: Final = 0.5  # what rounds to none is not told


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
    t = table.totals
    if not known(t.places) or not t.places > 0 or table.selection.suppress_below:
        return []
    parts = [f"{whole(t.places_recent)} counted in the last two years"]
    if t.places_terms_passed >= HALF:
        parts.append(f"{whole(t.places_terms_passed)} rest on terms that have passed")
    if t.places_ended >= HALF:
        parts.append(f"{whole(t.places_ended)} more left out: {why_ended(table.selection)}")
    return parts


def why_ended(selection: Selection) -> str:
    """Why services are left out because they have ended."""
    money = selection.standing == "now"
    return "ended, or their money has" if money else "ended, by their sources"


def lower_risk_note(table: GapTable) -> str:
    """Where places for first-time, low-risk or stalking cases stand beside serious perpetrators."""
    if table.model.key not in ("serious", "high_harm") or table.selection.suppress_below:
        return ""
    places, lower_risk = _lower_risk(table)
    if not known(places) or lower_risk < HALF:
        return ""
    return (
        f"{whole(lower_risk)} of the {whole(places)} places known are for first-time or "
        "low-risk cases, or for stalking, while the estimate counts serious perpetrators."
    )


def _lower_risk(table: GapTable) -> tuple[float, float]:
    """Places known, and those of them for lower risks: of the level, or of the one area shown."""
    if table.area is None:
        return table.totals.places, table.totals.places_lower_risk
    kinds = {s.service_id: s.chosen.programme_type for s in table.supply.services}
    found = [(p.places, kinds[p.service_id]) for p in table.portions if p.places is not None]
    return fsum(n for n, _ in found), fsum(n for n, kind in found if kind in LOWER_RISK)
