"""How much is measured: enough to rely on, enough to try, or just enough to see that it works."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Plan:
    """How often everything is repeated, and by how many people."""

    name: str
    rounds: int
    """Visits to each app."""
    changes: int
    """Changes of the filter in a visit, at most six."""
    sessions: int
    """Visitors who stay, whose memory is counted."""
    settling: int
    """Visitors before memory is counted: the first ones grow what all share."""
    calm_tries: int
    """How often a visit looks whether the machine is idle before it begins anyway."""
    heavy: bool
    """Whether the synthetic heavy level is measured as well."""
    people: int
    """Sessions at once on the app itself."""
    minutes: float
    """For how long those people go on changing filters."""
    settings: int | None = None
    """How many settings of the filters they go through; None is all that there are."""


FULL: Final = Plan(
    name="full", rounds=5, changes=6, sessions=6, settling=2, calm_tries=20, heavy=True,
    people=30, minutes=2.0,
)  # fmt: skip
QUICK: Final = Plan(
    name="quick", rounds=2, changes=6, sessions=3, settling=2, calm_tries=20, heavy=True,
    people=30, minutes=0.25,
)  # fmt: skip
SMALLEST: Final = Plan(
    name="smallest", rounds=1, changes=2, sessions=1, settling=1, calm_tries=1, heavy=False,
    people=2, minutes=0.1, settings=12,
)  # fmt: skip
