"""A user's own programmes from file to dataset: what the app and the command line share.

Everything here lives in memory. Nothing of a user's file is written anywhere or sent anywhere;
looking postcodes up is a step of its own (``gapmap.io.own.postcodes``).
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from functools import cache
from typing import Final

import pandas as pd
import pyproj
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry

from gapmap.core.evidence.capacity import capacity
from gapmap.dataset import BOUNDARIES, Dataset
from gapmap.fields.csv_text import rows_csv
from gapmap.io.files.csv_rows import Problem
from gapmap.io.own import columns
from gapmap.io.own import estimates as own_estimates
from gapmap.io.own.again import recheck
from gapmap.io.own.places import Placer
from gapmap.io.own.postcodes import Place
from gapmap.io.own.programmes import Checked, OwnRow, check
from gapmap.io.own.rows.blanks import filled
from gapmap.io.own.shapes import Lying, Pieces
from gapmap.io.own.told import NOTHING_TOLD, Told
from gapmap.io.own.where.areas import AreaIndex
from gapmap.io.own.where.found import Choice
from gapmap.io.own.where.pairs import taken_apart
from gapmap.io.own.where.towns import Towns
from gapmap.io.uploads import read as uploads
from gapmap.io.uploads.table import Upload
from gapmap.tasks.own_exports import taken_back
from gapmap.vocabulary import BASES

LONG: Final = 2_000  # characters of a cell that is called long
BAD_COLUMNS: Final = ("line", "reasons")


class Reader:
    """Checks files against one dataset; made once a server, since its index takes a moment."""

    def __init__(self, dataset: Dataset) -> None:
        successors, towns = dataset.changes.current_codes, Towns.read(BOUNDARIES)
        self._index = AreaIndex.of(dataset.tables, dataset.lookup, successors, towns)
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
        *,
        told: Told = NOTHING_TOLD,
        unknown: Iterable[str] = (),
        progress: Callable[[int, int], object] = lambda *_: None,
    ) -> Checked:
        """Check every row of a file. Raises UserInputError when a needed column is missing.

        ``mapping`` is our column → heading, ``told`` what the user said of the file, to which
        ``constants`` and ``confirmed`` add; ``postcodes`` are those looked up so far, ``unknown``
        those that the service does not know.
        """
        told = told.and_(Told(constants=dict(constants or {}), read_as=dict(confirmed or {})))
        placer = self.placer(told.read_as, postcodes, unknown)
        return check(upload, mapping, placer, told, progress)

    def recheck(
        self,
        upload: Upload,
        mapping: Mapping[str, str],
        before: tuple[Checked, Told],
        *,
        postcodes: Mapping[str, Place] | None = None,
        told: Told = NOTHING_TOLD,
        unknown: Iterable[str] = (),
    ) -> Checked | None:
        """Return what ``check`` would, from what it gave ``before`` and what it was told then.

        Only the rows that a decision touches are read; None where every row has to be. The file,
        the mapping and the postcodes are those of then.
        """
        placer = self.placer(told.read_as, postcodes, unknown)
        return recheck(upload, mapping, placer, told, *before)

    def placer(
        self,
        confirmed: Mapping[str, str] | None = None,
        postcodes: Mapping[str, Place] | None = None,
        unknown: Iterable[str] = (),
    ) -> Placer:
        """What places rows; also areas of a postcode that the user types."""
        return Placer(
            self._index,
            self._towns,
            postcodes or {},
            confirmed or {},
            self._lying,
            _in_metres,
            frozenset(unknown),
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
def _to_grid() -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(4326, 27700, always_xy=True)


def read_file(
    content: bytes,
    name: str,
    told: Told = NOTHING_TOLD,
    progress: Callable[[int], object] = lambda _: None,
) -> Upload:
    """Read a file as the user said. Raises UserInputError when it cannot be read."""
    sheet, line = told.sheet, told.heading_line
    sent = uploads.read(content, name, sheet=sheet, heading_line=line, progress=progress)
    return prepared(sent, told)


def prepared(sent: Upload, told: Told = NOTHING_TOLD) -> Upload:
    """A table that was read: what stands together taken apart, blanks filled as the user says."""
    apart = taken_apart(taken_back(sent))
    return filled(apart, mapping_of(apart, told), told.blanks) if told.blanks else apart


def mapping_of(
    sent: Upload, told: Told = NOTHING_TOLD, remembered: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Our column → heading, as the user said and else as recognised.

    Raises UserInputError where the user names a heading that the file lacks.
    """
    said = columns.parse_mapping((f"{o}={h}" for o, h in told.columns.items()), sent.header)
    fixed = {ours: theirs for ours, theirs in said.items() if theirs}
    known = {o: h for o, h in (remembered or {}).items() if o not in said} | fixed
    found = columns.guess(sent.header, known, (cells for _, cells in sent.rows))
    return {o: h for o, h in found.items() if said.get(o, h) and o not in told.constants}


