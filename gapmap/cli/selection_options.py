"""The options that describe a Selection, for every command that takes one."""

import argparse

from gapmap.cli import options as own_table
from gapmap.selection import FIELDS, Selection, choices, parse, since_default


def add_to(parser: argparse.ArgumentParser) -> None:
    """One option a field of the Selection; repeatable where a field is a list."""
    for name, field in FIELDS.items():
        allowed = f" One of: {', '.join(field.allowed)}." if field.allowed else ""
        text = f"{field.label}.{f' {field.help}' if field.help else ''}{allowed}".replace("%", "%%")
        if field.kind == "flag":
            parser.add_argument(field.flag, dest=name, action="store_true", help=text)
        else:
            parser.add_argument(field.flag, dest=name, action="append", metavar="VALUE", help=text)
    own_table.add_to(parser)


def selection_from(options: argparse.Namespace) -> Selection:
    """Build the Selection that the options describe. Raises UserInputError."""
    given: dict[str, object] = {}
    for name in FIELDS:
        value = getattr(options, name)
        if isinstance(value, bool):
            given[name] = value
        elif value is not None:
            given[name] = parse(name, value)
    given.setdefault("since", since_default(options.until or (), since_given=False))
    return Selection(**choices(given))
