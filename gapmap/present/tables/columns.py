"""The columns of a GapTable, one ColumnSpec each: what it means and how it is written anywhere.

CSV, JSON, GeoJSON, GeoPackage, XLSX, ODS, the table on the screen and the one-file map read this
list, so that a column is called the same, rounded the same and typed the same in all of them. Which
columns there are, and in which order, ``core.gap.COLUMNS`` says.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from gapmap.core.gap import GapTable

Kind = Literal["text", "truth", "whole", "number"]
"""What the values of a column are; in files of shapes also the type of the field."""
Format = Literal[
    "text", "code", "whole", "year", "one", "two", "factor", "percent", "pounds", "pounds_pence"
]
"""How a column is written: two kinds of text, then numbers by their decimals and unit."""
ENDS: Final = {"_low": ", low end", "_high": ", high end"}
"""Ends of the names of a number's range, and what they add to its heading."""
DIGITS: Final = 6


@dataclass(frozen=True)
class ColumnSpec:
    """One column; of a number with a range the central one, whose facts its two ends share.

    ``digits`` are the decimals that files keep; ``width`` is in characters; ``short`` is the
    heading where there is little room; ``high`` is the meaning of the high end where it has more
    to say than that it is one.
    """

    name: str
    heading: str
    meaning: str
    kind: Kind
    format: Format
    width: int
    unit: str = ""
    digits: int = DIGITS
    short: str = ""
    high: str = ""

    @property
    def full(self) -> str:
        """The heading with the unit."""
        return f"{self.heading} ({self.unit})" if self.unit else self.heading

    @property
    def brief(self) -> str:
        """The heading where there is little room."""
        return self.short or self.full


