"""Where a record works from: WKB in a file, PostGIS on a server."""

from typing import Any, Final

from sqlalchemy import LargeBinary
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

WGS84: Final = 4326


class Point(TypeDecorator[bytes]):
    """A point of EPSG:4326 as well-known binary, whatever the database keeps it as."""

    impl = LargeBinary
    cache_ok = True
    spatial_index = False  # GeoAlchemy2 asks

    def load_dialect_impl(self, dialect: Dialect | None) -> TypeEngine[Any]:
        """PostGIS's own type where there is one."""
        if dialect is None:  # GeoAlchemy2 asks of every column what it may be anywhere
            return LargeBinary()
        if dialect.name != "postgresql":
            return dialect.type_descriptor(LargeBinary())
        from geoalchemy2 import Geometry  # of the extra “team”: only a server needs it

        return dialect.type_descriptor(Geometry("POINT", srid=WGS84, spatial_index=False))

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> Any:
        """WKB as the database takes it."""
        if value is None or dialect.name != "postgresql":
            return value
        from geoalchemy2 import WKBElement

        return WKBElement(value, srid=WGS84)

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:  # noqa: ARG002
        """WKB, without what PostGIS adds."""
        if value is None or isinstance(value, bytes):
            return value
        from geoalchemy2.shape import to_shape

        return bytes(to_shape(value).wkb)
