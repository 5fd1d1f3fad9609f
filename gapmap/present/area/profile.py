"""An area's profile: its figures, its programmes, context, and what is not known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from gapmap.core.capacity import UNIT_COST
from gapmap.core.gap import GapTable
from gapmap.core.supply import Service
from gapmap.present.area.programmes import ProgrammeEntry, context_entry, programme_entry
from gapmap.present.words import finding as words
from gapmap.present.words.labels import (
    about,
    known,
    percent,
    percent_down,
    plural,
    pounds,
    rate,
    span,
    whole,
)
from gapmap.present.words.method import sensitivity
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
    not_known: tuple[str, ...]


def profile(
    table: GapTable,
    code: str,
    *,
    areas: pd.DataFrame,
    lookup: pd.DataFrame,
    programmes: Mapping[str, Mapping[str, Any]],
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
    parts = table.parts[table.parts["code"] == code].to_dict("records")
    here = {str(part["service_id"]): part for part in parts}
    limit = table.selection.suppress_below
    services = [s for s in table.supply.services if s.service_id in here]
    services.sort(key=lambda s: (not known(here[s.service_id]["places"]), s.service_id))
    hidden = set(table.parts.loc[table.parts["basis"] == "withheld", "service_id"])
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
        if o.row_kind != "national_aggregate" and blocks & set(o.blocks) and not limit
    ]
    return Profile(
        code,
        str(row["name"]),
        str(area["name_cy"]),
        str(row["state"]),
        _figures(table, row),
        tuple(entries),
        tuple(context),
        _not_known(table, row, services, programmes),
    )


def _figures(table: GapTable, row: pd.Series) -> tuple[tuple[str, str], ...]:
    figures = [
        ("State", STATES[str(row["state"])]),
        ("Estimated perpetrators", words.perpetrators(row)),
        ("Places a year", words.places(row)),
        ("Places per 1,000", words.ratio(row)),
    ]
    if known(row["share_met"]):
        least = "at least " if row["lower_bound"] else ""
        share = percent_down(row["share_met"]) if row["lower_bound"] else percent(row["share_met"])
        figures.append(("Share of need met", f"{least}{share}"))
        figures.append(("Unmet need", _unmet(row)))
        figures.append((f"Cost to close it, at {pounds(UNIT_COST)} a place", _cost(row)))
    figures.append(("Programmes recorded", _recorded(row)))
    if known(row["served_share"]) and 0 < row["served_share"] < 1:
        share = percent(float(row["served_share"]))
        figures.append(("Reach", f"councils with {share} of its people have one recorded"))
    whole_area = f"{rate(1000 * table.totals.share_met)} places per 1,000"
    if known(table.totals.places) and table.totals.places > 0:
        figures.append((f"For comparison, {table.totals.covers}", whole_area))
    sentence = sensitivity(table, row)
    if sentence:
        figures.append(("If need followed recorded crime", sentence))
    return tuple(figures)


def _unmet(row: pd.Series) -> str:
    if row["lower_bound"]:
        return f"up to {about(row['unmet_high'])} people"
    return f"about {about(row['unmet'])} people ({span(row['unmet_low'], row['unmet_high'])})"


def _cost(row: pd.Series) -> str:
    if row["lower_bound"]:
        return f"up to £{about(row['cost_to_close_high'])} a year"
    low_to_high = f"£{about(row['cost_to_close_low'])} to £{about(row['cost_to_close_high'])}"
    return f"about £{about(row['cost_to_close'])} a year ({low_to_high})"


def _recorded(row: pd.Series) -> str:
    if not row["programmes"]:
        return "none recorded under this selection"
    unknown = int(row["programmes_unmeasured"])
    tail = f", places not known for {unknown}" if unknown else ", places known for all"
    return f"{whole(row['programmes'])}{tail}"


def _not_known(
    table: GapTable,
    row: pd.Series,
    services: Sequence[Service],
    programmes: Mapping[str, Mapping[str, Any]],
) -> tuple[str, ...]:
    lines = []
    silent = sum(not s.chosen.routes for s in services)
    quiet = sum(not s.chosen.accepts for s in services)
    old = sum(programmes[s.chosen.observation_id]["dating"] == "inferred" for s in services)
    if row["programmes_unmeasured"]:
        number = plural(row["programmes_unmeasured"], "programme")
        bound = ": the figures above are lower bounds" if row["lower_bound"] else ""
        lines.append(f"The yearly places of {number}{bound}.")
    if silent:
        lines.append(f"Who can refer to {plural(silent, 'programme')}.")
    if quiet:
        lines.append(f"Who {plural(quiet, 'programme')} will accept.")
    if old:
        lines.append(f"The exact year of {plural(old, 'programme')}: worked out from context.")
    if row["state"] == "none_recorded":
        lines.append(
            "Whether any programme exists here: none matching these choices was found in the "
            "sources read"
            + (", only the records below, which do not count as places." if row["context"] else ".")
        )
    if row["state"] == "no_estimate":
        lines.append(words.no_estimate_note(table, str(row["code"])))
    else:
        lines.append(f"How many perpetrators there really are: {table.model.caveats[0]}")
    return tuple(lines)
