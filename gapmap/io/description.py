"""The description of the data: a standard Data Package (``data/datapackage.json``) as types.

Each table has a Table Schema: its columns, their types, allowed values, keys and references. Beyond
the standard there are units, and for columns of lists what each part may be (``items``) or points
to (``references``). What else the standard allows is left to those who read it.
"""

import re
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal, TypeVar

import msgspec

from gapmap.errors import DataError
from gapmap.fields.json_faults import fault

NAME: Final = "datapackage.json"
Kind = TypeVar("Kind")
Text = Annotated[str, msgspec.Meta(min_length=1)]


class Constraints(msgspec.Struct):
    """What a column's cells have to be; ``pattern`` is of the whole cell."""

    required: bool = False
    unique: bool = False
    enum: list[str] = []
    pattern: str = ""
    minimum: float | None = None
    maximum: float | None = None

    def __post_init__(self) -> None:
        """Check what the types do not say."""
        try:
            re.compile(self.pattern)
        except re.error:
            raise ValueError(f"“pattern” is “{self.pattern}”, not a regular expression") from None


class Field(msgspec.Struct):
    """A column. ``items`` and ``references`` (table.column) are of the parts of a list."""

    name: Text
    type: Literal["string", "integer", "number", "list"]
    constraints: Constraints = msgspec.field(default_factory=Constraints)
    delimiter: Text = ","
    items: list[str] = []
    references: str = ""

    def __post_init__(self) -> None:
        """Check what the types do not say."""
        if self.references and self.references.count(".") != 1:
            raise ValueError(f"“references” is “{self.references}”, not like table.column")

    def parts(self, cell: str) -> list[str]:
        """The parts of a cell: those of a list, or the whole."""
        return cell.split(self.delimiter) if self.type == "list" else [cell]

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers."""
        return self.type in ("integer", "number")


class Reference(msgspec.Struct):
    """Where a foreign key points to; no resource: to its own table."""

    fields: list[Text]
    resource: str = ""


class ForeignKey(msgspec.Struct):
    """Columns whose cells are cells of another table."""

    fields: list[Text]
    reference: Reference


class Schema(msgspec.Struct, rename="camel"):
    """The columns of a table and its keys."""

    fields: list[Field]
    primary_key: list[Text] = []
    foreign_keys: list[ForeignKey] = []


class Table(msgspec.Struct):
    """A table: its name, its file and its schema."""

    name: Text
    path: Text
    schema: Schema

    def references(self) -> list[tuple[Field, str, str]]:
        """Each column that points to another, with the table and the column it points to.

        A foreign key of the standard is a whole cell, so columns of lists have ``references``.
        """
        fields = {field.name: field for field in self.schema.fields}
        keys = [
            (fields[name], key.reference.resource or self.name, column)
            for key in self.schema.foreign_keys
            for name, column in zip(key.fields, key.reference.fields, strict=True)
        ]
        for field in fields.values():
            if field.references:
                other, _, column = field.references.partition(".")
                keys.append((field, other, column))
        return keys


class _Package(msgspec.Struct):
    resources: list[Table]

    def __post_init__(self) -> None:
        """Check that every key and reference is of columns that there are."""
        known = {table.name: {f.name for f in table.schema.fields} for table in self.resources}
        for table in self.resources:
            keys = [table.schema.primary_key, *(key.fields for key in table.schema.foreign_keys)]
            if strange := {name for key in keys for name in key} - known[table.name]:
                raise ValueError(
                    f"a key of {table.name} names “{min(strange)}”, which is no column"
                )
            for field, other, column in table.references():
                if column not in known.get(other, ()):
                    raise ValueError(f"{table.name}, {field.name}: there is no {other}.{column}")


class _Dated(msgspec.Struct):
    as_of: date


def tables(folder: Path) -> dict[str, Table]:
    """Return the description of every table by name. Raises DataError when it cannot be read."""
    found = _read(folder, _Package, "restore it from the project").resources
    return {table.name: table for table in found}


def as_of(folder: Path) -> date:
    """Return the day that the whole data set speaks of. Raises DataError when it is not given."""
    return _read(folder, _Dated, "give “as_of” as a date such as 2026-11-24").as_of


def _read(folder: Path, kind: type[Kind], remedy: str) -> Kind:
    try:
        content = (folder / NAME).read_bytes()
    except OSError as error:
        raise DataError(f"{NAME} cannot be read ({error.strerror}); {remedy}.") from None
    try:
        return msgspec.json.decode(content, type=kind)
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        raise DataError(f"{NAME} cannot be read: {fault(error, content)}; {remedy}.") from None
