"""A user's own programmes from file to dataset: what the app and the command line share.

Everything here lives in memory. Nothing of a user's file is written anywhere or sent anywhere;
looking postcodes up is a step of its own (``gapmap.io.own.postcodes``).
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any, Final

import pyproj
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from gapmap.csv_text import rows_csv
from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.io.data_tables import Problem
from gapmap.io.own.areas import AreaIndex
from gapmap.io.own.places import Choice, Placer
from gapmap.io.own.postcodes import Place
from gapmap.io.own.programmes import Checked, check
from gapmap.io.own.shapes import Lying, Pieces
from gapmap.io.uploads.table import Upload

BAD_COLUMNS: Final = ("line", "reasons")


class Reader:
    """Checks files against one dataset; made once a server, since its index takes a moment."""

    def __init__(self, dataset: Dataset) -> None:
        self._index = AreaIndex.of(dataset.tables, dataset.lookup, dataset.changes.current_codes)
        self._lookup = dataset.lookup
        self._towns = {
            str(row["town"]).casefold(): str(row["utla_code"])
            for row in dataset.tables["towns"].to_dict("records")
        }
        self._pieces = cache(lambda: Pieces.of(self._lookup, BOUNDARIES))

    @property
    def index(self) -> AreaIndex:
        """All areas by code and name."""
        return self._index

    def check(
        self,
        upload: Upload,
        mapping: Mapping[str, str],
        constants: Mapping[str, str] | None = None,
        confirmed: Mapping[str, str] | None = None,
        postcodes: Mapping[str, Place] | None = None,
    ) -> Checked:
        """Check every row of a file. Raises UserInputError when a needed column is missing.

        ``mapping`` is our column → heading, ``constants`` our column → one text for every row,
        ``confirmed`` a text for an area → its code, ``postcodes`` those looked up so far.
        """
        return check(upload, mapping, self.placer(confirmed, postcodes), constants)

    def placer(
        self,
        confirmed: Mapping[str, str] | None = None,
        postcodes: Mapping[str, Place] | None = None,
    ) -> Placer:
        """What places rows; also areas of a postcode that the user types."""
        return Placer(
            self._index,
            self._towns,
            postcodes or {},
            confirmed or {},
            self._lying,
            _in_metres,
        )

    def _lying(self, shape: BaseGeometry) -> Lying:
        return self._pieces().lying(shape)

    def blocks_of(self, place: Place) -> tuple[str, ...]:
        """The building blocks that a postcode lies in; several where that cannot be told."""
        for code in (place.county, place.district):
            blocks = self._index.blocks_of(code)
            if blocks:
                return blocks
        if place.latitude is None or place.longitude is None:
            return ()
        return self._lying(_in_metres(place.longitude, place.latitude)).blocks


def _in_metres(longitude: float, latitude: float) -> BaseGeometry:
    return Point(_to_grid().transform(longitude, latitude))


@cache
def _to_grid() -> Any:
    return pyproj.Transformer.from_crs(4326, 27700, always_xy=True)


def with_checked(dataset: Dataset, upload: Upload, checked: Checked, mode: str) -> Dataset:
    """The dataset with the rows of a file that can be used. ``mode``: “add” or “replace”."""
    return dataset.with_own_programmes(
        [row.observation for row in checked.rows],
        [row.record for row in checked.rows],
        checked.name,
        upload.data,
        mode,
    )


def bad_rows_csv(upload: Upload, checked: Checked) -> bytes:
    """The rows that cannot be used, as they were sent, each with its line and all reasons.

    CSV, UTF-8 with a byte order mark. A cell that a spreadsheet would run as a formula is defused.
    """
    bad = set(checked.bad)
    reasons: dict[int, list[str]] = {}
    for problem in checked.problems:
        reasons.setdefault(problem.line, []).append(reason(problem))
    names = {h: f"{h} (yours)" if h in BAD_COLUMNS else h for h in upload.header}
    columns = (*BAD_COLUMNS, *(names[h] for h in upload.header))
    rows = [
        {
            "line": line,
            "reasons": " ".join(reasons.get(line, [])),
            **{names[h]: cell for h, cell in zip(upload.header, cells, strict=True)},
        }
        for line, cells in upload.rows
        if line in bad
    ]
    return ("\ufeff" + rows_csv(rows, columns)).encode("utf-8", "replace")


def reason(problem: Problem) -> str:
    """A problem without its file and line."""
    value = _printable(problem.value)
    where = f"{_printable(problem.column)}: " if problem.column else ""
    return f"{where}“{value}” is not accepted; use {problem.accepted}."


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text[:60])


def together(choices: tuple[Choice, ...]) -> list[tuple[str, str, list[int]]]:
    """Choices, each once: text, what it was read as, the lines it is on."""
    found: dict[tuple[str, str], list[int]] = {}
    for choice in choices:
        found.setdefault((choice.text, choice.read_as), []).append(choice.line)
    return [(text, read_as, lines) for (text, read_as), lines in found.items()]


def as_json(upload: Upload, mapping: Mapping[str, str], checked: Checked) -> str:
    """Everything about a checked file for a machine."""
    body = {
        "file": checked.name,
        "rows": len(upload.rows),
        "usable": len(checked.rows),
        "unusable": len(checked.bad),
        "undated": checked.undated,
        "notes": list(upload.notes),
        "columns": dict(mapping),
        "columns not read": [h for h in upload.header if h not in mapping.values()],
        "problems": [asdict(p) for p in checked.problems],
        "choices": [
            {"text": text, "read as": read_as, "lines": lines}
            for text, read_as, lines in together(checked.choices)
        ],
        "names to settle": [
            {"text": o.text, "options": [list(pair) for pair in o.options], "lines": o.lines}
            for o in checked.offers
        ],
        "postcodes not looked up": list(checked.postcodes),
    }
    return json.dumps(body, ensure_ascii=True, indent=1, allow_nan=False) + "\n"
