"""``python -m gapmap ask``: letters, and workbooks to return, for those who could say."""

import argparse
from datetime import UTC, date, datetime
from pathlib import Path

from gapmap.cli import options as own_table
from gapmap.cli import output, selection_options
from gapmap.errors import BadChoiceError, CommandError
from gapmap.fields import shown
from gapmap.settings import Settings
from gapmap.tasks.asking import ask
from gapmap.tasks.asking.directory import opened
from gapmap.tasks.asking.missing import missing
from gapmap.vocabulary import HOLDER_KINDS


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("ask", help="write letters that ask, and workbooks to return")
    selection_options.add_to(parser)
    parser.add_argument("folder", type=Path, metavar="OUT_DIR")
    whom = parser.add_mutually_exclusive_group(required=True)
    whom.add_argument("--area", action="append", metavar="CODE", help="who knows of these areas")
    whom.add_argument("--all", action="store_true", help="every office of the kinds")
    parser.add_argument(
        "--kind", action="append", default=[], metavar="KIND",
        help=f"one of: {', '.join(HOLDER_KINDS)} (to begin with {', '.join(ask.KINDS)})",
    )  # fmt: skip
    parser.add_argument("--due", metavar="DATE", help="day of the answer instead of the law's")
    parser.add_argument("--from", dest="sender", default="", metavar="TEXT", help="who asks")
    parser.add_argument(
        "--check", action="store_true",
        help="what would be published, to confirm or dispute, instead of the questions",
    )  # fmt: skip
    parser.set_defaults(command=_ask)


def _ask(options: argparse.Namespace) -> None:
    today = datetime.now(UTC).date()
    dataset = own_table.dataset(options)
    found = missing(dataset, dataset.gap(selection_options.selection_from(options)))
    codes = [code for text in options.area or [] for code in text.split(",") if code]
    kinds = [kind for text in options.kind for kind in text.split(",") if kind] or ask.KINDS
    wrong = next((kind for kind in kinds if kind not in HOLDER_KINDS), None)
    if wrong is not None:
        raise CommandError(f"--kind: {shown(wrong)} is not one of: {', '.join(HOLDER_KINDS)}.")
    bodies = ask.chosen(dataset, found, codes, kinds)
    made = list(ask.forms(found, bodies, today, _day(options.due)))
    for number, one in enumerate(
        ask.write(options.folder, made, options.sender, check=options.check), 1
    ):
        output.say(f"{number} of {len(made)}: {one.body.body}")
    directory = opened.directory(Settings.from_environment())
    if directory is not None:
        from gapmap.tasks.asking.directory import requests  # only where there is one

        requests.draft(directory, made, "command line")
    output.say(f"{len(made)} requests in {shown(options.folder, 200)}, listed in {ask.LIST}.")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadChoiceError(
            f"--due: {shown(text)} is no day; write it as in 2027-01-31."
        ) from None
