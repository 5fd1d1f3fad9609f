"""Zip archives that are the same bytes every time: members in order, with one given date."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Final

FIRST: Final = ("mimetype", "[Content_Types].xml", "_rels/.rels")
"""Members that readers expect at the start; OpenDocument wants its type first and not packed."""


def repacked(
    data: bytes, today: date, change: Callable[[str, bytes], bytes] = lambda _, content: content
) -> bytes:
    """Return a zip archive again, in a fixed order and dated ``today``.

    ``change`` is given the name and content of every member and returns its new content.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: change(name, archive.read(name)) for name in archive.namelist()}
    out = io.BytesIO()
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
