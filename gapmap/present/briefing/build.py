"""A briefing in two to four pages; the first alone answers: finding, figures, map, what is unknown.

``build`` describes it apart from any file format, for one area or for the whole Selection; the
parts of the later pages come from ``parts``.
"""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gapmap.core.evidence.observation import ProgrammeRow
from gapmap.core.gap import GapTable
from gapmap.present.area import words as area_words
from gapmap.present.area.profile import Profile
from gapmap.present.briefing import ending
from gapmap.present.briefing import parts as briefing_parts
from gapmap.present.briefing.blocks import (
    Block,
    Break,
    Briefing,
    Figures,
    Heading,
    Numbered,
    Picture,
    Points,
    Sources,
    text,
)
from gapmap.present.words import citation, left_out
from gapmap.present.words import finding as words
from gapmap.present.words.alt_text import alt_text
from gapmap.present.words.beside import own_data
from gapmap.present.words.fitted import NAME_LENGTH, clean, short
from gapmap.present.words.labels import long_date, plural, whole
from gapmap.present.words.method import Step
from gapmap.present.words.selection import selection_in_words, shown_in_short
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR

ON_FIRST_PAGE: Final = 2
"""Of what is not known, the sentences on the first page; the others follow later."""
TERMS: Final = (
    "Terms by their sources, from the day the data speak of. That one ends is not that the "
    "programme does: contracts are renewed without notice. Most sources state no term."
)
NO_STANDARD: Final = "No official standard says how many places there should be."


@dataclass(frozen=True)
class Material:
    """What a briefing is made from besides the GapTable.

    ``picture`` is the map, as PNG or for a PDF as SVG, of equal ``tiles`` or of the areas' own
    shapes, None where the level has none; ``area`` and ``steps`` are the profile and the
    calculation of the one area it is about; ``programmes`` are the rows of programmes.csv by
    observation_id, ``sources`` those of sources.csv by source_id. ``most`` is the longest a table
    may be (rows). ``could_say`` says who could say what is not known; ``endings`` are programmes
    whose terms end within a year, a sentence and a source_id each.
    """

    today: datetime.date
    version: str
    recipe: str
    programmes: Mapping[str, ProgrammeRow]
    sources: Mapping[str, Mapping[str, str]]
    boundary_credit: str = ""
    picture: bytes | None = None
    tiles: bool = False
    area: Profile | None = None
    steps: Sequence[Step] = ()
    most: int = 14
    could_say: str = ""
    endings: Sequence[tuple[str, str]] = ()


def build(table: GapTable, material: Material) -> Briefing:
    """Describe the briefing of a GapTable: for the area of the material, or for all of it."""
    numbered = Numbered(material.sources)
    area = material.area
    unknown = tuple(_not_known(table, area))
    title = area_words.finding(table, area.code) if area else words.finding(table)
    blocks: list[Block] = [
        text(_kicker(table, material), style="kicker"),
        Heading(clean(title), 1),
        *_first_page(table, material, unknown),
        Break(),
    ]
    if area:
        blocks += briefing_parts.area_programmes(area, numbered, material.most)
    else:
        blocks += briefing_parts.known_programmes(
            table, material.programmes, numbered, material.most
        )
    blocks += briefing_parts.comparison(table, area, material.most)
    blocks += ending.blocks(material.endings, TERMS, numbered)
    if len(unknown) > ON_FIRST_PAGE:
        blocks += [Heading("What else is not known"), Points(unknown[ON_FIRST_PAGE:])]
    blocks += [
        Heading("How the figures are made"),
        *briefing_parts.method(table, material.steps),
        Heading("Read with care"),
        Points(tuple(_caveats(table))),
        *_sources(table, material, numbered),
    ]
    return Briefing(
        clean(title),
        tuple(blocks),
        _asked(table),
        words.CAVEAT,
        unknown,
        _made(table, material),
        material.recipe,
        f"gapmap {material.version} · {material.today.isoformat()}",
    )


def _asked(table: GapTable) -> str:
    return short(selection_in_words(table.selection, table.model), 600)


