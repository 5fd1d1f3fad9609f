"""What a study says that a programme returned: quoted with its year and place, never promised.

Nothing is multiplied unless a reader asks for it, and then the assumption stands in the sentence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gapmap.present.words.labels import listed, plain, pounds

WHAT: Final[Mapping[str, str]] = {
    "hull_return_per_pound_criminality": "in less crime, without the costs of setting up",
    "hull_return_per_pound_nhs": "for the health service",
    "hull_return_per_pound_all_agencies": "for all public agencies",
    "hull_return_per_pound_total": "once human and emotional costs are counted",
}
"""The figures of ``data/commissioning.csv`` that are quoted, and what each counts."""
ASSUMPTION: Final = "Assume that every pound returns what the study in Hull counted"


@dataclass(frozen=True)
class Quoted:
    """Returns of one study (GBP for one GBP) by what they count; where, when, by which source."""

    returns: tuple[tuple[str, float], ...]
    place: str
    year: str
    source_id: str


def quoted(rows: Iterable[Mapping[Any, Any]]) -> Quoted:
    """The returns among the rows of ``data/commissioning.csv``. Raises KeyError without them."""
    named = {str(row["key"]): row for row in rows}
    found = tuple((words, float(named[key]["value"])) for key, words in WHAT.items())
    first = named[next(iter(WHAT))]
    return Quoted(found, str(first["geography"]), str(first["period"]), str(first["source_id"]))


def sentences(found: Quoted) -> list[str]:
    """What the study says, and what that is not."""
    told = listed([f"£{_money(value)} {what}" for what, value in found.returns])
    return [
        f"A study of one programme in {found.place} ({found.year}), as Respect’s commissioning "
        f"guidance of 2014 quotes it, counts for every £1: {told}.",
        "The study itself was not read. It is of one place and one programme; the figures count "
        "different things and are not a range, and another programme may return less, or nothing.",
    ]


def supposed(found: Quoted, cost: float) -> str:
    """What a plan of a cost (GBP) would return under ``ASSUMPTION``, which the sentence states."""
    told = listed([f"{pounds(value * cost)} {what}" for what, value in found.returns])
    return (
        f"Supposed, not known: if every pound of this plan returned what that study counted in "
        f"{found.place} in {found.year}, {pounds(cost)} would return {told}. Nothing shows that it "
        "would elsewhere."
    )


def _money(value: float) -> str:
    return plain(value) if value == int(value) else f"{value:.2f}"
