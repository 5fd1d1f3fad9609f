"""One row of the data about programmes, as the rules read it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Observation:
    """One row of ``data/programmes.csv``: a programme in one period. Blank is None, never zero.

    ``accredited`` is None where no source says. ``age`` (years from the end of the number's period
    to the data's as-of date), ``standing``, ``end_is_stated`` and ``terms_passed`` (the money that
    a source states ended by then) are filled in by ``core.evidence.standing``.
    """

    observation_id: str
    programme_id: str
    service_id: str
    part_of: str
    programme: str
    row_kind: str
    programme_type: str
    routes: tuple[str, ...]
    accepts: tuple[str, ...]
    does_not_accept: tuple[str, ...]
    accredited: bool | None
    start_year: int | None
    end_year: int | None
    capacity_places: float | None
    capacity_kind: str
    starts: float | None
    starts_kind: str
    referrals: float | None
    referrals_kind: str
    count_months: float | None
    annual_funding: float | None  # GBP
    funding_usable: bool
    source_id: str
    blocks: tuple[str, ...]  # GSS codes of the building blocks it serves
    more_source_ids: tuple[str, ...] = ()
    ended_year: int | None = None  # a source says that the service has ended
    completions: float | None = None
    completions_kind: str = ""
    status: str = ""  # of PROGRAMME_STATUSES, at ``as_of``; blank: its source does not say
    funded_until: str = ""  # YYYY, YYYY-MM or YYYY-MM-DD; blank: not stated
    as_of: str = ""  # the same; when the source speaks of it
    date_basis: str = "undated"  # of DATE_BASES: how ``as_of`` is known
    number_year: int | None = None  # in which the period ended that the row's number is of
    number_year_basis: str = ""  # “stated” or “inferred”
    rolled_over: bool = False  # the counts include cases carried over from earlier years
    withheld_below: int = 0  # numbers of it below this were taken out (``core.disclosure``)
    age: float | None = None
    standing: str = "unknown"
    end_is_stated: bool = False
    terms_passed: bool = False

    @property
    def year_of_number(self) -> int | None:
        """The year its number is of: as stated, else the last of the row's period."""
        return self.number_year if self.number_year is not None else self.end_year
