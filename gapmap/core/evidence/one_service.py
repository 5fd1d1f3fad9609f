"""One service under a Selection: how it counts, or where and for which filters it is hidden.

Rules 1, 3 and 4 of ``core.supply``, which puts the services together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from gapmap.core.evidence.capacity import MONTHS_A_YEAR, Capacity, Observation
from gapmap.core.evidence.matching import STANDING, Match, Verdict, for_others
from gapmap.selection import Selection
from gapmap.vocabulary import GRADES

WORST: Final = len(GRADES)
NOWHERE: Final[frozenset[str]] = frozenset()


class Row(NamedTuple):
    """A record of a service: what is said of it, its building blocks and its places a year."""

    obs: Observation
    said: Verdict
    blocks: frozenset[str]
    places: Capacity


class Terms(NamedTuple):
    """What a Selection asks of a service beside the verdicts on its records.

    ``enough`` is the least match that counts, ``others`` are types for other people than those
    asked about; ``bases``, ``unit_cost`` and ``grade`` say which places are trusted, ``until`` the
    last of the years chosen.
    """

    enough: Match
    others: frozenset[str]
    bases: tuple[str, ...]
    unit_cost: float
    grade: str
    until: int | None


def terms_of(selection: Selection) -> Terms:
    """The terms of a Selection."""
    return Terms(
        Match.NOT_STATED if selection.include_unstated else Match.YES,
        for_others(selection),
        selection.trusted_bases,
        selection.unit_cost,
        selection.grade,
        selection.until,
    )


@dataclass(frozen=True, slots=True)
class Service:
    """A service as counted under a Selection."""

    service_id: str
    chosen: Observation
    capacity: Capacity
    blocks: tuple[str, ...]  # where its places are, or where it is recorded when none are known
    blocks_unmeasured: tuple[str, ...]  # recorded there too, without known places
    rows: tuple[Observation, ...]  # all its observations under the Selection, latest first

    def observation_in(self, block: str) -> Observation:
        """The observation that speaks for a building block: the chosen one, else the latest."""
        return next((o for o in (self.chosen, *self.rows) if block in o.blocks), self.chosen)


@dataclass(frozen=True, slots=True)
class Hidden:
    """A service that the Selection hides somewhere: where, and for which filters.

    ``undecided`` are building blocks where its sources do not say whether it matches, ``silent``
    those of them where it was seen in the years chosen, ``refused`` those where they say that it
    does not, ``there`` of these those where it is said of the years
    chosen, of a service that has not ended, and of one for the people asked about; ``chosen`` is
    the row that speaks for it, ``match`` the best that can be said of it anywhere.
    """

    service_id: str
    chosen: Observation
    undecided: frozenset[str]
    silent: frozenset[str]
    refused: frozenset[str]
    there: frozenset[str]
    reasons: tuple[tuple[str, Match], ...]

    @property
    def match(self) -> Match:
        """NOT_STATED where it may match in some area, else NO."""
        return Match.NOT_STATED if self.undecided else Match.NO

    @property
    def blocks(self) -> frozenset[str]:
        """Everywhere that it is recorded without counting."""
        return self.undecided | self.refused


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of a service: as it counts, as it is hidden, as it would count had it not ended.

    Each None where it does not; one that counts in some areas may be hidden in others.
    """

    counts: Service | None
    hidden: Hidden | None
    ended: Service | None


def answer(
    service_id: str, rows: Sequence[Row], terms: Terms, once: dict[frozenset[str], frozenset[str]]
) -> Answer:
    """What becomes of a service of these records.

    ``once`` holds the areas of services, so that equal ones are held once.
    """
    kept = [row for row in rows if row.said.match >= terms.enough]
    counts = _as_it_counts(service_id, kept, terms) if kept else None
    if len(kept) == len(rows):
        return Answer(counts, None, None)
    counted = NOWHERE.union(*(row.blocks for row in kept))
    gone = [row for row in rows if [name for name, _ in row.said.reasons] == [STANDING]]
    ended = _as_it_counts(service_id, gone, terms) if gone and not kept else None
    return Answer(counts, _hidden(service_id, rows, counted, terms.others, once), ended)


