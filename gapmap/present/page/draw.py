"""A page of marks as a picture (PNG), drawn by matplotlib."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

import matplotlib as mpl
import numpy as np
import shapely
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline
from matplotlib.patheffects import Stroke
from matplotlib.text import Text as Words
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from shapely.geometry.base import BaseGeometry

from gapmap.present.page.marks import DPI, HALO, Dots, Fill, Lines, Mark, Text
from gapmap.present.page.sheet import Sheet
from gapmap.present.page.text import font_file

# A setting of the process, not of a page: the same for every page, so threads cannot disagree.
mpl.rcParams["text.hinting"] = "none"


def png(sheet: Sheet, chunks: Mapping[str, str], dpi: int = DPI) -> bytes:
    """Return the page as a PNG that carries text chunks."""
    canvas: Any = FigureCanvasAgg(_figure(sheet, dpi))  # partly annotated by matplotlib
    canvas.draw()
    pixels = np.ascontiguousarray(np.asarray(canvas.buffer_rgba())[:, :, :3])
    info = PngInfo()
    for key, value in chunks.items():
        info.add_itxt(key, value) if not value.isascii() else info.add_text(key, value)
    image = Image.fromarray(pixels)
    if sheet.grey:
        image = image.convert("L")
    out = BytesIO()
    image.save(out, "PNG", dpi=(dpi, dpi), pnginfo=info, compress_level=4)
    return out.getvalue()


def _figure(sheet: Sheet, dpi: int) -> Figure:
    figure = Figure((sheet.size[0] / DPI, sheet.size[1] / DPI), dpi=dpi, facecolor="white")
    axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
    axes.set_axis_off()
    axes.set_xlim(0, sheet.width)
    axes.set_ylim(0, sheet.height)
    for number, mark in enumerate(sheet.marks):
        for artist in _artists(mark):
            artist.set_zorder(number)
            axes.add_artist(artist)
    return figure


def _artists(mark: Mark) -> Sequence[Artist]:
    if isinstance(mark, Fill):
        return [
            PathPatch(
                _path(mark.shape), fc=mark.face, ec=mark.edge, lw=mark.width, joinstyle="round"
            )
        ]
    if isinstance(mark, Lines):
        return [
            LineCollection(
                list(mark.parts), colors=mark.colour, linewidths=mark.width, capstyle="round",
                joinstyle="round",
            )
        ]  # fmt: skip
    if isinstance(mark, Dots):
        x, y = mark.points[:, 0], mark.points[:, 1]
        return [
            Line2D(x, y, ls="none", marker="o", ms=mark.diameter, mfc=mark.colour, mec="none")
        ]  # fmt: skip
    return _words(mark)


def _words(mark: Text) -> list[Words]:
    """The line, above its halo: with the halo as a part of it a PDF would hold no text."""
    texts = [
        Words(
            mark.x, mark.baseline, mark.text, color=mark.style.colour,
            fontproperties=FontProperties(fname=font_file(mark.style.bold), size=mark.style.size),
            horizontalalignment=mark.align, verticalalignment="baseline", parse_math=False,
            usetex=False,
        )
        for _ in range(2 if mark.style.halo else 1)
    ]  # fmt: skip
    if mark.style.halo:
        width = HALO * mark.style.size
        texts[0].set_path_effects(
            [Stroke(linewidth=width, foreground=mark.style.halo, joinstyle="round")]
        )
    return texts


def _path(shape: BaseGeometry) -> Outline:
    """One compound path; rings are turned so that holes stay holes."""
    rings: list[Outline] = []
    for part in shapely.get_parts(shapely.orient_polygons(shape)):
        if part.geom_type == "Polygon":
            for ring in (part.exterior, *part.interiors):
                rings.append(Outline(shapely.get_coordinates(ring), closed=True))
    return Outline.make_compound_path(*rings)
