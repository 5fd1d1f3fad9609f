"""What an ArcGIS FeatureServer answers, as far as gapmap reads it; all else in an answer is left.

Names are the service's own. What is only a hint is an ``object``: it is used where it makes sense.
"""

from typing import TypeAlias

import msgspec

Json: TypeAlias = dict[str, object]


class Listed(msgspec.Struct):
    """A service in the list of all services."""

    name: str = ""
    type: str = ""


class Services(msgspec.Struct):
    """The list of all services."""

    services: list[Listed] = []


class Field(msgspec.Struct):
    """A field of a layer."""

    name: str = ""


class About(msgspec.Struct):
    """The description of a layer; ``maxRecordCount`` is how many areas it sends at once."""

    fields: list[Field] = []
    maxRecordCount: object = None  # noqa: N815


class Count(msgspec.Struct):
    """How many areas were asked for."""

    count: int


class Area(msgspec.Struct):
    """An area of a page: GeoJSON."""

    properties: Json | None = None
    geometry: Json | None = None


class Named(msgspec.Struct):
    """A coordinate system's name."""

    name: str = ""


class System(msgspec.Struct):
    """A coordinate system."""

    properties: Named = msgspec.field(default_factory=Named)


class More(msgspec.Struct):
    """Whether there are more pages."""

    exceededTransferLimit: object = None  # noqa: N815


class Page(msgspec.Struct):
    """Some of the areas; ``crs`` None: not named, so longitude and latitude."""

    features: list[Area]
    crs: System | None = None
    exceededTransferLimit: object = None  # noqa: N815
    properties: More | None = None

    @property
    def more(self) -> bool:
        """Whether the service says that there are more pages."""
        extra = self.properties.exceededTransferLimit if self.properties else None
        return bool(self.exceededTransferLimit or extra)


class Failure(msgspec.Struct):
    """Why a question was refused."""

    code: object = None
    message: str = "no reason given"
