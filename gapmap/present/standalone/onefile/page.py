"""The map as one HTML file that opens from anywhere and asks nobody for anything.

Finding, a still map, legend, key figures, table and sources are in the page as they are, so that
it reads without scripts too. With scripts the map moves, and there are profiles and filters. A file
that may not hold every figure (``core.unfiltered.open_to_all``) shows its own Selection only and
says why.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from gapmap.core.gap import GapTable
from gapmap.present import palette
from gapmap.present.area import words as area_words
from gapmap.present.html import swatches, template
from gapmap.present.standalone.onefile.figures import Figures
from gapmap.present.standalone.onefile.packed import packed, without_records
from gapmap.present.standalone.onefile.still import Still, still
from gapmap.present.tables.cells import TEXTS, columns
from gapmap.present.view import source, view
from gapmap.present.web.layers import LevelLayer
from gapmap.present.web.web_map import (
    OUTLINE,
    PATTERNS,
    asset_texts,
    inline_json,
    map_choices,
    policy,
)
from gapmap.present.words import finding as words
from gapmap.present.words import scale
from gapmap.present.words.labels import long_date
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR

ASSETS: Final = Path(__file__).parent / "assets"
SCRIPTS: Final = (
    "read",
    "numbers",
    "supply",
    "table",
    "scale",
    "words",
    "profile",
    "parts",
    "page",
)
PICTURES: Final = re.compile(r"url\(images/[^)]*\)")
"""Leaflet's pictures of controls and markers, which are not used and not in the file."""
WHY_WITHHELD: Final = (
    "This file has no filters: small numbers are withheld in it, and filters would need them all "
    "inside."
)
WHY_OWN: Final = (
    "This file has no filters: it was made with figures of your own, and filters would need all of "
    "them inside."
)


@dataclass(frozen=True)
class Shapes:
    """The areas to draw and the land behind them; ``layer`` is the map's name for the level."""

    layer: str
    areas: LevelLayer
    outline: LevelLayer
    credit: str
    tiles: bool


@dataclass(frozen=True)
class Beside:
    """What stands beside a map of a site, as addresses from its page; nothing beside one file.

    ``areas`` is what the address of an area's page begins with, ``records`` a script with what is
    told of programmes (``packed.records``), ``sources`` the page that lists them.
    """

    areas: str = ""
    records: str = ""
    sources: str = ""


ALONE: Final = Beside()


def why_fixed(table: GapTable) -> str:
    """Why a file of this table has no filters: small numbers are withheld, or figures are own."""
    return WHY_WITHHELD if table.selection.suppress_below else WHY_OWN


def page(
    table: GapTable,
    shapes: Shapes,
    *,
    figures: Figures | None,
    profiles: Mapping[str, object],
    sources: Sequence[Mapping[str, str]],
    recipe: str,
    today: date,
    version: str,
    area: str | None = None,
) -> str:
    """Return the file's text.

    ``figures`` (``figures.figures``) let it filter; None makes a file without filters,
    which shows ``profiles`` (``view.profiles``). ``sources`` are all rows of sources.csv
    that it can need; ``recipe`` is ``Recipe.dumps()``. ``area`` is the code of the one
    that the file opens with: chosen, outlined and in its title.
    """
    inside = content(
        table, [shapes], figures=figures, profiles=profiles, sources=sources, area=area
    )
    html = template("page.html", ASSETS).render(
        inside,
        why_fixed=why_fixed(table),
        version=version,
        fingerprint=table.fingerprint,
        long_date=long_date(today),
        styles=_styles(),
        scripts=scripts(),
        recipe=inline_json(recipe),
    )
    return html.replace("<!--policy-->", policy(html, True, ()), 1) + "\n"


def content(
    table: GapTable,
    layouts: Sequence[Shapes],
    *,
    figures: Figures | None,
    profiles: Mapping[str, object],
    sources: Sequence[Mapping[str, str]],
    area: str | None = None,
    beside: Beside = ALONE,
) -> dict[str, object]:
    """Return what ``map.html`` shows and its scripts read (``data``, as JSON).

    ``layouts`` are the ways in which the level can be drawn, that of the page first; the rest is as
    for ``page``.
    """
    shapes, selection = layouts[0], table.selection
    seen, opened = view(table, tiles=shapes.tiles), _opened(table, area)
    listed = {row["source_id"]: source(row) for row in sources}
    heads = columns(table)
    inside = without_records(figures) if figures and beside.records else figures
    layers = {"tiles" if one.tiles else "map": one.layer for one in layouts}
    data = {
        "figures": packed(inside) if inside else None,
        "view": None if figures else seen | {"profiles": profiles},
        "sources": {} if beside.sources else listed,
        "records": beside.records if figures else "",
        "opened": opened,
        "numbers": [key not in TEXTS for key in heads],
        "layers": layers,
        "pages": beside.areas,
        "map": map_choices(dict.fromkeys([*layers.values(), OUTLINE]), None) | {"names": True},
    }
    stills = [still_of(table, one, area) for one in layouts]
    return {
        "view": seen,
        "first": opened or seen,
        "still": stills[0],
        "other_still": stills[1] if len(stills) > 1 else None,
        "patterns": PATTERNS,
        "palette": palette,
        "pages": {c: f"{beside.areas}{c}.html" for c in table.by_code} if beside.areas else {},
        "sources_page": beside.sources,
        "dated": selection.measure in scale.OF_PLACES,
        "live": figures is not None,
        "caveat": words.CAVEAT,
        "columns": heads,
        "texts": TEXTS,
        "model": table.model,
        "cited": [] if beside.sources else [listed[i] for i in seen["sources"]],
        "credit": " ".join(dict.fromkeys(one.credit for one in layouts)),
        "level_plural": LEVEL_PLURAL[selection.level],
        "level_singular": LEVEL_SINGULAR[selection.level],
        "data": inline_json(json.dumps(data, separators=(",", ":"), allow_nan=False)),
    }


def _opened(table: GapTable, area: str | None) -> dict[str, str] | None:
    """The area that the file opens with, and what stands first then: its finding, and the whole."""
    if area is None:
        return None
    more = [area_words.finding_more(table, area), f"{words.finding(table)}."]
    return {
        "code": area,
        "finding": area_words.finding(table, area),
        "more": " ".join(filter(None, [*more, words.finding_more(table)])),
    }


def still_of(table: GapTable, shapes: Shapes, area: str | None) -> Still:
    """The picture; behind tiles lies no land."""
    outline = None if shapes.tiles else shapes.outline
    return still(table, shapes.areas, outline, tiles=shapes.tiles, area=area)


def _styles() -> list[str]:
    sheets = [text for name, text in asset_texts().items() if name.endswith(".css")]
    return [
        *(PICTURES.sub("none", text) for text in sheets),
        template("page.css", ASSETS).render(palette=palette),
        swatches(),
    ]


def scripts() -> list[str]:
    """The scripts of the map, in loading order."""
    texts = [text for name, text in asset_texts().items() if name.endswith(".js")]
    return [*texts, *(_asset(f"{name}.js") for name in SCRIPTS)]


def _asset(name: str) -> str:
    return Path(ASSETS / name).read_text(encoding="utf-8")
