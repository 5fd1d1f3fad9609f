"""How a user's own programmes are marked: their source, and what every view says of them."""

from collections.abc import Sequence
from typing import Final

from gapmap.core.evidence.capacity import Observation
from gapmap.core.need.demand import DemandModel
from gapmap.io.headings import normal
from gapmap.io.own.records import SOURCE

SMALL: Final = "Small numbers: "  # how a note of what is withheld begins
NAMED: Final = 3  # programmes named in a sentence


def source(name: str, sha256: str, rows: int) -> dict[str, str]:
    """The row of sources.csv for a user's own file; ``sha256`` is blank where it may not be told.

    With all else of the file known, a mark of its bytes would tell a number that is withheld.
    """
    return {
        "source_id": SOURCE,
        "title": f"Your own file {name}",
        "title_basis": "ours",
        "publisher": "not published",
        "location": f"{name}, sha256 {sha256[:12]}" if sha256 else name,
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


def counts(name: str, sha256: str = "") -> str:
    """What a user's own table of estimates counts; without the mark of its bytes under a limit."""
    mark = f" (sha256 {sha256[:12]})" if sha256 else ""
    return f"Estimates from your own file {name[:80]}{mark}."


def withheld(mine: Sequence[Observation], limit: int) -> tuple[str, ...]:
    """What every view has to say of own programmes whose numbers may not be told."""
    found = {o.service_id for o in mine if o.withheld_below}
    if not found:
        return ()
    return (
        f"{SMALL}{len(found):,} of the programmes of your own file "
        f"{'states' if len(found) == 1 else 'state'} numbers below {limit}. These are withheld and "
        "are in no figure, share or total.",
    )


def estimates_withheld(model: DemandModel, limit: int) -> tuple[str, ...]:
    """What every view has to say of own estimates that may not be told."""
    if not model.withheld:
        return ()
    return (
        f"{SMALL}estimates of your own table below {limit} are withheld with everything "
        "worked out from them, and are in no total.",
    )


def alike(mine: Sequence[Observation], others: Sequence[Observation]) -> list[str]:
    """Names of own programmes that the shipped data have too, in a council that both serve."""
    shipped: dict[str, set[str]] = {}
    for obs in others:
        shipped.setdefault(normal(obs.programme), set()).update(obs.blocks)
    return sorted(
        {o.programme for o in mine if shipped.get(normal(o.programme), set()) & set(o.blocks)}
    )
