"""Sentences made from a GapTable: the finding, the Selection in words, tooltips, alt text.

No text here may say or suggest that nothing exists where nothing is recorded.
"""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from gapmap.core.gap import GapTable, Totals
from gapmap.core.supply import SILENT
from gapmap.present.labels import (
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
from gapmap.vocabulary import (
    LEVEL_PLURAL,
    LEVEL_SINGULAR,
    LEVELS,
    MAP_LEVELS,
    STATES,
    TILE_LEVELS,
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


def key_figures(table: GapTable) -> list[tuple[str, str, str]]:
    """The four figures of the first screen: label, value, and what it means or hides."""
    t, counts = table.totals, states(table)
    none = counts.get("none_recorded", 0)
    missing = "withheld" if t.places != t.places else "not known"
    missing = missing if t.programmes else "none recorded"
    some = known(t.places) and t.programmes > t.programmes_unmeasured
    return [
        (
            f"Estimated {table.model.noun}",
            about(t.perpetrators),
            f"{span(t.perpetrators_low, t.perpetrators_high)}, {t.covers}",
        ),
        (
            "Places known",
            whole(t.places) if some else missing,
            f"a year, on {t.programmes - t.programmes_unmeasured} of "
            f"{plural(t.programmes, 'programme')} recorded",
        ),
        (
            "Share of need met",
            _share(t) if some else missing,
            "known places as a share of the estimate",
        ),
        (
            f"{LEVELS[table.selection.level]} with none recorded",
            f"{none} of {t.areas}",
            "not the same as none existing",
        ),
    ]


def _share(totals: Totals) -> str:
    """Share of need met by the known places, as a range or, with unknown places, a lower bound."""
    if totals.programmes_unmeasured:
        return f"at least {percent_down(totals.share_met_low)}"
    return f"{percent(totals.share_met_low)} to {percent(totals.share_met_high)}"


HIDDEN: Final[Mapping[str, str]] = {
    "undated": "has no date, so the years leave it out|have no date, so the years leave them out",
    "routes_not_stated": "does not state who can refer|do not state who can refer",
    "years": "was not seen in these years|were not seen in these years",
}


def hidden(table: GapTable) -> list[str]:
    """What the filters hide although everything else matches, one sentence a reason."""
    sentences = []
    for reason, text in HIDDEN.items():
        number = table.supply.hidden.get(reason, 0)
        if number:
            one, many = text.split("|")
            sentences.append(f"{plural(number, 'programme')} {one if number == 1 else many}.")
    return sentences


def counted_with_care(table: GapTable) -> list[str]:
    """What is counted although something about it should be known, one sentence a reason.

    First comes what every view has to say of its data: a user's own file is in it.
    """
    sentences = list(table.notes)
    silent = sum(s.capacity.why == SILENT for s in table.supply.services)
    if silent:
        subject = plural(silent, "programme")
        verb = (
            "does not say whether it accepts" if silent == 1 else "do not say whether they accept"
        )
        sentences.append(
            f"{subject} {verb} the chosen groups, which is neither yes nor no: recorded, places "
            "not known."
        )
    ended = [s for s in table.supply.services if s.chosen.ended_year]
    if ended:
        names = listed([f"{s.chosen.programme} ({s.chosen.ended_year})" for s in ended])
        sentences.append(f"Seen in these years, but ended since, by its source: {names}.")
    return sentences


EARLY: Final = 2020
"""Before this year few of the sources read report: the map's years begin with it."""


def old_years(table: GapTable) -> str:
    """A caveat when the years shown end before the sources become many; empty otherwise."""
    until = table.selection.until
    if until is None or until >= EARLY:
        return ""
    seen = {o.source_id for s in table.supply.services for o in s.rows}
    return (
        f"Old years are thinly documented: {plural(len(seen), 'source')} read "
        f"{'reports' if len(seen) == 1 else 'report'} on programmes seen up to {until}, so that "
        "“none recorded” is weaker evidence there."
    )


LOOSEN: Final[Mapping[str, str]] = {
    "routes_not_stated": "include programmes whose routes are not stated",
    "routes": "choose more referral routes",
    "types": "choose more programme types",
    "accepts": "choose fewer groups",
    "accredited": "include programmes not stated to be accredited",
    "years": "widen the years",
    "undated": "choose all years, which includes undated programmes",
}


def what_to_loosen(table: GapTable) -> str:
    """When nothing matches: which single choice, loosened, would show how many programmes."""
    if table.totals.programmes:
        return ""
    offers = [
        f"{LOOSEN[reason]} ({plural(number, 'programme')})"
        for reason, number in sorted(table.supply.hidden.items(), key=lambda item: -item[1])
        if number
    ]
    if not offers:
        return "To see programmes, loosen more than one choice: no single one is enough."
    return f"To see programmes: {listed(offers[:3], 'or')}."


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


TILES_ONLY: Final = tuple(level for level in TILE_LEVELS if level not in MAP_LEVELS)
EXTREMES: Final[Mapping[str, tuple[str, str]]] = {
    "places_per_1000": ("Fewest known places per 1,000", "Most"),
    "share_met": ("Smallest known share of need met", "Largest"),
    "unmet": ("Most unmet places", "Fewest"),
    "programmes": ("Fewest programmes recorded", "Most"),
    "funding": ("Least stated yearly funding per estimated perpetrator", "Most"),
    "certainty": ("Least certain class", "Most certain"),
}
"""What the worst and the best value of each measure are called."""


def alt_text(table: GapTable) -> str:
    """What a person who cannot see the map needs: the finding, the states and the extremes."""
    from gapmap.present import scale  # which takes words from here

    selection = table.selection
    level = LEVEL_PLURAL[selection.level]
    tiles = selection.layout == "tiles" or selection.level in TILES_ONLY
    parts = [f"Map of {level}{', each an equal tile' if tiles else ''}. {finding(table)}"]
    if selection.measure != "places_per_1000":
        parts.append(f"Shaded: {scale.caption(table)}.")
    counts = [f"{scale.state_label(table, s).lower()} {n}" for s, n in scale.drawn(table).items()]
    parts.append(f"States: {'; '.join(counts)}.")
    parts += _extremes(table)
    none = table.rows.loc[table.rows["shade"] == "none_recorded", "name"].tolist()
    if 0 < len(none) <= 12:
        parts.append(f"None recorded in {listed(none)}.")
    return " ".join(parts)


def _extremes(table: GapTable) -> list[str]:
    """The worst and the best value shaded, each with the first area that has it."""
    from gapmap.present import scale

    order = scale.ranked(table)
    if order.empty:
        return []
    ends = [
        order[order["shown"] == end] for end in (order["shown"].iloc[0], order["shown"].iloc[-1])
    ]
    said = []
    for name, rows in zip(EXTREMES[table.selection.measure], ends, strict=True):
        others = f" (and {len(rows) - 1} more)" if len(rows) > 1 else ""
        first = rows.iloc[0]
        said.append(f"{name}: {first['name']}{others}, {scale.value(table, first)}.")
    return said[: 1 if len(ends[0]) == len(order) else 2]
