"""The published site on a plain static server, beside the live app: the same areas and machine.

Several readers at once ask for pages of areas, one after another, over connections that stay
open. In the app the same number of people open the same areas, each in a session of their own. Then
a browser on a slow connection (Lighthouse's “slow 4G”) opens an area's page and a map.
"""

import asyncio
import gzip
import http.client
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import requests
from playwright.sync_api import Browser

from benchmarks import nginx
from benchmarks.plan import Plan
from benchmarks.protocol import Client
from benchmarks.server import ASK_AGAIN_S, ROOT, START_LIMIT_S, Server, free_port
from gapmap.dataset import DATA, Dataset
from gapmap.present.area import words as area_words
from gapmap.tasks.publish import manifest
from gapmap.tasks.publish.build import Build, Wish

LEVEL: Final = "pfa"
TEXTS: Final = (".html", ".css", ".js")
READERS: Final = 8
"""How many read at once."""
SLOW: Final = {"offline": False, "latency": 150, "downloadThroughput": 1_638_400 / 8,
               "uploadThroughput": 675_000 / 8}  # fmt: skip
"""Milliseconds, and bytes a second."""
PAINTED: Final = """() => {
  const first = performance.getEntriesByName("first-contentful-paint")[0];
  return first ? first.startTime : null;
}"""


@dataclass
class Load:
    """Answers that were asked for: how long (s) each and all took, their bytes, what went wrong."""

    seconds: float = 0.0
    each_s: list[float] = field(default_factory=list)
    size: list[int] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        """Answers a second."""
        return len(self.each_s) / self.seconds

    @property
    def p95_ms(self) -> float:
        """Within how many milliseconds 95 of 100 came."""
        return 1000 * statistics.quantiles(self.each_s, n=20, method="inclusive")[-1]


@dataclass
class Slow:
    """Milliseconds until a page of so many bytes showed something, and all of it, when slow."""

    first_ms: float
    all_ms: float
    size: int


@dataclass
class Published:
    """What was measured; ``paints`` by what was opened."""

    server: str
    files: Load
    app: Load
    paints: dict[str, Slow]


def measure(folder: Path, plan: Plan, browser: Browser) -> Published:
    """Publish some areas, serve them, and ask for them."""
    root = folder / "site"
    findings = write(root, plan.areas)
    with serving(folder, root) as (url, server):
        files = _files(url, list(findings), plan.requests)
        paints = {
            "area": _slow(browser, f"{url}/areas/{next(iter(findings))}.html", "main table"),
            "map": _slow(browser, f"{url}/maps/{LEVEL}.html", "path.gm-area"),
        }
    with Server(ROOT / "app.py", {}, folder / "published.log") as app:
        with ThreadPoolExecutor(1) as apart:  # a browser's own loop runs in this thread
            live = apart.submit(asyncio.run, _live(app.url, findings, plan.openings)).result()
        live.errors += app.complaints()
    return Published(server, files, live, paints)


def write(root: Path, areas: int) -> dict[str, str]:
    """A site of some areas with their map, and a compressed copy of each of its texts.

    Returns the finding of each area by code.
    """
    build = Build(Dataset.load(DATA), Wish(levels=(LEVEL,)))
    codes = list(build.at)[:areas]
    found = [*build.shared(), *(file for code in codes for file in build.area(code))]
    for path, data in found:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data := manifest.dated(path, data, date(2026, 1, 1)))
        if path.endswith(TEXTS):
            (root / f"{path}.gz").write_bytes(gzip.compress(data, 9, mtime=0))
    table = build.levels[LEVEL].table
    return {code: area_words.finding(table, code) for code in codes}


@contextmanager
def serving(folder: Path, root: Path) -> Iterator[tuple[str, str]]:
    """The address and name of a plain static server: nginx, else that of Python."""
    if nginx.program() is not None:
        with nginx.Nginx(folder, (), root) as server:
            yield server.url, "nginx"
        return
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    process = subprocess.Popen(command, cwd=root, stderr=subprocess.DEVNULL)
    try:
        url = f"http://127.0.0.1:{port}"
        _wait(url)
        yield url, "Python’s http.server"
    finally:
        process.terminate()
        process.wait()


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_LIMIT_S
    while time.monotonic() < deadline:
        try:
            requests.get(url, timeout=2)
            return
        except requests.RequestException:
            time.sleep(ASK_AGAIN_S)
    raise RuntimeError(f"{url} did not start.")


# -- files ----------------------------------------------------------------------------------------
def _files(url: str, codes: Sequence[str], number: int) -> Load:
    load = Load()
    started = time.perf_counter()
    with ThreadPoolExecutor(READERS) as readers:
        for own in readers.map(lambda i: _reader(url, codes, i, number), range(READERS)):
            load.each_s += own.each_s
            load.size += own.size
            load.errors += own.errors
    load.seconds = time.perf_counter() - started
    return load


def _reader(url: str, codes: Sequence[str], first: int, number: int) -> Load:
    """One reader's share of the requests, over one connection."""
    own = Load()
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=START_LIMIT_S)
    for i in range(first, number, READERS):
        asked = time.perf_counter()
        connection.request("GET", f"/areas/{codes[i % len(codes)]}.html",
                           headers={"Accept-Encoding": "gzip"})  # fmt: skip
        answer = connection.getresponse()
        size = len(answer.read())
        own.each_s.append(time.perf_counter() - asked)
        own.size.append(size)
        if answer.status != 200:
            own.errors.append(f"A page was answered with {answer.status}.")
    connection.close()
    return own


# -- the app --------------------------------------------------------------------------------------
async def _live(url: str, findings: dict[str, str], number: int) -> Load:
    """As many people at once open the same areas in the app."""
    load = Load()
    async with Client(url) as first:  # what all later sessions share is there
        await first.run({})
    codes = list(findings)
    waiting = iter(range(number))
    started = time.perf_counter()

    async def one() -> None:
        for i in waiting:
            code = codes[i % len(codes)]
            asked = time.perf_counter()
            async with Client(url) as client:
                client.query = f"area={code}"
                answer = await client.run({})
            load.each_s.append(time.perf_counter() - asked)
            load.size.append(answer.size)
            load.errors += answer.errors
            if answer.heading != findings[code]:
                load.errors.append(f"An area was answered with “{answer.heading}”.")

    await asyncio.gather(*(one() for _ in range(READERS)))
    load.seconds = time.perf_counter() - started
    return load


# -- a slow connection ----------------------------------------------------------------------------
def _slow(browser: Browser, url: str, last: str) -> Slow:
    """Open a page in an empty browser on a slow connection, until ``last`` is there."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    try:
        page = context.new_page()
        network = context.new_cdp_session(page)
        network.send("Network.enable")
        network.send("Network.emulateNetworkConditions", SLOW)
        sizes: list[int] = []
        network.on("Network.loadingFinished", lambda e: sizes.append(int(e["encodedDataLength"])))
        page.goto(url, wait_until="load", timeout=1000 * START_LIMIT_S)
        page.locator(last).first.wait_for(state="attached")
        first = page.wait_for_function(PAINTED).json_value()
        return Slow(float(first), float(page.evaluate("() => performance.now()")), sum(sizes))
    finally:
        context.close()
