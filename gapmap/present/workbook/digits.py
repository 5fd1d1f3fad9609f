"""The digits that the cells of an ODS workbook show, by format."""

from collections.abc import Iterator
from typing import Any, Final

from odf import number, style

from gapmap.present.tables.columns import Format

DECIMALS: Final[dict[Format, int]] = {
    "whole": 0, "year": 0, "one": 0, "two": 2, "factor": 2, "percent": 0, "pounds": 0,
    "pounds_pence": 2,
}  # fmt: skip
FINER_BELOW: Final[dict[Format, str]] = {"one": "100", "percent": "0.1"}
"""Formats with one decimal more below a limit, as ``labels.rate`` and ``labels.percent`` have."""


def styles(name: Format) -> Iterator[Any]:
    """The style of a format, after the one with more digits that it hands small numbers to."""
    decimals = DECIMALS[name]
    made = _number_style(name, decimals)
    if name in FINER_BELOW:
        finer = _number_style(name, decimals + 1, ending="_finer")
        yield finer
        condition = f"value()<{FINER_BELOW[name]}"
        made.addElement(style.Map(condition=condition, applystylename=finer))
    yield made


def _number_style(name: Format, decimals: int, ending: str = "") -> Any:
    digits = number.Number(
        decimalplaces=decimals,
        minintegerdigits=1,
        grouping=str(name not in ("percent", "year")).lower(),
    )
    if name == "percent":
        made = number.PercentageStyle(name=f"N_{name}{ending}")
        made.addElement(digits)
        made.addElement(number.Text(text="%"))
    elif name.startswith("pounds"):
        made = number.CurrencyStyle(name=f"N_{name}{ending}")
        made.addElement(number.CurrencySymbol(language="en", country="GB", text="£"))
        made.addElement(digits)
    else:
        made = number.NumberStyle(name=f"N_{name}{ending}")
        made.addElement(digits)
    return made


def shown(value: float, how: Format) -> str:
    """A number as its format shows it, for readers that do not format."""
    if how not in DECIMALS:  # a year among words: digits without marks between thousands
        return f"{value:.15g}"
    if how == "year":
        return f"{value:.0f}"
    decimals = DECIMALS[how] + (how in FINER_BELOW and value < float(FINER_BELOW[how]))
    if how == "percent":
        return f"{100 * value:.{decimals}f}%"
    return f"{'£' if how.startswith('pounds') else ''}{value:,.{decimals}f}"
