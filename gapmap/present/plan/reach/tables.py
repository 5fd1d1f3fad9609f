"""Reach as text for a reader, as JSON and as CSV."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Final

from gapmap.core.gap import GapTable
from gapmap.core.plan.reach.outcome import Outcome
from gapmap.core.plan.reach.planned import Both
from gapmap.core.plan.wish import Wish
from gapmap.fields.csv_text import rows_csv
from gapmap.present.plan.reach import words
from gapmap.present.tables import csvw
from gapmap.present.tables.csvw import CsvColumn
from gapmap.present.words.beside import own_data
from gapmap.present.words.labels import whole
from gapmap.present.words.selection import selection_in_words
from gapmap.recipe import KEY as RECIPE_KEY

COLUMNS: Final = (
    CsvColumn("code", "Area code", "GSS code of the area"),
    CsvColumn("name", "Area name", "its name"),
    CsvColumn("need", "Need (people)", "estimated perpetrators at its points", "number"),
    CsvColumn(
        "serves_per_1000", "Serving, per 1,000",
        "places per 1,000 by the areas that these programmes serve, as on the map", "number",
    ),
    CsvColumn(
        "based_per_1000", "Based, per 1,000",
        "places per 1,000 that stand inside its border (container ratio)", "number",
    ),
    CsvColumn(
        "reached_per_1000", "Reached, per 1,000",
        "places per 1,000 that its people reach (E2SFCA), online ones included; where "
        "programmes are not measured, of the others alone", "number",
    ),
    CsvColumn("online_per_1000", "Online, per 1,000", "of them, those online", "number"),
    CsvColumn(
        "near_share", "Near a base",
        "share of its need within the last zone of any base, its places known or not", "number",
    ),
    CsvColumn(
        "places_from_elsewhere", "Places from elsewhere",
        "places a year that stand elsewhere and fall to its people", "number",
    ),
    CsvColumn(
        "places_to_elsewhere", "Places to elsewhere",
        "places a year that stand in it and fall to people elsewhere", "number",
    ),
    CsvColumn(
        "programmes_not_measured", "Programmes not measured",
        "programmes counted there whose reach cannot be measured; no figure of this row has them "
        "in it", "whole",
    ),
    CsvColumn(
        "flips", "Reads otherwise than based",
        "true where the container ratio and reach lie on two sides of the threshold", "truth",
    ),
    CsvColumn(
        "flips_served", "Reads otherwise than serving",
        "the same of the areas that are served, and reach", "truth",
    ),
)  # fmt: skip


def rows(found: Outcome) -> list[dict[str, object]]:
    """One row an area, with COLUMNS."""
    return [
        {
            "code": a.code,
            "name": a.name,
            "need": round(a.need, 1),
            "serves_per_1000": round(a.serves, 4),
            "based_per_1000": round(a.based, 4),
            "reached_per_1000": round(a.reached, 4),
            "online_per_1000": round(a.online, 4),
            "near_share": round(a.near, 4),
            "places_from_elsewhere": round(a.inward, 2),
            "places_to_elsewhere": round(a.outward, 2),
            "programmes_not_measured": a.silent,
            "flips": "true" if a.flips else "false",
            "flips_served": "true" if a.flips_served else "false",
        }
        for a in found.areas
    ]


def as_csv(found: Outcome) -> str:
    """One row an area."""
    return rows_csv(rows(found), [column.name for column in COLUMNS])


def export_csv(found: Outcome) -> bytes:
    """The same as a file: headings and rows. ``csv_metadata`` stands beside it."""
    return csvw.table_csv(rows(found), COLUMNS)


def csv_metadata(
    table: GapTable,
    found: Outcome,
    sources: Sequence[Mapping[str, str]],
    *,
    url: str,
    today: date,
    version: str,
    recipe: str,
) -> bytes:
    """What stands beside that CSV, which is called ``url``: what it finds and how, what made it."""
    about = {
        "title": words.title(found),
        "finding": " ".join(finding(found)),
        "method": " ".join(words.measured(found)),
        "data": " ".join(own_data(table)),
        "selection in words": selection_in_words(table.selection, table.model),
        "fingerprint": table.fingerprint,
        "version": f"gapmap {version}",
        "date": today.isoformat(),
    }
    return csvw.metadata(
        about, COLUMNS, sources, url=url, keys=["code"], recipe=recipe, today=today
    )


def finding(found: Outcome) -> list[str]:
    """What reach finds, and of how little it speaks."""
    return [*words.spoken_of(found), words.flips(found), words.crossing(found)]


def as_json(
    table: GapTable,
    found: Outcome,
    both: Sequence[Both],
    wish: Wish | None,
    sources: Sequence[Mapping[str, str]],
    *,
    recipe: str = "",
) -> str:
    """Everything: areas, flows, programmes and why they take part or not, both plans.

    ``recipe`` is the line that makes the file again.
    """
    told = {
        **({RECIPE_KEY: recipe} if recipe else {}),
        "title": words.title(found),
        "finding": finding(found),
        "method": words.measured(found),
        "data": " ".join(own_data(table)),
        "areas": [
            {**row, **{name: row[name] == "true" for name in ("flips", "flips_served")}}
            for row in rows(found)
        ],
        "flows": [asdict(flow) for flow in found.flows],
        "programmes": [
            {
                "service_id": one.service_id, "name": one.name, "part": one.part.value,
                "places": one.places, "bases": [base.name for base in one.bases],
            }
            for one in found.programmes
        ],
        "places": found.places,
        "places_known": found.known,
        "places_unreached": found.unreached,
        "threshold_per_1000": found.below,
        "steps": list(found.steps.ends),
        "weights": list(found.steps.weights),
        "unit": found.unit,
        "detour": found.detour,
        "ways": found.travel,
        "points": found.origins.kind,
        "wish": wish.dumps() if wish else None,
        "plans": {one.reading.value: _both(one) for one in both},
        "columns": {column.name: column.meaning for column in COLUMNS},
        "selection": table.selection.to_dict(),
        "selection in words": selection_in_words(table.selection, table.model),
        "sources": [dict(row) for row in sources],
        "fingerprint": table.fingerprint,
    }  # fmt: skip
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def _both(both: Both) -> dict[str, object]:
    return {
        "by_border": {a.code: a.places for a in both.border.actions},
        "by_reach": dict(both.reach.places),
        "status": both.reach.status,
        "why": both.reach.why or both.border.why,
        "gap": both.reach.gap,
        "met": dict(zip(("by_border", "by_reach"), both.met, strict=True)),
        "worst": dict(zip(("by_border", "by_reach"), both.worst, strict=True)),
        "disagreement": [asdict(choice) for choice in both.disagreement],
    }


def text(table: GapTable, found: Outcome, both: Sequence[Both]) -> str:
    """What a reader at a terminal wants."""
    lines = [f"{words.title(found)}.", "", *words.spoken_of(found), ""]
    lines += [words.flips(found), words.crossing(found), "", words.COLUMNS]
    lines += _grid(words.area_rows(found))
    for one in both:
        lines += ["", f"{words.reading(one.reading)}:"]
        lines += [f"  {line}" for line in words.both_lines(one)]
        lines += [
            f"    {c.name}: {whole(c.by_border)} by border, {whole(c.by_reach)} by reach"
            for c in one.disagreement
        ]
    asked = selection_in_words(table.selection, table.model)
    lines += ["", *words.measured(found), *own_data(table), f"Asked: {asked}"]
    lines += [f"Data {table.fingerprint[:12]}."]
    return "\n".join(lines) + "\n"


def _grid(found: Sequence[Mapping[str, str]]) -> list[str]:
    if not found:
        return []
    table = [list(found[0]), *(list(row.values()) for row in found)]
    widths = [max(len(row[i]) for row in table) for i in range(len(table[0]))]
    return [
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    ]
