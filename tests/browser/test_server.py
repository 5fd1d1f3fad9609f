"""The server as it runs, with the settings of the project; needs no browser, but its fixtures."""

import json
import re
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from benchmarks.server import free_port
from deploy.site import FOLDER

LEADING_OUT = ("..%2f..%2fetc/passwd", "static/..%2f..%2f..%2fapp.py", "component/x/../../app.py")
SOCKET = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": "https://outside.example",
}  # fmt: skip


def answer(request):
    """Status, headers and body, also of an error."""
    try:
        with urlopen(request, timeout=60) as found:
            return found.status, found.headers, found.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_a_forged_upload_is_refused(base):
    request = Request(f"{base}/_stcore/upload_file/a/b", data=b"x", method="PUT")
    assert answer(request)[0] == 403


def test_a_socket_from_another_site_is_refused(base):
    with closing(HTTPConnection(urlsplit(base).netloc, timeout=60)) as connection:
        connection.request("GET", "/_stcore/stream", headers=SOCKET)
        assert connection.getresponse().status == 403


def test_another_site_is_not_allowed_to_read(base):
    request = Request(f"{base}/_stcore/health", headers={"Origin": "https://outside.example"})
    status, headers, body = answer(request)
    assert (status, body) == (200, b"ok")
    assert headers["Access-Control-Allow-Origin"] is None


@pytest.mark.parametrize("path", LEADING_OUT)
def test_no_path_leads_out_of_what_is_served(base, path):
    _, _, body = answer(f"{base}/{path}")
    assert b"root:" not in body
    assert b"gapmap.ui.main" not in body


def test_the_containers_health_check_is_well_with_the_app_and_ill_without(base):
    text = (FOLDER / "Containerfile").read_text("utf-8")
    (command,) = re.findall(r"^HEALTHCHECK .*\n *CMD (\[.*\])$", text, re.M)
    (port,) = re.findall(r"^EXPOSE (\d+)$", text, re.M)
    program, *words = json.loads(command)
    assert program == "python"

    def check(other: int) -> int:
        asked = [word.replace(f":{port}/", f":{other}/") for word in words]
        assert asked != words
        return subprocess.run([sys.executable, *asked], capture_output=True, check=False).returncode

    assert check(urlsplit(base).port) == 0
    assert check(free_port()) != 0
