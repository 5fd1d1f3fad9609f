"""The command ``evidence``: what is known of each force, as the page docs/evidence.md."""

import argparse

from gapmap.cli import output
from gapmap.dataset import Dataset
from gapmap.present.tables import evidence
from gapmap.selection import Selection


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "evidence", help="print what is known of each police force area, and how good it is"
    )
    parser.set_defaults(command=_evidence)


def page(dataset: Dataset) -> str:
    """The page of a dataset: its first view, and the same with other views of what has ended."""
    others = {
        "without those whose money has ended": Selection(standing="now"),
        "ended or not": Selection(standing="any"),
        "ever": Selection(since=None, standing="any"),
    }
    tables = {name: dataset.gap(selection) for name, selection in others.items()}
    return evidence.page(dataset.gap(Selection()), tables, dataset.programmes, dataset.as_of)


def _evidence(_: argparse.Namespace) -> None:
    output.needed().write(page(Dataset.load()))
