"""The dataset of a command, with what the user brings: estimates, and programmes of their own."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from gapmap.dataset import Dataset
from gapmap.errors import (
    CommandError,
    UnknownAreaError,
    UnknownNameError,
)
from gapmap.fields import shown
from gapmap.io.own import columns
from gapmap.io.own import told as tolds
from gapmap.io.own.cells import words
from gapmap.io.own.told import Told
from gapmap.io.own.where.nowhere import NO_AREA
from gapmap.settings import Settings
from gapmap.tasks import own_files
from gapmap.tasks.asking.directory import opened


def add_to(parser: argparse.ArgumentParser) -> None:
    """Options for files of the user's own."""
    parser.add_argument(
        "--demand-file",
        type=Path,
        metavar="FILE",
        help="CSV of your own estimates (code,low,central,high), used with --demand own.",
    )
    parser.add_argument(
        "--programmes",
        type=Path,
        metavar="FILE",
        help="your own programmes, beside the built-in ones; see python -m gapmap validate.",
    )
    parser.add_argument(
        "--programmes-instead",
        action="store_true",
        help="with --programmes: instead of the built-in ones.",
    )
    add_reading(parser)


def add_reading(parser: argparse.ArgumentParser) -> None:
    """Options that say how a list of programmes is to be read."""
    group = parser.add_argument_group("how your own list is read")
    repeated: dict[str, tuple[str, str]] = {
        "--map": (
            "NAME=HEADING",
            "a column of ours is under this heading; without HEADING it is not read",
        ),
        "--set": ("NAME=TEXT", "a column of ours has this text in every row"),
        "--read-as": (
            "TEXT=CODE",
            "a name for an area stands for this GSS code (-: it names no area)",
        ),
        "--word": (
            "NAME:WORD=TERM",
            "a word of the file's own in a column stands for these terms, separated by ;",
        ),
        "--programme-line": ("LINE", "this line is a programme, though it looks like a total"),
        "--repeat": (
            "[LINE=]sum|apart|last",
            "what rows are that differ in their numbers alone: all, or those from this line on",
        ),
        "--blank": ("NAME=above|blank", "what blank cells of a column below a filled one mean"),
    }
    for flag, (form, text) in repeated.items():
        group.add_argument(flag, action="append", default=[], metavar=form, help=text)
    group.add_argument("--sheet", metavar="NAME", default="", help="the sheet or layer to read")
    group.add_argument(
        "--heading-line", metavar="LINE", type=int, default=0, help="the line of the headings"
    )
    group.add_argument(
        "--no-end", choices=tuple(tolds.ENDS), help="what a first year without a last one means"
    )
    group.add_argument(
        "--settings",
        type=Path,
        metavar="FILE",
        help=f"what validate --keep wrote (default: the list's name with {tolds.ENDING}, if there)",
    )


def told_from(options: argparse.Namespace, path: Path, codes: Mapping[str, object]) -> Told:
    """How a list is to be read: the file of settings, then what the options say.

    A file of settings beside the list is used and said on stderr. Raises UserInputError.
    """
    if options.settings is None:
        held = own_files.told_beside(path, codes, _say)
    else:
        held = own_files.told_by(options.settings, codes)
    constants = _pairs(options.set, "--set", "NAME=TEXT")
    read_as = _pairs(options.read_as, "--read-as", "TEXT=CODE")
    for name in constants:
        if name not in columns.COLUMNS:
            raise UnknownNameError(
                f"--set: {shown(name)} is no column; use one of: {', '.join(columns.COLUMNS)}."
            )
    for code in read_as.values():
        if code not in codes and code != NO_AREA:
            raise UnknownAreaError(
                f"--read-as: {shown(code)} is the code of no area that is known."
            )
    given = Told(
        columns=_mapped(options.map),
        constants=constants,
        read_as=read_as,
        words=_words(options.word),
        programmes=_lines(options.programme_line),
        repeats=_answers(options.repeat, "--repeat", tolds.REPEATS, columns.COLUMNS, lines=True),
        blanks=_answers(options.blank, "--blank", tolds.BLANKS, columns.COLUMNS),
        no_end=options.no_end or "running",
        sheet=options.sheet,
        heading_line=options.heading_line,
    )
    said = held.and_(given)
    return said.with_(no_end=options.no_end) if options.no_end else said


def _answers(
    texts: Sequence[str],
    flag: str,
    answers: Mapping[str, str],
    names: Mapping[str, object],
    *,
    lines: bool = False,
) -> dict[str, str]:
    """Answers by the line or column that they are about. Raises UnknownNameError."""
    found = {}
    for text in texts:
        about, _, answer = text.rpartition("=")
        known = about.isdecimal() or not about if lines else about in names
        if answer not in answers or not known:
            what = "a line, or nothing for all of them" if lines else "the name of a column"
            raise UnknownNameError(
                f"{flag}: {shown(text)} is not accepted; use {what}, = and one of: "
                f"{', '.join(answers)}."
            )
        found[about] = answer
    return found


def _mapped(texts: Sequence[str]) -> dict[str, str]:
    """“our=theirs” texts; whether the file has the heading is checked once it is read."""
    found = {}
    for text in texts:
        ours, equals, theirs = text.partition("=")
        if not equals or ours.strip() not in columns.COLUMNS:
            raise UnknownNameError(
                f"{shown(text)} maps no column of ours; write NAME=HEADING with one of: "
                f"{', '.join(columns.COLUMNS)}."
            )
        found[ours.strip()] = theirs.strip()
    return found


def _words(texts: Sequence[str]) -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for text in texts:
        where, equals, terms = text.partition("=")
        column, colon, word = where.partition(":")
        keys = words.keys_of(terms, column.strip()) if column.strip() in words.LISTS else None
        if not equals or not colon or not word.strip() or keys is None:
            raise CommandError(
                f"--word: {shown(text)} is not of the form NAME:WORD=TERM with one of: "
                f"{', '.join(words.LISTS)}, and terms of its list."
            )
        found.setdefault(column.strip(), {})[word.strip()] = list(keys)
    return found


def _lines(texts: Sequence[str]) -> list[int]:
    wrong = next((t for t in texts if not t.strip().isdecimal()), None)
    if wrong is not None:
        raise CommandError(f"--programme-line: {shown(wrong)} is no line of a file.")
    return [int(t) for t in texts]


def _pairs(texts: Sequence[str], option: str, form: str) -> dict[str, str]:
    found = {}
    for text in texts:
        name, equals, value = text.rpartition("=") if option == "--read-as" else text.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise CommandError(f"{option}: {shown(text)} is not of the form {form}.")
        found[name.strip()] = value.strip()
    return found


def dataset(options: argparse.Namespace) -> Dataset:
    """Load the data with the files of the options. Raises UserInputError, one sentence."""
    data = opened.load(Settings.from_environment())
    if options.demand_file is not None:
        data = own_files.with_estimates(data, options.demand_file, _say)
    if options.programmes is not None:
        mode = "replace" if options.programmes_instead else "add"
        path: Path = options.programmes
        told = partial(told_from, options, path)
        return own_files.with_programmes(data, path, mode, _say, told)
    if options.programmes_instead:
        raise CommandError("--programmes-instead needs --programmes FILE beside it.")
    return data


def _say(sentence: str) -> None:
    print(f"gapmap: {sentence}", file=sys.stderr)
