"""``python -m gapmap returns read``: workbooks that came back, and every fault with its remedy."""

import argparse
from pathlib import Path

from gapmap.cli import options as own_table
from gapmap.cli import output
from gapmap.errors import UnreadableFileError
from gapmap.selection import Selection
from gapmap.tasks.asking import returns
from gapmap.tasks.asking.missing import missing

FORMATS = {"text": returns.as_text, "json": returns.as_json}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("returns", help="read workbooks that came back")
    parser.add_argument("action", choices=("read",))
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--body", default="", metavar="ID", help="whose return it is")
    parser.add_argument("--format", choices=tuple(FORMATS), default="text")
    own_table.add_to(parser)
    parser.set_defaults(command=_returns)


def _returns(options: argparse.Namespace) -> None:
    dataset = own_table.dataset(options)
    against = returns.known(dataset, missing(dataset, dataset.gap(Selection())))
    files = [(path.name, own_table.read_file(path, "a return")) for path in options.files]
    found = returns.read_all(files, against, options.body)
    output.needed().write(FORMATS[options.format](found))
    faults = sum(len(one.faults) for one in found)
    if faults:
        raise UnreadableFileError(f"{faults} faults in {len(found)} returns; each is listed above.")
