"""An area's profile: its figures, its programmes, context, and what is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from gapmap.core.disclosure import context_told
from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.core.evidence.one_service import Service
from gapmap.core.gap import GapTable
from gapmap.core.parts import part_rows
from gapmap.present.area.hidden import ONLY_BEFORE, hidden_entry
from gapmap.present.area.programmes import (
    ProgrammeEntry,
    context_entry,
    programme_entry,
)
from gapmap.present.area.words import BOUND_HOLDS_IF
from gapmap.present.words import beside, scale
from gapmap.present.words import finding as words
from gapmap.present.words.labels import (
    about,
    known,
    percent,
    plural,
    whole,
)
from gapmap.present.words.method import cost_note, sensitivity
from gapmap.vocabulary import STATES


@dataclass(frozen=True)
class Profile:
    """Everything shown about one area."""

    code: str
    name: str
    name_cy: str
    state: str
    figures: tuple[tuple[str, str], ...]
    programmes: tuple[ProgrammeEntry, ...]
    context: tuple[ProgrammeEntry, ...]
    hidden: tuple[ProgrammeEntry, ...]  # recorded, but not counted under the Selection
    not_known: tuple[str, ...]


def profile(
    table: GapTable,
    code: str,
    *,
    areas: pd.DataFrame,
    lookup: pd.DataFrame,
    programmes: Mapping[str, ProgrammeRow],
    sources: Mapping[str, Mapping[str, str]],
) -> Profile:
    """Build the profile of one area. Raises KeyError when the level has no such area.

    ``lookup`` maps building blocks (index) to codes, one column a level; ``programmes`` are the
    rows of programmes.csv by observation_id; ``sources`` those of sources.csv by source_id.
    """
    row = table.row(code)
    level = table.selection.level
    blocks = {str(b) for b in lookup.index[lookup[level] == code]} or {code}
    area = areas[(areas["level"] == level) & (areas["code"] == code)].iloc[0]
    parts = part_rows(table.parts[table.parts["code"] == code])
    here = {part["service_id"]: part for part in parts}
    limit = table.selection.suppress_below
    services = [s for s in table.supply.services if s.service_id in here]
    services.sort(key=lambda s: (not known(here[s.service_id]["places"]), s.service_id))
    hidden = table.services_withheld
    entries = [
        programme_entry(
            s, here[s.service_id], programmes, sources, blocks, limit,
            withheld=s.service_id in hidden,
        )
        for s in services
    ]  # fmt: skip
    context = [
        context_entry(o, programmes[o.observation_id], sources)
        for o in table.supply.context
        if o.row_kind != "national_aggregate" and blocks & set(o.blocks) and context_told(limit)
    ]
    return Profile(
        code,
        str(row["name"]),
        str(area["name_cy"]),
        str(row["state"]),
        _figures(table, row),
        tuple(entries),
        tuple(context),
        tuple(
            hidden_entry(
                item.chosen,
                match,
                item.reasons,
                programmes,
                sources,
                table.selection.unit_cost,
                limit=limit,
            )
            for item, match in table.hidden_in(code)
        ),
        _not_known(table, row, services, programmes),
    )


def _figures(table: GapTable, row: pd.Series) -> tuple[tuple[str, str], ...]:
    figures = [
        ("State", STATES[str(row["state"])]),
        ("Estimated perpetrators", words.perpetrators(row)),
        ("Places a year", words.places(row)),
        ("Places per 1,000", words.ratio(row)),
    ]
    if row["grade"]:
        figures.append(("Year, basis and grade of the largest part", words.evidence(row)))
        figures += _how_old(table, row)
    if known(row["share_met"]):
        least = "at least " if row["lower_bound"] else ""
        condition = BOUND_HOLDS_IF.get(str(row["basis"]))
        holds = f", if {condition}" if condition else ""
        figures.append(("Share of need met", f"{least}{percent(row['share_met'])}{holds}"))
        figures.append(("Unmet need", scale.unmet(row)))
        figures.append((f"Cost to close it, at {cost_note(table.selection)}", _cost(row)))
    figures.append(("Programmes counted here", _recorded(row)))
    if known(row["served_share"]) and 0 < row["served_share"] < 1:
        share = percent(float(row["served_share"]))
        figures.append(("Reach", f"councils with {share} of its people have one recorded"))
    if table.totals.measured.areas:
        figures.append(("For comparison, the areas with a number", words.benchmark(table)))
    sentence = sensitivity(table, row)
    if sentence:
        figures.append(("If need followed recorded crime", sentence))
    return tuple(figures)


def _how_old(table: GapTable, row: pd.Series) -> list[tuple[str, str]]:
    """How much of the places is recent, rests on terms that have passed, or is for other cases."""
    if table.selection.suppress_below or not row["places"] > 0:
        return []
    recent, passed = float(row["places_recent"]), float(row["places_terms_passed"])
    found = [("Contracted or counted in the last two years", f"{whole(recent)} places")]
    if passed >= beside.HALF:
        found.append((beside.ON_PAST_FUNDING.capitalize(), f"{whole(passed)} places"))
    if beside.lower_risk_here(table, row):
        lower = f"{whole(float(row['places_lower_risk']))} places"
        found.append(("For, or with, lower-risk cases, stalking or children", lower))
    return found


def _cost(row: pd.Series) -> str:
    if row["lower_bound"]:
        return f"up to £{about(row['cost_to_close_high'])} a year {scale.HIGH_END}"
    low_to_high = f"£{about(row['cost_to_close_low'])} to £{about(row['cost_to_close_high'])}"
    return f"about £{about(row['cost_to_close'])} a year ({low_to_high})"


def _recorded(row: pd.Series) -> str:
    if not row["programmes"]:
        return "none under this selection"
    every, unknown = int(row["programmes"]), int(row["programmes_unmeasured"])
    if every == 1:
        return "1, its places not known" if unknown else "1, its places known"
    whose = {0: "known for all", every: "known for none"}.get(unknown, f"not known for {unknown}")
    return f"{whole(every)}, places {whose}"


def _not_known(
    table: GapTable,
    row: pd.Series,
    services: Sequence[Service],
    programmes: Mapping[str, ProgrammeRow],
) -> tuple[str, ...]:
    lines = []
    silent = sum(not s.chosen.routes for s in services)
    quiet = sum(not s.chosen.accepts for s in services)
    old = sum(programmes[s.chosen.observation_id]["dating"] == "inferred" for s in services)
    bound = ": the figures above are lower bounds" if row["lower_bound"] else ""
    if row["programmes_unmeasured"]:
        number = plural(row["programmes_unmeasured"], "programme")
        lines.append(f"The yearly places of {number}{bound}.")
        bound = ""
    if silent:
        lines.append(f"Who can refer to {plural(silent, 'programme')}.")
    if quiet:
        lines.append(f"Who {plural(quiet, 'programme')} will accept.")
    if old:
        lines.append(f"The year of {plural(old, 'programme')}: worked out from context.")
    if row["programmes_undecided"]:
        another = "more programme" if row["programmes"] else "programme"
        lines.append(
            f"Whether {plural(row['programmes_undecided'], another)} recorded here "
            f"{'matches' if row['programmes_undecided'] == 1 else 'match'} these choices{bound}."
        )
    elif row["state"] == "not_stated":
        lines.append(ONLY_BEFORE)
    if row["state"] == "none_recorded":
        below = row["context"] and context_told(table.selection.suppress_below)
        lines.append(
            "Whether any programme exists here: none was found in the sources read"
            + (", only the records below, which do not count as places." if below else ".")
        )
        if beside.funded_note(table):
            lines.append(f"Whether one is funded here: {beside.funded_note(table)}")
    if row["state"] == "no_estimate":
        lines.append(words.no_estimate_note(table, str(row["code"])))
    else:
        lines.append(f"How many perpetrators there really are. {table.model.caveats[0]}")
    return tuple(lines)
