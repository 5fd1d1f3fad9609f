"""``python -m gapmap directory``: what it holds, drafts, publishing, copies of it."""

import argparse
from pathlib import Path

from gapmap.cli import output
from gapmap.fields import shown
from gapmap.settings import Settings
from gapmap.tasks.asking.directory import care, opened, past

US = "command line"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("directory", help="look after the records that are kept here")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    show = actions.add_parser("show", help="where it is, and its last revisions; or what one does")
    show.add_argument("number", type=int, nargs="?", metavar="REVISION", help="draft or not")
    show.set_defaults(command=_show)
    for name, text in (
        ("publish", "let readers see a draft"), ("withdraw", "give up a draft"),
    ):  # fmt: skip
        one = actions.add_parser(name, help=text)
        one.add_argument("number", type=int, metavar="REVISION")
        one.add_argument("--who", default=US, metavar="TEXT", help="kept with the revision")
        one.set_defaults(command=_publish if name == "publish" else _withdraw)
    for name, text in (
        ("backup", "copy a directory of one file, whole"),
        ("restore", "put a copy in its place"),
        ("export", "write its records as a GeoPackage"),
    ):
        one = actions.add_parser(name, help=text)
        one.add_argument("file", type=Path, metavar="FILE")
        one.set_defaults(command={"backup": _backup, "restore": _restore}.get(name, _export))


def _show(options: argparse.Namespace) -> None:
    directory = opened.needed(Settings.from_environment())
    if options.number is None:
        output.needed().write(care.as_text(directory))
    else:
        output.needed().write(past.changes_as_text(directory, options.number))


def _publish(options: argparse.Namespace) -> None:
    settings = Settings.from_environment()
    opened.needed(settings).publish(options.number, options.who, second=settings.second_person)
    output.say(f"Revision {options.number} is published.")


def _withdraw(options: argparse.Namespace) -> None:
    opened.needed(Settings.from_environment()).withdraw(options.number)
    output.say(f"Draft {options.number} is withdrawn.")


def _backup(options: argparse.Namespace) -> None:
    care.backup(opened.needed(Settings.from_environment()), options.file)
    output.say(f"{shown(options.file, 200)} written.")


def _restore(options: argparse.Namespace) -> None:
    care.restore(Settings.from_environment(), options.file)
    output.say("The directory is as it was in that copy.")


def _export(options: argparse.Namespace) -> None:
    number = care.export(opened.needed(Settings.from_environment()), options.file)
    output.say(f"{shown(options.file, 200)} written ({number} records).")
