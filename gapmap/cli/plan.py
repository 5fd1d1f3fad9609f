"""``python -m gapmap plan``: where new places go for a budget, and how sure that is."""

import argparse
from typing import Final

from gapmap.cli import options as own_table
from gapmap.cli import output, selection_options
from gapmap.core.plan.problem import Aim, Unknown
from gapmap.core.plan.proposal import propose
from gapmap.core.plan.wish import BOTH, Wish
from gapmap.errors import BadChoiceError
from gapmap.present.plan import tables as plan_table

FORMATS: Final = {
    "text": plan_table.text,
    "json": plan_table.as_json,
    "csv": plan_table.as_csv,
}


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("plan", help="print where new places would go for a budget")
    selection_options.add_to(parser)
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
    parser.add_argument("--format", choices=tuple(FORMATS), default="text")
    parser.set_defaults(command=_plan)


def _plan(options: argparse.Namespace) -> None:
    dataset = own_table.dataset(options)
    table = dataset.gap(selection_options.selection_from(options))
    wish = Wish(
        Aim(options.aim), options.budget, options.new_places, options.floor, options.smallest,
        options.step or options.smallest, frozenset(options.wanted), frozenset(options.barred),
        BOTH if options.unknown == "both" else (Unknown(options.unknown),),
    )  # fmt: skip
    proposal = propose(table, wish)
    output.needed().write(FORMATS[options.format](proposal))
    reasons = [plan.why for plan in proposal.plans.values() if plan.status == "impossible"]
    if len(reasons) == len(proposal.plans):
        raise BadChoiceError(f"No plan: {reasons[0]}.")
