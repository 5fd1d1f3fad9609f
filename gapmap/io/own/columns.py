"""Which column of a user's table is which of ours: the list of ours, a guess, and a template."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from gapmap.errors import UnknownNameError
from gapmap.fields import YEARS, shown
from gapmap.io import headings
from gapmap.io.own.cells.plain import not_stated
from gapmap.io.own.where.pairs import PAIR
from gapmap.vocabulary import GROUPS, ROUTES, TYPES
from gapmap.vocabulary.levels import AREA_CODE, OF_PREFIX

GSS: Final = re.compile(AREA_CODE, re.ASCII)
SIZE: Final = re.compile(
    r"-?[\d,.]+\s?(?:(?:sq(?:uare|\.)?\s?)(?:km|kilomet(?:re|er)s?|miles?|mi|m|metres?)"
    r"|(?:km|mi|m)\s?(?:2|²|sq)|ha|hectares?|acres?|%)?", re.IGNORECASE,
)  # fmt: skip
"""A plain number, or one with a unit of surface: the size of an area, not its name."""
LEVEL_OF: Final = {**OF_PREFIX, "E07": "district"}
"""Level of an area by the first three characters of its code: districts have one here too."""


@dataclass(frozen=True)
class Column:
    """One column of a table of programmes: its label, what it accepts, an example."""

    label: str
    accepts: str
    example: str = ""
    required: bool = False


def _words(terms: Mapping[str, str]) -> str:
    return "; ".join(terms.values())


COLUMNS: Final[dict[str, Column]] = {
    "programme": Column(
        "Programme", "its name, up to 300 characters", "Example Turning Point", required=True
    ),
    "provider": Column("Provider", "the organisation that runs it", "Example Trust"),
    "areas": Column(
        "Areas served",
        "codes or names of councils, districts, police force areas, counties, regions or "
        "countries, or postcodes, separated by ;",
        "Haringey; E09000012",
    ),
    "postcode": Column("Postcode of its base", "a full postcode, such as SW1A 1AA", "SW1A 1AA"),
    "town": Column("Town of its base", "the town it works from", "London"),
    "address": Column("Address of its base", "an address with its postcode or town"),
    "latitude": Column("Latitude of its base", "degrees north, such as 51.59"),
    "longitude": Column("Longitude of its base", "degrees east, such as -0.11"),
    "easting": Column("Easting of its base", "metres of the British National Grid"),
    "northing": Column("Northing of its base", "metres of the British National Grid"),
    "programme_type": Column(
        "Programme type", f"one of: {_words(TYPES)}", "Community behaviour change", required=True
    ),
    "referral_routes": Column(
        "Who can refer", f"any of, separated by ;: {_words(ROUTES)}", "Self-referral; Police"
    ),
    "accepts": Column("Who it accepts", f"any of, separated by ;: {_words(GROUPS)}", "Men"),
    "does_not_accept": Column(
        "Who it does not accept", f"any of, separated by ;: {_words(GROUPS)}", "Under 18s"
    ),
    "respect_accredited": Column("Respect-accredited", "yes or no", "no"),
    "period": Column(
        "Period", "a year (2023), a financial year (2022-23) or a span of dates", "2024-25"
    ),
    "start_year": Column(
        "First year", f"a year from {YEARS[0]} to {YEARS[1]}, or a date in one"
    ),
    "end_year": Column(
        "Last year", f"a year up to {YEARS[1]}, a date in one, or “ongoing”"
    ),
    "places": Column("Places a year", "a plain number of people, such as 28", "60"),
    "starts": Column("People who started", "a plain number of people, such as 28", "41"),
    "referrals": Column("People referred", "a plain number of people, such as 28", "75"),
    "completions": Column("People who completed", "a plain number of people, such as 28"),
    "months": Column(
        "Months that the counts cover", "a number of months above 0, up to 120", "12"
    ),
    "annual_funding": Column("Funding a year (£)", "a plain number of pounds, such as 150000"),
    "service": Column("Service", "a name or number that rows about one service share"),
    "notes": Column("Notes", "any text", "Made-up example: overwrite this line"),
}  # fmt: skip
"""Every column that is read. Only “programme” and “programme_type” must be there."""

_RANKS: Final = tuple(headings.LEVELS)
SAMPLE: Final = 200  # rows whose values are looked at
STATED: Final = len(_RANKS) - 0.5  # rank of a heading that names no level: wider than all


@dataclass(frozen=True)
class Candidate:
    """A heading whose column could hold the areas; the lower its rank, the better."""

    heading: str
    rank: float
    is_code: bool


def guess(
    header: Sequence[str],
    remembered: Mapping[str, str] | None = None,
    rows: Iterable[Sequence[str]] = (),
) -> dict[str, str]:
    """Return our column → the user's heading, for the columns that can be recognised.

    What was ``remembered`` (our column → heading, of an earlier file) comes first; then our own
    names and labels; then other usual names; then those with years or a wider heading beside them.
    No heading is used twice. The finest column of areas wins (``candidates``); ``rows`` (cells)
    tell a column of areas from one of sizes.
    """
    found = {
        ours: theirs
        for ours, theirs in (remembered or {}).items()
        if ours in COLUMNS and theirs in header
    }
    for is_name in (_is_own_name, _is_other_name, _is_dated_name):
        for ours in COLUMNS:
            free = [h for h in header if h and h not in found.values() and is_name(ours, h)]
            if ours not in found and ours != "areas" and free:
                # of several years the latest, which ``rivals`` lists with the others
                found[ours] = max(free, key=_latest) if is_name is _is_dated_name else free[0]
    if "programme" not in found and "service" in found and "service" not in (remembered or {}):
        found["programme"] = found.pop("service")  # a list of services that names them so
    areas = candidates(header, found, tuple(islice(rows, SAMPLE)))
    if "areas" not in found and areas:
        found["areas"] = areas[0].heading
    return {ours: found[ours] for ours in COLUMNS if ours in found}


def _is_own_name(ours: str, heading: str) -> bool:
    words = headings.normal(heading)
    return words in (headings.normal(ours.replace("_", " ")), headings.normal(COLUMNS[ours].label))


def _is_other_name(ours: str, heading: str) -> bool:
    return headings.normal(heading) in map(headings.normal, headings.SYNONYMS[ours])


def _is_dated_name(ours: str, heading: str) -> bool:
    return headings.meaning(heading) == ours


def _latest(heading: str) -> int:
    return max((int(y) for y in re.findall(r"(?:19|20)\d{2}", heading)), default=0)


def candidates(
    header: Sequence[str], mapping: Mapping[str, str], rows: Sequence[Sequence[str]] = ()
) -> list[Candidate]:
    """The columns that could hold the areas, best first: the finest level, codes before names.

    A column of plain numbers is a size, whatever it is called; a county beside a town and a
    postcode is a part of the address.
    """
    taken = {theirs for ours, theirs in mapping.items() if ours != "areas"}
    found = [_candidate(h, at, rows) for at, h in enumerate(header) if h and h not in taken]
    by_value = [c for c in found if c is not None]
    address = bool(mapping.keys() & {"postcode", "address"}) and "town" in mapping
    kept = [c for c in by_value if not (address and headings.level(c.heading) == "county")]
    return sorted(kept, key=lambda c: (c.rank, not c.is_code))


def _candidate(heading: str, at: int, rows: Sequence[Sequence[str]]) -> Candidate | None:
    if headings.meaning(heading) != "areas":
        return _unnamed_codes(heading, at, rows)
    values = [row[at] for row in rows if at < len(row) and not not_stated(row[at])]
    codes = sum(bool(GSS.fullmatch(v.upper())) for v in values)
    numbers = sum(bool(SIZE.fullmatch(v)) for v in values)
    numbers += sum(bool(PAIR.fullmatch(v)) for v in values)
    if values and numbers * 2 > len(values):
        return None
    if values and headings.is_code(heading) and codes == 0 and not any(map(_spells, values)):
        return None
    level = headings.level(heading)
    strong = headings.normal(heading) in headings.STRONG
    rank = -1.0 if strong else float(_RANKS.index(level)) if level else _by_codes(values)
    return Candidate(heading, rank, bool(codes) or headings.is_code(heading))


def _unnamed_codes(heading: str, at: int, rows: Sequence[Sequence[str]]) -> Candidate | None:
    """A column under another heading that holds nothing but GSS codes."""
    if headings.meaning(heading):
        return None
    values = [row[at] for row in rows if at < len(row) and row[at]]
    if not values or not all(GSS.fullmatch(v.upper()) for v in values):
        return None
    return Candidate(heading, _by_codes(values) + 0.5, is_code=True)


def _spells(value: str) -> bool:
    """Whether a text under a heading for codes is a name after all."""
    return sum(c.isalpha() for c in value) > 3


def _by_codes(values: Sequence[str]) -> float:
    """The rank of areas by their codes, where the heading says nothing of their level."""
    ranks = [float(_RANKS.index(LEVEL_OF[v[:3].upper()])) for v in values
             if GSS.fullmatch(v.upper()) and v[:3].upper() in LEVEL_OF]  # fmt: skip
    return max(ranks, default=STATED) if len(ranks) * 2 > len(values) else STATED


def rivals(
    header: Sequence[str], mapping: Mapping[str, str], rows: Iterable[Sequence[str]] = ()
) -> dict[str, tuple[str, ...]]:
    """Other headings that could as well be meant, by our column, where that has to be asked.

    A column of a wider level than the one that is read is context, and so are the names beside
    codes; two columns that could each be the areas served are not.
    """
    found: dict[str, tuple[str, ...]] = {}
    others = candidates(header, mapping, tuple(islice(rows, SAMPLE)))
    mine = next((c for c in others if c.heading == mapping.get("areas")), None)
    if mine is not None:
        found["areas"] = tuple(c.heading for c in others if c is not mine and _unclear(mine, c))
    for ours, theirs in mapping.items():
        if ours != "areas" and headings.meaning(theirs) == ours:
            same = [h for h in header if h and h != theirs and h not in mapping.values()
                    and headings.meaning(h) == ours
                    and headings.without_years(h) == headings.without_years(theirs)]  # fmt: skip
            found[ours] = tuple(same)
    return {ours: names for ours, names in found.items() if names}


def _unclear(mine: Candidate, other: Candidate) -> bool:
    """Whether another column could be meant as well as the one that is read."""
    if headings.stem(mine.heading) == headings.stem(other.heading):
        return False  # names beside their codes
    if mine.rank == other.rank:
        return mine.is_code == other.is_code
    if {mine.rank, other.rank} == {float(_RANKS.index("pfa")), float(_RANKS.index("county"))}:
        return True  # neither lies inside the other
    stated = STATED in (mine.rank, other.rank)
    return stated or (mine.rank < 0 and other.rank < _RANKS.index("pfa"))


def parse_mapping(texts: Iterable[str], header: Sequence[str]) -> dict[str, str]:
    """Read “our=theirs” texts; a blank right side leaves a column out. Raises UnknownNameError."""
    found = {}
    for text in texts:
        ours, equals, theirs = text.partition("=")
        ours, theirs = ours.strip(), theirs.strip()
        if not equals or ours not in COLUMNS:
            raise UnknownNameError(
                f"{shown(text)} maps no column of ours; write NAME=HEADING with one of: "
                f"{', '.join(COLUMNS)}."
            )
        if theirs and theirs not in header:
            raise UnknownNameError(
                f"{shown(theirs)} is no heading of the file; its headings are: "
                f"{', '.join(h[:40] for h in header[:40])}."
            )
        found[ours] = theirs
    return found
