"""Services of the Human Services Data Specification, as far as gapmap reads them.

Its UK profile is Open Referral UK. The types were written for gapmap from the field names of the
standard; fields beside these are allowed and not read. Whatever may be absent may also be null.
"""

import re
from typing import Annotated, Final, Literal

import msgspec

from gapmap.fields import shown

STATUSES: Final = ("active", "inactive", "defunct", "temporarily closed")
DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")  # a time may follow

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]
Text = Annotated[str, msgspec.Meta(max_length=100_000)]
Kind = Literal["physical", "postal", "virtual"]


class Organization(msgspec.Struct):
    """Who runs a service."""

    id: Id
    name: Annotated[str, msgspec.Meta(max_length=2_000)]


class Area(msgspec.Struct):
    """Where a service works; ``uri`` ends in the area's code."""

    id: Id
    name: Text | None = None
    uri: Text | None = None


class Address(msgspec.Struct):
    """A postal address."""

    address_1: Text | None = None
    city: Text | None = None
    postal_code: Text | None = None
    address_type: Kind = "physical"


class Location(msgspec.Struct):
    """A place or a page on the web (degrees)."""

    id: Id
    location_type: Kind
    latitude: float | None = None
    longitude: float | None = None
    addresses: list[Address] | None = None


class Place(msgspec.Struct):
    """A location at which a service is given."""

    id: Id
    location: Location | None = None


class Schedule(msgspec.Struct):
    """First and last day. Raises ValueError for what is no day."""

    valid_from: str | None = None
    valid_to: str | None = None

    def __post_init__(self) -> None:
        """Check what the types do not say."""
        _check_day("valid_from", self.valid_from)
        _check_day("valid_to", self.valid_to)


class Unit(msgspec.Struct):
    """What a capacity counts."""

    name: Annotated[str, msgspec.Meta(max_length=300)]
    identifier: Text | None = None


class Capacity(msgspec.Struct):
    """How many of a unit there are, and how many at most."""

    unit: Unit
    available: float | None = None
    maximum: float | None = None


class Term(msgspec.Struct):
    """A word of a list of words."""

    code: Text | None = None
    name: Text | None = None


class Attribute(msgspec.Struct):
    """What else is said of a service; ``link_type`` says what it is about."""

    link_type: Text | None = None
    value: Text | None = None
    label: Text | None = None
    taxonomy_term: Term | None = None


class Service(msgspec.Struct):
    """A service. Raises ValueError for a status that the standard has not, or what is no day."""

    id: Id
    name: Name
    status: str
    url: Text | None = None
    description: Text | None = None
    accreditations: Text | None = None
    eligibility_description: Text | None = None
    minimum_age: float | None = None  # years
    assured_date: str | None = None
    organization: Organization | None = None
    service_areas: list[Area] | None = None
    service_at_locations: list[Place] | None = None
    schedules: list[Schedule] | None = None
    capacities: list[Capacity] | None = None
    attributes: list[Attribute] | None = None

    def __post_init__(self) -> None:
        """Check what the types do not say."""
        if self.status not in STATUSES:
            allowed = ", ".join(STATUSES)
            raise ValueError(f"“status” is {shown(self.status)}, which is not one of: {allowed}")
        _check_day("assured_date", self.assured_date)


def _check_day(field: str, text: str | None) -> None:
    if text is not None and not DAY.match(text):
        raise ValueError(f"“{field}” is {shown(text)}, not a day like 2026-12-31")
