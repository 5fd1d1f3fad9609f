"""A programme that is recorded for an area but does not count there: why, and its number."""

from collections.abc import Mapping, Sequence
from typing import Final

from gapmap.core.disclosure import silent
from gapmap.core.evidence.capacity import Observation, capacity
from gapmap.core.evidence.matching import YEARS, Match
from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.present.area.programmes import (
    OWN_FILE,
    ProgrammeEntry,
    dated,
    facts_of,
    links_of,
    without,
)
from gapmap.present.words.labels import listed, whole
from gapmap.vocabulary import BASES, TYPES

REASON_WORDS: Final[Mapping[tuple[str, Match], str]] = {
    ("types", Match.NO): "it is of another type",
    ("years", Match.NO): "it ended before these years, by its source",
    ("years", Match.NOT_STATED): "it was last seen before these years, or has no date",
    ("routes", Match.NO): "only others can refer, by its source",
    ("routes", Match.NOT_STATED): "its source does not say whether they can refer",
    ("accepts", Match.NO): "its source says that it does not accept them",
    ("accepts", Match.NOT_STATED): "its source does not say whether it accepts them",
    ("accredited", Match.NO): "its source says that it is not accredited",
    ("accredited", Match.NOT_STATED): "no source says whether it is accredited",
    ("standing", Match.NO): "it has ended, by its source",
    ("standing", Match.NOT_STATED): "its money has ended, and nothing later is seen",
}
"""Why a recorded programme does not count, or may not."""
THEN: Final[Mapping[str, str]] = {
    "routes": "only others could refer when it was seen, by its source",
    "accepts": "it did not accept them when it was seen, by its source",
    "accredited": "it was not accredited when it was seen, by its source",
}
"""The same of a period outside the years chosen: it says nothing of these years."""
ONLY_BEFORE: Final = (
    "Whether any such programme is here in these years: all that are recorded have ended, were "
    "seen in other years, or are for other people (adults, children or cases of stalking)."
)
"""What is not known of an area where nothing recorded is of the years and people asked about."""


def why_not(reasons: Sequence[tuple[str, Match]]) -> str:
    """Why a programme does not count, in words; what is of other years is told as past."""
    past = (YEARS, Match.NOT_STATED) in reasons
    return listed(
        [
            THEN[name] if past and match is Match.NO and name in THEN else REASON_WORDS[name, match]
            for name, match in reasons
        ]
    )


def reasons_by_name() -> dict[str, str]:
    """The same words by the names that the one-file map gives to reasons."""
    silent = Match.NOT_STATED
    return {
        f"{name}{'_not_stated' if match is silent else ''}": text
        for (name, match), text in REASON_WORDS.items()
    } | {f"{name}_then": text for name, text in THEN.items()}


def hidden_entry(
    obs: Observation,
    match: Match,
    reasons: Sequence[tuple[str, Match]],
    programmes: Mapping[str, ProgrammeRow],
    sources: Mapping[str, Mapping[str, str]],
    unit_cost: float,
    *,
    limit: int = 0,
) -> ProgrammeEntry:
    """A programme that is recorded for an area but does not count under the Selection.

    Under a ``limit`` of small numbers nothing is told that could give one away.
    """
    record = programmes[obs.observation_id]
    why = why_not(reasons)
    label = "may match" if match is Match.NOT_STATED else "does not match"
    facts = [("Why it is not counted", f"{label}: {why}")]
    kept = silent(limit, counted=False)
    if not kept:
        facts.append(("Its number", number_text(obs, unit_cost)))
    facts += without(facts_of(obs, record), kept)
    own = " · your own file" if record["checked"] == OWN_FILE else ""
    subtitle = f"{TYPES[obs.programme_type]} · {record['period']}{own}"
    return ProgrammeEntry(
        str(record["programme"]),
        f"{subtitle} · {label}",
        tuple(facts),
        links_of(record, sources),
        obs.observation_id,
    )


def number_text(obs: Observation, unit_cost: float) -> str:
    """The yearly number that a record supports on any basis, dated, or why there is none."""
    its = capacity(obs, tuple(BASES), unit_cost)
    if its.places is None:
        return f"not known: {its.why}"
    return f"{whole(its.places)} a year, {dated(obs, its)}"
