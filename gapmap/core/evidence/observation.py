"""One row of the data about programmes, as the rules read it."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal, NamedTuple, NotRequired, TypedDict

from gapmap.vocabulary import OTHER_CASES

Count = Literal["referrals", "starts", "completions"]
COUNTS: Final[tuple[Count, ...]] = ("referrals", "starts", "completions")
"""The counts of people that a row states."""


class ProgrammeRow(TypedDict):
    """One row of ``data/programmes.csv``, or of a user's own list in its columns.

    ``data/datapackage.json`` says what each column means. A text that is not stated is "", a
    number None; lists are joined by semicolons. A blank ``routes_named`` says that all are named,
    as a user's own list does. Columns that need not be there are of such a list only: where a
    postcode lies (degrees), the columns whose numbers were taken out, and, where lines of the list
    were added up, the least yearly number above zero of a single line, by column.
    """

    observation_id: str
    programme_id: str
    service_id: str
    part_of: str
    programme: str
    provider: str
    row_kind: str
    programme_type: str
    delivery_mode: str
    referral_routes: str
    accepts: str
    does_not_accept: str
    accepts_as_stated: str
    respect_accredited: str
    respect_year: str
    areas_as_stated: str
    nation: str
    base_town: str
    base_postcode: str
    period: str
    start_year: float | None
    end_year: float | None
    dating: str
    status: str
    funded_until: str
    as_of: str
    date_basis: str
    capacity_places: float | None
    capacity_kind: str
    referrals: float | None
    referrals_status: str
    referrals_kind: str
    starts: float | None
    starts_status: str
    starts_kind: str
    completions: float | None
    completions_status: str
    completions_kind: str
    count_months: float | None
    number_year: float | None
    number_year_basis: str
    rolled_over: str
    takes_in: str
    count_basis: str
    annual_funding_gbp: float | None
    funding_is_whole_year: str
    award_gbp: float | None
    award_period: str
    funders: str
    ended_year: float | None
    not_used: str
    waiting_time: str
    notes: str
    derived: str
    checked: str
    confidence: str
    raw_rows: str
    source_id: str
    more_source_ids: str
    routes_named: str
    base_latitude: NotRequired[float | None]
    base_longitude: NotRequired[float | None]
    kept_back: NotRequired[tuple[str, ...]]
    least_of_lines: NotRequired[tuple[tuple[str, float], ...]]


class Counted(NamedTuple):
    """A count of people: its number, whether it is stated, and what kind of count it is."""

    number: float | None
    status: str
    kind: str


def counted(row: ProgrammeRow, name: Count) -> Counted:
    """One of the counts of a row."""
    if name == "referrals":
        return Counted(row["referrals"], row["referrals_status"], row["referrals_kind"])
    if name == "starts":
        return Counted(row["starts"], row["starts_status"], row["starts_kind"])
    return Counted(row["completions"], row["completions_status"], row["completions_kind"])


@dataclass(frozen=True, slots=True)  # a user's own list makes 100,000 of them
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
    takes_in: tuple[str, ...] = ()  # of TAKEN_IN: other cases that its number does not split off
    withheld_below: int = 0  # numbers of it below this were taken out (``core.disclosure``)
    age: float | None = None
    standing: str = "unknown"
    end_is_stated: bool = False
    terms_passed: bool = False
    routes_open: bool = False  # there may be others: its source does not say that these are all

    @property
    def other_cases(self) -> frozenset[str]:
        """Cases other than serious abuse of a partner that its number is of, or takes in."""
        its_own = OTHER_CASES.get(self.programme_type)
        return frozenset(self.takes_in) | ({its_own} if its_own else frozenset())

    @property
    def lower_risk(self) -> bool:
        """Whether its number is of, or takes in, cases other than serious abuse of a partner."""
        return bool(self.other_cases)

    @property
    def year_of_number(self) -> int | None:
        """The year its number is of: as stated, else the last of the row's period."""
        return self.number_year if self.number_year is not None else self.end_year


def observed(row: ProgrammeRow, blocks: tuple[str, ...]) -> Observation:
    """A row of programmes.csv, or of a user's own list in its columns, as the rules read it.

    ``blocks`` are the building blocks it serves.
    """
    return Observation(
        observation_id=row["observation_id"],
        programme_id=row["programme_id"],
        service_id=row["service_id"],
        part_of=row["part_of"],
        programme=row["programme"],
        row_kind=row["row_kind"],
        programme_type=row["programme_type"],
        routes=_split(row["referral_routes"]),
        accepts=_split(row["accepts"]),
        does_not_accept=_split(row["does_not_accept"]),
        accredited={"yes": True, "no": False}.get(row["respect_accredited"]),
        start_year=_year(row["start_year"]),
        end_year=_year(row["end_year"]),
        capacity_places=row["capacity_places"],
        capacity_kind=row["capacity_kind"],
        starts=row["starts"],
        starts_kind=row["starts_kind"],
        referrals=row["referrals"],
        referrals_kind=row["referrals_kind"],
        count_months=row["count_months"],
        annual_funding=row["annual_funding_gbp"],
        funding_usable=row["funding_is_whole_year"] == "yes",
        source_id=row["source_id"],
        blocks=blocks,
        more_source_ids=source_ids(row)[1:],
        ended_year=_year(row["ended_year"]),
        completions=row["completions"],
        completions_kind=row["completions_kind"],
        routes_open=row["routes_named"] == "some",
        status=row["status"],
        funded_until=row["funded_until"],
        as_of=row["as_of"],
        date_basis=row["date_basis"],
        number_year=_year(row["number_year"]),
        number_year_basis=row["number_year_basis"],
        rolled_over=row["rolled_over"] == "yes",
        takes_in=_split(row["takes_in"]),
    )


def period_in_years(first: float | None, last: float | None) -> str:
    """A period as its first and last year."""
    if first is None:
        return "years not stated"
    return f"{first:.0f}" if first == last or last is None else f"{first:.0f}-{last:.0f}"


def source_ids(row: ProgrammeRow) -> tuple[str, ...]:
    """Ids of the sources of such a row, the one it rests on first."""
    return (row["source_id"], *_split(row["more_source_ids"]))


@lru_cache(2_000)  # the same few lists stand in every row
def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()


def _year(value: float | None) -> int | None:
    return None if value is None else int(value)
