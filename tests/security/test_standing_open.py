"""What stands open on a server: addresses, names looked up, messages, pages and their headers."""

import asyncio
import json
import re
import signal
import socket
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path

import pytest
import streamlit as st
from starlette.requests import ClientDisconnect
from streamlit.proto.BackMsg_pb2 import BackMsg

from gapmap.ui import arrival, guard, intake
from tests.apart import apart
from tests.security.visitor import Visitor, serving

WATCH = """
import json, os, sys
sys.modules["uvloop"] = None  # a loop that asks the system itself, unseen; Python's own is seen
KINDS = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.connect",
         "socket.sendto", "socket.sendmsg", "socket.getnameinfo")
def seen(event, given):
    if event in KINDS:
        with open(os.environ["SEEN"], "a") as out:
            said = [str(g) for g in given if not hasattr(g, "fileno")]
            out.write(json.dumps([event, said]) + "\\n")
sys.addaudithook(seen)
"""
OUTSIDE = "https://outside.example"
UPGRADE = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serving(tmp_path_factory.mktemp("server")) as running:
        yield running


def asked(path):
    """What the server looked up or connected to, but for its own numbers of this machine."""
    rows = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    own = ("127.0.0.1", "0.0.0.0", "::1", "None")
    return [(kind, given) for kind, given in rows if not given[0].strip("('").startswith(own)]


@pytest.mark.parametrize("address", ["", "0.0.0.0"])
def test_a_whole_session_looks_nobody_up_and_connects_to_nobody(tmp_path, address):
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    seen = tmp_path / "seen"
    options = [f"--server.address={address}"] if address else []
    env = {"PYTHONPATH": str(tmp_path), "SEEN": str(seen)}
    with serving(tmp_path, env, *options) as server:
        for path in ("/", "/_stcore/health", "/_stcore/host-config", "/_stcore/upload_file/a/b"):
            assert server.ask("GET", path, {"Origin": OUTSIDE})[0] < 500
        for origin in (OUTSIDE, "null", f"http://localhost:{server.port + 1}"):
            status, _, _ = server.ask("GET", "/_stcore/stream", {**UPGRADE, "Origin": origin})
            assert status == 403
        with Visitor(server) as visitor:
            assert any("gm-finding" in text for text in visitor.texts)
            visitor.page = "own"
            visitor.run()
        server.process.send_signal(signal.SIGTERM)
        server.process.wait(timeout=30)
    assert asked(seen) == []


def test_the_record_of_that_test_would_show_a_look_up(tmp_path):
    seen = tmp_path / "seen"
    seen.write_text(
        '["socket.getaddrinfo", ["127.0.0.1", "8501"]]\n'
        '["socket.getaddrinfo", ["checkip.amazonaws.com", "80"]]\n'
        '["socket.connect", ["(\'8.8.8.8\', 1)"]]\n'
    )
    assert len(asked(seen)) == 2


def test_only_this_machine_can_reach_the_app(server):
    table = Path("/proc/net/tcp").read_text().splitlines()
    bound = [line.split()[1] for line in table if line.split()[3] == "0A"]
    assert [at for at in bound if at.endswith(f":{server.port:04X}")] == [
        f"0100007F:{server.port:04X}"
    ]
    assert b"127.0.0.1" in server.log.read_bytes()
    assert b"External" not in server.log.read_bytes()


def test_a_name_that_somebody_leads_to_this_machine_is_refused(server):
    host = f"rebound.example:{server.port}"
    headers = {**UPGRADE, "Host": host, "Origin": f"http://{host}"}
    connection = HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", "/_stcore/stream", headers=headers)
    assert connection.getresponse().status == 403
    connection.close()


PATHS = (
    "/", "/compare", "/_stcore/health", "/_stcore/host-config", "/static/nothing.js",
    "/media/nothing.html", "/component/nothing/index.html", "/_stcore/metrics", "/nowhere/at/all",
)  # fmt: skip


