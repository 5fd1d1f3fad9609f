"""What a view leaves out or counts with care, in sentences: filters, old years, what to loosen."""

from collections.abc import Mapping
from typing import Final

from gapmap.core.evidence.matching import Match
from gapmap.core.gap import GapTable
from gapmap.present.words.beside import funded_note, lower_risk_note
from gapmap.present.words.labels import listed, plural

HIDDEN: Final[Mapping[str, str]] = {
    "years_not_stated": "was last seen before these years, or has no date|"
    "were last seen before these years, or have no date",
    "years": "ended before these years, by its source|ended before these years, by their sources",
    "routes_not_stated": "does not say whether they can refer|do not say whether they can refer",
    "accepts_not_stated": "does not say whether it accepts the chosen groups|"
    "do not say whether they accept the chosen groups",
    "accredited_not_stated": "is not stated to be Respect-accredited|"
    "are not stated to be Respect-accredited",
    "standing": "has ended, by its source|have ended, by their sources",
    "standing_not_stated": "had money that has ended, and nothing later is seen|"
    "had money that has ended, and nothing later is seen",
}
"""What is said of programmes hidden for one reason alone, by reason: one, or several."""


def reasons(table: GapTable) -> dict[str, int]:
    """Number of programmes hidden for one reason alone in the areas shown, by reason."""
    found = table.hidden_for.items()
    return {
        f"{name}{'_not_stated' if match is Match.NOT_STATED else ''}": n
        for (name, match), n in found
    }


def hidden(table: GapTable) -> list[str]:
    """What the filters hide although everything else matches, one sentence a reason.

    Each speaks of the areas shown only. Silence is no “no”: such programmes may match.
    """
    counts, sentences = reasons(table), []
    for reason, text in HIDDEN.items():
        number = counts.get(reason, 0)
        if number:
            one, many = text.split("|")
            sentences.append(f"{plural(number, 'programme')} {one if number == 1 else many}.")
    return sentences


def counted_with_care(table: GapTable) -> list[str]:
    """What is counted although something about it should be known, one sentence a reason.

    First comes what every view has to say of its data: a user's own file is in it.
    """
    sentences = list(table.notes)
    note = lower_risk_note(table)
    if note:
        sentences.append(note)
    types = table.selection.types
    if not types and not table.selection.all_types:
        sentences.append(
            "Programmes for children alone, or for stalking alone, are not among these places."
        )
    sentences += beside_none_recorded(table)
    ended = [s for s in table.services_here if s.chosen.ended_year]
    if ended:
        names = listed([f"{s.chosen.programme} ({s.chosen.ended_year})" for s in ended])
        sentences.append(f"Seen in these years, but ended since, by its source: {names}.")
    return sentences


def beside_none_recorded(table: GapTable) -> list[str]:
    """What is published of areas without a record, wherever “none recorded” stands; or nothing."""
    note = funded_note(table)
    return [f"Beside “none recorded”: {note}"] if note else []


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


COUNT_IN: Final = "count programmes whose match is not stated"
LOOSEN: Final[Mapping[str, str]] = {
    "routes_not_stated": COUNT_IN,
    "accepts_not_stated": COUNT_IN,
    "accredited_not_stated": COUNT_IN,
    "years_not_stated": "widen the years, or count programmes whose match is not stated",
    "standing_not_stated": "show services whether or not they have ended",
    "standing": "show services whether or not they have ended",
    "routes": "choose more referral routes",
    "types": "choose more programme types",
    "accepts": "choose fewer groups",
    "accredited": "include programmes not stated to be accredited",
    "years": "widen the years",
}


def what_to_loosen(table: GapTable) -> str:
    """When nothing matches: which single choice, loosened, would show how many programmes."""
    if table.totals.programmes:
        return ""
    offers: dict[str, int] = {}
    for reason, number in reasons(table).items():
        offers[LOOSEN[reason]] = offers.get(LOOSEN[reason], 0) + number
    ordered = sorted(offers.items(), key=lambda item: (-item[1], item[0]))
    texts = [f"{offer} ({plural(number, 'programme')})" for offer, number in ordered]
    if not texts:
        return "To see programmes, loosen more than one choice: no single one is enough."
    return f"To see programmes: {listed(texts[:3], 'or')}."
