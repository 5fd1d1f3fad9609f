"""Two or three plans side by side: in rows of text, CSV, JSON, a workbook and a briefing."""

import datetime
import json
from collections.abc import Mapping, Sequence

from gapmap.core.plan.kept import actions, read_by
from gapmap.core.plan.proposal import Proposal
from gapmap.present.briefing.blocks import Block, Briefing, Grid, Heading, Points, Run, text
from gapmap.present.plan import words
from gapmap.present.tables import csvw
from gapmap.present.tables.csvw import CsvColumn
from gapmap.present.words.beside import own_data
from gapmap.present.words.fitted import clean, short
from gapmap.present.words.labels import about, listed, long_date, plural, pounds, rate, whole
from gapmap.present.words.selection import selection_in_words
from gapmap.present.workbook.model import Cell, Column, Line, Sheet, Workbook, safe
from gapmap.recipe import KEY as RECIPE_KEY

Compared = Mapping[str, Proposal]
"""Proposals of one table, by the names of their plans."""


def title(compared: Compared) -> str:
    """What is compared, and in how many areas the plans agree."""
    rows = actions(compared)
    agreed = sum(row.agreed for row in rows)
    return f"{listed(list(compared))}: the same in {agreed} of {plural(len(rows), 'choice')}"


def summary(compared: Compared) -> list[dict[str, str]]:
    """One row a plan and reading: what it costs and reaches."""
    return [
        {
            "Plan": name,
            "If": words.READINGS[reading],
            "Aim": words.AIMS[proposal.wish.aim],
            "Places": whole(plan.places),
            "A year": pounds(plan.pounds),
            "Areas": whole(len(plan.actions)),
            "Need met": about(plan.before.unmet - plan.after.unmet),
            "Fewest per 1,000 after": rate(plan.after.worst),
            "Gini after": f"{plan.after.gini:.2f}",
        }
        if plan.status != "impossible"
        else {
            "Plan": name, "If": words.READINGS[reading], "Aim": words.AIMS[proposal.wish.aim],
            "Places": "no plan", "A year": plan.why, "Areas": "", "Need met": "",
            "Fewest per 1,000 after": "", "Gini after": "",
        }
        for name, proposal in compared.items()
        for reading, plan in proposal.plans.items()
    ]  # fmt: skip


def by_action(compared: Compared, reading: object) -> list[dict[str, str]]:
    """One row an area that any plan gives something, under one reading."""
    return [
        {
            "Area": row.name,
            **{n: whole(p) for n, p in zip(compared, row.places, strict=True)},
            "The same": "yes" if row.agreed else "no",
        }
        for row in actions(compared)
        if row.reading is reading
    ]


def columns(compared: Compared) -> tuple[CsvColumn, ...]:
    """The columns of the table: an area under one reading, then a column of places a plan."""
    return (
        CsvColumn("reading", "Reading", "how areas whose places are not known are read"),
        CsvColumn("code", "Area code", "GSS code of the area"),
        CsvColumn("name", "Area name", "name of the area"),
        *(
            CsvColumn(f"places: {n}", f"New places of {n} (a year)", f"of the plan “{n}”", "whole")
            for n in compared
        ),
    )


def as_csv(compared: Compared) -> bytes:
    """One row an area and reading, a column of places a plan. ``csv_metadata`` stands beside it."""
    rows = [
        {"reading": r.reading.value, "code": r.code, "name": r.name}
        | {f"places: {name}": new for name, new in zip(compared, r.places, strict=True)}
        for r in actions(compared)
    ]
    return csvw.table_csv(rows, columns(compared))


def csv_metadata(
    compared: Compared,
    about_it: Mapping[str, str],
    sources: Sequence[Mapping[str, str]],
    *,
    url: str,
    today: datetime.date,
    recipe: str,
) -> bytes:
    """What stands beside that CSV, which is called ``url``: the plans, and what made them."""
    table = next(iter(compared.values())).table
    told = {
        "title": title(compared),
        "finding": title(compared),
        **{f"plan: {name}": proposal.wish.dumps() for name, proposal in compared.items()},
        "selection in words": selection_in_words(table.selection, table.model),
        "data": " ".join(own_data(table)),
        "fingerprint": table.fingerprint,
        **about_it,
        "caveat": words.NO_PROMISE,
    }
    keys = ["reading", "code"]
    return csvw.metadata(
        told, columns(compared), sources, url=url, keys=keys, recipe=recipe, today=today
    )