def _made(table: GapTable, material: Material) -> str:
    return (
        f"Made with gapmap {material.version} from data {table.fingerprint[:12]}, on "
        f"{long_date(material.today)}. This file keeps the choices that made it: opened in gapmap, "
        "it can be made again."
    )


def _kicker(table: GapTable, material: Material) -> str:
    day = long_date(material.today)
    if material.area is None:
        return f"Briefing · {LEVEL_PLURAL[table.selection.level]} · {day}"
    area = material.area
    welsh = f" ({area.name_cy})" if area.name_cy not in ("", area.name) else ""
    name = short(f"{area.name}{welsh}", NAME_LENGTH)
    return f"Briefing · {name}, {LEVEL_SINGULAR[table.selection.level]} · {day}"


def _first_page(table: GapTable, material: Material, unknown: Sequence[str]) -> list[Block]:
    """What answers alone: the rest of the finding, the figures, the map, and what is not known."""
    area = material.area
    figures = area_words.key_figures(table, area.code) if area else words.key_figures(table)
    more = area_words.finding_more(table, area.code) if area else words.finding_more(table)
    loosen = left_out.what_to_loosen(table)
    return [
        *([text(clean(more))] if more else []),
        *([text(loosen)] if loosen else []),
        Figures(tuple((clean(a), clean(b), clean(c)) for a, b, c in figures)),
        *_map(table, material),
        Heading("What is not known"),
        Points(tuple(unknown[:ON_FIRST_PAGE])),
        *([text(clean(material.could_say))] if material.could_say else []),
        text(words.CAVEAT, style="note"),
        text(f"What was asked: {_asked(table)}", style="small"),
    ]


def _map(table: GapTable, material: Material) -> list[Block]:
    area, level = material.area, table.selection.level
    if material.picture is None:
        return [text(f"No map of {LEVEL_PLURAL[level]} is drawn; the figures follow.")]
    alt = area_words.alt_text(table, area.code) if area else alt_text(table, tiles=material.tiles)
    caption = f"By {LEVEL_SINGULAR[level]}."
    if area and area.state != "no_estimate":
        name = short(area.name, NAME_LENGTH)
        caption += f" Outlined: {name}; the small map shows where it lies."
    caption = f"{caption} {shown_in_short(table.selection, table.model)}".strip()
    return [Picture(material.picture, clean(alt), caption)]


def _not_known(table: GapTable, area: Profile | None) -> list[str]:
    """Everything not known about the areas that the briefing speaks of, the weightiest first."""
    if area:
        return [clean(line) for line in (*area.not_known, *own_data(table))]
    care = [clean(line) for line in left_out.counted_with_care(table)]
    return briefing_parts.unknowns(table) + left_out.hidden(table) + care


def _caveats(table: GapTable) -> list[str]:
    crossing = int(table.rows["crosses_threshold"].eq(True).sum())
    level = table.selection.level
    areas = plural(crossing, LEVEL_SINGULAR[level], LEVEL_PLURAL[level])
    unsure = [f"In {areas} the range of the estimate crosses your threshold."]
    return [
        *(clean(caveat) for caveat in table.model.caveats),
        *(unsure if crossing else []),
        NO_STANDARD,
        "Figures of different levels overlap: never add them.",
    ]


def _sources(table: GapTable, material: Material, numbered: Numbered) -> list[Block]:
    beside = table.published.source_ids
    for source in (*table.model.source_ids, *briefing_parts.GENERAL, *beside):
        numbered.number(source)
    items = tuple(numbered.items())
    rest = len({*table.source_ids} - {*numbered.used})
    found: list[Block] = [Heading("Sources"), Sources(items)]
    more = ""
    if rest:
        verb = "is" if rest == 1 else "are"
        more = (
            f" {whole(rest)} more {'source' if rest == 1 else 'sources'} of this selection "
            f"{verb} listed in the table exports."
        )
    found.append(text(f"{citation.NO_LICENCE}{more}", style="small"))
    if material.picture is not None and material.boundary_credit:
        found.append(text(f"Boundaries: {clean(material.boundary_credit)}", style="small"))
    found.append(text(_made(table, material), style="small"))
    return found