@pytest.mark.parametrize("method", ["GET", "PUT", "OPTIONS"])
@pytest.mark.parametrize("path", PATHS)
def test_every_answer_says_what_it_may_be_taken_for(server, path, method):
    _, headers, _ = server.ask(method, path)
    assert headers.get_all("X-Content-Type-Options") == ["nosniff"]
    assert headers.get_all("X-Frame-Options") == ["SAMEORIGIN"]
    (policy,) = headers.get_all("Content-Security-Policy")
    assert "frame-ancestors 'self'" in policy
    assert "unsafe-eval" not in policy
    assert "http" not in policy
    assert "'unsafe-inline'" not in policy.partition("script-src")[2].partition(";")[0]


def test_the_page_runs_streamlits_own_scripts_and_those_of_an_arrival(server):
    _, headers, _ = server.ask("GET", "/")
    (scripts,) = re.findall("script-src ([^;]*)", headers["Content-Security-Policy"])
    index = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    inline = [*re.findall(r"<script>(.*?)</script>", index, re.DOTALL), *arrival.SCRIPTS]
    marks = {f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in inline}
    assert set(scripts.split()) == {"'self'", *marks}


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/metrics/", "//_stcore/metrics",
                                  "/_stcore/metrics?families=x", "/_stcore/agent/openapi.json",
                                  "/_stcore/script-health-check"])  # fmt: skip
def test_pages_about_the_server_are_closed(server, path):
    status, _, body = server.ask("GET", path)
    assert status in (400, 404)
    assert b"cache_memory" not in body
    assert b"active_sessions" not in body


def passed_on(*messages):
    """Kinds of the messages that Streamlit would see, of those that a browser sends."""
    waiting = [{"type": "websocket.receive", "bytes": m} for m in messages]
    waiting.append({"type": "websocket.disconnect", "code": 1000})
    seen = []

    async def receive():
        return waiting.pop(0)

    async def streamlit(scope, receive, send):
        while (message := await receive())["type"] != "websocket.disconnect":
            seen.append(message["bytes"])

    scope = {"type": "websocket", "path": "/_stcore/stream", "headers": [(b"host", b"a:1")]}
    apart(asyncio.run, guard.Guard(streamlit)(scope, receive, None))
    return [BackMsg.FromString(m).WhichOneof("type") for m in seen]


def test_a_message_that_would_empty_the_caches_of_all_is_not_passed_on():
    run, stop = BackMsg(), BackMsg(stop_script=True)
    run.rerun_script.page_name = "own"
    hostile = [
        BackMsg(clear_cache=True), BackMsg(set_run_on_save=True), BackMsg(load_git_info=True),
        BackMsg(debug_shutdown_runtime=True), BackMsg(),
    ]  # fmt: skip
    messages = [m.SerializeToString() for m in (*hostile, run, *hostile, stop)]
    assert passed_on(*[m for m in messages if m]) == ["rerun_script", "stop_script"]


def test_a_raw_message_to_clear_caches_changes_nothing_on_the_server(tmp_path):
    (tmp_path / "temporary").mkdir()
    env = {"TMPDIR": str(tmp_path / "temporary")}
    with serving(tmp_path, env) as server, Visitor(server) as visitor, Visitor(server) as other:
        before = other.run()[:]
        visitor.send(clear_cache=True)
        assert visitor.run() == before
        assert other.run() == before
        # the map's files are written again where the caches have been emptied
        assert len(list((tmp_path / "temporary").glob("gapmap-*"))) == 1


def test_an_upload_without_a_size_or_beyond_what_may_wait_is_refused(server):
    with Visitor(server) as visitor:
        path = f"/_stcore/upload_file/{visitor.session}/x"
        cookie = {"X-Xsrftoken": visitor.cookie, "Cookie": f"_streamlit_xsrf={visitor.cookie}"}
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as plain:
            lines = [f"PUT {path} HTTP/1.1", f"Host: {server.host}", "Transfer-Encoding: chunked"]
            lines += [f"{name}: {value}" for name, value in cookie.items()]
            plain.sendall(("\r\n".join(lines) + "\r\n\r\n0\r\n\r\n").encode())
            assert b" 411 " in plain.recv(200)
        sent = [visitor.put(f"{path}{n}", "x.csv", b"x" * 19_000_000)[0] for n in range(4)]
        assert sent == [204, 204, 413, 413]


