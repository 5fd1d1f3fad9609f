"""``python -m gapmap returns``: workbooks that came back: read, set beside ours, merged, undone."""

import argparse
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from gapmap.cli import options as own_table
from gapmap.cli import output
from gapmap.core.evidence.merging.merge import Decision, as_proposed
from gapmap.dataset import Dataset
from gapmap.errors import BadChoiceError, CommandError, UnreadableFileError
from gapmap.fields import shown
from gapmap.io.returns.read import Known, Return, several
from gapmap.io.uploads.named import read_file
from gapmap.present.words.labels import plural
from gapmap.selection import Selection
from gapmap.settings import Settings
from gapmap.tasks.asking import returns
from gapmap.tasks.asking.directory import decisions, merging, opened, past
from gapmap.tasks.asking.missing import missing
from gapmap.tasks.own_programmes import Reader

FORMATS: Final = {"text": returns.as_text, "json": returns.as_json}
PROPOSALS: Final = {"text": decisions.as_text, "csv": decisions.as_csv}
US: Final = "command line"


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("returns", help="read, compare and merge workbooks that came back")
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    read = actions.add_parser("read", help="read workbooks; every fault with its remedy")
    _files(read)
    read.add_argument("--format", choices=tuple(FORMATS), default="text")
    own_table.add_to(read)
    read.set_defaults(command=_read)
    propose = actions.add_parser("propose", help="set answers beside what is held")
    _files(propose)
    _day(propose)
    propose.add_argument("--format", choices=tuple(PROPOSALS), default="text")
    own_table.add_to(propose)
    propose.set_defaults(command=_propose)
    merge = actions.add_parser("merge", help="merge answers into the directory, as decided")
    _files(merge)
    _day(merge)
    merge.add_argument(
        "--decisions", type=Path, metavar="CSV", help="what “propose --format csv” wrote, filled in"
    )
    merge.add_argument(
        "--as-proposed", action="store_true", help="accept what is proposed; leave what is not"
    )
    _revision(merge)
    merge.add_argument("--draft", action="store_true", help="not yet for readers")
    own_table.add_to(merge)
    merge.set_defaults(command=_merge)
    history = actions.add_parser("history", help="every value and the cell that it came from")
    history.add_argument("code", metavar="CODE", help="a programme, a record or an area")
    history.add_argument("--format", choices=("text", "json"), default="text")
    history.set_defaults(command=_history)
    undo = actions.add_parser("undo", help="take a merge back")
    undo.add_argument("number", type=int, metavar="REVISION")
    _revision(undo)
    undo.set_defaults(command=_undo)
    requests = actions.add_parser("requests", help="list requests, or say what became of one")
    requests.add_argument("--body", default="", metavar="ID", help="whose request")
    requests.add_argument("--state", default="", metavar="STATE", help="what has become of it")
    requests.add_argument("--ground", default="", metavar="TEXT", help="why it was refused")
    _day(requests)
    requests.set_defaults(command=_requests)


def _files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--body", default="", metavar="ID", help="whose return it is")


def _day(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--on", metavar="DATE", help="the day of the answer (default: today)")


def _revision(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--why", default="", metavar="TEXT", help="kept with the revision")
    parser.add_argument("--who", default=US, metavar="TEXT", help="kept with the revision")


def day(text: str | None, *, to_come: bool = False) -> date:
    """A day of an option, today where it is not given; ``to_come``: it may be a later one.

    Raises BadChoiceError.
    """
    today = datetime.now(UTC).date()
    if text is None:
        return today
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise BadChoiceError(f"{shown(text)} is no day; write it as in 2027-01-31.") from None
    if found > today and not to_come:
        raise BadChoiceError(f"{shown(text)} is a day to come; give today or a day before it.")
    return found


def _found(options: argparse.Namespace) -> tuple[Dataset, Known, list[Return]]:
    dataset = own_table.dataset(options)
    against = returns.known(dataset, missing(dataset, dataset.gap(Selection())))
    files = [(path.name, read_file(path, "a return")) for path in options.files]
    return dataset, against, returns.read_all(files, against, options.body)


def _read(options: argparse.Namespace) -> None:
    _, _, found = _found(options)
    output.needed().write(FORMATS[options.format](found))
    faults = sum(len(one.faults) for one in found)
    if faults:
        told = f"{plural(faults, 'fault')} in {plural(len(found), 'return')}"
        raise UnreadableFileError(f"{told}; each is listed above.")


def _propose(options: argparse.Namespace) -> None:
    directory = opened.needed(Settings.from_environment())
    dataset, known, found = _found(options)
    published, blocks, on = (
        directory.published(),
        merging.blocks_of(Reader(dataset)),
        day(options.on),
    )
    made = [
        merging.proposed(one, published, dataset, known, blocks, on, options.body) for one in found
    ]
    output.needed().write(PROPOSALS[options.format](made))


def _merge(options: argparse.Namespace) -> None:
    if bool(options.decisions) == options.as_proposed:
        raise CommandError("Give either --decisions CSV or --as-proposed.")
    settings = Settings.from_environment()
    directory = opened.needed(settings)
    dataset, known, found = _found(options)
    if twice := several(found):
        raise UnreadableFileError(" ".join(twice))
    told: Mapping[str, Decision] = {}
    if options.decisions:
        data = read_file(options.decisions, "a table of decisions")
        told = decisions.read(data, options.decisions.name)
    blocks, on, today = (
        merging.blocks_of(Reader(dataset)),
        day(options.on),
        datetime.now(UTC).date(),
    )
    draft = options.draft or settings.second_person
    for one in found:
        published = directory.published()
        beside = merging.proposed(one, published, dataset, known, blocks, on, options.body)
        keys = {p.key for p in beside.found}
        mine = as_proposed(beside.found) if options.as_proposed else {
            key: decision for key, decision in told.items() if key in keys
        }  # fmt: skip
        number = merging.save(directory, beside, mine, today, options.who, options.why, draft=draft)
        left = len(merging.undecided(beside.found, mine))
        kind = "draft" if draft else "revision"
        output.say(
            f"{one.name}: {kind} {number}, {len(mine)} decided, {left} not decided"
            f"{f', {len(one.faults)} faults left out' if one.faults else ''}."
        )


def _history(options: argparse.Namespace) -> None:
    settings = Settings.from_environment()
    directory = opened.needed(settings)
    found = past.of(directory, opened.load(settings), options.code)
    write = past.as_json if options.format == "json" else past.as_text
    output.needed().write(write(found))


def _undo(options: argparse.Namespace) -> None:
    settings = Settings.from_environment()
    directory, second = opened.needed(settings), settings.second_person
    number = past.undo(directory, options.number, options.who, options.why, draft=second)
    kind = "draft" if second else "revision"
    output.say(f"Revision {options.number} is undone by {kind} {number}.")


def _requests(options: argparse.Namespace) -> None:
    from gapmap.tasks.asking.directory import requests  # the others need none of it

    directory = opened.needed(Settings.from_environment())
    on = day(options.on, to_come=not options.state)
    if options.state and not options.body:
        raise CommandError("--state needs --body: whose request it is.")
    if options.state:
        requests.move(directory, [options.body], options.state, on, options.ground, US)
    output.needed().write(requests.as_csv(directory, on))
