"""A user's own programmes without the numbers that a limit keeps back (``core.disclosure``)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gapmap.core.disclosure import guarded_observation, guarded_record
from gapmap.core.evidence.capacity import Observation
from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.io.files.packed import Texts
from gapmap.io.own import marks
from gapmap.io.own.records import PREFIX, Maker

Records = Mapping[str, ProgrammeRow]


@dataclass(frozen=True)
class Guarded:
    """All observations, and the user's own rows by id and as observations, small numbers out."""

    observations: tuple[Observation, ...]
    records: Records
    mine: tuple[Observation, ...]

    @property
    def content(self) -> str:
        """A mark (sha256, hex) of everything of the user's file that may be told."""
        digest = hashlib.sha256(repr(len(self.observations)).encode())
        for obs in self.mine:
            digest.update(repr(obs).encode("utf-8", "replace"))
        for name in sorted(self.records):
            digest.update(repr((name, dict(self.records[name]))).encode("utf-8", "replace"))
        return digest.hexdigest()


def guarded(observations: Sequence[Observation], programmes: Records, limit: int) -> Guarded:
    """Take the user's own small numbers out of ``observations`` and rows of programmes.csv."""
    rows = {name: row for name, row in programmes.items() if name.startswith(PREFIX)}
    told = tuple(
        guarded_observation(o, rows[o.observation_id], limit) if o.observation_id in rows else o
        for o in observations
    )
    mine = tuple(o for o in told if o.observation_id in rows)
    made = Maker(Texts())
    kept = {name: made.record(guarded_record(row, limit)) for name, row in rows.items()}
    return Guarded(told, kept, mine)


def notes(kept: Sequence[str], mine: Sequence[Observation], limit: int) -> tuple[str, ...]:
    """What every view has to say: the notes that last, and what is withheld under the limit."""
    lasting = (note for note in kept if not note.startswith(marks.SMALL))
    return (*lasting, *marks.withheld(mine, limit))
