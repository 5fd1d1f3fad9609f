"""What files that are zip archives share: the recipe, and bytes that are the same every time.

Word and PowerPoint files carry the recipe as a custom property. The libraries that write all these
files know no custom properties or stamp every part with the time of writing, so the finished
archive is opened once more.
"""

import datetime
import re
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any, Final
from xml.sax.saxutils import escape

from gapmap.present.words.fitted import short

PROPERTY: Final = "gapmap:recipe"
CUSTOM: Final = "docProps/custom.xml"
EARLIEST: Final = (1980, 1, 1, 0, 0, 0)
FIRST: Final = ("mimetype", "[Content_Types].xml", "_rels/.rels")
"""Members that readers expect at the start; OpenDocument wants its type first and not packed."""
FORMATS: Final = "http://schemas.openxmlformats.org/"
NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def xml_safe(text: str) -> str:
    """A text without the characters that no XML file may hold."""
    return NOT_XML.sub("", text)


def finished(package: bytes, recipe: str) -> bytes:
    """Return an Office package with the recipe in it, its parts in fixed order and undated."""
    parts = {}
    with zipfile.ZipFile(BytesIO(package)) as old:
        for name in old.namelist():
            parts[name] = old.read(name)
    parts[CUSTOM] = _custom(recipe)
    parts["[Content_Types].xml"] = _before(
        parts["[Content_Types].xml"],
        "</Types>",
        f'<Override PartName="/{CUSTOM}" ContentType="application/'
        'vnd.openxmlformats-officedocument.custom-properties+xml"/>',
    )
    parts["_rels/.rels"] = _before(
        parts["_rels/.rels"],
        "</Relationships>",
        f'<Relationship Id="rIdRecipe" Type="{FORMATS}officeDocument/2006/relationships/'
        f'custom-properties" Target="{CUSTOM}"/>',
    )
    return zipped(parts)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """Return parts by name as an Office package, in fixed order and undated."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(parts, key=_place):
            info = zipfile.ZipInfo(name, EARLIEST)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, parts[name])
    return out.getvalue()


def describe(properties: Any, title: str, subject: str, today: datetime.date) -> None:
    """Fill the core properties of a document; the dates are the day of the export."""
    day = datetime.datetime.combine(today, datetime.time())
    properties.title, properties.subject = short(title, 250), short(subject, 250)
    properties.author = properties.last_modified_by = "gapmap"
    properties.language = "en-GB"
    properties.comments, properties.keywords, properties.revision = "", "", 1
    properties.created = properties.modified = day


def _before(xml: bytes, end: str, addition: str) -> bytes:
    head, _, _ = xml.decode("utf-8").rpartition(end)
    return f"{head}{addition}{end}".encode()


def _custom(recipe: str) -> bytes:
    types = f"{FORMATS}officeDocument/2006/docPropsVTypes"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{FORMATS}officeDocument/2006/custom-properties" xmlns:vt="{types}">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{PROPERTY}">'
        f"<vt:lpwstr>{escape(xml_safe(recipe))}</vt:lpwstr></property></Properties>"
    ).encode()


def repacked(
    data: bytes,
    today: datetime.date,
    change: Callable[[str, bytes], bytes] = lambda _, content: content,
) -> bytes:
    """Return a zip archive again, in a fixed order and dated ``today``.

    ``change`` is given the name and content of every member and returns its new content.
    """
    with zipfile.ZipFile(BytesIO(data)) as archive:
        members = {name: change(name, archive.read(name)) for name in archive.namelist()}
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(members, key=_place):
            info = zipfile.ZipInfo(name, (max(today.year, 1980), today.month, today.day, 0, 0, 0))
            stored = name == "mimetype"
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, members[name])
    return out.getvalue()


def _place(name: str) -> tuple[int, str]:
    return (FIRST.index(name) if name in FIRST else len(FIRST), name)
