"""How much is measured: enough to rely on, enough to try, or just enough to see that it works."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Plan:
    """How often everything is repeated, and by how many people."""

    name: str
    rounds: int
    """Visits to the app and to the bare page; the documented way, which varies less, has half."""
    changes: int
    """Changes of the filter in a visit, at most five."""
    calm_tries: int
    """How often a visit looks whether the machine is idle before it begins anyway."""
    heavy: bool
    """Whether the synthetic heavy level is measured as well."""
    views: int
    """New views, and as many known ones, whose processor time is counted."""
    people: tuple[int, ...]
    """Sessions at once on the app itself, one crowd after another."""
    seconds: float
    """For how long each crowd goes on changing filters."""
    curve_views: int
    """Views asked for in a row while memory is watched."""
    curve_sessions: int
    """Sessions opened and closed in a row while memory is watched."""
    areas: int
    """Areas whose published pages are asked for."""
    requests: int
    """How often a published page is asked for."""
    openings: int
    """How often an area is opened in the app beside that."""
    settings: int | None = None
    """How many settings of the filters there are to go through; None is all."""


FULL: Final = Plan(
    name="full", rounds=6, changes=3, calm_tries=6, heavy=True, views=60,
    people=(30, 60, 120), seconds=21, curve_views=600, curve_sessions=120,
    areas=12, requests=8000, openings=60,
)  # fmt: skip
QUICK: Final = Plan(
    name="quick", rounds=2, changes=3, calm_tries=2, heavy=True, views=20,
    people=(30, 60, 120), seconds=12, curve_views=100, curve_sessions=30,
    areas=6, requests=2000, openings=60,
)  # fmt: skip
SMALLEST: Final = Plan(
    name="smallest", rounds=1, changes=2, calm_tries=1, heavy=False, views=2,
    people=(2,), seconds=6, curve_views=4, curve_sessions=4, settings=12,
    areas=2, requests=40, openings=8,
)  # fmt: skip
