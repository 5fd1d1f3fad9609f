"""The figures and words from which the one-file map works out what other filters would show.

Numbers come from the GapTable and its ``Ground``; words from the modules that every presenter uses.
The scripts in ``assets`` read this and nothing else.
"""

from collections.abc import Mapping
from dataclasses import asdict
from typing import TypedDict

import pandas as pd

from gapmap.core.evidence.capacity import Capacity
from gapmap.core.evidence.grades import lately
from gapmap.core.evidence.matching import refused, with_wide_groups, with_wide_routes
from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.core.evidence.one_service import Service
from gapmap.core.gap import GENERAL_SOURCES, GapTable
from gapmap.core.parts import Part
from gapmap.core.shading import GRADE_BREAKS
from gapmap.core.shading import MEASURES as SHADED
from gapmap.core.unfiltered import Candidate, Ground
from gapmap.present.area.hidden import number_text
from gapmap.present.area.programmes import context_entry, dated, programme_entry
from gapmap.present.standalone.onefile.sentences import sentences
from gapmap.present.words import finding as words
from gapmap.present.words import method
from gapmap.vocabulary import OTHER_THAN_ADULT_ABUSE

Records = Mapping[str, ProgrammeRow]


class Seen(TypedDict):
    """A row of programmes as the scripts count it; numbers stand for services and blocks."""

    service: int
    part_of: int
    kind: str
    type: str
    routes: list[str]
    routes_open: bool
    in_window: bool
    reasons: list[list[str | int]]
    places: float | None
    basis: str
    why: str
    grade: str
    year: int | None
    recent: bool
    passed: bool
    lower_risk: bool
    cases: list[str]
    dated: str
    rank: list[object]
    years: list[int]
    funding: float | None
    blocks: list[int]
    programme: str
    ended: int | None
    accepts: list[str]
    refuses: list[str]
    inferred: bool
    sources: list[str]
    number: str
    entry: dict[str, object] | None


class Figures(TypedDict):
    """What the scripts of the one file need to count anew, as JSON."""

    choice: dict[str, object]
    words: dict[str, object]
    areas: list[dict[str, object]]
    blocks: list[list[float | int | None]]
    observations: list[Seen]
    general_sources: list[str]


def figures(
    table: GapTable,
    ground: Ground,
    *,
    areas: pd.DataFrame,
    programmes: Records,
    sources: Mapping[str, Mapping[str, str]],
    tiles: bool,
) -> Figures:
    """Return everything the scripts need; the tables are as for ``profile.profile``.

    ``tiles`` is true where areas are drawn as equal tiles.
    """
    found, cost = ground.candidates, table.selection.unit_cost
    codes = sorted(str(code) for code in table.rows["code"])
    blocks = sorted({b for c in found for b in c.observation.blocks})
    services = sorted({c.observation.service_id for c in found})
    number = {
        "area": {code: i for i, code in enumerate(codes)},
        "block": {block: i for i, block in enumerate(blocks)},
        "service": {service: i for i, service in enumerate(services)},
    }
    general = (*table.model.source_ids, *GENERAL_SOURCES, *table.published.source_ids)
    welsh = areas[areas["level"] == table.selection.level].set_index("code")["name_cy"]
    return {
        "choice": _choice(table, tiles=tiles),
        "words": sentences(table),
        "areas": [_area(table, ground, code, str(welsh[code])) for code in codes],
        "blocks": [_block(ground, block, number["area"]) for block in blocks],
        "observations": [_observation(c, number, programmes, sources, cost) for c in found],
        "general_sources": list(dict.fromkeys(general)),
    }


def _choice(table: GapTable, *, tiles: bool) -> dict[str, object]:
    """What the filters do not change, and where they stand at first."""
    selection, totals = table.selection, table.totals
    shaded = SHADED[selection.measure]
    return {
        "types": list(selection.types),
        "routes": list(selection.routes),
        "accepts": list(selection.accepts),
        "tiles": tiles,
        "unstated": selection.include_unstated,
        "all_types": selection.all_types,
        "adult_out": list(OTHER_THAN_ADULT_ABUSE),
        "lower_risk_told": selection.demand in ("serious", "high_harm"),
        "measure": selection.measure,
        "column": shaded.column,
        "more_is_worse": shaded.more_is_worse,
        "breaks": list(selection.breaks),
        "grade_breaks": list(GRADE_BREAKS),
        "gap_below": selection.gap_below,
        "target_share": selection.target_share,
        "unit_cost": selection.unit_cost,
        "trusted": list(selection.trusted_bases),
        "totals": {
            name: getattr(totals, name)
            for name in ("covers", "areas", "perpetrators_low", "perpetrators", "perpetrators_high")
        },
    }


