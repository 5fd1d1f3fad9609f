"""The sheets of programmes and of context: what counts in each area, on what basis, and why."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Final

import pandas as pd

from gapmap.core import disclosure, funding
from gapmap.core.evidence import observation
from gapmap.core.evidence.capacity import Observation
from gapmap.core.evidence.observation import COUNTS, Count, ProgrammeRow, counted
from gapmap.core.evidence.one_service import Service
from gapmap.core.gap import GapTable
from gapmap.core.parts import PartRow, part_rows
from gapmap.present.area import words as area_words
from gapmap.present.area.programmes import CHECKED_WORDS, accepted, why_context
from gapmap.present.words.labels import known, listed
from gapmap.present.workbook.model import (
    NONE_RECORDED,
    NOT_APPLICABLE,
    NOT_KNOWN,
    WITHHELD,
    Cell,
    Column,
    Sheet,
    told,
)
from gapmap.vocabulary import BASES, LEVEL_SINGULAR, ROUTES, ROW_KINDS, TYPES

STATUS: Final = {
    "not_applicable": NOT_APPLICABLE,
    "withheld": WITHHELD,
    disclosure.BELOW_LIMIT: WITHHELD,
}
SHARED_BY: Final = {"people": "people aged 16 and over", "estimate": "estimated perpetrators"}
AREA: Final = (
    Column("area_code", "Area code", "GSS code of the area", "code", 13),
    Column("area_name", "Area name", "name of the area", "text", 24),
)
COUNTED: Final = (
    Column("referrals", "Referrals", "as stated, over the months stated", "whole", 12),
    Column("starts", "Starts", "as stated, over the months stated", "whole", 11),
    Column("completions", "Completions", "as stated, over the months stated", "whole", 14),
    Column("count_months", "Months counted", "months that the counts cover", "whole", 12),
)
ENDING: Final = (
    Column("observation_id", "Record", "the row of data/programmes.csv", "code", 34),
    Column("source_ids", "Sources", "ids in the sheet Sources", "text", 20),
)
PROGRAMMES: Final = (
    *AREA,
    Column("programme", "Programme", "name, as its source writes it", "text", 34),
    Column("provider", "Provider", "who runs it", "text", 26),
    Column("programme_type", "Type", "the one type that says most about it", "text", 22),
    Column("period", "Period", "the period that the record speaks of", "text", 16),
    Column("places", "Places here (a year)", "yearly places that count in the area", "whole", 14),
    Column("basis", "Basis", "what the places rest on", "text", 22),
    Column("why", "Why", "the figure used, or why none can be", "text", 40),
    Column("shared_by", "Shared out by", "how places are spread over councils", "text", 18),
    Column(
        "service_places",
        "Places in all its areas (a year)",
        "the whole programme: never add it up over areas",
        "whole",
        16,
    ),
    Column(
        "funding",
        "Funding in all its areas (£ a year)",
        "whole-year money for the programme alone: never add it up over areas",
        "pounds",
        17,
    ),
    Column("routes", "Who can refer", "referral routes; nearest year that states them", "text", 30),
    Column("accepts", "Who it accepts", "as stated; nearest year that states it", "text", 26),
    Column("accredited", "Respect-accredited", "yes where a source says so", "text", 14),
    *COUNTED,
    Column("checked", "How far verified", "how the record was checked", "text", 20),
    Column("service_id", "Service", "one programme over all its periods", "code", 30),
    *ENDING,
)
CONTEXT: Final = (
    *AREA,
    Column("programme", "Record of", "name, as its source writes it", "text", 34),
    Column("row_kind", "Kind", "why it is no programme", "text", 20),
    Column("programme_type", "Type", "the one type that says most about it", "text", 22),
    Column("period", "Period", "the period that the record speaks of", "text", 16),
    Column("why", "Why it is not counted", "what keeps it from being places", "text", 36),
    *COUNTED,
    Column("annual_funding", "Funding (£ a year)", "of the whole record", "pounds", 14),
    Column("award", "Award (£)", "of the whole record, not a yearly sum", "pounds", 13),
    Column("award_period", "Award period", "as stated", "text", 18),
    *ENDING,
)


@dataclass(frozen=True)
class Evidence:
    """What the rows are joined with.

    ``programmes`` are the rows of programmes.csv by observation_id; ``lookup`` maps building blocks
    (index) to codes, one column a level.
    """

    programmes: Mapping[str, ProgrammeRow]
    lookup: pd.DataFrame


def programmes(table: GapTable, evidence: Evidence) -> Sheet:
    """One row for each programme that counts and area that it serves, in the order of areas."""
    names = dict(zip(table.rows["code"], table.rows["name"], strict=True))
    services = {s.service_id: s for s in table.supply.services}
    parts = table.parts.sort_values(["code", "service_id"])
    hidden = table.services_withheld
    rows = []
    for part in part_rows(parts):
        service = services[part["service_id"]]
        record = evidence.programmes[part["observation_id"]]
        row = _Row(service, part, record, table.selection.suppress_below, hidden)
        cells = row.cells(str(names[part["code"]]))
        rows.append(tuple(cells[column.key] for column in PROGRAMMES))
    each = f"each {LEVEL_SINGULAR[table.selection.level]}"
    where = each if table.area is None else area_words.name(table)
    empty = "No programme is recorded under these choices; some may still exist."
    return Sheet(
        "Programmes",
        f"Programmes: what counts in {where}",
        "Every programme that counts, by area, with places, basis and why",
        (
            "A programme has a row in each area that it serves; “Places here” adds up to the area."
            if rows
            else empty,
        ),
        PROGRAMMES,
        tuple(rows) or (_nothing(PROGRAMMES),),
        stay=3,
    )


def context(table: GapTable, evidence: Evidence) -> Sheet:
    """One row for each record and area that it names; national totals have one row in all."""
    names = {str(c): str(n) for c, n in zip(table.rows["code"], table.rows["name"], strict=True)}
    column = evidence.lookup[table.selection.level].dropna()
    area_of = {str(b): str(c) for b, c in column.items() if c in names} | {c: c for c in names}
    rows = []
    for obs in sorted(table.supply.context, key=lambda o: o.observation_id):
        cells = _context(obs, evidence.programmes[obs.observation_id], table)
        for code in _places_named(obs, area_of):
            cells["area_code"] = code
            cells["area_name"] = told(names.get(code, "All areas (national total)"), NOT_KNOWN)
            rows.append(tuple(cells[c.key] for c in CONTEXT))
    where = "" if table.area is None else f", in {area_words.name(table)}"
    lines = ("A record has a row in each area that it names. Its money is for all of them: never",)
    lines = (f"{lines[0]} add it up. None of it counts as places.",)
    return Sheet(
        "Context",
        f"Context: records that match these choices but never count as places{where}",
        "Awards for several projects, panels, training and national totals",
        lines if rows else ("No such record matches these choices.",),
        CONTEXT,
        tuple(rows) or (_nothing(CONTEXT),),
        stay=3,
    )


def source_ids(table: GapTable, evidence: Evidence) -> tuple[str, ...]:
    """Sources of the table and of its context, each once."""
    rows = [evidence.programmes[o.observation_id] for o in table.supply.context]
    more = sorted({i for row in rows for i in observation.source_ids(row)})
    return tuple(dict.fromkeys((*table.source_ids, *more)))


def _nothing(columns: tuple[Column, ...]) -> tuple[Cell, ...]:
    return (NONE_RECORDED,) * len(columns)


@dataclass(frozen=True)
class _Row:
    """One programme in one area. ``limit`` and ``hidden`` services are of disclosure control."""

    service: Service
    part: PartRow
    record: ProgrammeRow
    limit: int
    hidden: Set[str]

    def cells(self, name: str) -> dict[str, Cell]:
        withheld = self.service.service_id in self.hidden
        open_money = disclosure.money_told(self.record, withheld=withheld)
        money = funding.stated(self.service)
        yearly = money.annual_funding if money else None
        return {
            "area_code": str(self.part["code"]),
            "area_name": told(name, NOT_KNOWN),
            **_described(self.record),
            **self._places(withheld),
            "funding": _number(yearly) if open_money else WITHHELD,
            "routes": told(listed([ROUTES[r] for r in self._observed.routes]), NOT_KNOWN),
            "accepts": _text(accepted(self._observed, self.record)),
            "accredited": "yes" if self._observed.accredited else NOT_KNOWN,
            **{n: _count(self.record, n, self.limit, withheld) for n in COUNTS},
            "checked": CHECKED_WORDS[str(self.record["checked"])],
            "service_id": self.service.service_id,
        }

    @property
    def _observed(self) -> Observation:
        rows = {o.observation_id: o for o in (self.service.chosen, *self.service.rows)}
        return rows[str(self.part["observation_id"])]

    def _places(self, withheld: bool) -> dict[str, Cell]:
        here, basis = self.part["places"], str(self.part["basis"])
        missing = WITHHELD if basis == disclosure.WITHHELD else NOT_KNOWN
        why = str(self.part["why"])
        open_ = disclosure.why_told(why, basis, self.limit)
        return {
            "places": _number(here, missing, 2),
            "basis": BASES.get(basis, missing),
            "why": told(why, NOT_KNOWN) if open_ else WITHHELD,
            "shared_by": SHARED_BY[str(self.part["shared_by"])] if known(here) else NOT_APPLICABLE,
            "service_places": WITHHELD if withheld else _number(self.service.capacity.places),
        }


def _context(obs: Observation, record: ProgrammeRow, table: GapTable) -> dict[str, Cell]:
    open_ = disclosure.context_told(table.selection.suppress_below)
    money = {
        "annual_funding": _number(record["annual_funding_gbp"]),
        "award": _number(record["award_gbp"]),
    }
    return {
        **_described(record),
        "row_kind": ROW_KINDS[obs.row_kind],
        "why": why_context(obs),
        **{n: _count(record, n, 0, not open_) for n in COUNTS},
        **(money if open_ else dict.fromkeys(money, WITHHELD)),
        "award_period": told(record["award_period"], NOT_KNOWN),
    }


def _described(record: ProgrammeRow) -> dict[str, Cell]:
    """What a programme and a context record both say."""
    return {
        "programme": told(record["programme"], NOT_KNOWN),
        "provider": told(record["provider"], NOT_KNOWN),
        "programme_type": TYPES[str(record["programme_type"])],
        "period": told(record["period"], NOT_KNOWN),
        "count_months": _number(record["count_months"]),
        "observation_id": str(record["observation_id"]),
        "source_ids": "; ".join(observation.source_ids(record)),
    }


def _places_named(obs: Observation, area_of: Mapping[str, str]) -> list[str]:
    if obs.row_kind == "national_aggregate":
        return [NOT_APPLICABLE]
    return sorted({area_of[b] for b in obs.blocks if b in area_of})


def _count(record: ProgrammeRow, name: Count, limit: int, withheld: bool) -> Cell:
    found = counted(record, name)
    if not disclosure.count_told(found.number, limit, withheld=withheld):
        return WITHHELD
    return _number(found.number, STATUS.get(found.status, NOT_KNOWN))


def _number(value: float | None, why: str = NOT_KNOWN, digits: int = 4) -> Cell:
    """A number rounded to digits, whole where it is, or the shorthand where there is none."""
    if value is None or not known(value):
        return why
    rounded = round(float(value), digits)
    return int(rounded) if rounded.is_integer() else rounded


def _text(text: str) -> str:
    return NOT_KNOWN if text == "not stated" else told(text, NOT_KNOWN)
