"""The note beside an area of a map: four lines that say as much as can be taken in at a glance."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from gapmap.present.words import finding as words
from gapmap.present.words.labels import known, whole
from gapmap.vocabulary import STATES


def lines(row: Mapping[str, Any] | pd.Series, shaded: str = "") -> list[str]:
    """Four lines, shown on hover and read out on focus; ``shaded`` is another measure's value."""
    of = f" ({words.evidence(row)})" if words.evidence(row) else ""
    per = f"{words.ratio(row)} places per 1,000" if known(row["places_per_1000"]) else ""
    crosses = "range crosses your threshold" if row["crosses_threshold"] is True else ""
    return [
        str(row["name"]),
        " · ".join(filter(None, (STATES[str(row["state"])], shaded or per, crosses))),
        f"Places a year: {words.places(row)}{of}{_programmes(row)}",
        f"Estimated perpetrators: {words.perpetrators(row)}",
    ]


def _programmes(row: Mapping[str, Any] | pd.Series) -> str:
    """How many programmes are counted, may match and do not, for the end of a line."""
    counts = [
        f"{whole(row[name])} {what}"
        for name, what in (
            ("programmes", "recorded"),
            ("programmes_undecided", "may match"),
            ("programmes_not_matching", "not matching"),
        )
        if row[name]
    ]
    return f"; programmes: {', '.join(counts)}" if counts else ""
