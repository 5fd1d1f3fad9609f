"""nginx on this machine, with the site of ``deploy``, for as long as it is needed."""

import os
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import requests

from benchmarks.server import ASK_AGAIN_S, START_LIMIT_S, STOP_LIMIT_S, free_port
from deploy.site import Site

SEAT: Final = "gapmap_seat"
"""The cookie that says which process serves a visitor."""
NAME: Final = "127.0.0.1"
AROUND: Final = """
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
{user}
events {{ worker_connections 4096; }}
http {{
    include /etc/nginx/mime.types;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def program() -> str | None:
    """The path of nginx, which a user's PATH often leaves out; None where there is none."""
    path = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
    return shutil.which("nginx", path=path)


STATIC: Final = """
server {{
    listen {listen};
    root {root};
    gzip_static on;
}}
"""


class Nginx:
    """The site for some processes of the app, without TLS, on a free port of this machine.

    With ``root`` it gives the files of that folder instead, those with a compressed copy as that.
    """

    def __init__(self, folder: Path, ports: Sequence[int], root: Path | None = None) -> None:
        self.folder = folder / "nginx"
        self.folder.mkdir()
        listen = f"127.0.0.1:{free_port()}"
        self.url = f"http://{listen}"
        log = str(self.folder / "access.log")
        files = STATIC.format(listen=listen, root=root)
        self.text = files if root else Site(NAME, ports, listen=listen, log=log).text()

    def __enter__(self) -> Self:
        nginx = program()
        if nginx is None:
            raise RuntimeError("nginx is not installed; on Debian: apt-get install nginx.")
        (self.folder / "site.conf").write_text(self.text, encoding="utf-8")
        root = hasattr(os, "geteuid") and os.geteuid() == 0
        around = AROUND.format(folder=self.folder, user="user root;" if root else "")
        (self.folder / "nginx.conf").write_text(around, encoding="utf-8")
        command = [
            nginx, "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"),
            "-e", str(self.folder / "error.log"), "-g", "daemon off;",
        ]  # fmt: skip
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE)
        self._wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        try:
            self.process.communicate(timeout=STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                requests.get(f"{self.url}/_stcore/health", timeout=5)
                return
            except requests.RequestException:
                time.sleep(ASK_AGAIN_S)
        self.process.kill()
        _, told = self.process.communicate()
        raise RuntimeError(f"nginx did not start:\n{told.decode(errors='replace')}")
