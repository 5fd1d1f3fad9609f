"""The words from which the scripts of a map put their sentences together, for every filter.

They come from the modules that every presenter uses, so that a page says what Python would.
"""

from typing import Final

from gapmap.core.gap import GapTable
from gapmap.fields import MAX_BREAKS
from gapmap.present import palette
from gapmap.present.area.hidden import ONLY_BEFORE, reasons_by_name
from gapmap.present.area.words import BOUND_HOLDS_IF
from gapmap.present.tables.cells import columns
from gapmap.present.words import beside, left_out, method, scale
from gapmap.present.words import finding as words
from gapmap.present.words.alt_text import EXTREMES, alt_text
from gapmap.present.words.beside import own_data
from gapmap.present.words.selection import (
    UNSTATED,
    selection_in_words,
    set_apart,
    years_in_words,
)
from gapmap.selection import Selection, choices
from gapmap.vocabulary import (
    BASES,
    GROUPS,
    LEVEL_PLURAL,
    LEVEL_SINGULAR,
    LEVELS,
    MEASURES,
    ROUTES,
    STATES,
    TYPES,
)

FILTERS: Final = {"types": TYPES, "routes": ROUTES, "accepts": GROUPS}
"""Fields of the Selection that the scripts can change, besides what is not stated: their terms."""


def sentences(table: GapTable) -> dict[str, object]:
    """Words, labels and beginnings of sentences by what they are for."""
    selection, model = table.selection, table.model
    bare = selection.with_(**choices(dict.fromkeys(FILTERS, ())))
    any_type, any_route = any_words(selection)
    endings = [
        selection_in_words(bare.with_(include_unstated=unstated), model).removeprefix(
            any_type + any_route
        )
        for unstated in (False, True)
    ]
    ending = endings[selection.include_unstated]
    level = selection.level
    alts = [alt_text(table, tiles=tiles) for tiles in (False, True)]
    starts = [alt.partition(words.finding(table))[0] for alt in alts]
    return {
        "alt_starts": starts,
        "alt_shaded": _shaded(alts[0].removeprefix(starts[0])),
        "apart": set_apart(bare.with_(include_unstated=False), model),
        "unstated": UNSTATED,
        "own_data": own_data(table),
        "extremes": EXTREMES[selection.measure],
        **{
            field: [[key, name, _inside(table, field, key, ending)] for key, name in terms.items()]
            for field, terms in FILTERS.items()
        },
        "any_type": any_type.removeprefix("Programmes: "),
        "selection_endings": endings,
        "level": [LEVELS[level], LEVEL_SINGULAR[level], LEVEL_PLURAL[level]],
        "noun": model.noun,
        "years": years_in_words(selection.since, selection.until),
        "notes": list(table.notes),
        "until": selection.until if left_out.old_years(table) else None,
        "caveat": model.caveats[0],
        "states": dict(STATES),
        "drawn": {state: scale.state_label(table, state) for state in STATES},
        "bases": {key: label.lower() for key, label in BASES.items()},
        "hidden": {key: text.split("|") for key, text in left_out.HIDDEN.items()},
        "loosen": dict(left_out.LOOSEN),
        "measure": MEASURES[selection.measure],
        "caption": scale.caption(table),
        "grade_labels": list(scale.GRADE_LABELS),
        "edges": {grade: scale.EDGE_WORDS[grade] for grade in scale.EDGED},
        "of_measure": words.OF_MEASURE,
        "of_places": list(scale.OF_PLACES),
        "no_places": dict(words.NO_PLACES),
        "reasons": reasons_by_name(),
        "type_labels": dict(TYPES),
        "range_note": beside.range_note(table),
        "funded": beside.funded_note(table),
        "only_before": ONLY_BEFORE,
        "holds_if": dict(BOUND_HOLDS_IF),
        "other_cases": list(beside.OTHER_CASES.items()),
        "why_ended": beside.why_ended(selection),
        "what_side": "class" if selection.gap_below is None else "side of your threshold",
        "columns": list(columns(table)),
        "colours": [list(palette.class_colours(n)) for n in range(1, MAX_BREAKS + 2)],
        "cost_note": method.cost_note(selection),
    }


def _shaded(text: str) -> str:
    """What an alternative text says of the measure shaded, between the finding and the states."""
    before = text.partition("States: ")[0]
    found = before.rpartition("Shaded: ")
    return f"Shaded: {found[2]}" if found[1] else ""


def any_words(selection: Selection) -> tuple[str, str]:
    """How a Selection reads that has no types and no routes: its first words, and the next."""
    any_type = "any type" if selection.all_types else "any type for adults"
    return f"Programmes: {any_type}", ", any referral route"


def _inside(table: GapTable, field: str, key: str, ending: str) -> str:
    """How a type, route or group reads inside the Selection in words."""
    one = choices(dict.fromkeys(FILTERS, ()) | {field: (key,)})
    text = selection_in_words(table.selection.with_(**one), table.model)
    any_type, any_route = any_words(table.selection)
    start, end = {
        "types": ("Programmes: ", f"{any_route}{ending}"),
        "routes": (f"{any_type}, ", ending),
        "accepts": (f"{any_type}{any_route}, accepting ", ending),
    }[field]
    return text.removeprefix(start).removesuffix(end)
