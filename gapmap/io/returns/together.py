"""Several returns read in one go: a process of its own costs more than the reading."""

from collections.abc import Sequence

from gapmap.errors import UserInputError
from gapmap.io.returns.read import Known, Return, read


def read_together(
    data: bytes,
    name: str,  # noqa: ARG001 # of all of them, for whoever says that they are too large
    known: Known,
    files: Sequence[tuple[str, int]],
) -> list[Return | str]:
    """Read returns that lie one after the other in ``data``: the name and length of each.

    One that is no table that can be read is the sentence that says so, in its place.
    """
    found: list[Return | str] = []
    at = 0
    for called, length in files:
        try:
            found.append(read(data[at : at + length], called, known))
        except UserInputError as error:
            found.append(str(error))
        at += length
    return found
