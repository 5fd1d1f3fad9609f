"""Settings from the environment: where data are fetched from, and where they are kept.

Nothing here is needed to run the app; docs/boundaries.md lists the variables. Only https addresses
are accepted, apart from the machine itself (loopback), and none may carry a name or password.
"""

import errno
import ipaddress
import os
import re
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from gapmap.errors import BadSettingError, SourceError
from gapmap.fields import shown

BOUNDARIES_URL: Final = "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services"
POSTCODES_URL: Final = "https://api.postcodes.io"
DIRECTORY: Final = "directory.sqlite"
"""File of the directory in the home folder, where none other is named."""
ODD_ADDRESS: Final = re.compile(r"(0x[0-9a-f]*|[0-9]+)(\.(0x[0-9a-f]*|[0-9]+)){0,3}\.?")
WRAPPERS: Final = (ipaddress.IPv6Network("::/96"), ipaddress.IPv6Network("64:ff9b::/96"))
MOST_HOURS: Final = 720  # as long as Streamlit's cookie lives
SECONDS: Final = (0.1, 3600.0)  # least and most that a time limit may be


def shipped() -> Path:
    """The folder of what comes with the program: ``data``, ``boundaries`` and ``app.py``.

    Installed it lies inside the package (pyproject.toml puts it there); in the project it is the
    project's own folder.
    """
    package = Path(__file__).resolve().parent
    inside = package / "shipped"
    return inside if inside.is_dir() else package.parent


@dataclass(frozen=True)
class Settings:
    """Where to fetch from, where to keep what was fetched, and how long to wait.

    ``home`` is the folder for what the program fetches or is asked to keep; it need not exist.
    ``connect_seconds`` and ``read_seconds`` limit one step of an answer, ``total_seconds`` the
    whole of one request with all its repeats. ``change_in_app`` is whether visitors of the app may
    fetch and remove boundaries, which all visitors then see. ``word_template`` and
    ``slide_template`` are an office's own, for briefings and slides. ``directory`` is where records
    are kept that change (blank: nowhere): a full path of a file, or an address; ``second_person``
    says that nobody publishes their own changes there. ``scheduler`` is the address of one of
    ``dask.distributed``, which then does large work (blank: this machine). ``editors`` and
    ``publishers`` are addresses and groups (“group:NAME”), joined by commas, of those who
    may after signing in, which holds for ``session_hours``. Raises BadSettingError for a value
    not allowed.
    """

    home: Path
    boundaries_url: str = BOUNDARIES_URL
    postcodes_url: str = POSTCODES_URL
    connect_seconds: float = 10.0
    read_seconds: float = 30.0
    total_seconds: float = 300.0
    change_in_app: bool = False
    word_template: Path | None = None
    slide_template: Path | None = None
    directory: str = ""
    second_person: bool = False
    scheduler: str = ""
    editors: str = ""
    publishers: str = ""
    session_hours: float = 8.0

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name.endswith("_url"):
                object.__setattr__(self, field.name, checked_url(VARIABLES[field.name], value))
            elif field.name.endswith("_seconds"):
                _check_seconds(VARIABLES[field.name], value)
            elif field.name == "session_hours" and not 0 < value <= MOST_HOURS:
                raise BadSettingError(
                    f"{VARIABLES[field.name]}: {shown(value)} is not a number of hours up to "
                    f"{MOST_HOURS}."
                )
            elif isinstance(value, Path) and not value.is_absolute():
                raise BadSettingError(
                    f"{VARIABLES[field.name]}: {shown(value, 200)} is not a full path; give one."
                )

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings (default: the process's environment). Raises BadSettingError."""
        if environ is None:  # asked for several times a page
            return _from_process(tuple(os.environ.get(name) for name in READ))
        found = {
            field: environ[name].strip() for field, name in VARIABLES.items() if name in environ
        }
        found = {field: text for field, text in found.items() if text}
        home = found.get("home")
        return cls(
            home=_path("home", home) if home else default_home(),
            boundaries_url=found.get("boundaries_url", BOUNDARIES_URL),
            postcodes_url=found.get("postcodes_url", POSTCODES_URL),
            change_in_app=_yes(VARIABLES["change_in_app"], found.get("change_in_app", "no")),
            **{
                field: _number(VARIABLES[field], text)
                for field, text in found.items()
                if field.endswith("_seconds")
            },
            word_template=_template("word_template", found),
            slide_template=_template("slide_template", found),
            directory=found.get("directory", ""),
            second_person=_yes(VARIABLES["second_person"], found.get("second_person", "no")),
            scheduler=found.get("scheduler", ""),
            editors=found.get("editors", ""),
            publishers=found.get("publishers", ""),
            session_hours=_number(VARIABLES["session_hours"], found.get("session_hours", "8")),
        )

    @property
    def directory_address(self) -> str:
        """Where the directory is: “yes” is a file in the home folder; blank where there is none."""
        if self.directory.lower() in ("", "no"):
            return ""
        own = self.directory.lower() == "yes"
        return str(self.home / DIRECTORY) if own else self.directory


VARIABLES: Final = {
    "home": "GAPMAP_HOME",
    "boundaries_url": "GAPMAP_BOUNDARIES_URL",
    "postcodes_url": "GAPMAP_POSTCODES_URL",
    "connect_seconds": "GAPMAP_CONNECT_SECONDS",
    "read_seconds": "GAPMAP_READ_SECONDS",
    "total_seconds": "GAPMAP_TOTAL_SECONDS",
    "change_in_app": "GAPMAP_CHANGE_IN_APP",
    "word_template": "GAPMAP_WORD_TEMPLATE",
    "slide_template": "GAPMAP_SLIDE_TEMPLATE",
    "directory": "GAPMAP_DIRECTORY",
    "second_person": "GAPMAP_SECOND_PERSON",
    "scheduler": "GAPMAP_SCHEDULER",
    "editors": "GAPMAP_EDITORS",
    "publishers": "GAPMAP_PUBLISHERS",
    "session_hours": "GAPMAP_SESSION_HOURS",
}
"""The environment variable of each setting."""
READ: Final = (*VARIABLES.values(), "HOME", "XDG_DATA_HOME")
"""What the settings come from: these, and where a user's own folders are."""


@lru_cache(maxsize=4)
def _from_process(values: tuple[str | None, ...]) -> Settings:
    """The settings of a process whose environment has these ``values``."""
    given = zip(READ, values, strict=True)
    return Settings.from_environment({name: text for name, text in given if text is not None})


def default_home() -> Path:
    """The platform's folder for a user's data, with ``gapmap`` inside it."""
    import platformdirs  # most runs never ask

    folder = platformdirs.user_data_path("gapmap", appauthor=False)
    if not folder.is_absolute():
        raise BadSettingError(
            f"This user has no home folder; set {VARIABLES['home']} to a folder for fetched data."
        )
    return folder


@lru_cache
def checked_url(name: str, url: str) -> str:
    """Return a base address without a slash at its end; ``name`` is the setting, for messages.

    Raises BadSettingError unless it is https (or http to this machine) and holds nothing but a
    host, perhaps a port, and a path.
    """
    problem = _url_problem(url)
    if problem:
        # never quoted whole: an address may hold a password
        raise BadSettingError(
            f"{name} {problem}; give an address like https://example.org/services."
        )
    return url.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine itself."""
    address = _address(host)
    return host.lower() == "localhost" if address is None else address.is_loopback


def _url_problem(url: str) -> str:
    if not url.isascii() or not url.isprintable() or any(c in url for c in ' \\"<>%'):
        return "holds characters that no address has"
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "is not an address"
    if parts.scheme not in ("http", "https") or not host:
        return "is not an address that starts with https://"
    if "@" in parts.netloc:
        return "holds a name or password, which addresses must not"
    if parts.query or parts.fragment or "?" in url or "#" in url or ".." in parts.path:
        return "holds more than a host and a path"
    return _host_problem(host, parts.scheme)


def _host_problem(host: str, scheme: str) -> str:
    address = _address(host)
    if address and (address.is_link_local or address.is_multicast or address.is_unspecified):
        return f"names {host}, where no such service can be"
    if scheme == "http" and not is_loopback(host):
        return "uses http, which is allowed only for this machine itself"
    return ""


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is written as, in any spelling that a resolver takes for one."""
    try:
        found = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return _odd_address(host)
    return _wrapped(found) if isinstance(found, ipaddress.IPv6Address) else found


def _odd_address(host: str) -> ipaddress.IPv4Address | None:
    """Addresses as one number, in octal, in hexadecimal, or with a dot at the end."""
    if not ODD_ADDRESS.fullmatch(host.lower()):
        return None
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host.removesuffix(".")))
    except OSError:
        return None


