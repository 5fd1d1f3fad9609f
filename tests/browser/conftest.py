"""A Chromium and Streamlit apps for the browser tests.

Chromium is the one named by GAPMAP_CHROMIUM or the first found on PATH. Without one the tests are
skipped, or fail if GAPMAP_REQUIRE_BROWSER=1. Every page fails its test if it asked anybody but
127.0.0.1 for anything, wrote an error to the console or threw.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    expect,
    sync_playwright,
)

from gapmap.dataset import Dataset

ROOT: Final = Path(__file__).parents[2]
NAMES: Final = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome",
    "google-chrome-stable",
)  # fmt: skip
"""The first is Chromium without windows: the same pages for two thirds of the work."""
STORES: Final = "local_storage,session_storage,indexeddb,cache_storage,service_workers"
FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    # less work for pages that live for a second: they share a process, which also paints, and
    # scripts are not optimised
    "--renderer-process-limit=1", "--in-process-gpu",
    "--js-flags=--no-opt --no-maglev --min-semi-space-size=64",
)  # fmt: skip
KEPT: Final = "http://127.0.0.1/kept"
"""A page that stays open, and keeps the process that draws pages from ending between tests."""
APP: Final = ROOT / "app.py"
START_LIMIT_S: Final = 180.0
TAKEN: Final = "is not available"
"""In what Streamlit says when somebody else listens on its port."""
ASK_AGAIN_S: Final = 0.1
LIMIT_MS: Final = 60_000
"""When to give up, not how long to wait: a busy machine is slow, not wrong."""

expect.set_options(timeout=LIMIT_MS)

RunApp = Callable[[Path, Mapping[str, str]], str]


@dataclass
class Seen:
    """What a page did that it should not; a test that expects something clears it."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Where Chromium is."""
    named = os.environ.get("GAPMAP_CHROMIUM")
    path = named or next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is not None and Path(path).exists():
        return path
    advice = (
        "No Chromium found. Install it (Debian: apt-get install chromium) or set "
        "GAPMAP_CHROMIUM to the path of a Chromium or Chrome."
    )
    if os.environ.get("GAPMAP_REQUIRE_BROWSER") == "1":
        pytest.fail(advice)
    pytest.skip(advice)


@pytest.fixture(scope="session")
def chromium(chromium_path: str) -> Iterator[Browser]:
    """A headless Chromium for the whole session."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def run_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunApp]:
    """A function that starts a Streamlit script and returns its address; all stop at the end."""
    running: list[tuple[subprocess.Popen[bytes], IO[bytes]]] = []

    def start(script: Path, env: Mapping[str, str]) -> str:
        base, said = once(script, env)
        if base is None and TAKEN in said:  # by another worker, since it was found free
            base, said = once(script, env)
        if base is None:
            pytest.fail(f"The app did not start:\n{said}")
        return base

    def once(script: Path, env: Mapping[str, str]) -> tuple[str | None, str]:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        log_path = tmp_path_factory.mktemp("app") / "streamlit.log"
        log = log_path.open("wb")
        command = [
            sys.executable, "-m", "streamlit", "run", str(script),
            "--server.headless=true", "--server.address=127.0.0.1", f"--server.port={port}",
            "--server.fileWatcherType=none", "--browser.gatherUsageStats=false",
        ]  # fmt: skip
        path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
        process = subprocess.Popen(
            command, stdout=log, stderr=subprocess.STDOUT, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": path, **env},
        )  # fmt: skip
        running.append((process, log))
        base = f"http://127.0.0.1:{port}"
        if _healthy(base, process):
            return base, ""
        return None, log_path.read_text(errors="replace")

    yield start
    for process, log in running:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        log.close()


@pytest.fixture(scope="session")
def base(run_app: RunApp) -> str:
    """Address of the app as it is shipped, started once for all modules that only look at it."""
    return run_app(APP, {})


@pytest.fixture(scope="session")
def tables(dataset: Dataset) -> dict[str, object]:
    """What a file that filters by itself is compared with."""
    return {
        "areas": dataset.tables["areas"],
        "lookup": dataset.lookup,
        "programmes": dataset.programmes,
        "sources": {row["source_id"]: row for row in dataset.sources()},
    }


@pytest.fixture
def seen() -> Seen:
    """What the test's page did that it should not have done."""
    return Seen()


@pytest.fixture(scope="session")
def profile(chromium: Browser) -> Iterator[BrowserContext]:
    """A profile that keeps files as browsers do, and between tests nothing else."""
    context = _new_profile(chromium)
    yield context
    context.close()


@pytest.fixture
def page(profile: BrowserContext, seen: Seen) -> Iterator[Page]:
    """A fresh page that cannot reach anything but 127.0.0.1 and is held to it."""
    with held(profile, seen) as page:
        yield page
    assert seen.outside == [], "The page asked outside hosts."
    assert seen.errors == [], "The page reported errors."


@pytest.fixture
def other_page(chromium: Browser, page: Page, seen: Seen) -> Iterator[Page]:
    """A page of another person, who shares nothing with the first, held to the same."""
    context = _new_profile(chromium)
    with held(context, seen) as other:
        yield other
    context.close()


def _new_profile(chromium: Browser) -> BrowserContext:
    context = chromium.new_context(viewport={"width": 1400, "height": 1000}, locale="en-GB")
    context.set_default_timeout(LIMIT_MS)
    kept = context.new_page()
    kept.route(KEPT, lambda route: route.fulfill(body=""))
    kept.goto(KEPT)
    return context


@contextmanager
def held(context: BrowserContext, seen: Seen) -> Iterator[Page]:
    """A page of a profile; ``seen`` notes what it should not have done."""
    visited = {"file://"}

    def note(url: str) -> None:
        visited.add("/".join(url.split("/", 3)[:3]))
        if not _inside(url):
            seen.outside.append(url)

    def asked(request: Request) -> None:
        note(request.url)

    context.on("request", asked)
    page = context.new_page()
    page.on("websocket", lambda socket: note(socket.url))
    page.on("console", lambda m: seen.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: seen.errors.append(str(error)))
    try:
        yield page
    finally:
        context.remove_listener("request", asked)
        _forget(context, visited)


def _forget(context: BrowserContext, visited: set[str]) -> None:
    """Close all pages of a profile and let go of what they left, but for files that are kept."""
    kept, *pages = context.pages
    for page in pages:
        page.close()
    session = context.new_cdp_session(kept)
    for origin in visited:
        if origin.startswith(("http:", "file:")):
            left = {"origin": origin, "storageTypes": STORES}
            session.send("Storage.clearDataForOrigin", left)
    session.detach()
    context.clear_cookies()
    context.clear_permissions()


def _inside(url: str) -> bool:
    scheme, _, rest = url.partition("://")
    local = scheme in {"http", "ws"} and rest.startswith("127.0.0.1:")
    return local or url.startswith(("data:", "blob:", "about:", "file:"))


def _healthy(base: str, process: "subprocess.Popen[bytes]") -> bool:
    """Ask the health endpoint until it answers, the process ends or time is up."""
    deadline = time.monotonic() + START_LIMIT_S
    ended = process.poll()
    while ended is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{base}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return True
        except (urllib.error.URLError, OSError):
            pass
        try:
            ended = process.wait(timeout=ASK_AGAIN_S)
        except subprocess.TimeoutExpired:
            ended = None
    return False
