"""How much of what visitors send may be on its way in, or wait to be read.

Streamlit takes every upload that is not too large by itself and keeps it until its session ends.
Each of a hundred that are sent at once may be small enough: so they are counted while they come.
"""

import re
from collections import Counter
from collections.abc import Mapping, MutableMapping
from typing import Any, Final

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime import Runtime

UPLOAD: Final = re.compile(r"/_stcore/upload_file/([^/]+)/[^/]+$")
ONE_SESSION: Final = 45_000_000  # bytes of uploads that wait to be read: two files and a bit
ALL_SESSIONS: Final = 250_000_000
A_FILE: Final = 10_000  # bytes that each counts beside its own, so that empty ones are no way round
NO_SIZE: Final = PlainTextResponse("The size of an upload must be said first.\n", 411)
TOO_MUCH: Final = PlainTextResponse("Too many uploads wait to be read; try again later.\n", 413)


class Intake:
    """Uploads under way: bytes that were announced, by session, and bytes that have come."""

    def __init__(self) -> None:
        self._announced: Counter[str] = Counter()
        self._come = 0

    def takes(self, scope: Scope) -> bool:
        """Whether a request is an upload."""
        return scope["method"] == "PUT" and UPLOAD.search(scope["path"]) is not None

    async def take(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass an upload on to ``app``, or refuse it at once, or as soon as there is too much.

        A session is held to what it announces; all together to what has come, for else a few that
        announce much and send nothing would keep out everybody.
        """
        length = Headers(scope=scope).get("content-length", "")
        if not length.isdigit():
            await NO_SIZE(scope, receive, send)
            return
        session, size = _session(scope), int(length)
        if waiting_bytes().get(session, 0) + self._announced[session] + size > ONE_SESSION:
            await TOO_MUCH(scope, receive, send)
            return
        self._announced[session] += size
        try:
            await self._pass_on(app, scope, receive, send)
        finally:
            self._announced[session] -= size
            self._announced += Counter()  # sessions with nothing under way are forgotten

    async def _pass_on(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        come, is_too_much = 0, False

        async def counted() -> Message:
            nonlocal come, is_too_much
            message = await receive()
            size = len(message.get("body", b""))
            come += size
            self._come += size
            is_too_much |= self._come + sum(waiting_bytes().values()) > ALL_SESSIONS
            return {"type": "http.disconnect"} if is_too_much else message

        async def answer(message: Message) -> None:
            if not is_too_much:
                await send(message)

        try:
            await app(scope, counted, answer)
        except ClientDisconnect:
            if not is_too_much:
                raise
        finally:
            self._come -= come
        if is_too_much:
            await TOO_MUCH(scope, receive, send)


def waiting_bytes() -> dict[str, int]:
    """Bytes of uploads held for each session."""
    if not Runtime.exists():
        return {}
    store: MutableMapping[str, Mapping[str, Any]] = getattr(
        Runtime.instance().uploaded_file_mgr, "file_storage", {}
    )
    return {
        who: sum(len(f.data) + A_FILE for f in list(kept.values()))
        for who, kept in list(store.items())
    }


def _session(scope: Scope) -> str:
    found = UPLOAD.search(scope["path"])
    return found[1] if found else ""
