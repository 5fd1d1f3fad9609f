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
from collections.abc import AsyncIterator, Mapping, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import streamlit as st
from google.protobuf.message import DecodeError
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime import Runtime

CLOSED: Final = ("_stcore/metrics", "_stcore/script-health-check", "_stcore/agent")
"""Pages of Streamlit that nobody who uses the app needs."""
MESSAGES: Final = frozenset(
    {
        "rerun_script", "stop_script", "app_heartbeat", "file_urls_request",
        "backend_operation_request",
    }
)  # fmt: skip
"""What a browser may ask of its session; “clear_cache” would reach into all others."""
UPLOAD: Final = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+$")
ONE_SESSION: Final = 45_000_000  # bytes of uploads that wait to be read: two files and a bit
ALL_SESSIONS: Final = 250_000_000
EVERYWHERE: Final[Mapping[str, str]] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",  # for browsers that do not know frame-ancestors
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
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
        f"script-src 'self' {_inline_scripts()}".strip(),
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


class Guard:
    """ASGI middleware around all of Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or one socket for as long as it is open."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._talk(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update({**EVERYWHERE, "Content-Security-Policy": policy(scope["path"])})
            await send(message)

        refused = _closed(scope) or _too_much(scope)
        if refused is not None:
            await refused(scope, receive, marked)
        else:  # no other site may read, and Streamlit is not asked whether one may
            await self._app(_without_origin(scope), receive, marked)

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


def _too_much(scope: Scope) -> PlainTextResponse | None:
    """Refuse an upload while the session, or all together, have too many that nobody has read."""
    found = UPLOAD.search(scope["path"])
    if found is None or scope["method"] != "PUT" or not Runtime.exists():
        return None
    length = Headers(scope=scope).get("content-length", "")
    if not length.isdigit():
        return PlainTextResponse("The size of an upload must be said first.\n", 411)
    waiting = waiting_bytes()
    mine = waiting.get(found[1], 0) + int(length)
    if mine > ONE_SESSION or sum(waiting.values()) + int(length) > ALL_SESSIONS:
        return PlainTextResponse("Too many uploads wait to be read; try again later.\n", 413)
    return None


def waiting_bytes() -> dict[str, int]:
    """Bytes of uploads held for each session."""
    store: MutableMapping[str, Mapping[str, Any]] = getattr(
        Runtime.instance().uploaded_file_mgr, "file_storage", {}
    )
    return {who: sum(len(f.data) for f in list(kept.values())) for who, kept in list(store.items())}


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
    """Whether Streamlit is to see a message; what cannot be read it refuses itself."""
    data = message.get("bytes")
    if message["type"] != "websocket.receive" or not data:
        return True
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
