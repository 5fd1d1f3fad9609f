"""``python -m gapmap boundaries fetch|list|status|remove``: official boundaries on this machine."""

import argparse
import json
import sys

from gapmap.cli import output
from gapmap.dataset import Dataset
from gapmap.io.boundaries import fetch as official
from gapmap.io.boundaries import store as boundary_store
from gapmap.io.boundaries.ons_layers import KINDS, RESOLUTIONS, when_in_words
from gapmap.settings import Settings
from gapmap.tasks.official_boundaries import LEVELS, fetch_boundaries, status
from gapmap.vocabulary import LEVEL_PLURAL


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command and its own commands."""
    parser = commands.add_parser("boundaries", help="fetch, show or remove official boundaries")
    inner = parser.add_subparsers(metavar="ACTION", required=True)
    fetch = inner.add_parser("fetch", help="fetch official boundaries and use them")
    _add_level(fetch)
    fetch.add_argument(
        "--vintage", default=official.DEFAULT_VINTAGE, metavar="YYYY-MM",
        help=f"year and month of the boundaries (default: {official.DEFAULT_VINTAGE})",
    )  # fmt: skip
    fetch.add_argument(
        "--resolution", default=official.DEFAULT_RESOLUTION, choices=tuple(RESOLUTIONS),
        help=f"how fine the lines are (default: {official.DEFAULT_RESOLUTION})",
    )  # fmt: skip
    fetch.set_defaults(command=_fetch)
    known = inner.add_parser("list", help="list the layers and vintages known")
    known.set_defaults(command=_list)
    state = inner.add_parser("status", help="say which boundaries are used")
    state.add_argument("--format", choices=("text", "json"), default="text")
    state.set_defaults(command=_status)
    remove = inner.add_parser("remove", help="remove fetched boundaries and use the shipped ones")
    _add_level(remove)
    remove.set_defaults(command=_remove)


def _add_level(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--level", action="append", choices=LEVELS, metavar="LEVEL",
        help=f"only this level; can be given again. One of: {', '.join(LEVELS)}",
    )  # fmt: skip


def _fetch(options: argparse.Namespace) -> None:
    settings = Settings.from_environment()
    levels = tuple(dict.fromkeys(options.level or official.USUAL))
    records = fetch_boundaries(
        Dataset.load(), settings, levels, options.vintage, options.resolution, _progress
    )
    for record in records:
        print(
            f"{LEVEL_PLURAL[record.level]}: {record.areas} areas of "
            f"{when_in_words(record.vintage)}, {RESOLUTIONS[record.resolution]}, "
            f"{record.source_vertices:,} points, {record.vertices['web']:,} of them on the web map."
        )


def _progress(text: str, share: float) -> None:
    print(f"{share:4.0%}  {text}", file=sys.stderr, flush=True)


def _list(_: argparse.Namespace) -> None:
    output.needed()
    for level, parts in official.LEVEL_PARTS.items():
        kind = KINDS[parts[0].kind]
        print(f"{level}: {LEVEL_PLURAL[level]}, from {kind.title}")
        fitting = [v for v in kind.services if v >= official.SINCE.get(level, "")]
        print(f"  vintages: {', '.join(fitting)}")
    print("resolutions:")
    for name, meaning in RESOLUTIONS.items():
        print(f"  {name}: {meaning}")


def _status(options: argparse.Namespace) -> None:
    output.needed()
    rows = status()
    if options.format == "json":
        json.dump(rows, sys.stdout, ensure_ascii=False, indent=1)
        print()
        return
    for row in rows:
        print(f"{row['level']}: {row['in use']}")
        for name in ("credit", "licence", "fetched", "from", "sha256", "notice"):
            if row[name]:
                print(f"  {name}: {row[name]}")


def _remove(options: argparse.Namespace) -> None:
    home = Settings.from_environment().home
    levels = tuple(dict.fromkeys(options.level or LEVELS))
    removed = [level for level in levels if boundary_store.remove(home, level)]
    output.say(
        f"Removed: {', '.join(removed)}. The shipped boundaries are used again."
        if removed
        else "There were no fetched boundaries to remove."
    )
