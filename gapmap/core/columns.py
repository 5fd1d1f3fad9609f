"""The columns of a GapTable: their names, order and types, stated once."""

from typing import Final, TypedDict


class TableRow(TypedDict):
    """One area of a GapTable; ``core.gap.GapTable`` says what the columns mean.

    A number that is not known is NaN; a year, a class or a verdict of yes or no that there is none
    of is None.
    """

    level: str
    code: str
    name: str
    state: str
    perpetrators_low: float
    perpetrators: float
    perpetrators_high: float
    programmes: int
    programmes_unmeasured: int
    places: float
    places_per_1000: float
    share_met: float
    unmet: float
    places_per_1000_low: float
    places_per_1000_high: float
    share_met_low: float
    share_met_high: float
    unmet_low: float
    unmet_high: float
    cost_to_close: float
    cost_to_close_low: float
    cost_to_close_high: float
    basis: str
    number_year: int | None
    grade: str
    places_recent: float
    places_terms_passed: float
    shared: bool
    programmes_undecided: int
    programmes_not_matching: int
    funding: float
    programmes_funded: int
    funding_per_perpetrator: float
    funding_per_perpetrator_low: float
    funding_per_perpetrator_high: float
    lower_bound: bool
    crosses_threshold: bool | None
    same_with_force_rates: bool | None
    verdict: str
    served_share: float
    context: int
    shown: float
    shade: str
    class_index: int | None
    sensitivity_multiplier: float
    sensitivity_evidence: str
    vintage: str


COLUMNS: Final = tuple(TableRow.__annotations__)
