"""``python -m gapmap reach``: what people can get to, whatever the border."""

import argparse
from dataclasses import replace
from pathlib import Path
from typing import Final

from gapmap.cli import options as own_table
from gapmap.cli import output, selection_options
from gapmap.cli.planning import brought as files_of
from gapmap.cli.planning import plan as plans
from gapmap.core.gap import GapTable
from gapmap.core.plan.reach.asked import Question
from gapmap.core.plan.reach.floating import DETOUR
from gapmap.core.plan.reach.planned import plan_both
from gapmap.dataset import Dataset
from gapmap.errors import UnknownNameError
from gapmap.fields import shown
from gapmap.io.files.atomic import write_bytes
from gapmap.io.reach.own import Brought
from gapmap.io.reach.points import KINDS
from gapmap.present.plan.reach import tables
from gapmap.settings import Settings
from gapmap.tasks import spread
from gapmap.tasks.area.question import asked_of, question_of
from gapmap.tasks.area.reach import Asked, reach, steps_of
from gapmap.tasks.products import REACH, export, files, job_of

FORMATS: Final = ("text", "json", "csv")
ENDINGS: Final = ", ".join(product.ending for product in REACH.values())


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("reach", help="print what people can get to, whatever the border")
    selection_options.add_to(parser)
    group = parser.add_argument_group("how reach is measured")
    points = group.add_mutually_exclusive_group()
    points.add_argument("--points", choices=KINDS, default=KINDS[0], help="where people are")
    files_of.add_origins(points)
    group.add_argument("--travel", type=Path, metavar="FILE", help="ways of your own")
    for flag, meant in (
        ("--steps", "ends of the zones: km, or as --travel has"),
        ("--weights", "a weight for each zone"),
    ):
        group.add_argument(flag, type=float, nargs="+", default=(), metavar="N", help=meant)
    group.add_argument("--decay", type=float, metavar="N", help="weights that fall as a Gaussian")
    group.add_argument("--detour", type=float, default=DETOUR, metavar="N", help="way ÷ line")
    group.add_argument("--below", type=float, metavar="N", help="threshold in places per 1,000")
    group.add_argument("--asked", metavar="TEXT", help="all of these, as a file's record has it")
    plans.add_wish(parser.add_argument_group("the same money planned by border and by reach"))
    parser.add_argument("--output", type=Path, metavar="FILE", help=f"file to write: {ENDINGS}")
    parser.add_argument("--format", choices=FORMATS, default="text")
    parser.set_defaults(command=_reach)


def _reach(options: argparse.Namespace) -> None:
    selection = selection_options.selection_from(options)
    dataset = own_table.dataset(options)
    table = dataset.gap(selection)
    brought = files_of.read(options, dataset)
    question = _question(options, brought)
    if options.output is not None:
        _write(options.output, dataset, table, question, brought)
        return
    if options.format == "json":
        asked = question.dumps()
        made = export("reach.json", dataset, table, plan=asked, brought=brought).decode()
        output.needed().write(made)
        return
    settings = Settings.from_environment()
    run = spread.runner(settings) if settings.scheduler else None
    found = reach(dataset, table, asked_of(question, brought), run=run)
    if options.format == "csv":
        output.needed().write(tables.as_csv(found))
    else:
        both = plan_both(table, question.plan, found) if question.plan is not None else ()
        output.needed().write(tables.text(table, found, both))


def _question(options: argparse.Namespace, brought: Brought) -> Question:
    """All that is asked, with the plan that is to stand beside it. Raises BadChoiceError."""
    if options.asked is not None:
        return Question.loads(options.asked)
    ways = brought.ways
    steps = steps_of(options.steps, options.weights, options.decay, ways.unit if ways else "km")
    own = brought.points.points if brought.points else ()
    asked = Asked(options.points, steps, options.detour, own, ways, options.below)
    question = question_of(asked, brought)
    return replace(question, plan=plans.wish_of(options)) if plans.asks(options) else question


def _write(
    path: Path, dataset: Dataset, table: GapTable, question: Question, brought: Brought
) -> None:
    name = f"reach{path.suffix.lower()}"
    if name not in REACH:
        raise UnknownNameError(f"Reach cannot be written as {shown(path.name)}; use {ENDINGS}.")
    job = job_of(name, dataset, table, plan=question.dumps(), brought=brought)
    for called, data in files(job, path.name).items():
        write_bytes(path.with_name(called), data)
        output.say(f"{shown(path.with_name(called), 200)} written ({len(data):,} bytes).")
