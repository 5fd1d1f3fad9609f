"""A page of marks as a PDF that says its title, language, text alternative and recipe."""

import datetime
from io import BytesIO
from typing import Final

from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, DictionaryObject, NameObject, TextStringObject

from gapmap.present.page import draw as print_draw
from gapmap.present.page.sheet import Sheet

LANGUAGE: Final = "en-GB"
RECIPE_KEY: Final = "/gapmap:recipe"


def pdf(
    sheet: Sheet, title: str, description: str, maker: str, today: datetime.date, recipe: str
) -> bytes:
    """Return the page as a PDF: vector, its fonts inside, dated ``today``.

    The text alternative is the document's subject; the recipe is a document property.
    """
    info = {"Title": title, "Subject": description, "Creator": maker}
    drawn = print_draw.pdf(sheet, info, today)
    writer = PdfWriter(clone_from=PdfReader(BytesIO(drawn)))
    if recipe:
        writer.add_metadata({RECIPE_KEY: recipe})
    root = writer.root_object
    root[NameObject("/Lang")] = TextStringObject(LANGUAGE)
    shown = DictionaryObject({NameObject("/DisplayDocTitle"): BooleanObject(True)})
    root[NameObject("/ViewerPreferences")] = shown
    writer.pdf_header = "%PDF-1.7"
    out = BytesIO()
    writer.write(out)
    return out.getvalue()
