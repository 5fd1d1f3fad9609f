"""The dataset of a command, with what the user brings: estimates, and programmes of their own."""

import argparse
import sys
from pathlib import Path

from gapmap.dataset import Dataset
from gapmap.errors import UserInputError
from gapmap.fields import shown
from gapmap.io.own import columns, postcodes
from gapmap.io.own import estimates as own_estimates
from gapmap.io.uploads import read as upload
from gapmap.io.uploads.table import Limits
from gapmap.settings import Settings
from gapmap.tasks import own_programmes as own_data


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


def dataset(options: argparse.Namespace) -> Dataset:
    """Load the data with the files of the options. Raises UserInputError, one sentence."""
    data = Dataset.load()
    if options.demand_file is not None:
        data = _with_estimates(data, options.demand_file)
    if options.programmes is not None:
        mode = "replace" if options.programmes_instead else "add"
        return _with_programmes(data, options.programmes, mode)
    if options.programmes_instead:
        raise UserInputError("--programmes-instead needs --programmes FILE beside it.")
    return data


def read_file(path: Path, kind: str) -> bytes:
    """A file's bytes, no more than are needed to see that it is too large.

    ``kind`` says what should be named. Raises UserInputError when it cannot be read.
    """
    try:
        if path.exists() and not path.is_file():
            raise UserInputError(f"{shown(path, 200)} is not a file; name {kind}.")
        with path.open("rb") as file:
            return file.read(Limits().size + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, UserInputError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise UserInputError(f"{shown(path, 200)} cannot be read ({reason}); name {kind}.") from (
            None
        )


def _with_estimates(data: Dataset, path: Path) -> Dataset:
    content = read_file(path, "a CSV file")
    estimates, problems = own_estimates.read(
        content, path.name, data.lookup, data.population["aged_16_plus"], data.changes
    )
    if problems:
        raise UserInputError(own_estimates.explain(problems))
    return data.with_own_estimates(estimates, path.name, content)


def _with_programmes(data: Dataset, path: Path, mode: str) -> Dataset:
    """The rows that can be used; how many cannot is said on stderr, never passed over."""
    sent = upload.read(read_file(path, "a table of programmes"), path.name)
    reader = own_data.Reader(data)
    places = postcodes.cached(Settings.from_environment())
    checked = reader.check(sent, columns.guess(sent.header), postcodes=places)
    if not checked.rows:
        raise UserInputError(
            f"{shown(path.name, 200)}: no row can be used; python -m gapmap validate says why."
        )
    if checked.bad:
        print(
            f"gapmap: {len(checked.bad):,} of {len(sent.rows):,} rows of {shown(path.name, 200)} "
            "cannot be used and are left out; python -m gapmap validate says why.",
            file=sys.stderr,
        )
    return own_data.with_checked(data, sent, checked, mode)
