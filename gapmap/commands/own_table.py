"""The dataset of a command, with the user's own estimates when a file of them is given."""

from pathlib import Path

from gapmap.dataset import Dataset
from gapmap.errors import UserInputError
from gapmap.fields import shown
from gapmap.io import own_estimates


def dataset(path: Path | None) -> Dataset:
    """Load the data; ``path`` is the file of ``--demand-file``. Raises UserInputError."""
    data = Dataset.load()
    if path is None:
        return data
    try:
        content = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UserInputError(
            f"{shown(path, 200)} cannot be read ({reason}); name a CSV file."
        ) from None
    estimates, problems = own_estimates.read(
        content, path.name, data.lookup, data.population["aged_16_plus"], data.changes
    )
    if problems:
        raise UserInputError(own_estimates.explain(problems))
    return data.with_own_estimates(estimates, path.name, content)
