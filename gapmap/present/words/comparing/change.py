"""A Comparison in sentences: what differs between two views, and what is not known."""

from collections.abc import Mapping
from typing import Final

from gapmap.core.comparing.comparison import Comparison
from gapmap.fields import FIELDS
from gapmap.present.words import left_out
from gapmap.present.words.beside import own_data
from gapmap.present.words.chips import chips, value_in_words
from gapmap.present.words.labels import (
    about,
    listed,
    percent,
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
"""Words of the headline of differences at most."""
SHORTLY: Final = {"the same": "equal"}
KNOWN: Final[Mapping[str, str]] = {"programmes": "Programmes known", "funding": "Funding known"}
"""What is known or not where this measure is shaded; of every other measure it is places."""
SIDES: Final[Mapping[str, tuple[str, ...]]] = {
    "B only": ("only_second",),
    "A only": ("only_first",),
    "both": ("both", "either"),
    "neither": ("neither",),
}
"""Where something is known, and the statuses that say so."""


def headline(found: Comparison) -> str:
    """What differs, in a few words that count every area; ``behind`` says why some have none.

    Where no area is known to be higher or lower, what differs is where anything is known.
    """
    return _known_where(found) or _differing(found)


def below(found: Comparison) -> str:
    """The numbers of areas with a difference, where the headline tells what is known instead."""
    return f"{_differing(found)}." if _known_where(found) else ""


def _known_where(found: Comparison) -> str:
    """In how many areas something is known in one view only; empty where that is not the news."""
    numbers = counts(found)
    if {"higher", "lower"} & set(_directions(found)) or not (
        "only_first" in numbers or "only_second" in numbers
    ):
        return ""
    sides = {side: sum(numbers.get(s, 0) for s in of) for side, of in SIDES.items()}
    (side, number), *rest = ((side, n) for side, n in sides.items() if n)
    parts = [f"{side} {plural(number, 'area')}", *(f"{side} {n}" for side, n in rest)]
    return f"{KNOWN.get(found.first.selection.measure, 'Places known')}: {', '.join(parts)}"


def _differing(found: Comparison) -> str:
    """In how many areas B is higher, lower or equal, and in how many that cannot be said."""
    directions = _directions(found)
    if not directions:
        return f"In no {LEVEL_SINGULAR[found.first.selection.level]} is a difference known"
    parts = [f"{number} {SHORTLY.get(word, word)}" for word, number in directions.items()]
    if left := _not_compared(found):
        parts.append(f"{left} not comparable")
    told = [f"{start}: {', '.join(parts)}" for start in ("B against A", "B")]
    return next((text for text in told if len(text.split()) <= MOST_WORDS), told[-1])


def behind(found: Comparison) -> str:
    """What the headline counts, and what it leaves out because it cannot be compared."""
    measure = MEASURES[found.first.selection.measure]
    sure = counts(found).get("both", 0)
    blanks = _blanks(found)
    left = f" {_not_compared(found)} not comparable: {listed(blanks)}." if blanks else ""
    return f"{measure}, in the {sure} of {_all_areas(found)} where the difference is known.{left}"


def finding(found: Comparison) -> str:
    """What differs, in a sentence with its numbers."""
    start = _differing(found)
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
