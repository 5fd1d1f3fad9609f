"""What the server refuses and adds, before Streamlit sees a request and after it has answered.

Streamlit serves whatever is asked of it: numbers about all sessions, a message that empties the
caches of everybody, pages that any site may frame. It also looks up this machine's outside address,
at a service on the internet, whenever an origin is not one that it knows. All of that stops here.
"""

import base64
import hashlib
import re
import webbrowser
from asyncio import get_running_loop
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import streamlit as st
from google.protobuf.message import DecodeError
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from gapmap.ui import ahead, arrival
from gapmap.ui.intake import Intake

CLOSED: Final = ("_stcore/metrics", "_stcore/script-health-check", "_stcore/agent")
"""Pages of Streamlit that nobody who uses the app needs."""
MESSAGES: Final = frozenset(
    {
        "rerun_script", "stop_script", "app_heartbeat", "file_urls_request",
        "backend_operation_request",
    }
)  # fmt: skip
"""What a browser may ask of its session; “clear_cache” would reach into all others."""
HEALTH: Final = "/_stcore/health"
FRONT: Final = "map"
"""The name of the first page among the pages of the app."""
EVERYWHERE: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",  # for browsers that do not know frame-ancestors
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
FAULT: Final = PlainTextResponse("The server met a fault; it is in its log.\n", 500)
FRAMED: Final = "frame-ancestors 'self'"
DOWNLOADS: Final = f"default-src 'none'; sandbox; {FRAMED}"


def _inline_scripts() -> str:
    """Marks of the scripts inside Streamlit's one page, which carries no policy of its own."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_bytes()
    found = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    marks = [base64.b64encode(hashlib.sha256(text).digest()).decode() for text in found]
    return " ".join(f"'sha256-{mark}'" for mark in marks)


PAGES: Final = "; ".join(
    (
        "default-src 'self'",
        f"script-src 'self' {arrival.MARKS} {_inline_scripts()}".strip(),
        "style-src 'self' 'unsafe-inline'",  # Streamlit writes its styles as it draws
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "worker-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        FRAMED,
    )
)


def policy(path: str) -> str:
    """The Content-Security-Policy of a path; the map's frame has a stricter one in its page."""
    if "/media/" in path:
        return DOWNLOADS
    return FRAMED if "/component/" in path else PAGES


def _is_page(path: str, headers: Headers) -> bool:
    """Whether an answer is Streamlit's one page, which it serves at the address of every page."""
    return "/component/" not in path and headers.get("content-type", "").startswith("text/html")


class Guard:
    """ASGI middleware around all of Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._intake = Intake()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or one socket for as long as it is open."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._talk(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def marked(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                headers.update({**EVERYWHERE, "Content-Security-Policy": policy(scope["path"])})
                if _is_page(scope["path"], headers):
                    headers["Link"] = ahead.links()
            await send(message)

        try:
            await self._pass_on(scope, receive, marked)
        except Exception:  # what answers for a fault stands outside, and says less
            if not started:
                await FAULT(scope, receive, marked)
            raise

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = _closed(scope) or _elsewhere(scope) or _at_the_front(scope)
        if answer is not None:
            await answer(scope, receive, send)
            return
        scope = _without_origin(scope)  # no other site may read; Streamlit is not asked whether
        if self._intake.takes(scope):
            await self._intake.take(self._app, scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = _known_origin(Headers(scope=scope))
        if known is None:
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
            return

        async def allowed() -> Message:
            while not _may_ask(message := await receive()):
                pass
            return message

        await self._app(scope if known else _without_origin(scope), allowed, send)


def _closed(scope: Scope) -> PlainTextResponse | None:
    path = scope["path"].strip("/")
    closed = any(f"/{path}/".find(f"/{name}/") >= 0 for name in CLOSED)
    return PlainTextResponse("Not found\n", 404) if closed else None


def _elsewhere(scope: Scope) -> PlainTextResponse | None:
    """Refuse a name that is not the app's own: somebody leads it here (DNS rebinding).

    What asks whether the app is well may know this machine by another name.
    """
    path = scope["path"].rstrip("/")
    if path.endswith(HEALTH) or is_host_allowed(Headers(scope=scope).get("host")):
        return None
    return PlainTextResponse("This app is not known by that name.\n", 421)


def _at_the_front(scope: Scope) -> Response | None:
    """Lead who types the map's name to the map: Streamlit has the first page without a name."""
    base = str(st.get_option("server.baseUrlPath")).strip("/")
    if scope["path"].strip("/") != f"{base}/{FRONT}".strip("/"):
        return None
    query = scope["query_string"].decode("latin-1")
    root = f"/{base}/" if base else "/"
    return RedirectResponse(f"{root}?{query}" if query else root)


def _without_origin(scope: Scope) -> Scope:
    headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"origin"]
    return {**scope, "headers": headers}


def _known_origin(headers: Headers) -> bool | None:
    """True for the app's own origin, False for one that the settings name, None for others.

    A caller that is no browser sends none, and has nobody's cookies.
    """
    origin = headers.get("origin")
    if origin is None or urlsplit(origin).netloc == headers.get("host"):
        return True
    named = [str(name).rstrip("/") for name in st.get_option("server.corsAllowedOrigins")]
    return False if origin in named else None


def _may_ask(message: Message) -> bool:
    """Whether Streamlit is to see a message; bytes that cannot be read it refuses itself.

    A text, which no browser of the app sends, would end the session with a fault.
    """
    data = message.get("bytes")
    if message["type"] != "websocket.receive":
        return True
    if not data:
        return False
    try:
        return BackMsg.FromString(data).WhichOneof("type") in MESSAGES
    except DecodeError:
        return True


@asynccontextmanager
async def opened(_app: object) -> AsyncIterator[None]:
    """Open the app in the user's browser where there is one."""
    if not st.get_option("server.headless"):
        address = f"http://{st.get_option('browser.serverAddress')}:{st.get_option('server.port')}"
        get_running_loop().call_later(0.5, webbrowser.open, address)
    yield


MIDDLEWARE: Final = (Middleware(Guard),)
