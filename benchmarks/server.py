"""Streamlit servers started for the measurements, each a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import psutil
import requests

ROOT: Final = Path(__file__).resolve().parent.parent
START_LIMIT_S: Final = 60.0
STOP_LIMIT_S: Final = 10.0
ASK_AGAIN_S: Final = 0.1
MIB: Final = 1024 * 1024


def free_port() -> int:
    """A port of this machine that nobody listens on just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Server:
    """One Streamlit script, served on 127.0.0.1 for as long as the ``with`` block lasts."""

    def __init__(self, script: Path, env: Mapping[str, str], log: Path, port: int = 0) -> None:
        self.script = script
        self.env = env
        self.log = log
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        command = [
            sys.executable, "-m", "streamlit", "run", str(self.script), "--server.headless=true",
            "--server.address=127.0.0.1", f"--server.port={self.port}",
            "--server.fileWatcherType=none", "--browser.gatherUsageStats=false",
        ]  # fmt: skip
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT,
                env={**os.environ, "PYTHONPATH": path, **self.env},
            )  # fmt: skip
        self.seen = psutil.Process(self.process.pid)
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
            self.process.wait(timeout=STOP_LIMIT_S)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def cpu_s(self) -> float:
        """Processor seconds this server has used so far."""
        times = self.seen.cpu_times()
        return float(times.user + times.system)

    def memory_mib(self) -> float:
        """Resident memory now."""
        return float(self.seen.memory_info().rss) / MIB

    def complaints(self) -> list[str]:
        """Lines of the log that report an error; names of files that were asked for are not."""
        text = self.log.read_text(encoding="utf-8", errors="replace")
        lines = [line for line in text.splitlines() if '"GET ' not in line]
        return [line for line in lines if "Error" in line or "Traceback" in line]

    def _wait(self) -> None:
        deadline = time.monotonic() + START_LIMIT_S
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if requests.get(f"{self.url}/_stcore/health", timeout=2).ok:
                    return
            except requests.RequestException:  # not there yet, or too busy to say
                time.sleep(ASK_AGAIN_S)
        self.process.kill()
        raise RuntimeError(f"{self.script.name} did not start:\n{self.log.read_text('utf-8')}")
