"""Sentences made from a GapTable: the finding, the Selection in words, tooltips, alt text.

No text here may say or suggest that nothing exists where nothing is recorded.
"""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from gapmap.core.gap import GapTable
from gapmap.core.totals import Totals
from gapmap.present.words.labels import (
    about,
    known,
    listed,
    percent,
    percent_down,
    plural,
    rate,
    rate_down,
    span,
    whole,
)
from gapmap.present.words.selection import years_in_words
from gapmap.vocabulary import (
    LEVEL_PLURAL,
    LEVEL_SINGULAR,
    LEVELS,
    STATES,
)

CAVEAT: Final = (
    "“None recorded” means that no programme matching these choices was found in the sources read. "
    "It does not mean that none exists. Places are known for few programmes, so most figures are "
    "lower bounds."
)

STATE_NOTES: Final[Mapping[str, str]] = {
    "measured": "Places are known for at least one programme.",
    "unmeasured": "Programmes are recorded, but no usable number of places is.",
    "none_recorded": "No programme is recorded under this selection; some may still exist.",
    "suppressed": "The count is withheld.",
    "no_estimate": "No estimate: the sources of estimates cover England and Wales at most.",
}

NO_FUNDING: Final = "Funding is blank where no programme states a yearly amount."


def no_estimate_note(table: GapTable, code: str) -> str:
    """Why an area has no estimate under this Selection."""
    if code.startswith(("S", "N")):
        return STATE_NOTES["no_estimate"]
    if table.model.own is not None:
        return "No estimate: your own table has no row for it."
    return f"No estimate: “{table.model.name}” speaks of {table.model.estimated_at} only."


def states(table: GapTable) -> dict[str, int]:
    """Number of areas in each state, in the order of the vocabulary, states in use only."""
    found = table.rows["state"].value_counts()
    return {state: int(found[state]) for state in STATES if state in found}


def finding(table: GapTable) -> str:
    """The headline: what the Selection shows, in a sentence with its numbers."""
    totals, level = table.totals, table.selection.level
    counts = states(table)
    where = plural(totals.areas, LEVEL_SINGULAR[level], LEVEL_PLURAL[level])
    if not totals.programmes:
        return f"No programme in the data matches this selection in any of the {where}."
    none, unknown = counts.get("none_recorded", 0), counts.get("unmeasured", 0)
    gaps = []
    if none:
        gaps.append(f"none is recorded in {none} of {where}")
    if unknown:
        gaps.append(
            f"in {unknown}{'' if none else f' of {where}'} the number of places is not known"
        )
    if counts.get("suppressed"):
        gaps.append(f"in {counts['suppressed']} it is withheld")
    tail = f"; {listed(gaps)}" if gaps else f", and none of the {where} is without"
    if totals.places != totals.places:  # withheld
        return f"The number of places in {totals.covers} is withheld{tail}."
    if totals.programmes == totals.programmes_unmeasured:
        return (
            f"{plural(totals.programmes, 'programme')} matching this selection "
            f"{'is' if totals.programmes == 1 else 'are'} recorded in {totals.covers}, "
            f"but no number of places is known{tail}."
        )
    return (
        f"Known places on programmes would reach {rate(1000 * totals.share_met)} in every 1,000 of "
        f"the estimated {about(totals.perpetrators)} {table.model.noun} in {totals.covers}{tail}."
    )


def counted(table: GapTable) -> str:
    """One line under the finding: programmes, how many with a number of places, and the years."""
    t, chosen = table.totals, table.selection
    if not t.programmes:
        return f"No matching programme, {years_in_words(chosen.since, chosen.until)}."
    return (
        f"{plural(t.programmes, 'programme')} recorded, "
        f"{whole(t.programmes - t.programmes_unmeasured)} with a known number of places; "
        f"{years_in_words(chosen.since, chosen.until)}."
    )


def key_figures(table: GapTable) -> list[tuple[str, str, str]]:
    """The four figures of the first screen: label, value, and what it means or hides."""
    t, counts = table.totals, states(table)
    none, missing = counts.get("none_recorded", 0), why_no_total(t)
    return [
        (
            f"Estimated {table.model.noun}",
            about(t.perpetrators),
            f"{span(t.perpetrators_low, t.perpetrators_high)}, {t.covers}",
        ),
        (
            "Places known",
            missing or whole(t.places),
            f"a year, on {t.programmes - t.programmes_unmeasured} of "
            f"{plural(t.programmes, 'programme')} recorded",
        ),
        (
            "Share of need met",
            missing or _share(t),
            "known places as a share of the estimate",
        ),
        (
            f"{LEVELS[table.selection.level]} with none recorded",
            f"{none} of {t.areas}",
            "not the same as none existing",
        ),
    ]