def _area(table: GapTable, ground: Ground, code: str, welsh: str) -> dict[str, object]:
    row = table.row(code).copy()
    row["same_with_force_rates"] = None  # it follows the filters
    numbers = ("perpetrators_low", "perpetrators", "perpetrators_high")
    return {
        "code": code,
        "name": str(row["name"]),
        "name_cy": welsh,
        **{name: None if pd.isna(row[name]) else float(row[name]) for name in numbers},
        "other": ground.other.get(code),
        "residents": ground.residents.get(code),
        "sensitivity": method.sensitivity(table, row),
        "no_estimate": words.no_estimate_note(table, code) if pd.isna(row["perpetrators"]) else "",
    }


def _block(ground: Ground, block: str, areas: Mapping[str, int]) -> list[float | int | None]:
    """Area (number, -1: none), estimated perpetrators, people 16+, whether the total adds it up."""
    area = areas.get(ground.area_of.get(block, ""), -1)
    estimate, people = ground.estimates.get(block), ground.people.get(block)
    return [area, estimate, people, int(block in ground.totalled)]


def _observation(
    candidate: Candidate,
    number: Mapping[str, Mapping[str, int]],
    programmes: Records,
    sources: Mapping[str, Mapping[str, str]],
    unit_cost: float,
) -> Seen:
    obs, its = candidate.observation, candidate.capacity
    record = programmes[obs.observation_id]
    return {
        "service": number["service"][obs.service_id],
        "part_of": number["service"].get(obs.part_of, -1),
        "kind": obs.row_kind,
        "type": obs.programme_type,
        "routes": sorted(with_wide_routes(obs.routes)),
        "routes_open": obs.routes_open,
        "in_window": candidate.verdict.in_window,
        "reasons": [[name, int(match)] for name, match in candidate.verdict.reasons],
        "places": its.places,
        "basis": its.basis,
        "why": its.why,
        "grade": its.grade,
        "year": obs.year_of_number,
        "recent": lately(obs.age, its.basis),
        "passed": obs.terms_passed,
        "lower_risk": obs.lower_risk,
        "cases": sorted(obs.other_cases),
        "dated": dated(obs, its) if its.places is not None else "",
        "rank": list(candidate.rank),
        "years": [obs.end_year or 0, obs.start_year or 0],
        "funding": obs.annual_funding if obs.funding_usable else None,
        "blocks": [number["block"][block] for block in dict.fromkeys(obs.blocks)],
        "programme": obs.programme,
        "ended": obs.ended_year,
        "accepts": sorted(with_wide_groups(obs.accepts)),
        "refuses": sorted(refused(obs)),
        "inferred": record["dating"] == "inferred",
        "sources": [obs.source_id, *obs.more_source_ids],
        "number": number_text(obs, unit_cost) if obs.row_kind == "programme" else "",
        "entry": _entry(candidate, programmes, sources),
    }


def _entry(
    candidate: Candidate, programmes: Records, sources: Mapping[str, Mapping[str, str]]
) -> dict[str, object] | None:
    """What a profile shows of a row, without its places, which depend on area and filters."""
    obs = candidate.observation
    if obs.row_kind != "programme":
        return asdict(context_entry(obs, programmes[obs.observation_id], sources))
    service = Service(obs.service_id, obs, Capacity(None, "none", ""), obs.blocks, (), (obs,))
    part: Part = {
        "observation_id": obs.observation_id,
        "places": None,
        "basis": "none",
        "why": "",
        "shared_by": "",
    }
    entry = asdict(programme_entry(service, part, programmes, sources, set()))
    return entry | {"facts": entry["facts"][1:]}
