"""``python -m gapmap ending``: which programmes' terms end soon, and the next gap."""

import argparse
from datetime import UTC, datetime

from gapmap.cli import options as own_table
from gapmap.cli import output, selection_options
from gapmap.core.plan.ending import selection_after, watch
from gapmap.present.plan import ending as endings


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("ending", help="print which programmes' terms end, and when")
    selection_options.add_to(parser)
    parser.add_argument("--within", type=int, default=12, metavar="MONTHS", help="how far ahead")
    parser.add_argument("--format", choices=("text", "json", "csv"), default="text")
    parser.set_defaults(command=_ending)


def _ending(options: argparse.Namespace) -> None:
    dataset = own_table.dataset(options)
    selection = selection_after(selection_options.selection_from(options))
    table = dataset.gap(selection)
    found = watch(table, dataset.observations, dataset.as_of, options.within)
    after = dataset.not_renewed(e.service_id for e in found.endings).gap(selection)
    rows = endings.rows(found, table, dataset.programmes)
    if options.format == "csv":
        output.needed().write(endings.as_csv(rows))
    elif options.format == "json":
        today = datetime.now(UTC).date()
        output.needed().write(endings.as_json(found, table, after, rows, today))
    else:
        output.needed().write(endings.text(found, table, after, rows))
