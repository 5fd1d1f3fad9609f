"""``python -m gapmap compare --with FILTERS``: the difference between two views."""

import argparse
import sys
from datetime import UTC, datetime
from urllib.parse import parse_qs

from gapmap import __version__
from gapmap.cli import options as own_table
from gapmap.cli import output, selection_options
from gapmap.core.comparing.comparison import compare
from gapmap.errors import CommandError, UnknownNameError
from gapmap.fields import FIELDS, parse, shown
from gapmap.present.tables import comparison
from gapmap.present.words.comparing import change
from gapmap.selection import Selection, choices

FIXED = ("level", "measure", "demand")
"""What both views must share."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("compare", help="print the difference between two selections")
    selection_options.add_to(parser)
    parser.add_argument(
        "--with",
        dest="other",
        required=True,
        metavar="FILTERS",
        help="what differs in the first view, as in a web address: since=2010&until=2016",
    )
    parser.add_argument("--format", choices=("csv", "json"), default="csv")
    parser.set_defaults(command=_compare)


def _compare(options: argparse.Namespace) -> None:
    second = selection_options.selection_from(options)
    first = _first(second, options.other)
    dataset = own_table.dataset(options)
    limit = max(first.suppress_below, second.suppress_below)  # else one view tells on the other
    views = (view.with_(suppress_below=limit) for view in (first, second))
    found = compare(*map(dataset.gap, views))
    if options.format == "csv":
        for note in change.data_notes(found):
            print(f"gapmap: {note}", file=sys.stderr)
        output.needed().write(comparison.plain_csv(found))
        return
    today = datetime.now(UTC).date()
    output.needed().write(comparison.as_json(found, today=today, version=__version__))


def _first(second: Selection, query: str) -> Selection:
    """The second view with some filters changed. Raises UserInputError for anything else."""
    changes: dict[str, object] = {}
    for name, texts in parse_qs(query, keep_blank_values=True).items():
        if name not in FIELDS or name in FIXED:
            allowed = ", ".join(n for n in FIELDS if n not in FIXED)
            raise UnknownNameError(f"--with: {shown(name)} cannot differ. Use one of: {allowed}.")
        changes[name] = parse(name, texts)
    if not changes:
        raise CommandError(
            f"--with: {shown(query)} changes nothing. Write it as in a web address, for example "
            "since=2010&until=2016."
        )
    return second.with_(**choices(changes))
