"""The parts of a briefing: the comparison, the programmes, what is not known and the method."""

from collections.abc import Mapping, Sequence
from typing import Final

from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.core.gap import GapTable, TableRow
from gapmap.present.area import words as area_words
from gapmap.present.area.profile import Profile
from gapmap.present.area.programmes import NOT_USED, ProgrammeEntry, dated
from gapmap.present.briefing.blocks import Block, Grid, Heading, Numbered, Points, Run, text
from gapmap.present.words import beside, scale
from gapmap.present.words import finding as words
from gapmap.present.words.fitted import NAME_LENGTH, clean, short
from gapmap.present.words.labels import listed, matching, plural, whole
from gapmap.present.words.left_out import beside_none_recorded
from gapmap.present.words.method import Step
from gapmap.vocabulary import LEVEL_PLURAL, MEASURES, TYPES

GENERAL: Final = ("S-CENSUS-2021", "S-LOOKUP")
"""Sources of population and areas, which every figure rests on."""
NAMES: Final = 20
NAMES_AT_MOST: Final = 45  # up to so many areas, all are named
IN_FIGURES: Final = ("State", "Estimated perpetrators", "Places a year", "Places per 1,000")
ELSEWHERE: Final = "in the full table"
PROGRAMMES_AT_MOST: Final = 14
"""An area's counted programmes are all named up to so many, however long other tables may be."""


def comparison(table: GapTable, area: Profile | None, most: int) -> list[Block]:
    """The ranking, the areas without a value by name, and the area's further figures."""
    order = scale.ranked(table)
    code = area.code if area else ""
    found: list[Block] = [Heading("How the areas compare" if not area else "How it compares")]
    if area:
        found.append(text(area_words.standing(table, code)))
    elif not order:
        found.append(text("No area has a known value under this selection."))
    if order:
        found.append(_ranking(table, order, code, most))
        if len(order) > most:
            shown = "both ends of the list" + (" and the neighbours in rank" if code else "")
            told = f"Of {len(order)} areas: {shown}. All are {ELSEWHERE}."
            found.append(text(told, style="small"))
    found += [text(line) for line in _without_value(table)]
    if area:
        found += _figures(area)
    return found


def _ranking(table: GapTable, order: list[TableRow], code: str, most: int) -> Grid:
    rows, ranks = [], scale.ranks(table)
    codes = [str(row["code"]) for row in order]
    shown = sorted(
        _window(len(order), _beside(codes, [c for c in codes if c in ranks], code), most)
    )
    for i in shown:
        row = order[i]
        rows.append(
            (
                Run(str(ranks.get(str(row["code"]), "–"))),
                Run(
                    short(row["name"], NAME_LENGTH)
                    + (" (this area)" if row["code"] == code else "")
                ),
                Run(scale.value(table, row)),
                Run(words.places(row)),
                Run(words.perpetrators(row)),
            )
        )
    strong = shown.index(codes.index(code)) if code in codes else None
    head = (
        "Rank",
        "Area",
        MEASURES[table.selection.measure],
        "Places a year",
        f"Estimated {table.model.noun}",
    )
    title = f"{head[2]}, the {scale.FIRST[table.selection.measure]} first, with the range"
    return Grid(title, head, tuple(rows), (0.07, 0.22, 0.33, 0.13, 0.25), (0,), strong)


def _beside(codes: Sequence[str], ranked: Sequence[str], code: str) -> set[int]:
    """Places in the order of an area, those next to it, and those next to it of the ranked."""
    near: set[str] = set()
    for order in (codes, ranked):
        if code in order:
            at = order.index(code)
            near |= set(order[max(at - 1, 0) : at + 2])
    return {codes.index(one) for one in near}


def _window(length: int, near: set[int], most: int) -> set[int]:
    """Which places in the order to show: all that fit, else the ends and those that are near."""
    if length <= most:
        return set(range(length))
    near = set(near)
    ends = [i for pair in zip(range(length), reversed(range(length)), strict=True) for i in pair]
    for i in dict.fromkeys(ends):
        if len(near) >= most:
            break
        near.add(i)
    return near


def _without_value(table: GapTable) -> list[str]:
    """The areas drawn without a value, by name, one sentence a state."""
    lines = []
    for state, number in scale.drawn(table).items():
        if state == "measured":
            continue
        names = table.rows.loc[table.rows["shade"] == state, "name"]
        first = [short(n, 60) for n in (names if number <= NAMES_AT_MOST else names[:NAMES])]
        if number > len(first):
            first.append(f"{number - len(first)} more, {ELSEWHERE}")
        beside = beside_none_recorded(table) if state == "none_recorded" else []
        named = f"{scale.state_label(table, state)} ({number}): {listed(first)}."
        lines.append(" ".join([named, *beside]))
    return lines


