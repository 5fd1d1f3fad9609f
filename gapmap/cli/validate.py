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
from gapmap.cli import output
from gapmap.dataset import Dataset
from gapmap.errors import DataError
from gapmap.fields import shown
from gapmap.io.files.atomic import write_bytes
from gapmap.io.own import postcodes, told
from gapmap.io.own.cells.words import LISTS
from gapmap.io.own.programmes import Checked
from gapmap.io.own.rows.asked import WordOffer
from gapmap.io.uploads import read as upload
from gapmap.io.uploads.named import read_file
from gapmap.io.uploads.table import Upload
from gapmap.present.words.labels import plural
from gapmap.settings import Settings
from gapmap.tasks import own_programmes as own_data

SHOWN: Final = 200  # lines of each part of the text report; JSON has them all


class ProblemsFound(DataError):  # noqa: N818 - the sentence that ends a report, with its exit code
    """Some rows cannot be used."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("validate", help="check a table of your own programmes")
    parser.add_argument("file", type=Path, help=f"one of: {', '.join(upload.ENDINGS)}")
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument(
        "--keep",
        action="store_true",
        help=f"write what was said of the file beside it, as NAME{told.ENDING}",
    )
    own_table.add_reading(parser)
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
    out = output.needed()
    content = read_file(options.file, "a table of programmes")
    reader = own_data.Reader(Dataset.load())
    said = own_table.told_from(options, options.file, reader.index.codes)
    sent = own_data.read_file(content, options.file.name, said)
    mapping = own_data.mapping_of(sent, said)
    settings = Settings.from_environment()
    places = postcodes.cached(settings)
    checked = reader.check(sent, mapping, postcodes=places, told=said)
    if options.look_up_postcodes and checked.postcodes:
        found, problems = postcodes.look_up(checked.postcodes, settings)
        missing = set(checked.postcodes) - set(found)
        checked = reader.check(sent, mapping, postcodes=places | found, told=said, unknown=missing)
        for sentence in problems:
            print(f"gapmap: {_line(sentence)}", file=sys.stderr)
    if options.bad_rows is not None:
        write_bytes(options.bad_rows, own_data.bad_rows_csv(sent, checked))
    if options.keep:
        _keep(options.file, said, mapping)
    if options.format == "json":
        out.write(own_data.as_json(sent, mapping, checked))
    else:
        for line in report(sent, mapping, checked):
            print(_line(line))
    if checked.bad:
        raise ProblemsFound(f"{len(checked.bad):,} of {checked.total:,} rows cannot be used.")


def _keep(path: Path, said: told.Told, mapping: dict[str, str]) -> None:
    """Write the settings beside the list: its columns as they were read, and what was said."""
    kept = path.with_name(f"{path.name}{told.ENDING}")
    write_bytes(kept, told.encode(said.with_(columns={**said.columns, **mapping})))
    print(f"gapmap: {shown(kept.name, 200)} written.", file=sys.stderr)


def report(sent: Upload, mapping: dict[str, str], checked: Checked) -> Iterable[str]:
    """What the text report says, line by line."""
    yield f"{checked.name}: {checked.used:,} of {plural(checked.total, 'row')} can be used."
    yield from sent.notes
    yield from own_data.passed_over(sent, mapping)
    yield "Columns: " + "; ".join(f"{ours} is “{theirs}”" for ours, theirs in mapping.items()) + "."
    unread = [h for h in sent.header if h and h not in mapping.values()]
    if unread:
        yield f"Not read: {'; '.join(unread)}."
    for ours, others in checked.rivals.items():
        names = " or ".join(f"“{h}”" for h in others)
        yield f"Check: {ours} is read from “{mapping[ours]}”, but could be {names}: say with --map."
    if checked.undated:
        number = plural(checked.undated, "row")
        yield f"{number} without years: a view of certain years leaves them out."
    yield from _some([str(p) for p in checked.problems], "Problems")
    yield from _some([_word(w) for w in checked.words], "Words to settle")
    yield from _some([str(p) for p in checked.cells], "Cells that count as not stated")
    aside = [f"line {a.line}, “{a.text[:60]}”: {a.why}." for a in checked.aside]
    yield from _some(aside, "Lines set aside, as no programmes")
    choices = own_data.together(checked.choices)
    yield from _some([f"{_lines(n)}, “{t}”: {r}." for t, r, n in choices], "Choices made")
    if checked.postcodes:
        yield (
            f"{plural(len(checked.postcodes), 'postcode')} not looked up. --look-up-postcodes "
            "sends them, and nothing else, to "
            f"{postcodes.host(Settings.from_environment())}."
        )


def _word(offer: WordOffer) -> str:
    """A word of the file's own, and how to say once what it stands for."""
    likely = " or ".join(LISTS[offer.column][key] for key in offer.options)
    return (
        f"{_lines(list(offer.lines))}, {offer.column}: “{offer.word}”; perhaps {likely}: say with "
        f"--word “{offer.column}:{offer.word}={offer.options[0]}”."
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
