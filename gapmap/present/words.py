"""Sentences made from a GapTable: the finding, the Selection in words, tooltips, alt text.

No text here may say or suggest that nothing exists where nothing is recorded.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import pandas as pd

from gapmap.core.demand import DemandModel
from gapmap.core.gap import GapTable
from gapmap.present.labels import (
    about,
    known,
    listed,
    percent,
    plural,
    rate,
    span,
    whole,
)
from gapmap.selection import Selection
from gapmap.vocabulary import (
    BASES,
    GROUPS,
    LEVEL_PLURAL,
    LEVEL_SINGULAR,
    LEVELS,
    ROUTES,
    STATES,
    TYPES,
)

CAVEAT: Final = (
    "“None recorded” means that no programme was found in the sources read. It does not mean that "
    "none exists. Places are known for few programmes, so most figures are lower bounds."
)
SCALE_CAPTION: Final = "Places a year per 1,000 estimated perpetrators; darker means fewer"

STATE_NOTES: Final[Mapping[str, str]] = {
    "measured": "Places are known for at least one programme.",
    "unmeasured": "Programmes are recorded, but no usable number of places is.",
    "none_recorded": "No programme is recorded under this selection; some may still exist.",
    "suppressed": "The count is withheld.",
    "no_estimate": "No estimate of perpetrators: the crime survey covers England and Wales only.",
}


def states(table: GapTable) -> dict[str, int]:
    """Number of areas in each state, in the order of the vocabulary, states in use only."""
    found = table.rows["state"].value_counts()
    return {state: int(found[state]) for state in STATES if state in found}


def finding(table: GapTable) -> str:
    """The headline: what the Selection shows, in a sentence with its numbers."""
    totals, level = table.totals, table.selection.level
    counts = states(table)
    where = f"{totals.areas} {LEVEL_PLURAL[level]}"
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
    tail = f"; {listed(gaps)}" if gaps else f", and every one of the {where} has some"
    if totals.places != totals.places:  # withheld
        return f"The number of places in {totals.covers} is withheld{tail}."
    if not totals.places:
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
    least = "at least " if t.programmes_unmeasured else ""
    none = counts.get("none_recorded", 0)
    missing = "withheld" if t.places != t.places else "not known"
    some = known(t.places) and t.places > 0
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
            f"{least}{percent(t.share_met)}" if some else missing,
            "known places as a share of the estimate",
        ),
        (
            f"{LEVELS[table.selection.level]} with none recorded",
            f"{none} of {t.areas}",
            "not the same as none existing",
        ),
    ]


def selection_in_words(selection: Selection, model: DemandModel) -> str:
    """The whole Selection in a few sentences, with everything that is not as it starts."""
    types = listed([_inside(TYPES[t]) for t in selection.types], "or") or "any type"
    routes = listed([_inside(ROUTES[r]) for r in selection.routes], "or") or "any referral route"
    if selection.routes and selection.include_unstated_routes:
        routes += " (or routes not stated)"
    parts = [f"Programmes: {types}", routes]
    if selection.accepts:
        parts.append("accepting " + listed([_inside(GROUPS[g]) for g in selection.accepts]))
    if selection.accredited:
        parts.append("Respect-accredited")
    parts.append(years_in_words(selection.since, selection.until))
    bases = listed([BASES[b].lower() for b in selection.trusted_bases], "or")
    need = f"Need: {model.name.lower()}{_adjusted(selection, model)}"
    sentences = [", ".join(parts), f"Capacity from {bases}", need]
    if selection.gap_below is not None:
        sentences.append(f"Called a gap below {selection.gap_below:g} places per 1,000")
    if selection.suppress_below:
        sentences.append(f"Numbers of places below {selection.suppress_below} are withheld")
    return ". ".join([*sentences, f"By {LEVEL_SINGULAR[selection.level]}."])


def _adjusted(selection: Selection, model: DemandModel) -> str:
    """What the user changed about the need, in words."""
    labels = {a.key: a.label for a in model.assumptions}
    changes = [
        f"{_inside(labels.get(key, key))} set to {value:,g}" for key, value in selection.assumptions
    ]
    if selection.local == "sensitivity":
        changes.append(f"with derived force rates, shrunk by {selection.shrinkage:g}")
    if selection.target_share < 1:
        changes.append(f"aiming to reach {percent(selection.target_share)} of it")
    return f", {', '.join(changes)}" if changes else ""


def _inside(label: str) -> str:
    """A label as it reads inside a sentence; names and abbreviations keep their capitals."""
    first = label.split()[0]
    names = ("Marac", "Relate", "LGBT+", "GP")
    return label if first in names else label[0].lower() + label[1:]


def years_in_words(since: int | None, until: int | None) -> str:
    """The years of a Selection: “seen since 2020”, “seen 2010 to 2016”, “seen in any year”."""
    if since is None and until is None:
        return "seen in any year"
    if until is None:
        return f"seen since {since}"
    if since is None:
        return f"seen up to {until}"
    return f"seen in {since}" if since == until else f"seen {since} to {until}"


HIDDEN: Final[Mapping[str, str]] = {
    "undated": "has no date, so the years leave it out|have no date, so the years leave them out",
    "routes_not_stated": "does not state who can refer|do not state who can refer",
    "accepts_not_stated": "does not state whether it accepts the chosen groups"
    "|do not state whether they accept the chosen groups",
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


LOOSEN: Final[Mapping[str, str]] = {
    "routes_not_stated": "include programmes whose routes are not stated",
    "routes": "choose more referral routes",
    "types": "choose more programme types",
    "accepts": "choose fewer groups",
    "accepts_not_stated": "choose no group, as most sources do not say whom they accept",
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


def class_labels(breaks: Sequence[float]) -> list[str]:
    """Words for each class, fewest places first: “under 5”, “5 to under 10”, “40 or more”."""
    edges = [f"{b:,g}" for b in breaks]
    middle = [f"{a} to under {b}" for a, b in pairwise(edges)]
    return [f"under {edges[0]}", *middle, f"{edges[-1]} or more"]


def places(row: Mapping[str, Any] | pd.Series) -> str:
    """Yearly places of an area, or why there is no number."""
    if row["state"] == "none_recorded":
        return "none recorded"
    if row["state"] == "suppressed":
        return "withheld"
    if not known(row["places"]):
        return "not known"
    return f"{'at least ' if row['programmes_unmeasured'] else ''}{whole(row['places'])}"


def perpetrators(row: Mapping[str, Any] | pd.Series) -> str:
    """Estimated perpetrators of an area with their range, or why there is none."""
    if not known(row["perpetrators"]):
        return "no estimate"
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
    low = rate(row["places_per_1000_low"])
    if row["lower_bound"]:
        return f"at least {rate(row['places_per_1000'])} ({low} or more)"
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
    if row["uncertain"] is True:
        lines.append("Uncertain: the class could change within the range")
    return lines


def ranked(table: GapTable) -> pd.DataFrame:
    """Areas with a ratio, fewest places per 1,000 first; ties by name."""
    return table.rows.dropna(subset=["places_per_1000"]).sort_values(["places_per_1000", "name"])


def alt_text(table: GapTable) -> str:
    """What a person who cannot see the map needs: the finding, the states and the extremes."""
    counts = states(table)
    level = LEVEL_PLURAL[table.selection.level]
    parts = [f"Map of {level}. {finding(table)}"]
    parts.append(
        "States: " + ", ".join(f"{STATES[s].lower()} {n}" for s, n in counts.items()) + "."
    )
    order = ranked(table)
    if len(order):
        few, many = order.iloc[0], order.iloc[-1]
        parts.append(f"Fewest known places per 1,000: {few['name']}, {ratio(few)}.")
        if len(order) > 1:
            parts.append(f"Most: {many['name']}, {ratio(many)}.")
    none = table.rows.loc[table.rows["state"] == "none_recorded", "name"].tolist()
    if 0 < len(none) <= 12:
        parts.append(f"None recorded in {listed(none)}.")
    return " ".join(parts)
