"""A return merged into the directory: proposals, decisions, the request's outcome, one revision."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from gapmap.core.evidence.asking.columns import VERSION
from gapmap.core.evidence.merging.answered import outcome
from gapmap.core.evidence.merging.merge import Decision, Value, merge
from gapmap.core.evidence.merging.proposals import Blocks, Come, Held, Proposal, proposals
from gapmap.core.evidence.merging.usable import usable
from gapmap.dataset import DATA, Dataset
from gapmap.errors import BadChoiceError, UnreadableFileError
from gapmap.io.own.where.found import Reading
from gapmap.io.returns.read import Known, Return
from gapmap.tasks.asking.recorded import holders
from gapmap.tasks.own_programmes import Reader

if TYPE_CHECKING:
    from gapmap.io.directory.changes import Edit
    from gapmap.io.directory.store import Directory, Published

LICENCE: Final = "Copyright of the publisher; single facts used"


@dataclass(frozen=True)
class Proposed:
    """A return beside what is held: everything that it proposes, and from where it comes."""

    come: Come
    found: tuple[Proposal, ...]
    one: Return
    level: str
    code: str


def source_id(sha256: str) -> str:
    """The id of a return among the sources."""
    return f"RETURN-{sha256[:12]}"


def is_merged(one: Return, published: "Published") -> bool:
    """Whether this very file has been merged."""
    from gapmap.io.directory.models import SOURCE

    return source_id(one.sha256) in published.of(SOURCE)


def held(published: "Published") -> Held:
    """The records that are published, as merging takes them."""
    from gapmap.io.directory import seed
    from gapmap.io.directory.models import PROGRAMME

    return Held.of({k: seed.cells(d) for k, d in published.of(PROGRAMME).items()})


def proposed(
    one: Return, published: "Published", dataset: Dataset, known: Known, blocks: Blocks,
    answered: date,
    body: str = "",
) -> Proposed:  # fmt: skip
    """What a return proposes; ``answered`` is the day of the answer.

    ``body`` is whose it is said to be, blank where nobody says so.

    Raises UnreadableFileError where the body or the version of the form is not known, where it is
    another's, or where this very file has been merged already.
    """
    whose = one.marks.get("body_id", body)
    form = one.marks.get("form", VERSION)
    if whose not in known.bodies or form != VERSION:
        raise UnreadableFileError(
            f"{one.name} cannot be merged: its body or the version of its form is not known; "
            "its faults say what to do."
        )
    if body and whose != body:
        raise UnreadableFileError(
            f"{one.name} cannot be merged: it is the return of {known.bodies[whose]}, not of "
            f"{known.bodies.get(body, body)}."
        )
    source = source_id(one.sha256)
    if is_merged(one, published):
        raise UnreadableFileError(
            f"{one.name} has been merged already; undo that first to merge it otherwise."
        )
    level, code, area = _area(dataset, whose)
    come = Come(
        whose, known.bodies[whose], one.name, one.sha256, one.sheet, answered.isoformat(), source,
        area,
    )  # fmt: skip
    faulty = frozenset(fault.cell for fault in one.faults if fault.cell)
    rows = usable(one.answers, faulty)
    found = proposals(rows, held(published), come, blocks)
    return Proposed(come, found, one, level, code)


def blocks_of(reader: Reader) -> Blocks:
    """What reads the areas that a return names, by the reader of own lists."""
    index = reader.index

    def blocks(text: str) -> frozenset[str]:
        parts = [part.strip() for part in text.replace("\n", ";").split(";") if part.strip()]
        read = [reading for part in parts for reading in index.read(part)]
        if not all(isinstance(reading, Reading) for reading in read):
            return frozenset()
        return frozenset(b for r in read if isinstance(r, Reading) for b in r.blocks)

    return blocks


def _area(dataset: Dataset, body: str) -> tuple[str, str, frozenset[str]]:
    """The area of a body, widest first where it has several, and all its building blocks."""
    its = [h for h in holders(dataset) if h.body_id == body and h.code]
    if not its:
        return "", "", frozenset()
    widest = max(its, key=lambda h: (len(h.blocks), h.code))
    return widest.level, widest.code, frozenset().union(*(h.blocks for h in its))


def edits(
    proposal: Proposed, decisions: Mapping[str, Decision], published: "Published", today: date
) -> tuple[list["Edit"], Sequence[Value]]:
    """What merging does to the directory, and the values that it remembers.

    Raises BadChoiceError or UnknownNameError for decisions that cannot be, DataError for a value
    that no table may hold.
    """
    from gapmap.io.directory import kept, seed
    from gapmap.io.directory.changes import edit
    from gapmap.io.directory.models import PROGRAMME, REQUEST, SOURCE

    come = proposal.come
    done = merge(proposal.found, decisions, held(published), come, today.isoformat())
    before = published.of(PROGRAMME)
    new = {
        (PROGRAMME, name): seed.document(record, before.get(name), come.source_id)
        for name, record in done.records.items()
    }
    new[SOURCE, come.source_id] = _source(proposal)
    request = _request(proposal, published)
    new[REQUEST, request["request_id"]] = request
    kept.check(DATA, new)
    made = [edit(k, n, published.of(k).get(n), document) for (k, n), document in new.items()]
    return [one for one in made if one is not None], done.values


def _source(proposal: Proposed) -> dict[str, str]:
    come = proposal.come
    return {
        "source_id": come.source_id,
        "title": f"Return of {come.body}",
        "title_basis": "ours",
        "publisher": come.body,
        "location": f"{come.file}, sheet {come.sheet}, sha256 {come.sha256[:12]}",
        "date": come.answered,
        "accessed": come.answered[:7],
        "licence": LICENCE,
        "kind": "document",
        "note": "An answer to a request, merged by this directory; not published by the body.",
    }


def _request(proposal: Proposed, published: "Published") -> dict[str, str]:
    """The request that this answers, with its outcome; one of its own where none is kept."""
    from gapmap.io.directory.models import REQUEST

    come, marks = proposal.come, proposal.one.marks
    asked = marks.get("made", "")
    its = [d for d in published.of(REQUEST).values() if d["body_id"] == come.body_id]
    mine = [d for d in its if not asked or d["made"] == asked]
    before = mine[-1] if mine else drafted(
        come.body_id, come.body, proposal.level, proposal.code, asked or come.answered,
        marks.get("due", ""),
    )  # fmt: skip
    came = outcome(proposal.one.answers)
    return {
        **before, "state": came.state.value, "answered": come.answered,
        "facts_given": ";".join(came.given), "facts_not_held": ";".join(came.not_held),
        "source_id": come.source_id,
    }  # fmt: skip


def drafted(body_id: str, body: str, level: str, code: str, made: str, due: str) -> dict[str, str]:
    """A request as it is kept before it is sent."""
    from gapmap.vocabulary import FACTS

    return {
        "request_id": f"{body_id}@{made}", "body_id": body_id, "body": body, "level": level,
        "code": code, "made": made, "due": due, "sent": "", "answered": "", "state": "drafted",
        "ground": "", "by_law": "", "facts_asked": ";".join(FACTS), "facts_given": "",
        "facts_not_held": "", "note": "", "source_id": "",
    }  # fmt: skip


def undecided(found: Iterable[Proposal], decisions: Mapping[str, Decision]) -> list[Proposal]:
    """Proposals that nobody has decided."""
    return [p for p in found if not decisions.get(p.key, Decision("")).action]


def save(
    directory: "Directory", proposal: Proposed, decisions: Mapping[str, Decision], today: date,
    who: str, why: str, *, draft: bool = False,
) -> int:  # fmt: skip
    """Merge a return as decided; return the revision's number. ``draft``: not yet for readers.

    Raises BadChoiceError where nothing is decided, and what ``edits`` and the directory raise.
    """
    if not any(decision.action for decision in decisions.values()):
        raise BadChoiceError(f"Nothing of {proposal.one.name} is decided, so nothing is merged.")
    made, values = edits(proposal, decisions, directory.published(), today)
    keep = directory.draft if draft else directory.save
    return keep(made, who, "merge", why or f"return of {proposal.come.body}", values)
