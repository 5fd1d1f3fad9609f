"""Every choice of a Selection, defined once: label, allowed values, option, checking, parsing."""

from gapmap.fields.reading import MAX_BREAKS, YEARS, checked, parse, shown, to_texts
from gapmap.fields.table import FIELDS, Field

__all__ = ["FIELDS", "MAX_BREAKS", "YEARS", "Field", "checked", "parse", "shown", "to_texts"]
