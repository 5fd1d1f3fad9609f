"""The sheets of areas and of totals: the GapTable's own columns, with a reason for each blank."""

import math
from collections.abc import Mapping
from typing import Any, Final

from gapmap.core.disclosure import areas_withheld
from gapmap.core.gap import COLUMNS, GapTable
from gapmap.present.area import words as area_words
from gapmap.present.tables.columns import ENDS, Format, meaning, parted, records, spec
from gapmap.present.words.labels import known
from gapmap.present.words.scale import state_label
from gapmap.present.workbook.model import (
    NO_ESTIMATE,
    NONE_MATCHING,
    NONE_RECORDED,
    NOT_APPLICABLE,
    NOT_KNOWN,
    NOT_STATED,
    WITHHELD,
    Cell,
    Column,
    Sheet,
    told,
)
from gapmap.vocabulary import BASES as BASIS_LABELS
from gapmap.vocabulary import EVIDENCE, LEVEL_SINGULAR, LEVELS, MEASURES, STATES

BY_STATE: Final = {
    "measured": NOT_KNOWN,
    "unmeasured": NOT_KNOWN,
    "not_stated": NOT_STATED,
    "none_matching": NONE_MATCHING,
    "none_recorded": NONE_RECORDED,
    "suppressed": WITHHELD,
    "no_estimate": NO_ESTIMATE,
}
FIRST: Final = ("code", "name", "state")
LAST: Final = ("level", "vintage")
BASES: Final = [name for name in COLUMNS if not name.endswith(("_low", "_high"))]
MAIN: Final = (
    "perpetrators", "programmes", "programmes_unmeasured", "places", "basis", "number_year",
    "grade", "places_per_1000",
)  # fmt: skip
"""What is read first, and printed: the number with what it rests on."""
ORDER: Final = (
    *FIRST,
    *(
        f"{base}{end}"
        for base in dict.fromkeys((*MAIN, *BASES))
        for end in ("", *ENDS)
        if base not in (*FIRST, *LAST) and f"{base}{end}" in COLUMNS
    ),
    *LAST,
)
"""The columns of the GapTable, the area first and each number before its low and high end."""
EVIDENCED: Final = (
    "basis", "number_year", "grade", "places_recent", "places_terms_passed", "places_lower_risk",
)  # fmt: skip
SHADED: Final[Mapping[str, Format]] = {
    "places_per_1000": "one",
    "share_met": "percent",
    "unmet": "whole",
    "programmes": "whole",
    "funding": "pounds_pence",
    "grade": "whole",
}


def areas(table: GapTable) -> Sheet:
    """One row an area, in code order, with every column of the GapTable."""
    level = table.selection.level
    hidden = areas_withheld(table.portions)
    rows = [
        tuple(_cell(name, row, table, row["code"] in hidden) for name in ORDER)
        for row in records(table)
    ]
    which = f"by {LEVEL_SINGULAR[level]}" if table.area is None else f"in {area_words.name(table)}"
    return Sheet(
        "Areas",
        f"Areas: places known and estimated {table.model.noun} {which}",
        "Every area with its estimate, places, ratios, money and state",
        ("Levels overlap: never add them to each other. Areas without a number have a shorthand.",),
        tuple(_column(name, table) for name in ORDER),
        tuple(rows),
        stay=2,
    )


def _column(name: str, table: GapTable) -> Column:
    base, end = parted(name)
    facts = spec(base)
    heading, how, width = facts.full, facts.format, facts.width
    if name == "shown":
        how = SHADED[table.selection.measure]
        heading = f"{heading}: {MEASURES[table.selection.measure].lower()}"
        width = 18
    return Column(name, heading + ENDS.get(end, ""), meaning(name), how, width)


def _cell(name: str, row: Mapping[str, Any], table: GapTable, hidden: bool) -> Cell:
    value = row[name]
    if name == "programmes_funded" and hidden:
        return WITHHELD
    if name == "lower_bound" and row["state"] != "measured":
        return BY_STATE[row["state"]]
    if name == "shade":
        return state_label(table, value)
    if name in _WORDS and value in _WORDS[name]:
        return _WORDS[name][value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float) and math.isfinite(value):
        return value
    why = _reason(name, row, table, hidden)
    if name == "sensitivity_evidence":
        return told(_evidence(value or ""), why)
    return told(value, why)


_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "state": STATES,
    "level": LEVELS,
    "basis": BASIS_LABELS,
}


def _evidence(text: str) -> str:
    """The evidence of a multiplier in words: each term of the vocabulary, several by “;”."""
    inherited = "inherited from force: "
    terms = text.removeprefix(inherited).split("; ") if text else []
    words = "; ".join(EVIDENCE.get(term, term) for term in terms)
    return (inherited if text.startswith(inherited) else "") + words


