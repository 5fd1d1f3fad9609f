"""``python -m gapmap plan`` and ``ending``: where new places go, and which terms end."""

import argparse
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from gapmap.cli import options as own_table
from gapmap.cli import output, selection_options
from gapmap.core.gap import GapTable
from gapmap.core.plan.ending import selection_after, watch
from gapmap.core.plan.kept import dumps, loads
from gapmap.core.plan.problem import Aim, Unknown
from gapmap.core.plan.proposal import Proposal, propose
from gapmap.core.plan.wish import BOTH, Wish
from gapmap.dataset import Dataset
from gapmap.errors import BadChoiceError, CommandError, UnknownNameError
from gapmap.fields import shown
from gapmap.io.files.atomic import write_bytes
from gapmap.present.plan import ending as endings
from gapmap.present.plan import tables as plan_table
from gapmap.present.plan.markdown import markdown
from gapmap.present.words import redraw
from gapmap.settings import Settings
from gapmap.tasks import spread
from gapmap.tasks.products import PLANS, export, files, job_of

FORMATS: Final = {
    "text": plan_table.text,
    "json": plan_table.as_json,  # with its recipe, by export
    "csv": plan_table.as_csv,
}
MARKDOWN: Final = "markdown"
ENDINGS: Final = ", ".join(product.ending for product in PLANS.values())


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parsers of these commands."""
    parser = commands.add_parser("plan", help="print where new places would go for a budget")
    selection_options.add_to(parser)
    add_wish(parser)
    parser.add_argument("--kept", metavar="TEXT", help="plans by name, as an address has them")
    parser.add_argument("--output", type=Path, metavar="FILE", help=f"file to write: {ENDINGS}")
    parser.add_argument("--format", choices=(*FORMATS, MARKDOWN), default="text")
    parser.set_defaults(command=_plan)
    _add_ending(commands)


def add_wish(parser: "argparse._ActionsContainer") -> None:
    """Options that say what is asked of a plan."""
    money = parser.add_mutually_exclusive_group()
    money.add_argument("--budget", type=float, metavar="POUNDS", help="pounds a year")
    money.add_argument("--new-places", type=int, metavar="N", help="new places instead of money")
    parser.add_argument("--aim", choices=[a.value for a in Aim], default=Aim.MOST.value)
    parser.add_argument("--floor", type=float, default=0.0, help="places per 1,000 of aim floor")
    parser.add_argument("--smallest", type=int, default=100, help="places of a new programme")
    parser.add_argument("--step", type=int, help="places come in steps of so many")
    parser.add_argument("--in", dest="wanted", nargs="+", default=[], metavar="CODE")
    parser.add_argument("--out", dest="barred", nargs="+", default=[], metavar="CODE")
    readings = [u.value for u in Unknown]
    parser.add_argument("--unknown", choices=("both", *readings), default="both")
    parser.add_argument("--wish", metavar="TEXT", help="all that is asked, as an address has it")


def asks(options: argparse.Namespace) -> bool:
    """Whether anything is asked of a plan."""
    given = (options.wish, options.budget, options.new_places)
    return any(one is not None for one in given) or options.aim == Aim.FLOOR.value


def _plan(options: argparse.Namespace) -> None:
    dataset = own_table.dataset(options)
    table = dataset.gap(selection_options.selection_from(options))
    if options.kept is not None:
        if options.output is None:
            raise CommandError("--kept needs --output FILE beside it.")
        _write(options.output, dataset, table, "plans", dumps(loads(options.kept)))
        return
    wish = wish_of(options)
    if options.output is not None:
        _write(options.output, dataset, table, "plan", wish.dumps())
        return
    if options.format == "json":
        made = export("plan.json", dataset, table, plan=wish.dumps()).decode()
        output.needed().write(made)
        reasons = _why_not(propose(table, wish))
    elif options.format == MARKDOWN:
        proposal = propose(table, wish, spread.runner(Settings.from_environment()))
        output.needed().write(markdown(proposal, _command(wish, table)))
        reasons = _why_not(proposal)
    else:
        proposal = propose(table, wish, spread.runner(Settings.from_environment()))
        output.needed().write(FORMATS[options.format](proposal))
        reasons = _why_not(proposal)
    if reasons:
        raise BadChoiceError(f"No plan: {reasons[0]}.")


def _command(wish: Wish, table: GapTable) -> str:
    """The words that write the same plan again."""
    words = ["python", "-m", "gapmap", "plan", f"--wish={wish.dumps()}"]
    return shlex.join([*words, *redraw.options(table.selection), f"--format={MARKDOWN}"])


def _why_not(proposal: Proposal) -> list[str]:
    """Why no reading has a plan; empty where one has."""
    reasons = [plan.why for plan in proposal.plans.values() if plan.status == "impossible"]
    return reasons if len(reasons) == len(proposal.plans) else []


def wish_of(options: argparse.Namespace) -> Wish:
    """What is asked of a plan. Raises BadChoiceError."""
    if options.wish is not None:
        return Wish.loads(options.wish)
    return Wish(
        Aim(options.aim), options.budget, options.new_places, options.floor, options.smallest,
        options.step or options.smallest, frozenset(options.wanted), frozenset(options.barred),
        BOTH if options.unknown == "both" else (Unknown(options.unknown),),
    )  # fmt: skip


def _write(path: Path, dataset: Dataset, table: GapTable, what: str, asked: str) -> None:
    if f"plan{path.suffix.lower()}" not in PLANS:
        raise UnknownNameError(f"A plan cannot be written as {shown(path.name)}; use {ENDINGS}.")
    job = job_of(f"{what}{path.suffix.lower()}", dataset, table, plan=asked)
    for called, data in files(job, path.name).items():
        write_bytes(path.with_name(called), data)
        output.say(f"{shown(path.with_name(called), 200)} written ({len(data):,} bytes).")


def _add_ending(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
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
