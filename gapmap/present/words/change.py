"""A Comparison in words and colours: what differs between two views, and what is unknown."""

from collections.abc import Mapping
from typing import Any, Final

from gapmap.core.comparing.comparison import Comparison
from gapmap.fields import FIELDS
from gapmap.present import palette
from gapmap.present.words import left_out, scale
from gapmap.present.words.beside import own_data
from gapmap.present.words.chips import chips, value_in_words
from gapmap.present.words.labels import (
    about,
    known,
    listed,
    percent,
    plain,
    plural,
    rate,
    whole,
)
from gapmap.present.words.selection import years_in_words
from gapmap.selection import Selection, choices
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR, MEASURES

YEARS: Final = ("since", "until")
ELSEWHERE: Final = ("N", "S")
"""How codes of Northern Ireland and Scotland begin, which have a single area at every level."""
STATUS_WORDS: Final[Mapping[str, str]] = {
    "both": "Known in both",
    "only_second": "Known in B only",
    "only_first": "Known in A only",
    "either": "Unclear which is more",
    "neither": "Known in neither",
    "no_estimate": "No estimate",
}
NOT_COMPARED: Final = ("only_first", "only_second", "either", "neither")
STATUS_PAINT: Final[Mapping[str, str]] = {
    "only_second": "suppressed",
    "only_first": "unmeasured",
    "either": "not_stated",
    "neither": "no_estimate",
    "no_estimate": "no_estimate",
}
"""Pattern of each status without a change: dots, hatching, light dots, twice plain grey."""


def colours(found: Comparison) -> tuple[str, ...]:
    """One colour a class, the largest loss first."""
    return palette.change_colours(len(found.breaks) + 3)


def class_labels(found: Comparison) -> list[str]:
    """Words for each class of change, the largest loss first."""
    measure = found.first.selection.measure
    worse, better = ("higher", "lower") if measure == "unmet" else ("lower", "higher")
    steps = [_amount(measure, b) for b in found.breaks if b > 0]
    small = f" by under {steps[0]}" if steps else ""
    large = [f" by {s} or more" for s in steps]
    losses = [f"{worse}{size}" for size in (*large, small)]
    return [*losses, "no change", *(f"{better}{size}" for size in (small, *large))]


def _amount(measure: str, value: float) -> str:
    if measure == "share_met":
        return f"{plain(round(100 * value, 6))} points"
    return f"£{plain(value)}" if measure == "funding" else plain(value)


def signed(measure: str, value: float) -> str:
    """A change as it is written: “+3.2”, “−1.4 points”, “no change”."""
    if value == 0:
        return "no change"
    size = abs(value)
    texts = {
        "share_met": f"{percent(size).rstrip('%')} points",
        "funding": f"£{rate(size)}",
        "programmes": whole(size),
        "unmet": about(size),
    }
    return f"{'+' if value > 0 else '−'}{texts.get(measure, rate(size))}"


def written(found: Comparison, row: Mapping[str, Any]) -> str:
    """What is written in an area of the map: its change, “0” for none; else nothing."""
    if row["status"] != "both":
        return ""
    if row["change"] == 0:
        return "0"
    text = signed(found.first.selection.measure, row["change"]).removesuffix(" points")
    return text if not row["change_bound"] else f"{'≥' if row['change'] > 0 else '≤'}{text}"


def tooltip(found: Comparison, row: Mapping[str, Any]) -> list[str]:
    """Lines shown on hover and read out on focus."""
    measure = found.first.selection.measure
    lines = [str(row["name"])]
    if row["status"] == "both":
        bound = " or more" if row["change_bound"] else ""
        lines.append(f"B minus A: {signed(measure, row['change'])}{bound}")
    else:
        lines.append(STATUS_WORDS[row["status"]])
    for label, table in (("A", found.first), ("B", found.second)):
        its = table.row(row["code"])
        may = its["programmes_undecided"]
        more = f"; {plural(may, 'programme')} more may match" if may and known(its["shown"]) else ""
        lines.append(f"{label}: {scale.value(table, its)}{more}")
    return lines


def caption(found: Comparison) -> str:
    """What the colours of the difference map mean."""
    shaded = MEASURES[found.first.selection.measure]
    bounds = "; ≥ or ≤: at least so much" if found.rows["change_bound"].any() else ""
    return f"{shaded}: B minus A. Brown is worse, blue is better{bounds}"


def counts(found: Comparison) -> dict[str, int]:
    """Number of areas in each status, those in use only."""
    numbers = found.rows["status"].value_counts()
    return {status: int(numbers[status]) for status in STATUS_WORDS if status in numbers}


def named(found: Comparison, where: str) -> str:
    """“A” or “B” with what sets it apart from the other: “A: Self-referral”."""
    one, two = found.first.selection, found.second.selection
    mine, other = (one, two) if where == "A" else (two, one)
    apart = [
        name for name in FIELDS if name not in YEARS and getattr(mine, name) != getattr(other, name)
    ]
    parts = [value_in_words(mine, name) for name in apart]
    if any(getattr(mine, name) != getattr(other, name) for name in YEARS):
        parts.insert(0, years_in_words(mine.since, mine.until))
    return f"{where}: {'; '.join(parts)}" if parts else f"{where}: the same as the other"


