"""The site of nginx, from its template: for as many processes of the app as there are."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER: Final = Path(__file__).resolve().parent
NAME: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
PATH: Final = re.compile(r"[\w./-]+")
HSTS: Final = "\n        add_header Strict-Transport-Security 'max-age=31536000' always;"


@dataclass(frozen=True)
class Site:
    """What a site is made from.

    ``name`` is that in the browser's address bar; ``ports`` are those of the processes of the app,
    which listen on ``address``. ``certificate`` and ``key`` are files; without them the site speaks
    plain http on ``listen``, for a proxy in front of it that ends TLS, or to try it. ``log`` is a
    file, or “off”. Raises ValueError for what cannot stand in a configuration.
    """

    name: str
    ports: Sequence[int]
    address: str = "127.0.0.1"
    certificate: str = ""
    key: str = ""
    listen: str = "127.0.0.1:8080"
    log: str = "off"

    def __post_init__(self) -> None:
        """Check what is written into the configuration."""
        if not NAME.fullmatch(self.name):
            raise ValueError(f"{self.name[:60]!r} is not a name of a host.")
        if not self.ports or len(set(self.ports)) < len(self.ports):
            raise ValueError("Each process needs a port of its own, and one is the least.")
        if not all(1 <= port <= 65535 for port in self.ports):
            raise ValueError("A port is a number from 1 to 65535.")
        if bool(self.certificate) != bool(self.key):
            raise ValueError("A certificate needs its key, and a key its certificate.")
        for text in filter(None, (self.certificate, self.key, self.log)):
            if not PATH.fullmatch(text):
                raise ValueError(f"{text[:60]!r} is not a plain path.")
        for text in (self.address, self.listen):
            if not re.fullmatch(r"[A-Za-z0-9.:\[\]-]+", text):
                raise ValueError(f"{text[:60]!r} is not an address.")

    def text(self) -> str:
        """The configuration, to stand where nginx reads sites."""
        environment = Environment(
            loader=FileSystemLoader(FOLDER),
            undefined=StrictUndefined,
            autoescape=False,  # noqa: S701 - it is no HTML, and every value has been checked
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
        )
        sorry = " ".join((FOLDER / "sorry.html").read_text(encoding="utf-8").split())
        tls = bool(self.certificate)
        return environment.get_template("nginx.conf.jinja").render(
            **{**vars(self), "tls": tls, "hsts": HSTS if tls else "", "sorry": sorry}
        )
