"""One area in words: its finding, its key figures, and where it stands among the others."""

import pandas as pd

from gapmap.core.gap import GapTable
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.words.fitted import NAME_LENGTH, short
from gapmap.present.words.labels import about, known, plural, rate, rate_down, span, whole
from gapmap.vocabulary import LEVEL_PLURAL


def finding(table: GapTable, code: str) -> str:
    """What the Selection shows for one area, in a sentence with its numbers."""
    row = table.row(code)
    name = short(row["name"], NAME_LENGTH)
    return f"{name}: {_FINDINGS[str(row['state'])](table, row)}."


def _need(table: GapTable, row: pd.Series) -> str:
    return f"an estimated {about(row['perpetrators'])} {table.model.noun}"


def _measured(table: GapTable, row: pd.Series) -> str:
    value = row["places_per_1000"]
    reach = f"at least {rate_down(value)}" if row["lower_bound"] else rate(value)
    return (
        f"known places on programmes would reach {reach} in every 1,000 of {_need(table, row)}"
        f"{_whole(table, 'they')}"
    )


def _unmeasured(table: GapTable, row: pd.Series) -> str:
    one = row["programmes"] == 1
    return (
        f"{plural(row['programmes'], 'programme')} {'is' if one else 'are'} recorded for "
        f"{_need(table, row)}, but the number of places is not known"
    )


def _none(table: GapTable, row: pd.Series) -> str:
    return f"no programme is recorded for {_need(table, row)}{_whole(table, 'known places')}"


def _suppressed(table: GapTable, row: pd.Series) -> str:
    need = f" for {_need(table, row)}" if known(row["perpetrators"]) else ""
    return f"programmes are recorded{need}; the number of places is withheld"


def _no_estimate(_: GapTable, row: pd.Series) -> str:
    if not row["programmes"]:
        return "no programme is recorded under this selection, and there is no estimate of need"
    one = row["programmes"] == 1
    places = f" with {words.places(row)} places a year" if known(row["places"]) else ""
    return (
        f"{plural(row['programmes'], 'programme')}{places} {'is' if one else 'are'} recorded; "
        "there is no estimate of need to set that against"
    )


_FINDINGS = {
    "measured": _measured,
    "unmeasured": _unmeasured,
    "none_recorded": _none,
    "suppressed": _suppressed,
    "no_estimate": _no_estimate,
}


def _whole(table: GapTable, places: str) -> str:
    """What the places of all areas together would reach, for comparison."""
    totals = table.totals
    if not known(totals.places) or totals.places <= 0:
        return ""
    reach = rate(1000 * totals.share_met)
    in_every = "" if places == "they" else " in every 1,000"
    return f"; across {totals.covers}, {places} would reach {reach}{in_every}"


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
        (
            "Places a year",
            words.places(row),
            _recorded(row),
        ),
        ("Places per 1,000", _ratio(row), _ratio_note(row)),
    ]
    if known(totals.places) and totals.places > 0:
        note = f"places per 1,000, {whole(totals.places)} places known"
        figures.append((f"{totals.covers}", rate(1000 * totals.share_met), note))
    return figures


def _recorded(row: pd.Series) -> str:
    """How many programmes the known places are on."""
    if not row["programmes"]:
        return "not the same as none existing"
    recorded = f"{plural(row['programmes'], 'programme')} recorded"
    with_places = int(row["programmes"] - row["programmes_unmeasured"])
    return f"on {with_places} of {recorded}" if with_places else f"{recorded}, places not known"


def _ratio(row: pd.Series) -> str:
    if row["lower_bound"]:
        return f"at least {rate_down(row['places_per_1000'])}"
    return words.ratio_or_reason(row)


def _ratio_note(row: pd.Series) -> str:
    if not known(row["places_per_1000"]):
        return "known places per 1,000 of the estimate"
    low, high = row["places_per_1000_low"], row["places_per_1000_high"]
    if row["lower_bound"] or not known(high):
        return f"{rate_down(low)} or more within the range of the estimate"
    return f"{rate(low)} to {rate(high)} within the range of the estimate"


def standing(table: GapTable, code: str) -> str:
    """Where the area stands among those with a value, or why it has no rank."""
    order = scale.ranked(table)
    level = LEVEL_PLURAL[table.selection.level]
    name = short(table.row(code)["name"], NAME_LENGTH)
    if not order:
        return f"No value is known for any of the {level} under this selection."
    codes = [row["code"] for row in order]
    if code not in codes:
        possible = len(codes) + sum(~table.rows["shade"].isin(["measured", "no_estimate"]))
        return (
            f"A value is known for {len(codes)} of {possible} {level}. {name} is not among "
            f"them ({scale.value(table, table.row(code))}), so it has no rank."
        )
    return (
        f"{name} is number {codes.index(code) + 1} of the {len(codes)} {level} with a known value, "
        "counted from the worst."
    )


def alt_text(table: GapTable, code: str) -> str:
    """What a person who cannot see the map of one area needs."""
    row = table.row(code)
    level = LEVEL_PLURAL[table.selection.level]
    name = short(row["name"], NAME_LENGTH)
    counts = ", ".join(
        f"{scale.state_label(table, s).lower()} {n}" for s, n in scale.drawn(table).items()
    )
    return (
        f"Map of {level} with {name} outlined. {finding(table, code)} "
        f"Drawn as: {scale.value(table, row)}. All {level}: {counts}."
    )
