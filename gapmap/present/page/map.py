"""The map for print: one page that carries everything needed to trust, cite and redraw it.

``render`` draws a GapTable as a PNG at 300 dots to the inch, an SVG or a tagged PDF, all from the
same page: the finding as headline, the Selection in words, the map with London enlarged or equal
tiles, a legend that counts every class and state, the key figures, what the filters hide, sources,
licences and versions. A text alternative and the recipe that draws the figure again are in the
file's metadata. Same inputs, same bytes.
"""

import datetime
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import geopandas as gpd

from gapmap.core.gap import GapTable
from gapmap.errors import BadChoiceError, DataError, UnknownAreaError
from gapmap.present.area import words as area_words
from gapmap.present.page import svg
from gapmap.present.page.areas import is_tiles
from gapmap.present.page.frame import Choices, Drawn, Frame
from gapmap.present.page.notes import notes
from gapmap.present.page.sheet import DPI, PAGES, Sheet
from gapmap.present.words import finding as words
from gapmap.present.words.alt_text import alt_text
from gapmap.present.words.labels import listed

METRES: Final = 27700
FOR_LISTS: Final = 0.05
"""Part of the page's height that the map gives up for lists of values which it does not show."""
PASSES: Final = 6
"""How often a page is laid out anew at most, until its foot lists what its map does not name."""
TEMPLATE: Final = Path(__file__).parent / "templates" / "map.typ"


def render(
    table: GapTable,
    boundaries: gpd.GeoDataFrame,
    outline: gpd.GeoDataFrame,
    sources: Sequence[Mapping[str, str]],
    boundary_credit: str,
    *,
    today: datetime.date,
    version: str,
    page: str = "a4-portrait",
    grey: bool = False,
    area: str | None = None,
    zoom: bool = False,
    bare: bool = False,
    told: bool = False,
    kind: str = "png",
    recipe: str = "",
    dpi: int = DPI,
) -> bytes:
    """Return the map of a GapTable as a PNG, an SVG or a PDF (``kind``: png, svg, pdf).

    ``boundaries`` (equal tiles when they have a column ``short``) and ``outline`` are in metres and
    indexed by code; ``sources`` are the rows of sources.csv used (title, publisher, date, licence),
    those to name first before others. ``page`` is one of ``PAGES``. ``area`` outlines the area of
    that code and ``zoom`` fills the map with it and what lies around. ``bare`` leaves out headline,
    figures and notes, for a document that says all that itself; it is smaller than the page
    (``Page.bare``). A bare map that stands alone is ``told``: what is selected, sources and a short
    caveat are said below it. ``recipe`` is what the file carries so that it can be drawn again.
    ``dpi`` is of a PNG only: a lower one gives a smaller picture of the same page.

    Raises UserInputError for another page, or an area that the table does not have; DataError when
    an area has no boundary or the boundaries are not in metres.
    """
    drawn = compose(
        table, boundaries, outline, sources, boundary_credit, today=today, version=version,
        page=page, grey=grey, area=area, zoom=zoom, bare=bare, told=told,
    )  # fmt: skip
    title = words.finding(table) if area is None else area_words.finding(table, area)
    if area is None:
        description = alt_text(table, tiles=is_tiles(boundaries))
    else:
        description = area_words.alt_text(table, area)
    maker = f"gapmap {version}"
    if kind == "png":
        from gapmap.present.page import draw

        chunks = {
            "Title": title,
            "Description": description,
            "Software": maker,
            "Creation Time": today.isoformat(),
        }
        if recipe:
            chunks["gapmap:recipe"] = recipe
        return draw.png(drawn.sheet, chunks, dpi)
    facts = {
        "creator": maker, "date": today.isoformat(), "data": table.fingerprint, "recipe": recipe,
    }  # fmt: skip
    drawing = svg.svg(drawn.sheet, title, description, {k: v for k, v in facts.items() if v})
    if kind == "svg":
        return drawing
    from gapmap.present.briefing import typeset

    parts = {
        "title": title, "alt": description, "recipe": recipe, "map": drawing.decode(),
        "width": f"{drawn.sheet.width}", "height": f"{drawn.sheet.height}",
    }  # fmt: skip
    return typeset.render(TEMPLATE, parts, today).pdf


def compose(
    table: GapTable,
    boundaries: gpd.GeoDataFrame,
    outline: gpd.GeoDataFrame,
    sources: Sequence[Mapping[str, str]],
    boundary_credit: str,
    *,
    today: datetime.date,
    version: str,
    page: str = "a4-portrait",
    grey: bool = False,
    area: str | None = None,
    zoom: bool = False,
    bare: bool = False,
    told: bool = False,
) -> Drawn:
    """Lay out and draw the page that ``render`` saves."""
    pages = [name for name, one in PAGES.items() if bare or not one.only_bare]
    if page not in pages:
        raise BadChoiceError(f"Page: “{page[:40]}” is not allowed. Use one of: {', '.join(pages)}.")
    if area is not None and area not in set(table.rows["code"]):
        raise UnknownAreaError(f"There is no area “{area[:20]}” here; use a code from the table.")
    _check(table, boundaries, outline)
    chosen = PAGES[page]
    size = (chosen.zoomed if zoom and area else chosen.bare) if bare else chosen.size
    texts = notes(
        table, sources, boundary_credit, today, version,
        tiles=is_tiles(boundaries), area=area, alone=told,
    )  # fmt: skip
    zoom = zoom and area is not None
    choices = Choices(grey=grey, area=area, zoom=zoom, bare=bare, told=told)

    def laid_out(below: Sequence[str]) -> tuple[Frame, bool]:
        least = chosen.least_map - FOR_LISTS * bool(below)
        sheet = Sheet(size, grey=grey, least=chosen.least_text)
        for shrink in (1.0, 0.94, 0.88, 0.82, 0.76):
            frame = Frame(sheet, table, chosen, choices, texts, chosen.text * shrink, below)
            if frame.middle.height >= least * sheet.height and frame.holds_figures:
                return frame, True
        return frame, False

    listed_below: tuple[str, ...] = ()
    drawn = laid_out(())[0].draw(boundaries, outline)
    for _ in range(PASSES):
        if drawn.below == listed_below:
            return drawn
        listed_below = drawn.below
        frame, fits = laid_out(listed_below)
        if not fits:  # the lists would take the room of the map: they stay shortened beside it
            return drawn
        drawn = frame.draw(boundaries, outline)
    if drawn.below == listed_below:
        return drawn
    return laid_out(())[0].draw(boundaries, outline)  # no foot lists what its own map leaves out


def _check(table: GapTable, boundaries: gpd.GeoDataFrame, outline: gpd.GeoDataFrame) -> None:
    for layer in (outline,) if is_tiles(boundaries) else (boundaries, outline):
        if layer.crs is None or layer.crs.to_epsg() != METRES:
            raise DataError("The boundaries are not in EPSG:27700; read them with io.boundaries.")
    missing = sorted(set(table.rows["code"]) - set(boundaries.index))
    if missing:
        raise DataError(
            f"The boundaries have no shape for {listed(missing[:5])}; use those of the level "
            f"“{table.selection.level}”."
        )
