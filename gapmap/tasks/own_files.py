"""A user's own files by their names: estimates and programmes, joined with the data.

What cannot be used is left out and told to ``say``, a sentence each; nothing is passed over.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from gapmap.dataset import Dataset
from gapmap.errors import UnreadableFileError
from gapmap.fields import shown
from gapmap.io.own import columns, postcodes
from gapmap.io.own import estimates as own_estimates
from gapmap.io.own import told as tolds
from gapmap.io.own.told import NOTHING_TOLD, Told
from gapmap.io.uploads.named import read_file
from gapmap.settings import Settings
from gapmap.tasks import own_programmes as own_data

Say = Callable[[str], object]


def with_estimates(data: Dataset, path: Path, say: Say) -> Dataset:
    """The data with a table of estimates. Raises UserInputError where no row can be used."""
    content = read_file(path, "a table of estimates")
    estimates, problems = own_data.estimates(data, content, path.name)
    if problems and estimates.empty:
        raise UnreadableFileError(own_estimates.explain(problems))
    if problems:
        say(f"left out: {own_estimates.explain(problems)}")
    return data.with_own_estimates(estimates, path.name, content)


def with_programmes(
    data: Dataset,
    path: Path,
    mode: str,
    say: Say,
    told: Callable[[Mapping[str, object]], Told] | None = None,
) -> Dataset:
    """The data with a list of programmes, beside those shipped (“add”) or instead (“replace”).

    ``told`` says how the list is to be read, given the codes that are known; without it the file
    of settings beside the list does, if there is one. Raises UserInputError.
    """
    reader = own_data.Reader(data)
    codes = reader.index.codes
    known = told(codes) if told else told_beside(path, codes, say)
    sent = own_data.read_file(read_file(path, "a table of programmes"), path.name, known)
    places = postcodes.cached(Settings.from_environment())
    mapping = own_data.mapping_of(sent, known)
    checked = reader.check(sent, mapping, postcodes=places, told=known)
    if not checked.rows:
        raise UnreadableFileError(
            f"{shown(path.name, 200)}: no row can be used; python -m gapmap validate says why."
        )
    if checked.bad:
        say(
            f"{len(checked.bad):,} of {checked.total:,} rows of {shown(path.name, 200)} "
            "cannot be used and are left out; python -m gapmap validate says why."
        )
    return own_data.with_checked(data, sent, checked, mode)


def told_beside(path: Path, codes: Mapping[str, object], say: Say) -> Told:
    """What the file of settings beside a list says of it. Raises UserInputError."""
    settings = path.with_name(f"{path.name}{tolds.ENDING}")
    if not settings.is_file():
        return NOTHING_TOLD
    held = told_by(settings, codes)
    say(f"read as {shown(settings.name, 200)} says.")
    return held


def told_by(settings: Path, codes: Mapping[str, object]) -> Told:
    """What a file of settings says of a list. Raises UserInputError."""
    data = read_file(settings, "a file of settings")
    return tolds.decode(data, settings.name, columns.COLUMNS, codes)