def why_no_total(totals: Totals) -> str:
    """Why the places of all areas together have no number; empty where they have one."""
    if not totals.programmes:
        return "none recorded"
    if not known(totals.places):
        return "withheld"
    return "not known" if totals.programmes == totals.programmes_unmeasured else ""


def _share(totals: Totals) -> str:
    """Share of need met by the known places, as a range or, with unknown places, a lower bound."""
    if totals.programmes_unmeasured:
        return f"at least {percent_down(totals.share_met_low)}"
    return f"{percent(totals.share_met_low)} to {percent(totals.share_met_high)}"


def uncertain_areas(table: GapTable) -> int:
    """Number of areas whose class or verdict could change within the range of the estimate."""
    return sum(value is True for value in table.rows["uncertain"])


def uncertain_note(table: GapTable) -> str:
    """A sentence on those areas, which a printed map marks with “?”; empty when there is none."""
    number = uncertain_areas(table)
    if not number:
        return ""
    verdict = "class" if table.selection.gap_below is None else "side of the threshold"
    level = table.selection.level
    areas = plural(number, LEVEL_SINGULAR[level], LEVEL_PLURAL[level])
    return f"“?”: in {areas} the {verdict} could change within the range of the estimate."


def places(row: Mapping[str, Any] | pd.Series) -> str:
    """Yearly places of an area, or why there is no number."""
    if not row["programmes"]:
        return "none recorded"
    if row["state"] == "suppressed":
        return "withheld"
    if not known(row["places"]):
        return "not known"
    return f"{'at least ' if row['programmes_unmeasured'] else ''}{whole(row['places'])}"


def perpetrators(row: Mapping[str, Any] | pd.Series) -> str:
    """Estimated perpetrators of an area with their range, or why there is none."""
    if not known(row["perpetrators"]):
        return "withheld" if row["state"] == "suppressed" else "no estimate"
    low_to_high = span(row["perpetrators_low"], row["perpetrators_high"])
    return f"about {about(row['perpetrators'])} ({low_to_high})"


def ratio_or_reason(row: Mapping[Any, Any] | pd.Series) -> str:
    """Central places per 1,000, or why there is no number."""
    if known(row["places_per_1000"]):
        return rate(row["places_per_1000"])
    reasons = {
        "none_recorded": "none recorded",
        "no_estimate": "no estimate",
        "suppressed": "withheld",
    }
    return reasons.get(str(row["state"]), "not known")


def ratio(row: Mapping[str, Any] | pd.Series) -> str:
    """Places per 1,000 with the range, or why there is none."""
    if not known(row["places_per_1000"]):
        return ratio_or_reason(row)
    if row["lower_bound"]:
        low = rate_down(row["places_per_1000_low"])
        return f"at least {rate_down(row['places_per_1000'])} ({low} or more)"
    low = rate(row["places_per_1000_low"])
    if not known(row["places_per_1000_high"]):  # the low end of the estimate is withheld
        return f"{rate(row['places_per_1000'])} ({low} or more)"
    return f"{rate(row['places_per_1000'])} ({low} to {rate(row['places_per_1000_high'])})"


def tooltip(row: Mapping[str, Any] | pd.Series) -> list[str]:
    """Lines shown on hover and read out on focus."""
    lines = [
        str(row["name"]),
        STATES[str(row["state"])],
        f"Places a year: {places(row)}",
        f"Estimated perpetrators: {perpetrators(row)}",
    ]
    if known(row["places_per_1000"]):
        lines.append(f"Places per 1,000: {ratio(row)}")
    if row["programmes"]:
        lines.append(f"Programmes recorded: {whole(row['programmes'])}")
    if row["context"]:
        lines.append(f"Other records, not counted as places: {whole(row['context'])}")
    if row["uncertain"] is True:
        lines.append("Uncertain: its class, or side of a threshold, could change in the range")
    return lines