def _reason(name: str, row: Mapping[str, Any], table: GapTable, hidden: bool) -> str:
    """Why an area has no value in a column."""
    base, state = parted(name)[0], str(row["state"])
    if base == "perpetrators" or (base == "funding_per_perpetrator" and known(row["funding"])):
        if known(row["perpetrators"]):
            return NOT_KNOWN  # an open upper end
        return WITHHELD if state == "suppressed" else NO_ESTIMATE
    if base in EVIDENCED:
        return _uncounted("places", row, hidden)
    if base in ("places", "funding", "funding_per_perpetrator"):
        return _uncounted(base, row, hidden)
    if name in ("shown", "class_index"):
        return BY_STATE[str(row["shade"])]
    if name in ("verdict", "crosses_threshold") and table.selection.gap_below is None:
        return NOT_APPLICABLE
    if name.startswith("sensitivity_"):
        return NO_ESTIMATE if state == "no_estimate" else NOT_APPLICABLE
    return NOT_KNOWN if name == "served_share" else BY_STATE[state]


def _uncounted(base: str, row: Mapping[str, Any], hidden: bool) -> str:
    if not row["programmes"]:
        return BY_STATE.get(str(row["state"]), NONE_RECORDED) if base == "places" else NOT_KNOWN
    withheld = hidden or (base == "places" and row["state"] == "suppressed")
    return WITHHELD if withheld else NOT_KNOWN


def totals(table: GapTable) -> Sheet:
    """One row: all areas of the level that have an estimate, together."""
    t = table.totals
    missing = WITHHELD if not known(t.places) else NOT_KNOWN
    missing = missing if t.programmes else NONE_RECORDED
    some = known(t.places) and t.programmes > t.programmes_unmeasured and t.perpetrators > 0
    m = t.measured
    row: tuple[Cell, ...] = (
        told(t.covers, NOT_KNOWN),
        t.areas,
        *(round(n, 1) for n in (t.perpetrators, t.perpetrators_low, t.perpetrators_high)),
        t.programmes,
        t.programmes_unmeasured,
        round(t.places, 2) if some else missing,
        *(
            (round(n, 2) if known(n) else WITHHELD) if some else missing
            for n in _told_places(table)
        ),
        m.areas,
        *(round(n, 2) if m.areas else missing for n in (m.ratio, m.lowest, m.highest)),
        round(m.share_of_need, 6),
    )
    lines: tuple[str, ...] = (
        "A programme in several areas counts once here, so this is not the sum of the areas.",
    )
    if table.area is not None:
        lines = (f"For comparison: the whole, not {area_words.name(table)} alone.", *lines)
    return Sheet(
        "Totals",
        f"Totals: all {LEVELS[table.selection.level].lower()} with an estimate together",
        "The whole in one row",
        lines,
        _TOTALS,
        (row,),
    )


def _told_places(table: GapTable) -> tuple[float, float, float, float]:
    t = table.totals
    return t.places_recent, t.places_not_counted, t.places_terms_passed, t.places_ended


_TOTALS: Final = (
    Column("covers", "Covers", "the whole that is totalled", "text", 20),
    Column("areas", "Areas with an estimate", "number of areas", "whole", 14),
    *(
        Column(f"perpetrators{end}", f"Estimated perpetrators{words}", "people", "whole", 16)
        for end, words in {"": "", **ENDS}.items()
    ),
    Column("programmes", "Programmes recorded", "each once", "whole", 14),
    Column("programmes_unmeasured", "Programmes without known places", "each once", "whole", 16),
    Column(
        "places",
        "Places known (a year)",
        "a lower bound where some are not known, or more may match",
        "whole",
        14,
    ),
    Column(
        "places_recent",
        "Of them, counted in two years",
        "contracted or counted",
        "whole",
        14,
    ),
    Column("places_not_counted", "Of them, aims or by budget", "nobody counted", "whole", 14),
    Column(
        "places_terms_passed",
        "Of them, on past funding",
        "by the data's date",
        "whole",
        14,
    ),
    Column("places_ended", "Left out: services ended", "places, not in the total", "whole", 14),
    Column("measured", "Areas with a number", "the others are not counted as none", "whole", 12),
    Column(
        "ratio",
        "Their places per 1,000",
        "pooled; a lower bound where a programme states none, or may match",
        "one",
        14,
    ),
    Column("lowest", "Lowest of them", "places per 1,000", "one", 12),
    Column("highest", "Highest of them", "places per 1,000", "one", 12),
    Column("share_of_need", "Their share of need", "of the estimate", "percent", 12),
)