def alike(one: Selection, two: Selection) -> Selection:
    """What two Selections ask alike; where they differ, as the first view has it."""
    usual = Selection()
    apart = [name for name in FIELDS if getattr(one, name) != getattr(two, name)]
    if any(name in YEARS for name in apart):
        apart += YEARS
    return one.with_(**choices({name: getattr(usual, name) for name in apart}))


def asked_of_both(found: Comparison) -> str:
    """What narrows or alters both views; empty where nothing does."""
    both = chips(alike(found.first.selection, found.second.selection))
    return "; ".join(chip.label for chip in both)


def difference(found: Comparison) -> str:
    """What a difference is a difference of, in a sentence."""
    shaded = MEASURES[found.first.selection.measure]
    return f"{shaded}: {named(found, 'B')}, minus {named(found, 'A')}."


MOST_WORDS: Final = 10
"""Words of the headline of a comparison at most."""


def headline(found: Comparison) -> str:
    """What differs, in a few words that count every area; ``behind`` says why some have none."""
    directions = _directions(found)
    if not directions:
        return f"In no {LEVEL_SINGULAR[found.first.selection.level]} is a difference known"
    parts = [f"{number} {SHORTLY.get(word, word)}" for word, number in directions.items()]
    if left := _not_compared(found):
        parts.append(f"{left} not comparable")
    told = [f"{start}: {', '.join(parts)}" for start in ("B against A", "B")]
    return next((text for text in told if len(text.split()) <= MOST_WORDS), told[-1])


SHORTLY: Final = {"the same": "equal"}


def behind(found: Comparison) -> str:
    """What the headline counts, and what it leaves out because it cannot be compared."""
    measure = MEASURES[found.first.selection.measure]
    sure = counts(found).get("both", 0)
    blanks = _blanks(found)
    left = f" {_not_compared(found)} not comparable: {listed(blanks)}." if blanks else ""
    return f"{measure}, in the {sure} of {_all_areas(found)} where the difference is known.{left}"


def finding(found: Comparison) -> str:
    """What differs, in a sentence with its numbers."""
    start = headline(found)
    if directions := _directions(found):
        parts = [f"{word} in {n}" for word, n in directions.items()]
        start = f"{MEASURES[found.first.selection.measure]}, B against A: {listed(parts)}"
    blanks = _blanks(found)
    tail = f"; not comparable: {listed(blanks)}" if blanks else ""
    return f"{start}{tail} (of {_all_areas(found)})."


def _directions(found: Comparison) -> dict[str, int]:
    """In how many areas known in both B is higher, lower or the same; none without such areas."""
    rows = found.rows
    change = rows.loc[rows["status"] == "both", "change"]
    numbers = {"higher": change > 0, "lower": change < 0, "the same": change == 0}
    return {word: int(those.sum()) for word, those in numbers.items() if those.any()}


def _not_compared(found: Comparison) -> int:
    """In how many areas there is something to compare, and no difference known."""
    numbers = counts(found)
    return sum(numbers.get(status, 0) for status in NOT_COMPARED)


def _all_areas(found: Comparison) -> str:
    """Of how many areas there is something to compare; Scotland and the like by name."""
    level = found.first.selection.level
    covered = found.rows[found.rows["status"] != "no_estimate"]
    beyond = covered["code"].str.startswith(ELSEWHERE)  # their records are counted, no estimate is
    of = plural(int((~beyond).sum()), LEVEL_SINGULAR[level], LEVEL_PLURAL[level])
    return listed([of, *covered.loc[beyond, "name"]])


def _blanks(found: Comparison) -> list[str]:
    numbers = counts(found)
    return [
        f"{numbers[s]} {STATUS_WORDS[s][0].lower()}{STATUS_WORDS[s][1:]}"
        for s in NOT_COMPARED
        if s in numbers
    ]


def caveat(found: Comparison) -> str:
    """Why a difference may be one of records and not of programmes."""
    older = left_out.old_years(found.first) or left_out.old_years(found.second)
    bounds = int(found.rows["change_bound"].sum())
    least = (
        f"In {bounds} of {plural(counts(found)['both'], 'area')} the difference is at least so "
        "large: a number is not known there, or programmes may match that do not say so, and not "
        "in both views alike. "
        if bounds
        else ""
    )
    return (
        f"A difference between views is one of what is recorded. {least}The estimate of "
        f"perpetrators is the same in all years. {older}"
    ).strip()


def data_notes(found: Comparison) -> list[str]:
    """What has to be said of the data of either view: that a user's own file is in it."""
    return list(dict.fromkeys((*own_data(found.first), *own_data(found.second))))


def alt_text(found: Comparison) -> str:
    """What a person who cannot see the difference map needs."""
    both = found.rows.dropna(subset=["change"]).sort_values(["change", "name"])
    parts = [f"Map of differences. {finding(found)} {difference(found)}"]
    if len(both):
        measure, lowest, highest = found.first.selection.measure, both.iloc[0], both.iloc[-1]
        parts.append(f"Lowest: {lowest['name']}, {signed(measure, lowest['change'])}.")
        parts.append(f"Highest: {highest['name']}, {signed(measure, highest['change'])}.")
    return " ".join([*parts, *data_notes(found)])
