"""Sentences made from a GapTable: the finding, the Selection in words, tooltips, alt text.

No text here may say or suggest that nothing exists where nothing is recorded.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from gapmap.core.gap import GapTable
from gapmap.core.parts import largest
from gapmap.core.totals import Benchmark, Totals
from gapmap.present.kept import once
from gapmap.present.words.beside import (
    HALF,
    evidence_note,
    kinds,
    known_in_some,
    on_terms_passed,
    range_note,
)
from gapmap.present.words.labels import (
    about,
    known,
    matching,
    percent,
    plural,
    rate,
    span,
    whole,
)
from gapmap.present.words.selection import years_in_words
from gapmap.vocabulary import (
    BASES,
    LEVEL_PLURAL,
    LEVEL_SINGULAR,
    LEVELS,
    STATES,
)

CAVEAT: Final = (
    "“None recorded” means that no programme was found in the sources read. It does not mean that "
    "none exists. Where sources do not say whether a programme matches, it may. Places are known "
    "for few programmes, so figures can be lower bounds."
)
CAVEAT_IN_SHORT: Final = "“None recorded” is not “none exists”; figures can be lower bounds."

STATE_NOTES: Final[Mapping[str, str]] = {
    "measured": "Places are known for at least one programme.",
    "unmeasured": "Programmes are recorded, but no usable number of places is.",
    "not_stated": (
        "Programmes are recorded, but their sources do not say whether they match these choices, "
        "or tell only of services that have ended, of other years or for other people."
    ),
    "none_matching": (
        "Programmes are recorded, and by their sources none of them matches these choices."
    ),
    "none_recorded": "No programme of any kind or year is recorded; some may still exist.",
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
    found = Counter(table.columns["state"])
    return {state: found[state] for state in STATES if state in found}


@once
def finding(table: GapTable) -> str:
    """The headline, of at most twelve words: what is known, and in how many areas.

    ``finding_more`` has its numbers, and what share of the estimate they are of: beside the areas
    a share of need would read as need that is met.
    """
    totals, level = table.totals, table.selection.level
    of_all = f"of {plural(totals.areas, LEVEL_SINGULAR[level], LEVEL_PLURAL[level])}"
    if not totals.programmes:
        return f"No programme is stated to match in {of_all.removeprefix('of ')}"
    if table.selection.measure == "programmes":
        some = sum(row["programmes"] > 0 for row in table.records if known(row["perpetrators"]))
        return f"Matching programmes are recorded in {some} {of_all}"
    if table.selection.measure == "funding":
        some = sum(map(known, table.columns["funding_per_perpetrator"]))
        return f"Yearly funding is stated in {some} {of_all}"
    withheld = not totals.measured.areas and "suppressed" in states(table)
    if withheld or not known(totals.places):
        return "The number of places is withheld"
    measured = totals.measured
    if not measured.areas:
        return "Programmes are recorded, but no number of places is known"
    places = "Some places known" if measured.lower_bounds else "Places known"
    told = OF_MEASURE.get(table.selection.measure, places)
    return f"{told} in {measured.areas} {of_all}"


OF_MEASURE: Final = {
    "share_met": "Need met can be stated",
    "unmet": "Unmet need can be stated",
    "grade": "Numbers are graded",
}
"""What is said of the areas with a number of places where something else of it is shaded."""


@once
def finding_more(table: GapTable) -> str:
    """The sentences below the headline: the numbers of the areas known, and what is not."""
    totals, counts = table.totals, states(table)
    reach = ""
    if totals.measured.areas:
        reach = f"Known places would reach {benchmark(table)}. "
    told = {
        "unmeasured": "places are not known in {}",
        "not_stated": "whether any matches is not stated in {}",
        "none_matching": "none matches, by the record, in {}",
        "none_recorded": "none is recorded in {}",
        "suppressed": "the number is withheld in {}",
    }
    rest = [text.format(counts[state]) for state, text in told.items() if counts.get(state)]
    others = f"Elsewhere: {'; '.join(rest)}." if rest else ""
    return f"{reach}{others}".strip()


def benchmark(table: GapTable) -> str:
    """What the measured areas would reach together: with range, part of the need, and evidence."""
    m, level = table.totals.measured, table.selection.level
    ratio = f"{'at least ' if m.lower_bounds else ''}{rate(m.ratio)}"
    of = f"in every 1,000 estimated {table.model.noun}"
    areas = plural(m.areas, LEVEL_SINGULAR[level], LEVEL_PLURAL[level])
    spread = f" ({range_of(m)} in single areas)" if m.areas > 1 else ""
    share = f"{areas} with {percent(m.share_of_need)} of the estimate"
    return f"{ratio} {of}{spread}: {share}, by numbers {numbers_of(table)}"


def range_of(m: Benchmark, least: str = "at least ") -> str:
    """The lowest and the highest of the measured areas: “at least 1.2 to 36.9”.

    ``least`` is what stands before a lower bound; “≥” where there is little room.
    """
    low, high = (least if bound else "" for bound in (m.lowest_is_bound, m.highest_is_bound))
    return f"{low}{rate(m.lowest)} to {high}{rate(m.highest)}"


def numbers_of(table: GapTable) -> str:
    """The years and grades of all numbers of the measured areas: “of 2020 to 2026, grades A to D”.

    A pooled figure has no year of its own.
    """
    measured = {row["code"] for row in table.records if row["state"] == "measured"}
    parts = [p for p in table.portions if p.places is not None and p.code in measured]
    years = sorted({part.number_year for part in parts if part.number_year is not None})
    grades = sorted({part.grade for part in parts if part.grade})
    undated = any(part.number_year is None for part in parts)
    told = " to ".join(str(year) for year in dict.fromkeys((years[0], years[-1]))) if years else ""
    of = f"of {told}{' or no year' if undated else ''}" if told else "without a year"
    ends = " to ".join(dict.fromkeys((grades[0], grades[-1]))) if grades else "not known"
    return f"{of}, grade{'s' if len(grades) > 1 else ''} {ends}"


def counted(table: GapTable, *, brief: bool = False) -> str:
    """One line under the finding: programmes, how many with a number of places, and the years.

    Unless ``brief``, also how many of the places are recent, how many nobody counted, and how many
    are on passed terms.
    """
    t, chosen = table.totals, table.selection
    if not t.programmes:
        return f"No matching programme, {years_in_words(chosen.since, chosen.until)}."
    line = (
        f"{matching(t.programmes)}, "
        f"{whole(t.programmes - t.programmes_unmeasured)} with known places"
        f"{known_in_some(table)}; {years_in_words(chosen.since, chosen.until)}."
    )
    told = [] if brief else kinds(table)
    if not told:
        return line
    passed = t.places_terms_passed >= HALF
    terms = f"; {on_terms_passed(table)}" if passed else ""
    return f"{line} {whole(t.places)} places: {', '.join(told)}{terms}."


def key_figures(table: GapTable) -> list[tuple[str, str, str]]:
    """The four figures of the first screen: label, value, and what it means or hides."""
    t, counts, m = table.totals, states(table), table.totals.measured
    missing, level = why_no_total(t), table.selection.level
    at_least = "at least " if m.lower_bounds else ""
    beside = {"not_stated": "not stated", "none_recorded": "none recorded"}
    others = [f"{counts[state]} {text}" for state, text in beside.items() if counts.get(state)]
    return [
        (
            f"Estimated {table.model.noun}",
            about(t.perpetrators),
            f"{span(t.perpetrators_low, t.perpetrators_high)}, {t.covers}{range_note(table)}",
        ),
        ("Places known", missing or whole(t.places), evidence_note(table)),
        (
            "Places per 1,000 where known",
            f"{at_least}{rate(m.ratio)}" if m.areas else missing or "not known",
            f"{m.areas} of {plural(t.areas, LEVEL_SINGULAR[level], LEVEL_PLURAL[level])}, "
            f"{percent(m.share_of_need)} of the estimate"
            + (f"; {range_of(m, '≥')}" if m.areas > 1 else ""),
        ),
        (
            f"{LEVELS[level]} where none matches",
            f"{counts.get('none_matching', 0)} of {t.areas}",
            f"{', '.join(others) or 'by the record'}: not the same as none existing",
        ),
    ]


def why_no_total(totals: Totals) -> str:
    """Why the places of all areas together have no number; empty where they have one."""
    if not totals.programmes:
        return "none matches"
    if not known(totals.places):
        return "withheld"
    return "not known" if totals.programmes == totals.programmes_unmeasured else ""


NO_PLACES: Final[Mapping[str, str]] = {
    "not_stated": "not stated",
    "none_matching": "none matches",
    "none_recorded": "none recorded",
    "suppressed": "withheld",
}
"""Why an area has no number of places, by its state; otherwise it is not known."""


def places(row: Mapping[str, Any] | pd.Series) -> str:
    """Yearly places of an area with the year they are of, or why there is no number."""
    if row["state"] in NO_PLACES:
        return NO_PLACES[str(row["state"])]
    if not row["programmes"]:
        if row["programmes_undecided"]:
            return NO_PLACES["not_stated"]
        return NO_PLACES["none_matching" if row["programmes_not_matching"] else "none_recorded"]
    if not known(row["places"]):
        return "not known"
    return f"{'at least ' if row['lower_bound'] else ''}{whole(row['places'])}"


def largest_part(table: GapTable, row: Mapping[str, Any] | pd.Series) -> float:
    """The places of the part that the year, basis and grade of an area's number are of."""
    here = largest(part for part in table.portions if part.code == row["code"])
    return float(here[str(row["code"])].places or 0.0)


