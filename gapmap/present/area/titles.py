"""The finding of one area as a title: the fullest wording that fits with the area's name.

What a shorter wording leaves out stands in the sentences below it (``area.words.finding_more``).
No wording leaves out that a number is a bound, an aim or from a budget.
"""

from collections.abc import Iterator
from typing import Final

import pandas as pd

from gapmap.core.gap import GapTable
from gapmap.present.words import finding as words
from gapmap.present.words.labels import about, known, matching, percent, plural, rate, whole

LONGEST: Final = 12
"""Words of a title at most, the name among them; no area's name has more than five."""


def title(table: GapTable, row: pd.Series, name: str) -> str:
    """The first wording of at most ``LONGEST`` words with the name, or else the shortest."""
    told = [f"{name}: {text}" for text in _wordings(table, row)]
    fitting = (text for text in told if len(text.split()) <= LONGEST)
    return next(fitting, min(told, key=lambda text: len(text.split())))


def _wordings(table: GapTable, row: pd.Series) -> Iterator[str]:
    """What there is to say of an area under the measure shaded, the fullest wording first."""
    state, measure = str(row["state"]), table.selection.measure
    if state in ("measured", "unmeasured") and measure == "programmes":
        return _programmes(row)
    if state in ("measured", "unmeasured") and measure == "funding":
        return _funding(row)
    if state == "measured":
        return _places(table, row)
    return iter(_OTHERS[state](row))


def _places(table: GapTable, row: pd.Series) -> Iterator[str]:
    """A number of places, as a ratio, a share, what is missing or a grade, with its evidence."""
    bound, numbers = _numbers(table, row)
    part = words.largest_part(table, row)
    partly = "partly " if part * 2 < float(row["places"]) else ""
    kind = {"aim": "an aim", "implied": "by budget"}.get(str(row["basis"]), "")
    year = f"of {int(row['number_year'])}" if known(row["number_year"]) else "year not stated"
    passed = float(row["places_terms_passed"]) * 2 >= float(row["places"]) > 0
    graded = "" if table.selection.measure == "grade" else f"grade {row['grade']}"
    dated = f"{partly}{' '.join(filter(None, (kind, year)))}"
    undated = f"{partly}{kind}" if kind else dated
    for number in numbers:
        for least in dict.fromkeys((f"{bound} ", BRIEF_BOUNDS[bound])) if bound else ("",):
            yield _joined(f"{least}{number}", dated, "funding date past" if passed else graded)
    for told in (dated, undated):
        yield _joined(f"{BRIEF_BOUNDS[bound] if bound else ''}{numbers[-1]}", told)


BRIEF_BOUNDS: Final = {"at least": "≥", "up to": "≤", "about": "about "}
"""How a bound is written where there is little room, as on the map itself."""


def _numbers(table: GapTable, row: pd.Series) -> tuple[str, tuple[str, ...]]:
    """How an area's number is bounded, and its wordings, the fullest first."""
    least = "at least" if row["lower_bound"] else ""
    measure = table.selection.measure
    if measure == "share_met":
        return least, (f"{percent(row['share_met'])} of need met",)
    if measure == "unmet":
        bound = "up to" if row["lower_bound"] else "about"
        return bound, (f"{about(row['unmet'])} unmet places",)  # at the middle, as it is shaded
    if measure == "grade":
        return "", (f"grade {row['grade']}",)
    ratio = rate(row["places_per_1000"])
    return least, (f"{ratio} places per 1,000", f"{ratio} per 1,000")


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _programmes(row: pd.Series) -> Iterator[str]:
    found = matching(row["programmes"])
    numbered = int(row["programmes"] - row["programmes_unmeasured"])
    yield f"{found}, {numbered or 'none'} with known places"
    yield found


def _funding(row: pd.Series) -> Iterator[str]:
    if not known(row["funding_per_perpetrator"]):
        yield f"{matching(row['programmes'])}, no yearly funding stated"
        return
    bounded = not known(row["funding_per_perpetrator_high"])
    sum_ = f"£{rate(row['funding_per_perpetrator'])} a year"
    for least in ("at least ", "≥") if bounded else ("",):
        yield f"{least}{sum_} per estimated perpetrator"
        yield f"{least}{sum_} per perpetrator"


def _unmeasured(row: pd.Series) -> tuple[str, ...]:
    return (f"{matching(row['programmes'])}, places not known",)


def _not_stated(row: pd.Series) -> tuple[str, ...]:
    if not row["programmes_undecided"]:
        number = plural(row["programmes_not_matching"], "programme")
        return (
            f"{number} recorded, none matches; whether others do is not stated",
            f"{number} recorded, none matches; others not stated",
            f"none of {number} matches; others not stated",
            f"none of {whole(row['programmes_not_matching'])} matches; others not stated",
        )
    number = plural(row["programmes_undecided"], "programme")
    return (
        f"{number} may match; whether any does is not stated",
        f"{number} may match; not stated",
    )


def _none_matching(row: pd.Series) -> tuple[str, ...]:
    number = plural(row["programmes_not_matching"], "programme")
    return f"{number} recorded; none matches, by the record", f"none of {number} recorded matches"


def _none(row: pd.Series) -> tuple[str, ...]:
    if row["context"]:
        return ("no programme is recorded, only work without places",)
    return ("no programme is recorded in any year",)


def _suppressed(_: pd.Series) -> tuple[str, ...]:
    withheld = "the number of places is withheld"
    return f"programmes recorded; {withheld}", withheld


def _no_estimate(row: pd.Series) -> tuple[str, ...]:
    if not row["programmes"]:
        return (
            "no programme is counted, and there is no estimate of need",
            "no programme counted, no estimate of need",
        )
    number = plural(row["programmes"], "programme")
    places = f" with {words.places(row)} places a year" if known(row["places"]) else ""
    return f"{number}{places}; no estimate of need", f"{number}; no estimate of need"


_OTHERS: Final = {
    "unmeasured": _unmeasured,
    "not_stated": _not_stated,
    "none_matching": _none_matching,
    "none_recorded": _none,
    "suppressed": _suppressed,
    "no_estimate": _no_estimate,
}
