"""``python -m gapmap missing``: what is not known, who could say, and what it would settle."""

import argparse

from gapmap.cli import options as own_table
from gapmap.cli import output, selection_options
from gapmap.present.asking import tables
from gapmap.tasks.asking.missing import missing


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "missing", help="print what is missing, who could say, and what an answer would settle"
    )
    selection_options.add_to(parser)
    parser.add_argument("--area", action="append", default=[], metavar="CODE", help="only these")
    parser.add_argument("--format", choices=tuple(tables.FORMATS), default="text")
    parser.set_defaults(command=_missing)


def _missing(options: argparse.Namespace) -> None:
    dataset = own_table.dataset(options)
    found = missing(dataset, dataset.gap(selection_options.selection_from(options)))
    codes = [code for text in options.area for code in text.split(",") if code]
    areas = tuple(found.area(code) for code in codes) or found.areas
    countries = {str(b): str(c) for b, c in dataset.lookup["country"].items()}
    output.needed().write(tables.FORMATS[options.format](found, areas, countries))
