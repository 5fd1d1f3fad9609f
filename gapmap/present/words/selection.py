"""A Selection in words: everything asked for, and everything that is not as it starts."""

from gapmap.core.demand import DemandModel
from gapmap.present.words.labels import listed, percent, plain
from gapmap.selection import Selection
from gapmap.vocabulary import BASES, GROUPS, LEVEL_SINGULAR, MEASURES, ROUTES, TYPES


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
        sentences.append(f"Called a gap below {plain(selection.gap_below)} places per 1,000")
    if "breaks" in selection.changed():
        sentences.append(f"Classes at {listed([plain(b) for b in selection.breaks])} per 1,000")
    if selection.suppress_below:
        sentences.append(f"Numbers of places below {selection.suppress_below} are withheld")
    if selection.measure != "places_per_1000":
        sentences.append(f"Shaded by {_inside(MEASURES[selection.measure])}")
    return ". ".join([*sentences, f"By {LEVEL_SINGULAR[selection.level]}."])


def _adjusted(selection: Selection, model: DemandModel) -> str:
    """What the user changed about the need, in words."""
    labels = {a.key: a.label for a in model.assumptions}
    changes = [
        f"{_inside(labels.get(key, key))} set to {plain(value)}"
        for key, value in selection.assumptions
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
