"""A Selection in words: everything asked for, and everything that is not as it starts."""

from collections.abc import Mapping, Sequence
from typing import Final

from gapmap.core.need.demand import DemandModel
from gapmap.fields.unit_costs import DEFAULT, stated
from gapmap.present.words.labels import listed, percent, plain, pounds
from gapmap.selection import Selection
from gapmap.vocabulary import BASES, GRADES, GROUPS, LEVEL_SINGULAR, MEASURES, ROUTES, TYPES

ENDED: Final = {
    "stated": "that have ended, by their sources,",
    "now": "that have ended, or whose money has, with nothing seen since,",
}
UNSTATED: Final = "also those of which this is not stated"

NAMED, CAPTION = 3, 240  # terms of a list, and characters, where there is little room


def selection_in_words(selection: Selection, model: DemandModel) -> str:
    """The whole Selection in a few sentences, with everything that is not as it starts."""
    types = listed([_inside(TYPES[t]) for t in selection.types], "or") or (
        "any type" if selection.all_types else "any type for adults"
    )
    routes = listed([_inside(ROUTES[r]) for r in selection.routes], "or") or "any referral route"
    parts = [f"Programmes: {types}", routes]
    if selection.accepts:
        parts.append("accepting " + listed([_inside(GROUPS[g]) for g in selection.accepts]))
    if selection.accredited:
        parts.append("Respect-accredited")
    parts.append(years_in_words(selection.since, selection.until))
    if selection.only_now:
        parts.append(f"services {ENDED[selection.standing]} left out")
    if selection.include_unstated:
        parts.append(UNSTATED)
    need = f"Need: {model.name.lower()}{_adjusted(selection, model)}"
    sentences = [", ".join(parts), _trusted(selection), need]
    if selection.gap_below is not None:
        sentences.append(f"Called a gap below {plain(selection.gap_below)} places per 1,000")
    if "breaks" in selection.changed():
        sentences.append(f"Classes at {listed([plain(b) for b in selection.breaks])} per 1,000")
    if selection.suppress_below:
        sentences.append(f"Numbers of places below {selection.suppress_below} are withheld")
    if selection.measure != "places_per_1000":
        sentences.append(f"Shaded by {_inside(MEASURES[selection.measure])}")
    return ". ".join([*sentences, f"By {LEVEL_SINGULAR[selection.level]}."])


def set_apart(selection: Selection, model: DemandModel, most: int | None = None) -> list[str]:
    """Everything that a picture cannot show of how it differs from the first view, in short.

    That is all but the measure, its classes and how areas are drawn. ``most`` is how many types,
    routes or groups are named; the others are counted.
    """
    changed = selection.changed()
    found = [_several(TYPES, selection.types, "or", "types", most)]
    found.append(_several(ROUTES, selection.routes, "or", "routes", most))
    groups = _several(GROUPS, selection.accepts, "and", "groups", most)
    found.append(f"accepting {groups}" if groups else "")
    found.append(UNSTATED if selection.include_unstated else "")
    return [text for text in found if text] + [
        text for names, text in _other(selection, model).items() if {*names} & {*changed}
    ]


def _other(selection: Selection, model: DemandModel) -> dict[tuple[str, ...], str]:
    """What is said of other choices, by the fields that it tells of."""
    ended = {"any": "also services that have ended", "now": f"services {ENDED['now']} left out"}
    trusted = _trusted(selection)
    need = ("demand", "assumptions", "local", "shrinkage", "target_share")
    gap = f"called a gap below {plain(selection.gap_below or 0)} places per 1,000"
    limit = f"numbers of places below {selection.suppress_below} withheld"
    return {
        ("all_types",): "also for children, and for stalking",
        ("accredited",): "Respect-accredited",
        ("since", "until"): years_in_words(selection.since, selection.until),
        ("standing",): ended.get(selection.standing, ""),
        ("basis", "counts_only", "grade", "unit_cost"): f"{trusted[0].lower()}{trusted[1:]}",
        need: f"need: {model.name.lower()}{_adjusted(selection, model)}",
        ("gap_below",): gap,
        ("suppress_below",): limit,
    }


def _several(
    labels: Mapping[str, str], chosen: Sequence[str], last: str, noun: str, most: int | None
) -> str:
    """Terms that are chosen, as a part of a sentence; those beyond ``most`` are counted."""
    names = [_inside(labels[term]) for term in chosen]
    if most is not None and len(names) > most + 1:
        names = [*names[:most], f"{len(names) - most} more {noun}"]
    return listed(names, last)


def _trusted(selection: Selection) -> str:
    """Which numbers are taken for places."""
    bases = selection.trusted_bases
    if len(bases) == len(BASES):
        text = "Numbers of any basis"
    else:
        text = f"Numbers from {listed([BASES[b].lower() for b in bases], 'or')}"
    if selection.grade != list(GRADES)[-1]:
        text += f", of grade {selection.grade} at least"
    price = stated(selection.unit_cost)
    if selection.unit_cost != DEFAULT:
        of = f" ({price.label})" if price else ""
        text += f", a place at {pounds(selection.unit_cost)} a year{of}"
    return text


def _adjusted(selection: Selection, model: DemandModel) -> str:
    """What the user changed about the need, in words."""
    labels = {a.key: a.label for a in model.assumptions}
    changes = [
        f"{_inside(labels.get(key, key))} set to {plain(value)}"
        for key, value in selection.assumptions
    ]
    if selection.local == "sensitivity":
        changes.append("with derived force rates" + _shrinkage(selection.shrinkage))
    if selection.target_share < 1:
        changes.append(f"aiming to reach {percent(selection.target_share)} of it")
    return f", {', '.join(changes)}" if changes else ""


def _shrinkage(value: float) -> str:
    """How far force rates are pulled to the national one, where not as at first."""
    return "" if value == Selection().shrinkage else f" (shrinkage {value:g})"


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


def shown(selection: Selection, model: DemandModel) -> str:
    """What a picture shows, in a sentence; empty for the first view."""
    return _sentence(set_apart(selection, model), 0)


def shown_in_short(selection: Selection, model: DemandModel) -> str:
    """The same in the room of a caption: what it has no room for is counted."""
    apart = set_apart(selection, model, NAMED)
    tries = (_sentence(apart[:n], len(apart) - n) for n in range(len(apart), 0, -1))
    return next((said for said in tries if len(said) <= CAPTION), _sentence(apart[:1], 0))


def _sentence(items: list[str], left_out: int) -> str:
    rest = [f"and {left_out} more: see the file's own Selection"] if left_out else []
    return f"Shown: {'; '.join([*items, *rest])}." if items else ""
