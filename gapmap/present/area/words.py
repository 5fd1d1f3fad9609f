"""One area in words: its finding, its key figures, and where it stands among the others."""

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd

from gapmap.core.gap import GapTable
from gapmap.present.area import titles
from gapmap.present.words import alt_text as alt_texts
from gapmap.present.words import beside, scale
from gapmap.present.words import finding as words
from gapmap.present.words.fitted import NAME_LENGTH, short
from gapmap.present.words.labels import about, known, matching, percent, plural, rate, span, whole
from gapmap.vocabulary import LEVEL_PLURAL

BOUND_HOLDS_IF: Final = {
    "aim": "what was hoped for or planned is reached",
    "implied": "the budget pays for as many places",
    "referrals": "everybody who is referred finds a place",
}
"""When a number holds for which no people on programmes were counted, by what it rests on."""
NONE_OF_THIS: Final = "ended, old or for others"
"""What is recorded where it is not stated what there is for those asked about."""


def finding(table: GapTable, code: str) -> str:
    """What the Selection shows for one area, in a title of at most twelve words.

    ``finding_more`` says the rest.
    """
    row = table.row(code)
    return titles.title(table, row, short(row["name"], NAME_LENGTH))


def finding_more(table: GapTable, code: str) -> str:
    """The sentences below an area's title: its need, the measured areas, and what is not known."""
    row = table.row(code)
    sentences = []
    if known(row["perpetrators"]):
        sentences.append(
            f"For {_need(table, row)} ({span(row['perpetrators_low'], row['perpetrators_high'])})."
        )
    if row["lower_bound"] and table.selection.measure == "unmet":
        sentences.append(f"“Up to” is {scale.HIGH_END}.")
    if row["grade"]:
        part, places = words.largest_part(table, row), float(row["places"])
        shaded = table.selection.measure == "places_per_1000"
        number = "The number" if shaded else "The number of places"
        what = number if part == places else f"{whole(part)} of its {whole(places)} places"
        sentences.append(f"{what} {'is' if part == places else 'are'} of {words.evidence(row)}.")
        sentences.append(beside.terms_passed_here(table, row))
    if row["lower_bound"]:
        if row["programmes_unmeasured"]:
            unknown = plural(row["programmes_unmeasured"], "more programme")
            verb = "has" if row["programmes_unmeasured"] == 1 else "have"
            sentences.append(f"{unknown} {verb} no number here.")
        else:
            sentences.append(f"{plural(row['programmes_undecided'], 'more programme')} may match.")
        condition = BOUND_HOLDS_IF.get(str(row["basis"]))
        if condition:
            sentences.append(f"“At least” holds if {condition}.")
    sentences.append(_known_elsewhere(table, code))
    sentences.append(beside.lower_risk_here(table, row))
    if row["state"] == "not_stated" and not row["programmes_undecided"]:
        sentences.append("Whether others match is not stated.")
    if known(row["perpetrators"]) and table.totals.measured.areas:
        sentences.append(f"The areas with a number would reach {words.benchmark(table)}.")
    return " ".join(filter(None, sentences))


def _known_elsewhere(table: GapTable, code: str) -> str:
    """That programmes recorded here have a number of other areas; empty where none has."""
    number = sum(code in areas for areas in beside.known_elsewhere(table).values())
    verb = "has" if number == 1 else "have"
    has = f"{plural(number, 'programme')} recorded here {verb} a number for other areas only."
    return has if number else ""


def title(table: GapTable) -> str:
    """What a table finds: that of its one area, or of the whole level."""
    return words.finding(table) if table.area is None else finding(table.whole, table.area)


def title_more(table: GapTable) -> str:
    """The sentences below that title."""
    if table.area is None:
        return words.finding_more(table)
    return finding_more(table.whole, table.area)


def name(table: GapTable) -> str:
    """The name of the one area that a table is of, as its file gives it."""
    return str(table.columns["name"][0])


def only(table: GapTable) -> str:
    """What a table of one area leaves out, and what it is compared with; empty for a whole level.

    Its numbers beside others are of the whole level, which has to be said.
    """
    if table.area is None:
        return ""
    whole, shown = table.whole, short(name(table), NAME_LENGTH)
    level = LEVEL_PLURAL[table.selection.level]
    return (
        f"Of all {level}, only {shown} is in this file. Totals, classes and ranks are of all "
        f"{len(whole.records)} {level}. {standing(whole, table.area)}"
    )


def _need(table: GapTable, row: pd.Series) -> str:
    return f"an estimated {about(row['perpetrators'])} {table.model.noun}"


def key_figures(table: GapTable, code: str) -> list[tuple[str, str, str]]:
    """The area's key figures: label, value, and what the value means or hides."""
    row, totals = table.row(code), table.totals
    estimated = known(row["perpetrators"])
    figures = [
        (
            f"Estimated {table.model.noun}",
            about(row["perpetrators"]) if estimated else words.perpetrators(row),
            span(row["perpetrators_low"], row["perpetrators_high"])
            if estimated
            else "the sources speak of other areas",
        ),
        ("Places a year", words.places(row), _recorded(table, row)),
        ("Places per 1,000", _ratio(row), _ratio_note(row)),
    ]
    m = totals.measured
    if m.areas:
        level = LEVEL_PLURAL[table.selection.level]
        note = f"places per 1,000, {percent(m.share_of_need)} of the estimate"
        spread = f"; {words.range_of(m, '≥')}" if m.areas > 1 else ""
        value = f"{'at least ' if m.lower_bounds else ''}{rate(m.ratio)}"
        figures.append((f"The {m.areas} {level} with a number", value, f"{note}{spread}"))
    return figures


