"""Demand: estimated perpetrators by building block, always low, central and high.

A model is reviewed data (``data/demand_models.json``), not code. Three formulas exist:

``total``: a total for the model's countries, spread by a population column,
    ``perpetrators = base * multipliers * population / population of those countries``
``rate``: a rate applied to a population column, ``perpetrators = base * multipliers * population``
``own``: a table given by the user.

Nobody publishes a count of perpetrators below national level. The interval therefore has two parts:
how precisely the base is known (``low``/``high`` of the model) and how far a place may differ from
the nation (``local_low``/``local_high``, multipliers). The second applies to every area smaller
than the model's geography and not to the total itself.

The *sensitivity layer* multiplies each force's estimate by a derived relative rate ``m``, shrunk
towards 1: ``1 + (1 - shrinkage) * (m - 1)``, and rescales so that the total stays the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import pandas as pd

from gapmap.errors import BadChoiceError, DataError, UnknownNameError

LINES: Final = "lines"
"""Attribute of a user's own table that holds what its places were stated as (``own_lines``)."""


@dataclass(frozen=True)
class Assumption:
    """One editable number of a model: its value, unit and the range within which it may be set.

    The ``base`` assumption is the model's central value; changing it scales low and high with it.
    """

    key: str
    label: str
    unit: str
    value: float
    minimum: float
    maximum: float
    role: Literal["base", "multiplier"]
    why: str


@dataclass(frozen=True)
class DemandModel:
    """A way to estimate perpetrators. Numbers are people, or people per head for a ``rate``."""

    key: str
    name: str
    counts: str  # what it counts, in words
    formula: Literal["total", "rate", "own"]
    population: str  # column of the population table
    countries: tuple[str, ...]  # GSS codes the model speaks of
    low: float
    central: float
    high: float
    interval_why: str
    local_low: float
    local_high: float
    local_why: str
    year: str
    estimated_at: str  # the geography at which the figure is really estimated
    caveats: tuple[str, ...]
    use: str
    review: str
    source_ids: tuple[str, ...]
    assumptions: tuple[Assumption, ...] = ()
    noun: str = "perpetrators"  # whom it estimates, in the plural
    own: pd.DataFrame | None = field(default=None, compare=False, repr=False)
    withheld: frozenset[str] = frozenset()  # building blocks whose own estimate was taken out

    def __post_init__(self) -> None:
        """Raise DataError unless the numbers form intervals around the central value."""
        if self.formula not in ("total", "rate", "own"):
            raise DataError(f"Demand model {self.key}: the formula is total, rate or own.")
        if self.own is None and not 0 < self.low <= self.central <= self.high:
            raise DataError(f"Demand model {self.key}: low, central and high are not in order.")
        if not 0 < self.local_low <= 1 <= self.local_high:
            raise DataError(f"Demand model {self.key}: the local multipliers do not enclose 1.")
        for a in self.assumptions:
            if not a.minimum <= a.value <= a.maximum:
                raise DataError(f"Demand model {self.key}: {a.key} lies outside its own range.")
            if a.role == "base" and a.value != self.central:
                raise DataError(f"Demand model {self.key}: {a.key} is not the central value.")

    def values(self, changed: Mapping[str, float]) -> dict[str, float]:
        """Every assumption's value, with the user's changes.

        Raises UserInputError for a name the model does not have or a value outside its range.
        """
        known = {a.key: a for a in self.assumptions}
        for key, value in changed.items():
            if key not in known:
                names = ", ".join(known) or "none"
                raise UnknownNameError(f"Assumption “{key[:40]}”: {self.name} has these: {names}.")
            a = known[key]
            if not a.minimum <= value <= a.maximum:
                raise BadChoiceError(
                    f"Assumption {key}: {value:.10g} is not from {_plain(a.minimum)} "
                    f"to {_plain(a.maximum)}."
                )
        return {a.key: changed.get(a.key, a.value) for a in self.assumptions}

    def interval(self, changed: Mapping[str, float]) -> tuple[float, float, float]:
        """Low, central and high of base times multipliers, under the user's changes."""
        values, scale = self.values(changed), 1.0
        for a in self.assumptions:
            scale *= values[a.key] / (self.central if a.role == "base" else 1.0)
        return self.low * scale, self.central * scale, self.high * scale


