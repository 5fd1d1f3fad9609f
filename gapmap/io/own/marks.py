"""How a user's own programmes are marked: their source, and what every view says of them."""

from collections.abc import Sequence
from typing import Final

from gapmap.core.capacity import Observation
from gapmap.io.headings import normal
from gapmap.io.own.records import SOURCE

NAMED: Final = 3  # programmes named in a sentence


def source(name: str, sha256: str, rows: int) -> dict[str, str]:
    """The row of sources.csv for a user's own file."""
    return {
        "source_id": SOURCE,
        "title": f"Your own file {name}",
        "title_basis": "ours",
        "publisher": "not published",
        "location": f"{name}, sha256 {sha256[:12]}",
        "date": "",
        "accessed": "",
        "licence": "your own",
        "kind": "document",
        "note": f"{rows} rows, not checked by gapmap.",
    }


def notes(
    name: str, mine: Sequence[Observation], others: Sequence[Observation], mode: str
) -> tuple[str, ...]:
    """What every view has to say: that the user's own file is in it, and what may count twice."""
    rows = f"{len(mine)} row{'' if len(mine) == 1 else 's'}"
    if mode == "replace":
        return (
            f"Own data: only your own file {name} ({rows}, not checked by gapmap) is shown, in "
            "place of the programmes that gapmap ships.",
        )
    said = f"Own data: your own file {name} ({rows}, not checked by gapmap) is included."
    twice = alike(mine, others)
    if not twice:
        return (said,)
    more = f" and {len(twice) - NAMED} more" if len(twice) > NAMED else ""
    one = len(twice) == 1
    return (
        said,
        f"{', '.join(twice[:NAMED])}{more} {'has' if one else 'have'} the name of a programme that "
        f"gapmap ships, in the same place: {'it' if one else 'each'} may be counted twice.",
    )


def alike(mine: Sequence[Observation], others: Sequence[Observation]) -> list[str]:
    """Names of own programmes that the shipped data have too, in a council that both serve."""
    shipped: dict[str, set[str]] = {}
    for obs in others:
        shipped.setdefault(normal(obs.programme), set()).update(obs.blocks)
    return sorted(
        {o.programme for o in mine if shipped.get(normal(o.programme), set()) & set(o.blocks)}
    )
