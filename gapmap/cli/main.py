"""The command line: ``python -m gapmap COMMAND``.

Wrong input ends with exit code 2 and one line that lists what is allowed; a file that cannot be
written or read ends with exit code 1 and one line.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final, NoReturn

from gapmap import __version__
from gapmap.cli import (
    boundaries,
    compare,
    evidence,
    missing,
    output,
    publish,
    redraw,
    report,
    selection_options,
    templates,
    validate,
)
from gapmap.cli import options as own_table
from gapmap.cli.asking import ask, directory, returns
from gapmap.cli.planning import plan, reach
from gapmap.cli.selection_options import selection_from
from gapmap.errors import BadChoiceError, CommandError, GapmapError, SourceError, UserInputError
from gapmap.fields import shown
from gapmap.fields.csv_text import rows_csv
from gapmap.io.files.atomic import write_bytes
from gapmap.present.tables import csv_json as tables
from gapmap.settings import Settings, shipped
from gapmap.tasks.asking.directory import opened
from gapmap.tasks.products import EXPORTS, PAGES, PRODUCTS, files, job_of, product_name

COMMANDS: Final = tuple(
    module.add
    for module in (
        ask,
        boundaries,
        compare,
        directory,
        evidence,
        missing,
        plan,
        publish,
        reach,
        redraw,
        report,
        returns,
        validate,
    )
)
"""What adds each command to the parser."""


class _Parser(argparse.ArgumentParser):
    """An argument parser that answers a mistake with one line."""

    def error(self, message: str) -> NoReturn:
        raise CommandError(f"{message[0].upper()}{message[1:]}. See {self.prog} --help.")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    with output.prepared():
        return _run(arguments)


def _run(arguments: Sequence[str] | None) -> int:
    try:
        options = _parser().parse_args(arguments)
        command: Callable[[argparse.Namespace], None] = options.command
        command(options)
        if sys.stdout is not None:
            sys.stdout.flush()
    except UserInputError as error:
        return _fail(error, 2)
    except GapmapError as error:
        return _fail(error, 1)
    except BrokenPipeError:  # the reader of a pipe, such as head, has seen enough
        output.silence(1)
        return output.CUT
    except OSError as error:
        output.silence(1)
        reason = error.strerror or str(error)
        return _fail(SourceError(f"The output could not be written ({reason}); free some room."), 1)
    except KeyboardInterrupt:
        return 130
    return 0


def _fail(error: GapmapError, code: int) -> int:
    line = " ".join(str(error).split())
    line = "".join(c if c.isprintable() else "?" for c in line)
    print(f"gapmap: {line}", file=sys.stderr)
    return code


def _parser() -> _Parser:
    parser = _Parser(
        prog="python -m gapmap", description="Gaps in the map of programmes.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"gapmap {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", parser_class=_Parser)

    table = commands.add_parser("table", help="print the table of a selection")
    selection_options.add_to(table)
    table.add_argument("--format", choices=("csv", "json"), default="csv")
    table.set_defaults(command=_table)

    writer = commands.add_parser("export", help="write what the app's downloads write")
    selection_options.add_to(writer)
    writer.add_argument("file", type=Path, help=f"file to write: {', '.join(EXPORTS)}")
    writer.add_argument(
        "--as",
        dest="product",
        choices=tuple(PRODUCTS),
        help="which product, where several have the same ending",
    )
    writer.add_argument("--page", choices=PAGES, default=PAGES[0], help="page of a map")
    writer.add_argument("--grey", action="store_true", help="a map in shades of grey")
    writer.add_argument("--area", metavar="CODE", help="code of the one area it is about")
    templates.add_to(writer)
    writer.set_defaults(command=_export)

    sources = commands.add_parser("sources", help="list every source of the data")
    sources.add_argument("--format", choices=("csv", "json"), default="csv")
    sources.set_defaults(command=_sources)
    for add in COMMANDS:
        add(commands)
    app = commands.add_parser("app", help="start the app and open it in a browser")
    app.add_argument("--port", type=int, default=8501, help="the port it listens on")
    app.add_argument("--headless", action="store_true", help="open no browser")
    app.set_defaults(command=_app)
    parser.set_defaults(command=partial(_no_command, ", ".join(commands.choices)))
    return parser


def _no_command(names: str, _: argparse.Namespace) -> None:
    raise CommandError(f"A command is missing. Use one of: {names}.")


def _app(options: argparse.Namespace) -> None:
    """Serve the app until it is stopped; its settings are read from the folder it stands in."""
    if not 1 <= options.port <= 65_535:
        raise BadChoiceError(f"--port: {options.port} is not a port; use one from 1 to 65535.")
    from streamlit.web.cli import main as streamlit  # slow to import, and for this alone

    os.chdir(shipped())
    arguments = [f"--server.port={options.port}", f"--server.headless={options.headless}".lower()]
    streamlit(["run", "app.py", *arguments], prog_name="streamlit", standalone_mode=False)


def _table(options: argparse.Namespace) -> None:
    dataset = own_table.dataset(options)
    table = dataset.gap(selection_from(options))
    if options.format == "csv":
        output.needed().write(tables.plain_csv(table))
        return
    today = datetime.now(UTC).date()
    sources = dataset.sources(table.source_ids)
    output.needed().write(tables.export_json(table, sources, today=today, version=__version__))


def _export(options: argparse.Namespace) -> None:
    product = product_name(options.product or options.file.suffix.lower())
    chosen = templates.used(templates.given(options), [product])
    dataset = own_table.dataset(options)
    job = job_of(
        product,
        dataset,
        dataset.gap(selection_from(options)),
        page=options.page,
        grey=options.grey,
        area=options.area,
        template=chosen.get(PRODUCTS[product].ending),
    )
    for name, data in files(job, options.file.name).items():
        path = options.file.with_name(name)
        write_bytes(path, data)
        output.say(f"{shown(path, 200)} written ({len(data):,} bytes).")


def _sources(options: argparse.Namespace) -> None:
    rows = opened.load(Settings.from_environment()).sources()
    if options.format == "json":
        output.needed().write(json.dumps(rows, ensure_ascii=False, indent=1) + "\n")
    else:
        output.needed().write(rows_csv(rows, tables.SOURCE_COLUMNS))
