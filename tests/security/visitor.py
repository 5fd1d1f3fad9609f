"""The server as it runs, and visitors that talk to it as a browser does, without one."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tests.docs.test_docs import ROOT

START_LIMIT = 60.0  # seconds
ANSWER_LIMIT = 120.0


@dataclass
class Server:
    """A running app: its port, its process and what it wrote."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def host(self):
        return f"127.0.0.1:{self.port}"

    def ask(self, method, path, headers=None, body=None):
        """Status, headers and body of one answer."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            found = connection.getresponse()
            return found.status, found.headers, found.read()
        finally:
            connection.close()

    def memory(self):
        """MiB in use by the server and all its children now."""
        pids, found = [self.process.pid], 0.0
        for pid in pids:
            pids += [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
            status = Path(f"/proc/{pid}/status").read_text()
            found += float(status.partition("VmRSS:")[2].split()[0]) / 1024
        return found


@contextmanager
def serving(folder, env=None, *options):
    """The app as `streamlit run app.py` starts it, with nothing set but what is given."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = Path(folder) / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py")]
    command += ["--server.headless=true", f"--server.port={port}", *options]
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("STREAMLIT_", "GAPMAP_"))}
    clean |= {"GAPMAP_HOME": str(folder), **(env or {})}
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=ROOT, env=clean)
    server = Server(port, process, log)
    try:
        _wait(server)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(server):
    deadline = time.monotonic() + START_LIMIT
    while time.monotonic() < deadline:
        try:
            if server.ask("GET", "/_stcore/health")[0] == 200:
                return
        except OSError:
            pass
        try:
            server.process.wait(timeout=0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError(f"The app did not start:\n{server.log.read_text(errors='replace')}")


@dataclass
class Visitor:
    """One session: its socket, its widgets by label, and what it was last shown."""

    server: Server
    page: str = ""
    socket: Any = None
    session: str = ""
    widgets: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    states: dict[str, Any] = field(default_factory=dict)
    cookie: str = ""
    closing: ExitStack = field(default_factory=ExitStack)

    def __enter__(self):
        _, headers, _ = self.server.ask("GET", "/_stcore/health")
        jar = SimpleCookie(headers.get("Set-Cookie", ""))
        self.cookie = jar["_streamlit_xsrf"].value
        opening = connect(
            f"ws://{self.server.host}/_stcore/stream",
            additional_headers={"Origin": f"http://{self.server.host}"},
            max_size=None, open_timeout=30,
        )  # fmt: skip
        self.socket = self.closing.enter_context(opening)
        self.run()
        return self

    def __exit__(self, *_):
        self.closing.close()

    def send(self, **message):
        self.socket.send(BackMsg(**message).SerializeToString())

    def run(self):
        """Run the page with the widgets as they are set; return what it shows."""
        message = BackMsg()
        message.rerun_script.page_name = self.page
        for widget, state in self.states.items():
            found = message.rerun_script.widget_states.widgets.add(id=widget)
            found.file_uploader_state_value.CopyFrom(state)
        self.socket.send(message.SerializeToString())
        self.texts.clear()
        while True:
            answer = self._next()
            if answer.WhichOneof("type") == "new_session":
                self.session = answer.new_session.initialize.session_id or self.session
            elif answer.WhichOneof("type") == "delta":
                self._keep(answer.delta.new_element)
            elif answer.WhichOneof("type") == "script_finished":
                if answer.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    self.texts.clear()
                    continue
                return self.texts

    def _next(self):
        return ForwardMsg.FromString(self.socket.recv(timeout=ANSWER_LIMIT))

    def _keep(self, element):
        kind = element.WhichOneof("type")
        if kind == "file_uploader":
            self.widgets[element.file_uploader.label] = element.file_uploader.id
        body = getattr(getattr(element, kind or "", None), "body", "")
        if body:
            self.texts.append(body)

    def upload(self, label, name, data):
        """Send a file to the widget of a label, and run the page; the file's place is returned."""
        self.send(
            file_urls_request={"request_id": "1", "file_names": [name], "session_id": self.session}
        )
        while (answer := self._next()).WhichOneof("type") != "file_urls_response":
            pass
        (urls,) = answer.file_urls_response.file_urls
        status, _, _ = self.put(urls.upload_url, name, data)
        assert status == 204
        state = FileUploaderState()
        state.uploaded_file_info.add(
            file_id=urls.file_id, name=name, size=len(data), file_urls=urls
        )
        self.states[self.widgets[label]] = state
        self.run()
        return urls

    def put(self, path, name, data):
        mark = "----gapmap"
        body = (
            f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode() + data + f"\r\n--{mark}--\r\n".encode()  # fmt: skip
        headers = {
            "Content-Type": f"multipart/form-data; boundary={mark}", "X-Xsrftoken": self.cookie,
            "Cookie": f"_streamlit_xsrf={self.cookie}",
        }  # fmt: skip
        return self.server.ask("PUT", path, headers, body)