def _hidden(
    service_id: str,
    rows: Sequence[Row],
    counted: frozenset[str],
    others: frozenset[str],
    once: dict[frozenset[str], frozenset[str]],
) -> Hidden | None:
    """Where a service is recorded without counting, or None where it counts wherever it is.

    Rows in the years chosen speak for an area before its other rows do. ``others`` are types for
    other people than those asked about.
    """
    if len(rows) == 1:  # as of most services; what follows comes to the same, at more length
        return _hidden_alone(service_id, rows[0], others)
    undecided, seen, spoken_for = NOWHERE, NOWHERE, counted
    best: Row | None = None
    for in_window in (True, False):
        here = [row for row in rows if row.said.in_window is in_window]
        if not here:
            continue
        silent = NOWHERE.union(*[row.blocks for row in here if row.said.match is Match.NOT_STATED])
        undecided |= silent - spoken_for
        seen = undecided if in_window else seen
        spoken_for = spoken_for.union(*[row.blocks for row in here])
        left = [row for row in here if not row.blocks <= counted]
        if best is None and left:
            best = max(left, key=_speaks)
    if best is None or best.said.match is Match.YES:  # counts, but not wherever another row names
        return None
    no = spoken_for - counted - undecided
    now = [row.blocks for row in rows if _there(row, others)]
    there = no & NOWHERE.union(*now)
    may, silent, refused, today = (
        once.setdefault(areas, areas) for areas in (undecided, seen, no, there)
    )
    return Hidden(service_id, best.obs, may, silent, refused, today, best.said.reasons)


def _hidden_alone(service_id: str, row: Row, others: frozenset[str]) -> Hidden | None:
    """Where a service of one row, which does not count, is recorded."""
    if not row.blocks:
        return None
    may = row.said.match is Match.NOT_STATED
    undecided, refused = (row.blocks, NOWHERE) if may else (NOWHERE, row.blocks)
    silent = undecided if row.said.in_window else NOWHERE
    there = refused if _there(row, others) else NOWHERE
    return Hidden(service_id, row.obs, undecided, silent, refused, there, row.said.reasons)


def _there(row: Row, others: frozenset[str]) -> bool:
    """Said of the years chosen, of one that has not ended and is for the people asked about."""
    return row.said.there and row.obs.programme_type not in others


def _speaks(row: Row) -> tuple[Match, int, int]:
    """The more it matches, and the later it is, the sooner a row speaks for its service."""
    return (row.said.match, *_years(row.obs))


def _years(obs: Observation) -> tuple[int, int]:
    return (obs.end_year or 0, obs.start_year or 0)


def _as_it_counts(service_id: str, kept: Sequence[Row], terms: Terms) -> Service:
    rows, found = [row.obs for row in kept], [(row.obs, row.places) for row in kept]
    usable = [pair for pair in found if pair[1].places is not None or pair[1].basis == "withheld"]
    ranked = usable or found
    chosen, its_capacity = max(ranked, key=lambda pair: rank(pair, terms.bases, terms.until))
    everywhere = {block for obs in rows for block in obs.blocks}
    blocks = set(chosen.blocks) if usable else everywhere
    where = tuple(sorted(blocks))
    return Service(
        service_id,
        chosen,
        its_capacity,
        chosen.blocks if where == chosen.blocks else where,  # mostly held already
        tuple(sorted(everywhere - blocks)) if usable else (),
        tuple(sorted(rows, key=_years, reverse=True)),
    )


def rank(
    pair: tuple[Observation, Capacity], bases: Sequence[str], until: int | None = None
) -> tuple[float, ...]:
    """How well a row speaks for its service; the greatest of its rows does.

    The best grade first, then one that does not reach beyond ``until``, then the latest, then the
    more trusted basis, then the period nearest to a year.
    """
    obs, its = pair
    grade = -list(GRADES).index(its.grade) if its.grade else -WORST
    if its.basis == "withheld":  # nothing may stand in for it
        grade = 1
    trust = -bases.index(its.basis) if its.basis in bases else -len(bases)
    length = -abs((obs.count_months or 0) - MONTHS_A_YEAR)
    year = obs.year_of_number if its.grade else obs.end_year
    within = until is None or (obs.end_year or 0) <= until
    return (grade, within, year or 0, *_years(obs), trust, length)
