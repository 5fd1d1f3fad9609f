"""What a directory keeps, as the dataset takes it: rows in place of the shipped ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class Kept:
    """Rows of tables by name, in place of those of the data folder, and what is said of them.

    ``requests`` are added to those of the data folder; ``as_of`` is the last day on which a body
    answered; ``digest`` is of everything that differs, ``changed`` the number of records that do.
    """

    rows: Mapping[str, Sequence[Mapping[str, str]]]
    requests: Sequence[Mapping[str, str]]
    as_of: date | None
    digest: str
    changed: int
    disputed: tuple[str, ...] = ()  # bodies that dispute what is held of them

    def since(self, as_of: date) -> date:
        """The day that the data speak of: the shipped one, or the last answer's."""
        return max(as_of, self.as_of or as_of)

    def asked(self, shipped: pd.DataFrame) -> pd.DataFrame:
        """The shipped requests, and those that are kept."""
        ours = pd.DataFrame(list(self.requests), columns=shipped.columns, dtype=object)
        return pd.concat([shipped, ours], ignore_index=True)

    @property
    def note(self) -> str:
        """What every view has to say: that these are not the shipped records alone."""
        records = "1 record differs" if self.changed == 1 else f"{self.changed} records differ"
        until = f" until {self.as_of.isoformat()}" if self.as_of else ""
        who = f" Disputed by {'; '.join(self.disputed)}." if self.disputed else ""
        return (
            f"Directory: {records} from those shipped, by answers and edits accepted here{until}."
            f"{who}"
        )
