"""The requests that the directory keeps: drafted with the letters, moved on as answers come."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Final

from gapmap.core.evidence.merging import states
from gapmap.core.evidence.merging.states import RequestState
from gapmap.dataset import Dataset
from gapmap.errors import BadChoiceError, UnknownNameError
from gapmap.fields import shown
from gapmap.fields.csv_text import rows_csv
from gapmap.present.asking.form import Form
from gapmap.tasks.asking.directory.merging import drafted
from gapmap.vocabulary import LEVELS

if TYPE_CHECKING:
    from gapmap.io.directory.store import Directory

COLUMNS: Final = (
    "request_id", "body_id", "body", "made", "sent", "due", "state", "answered", "ground",
    "facts_given", "facts_not_held", "source_id",
)  # fmt: skip


def draft(directory: "Directory", made: Iterable[Form], who: str) -> int:
    """Keep requests that were written as drafted; return how many were not kept before."""
    from gapmap.io.directory.changes import edit
    from gapmap.io.directory.models import REQUEST

    there = directory.of(REQUEST)
    found = []
    for one in made:
        holdings = [h for h in one.body.holdings if h.code]
        widest = max(holdings, key=lambda h: (len(h.blocks), h.code), default=None)
        document = drafted(
            one.body.body_id, one.body.body, widest.level if widest else "",
            widest.code if widest else "", one.today.isoformat(), one.due.isoformat(),
        )  # fmt: skip
        document["by_law"] = "yes" if one.body.foi else "no"
        if document["request_id"] not in there:
            found.append(edit(REQUEST, document["request_id"], None, document))
    if found:
        directory.save([e for e in found if e], who, "requests", f"{len(found)} requests drafted")
    return len(found)


def move(
    directory: "Directory", bodies: Sequence[str], to: str, on: date, ground: str, who: str
) -> None:
    """Say what has become of the latest request to each of these bodies, as one revision.

    Raises UnknownNameError where there is none, BadChoiceError for a state that may not follow.
    """
    from gapmap.io.directory.changes import edit
    from gapmap.io.directory.models import REQUEST

    now, made = latest(directory), []
    for body in bodies:
        if body not in now:
            raise UnknownNameError(
                f"No request to {shown(body)} is kept; “ask” keeps those it writes."
            )
        before = now[body]
        made.append(edit(REQUEST, before["request_id"], before, _moved(before, to, on, ground)))
    edits = [one for one in made if one is not None]
    if edits:
        of = now[bodies[0]]["body"] if len(bodies) == 1 else f"{len(edits)} requests"
        directory.save(edits, who, "requests", f"{of}: {states.WORDS[states.read(to)]}")


def latest(directory: "Directory") -> dict[str, dict[str, str]]:
    """The latest request to each body, by the body's id."""
    from gapmap.io.directory.models import REQUEST

    its = sorted(directory.of(REQUEST).values(), key=lambda d: d["made"])
    return {one["body_id"]: one for one in its}


def _moved(before: Mapping[str, str], to: str, on: date, ground: str) -> dict[str, str]:
    try:
        state = states.moved(states.read(before["state"]), states.read(to), ground)
    except BadChoiceError as error:
        raise BadChoiceError(f"{before['body']}: {error}") from None
    after = {**before, "state": state.value}
    if state is RequestState.SENT:
        after["sent"] = on.isoformat()
    elif state in states.OUTCOMES:
        after["answered"] = on.isoformat()
    if ground.strip():
        after["ground"] = ground.strip()[:500]
    return after


def rows(directory: "Directory", day: date) -> list[dict[str, str]]:
    """Every request as it stands on a day, the overdue ones said to be so."""
    from gapmap.io.directory.models import REQUEST

    found = []
    for one in directory.of(REQUEST).values():
        sent = date.fromisoformat(one["sent"]) if one["sent"] else None
        state = states.on(states.read(one["state"]), sent, one["by_law"] == "yes", day)
        found.append({**one, "state": state.value})
    return found


def disputes(directory: "Directory", dataset: Dataset, code: str) -> list[dict[str, str]]:
    """Requests in dispute of bodies whose area shares a building block with an area."""
    from gapmap.io.directory.models import REQUEST

    its = [d for d in directory.of(REQUEST).values() if d["state"] == "disputed"]
    wide = dataset.lookup
    here = {str(b) for level in LEVELS for b in wide.index[wide[level] == code]}
    return [
        one
        for one in its
        if one["level"] and here & {str(b) for b in wide.index[wide[one["level"]] == one["code"]]}
    ]


def as_csv(directory: "Directory", day: date) -> str:
    """The same as CSV."""
    return rows_csv(rows(directory, day), COLUMNS)
