"""Find the recipe in a file that gapmap exported, by what the file holds, not by its ending.

Files come from anywhere, so nothing is drawn or run, and what is read has limits: 20 MB, the budget
of one file (``io.files.budget``), and a recipe of at most 200,000 characters.
"""

import csv
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from gapmap.errors import (
    BadRecipeError,
    FileTooLargeError,
    NoRecipeError,
    UnreadableFileError,
    UserInputError,
)
from gapmap.io.files import apart, budget
from gapmap.io.recipes import readers
from gapmap.io.uploads.table import shown_name
from gapmap.recipe import BESIDE, KEY, LONGEST, Recipe

ENDINGS: Final = (
    "png", "svg", "pdf", "docx", "pptx", "xlsx", "ods", "html", "csv", "json", "geojson", "gpkg",
)  # fmt: skip
LARGEST: Final = 20_000_000  # bytes; the largest export has about 3 million
MEMBER: Final = re.compile(rb'(?<!\\)"gapmap:recipe"\s{0,20}:\s{0,20}(?=")')
SCRIPT: Final = re.compile(
    rb"""<script\s[^<>]{0,120}?\bid=["']?gapmap-recipe\b[^<>]{0,120}>""", re.IGNORECASE
)
OURS: Final = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:(?:level|reading)[,;\t]code[,;\t]name[,;\t]|area_code[,;\t]area_name[,;\t])"
)
"""How our tables in CSV begin, which keep their recipe in a file beside them."""
COMMENT: Final = re.compile(rb'^"?# gapmap:recipe"?([,;\t])(.{1,300000})', re.MULTILINE)


def find(data: bytes, name: str) -> Recipe:
    """Return the recipe that the file carries; ``name`` is the file's, for messages.

    Raises UserInputError, in one sentence, for a file that has none, is too large, damaged or
    hostile, or was made by a newer version.
    """
    called = shown_name(name)
    if len(data) > LARGEST:
        raise FileTooLargeError(
            f"{called} has more than {LARGEST // 1_000_000} MB, which no export of gapmap has; "
            "choose the file as gapmap wrote it."
        )
    if not data:
        raise UnreadableFileError(f"{called} is empty; choose a file that gapmap exported.")
    with budget.of(called, budget.RECIPE):
        texts = _texts(data, called)
    if KEY in texts:
        try:
            return Recipe.loads(texts[KEY])
        except UserInputError as error:
            raise BadRecipeError(f"{called}: {error}") from None
    if OURS.match(data):
        raise NoRecipeError(
            f"{called} is a table alone: what made it is in {called}{BESIDE}, which was written "
            "beside it; choose that file, or keep both in one folder under their names."
        )
    if any("gapmap" in text for text in texts.values()):
        raise NoRecipeError(
            f"{called} speaks of gapmap, but carries no record of what made it: an early version "
            "exported it, or another program has saved it since. Export it again."
        )
    raise NoRecipeError(
        f"{called} holds no record of a gapmap export; choose a file that gapmap wrote "
        f"({', '.join(ENDINGS)}), as it was written."
    )


def find_apart(data: bytes, name: str) -> Recipe:
    """``find``, for PDF in a process of its own: its parts unpack to what no reader can foresee."""
    return apart.call(find, data, name) if b"%PDF-" in data[:1024] else find(data, name)


@dataclass(frozen=True)
class Format:
    """How files of one format are known, by what they hold, and what reads their texts by name.

    ``read`` is given the bytes and the file's name for messages, returns the recipe under ``KEY``
    and raises UserInputError, in one sentence, for a damaged or hostile file.
    """

    holds: Callable[[bytes], bool]
    read: Callable[[bytes, str], dict[str, str]]


def _texts(data: bytes, name: str) -> Mapping[str, str]:
    """What a file says about itself, by name; the recipe's under ``KEY``."""
    return next(form for form in FORMATS if form.holds(data)).read(data, name)


def _json(data: bytes, _name: str) -> dict[str, str]:
    """The recipe of a JSON text, without reading all of it: however large or deep it is."""
    found = MEMBER.search(data)
    if found is None:
        return _plain(data)
    text = data[found.end() : found.end() + 2 * LONGEST].decode("utf-8", "replace")
    try:
        return {KEY: json.JSONDecoder().raw_decode(text)[0]}
    except ValueError:
        return {KEY: ""}


def _svg(data: bytes, name: str) -> dict[str, str]:
    return readers.xml(_text(data), name)


def _html(data: bytes, _name: str) -> dict[str, str]:
    found = SCRIPT.search(data)
    if found is None:
        return _plain(data)
    end = data.find(b"</script", found.end(), found.end() + 2 * LONGEST)
    return {KEY: data[found.end() : end].decode("utf-8", "replace") if end > 0 else ""}


def _table(data: bytes, _name: str) -> dict[str, str]:
    """The recipe of a CSV text of an earlier version, also of one that a spreadsheet has saved."""
    found = COMMENT.search(data)
    if found is None:
        return _plain(data)
    separator, rest = (part.decode("utf-8", "replace") for part in found.groups())
    try:
        cells = next(csv.reader([rest.rstrip("\r")], delimiter=separator, strict=True), [])
    except csv.Error:
        cells = []
    return {KEY: cells[0] if cells else ""}


def _plain(data: bytes) -> dict[str, str]:
    return {"text": data[:200_000].decode("utf-8", "replace")}


def _text(data: bytes) -> bytes:
    """A text without its mark of order and the blanks before it."""
    return data.removeprefix(b"\xef\xbb\xbf").lstrip()


def _is_html(data: bytes) -> bool:
    return _text(data).startswith(b"<") and b"<html" in _text(data)[:2000].lower()


PNG: Final = Format(lambda data: data.startswith(b"\x89PNG\r\n\x1a\n"), readers.png)
PDF: Final = Format(lambda data: b"%PDF-" in data[:1024], readers.pdf)
PACKAGE: Final = Format(lambda data: data.startswith(b"PK\x03\x04"), readers.document)
GEOPACKAGE: Final = Format(lambda data: data.startswith(b"SQLite format 3\0"), readers.geopackage)
HTML: Final = Format(_is_html, _html)
SVG: Final = Format(lambda data: _text(data).startswith(b"<"), _svg)
JSON: Final = Format(lambda data: _text(data)[:1] in (b"{", b"["), _json)
CSV: Final = Format(lambda _: True, _table)
FORMATS: Final = [PNG, PACKAGE, GEOPACKAGE, PDF, HTML, SVG, JSON, CSV]
"""In the order in which they are tried: anything may be a CSV. ``tasks.products`` names for each
export the one that it is written in."""
