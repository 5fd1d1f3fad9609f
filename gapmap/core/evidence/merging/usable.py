"""What of a return can be merged: all that no fault is about."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from gapmap.core.evidence.asking.answer import Answer
from gapmap.core.evidence.asking.columns import NUMBERS
from gapmap.core.evidence.merging.cells import COUNTS


def usable(answers: Iterable[Answer], faulty: frozenset[str]) -> tuple[Answer, ...]:
    """The answers without values and rows at fault; ``faulty`` are the cells of the faults.

    A row goes whole where it cannot be told of which programme it is. A number needs its year,
    a count its months, places what they are: without, it is left out.
    """
    rows = tuple(answers)
    times = Counter(one.reference for one in rows if one.reference)
    kept = (_kept(one, faulty) for one in rows if times[one.reference] < 2)
    return tuple(one for one in kept if one is not None and one.told)


def _kept(answer: Answer, faulty: frozenset[str]) -> Answer | None:
    if answer.cells.get("reference") in faulty:
        return None
    if not answer.reference and not _named(answer, faulty):
        return None
    told = {k: v for k, v in answer.told.items() if answer.cells.get(k) not in faulty}
    if "period" not in told:
        gone = {*NUMBERS, "months"}
    else:
        gone = set() if "months" in told else set(COUNTS)
        gone |= set() if "basis" in told else {"places"}
    return replace(answer, told={k: v for k, v in told.items() if k not in gone})


def _named(answer: Answer, faulty: frozenset[str]) -> bool:
    return "programme" in answer.told and answer.cells.get("programme") not in faulty