def test_uploads_sent_at_once_count_before_they_have_come(server):
    """Of twelve at once seven were taken: each was judged before the others had come."""
    with Visitor(server) as visitor, ThreadPoolExecutor(12) as senders:
        path = f"/_stcore/upload_file/{visitor.session}/x"
        send = partial(visitor.put, name="x.csv", data=b"x" * 19_000_000)
        answers = [f.result()[0] for f in [senders.submit(send, f"{path}{n}") for n in range(12)]]
        assert sorted(answers) == [204, 204, *[413] * 10]
        assert visitor.run()


def test_all_together_are_held_to_what_has_come(monkeypatch):
    """An upload that makes it too much is answered at once, and its bytes are not passed on."""
    monkeypatch.setattr(intake, "ALL_SESSIONS", 250)
    sent, seen = [], []

    async def streamlit(scope, receive, send):
        while (message := await receive())["type"] != "http.disconnect":
            seen.append(message["body"])
        raise ClientDisconnect

    async def receive():
        return {"type": "http.request", "body": b"x" * 100, "more_body": True}

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"localhost"), (b"content-length", b"900")]
    scope = {"type": "http", "method": "PUT", "path": "/_stcore/upload_file/a/b",
             "headers": headers}  # fmt: skip
    taken = intake.Intake()
    for _ in range(2):  # what has been refused no longer counts
        apart(asyncio.run, taken.take(streamlit, scope, receive, send))
        assert sent[-2]["status"] == 413
        assert len(seen) == 2
        seen.clear()


def test_empty_uploads_count_too(server):
    with Visitor(server) as visitor:
        path = f"/_stcore/upload_file/{visitor.session}/x"
        assert visitor.put(f"{path}0", "x.csv", b"")[0] == 204
        held = intake.ONE_SESSION - intake.A_FILE
        assert visitor.put(f"{path}1", "x.csv", b"x" * 19_000_000)[0] == 204
        assert visitor.put(f"{path}2", "x.csv", b"x" * 19_000_000)[0] == 204
        assert visitor.put(f"{path}3", "x.csv", b"x" * (held - 38_000_000))[0] == 413


def test_an_answer_to_a_fault_says_what_it_may_be_taken_for():
    sent = []

    async def broken(scope, receive, send):
        raise RuntimeError

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [(b"host", b"localhost")]}
    with pytest.raises(RuntimeError):
        apart(asyncio.run, guard.Guard(broken)(scope, None, send))
    assert sent[0]["status"] == 500
    assert (b"x-content-type-options", b"nosniff") in sent[0]["headers"]


@pytest.mark.parametrize("path", ["/", "/media/x.csv", "/component/x/index.html", "/own"])
def test_pages_are_not_given_by_a_name_that_somebody_leads_here(server, path):
    assert server.ask("GET", path, {"Host": f"rebound.example:{server.port}"})[0] == 421
    assert server.ask("GET", path, {"Host": f"localhost:{server.port}"})[0] != 421


def test_whether_the_app_is_well_may_be_asked_by_any_name(server):
    assert server.ask("GET", "/_stcore/health", {"Host": "10.1.2.3:8501"})[0] == 200


def test_a_text_message_ends_nothing(server):
    with Visitor(server) as visitor:
        before = visitor.run()[:]
        visitor.socket.send("no bytes")
        assert visitor.run() == before


def test_a_file_that_has_been_read_is_let_go(server):
    """What was read is nothing that waits: six files in a row are all taken."""
    with Visitor(server, "own") as visitor:
        wrong = b"programme;programme_type\n" + b"x" * 9_000_000
        for number in range(6):
            visitor.upload("A table with one line a programme", f"wrong{number}.csv", wrong)
