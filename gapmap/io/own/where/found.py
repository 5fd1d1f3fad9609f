"""What the placing of a row hands back: where it works, what was chosen, what has to be settled."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Reading:
    """A text and what it stands for. ``note`` says what was chosen; blank: nothing to choose.

    ``codes`` are those of the areas it was read as, where they have any.
    """

    text: str
    blocks: tuple[str, ...]
    label: str
    note: str = ""
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unread:
    """A text that stands for nothing known, and the areas (code, label) it may have meant.

    ``why`` is what can be said of it, such as what kind of code it is; ``nowhere``: it names none.
    """

    text: str
    offers: tuple[tuple[str, str], ...] = ()
    why: str = ""
    nowhere: bool = False


class Refuse(Protocol):
    """Report a problem of the row: column, what is accepted, and the value if not the cell's."""

    def __call__(self, column: str, accepted: str, value: str | None = None) -> None:
        """Report it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a text of a row was read as, and why it needs saying; ``is_area``: a name of an area."""

    line: int
    text: str
    read_as: str
    is_area: bool = False


@dataclass(frozen=True)
class Offer:
    """A text that stands for nothing known, the areas nearest to it, and the lines it is on.

    ``why`` is what can be said of the text, such as what kind of code it is.
    """

    text: str
    options: tuple[tuple[str, str], ...]  # (code, label)
    lines: tuple[int, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """Building blocks that a programme serves, the words they came from, and its base.

    ``codes`` are those of the areas as they were read; ``by`` is what placed the row: areas, map,
    coordinates, postcode, town or address. ``site`` tells areas that were stated apart, however
    they are spelt.
    """

    blocks: tuple[str, ...]
    as_stated: str
    codes: tuple[str, ...] = ()
    by: str = "areas"
    town: str = ""
    postcode: str = ""
    latitude: float | None = None
    longitude: float | None = None
    site: tuple[str, ...] = ()


class Lies(Protocol):
    """Where a shape lies: blocks, whether that is sure, and a note."""

    @property
    def blocks(self) -> tuple[str, ...]:
        """Building blocks, sorted."""

    @property
    def sure(self) -> bool:
        """Whether it is all of them and no other."""

    @property
    def note(self) -> str:
        """What was taken for granted."""