_ALL: Final = (
    ColumnSpec(
        "level", "Level", "kind of area; levels overlap, never add one to another",
        "text", "text", 18,
    ),
    ColumnSpec("code", "Area code", "GSS code of the area", "text", "code", 13, short="Code"),
    ColumnSpec("name", "Area name", "name of the area", "text", "text", 26, short="Area"),
    ColumnSpec(
        "state", "State", "why the area has a number of places or none", "text", "text", 25
    ),
    ColumnSpec(
        "perpetrators", "Estimated perpetrators", "estimated people; low and high are the range",
        "number", "whole", 16, digits=1,
    ),
    ColumnSpec(
        "programmes", "Programmes recorded",
        "programmes recorded that match the selection by their sources",
        "whole", "whole", 14,
    ),
    ColumnSpec(
        "programmes_unmeasured", "Programmes without known places",
        "of them, without known places", "whole", "whole", 16, short="Of them, places not known",
    ),
    ColumnSpec(
        "places", "Places known",
        "known yearly places; blank: see state; a lower bound where lower_bound is true",
        "number", "whole", 15, unit="a year", digits=2, short="Places a year",
    ),
    ColumnSpec(
        "places_per_1000", "Places per 1,000 perpetrators",
        "1000 x places / perpetrators; low and high from the range of these",
        "number", "one", 17, short="Places per 1,000",
        high="blank where places are a lower bound",
    ),
    ColumnSpec(
        "share_met", "Share of need met",
        "places / perpetrators; low and high from the range of these", "number", "percent", 12,
    ),
    ColumnSpec(
        "unmet", "Unmet need",
        "target_share x perpetrators - places, at least 0; blank: see state",
        "number", "whole", 13, unit="people", digits=1,
    ),
    ColumnSpec(
        "cost_to_close", "Cost to close the gap",
        "unmet x unit_cost of the selection, a year; no official price exists",
        "number", "pounds", 18, unit="£ a year", digits=0,
    ),
    ColumnSpec(
        "funding", "Funding stated",
        "pounds a year stated for the programmes recorded, shared out as places are",
        "number", "pounds", 16, unit="£ a year", digits=2, short="Yearly funding stated (£)",
    ),
    ColumnSpec(
        "programmes_funded", "Programmes stating funding",
        "programmes recorded that state usable yearly funding",
        "whole", "whole", 15, short="Programmes stating yearly funding",
    ),
    ColumnSpec(
        "funding_per_perpetrator", "Funding per perpetrator",
        "funding / perpetrators, pounds a year; blank: no funding known",
        "number", "pounds_pence", 15, unit="£ a year", short="£ per estimated perpetrator",
        high="blank where a programme recorded states no yearly funding",
    ),
    ColumnSpec(
        "lower_bound", "Places are a lower bound",
        "true where more programmes count without known places, or may match",
        "truth", "text", 13,
    ),
    ColumnSpec(
        "basis", "What the largest part rests on",
        "what the largest part of the places rests on; blank: no places known", "text", "text", 24,
        short="Basis",
    ),
    ColumnSpec(
        "number_year", "Year of that number",
        "year in which the period of that number ended; blank: not stated", "whole", "year", 11,
        short="Year of the number",
    ),
    ColumnSpec(
        "grade", "Grade of that number",
        "how good that number is, A to D (see the methodology); blank: no places known",
        "text", "text", 10, short="Grade",
    ),
    ColumnSpec(
        "places_recent", "Places contracted or counted in the last two years",
        "of the places, those contracted or counted in the two years before the data's date",
        "number", "whole", 16, digits=2,
    ),
    ColumnSpec(
        "places_terms_passed", "Places on past funding",
        "of the places, those whose stated funding had run out by the data's date",
        "number", "whole", 16, digits=2,
    ),
    ColumnSpec(
        "places_lower_risk", "Places for or with lower-risk cases",
        "of the places, those for first-time or low-risk cases, for stalking or for children, or "
        "whose number takes in such cases",
        "number", "whole", 16, digits=2,
    ),
    ColumnSpec(
        "shared", "Mostly a share of one programme",
        "true where most places are a share of a programme for several areas: never ranked",
        "truth", "text", 14,
    ),
    ColumnSpec(
        "programmes_undecided", "Programmes that may match",
        "programmes recorded of which it is not stated whether they match", "whole", "whole", 14,
        short="May match, not stated",
    ),
    ColumnSpec(
        "programmes_not_matching", "Programmes that do not match",
        "programmes recorded that do not match, by their sources", "whole", "whole", 14,
        short="Do not match",
    ),
    ColumnSpec(
        "crosses_threshold", "Range crosses your threshold",
        "true where the range of the estimate crosses the threshold; blank without one",
        "truth", "text", 14, short="Range crosses the threshold",
    ),
    ColumnSpec(
        "same_with_force_rates", "Same with force rates",
        "true where headline and force rates give the same class or side", "truth", "text", 13,
        short="Same class with force rates",
    ),
    ColumnSpec(
        "verdict", "Side of your threshold",
        "below, or at or above, the threshold of the selection; blank without one",
        "text", "text", 14, short="Side of the threshold",
    ),
    ColumnSpec(
        "served_share", "Share of people in councils served",
        "share of people 16+ living in councils that a counted programme serves",
        "number", "percent", 16, digits=4,
    ),
    ColumnSpec(
        "context", "Context records",
        "records that never count as places (awards, panels, training)", "whole", "whole", 12,
    ),
    ColumnSpec(
        "shown", "Value shaded", "value of the measure shaded; blank: see shade",
        "number", "one", 12,
    ),
    ColumnSpec(
        "shade", "Shaded as",
        "state the area is drawn in: measured where the measure has a value", "text", "text", 32,
    ),
    ColumnSpec(
        "class_index", "Class on the map (0 is worst)",
        "class on the map, 0 is the worst; blank where no value is shown", "whole", "whole", 14,
    ),
    ColumnSpec(
        "sensitivity_multiplier", "Sensitivity multiplier",
        "what the sensitivity layer multiplies the estimate by", "number", "factor", 14,
    ),
    ColumnSpec(
        "sensitivity_evidence", "Evidence for the multiplier", "what that multiplier rests on",
        "text", "text", 60, short="Sensitivity rests on",
    ),
    ColumnSpec("vintage", "Codes valid at", "when the code was valid", "text", "text", 13),
)  # fmt: skip
SPECS: Final[Mapping[str, ColumnSpec]] = {spec.name: spec for spec in _ALL}


def parted(name: str) -> tuple[str, str]:
    """The name of a column without the end of a range, and that end or nothing."""
    for end in ENDS:
        if name.endswith(end):
            return name.removesuffix(end), end
    return name, ""


def spec(name: str) -> ColumnSpec:
    """The facts of a column, also of the low or high end of a number.

    Raises KeyError for a column without a ColumnSpec.
    """
    return SPECS[parted(name)[0]]


def meaning(name: str) -> str:
    """What a column of the table means, also for the low and high ends of a number."""
    base, end = parted(name)
    if not end:
        return SPECS[base].meaning
    return (SPECS[base].high if end == "_high" else "") or f"{end[1:]} end of {base}"


def meanings() -> dict[str, str]:
    """What has a meaning of its own: every column, and high ends that say more than that."""
    found = {}
    for each in SPECS.values():
        found[each.name] = each.meaning
        if each.high:
            found[f"{each.name}_high"] = each.high
    return found


def records(table: GapTable) -> list[dict[str, object]]:
    """Return the rows with rounded numbers; a number that is missing is None."""
    rows = table.rows.astype(object).where(table.rows.notna(), None)
    return [
        {str(name): rounded(str(name), value) for name, value in row.items()}
        for row in rows.to_dict("records")
    ]


def rounded(name: str, value: object) -> object:
    """A value with the decimals that files keep of its column; None where it is no number."""
    if not isinstance(value, float):
        return value
    if not math.isfinite(value):
        return None
    known = SPECS.get(parted(name)[0])
    return round(value, known.digits if known else DIGITS)
