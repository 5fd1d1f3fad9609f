"""Typesets templates of the repository with Typst: tagged PDF/UA-1, the same bytes every time.

A template (``*.typ``) reads its texts as JSON and its pictures as SVG from ``sys.inputs``: they are
values and never markup, so nothing that a data file holds can run or read a file. The fonts are the
ones beside this module, with DejaVu Sans (from matplotlib) for the characters that they lack.
"""

import datetime
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import matplotlib as mpl
import typst

from gapmap.present.packages import xml_safe

FONTS: Final = Path(__file__).parents[1] / "fonts"
STANDARD: Final = "ua-1"
SHAPELESS: Final = ("Cf", "Mn", "Me", "Co")  # categories of Unicode


@dataclass(frozen=True)
class Typeset:
    """A document as PDF; the number of its pages, and how far down the last is filled (mm)."""

    pdf: bytes
    pages: int
    end: float


def render(template: Path, inputs: Mapping[str, str], today: datetime.date) -> Typeset:
    """Set a template with its inputs; same inputs and date, same bytes.

    The template marks its end with the label ``<end>``, whose value has ``page`` and ``y`` (mm).
    Raises typst.TypstError for a template that is wrong or not accessible, such as a picture
    without words.
    """
    held = {name: drawable(value) for name, value in inputs.items()}
    compiler = typst.Compiler(  # one a document: threads must not share what it was last given
        str(template), root=template.parent, font_paths=_fonts(),
        ignore_system_fonts=True, sys_inputs=held,
    )  # fmt: skip
    noon = datetime.datetime.combine(today, datetime.time(12), tzinfo=datetime.UTC)
    pdf = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=noon)
    found = json.loads(compiler.query("<end>", field="value", one=True))
    assert isinstance(pdf, bytes)  # one document, and no file to write it to
    return Typeset(pdf, int(found["page"]), float(found["y"]))


def drawable(text: str) -> str:
    """A text without what has no shape of its own: controls, marks of direction, stacked accents.

    Typst orders right-to-left text by itself.
    """
    return "".join(c for c in xml_safe(text) if unicodedata.category(c) not in SHAPELESS)


@cache
def _fonts() -> typst.Fonts:
    fallback = Path(mpl.get_data_path()) / "fonts" / "ttf"
    return typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(FONTS), str(fallback)],
    )
