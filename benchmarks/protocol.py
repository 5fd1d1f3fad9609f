"""A visitor without a browser: Streamlit's own messages over its own websocket."""

import asyncio
import base64
import html
import json
import re
import time
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Final, Self

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks.widgets import Widgets

ANSWER_LIMIT_S: Final = 60.0
KEPT_RUNS: Final = 2
"""Streamlit's own ``global.maxCachedMessageAge``."""
LARGEST: Final = 64 * 1024 * 1024
CLOSED: Final = "The server closed the connection."
HEADING: Final = re.compile(r'<h1 class="gm-finding">(.*?)</h1>')


@dataclass
class Answer:
    """What one rerun sent: the finding, the map's payload, errors, and when they came (s)."""

    heading: str | None = None
    payload: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    map_s: float = 0.0
    done_s: float = 0.0
    size: int = 0


@dataclass
class Stored:
    """A message that the server need not send again, and the run that used it last."""

    message: ForwardMsg
    used: int


class Client:
    """One session. Its widgets are named as in ``st.session_state``."""

    def __init__(self, url: str) -> None:
        self.url = url.replace("http://", "ws://") + "/_stcore/stream"
        self.widgets = Widgets()
        self.query = ""
        self.stored: dict[str, Stored] = {}
        self.runs = 0
        self.asked = 0.0

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def open(self, headers: Mapping[str, str] | None = None) -> None:
        """Open the socket, also again: what the widgets hold is told with the next rerun."""
        self.socket: ClientConnection = await connect(
            self.url, subprotocols=[Subprotocol("streamlit")], max_size=LARGEST, compression=None,
            additional_headers=headers,
        )  # fmt: skip

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.socket.close()

    async def run(self, changes: Mapping[str, object]) -> Answer:
        """Set widgets, ask for a rerun and read its answer to the end."""
        await self.ask(changes)
        return await self.answer()

    async def ask(self, changes: Mapping[str, object]) -> None:
        """Set widgets and ask for a rerun, whether or not the one before has been answered."""
        self.widgets.values.update(changes)
        message = BackMsg()
        message.rerun_script.query_string = self.query
        self.widgets.tell(message.rerun_script)
        message.rerun_script.cached_message_hashes.extend(self.stored)
        self.asked = time.perf_counter()
        await self.socket.send(message.SerializeToString())

    async def answer(self) -> Answer:
        """Read on until a run has come to its end; runs that a newer choice cut short do not."""
        return await asyncio.wait_for(self._read(), ANSWER_LIMIT_S)

    async def _read(self) -> Answer:
        answer = Answer()
        async for data in self.socket:
            message = ForwardMsg()
            message.ParseFromString(data if isinstance(data, bytes) else data.encode())
            answer.size += len(data)
            kind = message.WhichOneof("type")
            if kind == "ref_hash":
                stored = self.stored[message.ref_hash]
                stored.used = self.runs
                message, kind = stored.message, stored.message.WhichOneof("type")
            elif message.metadata.cacheable:
                self.stored[message.hash] = Stored(message, self.runs)
            if kind == "delta":
                self._take(message.delta, answer, time.perf_counter() - self.asked)
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished":
                answer.done_s = time.perf_counter() - self.asked
                if message.script_finished == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
                    answer.errors.append("The script could not be read.")
                if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    self._forget()
                    return answer
        answer.errors.append(CLOSED)
        return answer

    def _forget(self) -> None:
        """Forget messages as a browser does, that no run has used for a while."""
        self.runs += 1
        oldest = self.runs - KEPT_RUNS
        self.stored = {mark: kept for mark, kept in self.stored.items() if kept.used >= oldest}

    def _take(self, delta: Delta, answer: Answer, now: float) -> None:
        """Keep what matters of one element."""
        if delta.WhichOneof("type") != "new_element":
            return
        element = delta.new_element
        self.widgets.take(element)
        kind = element.WhichOneof("type")
        if kind == "html":
            answer.heading = heading_in(element.html.body) or answer.heading
        elif kind == "component_instance":
            answer.payload = _payload(json.loads(element.component_instance.json_args))
            answer.map_s = now
        elif kind == "exception":
            answer.errors.append(element.exception.message)
        elif kind == "alert" and element.alert.format == Alert.ERROR:
            answer.errors.append(element.alert.body)


def heading_in(body: str) -> str | None:
    """The finding, where the HTML has it."""
    found = HEADING.search(body)
    return html.unescape(found[1]) if found else None


def _payload(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The map's payload, plain or packed."""
    packed, text = arguments.get("packed"), arguments.get("plain")
    if packed:
        text = zlib.decompress(base64.b64decode(packed)).decode()
    found: dict[str, Any] = json.loads(text) if text else arguments["payload"]
    return found