def estimates(dataset: Dataset, content: bytes, name: str) -> tuple[pd.DataFrame, list[Problem]]:
    """A user's own estimates by building block, and what is wrong with the rows left out.

    Raises UserInputError when the file is no such table at all.
    """
    index = AreaIndex.of(dataset.tables, dataset.lookup, dataset.changes.current_codes)
    people = dataset.population["aged_16_plus"]
    return own_estimates.read(content, name, dataset.lookup, people, dataset.changes, index)


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
    for problem in (*checked.problems, *checked.cells):
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
        "sheet": upload.sheet,
        "headings on line": upload.heading_line,
        "rows": checked.total,
        "usable": checked.used,
        "unusable": len(checked.bad),
        "undated": checked.undated,
        "notes": [*upload.notes, *passed_over(upload, mapping)],
        "columns": dict(mapping),
        "columns not read": [h for h in upload.header if h and h not in mapping.values()],
        "columns to settle": {ours: list(names) for ours, names in checked.rivals.items()},
        "read": [_row_as_read(row) for row in checked.rows],
        "problems": [asdict(p) for p in checked.problems],
        "cells not stated": [asdict(p) for p in checked.cells],
        "set aside": [asdict(a) for a in checked.aside],
        "choices": [
            {"text": text, "read as": read_as, "lines": lines}
            for text, read_as, lines in together(checked.choices)
        ],
        "names to settle": [
            {"text": o.text, "options": [list(pair) for pair in o.options], "lines": o.lines}
            for o in checked.offers
        ],
        "words to settle": [
            {"column": w.column, "word": w.word, "options": list(w.options), "lines": w.lines}
            for w in checked.words
        ],
        "rows of other numbers": [asdict(r) for r in checked.repeats],
        "postcodes not looked up": list(checked.postcodes),
    }
    return json.dumps(body, ensure_ascii=True, indent=1, allow_nan=False) + "\n"


def passed_over(upload: Upload, mapping: Mapping[str, str]) -> list[str]:
    """What stands in columns that are not read and would cost a cell in one that is."""
    read = set(mapping.values())
    unread = {at: h for at, h in enumerate(upload.header) if h and h not in read}
    notes = []
    formulas = dict.fromkeys(unread[at] for _, at in sorted(upload.unsaved) if at in unread)
    if formulas:
        names = ", ".join(f"“{h[:60]}”" for h in formulas)
        notes.append(f"Formulas without a stored result were passed over, as not read: {names}.")
    long = [h for at, h in unread.items() if any(len(cells[at]) > LONG for _, cells in upload.rows)]
    if long:
        names = ", ".join(f"“{h[:60]}”" for h in long)
        notes.append(f"Long texts were passed over, as not read: {names}.")
    return notes


def _row_as_read(row: OwnRow) -> dict[str, object]:
    """What a row of the file became: where, when, how many, by whom and for whom."""
    obs = row.observation
    counted = capacity(obs, tuple(BASES))
    return {
        "line": row.line,
        "lines": list(row.lines),
        "programme": obs.programme,
        "provider": row.record["provider"],
        "type": obs.programme_type,
        "area codes": list(row.codes),
        "councils": list(obs.blocks),
        "placed by": row.by,
        "years": [obs.start_year, obs.end_year],
        "still running": row.still_running,
        "places": obs.capacity_places,
        "basis": obs.capacity_kind,
        "starts": obs.starts,
        "referrals": obs.referrals,
        "completions": obs.completions,
        "months": obs.count_months,
        "annual funding": obs.annual_funding,
        "places counted": {"places": counted.places, "basis": counted.basis},
        "routes": list(obs.routes),
        "groups": list(obs.accepts),
        "groups not accepted": list(obs.does_not_accept),
        "accredited": obs.accredited,
        "postcode": row.record["base_postcode"],
        "town": row.record["base_town"],
    }
