"""A real PostgreSQL with PostGIS on loopback, of one run alone, in a folder of its own."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SETTING = "GAPMAP_TEST_POSTGRES"
"""An address of a server that is running already; its tables are dropped."""
REQUIRED = "GAPMAP_REQUIRE_POSTGRES"


def binaries() -> Path | None:
    """The folder of the newest server that is installed with PostGIS."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    able = [
        p.parent for p in found
        if Path(f"/usr/share/postgresql/{p.parts[-3]}/extension/postgis.control").exists()
    ]  # fmt: skip
    return able[-1] if able else None


@contextmanager
def server() -> Iterator[str]:
    """Start one and yield its address; it ends with the run."""
    given = os.environ.get(SETTING)
    if given:
        yield given
        return
    with tempfile.TemporaryDirectory(prefix="gapmap-postgres-") as name:
        yield from _own(Path(name))


def _own(folder: Path) -> Iterator[str]:
    where, port = binaries(), _free_port()
    assert where is not None
    data, who = folder / "data", {}
    data.mkdir()
    if os.geteuid() == 0:  # a server refuses to run as root
        who = {"user": "postgres", "group": "postgres", "extra_groups": []}
        shutil.chown(folder, "postgres")
        shutil.chown(data, "postgres")
    init = [where / "initdb", "-D", data, "-A", "trust", "-U", "postgres", "-N"]
    subprocess.run(init, check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=120, **who)
    told = {"port": port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "",
            "fsync": "off", "max_connections": 20}  # fmt: skip
    options = [part for name, value in told.items() for part in ("-c", f"{name}={value}")]
    process = subprocess.Popen(
        [where / "postgres", "-D", data, *options], stderr=subprocess.DEVNULL, cwd="/", **who
    )
    try:
        _until_it_answers(process, port)
        yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: nothing of it is kept
        process.wait(60)


def _until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    address = f"host=127.0.0.1 port={port} user=postgres dbname=postgres connect_timeout=5"
    while process.poll() is None:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(address).close()
            return
        threading.Event().wait(0.05)
    raise AssertionError(f"PostgreSQL ended with {process.returncode}")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
