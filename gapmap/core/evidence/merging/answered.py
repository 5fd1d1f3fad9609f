"""What an answer as a whole was: which facts were given, which are not held, and its outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from gapmap.core.evidence.asking.answer import Answer
from gapmap.core.evidence.merging.states import RequestState
from gapmap.vocabulary import FACTS

COLUMNS: Final = {
    "places": "places",
    "referrals": "referrals",
    "completions": "completions",
    "routes": "referral_routes",
    "groups": "accepts",
    "accreditation": "accredited",
    "funding": "funding",
    "term": "funded_until",
}
"""The column of a return that answers each fact."""
SENT_FILLED: Final = ("routes", "groups")
"""Facts that a workbook is sent out with: they are answered where the row is called right."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a request: facts given, facts that the body does not hold or keeps back."""

    state: RequestState
    given: tuple[str, ...]
    not_held: tuple[str, ...]


def outcome(answers: Iterable[Answer]) -> Outcome:
    """The outcome of a return: answered when every fact was given of some programme."""
    rows = tuple(answers)
    given = tuple(fact for fact in FACTS if any(_given(row, fact) for row in rows))
    without = tuple(
        fact for fact in FACTS
        if fact not in given and any(f"{COLUMNS[fact]}_instead" in row.told for row in rows)
    )  # fmt: skip
    if len(given) == len(FACTS):
        return Outcome(RequestState.ANSWERED, given, without)
    if not given and without:
        return Outcome(RequestState.NOT_HELD, given, without)
    return Outcome(RequestState.PARTLY, given, without)


def _given(row: Answer, fact: str) -> bool:
    column = COLUMNS[fact]
    if column not in row.told:
        return row.told.get(f"{column}_instead") == "none"
    right = str(row.told.get("still", "")).startswith(("yes", "no,"))
    return right or fact not in SENT_FILLED or not row.reference
