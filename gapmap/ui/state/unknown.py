"""Parts of an address that the app does not know: told once, when a link is opened.

What the app writes itself it knows, on whichever page; what others add to count visits, and what
Streamlit reads, is nobody's mistake.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from rapidfuzz import fuzz, process

from gapmap.fields import shown
from gapmap.present.words.labels import listed
from gapmap.selection import FIELDS, FORMER_NAMES
from gapmap.ui.state import choices as state
from gapmap.ui.state import linked, spread

KNOWN: Final = (*FIELDS, *FORMER_NAMES, state.AREA, state.VIEW, linked.ADDRESS, spread.ADDRESS)
"""Parts that are written on every page; pages have more of their own."""
OF_OTHERS: Final = re.compile(
    r"utm_.*|fbclid|[dg]clid|msclkid|[gw]braid|mc_[ce]id|_g[al]|embed(_options)?",
    re.IGNORECASE | re.DOTALL,
)
"""Parts that counters of visits add, or that Streamlit reads."""
NEAR: Final = 75.0  # how alike a known name must be to be what was meant (0 to 100)
LONGEST: Final = 40  # letters of a name that may nearly be a known one
MOST: Final = 3  # names that are told


def told(names: Iterable[str], of_pages: Iterable[str]) -> str:
    """Which parts of an address are not known, in a sentence; empty when there are none.

    ``of_pages``: the parts that pages write themselves.
    """
    known = (*KNOWN, *of_pages)
    odd = [name for name in names if name not in known and not OF_OTHERS.fullmatch(name)]
    if not odd:
        return ""
    more = [f"{len(odd) - MOST} more"] if len(odd) > MOST else []
    which = listed([*map(shown, odd[:MOST]), *more])
    what = f"Its part {which} is" if len(odd) == 1 else f"Its parts {which} are"
    return f"The link was adjusted. {what} not known here{_meant(odd[:MOST], known)}."


def _meant(odd: Sequence[str], known: Sequence[str]) -> str:
    """The known names that are nearly those of the address."""
    near = [
        found[0]
        for name in odd
        if len(name) <= LONGEST
        and (found := process.extractOne(name.lower(), known, scorer=fuzz.ratio, score_cutoff=NEAR))
    ]
    names = [shown(name) for name in dict.fromkeys(near)]
    return f": {listed(names)} may be meant" if names else ""
