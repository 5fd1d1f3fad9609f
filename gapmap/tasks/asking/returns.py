"""Returns read against what was asked: for the command line, and for whoever merges them."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from gapmap.core.evidence.asking.asked import asked_of
from gapmap.core.evidence.asking.columns import BY_KEY
from gapmap.core.evidence.asking.missing import Missing
from gapmap.dataset import Dataset
from gapmap.errors import UnknownNameError
from gapmap.fields import shown
from gapmap.io.returns.read import Known, Return, read, several
from gapmap.present.words.labels import plural
from gapmap.tasks.asking.recorded import everyone

YEARS_AHEAD = 1
"""A return may speak of the year that has begun."""
_KNOWN = "what returns are held against"
"""Under which the register keeps it."""


def known(dataset: Dataset, missing: Missing) -> Known:
    """What returns are held against, from the register and the records of today."""
    made = dataset.register.made
    if _KNOWN not in made:
        made[_KNOWN] = _known(dataset, missing)
    found = made[_KNOWN]
    assert isinstance(found, Known)
    return found


def _known(dataset: Dataset, missing: Missing) -> Known:
    able = everyone(dataset)
    return Known(
        {body.body_id: body.body for body in able},
        {body.body_id: asked_of(body, missing.services, missing.at) for body in able},
        frozenset(missing.services),
        dataset.as_of.year + YEARS_AHEAD,
    )


def read_all(files: Iterable[tuple[str, bytes]], against: Known, body: str = "") -> list[Return]:
    """Read returns, each a name and its bytes. Raises UserInputError for what is no table."""
    if body and body not in against.bodies:
        raise UnknownNameError(
            f"{shown(body)} is no body of the register; data/holders.csv lists their ids."
        )
    return [read(data, name, against, body) for name, data in files]


def as_text(returns: Sequence[Return]) -> str:
    """What was read of each return, and every fault with its remedy."""
    lines = []
    for one in returns:
        whose = one.marks.get("body", "body not known")
        lines.append(f"{one.name}: {whose}; {plural(len(one.answers), 'row')}, {_faults(one)}.")
        lines += [f"  {fault}" for fault in one.faults]
    return "\n".join([*lines, *several(returns)]) + "\n"


def _faults(one: Return) -> str:
    return plural(len(one.faults), "fault") if one.faults else "no fault"


def as_json(returns: Sequence[Return]) -> str:
    """Every answer with its cell and every fault, for a machine."""
    told: dict[str, Any] = {
        "returns": [
            {
                "file": one.name,
                "sha256": one.sha256,
                "body_id": one.marks.get("body_id", ""),
                "marks": dict(one.marks),
                "sheet": one.sheet,
                "answers": [
                    {
                        "reference": answer.reference,
                        "line": answer.line,
                        "told": {
                            key: {
                                "value": value,
                                "cell": answer.cells[key],
                                "column": BY_KEY[key].heading,
                            }
                            for key, value in answer.told.items()
                        },
                    }
                    for answer in one.answers
                ],
                "faults": [asdict(fault) for fault in one.faults],
            }
            for one in returns
        ],
        "between": several(returns),
    }
    return json.dumps(told, indent=1, ensure_ascii=False) + "\n"