def _figures(area: Profile) -> list[Block]:
    rows = [
        (Run(clean(label)), Run(clean(value)))
        for label, value in area.figures
        if label not in IN_FIGURES and not label.startswith("For comparison")
    ]
    title = f"More figures for {short(area.name, NAME_LENGTH)}"
    return [Grid(title, ("Figure", "Value"), tuple(rows), (0.36, 0.64))] if rows else []


def area_programmes(area: Profile, numbered: Numbered, most: int) -> list[Block]:
    """The area's programmes with what is known of each and its sources, then the context."""
    found: list[Block] = [Heading("Programmes that serve it")]
    if not area.programmes:
        found.append(
            text("None counted under this selection. That does not mean that none exists.")
        )
    else:
        named = area.programmes[:PROGRAMMES_AT_MOST]
        rows = tuple(_programme(entry, numbered) for entry in named)
        head = (
            "Programme",
            "Places a year here, and funding",
            "Who can refer",
            "Who it accepts",
            "Source",
        )
        title = matching(len(area.programmes))
        found.append(Grid(title, head, rows, (0.24, 0.34, 0.21, 0.14, 0.07)))
    found += _left_out(len(area.programmes) - PROGRAMMES_AT_MOST, "programme")
    if area.hidden:
        found.append(Heading("Recorded here, but not counted under this selection", 3))
        few = area.hidden[:most]
        why = ("Programme", "Why it is not counted", "Its number", "Source")
        rows = tuple(_hidden(entry, numbered) for entry in few)
        title = f"{plural(len(area.hidden), 'programme')} not counted, or not stated to match"
        found.append(Grid(title, why, rows, (0.31, 0.3, 0.32, 0.07)))
        found += _left_out(len(area.hidden) - len(few), "record")
    if area.context:
        found.append(Heading("Recorded, but not counted as places", 3))
        few = area.context[: max(2, most // 3)]
        found.append(Points(tuple(_context(entry, numbered) for entry in few)))
        found += _left_out(len(area.context) - len(few), "record")
    return found


def _left_out(number: int, noun: str) -> list[Block]:
    if number <= 0:
        return []
    are = "is" if number == 1 else "are"
    return [
        text(
            f"{plural(number, f'more {noun}')} {are} left out here for space.",
            style="small",
        )
    ]


def _programme(entry: ProgrammeEntry, numbered: Numbered) -> tuple[Run, ...]:
    facts = dict(entry.facts)
    title, subtitle = short(entry.title, NAME_LENGTH), short(entry.subtitle, NAME_LENGTH)
    return (
        Run(f"{title}\n{subtitle}"),
        Run(short(_number(facts, "Places a year here")) + _money(facts)),
        Run(short(facts.get("Who can refer", "not stated"), 140)),
        Run(short(facts.get("Who it accepts", "not stated"), 90)),
        numbered.cell([link.source_id for link in entry.links]),
    )


def _number(facts: Mapping[str, str], label: str) -> str:
    """A programme's number; where there is none, what is published but cannot be used."""
    number, published = facts.get(label, "withheld"), facts.get(NOT_USED)
    return f"not known. {published}" if published and number.startswith("not known") else number


def _money(facts: Mapping[str, str]) -> str:
    stated = facts.get("Funding", "not stated")
    return "" if stated == "not stated" else f"\nFunding: {short(stated, 140)}"


def _hidden(entry: ProgrammeEntry, numbered: Numbered) -> tuple[Run, ...]:
    """A programme that does not count, or may not: why, its number, and its sources."""
    facts = dict(entry.facts)
    title, subtitle = short(entry.title, NAME_LENGTH), short(entry.subtitle, NAME_LENGTH)
    why = facts["Why it is not counted"]
    return (
        Run(f"{title}\n{subtitle}"),
        Run(short(why[:1].upper() + why[1:], 160)),
        Run(short(_number(facts, "Its number"), 160)),
        numbered.cell([link.source_id for link in entry.links]),
    )


def _context(entry: ProgrammeEntry, numbered: Numbered) -> str:
    money = dict(entry.facts).get("Funding", "not stated")
    funding = "" if money == "not stated" else f"; {short(money, 120)}"
    source = numbered.cell([link.source_id for link in entry.links]).text
    title = short(entry.title, NAME_LENGTH)
    return f"{title} ({short(entry.subtitle, NAME_LENGTH)}{funding}) {source}"


def known_programmes(
    table: GapTable,
    programmes: Mapping[str, ProgrammeRow],
    numbered: Numbered,
    most: int,
) -> list[Block]:
    """The programmes whose places make up the total, the largest first, with their sources."""
    found: list[Block] = [Heading("Where the known places are")]
    estimated = table.rows.loc[table.rows["state"] != "no_estimate", "code"]
    parts = table.parts.dropna(subset=["places"])
    parts = parts[parts["code"].isin(estimated)]  # what the total adds up
    names = dict(zip(table.rows["code"], table.rows["name"], strict=True))
    services = {s.service_id: s for s in table.supply.services}
    places = parts.groupby("service_id")["places"].sum()
    places = places.sort_values(ascending=False, kind="stable")
    if not len(places):
        found.append(text("No number of places is known under this selection."))
        return found
    rows = []
    for service_id in places.index[:most]:
        service = services[str(service_id)]
        record = programmes[service.chosen.observation_id]
        here = parts.loc[parts["service_id"] == service_id, "code"]
        areas = [short(names[c], 60) for c in here[:3]]
        areas += [f"{len(here) - 3} more"] if len(here) > 3 else []
        number = float(places[service_id])
        rows.append(
            (
                Run(
                    f"{short(record['programme'], NAME_LENGTH)}\n"
                    f"{TYPES[service.chosen.programme_type]} · {short(record['period'], 40)}"
                ),
                Run(short(listed(areas), 160)),
                Run(whole(number)),
                Run(short(dated(service.chosen, service.capacity), 160)),
                numbered.cell([service.chosen.source_id, *service.chosen.more_source_ids]),
            )
        )
    head = ("Programme", "Areas", "Places a year", "What that rests on", "Source")
    title = f"{plural(len(places), 'programme')} with known places, the largest first"
    found.append(Grid(title, head, tuple(rows), (0.31, 0.2, 0.11, 0.28, 0.1), (2,)))
    if len(places) > most:
        rest = plural(len(places) - most, "smaller programme")
        found.append(text(f"{rest} left out here for space.", style="small"))
    return found


def unknowns(table: GapTable) -> list[str]:
    """What is not known about the areas shown, all together."""
    totals, level = table.totals, LEVEL_PLURAL[table.selection.level]
    lines = beside.not_known_here(table)
    if totals.programmes_unmeasured:
        lines.append(
            f"The yearly places of {totals.programmes_unmeasured} of "
            f"{plural(totals.programmes, 'programme')} that match in {totals.covers}."
        )
    silent = sum(not s.chosen.routes for s in table.services_here)
    quiet = sum(not s.chosen.accepts for s in table.services_here)
    if silent:
        lines.append(f"Who can refer to {plural(silent, 'programme')}.")
    if quiet:
        lines.append(f"Who {plural(quiet, 'programme')} will accept.")
    if "not_stated" in scale.drawn(table):
        lines.append(f"Whether any programme matches in the {level} where that is not stated.")
    if "none_recorded" in scale.drawn(table):
        lines.append(f"Whether any programme exists in the {level} where none is recorded.")
    lines.append(f"How many {table.model.noun} there really are, and where.")
    return lines


def method(table: GapTable, steps: Sequence[Step]) -> list[Block]:
    """How the figures are made: the sums of one area, or the rules for all."""
    model = table.model
    found: list[Block] = [
        text(Run(f"Estimate: {clean(model.name)}. ", strong=True), clean(model.counts)),
    ]
    if steps:
        rows = tuple(
            (Run(clean(s.title)), Run(short(s.sum, 320)), Run(short(s.result, 120))) for s in steps
        )
        head = ("Figure", "How it is worked out", "Result")
        return [*found, Grid("The sums, step by step", head, rows, (0.14, 0.58, 0.28))]
    return [
        *found,
        text(Run("Range. ", strong=True), clean(model.interval_why)),
        text(Run("Between places. ", strong=True), clean(model.local_why)),
        text(
            Run("Places. ", strong=True),
            "A place is room for one person in twelve months. A programme that serves several "
            "areas is shared out by their estimated perpetrators, so totals are kept.",
        ),
        text(
            Run("Places per 1,000. ", strong=True),
            f"1,000 × places ÷ estimated {model.noun}. Where some programmes do not state their "
            "places, or whether they match, the figure is a lower bound and reads “at least”.",
        ),
    ]
