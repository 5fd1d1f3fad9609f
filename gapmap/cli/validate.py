"""``python -m gapmap validate FILE``: check a table of programmes before it goes on the map.

Exit code 0: every row can be used. 1: some cannot; the report lists every problem. 2: the file
cannot be read as a table of programmes at all, or the options are wrong.
"""

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from gapmap.cli import options as own_table
from gapmap.dataset import Dataset
from gapmap.errors import DataError, UserInputError
from gapmap.fields import shown
from gapmap.io.files.atomic import write_bytes
from gapmap.io.own import columns, postcodes
from gapmap.io.own.programmes import Checked
from gapmap.io.uploads import read as upload
from gapmap.io.uploads.table import Upload
from gapmap.present.words.labels import plural
from gapmap.settings import Settings
from gapmap.tasks import own_programmes as own_data

SHOWN: Final = 200  # lines of each part of the text report; JSON has them all
MAPPED: Final = "NAME=HEADING"


class ProblemsFound(DataError):  # noqa: N818 - the sentence that ends a report, with its exit code
    """Some rows cannot be used."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("validate", help="check a table of your own programmes")
    parser.add_argument("file", type=Path, help=f"one of: {', '.join(upload.ENDINGS)}")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar=MAPPED,
        help="a column of ours is under this heading; without HEADING it is not read",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=TEXT",
        help="a column of ours has this text in every row",
    )
    parser.add_argument(
        "--read-as",
        action="append",
        default=[],
        metavar="TEXT=CODE",
        help="a name for an area that is not known stands for this GSS code",
    )
    parser.add_argument(
        "--look-up-postcodes",
        action="store_true",
        help="send the file's postcodes, and nothing else, to the postcode service",
    )
    parser.add_argument(
        "--bad-rows", type=Path, metavar="FILE", help="CSV file for the rows that cannot be used"
    )
    parser.set_defaults(command=_validate)


def _validate(options: argparse.Namespace) -> None:
    content = own_table.read_file(options.file, "a table of programmes")
    sent = upload.read(content, options.file.name)
    constants = _pairs(options.set, "--set", "NAME=TEXT")
    _known(constants, columns.COLUMNS, "--set")
    mapping = columns.guess(sent.header) | columns.parse_mapping(options.map, sent.header)
    mapping = {ours: theirs for ours, theirs in mapping.items() if theirs and ours not in constants}
    reader = own_data.Reader(Dataset.load())
    confirmed = _pairs(options.read_as, "--read-as", "TEXT=CODE")
    for code in confirmed.values():
        if code not in reader.index.codes:
            raise UserInputError(f"--read-as: {shown(code)} is the code of no area that is known.")
    settings = Settings.from_environment()
    places = postcodes.cached(settings)
    checked = reader.check(sent, mapping, constants, confirmed, places)
    if options.look_up_postcodes and checked.postcodes:
        found, said = postcodes.look_up(checked.postcodes, settings)
        checked = reader.check(sent, mapping, constants, confirmed, places | found)
        for sentence in said:
            print(f"gapmap: {_line(sentence)}", file=sys.stderr)
    if options.bad_rows is not None:
        write_bytes(options.bad_rows, own_data.bad_rows_csv(sent, checked))
    if options.format == "json":
        sys.stdout.write(own_data.as_json(sent, mapping, checked))
    else:
        for line in report(sent, mapping, checked):
            print(_line(line))
    if checked.bad:
        raise ProblemsFound(f"{len(checked.bad):,} of {len(sent.rows):,} rows cannot be used.")


def report(sent: Upload, mapping: dict[str, str], checked: Checked) -> Iterable[str]:
    """What the text report says, line by line."""
    yield f"{checked.name}: {len(checked.rows):,} of {plural(len(sent.rows), 'row')} can be used."
    yield from sent.notes
    yield "Columns: " + "; ".join(f"{ours} is “{theirs}”" for ours, theirs in mapping.items()) + "."
    unread = [h for h in sent.header if h and h not in mapping.values()]
    if unread:
        yield f"Not read: {'; '.join(unread)}."
    if checked.undated:
        number = plural(checked.undated, "row")
        yield f"{number} without years: a view of certain years leaves them out."
    yield from _some([str(p) for p in checked.problems], "Problems")
    choices = own_data.together(checked.choices)
    yield from _some([f"{_lines(n)}, “{t}”: {r}." for t, r, n in choices], "Choices made")
    if checked.postcodes:
        yield (
            f"{plural(len(checked.postcodes), 'postcode')} not looked up. --look-up-postcodes "
            "sends them, and nothing else, to "
            f"{postcodes.host(Settings.from_environment())}."
        )


def _some(lines: list[str], title: str) -> Iterable[str]:
    if lines:
        yield f"{title} ({len(lines):,}):"
        yield from (f"- {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"- … and {len(lines) - SHOWN:,} more: --format json has them all."


def _lines(lines: list[int]) -> str:
    more = f" and {len(lines) - 3} more" if len(lines) > 3 else ""
    return f"line {', '.join(map(str, lines[:3]))}{more}"


def _line(text: str) -> str:
    """One line of a report, whatever the file holds."""
    return "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))


def _pairs(texts: list[str], option: str, form: str) -> dict[str, str]:
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise UserInputError(f"{option}: {shown(text)} is not of the form {form}.")
        found[name.strip()] = value.strip()
    return found


def _known(names: Iterable[str], known: Iterable[str], option: str) -> None:
    for name in names:
        if name not in known:
            raise UserInputError(
                f"{option}: {shown(name)} is no column; use one of: {', '.join(known)}."
            )