def as_json(compared: Compared, about_it: Mapping[str, str], *, recipe: str) -> bytes:
    """The plans with their wishes, summaries and actions."""
    table = next(iter(compared.values())).table
    body = {
        RECIPE_KEY: recipe,
        "title": title(compared),
        **about_it,
        "plans": {name: proposal.wish.dumps() for name, proposal in compared.items()},
        "summary": summary(compared),
        "actions": [
            {
                "reading": row.reading.value, "code": row.code, "name": row.name,
                "places": dict(zip(compared, row.places, strict=True)),
            }
            for row in actions(compared)
        ],
        "selection": table.selection.to_dict(),
        "data": " ".join(own_data(table)),
        "note": words.NO_PROMISE,
    }  # fmt: skip
    return (json.dumps(body, indent=2, ensure_ascii=False) + "\n").encode()


def workbook(compared: Compared, *, recipe: str, today: datetime.date, version: str) -> Workbook:
    """The plans as a workbook: a summary and the actions."""
    table = next(iter(compared.values())).table
    heads = list(summary(compared)[0])
    first = tuple(Column(h.lower(), h, h.lower(), "text", 24) for h in heads)
    told = tuple(tuple(safe(v) or "[z]" for v in row.values()) for row in summary(compared))
    columns = (
        Column("reading", "If", "how areas are read whose places are not known", "text", 50),
        Column("code", "Code", "of the area", "code", 12),
        Column("name", "Area", "its name", "text", 28),
        *(
            Column(f"plan_{i}", safe(name), f"new places a year of this plan ({i})", "whole", 18)
            for i, name in enumerate(compared, 1)
        ),
    )
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (words.READINGS[r.reading], r.code, safe(r.name), *r.places) for r in actions(compared)
    )
    asked = selection_in_words(table.selection, table.model)
    own = (Line(safe(text)) for text in own_data(table))
    lines = (Line(safe(title(compared)), "title"), Line(safe(asked)), *own, Line(words.NO_PROMISE))
    what = "New places of each plan"
    return Workbook(
        safe(title(compared)), what, lines,
        (
            Sheet("Plans", "What each plan reaches", "One row a plan", ("One row a plan.",), first,
                  told),
            Sheet("Actions", what, what, (what + ".",), columns, rows, stay=3),
        ),
        recipe, today, version,
    )  # fmt: skip


def briefing(compared: Compared, *, recipe: str, today: datetime.date, version: str) -> Briefing:
    """The plans as a briefing."""
    table = next(iter(compared.values())).table
    asked = short(selection_in_words(table.selection, table.model), 600)
    made = f"Made with gapmap {version} from data {table.fingerprint[:12]}, {long_date(today)}."
    head = clean(title(compared))
    wrong = tuple(clean(f"{n}: {line}") for n, p in compared.items() for line in words.sure(p))
    found: list[Block] = [
        text(f"Plans · {long_date(today)}", style="kicker"),
        Heading(head, 1),
        _grid("What each plan reaches", summary(compared)),
    ]
    for reading in read_by(list(compared.values())):
        rows = by_action(compared, reading)
        if rows:
            found += [Heading(f"If {words.READINGS[reading]}"), _grid("New places a year", rows)]
    found += [
        Heading("How sure"), Points(wrong), text(words.NO_PROMISE, style="note"),
        text(f"What was asked: {asked}", style="small"),
        *(text(clean(note), style="small") for note in own_data(table)),
        text(made, style="small"),
    ]  # fmt: skip
    footer = f"gapmap {version} · {today.isoformat()}"
    return Briefing(head, tuple(found), asked, words.NO_PROMISE, wrong, made, recipe, footer)


def _grid(name: str, rows: list[dict[str, str]]) -> Grid:
    heads = tuple(short(head, 60) for head in rows[0])
    cells = tuple(tuple(Run(short(v, 120)) for v in row.values()) for row in rows)
    return Grid(name, heads, cells, tuple(1 / len(heads) for _ in heads))
