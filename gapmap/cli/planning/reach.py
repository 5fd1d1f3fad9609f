"""``python -m gapmap reach``: what people can get to, whatever the border."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Final

from gapmap.cli import options as own_table
from gapmap.cli import output, selection_options
from gapmap.cli.planning import plan as plans
from gapmap.core.plan.reach.floating import DETOUR
from gapmap.core.plan.reach.planned import Both, plan_both
from gapmap.io.reach import own
from gapmap.io.reach.points import KINDS
from gapmap.io.uploads.named import read_file
from gapmap.present.plan.reach import tables
from gapmap.settings import Settings
from gapmap.tasks import spread
from gapmap.tasks.area.reach import SOURCES, Asked, reach, steps_of

FORMATS: Final = ("text", "json", "csv")


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("reach", help="print what people can get to, whatever the border")
    selection_options.add_to(parser)
    group = parser.add_argument_group("how reach is measured")
    points = group.add_mutually_exclusive_group()
    points.add_argument("--points", choices=KINDS, default=KINDS[0], help="where people are")
    points.add_argument("--origins", type=Path, metavar="FILE", help="points of your own")
    group.add_argument("--travel", type=Path, metavar="FILE", help="ways of your own")
    for flag, meant in (
        ("--steps", "ends of the zones: km, or as --travel has"),
        ("--weights", "a weight for each zone"),
    ):
        group.add_argument(flag, type=float, nargs="+", default=(), metavar="N", help=meant)
    group.add_argument("--decay", type=float, metavar="N", help="weights that fall as a Gaussian")
    group.add_argument("--detour", type=float, default=DETOUR, metavar="N", help="way ÷ line")
    group.add_argument("--below", type=float, metavar="N", help="threshold in places per 1,000")
    plans.add_wish(parser.add_argument_group("the same money planned by border and by reach"))
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.set_defaults(command=_reach)


def _reach(options: argparse.Namespace) -> None:
    selection, asked = selection_options.selection_from(options), _asked(options)
    dataset = own_table.dataset(options)
    table = dataset.gap(selection)
    if options.origins is not None:
        data = read_file(options.origins, "a table of points", own.LARGEST)
        blocks = frozenset(str(code) for code in dataset.lookup.index)
        far = asked.ways is None
        asked = replace(asked, own=own.origins(data, options.origins.name, blocks, far=far))
    settings = Settings.from_environment()
    run = spread.runner(settings) if settings.scheduler else None
    found = reach(dataset, table, asked, run=run)
    wish = plans.wish_of(options) if plans.asks(options) else None
    both: tuple[Both, ...] = plan_both(table, wish, found) if wish else ()
    if options.format == "csv":
        output.needed().write(tables.as_csv(found))
    elif options.format == "json":
        sources = dataset.sources(tuple(dict.fromkeys((*table.source_ids, *SOURCES))))
        output.needed().write(tables.as_json(table, found, both, wish, sources))
    else:
        output.needed().write(tables.text(table, found, both))


def _asked(options: argparse.Namespace) -> Asked:
    """All that is asked but for points of one's own, which only the data can place."""
    ways = None
    if options.travel is not None:
        data = read_file(options.travel, "a table of ways", own.LARGEST)
        ways = own.ways(data, options.travel.name)
    steps = steps_of(options.steps, options.weights, options.decay, ways.unit if ways else "km")
    return Asked(options.points, steps, options.detour, (), ways, options.below)
