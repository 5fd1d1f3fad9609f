"""What a view leaves out or counts with care, in sentences: filters, old years, what to loosen."""

from collections.abc import Mapping
from typing import Final

from gapmap.core.gap import GapTable
from gapmap.core.supply import SILENT
from gapmap.present.words.labels import listed, plural

HIDDEN: Final[Mapping[str, str]] = {
    "undated": "has no date, so the years leave it out|have no date, so the years leave them out",
    "routes_not_stated": "does not state who can refer|do not state who can refer",
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


def counted_with_care(table: GapTable) -> list[str]:
    """What is counted although something about it should be known, one sentence a reason.

    First comes what every view has to say of its data: a user's own file is in it.
    """
    sentences = list(table.notes)
    silent = sum(s.capacity.why == SILENT for s in table.supply.services)
    if silent:
        subject = plural(silent, "programme")
        verb = (
            "does not say whether it accepts" if silent == 1 else "do not say whether they accept"
        )
        sentences.append(
            f"{subject} {verb} the chosen groups, which is neither yes nor no: recorded, places "
            "not known."
        )
    ended = [s for s in table.supply.services if s.chosen.ended_year]
    if ended:
        names = listed([f"{s.chosen.programme} ({s.chosen.ended_year})" for s in ended])
        sentences.append(f"Seen in these years, but ended since, by its source: {names}.")
    return sentences


EARLY: Final = 2020
"""Before this year few of the sources read report: the map's years begin with it."""


def old_years(table: GapTable) -> str:
    """A caveat when the years shown end before the sources become many; empty otherwise."""
    until = table.selection.until
    if until is None or until >= EARLY:
        return ""
    seen = {o.source_id for s in table.supply.services for o in s.rows}
    return (
        f"Old years are thinly documented: {plural(len(seen), 'source')} read "
        f"{'reports' if len(seen) == 1 else 'report'} on programmes seen up to {until}, so that "
        "“none recorded” is weaker evidence there."
    )


LOOSEN: Final[Mapping[str, str]] = {
    "routes_not_stated": "include programmes whose routes are not stated",
    "routes": "choose more referral routes",
    "types": "choose more programme types",
    "accepts": "choose fewer groups",
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