def evidence_in(table: GapTable, row: Mapping[str, Any] | pd.Series) -> str:
    """The evidence of an area's number, and of how many of its places where it is of a part."""
    if not row["grade"]:
        return ""
    part = largest_part(table, row)
    return f"{'' if part == row['places'] else f'{whole(part)} of them '}{evidence(row)}"


def evidence(row: Mapping[str, Any] | pd.Series) -> str:
    """Year, basis and grade of the number of an area: “2023, referrals, grade B”; else empty."""
    if not row["grade"]:
        return ""
    year = str(int(row["number_year"])) if known(row["number_year"]) else "year not stated"
    shared = ", shared out over several areas" if row["shared"] else ""
    return f"{year}, {BASES[str(row['basis'])].lower()}, grade {row['grade']}{shared}"


def year_and_grade(row: Mapping[str, Any] | pd.Series) -> str:
    """Year and grade of the number of an area, short: “2023, B”; else empty."""
    if not row["grade"]:
        return ""
    year = str(int(row["number_year"])) if known(row["number_year"]) else "no year"
    return f"{year}, {row['grade']}"


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
    if row["state"] == "no_estimate":
        return "no estimate"
    return NO_PLACES.get(str(row["state"]), "not known")


def ratio(row: Mapping[str, Any] | pd.Series) -> str:
    """Places per 1,000 with the range, or why there is none."""
    if not known(row["places_per_1000"]):
        return ratio_or_reason(row)
    if row["lower_bound"]:
        low = rate(row["places_per_1000_low"])
        return f"at least {rate(row['places_per_1000'])} ({low} or more)"
    low = rate(row["places_per_1000_low"])
    if not known(row["places_per_1000_high"]):  # the low end of the estimate is withheld
        return f"{rate(row['places_per_1000'])} ({low} or more)"
    return f"{rate(row['places_per_1000'])} ({low} to {rate(row['places_per_1000_high'])})"
