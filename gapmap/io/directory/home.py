"""Where a directory lives: one SQLite file, or a PostgreSQL with PostGIS. Opening makes it current.

A file needs nothing to be started. Each write takes the whole file for itself before it reads, so
that two editors follow one another; a server has its own locks.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.pool import NullPool

from gapmap.errors import BadSettingError, BusyError, ConflictError, SourceError
from gapmap.fields import shown

SETTING: Final = "GAPMAP_DIRECTORY"
SECONDS: Final = 10.0  # that one editor waits for another
WRITES: Final = "gapmap_writes"
"""Execution option of a connection that will write."""
MIGRATIONS: Final = Path(__file__).with_name("migrations")
ONE_AT_A_TIME: Final = 7_236_701  # any number: PostgreSQL's lock for migrations and publishing
TEAM: Final = "postgresql+psycopg"


def address(setting: str) -> URL:
    """The address of a setting: a path of a file, or a URL. Raises BadSettingError.

    A password in it is never quoted.
    """
    if "://" not in setting:
        path = Path(setting).expanduser()
        if not path.is_absolute():
            raise BadSettingError(f"{SETTING}: {shown(setting, 200)} is not a full path; give one.")
        return URL.create("sqlite", database=str(path))
    try:
        url = make_url(setting)
    except (ArgumentError, ValueError):
        raise BadSettingError(f"{SETTING} is no address; {_remedy()}") from None
    if url.drivername not in ("sqlite", TEAM):
        raise BadSettingError(f"{SETTING} names {shown(url.drivername, 60)}; {_remedy()}")
    if url.drivername == "sqlite" and not (url.database and Path(url.database).is_absolute()):
        raise BadSettingError(f"{SETTING} names no full path of a file; {_remedy()}")
    return url


def _remedy() -> str:
    return f"give the full path of a file, or an address such as {TEAM}://name@host/database."


def engine(url: URL) -> Engine:
    """The engine of an address, set up. Raises SourceError where its driver is not installed."""
    try:
        if url.drivername == "sqlite":
            return _file(url)
        import geoalchemy2  # noqa: F401 # before any table is made: it listens to that

        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise SourceError(
            f"{SETTING} needs a library that is not installed ({error}); install "
            "requirements-team.txt."
        ) from None


def _file(url: URL) -> Engine:
    with contextlib.suppress(OSError):  # the opening says why
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    made = create_engine(url, connect_args={"timeout": SECONDS}, poolclass=NullPool)

    @event.listens_for(made, "connect")
    def _connect(connection: Any, _: object) -> None:
        connection.isolation_level = None  # SQLAlchemy begins, so that tables change in whole too
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    @event.listens_for(made, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(WRITES)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return made


@contextlib.contextmanager
def writing(made: Engine) -> Iterator[Connection]:
    """A connection in a transaction that writes, one at a time; committed whole or not at all.

    Raises BusyError where another holds it for too long, SourceError where it cannot be used.
    """
    options = {WRITES: True}
    with (
        told(made.url),
        made.connect().execution_options(**options) as connection,
        connection.begin(),
    ):
        if made.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": ONE_AT_A_TIME})
        yield connection


@contextlib.contextmanager
def reading(made: Engine) -> Iterator[Connection]:
    """A connection to read from, all of one moment. Raises SourceError where there is none."""
    level = {"isolation_level": "REPEATABLE READ"} if made.dialect.name == "postgresql" else {}
    with (
        told(made.url),
        made.connect().execution_options(**level) as connection,
        connection.begin(),
    ):
        yield connection


@contextlib.contextmanager
def told(url: URL) -> Iterator[None]:
    """Faults of a database as one sentence, without its password."""
    try:
        yield
    except DBAPIError as error:
        reason = str(error.orig).strip().split("\n")[0][:200]
        if "locked" in reason:
            raise BusyError(
                "The directory is being written by somebody else; try again in a moment."
            ) from None
        raise SourceError(f"The directory {_named(url)} cannot be used ({reason}).") from None
    except StaleDataError:
        raise ConflictError(
            "Somebody else changed the same record just now; nothing was changed. Try again."
        ) from None
    except SQLAlchemyError as error:
        raise SourceError(
            f"The directory {_named(url)} cannot be used ({type(error).__name__})."
        ) from None


def _named(url: URL) -> str:
    return shown(url.database if url.drivername == "sqlite" else f"{url.host}/{url.database}", 200)


def migrate(made: Engine) -> None:
    """Bring the tables up to date, whole or not at all. Raises SourceError for a later one."""
    from alembic import command
    from alembic.config import Config
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    scripts = ScriptDirectory.from_config(config)
    wanted = scripts.get_current_head()
    with reading(made) as connection:
        there = MigrationContext.configure(connection).get_current_revision()
    if there == wanted:
        return
    if there is not None and there not in {s.revision for s in scripts.walk_revisions()}:
        raise SourceError(
            f"The directory {_named(made.url)} was made by a later gapmap ({shown(there, 40)}); "
            "use that one."
        )
    with writing(made) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