def estimate(
    model: DemandModel, population: pd.DataFrame, changed: Mapping[str, float]
) -> pd.DataFrame:
    """Return perpetrators by building block: index GSS code; columns low, central, high (people).

    ``population`` has one row a building block with ``country_code`` and the model's population
    column; ``changed`` are assumptions set by the user. Blocks outside the model's countries are
    blank. Raises DataError when the column is missing or sums to nothing.
    """
    if model.own is not None:
        model.values(changed)  # it has none: refuses any
        return model.own.reindex(population.index)
    people = _people(model, population)
    share = people / people.sum() if model.formula == "total" else people
    low, central, high = model.interval(changed)
    return pd.DataFrame(
        {
            "low": share * low * model.local_low,
            "central": share * central,
            "high": share * high * model.local_high,
        }
    )


def whole(
    model: DemandModel, population: pd.DataFrame, changed: Mapping[str, float]
) -> tuple[float, float, float]:
    """Return the interval of the model's whole geography, without local variation."""
    if model.own is not None:
        low, central, high = (float(model.own[c].sum()) for c in ("low", "central", "high"))
        return low, central, high
    scale = 1.0 if model.formula == "total" else float(_people(model, population).sum())
    low, central, high = model.interval(changed)
    return low * scale, central * scale, high * scale


def _people(model: DemandModel, population: pd.DataFrame) -> pd.Series:
    if model.population not in population:
        raise DataError(f"Demand model {model.key}: no population column {model.population}.")
    inside = population["country_code"].isin(model.countries)
    people = population[model.population].astype(float).where(inside)
    if not people.sum() > 0:
        raise DataError(f"Demand model {model.key}: the population column sums to nothing.")
    return people


def _plain(value: float) -> str:
    return f"{value:,.10f}".rstrip("0").rstrip(".")


def shrunk(multiplier: float, shrinkage: float) -> float:
    """A relative rate pulled towards 1: shrinkage 0 leaves it, 1 makes it 1."""
    return 1 + (1 - shrinkage) * (multiplier - 1)


def with_sensitivity(
    demand: pd.DataFrame, multipliers: pd.Series, shrinkage: float
) -> pd.DataFrame:
    """Apply each block's shrunk multiplier and rescale, so that the central total is kept.

    ``multipliers`` is indexed by building block; a missing one counts as 1.
    """
    factor = multipliers.reindex(demand.index).fillna(1.0).map(lambda m: shrunk(m, shrinkage))
    changed = demand.mul(factor, axis=0)
    return changed * (demand["central"].sum() / changed["central"].sum())


def own_lines(estimates: pd.DataFrame) -> Sequence[tuple[Sequence[str], float, float]]:
    """What the places of a user's own table were stated as: building blocks, low and central.

    Several lines may make one place; then the numbers are the least of a single line.
    """
    held: Sequence[tuple[Sequence[str], float, float]] | None = estimates.attrs.get(LINES)
    if held is not None:
        return held
    ends = zip(estimates.index, estimates["low"], estimates["central"], strict=True)
    return [([str(block)], float(low), float(central)) for block, low, central in ends]


def own_model(estimates: pd.DataFrame, counts: str) -> DemandModel:
    """The model of a user's own table: ``estimates`` by building block, ``counts`` in words."""
    low, central, high = (float(estimates[c].sum()) for c in ("low", "central", "high"))
    return DemandModel(
        key="own",
        name="Your own table",
        counts=counts,
        formula="own",
        population="aged_16_plus",
        countries=(),
        low=low,
        central=central,
        high=high,
        interval_why="Low, central and high are as given in the file.",
        local_low=1.0,
        local_high=1.0,
        local_why="Differences between places are as given in the file.",
        year="not stated",
        estimated_at="the areas of the file",
        caveats=(
            "These estimates are not checked by gapmap.",
            "An area larger than a council is spread over its councils by population 16+.",
        ),
        use="As its owner says.",
        review="by its owner",
        source_ids=(),
        own=estimates,
    )


def load_models(records: object) -> dict[str, DemandModel]:
    """Build the models from their JSON records. Raises DataError naming the record at fault."""
    if not isinstance(records, dict) or not records:
        raise DataError("demand_models.json holds no models; restore it from the project.")
    return {str(key): _model(str(key), record) for key, record in records.items()}


def _model(key: str, record: object) -> DemandModel:
    if not isinstance(record, dict):
        raise DataError(f"demand_models.json, {key}: a model is a group of named values.")
    # What a model needs is checked by its own parameters: a wrong name is told below.
    values: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in record.items()}
    listed = record.get("assumptions", [])
    if not isinstance(listed, list):
        raise DataError(f"demand_models.json, {key}: assumptions is a list.")
    try:
        values["assumptions"] = tuple(Assumption(**a) for a in listed)
        return DemandModel(key=key, **values)
    except TypeError as error:
        raise DataError(f"demand_models.json, {key}: {error}.") from None
