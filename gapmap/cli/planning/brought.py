"""Points and ways of the user's own, as options of ``reach`` and of ``redraw``."""

import argparse
from pathlib import Path

from gapmap.cli import output
from gapmap.core.plan.reach.asked import Question
from gapmap.dataset import Dataset
from gapmap.io.reach import own
from gapmap.io.reach.own import Brought
from gapmap.io.uploads.named import read_file
from gapmap.tasks.area.question import others


def add_to(parser: "argparse._ActionsContainer") -> None:
    """Options for files that say where people are, and how far it is."""
    add_origins(parser)
    parser.add_argument("--travel", type=Path, metavar="FILE", help="reach: ways of your own")


def add_origins(parser: "argparse._ActionsContainer") -> None:
    """The option for points alone, which excludes others in a group."""
    parser.add_argument("--origins", type=Path, metavar="FILE", help="reach: points of your own")


def read(options: argparse.Namespace, dataset: Dataset) -> Brought:
    """The files of the options. Raises UserInputError naming file, row, column and value."""
    ways = points = None
    if options.travel is not None:
        data = read_file(options.travel, "a table of ways", own.LARGEST)
        ways = own.ways(data, options.travel.name)
    if options.origins is not None:
        data = read_file(options.origins, "a table of points", own.LARGEST)
        blocks = frozenset(str(code) for code in dataset.lookup.index)
        found = own.origins(data, options.origins.name, blocks, far=ways is None)
        points = own.Points(found, options.origins.name, own.mark_of(data))
    return Brought(points, ways)


def say_others(asked: str, brought: Brought) -> str:
    """Say which files are not those that a file was made with; return that, or a blank."""
    said = " ".join(others(Question.loads(asked), brought))
    if said:
        output.say(said)
    return said