def _recorded(table: GapTable, row: pd.Series) -> str:
    """How many programmes the known places are on."""
    if not row["programmes"]:
        may = plural(row["programmes_undecided"], "programme")
        return {
            "not_stated": f"{may} may match" if row["programmes_undecided"] else NONE_OF_THIS,
            "none_matching": "by the record",
        }.get(str(row["state"]), "not the same as none existing")
    number = plural(row["programmes"], "programme")
    with_places = int(row["programmes"] - row["programmes_unmeasured"])
    if not with_places:
        return f"{matching(row['programmes'])}, places not known"
    return (
        f"on {with_places} of {number} counted here; {words.evidence_in(table, row)}".removesuffix(
            "; "
        )
    )


def _ratio(row: pd.Series) -> str:
    if row["lower_bound"]:
        return f"at least {rate(row['places_per_1000'])}"
    return words.ratio_or_reason(row)


def _ratio_note(row: pd.Series) -> str:
    if not known(row["places_per_1000"]):
        return "known places per 1,000 of the estimate"
    low, high = row["places_per_1000_low"], row["places_per_1000_high"]
    if row["lower_bound"] or not known(high):
        return f"{rate(low)} or more within the range of the estimate"
    return f"{rate(low)} to {rate(high)} within the range of the estimate"


def standing(table: GapTable, code: str) -> str:
    """Where the area stands among those with a number of their own, or why it has no rank."""
    order, row = scale.ranked(table), table.row(code)
    level = LEVEL_PLURAL[table.selection.level]
    name = short(row["name"], NAME_LENGTH)
    if not order:
        return f"No value is known for any of the {level} under this selection."
    codes = [row["code"] for row in order]
    if code not in codes:
        possible = len(codes) + sum(~table.rows["shade"].isin(["measured", "no_estimate"]))
        return (
            f"A value is known for {len(codes)} of {possible} {level}. {name} is not among "
            f"them ({scale.value(table, row)}), so it has no rank."
        )
    ranks = scale.ranks(table)
    if code in ranks:
        alike = sum(place == ranks[code] for place in ranks.values()) - 1
        shared = f", which it shares with {alike} more" if alike else ""
        return (
            f"{name} is number {ranks[code]} of the {len(ranks)} {level} that are ranked, "
            f"counted from the {scale.FIRST[table.selection.measure]}{shared}: "
            f"{_ranked_are(table)}{_not_counted(table, row)}."
        )
    if not ranks:
        return (
            f"There is no rank, as under {scale.SHARE_A_RANK} {level} can be ranked: "
            f"{_ranked_are(table)}."
        )
    why = _no_rank(table, row)
    return f"{name} has no rank among the {len(ranks)} {level} that are ranked: {why}."


def _no_rank(table: GapTable, row: pd.Series) -> str:
    """Why an area with a value has no rank, as the end of a sentence."""
    if table.selection.measure == "funding":
        return "not every programme counted there states a yearly sum"
    if _bound_by_silence(row):
        return "more programmes there may match"
    if row["shared"] and not row["lower_bound"]:
        return "its places are a share of a programme for several areas"
    return "not every programme counted there has a number"


def _ranked_are(table: GapTable) -> str:
    """Which areas are ranked, as the end of a sentence."""
    what = {"programmes": "a count of programmes", "grade": "a grade"}.get(table.selection.measure)
    money = table.selection.measure == "funding"
    own = "yearly sum" if money else "number of their own"
    every = f"a {own} for every programme counted there"
    silent = not (what or money) and any(map(_bound_by_silence, table.whole.records))
    return f"those with {what or every}{' and none more that may match' if silent else ''}"


def _bound_by_silence(row: Mapping[str, Any] | pd.Series) -> bool:
    """Whether only programmes that may match make a number a lower bound."""
    return bool(row["lower_bound"]) and not row["programmes_unmeasured"]


def _not_counted(table: GapTable, row: pd.Series) -> str:
    """That nobody was counted for an area's number, as the end of a sentence on places."""
    if table.selection.measure in ("programmes", "grade", "funding"):
        return ""
    kind = {"aim": "an aim or a plan", "implied": "implied by a budget"}.get(str(row["basis"]))
    if not kind:
        return ""
    part, places = words.largest_part(table, row), float(row["places"])
    whose = "Its own" if part == places else f"The largest part of its own, {whole(part)} places,"
    return f". {whose} is {kind}, not a count"


def alt_text(table: GapTable, code: str) -> str:
    """What a person who cannot see the map of one area needs."""
    row = table.row(code)
    level = LEVEL_PLURAL[table.selection.level]
    name = short(row["name"], NAME_LENGTH)
    counts = ", ".join(
        f"{scale.state_label(table, s).lower()} {n}" for s, n in scale.drawn(table).items()
    )
    more = f"{finding_more(table, code)} ".lstrip()
    told = "".join(f" {text}" for text in alt_texts.told(table))
    return (
        f"Map of {level} with {name} outlined. {finding(table, code)}. "
        f"{more}Drawn as: {scale.value(table, row)}. All {level}: {counts}.{told}"
    )
