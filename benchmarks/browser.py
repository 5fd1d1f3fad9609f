"""Visits to a served app in headless Chromium: what arrives and when the map is painted."""

import json
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, WebSocket, sync_playwright

PROBE: Final = Path(__file__).with_name("probe.js").read_text(encoding="utf-8")
NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
FOLDED: Final = "Who refers"
"""The box of filters that holds the one chosen, where an app keeps them folded."""
LIMIT_S: Final = 60.0
SETTLED_S: Final = 1.5
ASK_AGAIN_S: Final = 0.05
PAUSE_S: Final = 0.4
"""Between a repainted map and the next change, so that what trails behind is over."""


@dataclass
class Traffic:
    """Bytes a page received and sent; ``inspected`` counts arrivals in a second, other way."""

    received: int = 0
    sent: int = 0
    http: int = 0
    inspected: int = 0


class Visit:
    """One page in a fresh, empty browser profile.

    ``listen`` counts bytes; it costs time, so time is taken in visits without it.
    """

    def __init__(self, browser: Browser, url: str, widget: str, *, listen: bool = False) -> None:
        self.context = browser.new_context(viewport={"width": 1400, "height": 1000}, locale="en-GB")
        self.context.set_default_timeout(LIMIT_S * 1000)
        self.context.add_init_script(PROBE)
        self.page: Page = self.context.new_page()
        self.url = url
        self.widget = widget
        self.traffic = Traffic()
        self.outside: list[str] = []
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._check(request.url))
        if listen:
            self._listen()

    def open(self, want: str | None = None) -> float:
        """Open the page; return milliseconds from navigation until the map is as it should be."""
        if want is not None:
            self.context.add_init_script(f"window.gapmapProbe?.expect({json.dumps(want)})")
        self.page.goto(self.url, wait_until="commit")
        return self._painted() if want is not None else 0.0

    def filter_shown(self) -> float:
        """Wait for the filter and two frames; return milliseconds from navigation until then."""
        self.page.wait_for_function(
            "() => window.gapmapProbe?.shown", timeout=LIMIT_S * 1000, polling=50
        )
        return float(self.page.evaluate("() => window.gapmapProbe.shown"))

    def choose(self, label: str, want: str | None = None) -> float:
        """Choose a filter; return milliseconds from that until the map is as it should be."""
        option = self._option(label)
        if want is not None:
            self.page.evaluate("want => window.gapmapProbe.expect(want)", want)
        option.click()
        painted = self._painted() if want is not None else 0.0
        self.page.keyboard.press("Escape")
        if want is None:
            return 0.0
        changed = float(self.page.evaluate("() => window.gapmapProbe.changed"))
        if not changed:
            raise RuntimeError("The moment of the change was missed.")
        return painted - changed

    def _option(self, label: str) -> Locator:
        """The choice with a label, in sight: in a list that opens, or a button in a folded box."""
        box = self.page.get_by_role("combobox", name=re.compile(self.widget))
        folded = self.page.get_by_role("button", name=FOLDED)
        if not box.count() and folded.count():
            folded.click()
            option = self.page.get_by_role("button", name=label, exact=True)
        else:
            box.click()
            self.page.keyboard.insert_text(label)
            option = self.page.get_by_role("option", name=label, exact=True)
        option.wait_for()
        return option

    def settled(self, before: str = "") -> str:
        """The colours of the map once they are others than before and have stopped changing."""
        deadline = time.monotonic() + LIMIT_S
        last, since = "", time.monotonic()
        while time.monotonic() < deadline:
            now = str(self.page.evaluate("() => window.gapmapProbe?.colours() ?? ''"))
            if now != last:
                last, since = now, time.monotonic()
            elif now not in ("", before) and time.monotonic() - since > SETTLED_S:
                return now
            self.page.wait_for_timeout(ASK_AGAIN_S * 1000)
        raise RuntimeError(f"The map at {self.url} did not settle: {self.errors}")

    def pause(self) -> None:
        """Let what trails behind a repainted map come to its end."""
        self.page.wait_for_timeout(PAUSE_S * 1000)

    def close(self) -> None:
        """Close the page. Raises RuntimeError if it misbehaved, which would spoil the figures."""
        self.context.close()
        if self.errors or self.outside:
            raise RuntimeError(f"{self.url}: errors {self.errors}, other hosts {self.outside}")

    def _painted(self) -> float:
        probed = self.page.wait_for_function(
            "() => window.gapmapProbe?.painted", timeout=LIMIT_S * 1000, polling=50
        )
        return float(probed.json_value())

    def _check(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.hostname != "127.0.0.1":
            self.outside.append(url)

    def _listen(self) -> None:
        self.page.on("websocket", self._listen_to)
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._loaded)
        session.on("Network.webSocketFrameReceived", self._inspected)

    def _listen_to(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self._count("received", frame))
        socket.on("framesent", lambda frame: self._count("sent", frame))

    def _count(self, way: str, frame: str | bytes) -> None:
        size = len(frame.encode()) if isinstance(frame, str) else len(frame)
        setattr(self.traffic, way, getattr(self.traffic, way) + size)

    def _loaded(self, event: dict[str, Any]) -> None:
        self.traffic.http += int(event["encodedDataLength"])

    def _inspected(self, event: dict[str, Any]) -> None:
        text = str(event["response"]["payloadData"])
        binary = event["response"]["opcode"] == 2
        self.traffic.inspected += len(text) * 3 // 4 - text[-2:].count("=") if binary else len(text)


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium: the one named by GAPMAP_CHROMIUM or the first found on PATH."""
    named = os.environ.get("GAPMAP_CHROMIUM")
    path = named or next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        raise RuntimeError("No Chromium found. Install it or set GAPMAP_CHROMIUM to its path.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()
