"""The map of the one file as a picture that needs no script.

It is what the file shows until its scripts run, and where they never do: in the preview of a
mail, or with scripts off. The scripts draw from its paths, so that shapes are in the file once.
Names and values stand where those of a printed map would (``written``). Lengths of the picture are
steps of the ``grid``, y downwards.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from gapmap.core.gap import GapTable, TableRow
from gapmap.present import palette
from gapmap.present.page.marks import MM_PER_POINT, Text
from gapmap.present.standalone.onefile.grid import Shape, shapes
from gapmap.present.standalone.onefile.written import Beside, Frame, write
from gapmap.present.web.layers import LevelLayer
from gapmap.present.web.web_map import LIMITS
from gapmap.present.words import scale

DASHES: Final = {"C": "6 4", "D": "1.5 4"}
PALE: Final = {*palette.STATE_FILL.values(), palette.SEA} - {palette.NONE_MATCHING}


@dataclass(frozen=True)
class Drawn:
    """One area: its path, what fills it and what is told of it where the pointer rests."""

    shape: Shape
    state: str
    fill: str
    dashes: str
    title: str


@dataclass(frozen=True)
class Words:
    """Lines of text of one look; each text has its middle, its baseline and its words.

    ``on`` says what they stand on: ``paper``, a ``class``, or one so ``dark`` that they are white.
    """

    on: str
    size: float
    bold: bool
    colour: str
    halo: str
    texts: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True)
class Still:
    """The picture; ``beside`` are the places of what stands outside its area.

    ``chosen`` is the path of the area that the file is about, or nothing.
    """

    frame: Frame
    land: tuple[str, ...]
    areas: tuple[Drawn, ...]
    beside: tuple[Beside, ...]
    words: tuple[Words, ...]
    chosen: str


def still(
    table: GapTable,
    areas: LevelLayer,
    outline: LevelLayer | None,
    *,
    tiles: bool,
    area: str | None = None,
) -> Still:
    """Draw a table's areas on the land of ``outline``, if there is one, as shapes or ``tiles``.

    The ``area`` that the file is about is outlined, and its name is bold.
    """
    found = {shape.code: shape for shape in shapes(areas)}
    away = re.compile(str(LIMITS["away"]))
    near = [shape for code, shape in found.items() if not away.match(code)]
    frame = Frame.around(near or list(found.values()))
    sheet, outside = write(table, found, frame, tiles=tiles, area=area)
    return Still(
        frame,
        tuple(_land(outline, found)) if outline else (),
        tuple(_drawn(table, found)),
        outside,
        _words([mark for mark in sheet.marks if isinstance(mark, Text)], frame),
        found[area].d if area in found else "",
    )


def _land(outline: LevelLayer, found: Mapping[str, Shape]) -> Iterator[str]:
    """The land behind the areas; what is an area itself is in the picture once."""
    drawn = {shape.d for shape in found.values()}
    yield from (shape.d for shape in shapes(outline) if shape.d not in drawn)


def _drawn(table: GapTable, found: Mapping[str, Shape]) -> list[Drawn]:
    """Every area, those with a strong edge last, so that no neighbour covers it."""
    colours = scale.colours(table)
    drawn = [
        Drawn(
            found[str(row["code"])],
            str(row["shade"]),
            _fill(row, colours),
            DASHES.get(scale.edge_grade(table, row), ""),
            f"{row['name']}: {scale.value(table, row)}",
        )
        for row in table.records
        if str(row["code"]) in found
    ]
    return sorted(drawn, key=lambda area: (area.state == "none_recorded", area.dashes != ""))


def _fill(row: TableRow, colours: Sequence[str]) -> str:
    state = str(row["shade"])
    if state == "measured":
        return colours[row["class_index"] or 0]
    pattern = palette.STATE_PATTERN.get(state, "outline")
    return palette.STATE_FILL[state] if pattern == "outline" else f"url(#still-{pattern})"


def _words(texts: Sequence[Text], frame: Frame) -> tuple[Words, ...]:
    ordered = sorted(texts, key=lambda mark: repr(mark.style))
    return tuple(
        Words(
            "dark" if style.colour == "#ffffff" else "paper" if style.halo in PALE else "class",
            round(style.size * MM_PER_POINT / frame.scale),
            style.bold,
            style.colour,
            style.halo,
            tuple((*frame.back(mark.x, mark.baseline), mark.text) for mark in group),
        )
        for style, group in groupby(ordered, key=lambda mark: mark.style)
    )