def _wrapped(found: ipaddress.IPv6Address) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The older address within one of the new kind (mapped, compatible, 6to4, NAT64)."""
    within = found.ipv4_mapped or found.sixtofour
    if within is None and int(found) > 1 and any(found in net for net in WRAPPERS):
        within = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return within or found


def _check_seconds(name: str, value: float) -> None:
    least, most = SECONDS
    if not least <= value <= most:
        raise BadSettingError(
            f"{name}: {shown(value)} is not a number of seconds from {least:g} to {most:g}."
        )


def _number(name: str, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        unit = "hours" if name.endswith("_HOURS") else "seconds"
        raise BadSettingError(f"{name}: {shown(text)} is not a number of {unit}.") from None


def _yes(name: str, text: str) -> bool:
    if text.lower() not in ("yes", "no"):
        raise BadSettingError(f"{name}: {shown(text)} is neither yes nor no.")
    return text.lower() == "yes"


def _template(field: str, found: Mapping[str, str]) -> Path | None:
    return _path(field, found[field]) if field in found else None


def _path(field: str, text: str) -> Path:
    if "\0" in text:
        raise BadSettingError(
            f"{VARIABLES[field]} is not a name of a file or folder; give a full path."
        )
    try:
        return Path(text).expanduser()
    except RuntimeError:
        raise BadSettingError(
            f"{VARIABLES[field]}: {shown(text, 200)} names no known user; give a full path."
        ) from None


@contextmanager
def scratch(prefix: str) -> Iterator[Path]:
    """A folder of our own in the temporary folder, gone afterwards.

    Raises SourceError, naming the temporary folder, when it has no room or may not be written.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=prefix) as name:
            yield Path(name)
    except OSError as error:
        raise no_scratch(error) from None


def no_scratch(error: OSError) -> SourceError:
    """What is said when nothing can be written to the temporary folder."""
    why = error.strerror or str(error)
    remedy = "free some room there or set TMPDIR to a folder that is writable."
    if error.errno == errno.ENOENT:  # Python has tried several
        return SourceError(f"No temporary folder can be written ({why}); {remedy}")
    folder = shown(tempfile.gettempdir(), 200)
    return SourceError(f"The temporary folder {folder} cannot be written ({why}); {remedy}")
