"""Demand: estimated perpetrators by building block, always low, central and high.

A model is reviewed data (``data/demand_models.json``), not code. Two formulas exist:

``total``: a national total spread by population aged 16 and over,
    ``perpetrators = total * population / population of the model's geography``
``rate``: a rate applied to a population column,
    ``perpetrators = rate * population``

Nobody publishes a count of perpetrators below national level. The interval therefore has two parts:
how precisely the national figure was given (``low``/``high`` of the model) and how far a place may
differ from the nation (``local_low``/``local_high``, multipliers). The second applies to every area
smaller than the model's geography and not to the national total itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from gapmap.errors import DataError


@dataclass(frozen=True)
class DemandModel:
    """A way to estimate perpetrators. Numbers are people, or people per head for a ``rate``."""

    key: str
    name: str
    counts: str  # what it counts, in words
    formula: Literal["total", "rate"]
    population: str  # column of data/population.csv
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

    def __post_init__(self) -> None:
        """Raise DataError unless the numbers form intervals around the central value."""
        if not 0 < self.low <= self.central <= self.high:
            raise DataError(f"Demand model {self.key}: low, central and high are not in order.")
        if not 0 < self.local_low <= 1 <= self.local_high:
            raise DataError(f"Demand model {self.key}: the local multipliers do not enclose 1.")


def estimate(model: DemandModel, population: pd.DataFrame) -> pd.DataFrame:
    """Return perpetrators by building block: index GSS code; columns low, central, high (people).

    ``population`` has one row a building block of the model's whole geography and the model's
    population column. Raises DataError when that column is missing or sums to nothing.
    """
    if model.population not in population:
        raise DataError(f"Demand model {model.key}: no population column {model.population}.")
    people = population[model.population].astype(float)
    if not people.sum() > 0:
        raise DataError(f"Demand model {model.key}: the population column sums to nothing.")
    share = people / people.sum() if model.formula == "total" else people
    return pd.DataFrame(
        {
            "low": share * model.low * model.local_low,
            "central": share * model.central,
            "high": share * model.high * model.local_high,
        }
    )


def national(model: DemandModel, population: pd.DataFrame) -> tuple[float, float, float]:
    """Return the model's own interval for its whole geography, without local variation."""
    scale = 1.0 if model.formula == "total" else float(population[model.population].sum())
    return model.low * scale, model.central * scale, model.high * scale


def load_models(records: Mapping[str, Mapping[str, object]]) -> dict[str, DemandModel]:
    """Build the models from their JSON records. Raises DataError naming the record at fault."""
    models = {}
    for key, record in records.items():
        try:
            values = {k: tuple(v) if isinstance(v, list) else v for k, v in record.items()}
            models[key] = DemandModel(key=key, **values)  # type: ignore[arg-type]
        except TypeError as error:
            raise DataError(f"demand_models.json, {key}: {error}.") from None
    return models
