"""The programmes of areas as a table: numbers in columns of numbers, what is said of them beside.

A number is blank where none is stated or none may be told; the text beside it says why.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from gapmap.core import disclosure
from gapmap.core.evidence.observation import COUNTS, Count, ProgrammeRow, counted
from gapmap.core.gap import GapTable
from gapmap.core.parts import Portion
from gapmap.present.area.profile import Profile
from gapmap.present.area.programmes import LABELS, ProgrammeEntry
from gapmap.present.tables.csvw import CsvColumn
from gapmap.vocabulary import BASES, ROW_KINDS, TYPES

Records = Mapping[str, ProgrammeRow]
PLACES: Final = "Places a year here"
NOT_COUNTED: Final = "Why it is not counted"
NUMBER: Final = "Its number"
WITHHELD: Final = "withheld"
FACTS: Final = {
    "places_note": (PLACES, "the places in words: of which year, how good, or why not known"),
    "number_if_counted": (NUMBER, "of a record that does not count: the yearly number it supports"),
    "who_can_refer": ("Who can refer", "referral routes; the nearest year that states them"),
    "who_it_accepts": ("Who it accepts", "as stated; the nearest year that states it"),
    "provider": ("Provider", "who runs it"),
    "areas_as_stated": ("Areas", "the areas it serves, as its source writes them"),
    "referrals_note": ("Referrals", "the referrals in words, or why there is no number"),
    "starts_note": ("Starts", "the starts in words, or why there is no number"),
    "completions_note": ("Completions", "the completions in words, or why there is no number"),
    "published_not_used": ("Published, not used", "a published figure that is no yearly number"),
    "waiting_time": ("Waiting time", "as stated"),
    "funding_note": ("Funding", "the money in words, or that none is stated"),
    "funded_until": ("Funded until", "the end of its money, as stated"),
    "ended": ("Ended", "the year, where its source states it"),
    "standing": ("Standing", "whether it is known to run"),
    "accreditation": ("Respect accreditation", "stated, with the year"),
    "what_was_counted": ("What was counted", "as stated"),
    "how_far_verified": ("How far verified", "how the record was checked"),
    "worked_out": ("Worked out, not stated", "what of the record was worked out"),
    "notes": ("Notes", "what to know about the record"),
    "other_periods": ("Other periods on record", "the same programme in other periods"),
}
"""Columns of texts: the fact of a profile that they hold, and what it means."""
COLUMNS: Final = (
    CsvColumn("area_code", "Area code", "GSS code of the area"),
    CsvColumn("area_name", "Area name", "name of the area"),
    CsvColumn("programme", "Programme", "name, as its source writes it"),
    CsvColumn("programme_type", "Type", "the one type that says most about it, or kind of record"),
    CsvColumn("period", "Period", "the period that the record speaks of"),
    CsvColumn("counted", "Counted", "yes where it counts under the selection, else no"),
    CsvColumn("why_not_counted", "Why not counted", "blank where it counts"),
    CsvColumn(
        "places_here", "Places here (a year)",
        "yearly places that count in the area; blank: not known, see places_note", "number",
    ),
    CsvColumn("basis", "Basis", "what the places rest on; blank: no places known"),
    CsvColumn("number_year", "Year of the number", "blank: not stated", "whole"),
    CsvColumn("grade", "Grade", "how good the number is, A to D; blank: no places known"),
    CsvColumn(
        "places_in_all_its_areas", "Places in all its areas (a year)",
        "the whole programme: never add it up over areas", "number",
    ),
    *(
        CsvColumn(name, name.capitalize(), "people, as stated, over the months counted", "number")
        for name in COUNTS
    ),
    CsvColumn("months_counted", "Months counted", "months that the counts cover", "number"),
    CsvColumn(
        "funding", "Funding (£ a year)",
        "yearly money as stated, for all its areas: never add it up", "number",
    ),
    CsvColumn("award", "Award (£)", "as stated, not a yearly sum: never add it up", "number"),
    *(CsvColumn(name, label, text) for name, (label, text) in FACTS.items()),
    CsvColumn("sources", "Sources", "title, publisher and date; several by “|”"),
    CsvColumn("web_addresses", "Web addresses", "of the sources, by spaces"),
    CsvColumn("source_ids", "Source ids", "as data/sources.csv has them; several by “;”"),
    CsvColumn("observation_id", "Record", "the row of data/programmes.csv"),
)  # fmt: skip


def rows(table: GapTable, profiles: Iterable[Profile], records: Records) -> list[dict[str, object]]:
    """One row a programme or context record and area, in the order of the profiles.

    ``records`` are the rows of programmes.csv by observation_id.
    """
    parts = {(part.code, part.observation_id): part for part in table.portions}
    services = {s.service_id: s.capacity.places for s in table.supply.services}
    limit = table.selection.suppress_below
    found = []
    for area in profiles:
        for counts, entries in (
            (True, area.programmes), (False, area.hidden), (False, area.context),
        ):  # fmt: skip
            for entry in entries:
                part = parts[(area.code, entry.record)] if counts else None
                withheld = part is not None and part.service_id in table.services_withheld
                found.append(
                    {"area_code": area.code, "area_name": area.name}
                    | _texts(entry, records[entry.record], counts=counts)
                    | _places(part, None if withheld or part is None else services[part.service_id])
                    | _stated(records[entry.record], limit, withheld=withheld)
                    | _silent(limit)
                )
    return found


def _texts(entry: ProgrammeEntry, record: ProgrammeRow, *, counts: bool) -> dict[str, object]:
    facts: dict[str, list[str]] = {}
    for label, text in entry.facts:
        facts.setdefault(label, []).append(text)
    kinds = TYPES if record["row_kind"] == "programme" else ROW_KINDS
    key = "programme_type" if record["row_kind"] == "programme" else "row_kind"
    return {
        "programme": entry.title,
        "programme_type": kinds[str(record[key])],  # type: ignore[literal-required]
        "period": record["period"],
        "counted": "yes" if counts else "no",
        "why_not_counted": "" if counts else "; ".join(facts.get(NOT_COUNTED, ["context only"])),
        **{column: " | ".join(facts.get(label, [])) for column, (label, _) in FACTS.items()},
        "sources": " | ".join(link.text for link in entry.links),
        "web_addresses": " ".join(link.url for link in entry.links if link.url),
        "source_ids": ";".join(link.source_id for link in entry.links),
        "observation_id": entry.record,
    }


def _places(part: Portion | None, everywhere: float | None) -> dict[str, object]:
    """The number of places and what it rests on; all blank where there is none to tell."""
    here = None if part is None else part.places
    told = part is not None and here is not None
    return {
        "places_here": None if here is None else _plain(here),
        "basis": BASES[part.basis] if part is not None and told else "",
        "number_year": int(part.number_year) if part is not None and told and part.number_year
        else None,
        "grade": part.grade if part is not None and told else "",
        "places_in_all_its_areas": _plain(everywhere) if told and everywhere is not None else None,
    }  # fmt: skip


def _stated(record: ProgrammeRow, limit: int, *, withheld: bool) -> dict[str, object]:
    """The counts and money that a record states; those that may not be told are blank."""
    money = disclosure.money_told(record, withheld=withheld)
    return {
        **{name: _count(record, name, limit, withheld=withheld) for name in COUNTS},
        "months_counted": _known(record["count_months"]),
        "funding": _known(record["annual_funding_gbp"]) if money else None,
        "award": _known(record["award_gbp"]) if money else None,
    }


def _count(record: ProgrammeRow, name: Count, limit: int, *, withheld: bool) -> float | None:
    found = counted(record, name)
    if found.status != "stated":
        return None
    told = disclosure.count_told(found.number, limit, withheld=withheld)
    return _known(found.number) if told else None


def _silent(limit: int) -> dict[str, object]:
    """What could give a number away that another row withholds."""
    parts = disclosure.silent(limit, counted=False)
    labels = {LABELS[part] for part in parts}
    texts = {column: WITHHELD for column, (label, _) in FACTS.items() if label in labels}
    numbers = [*(n for n in COUNTS if n in parts), *(["funding", "award"] if limit else [])]
    return texts | dict.fromkeys(numbers)


def _known(value: float | None) -> float | None:
    return None if value is None or value != value else _plain(value)


def _plain(value: float) -> float:
    """A number with at most two decimals, whole where it is."""
    rounded = round(float(value), 2)
    return int(rounded) if rounded.is_integer() else rounded
