"""What a browser is told to fetch beside Streamlit's own code."""

import asyncio
import re

import pytest

from gapmap.ui import ahead, guard
from tests.apart import apart


def named():
    return re.findall(r"<\./static/js/([^>]+)>", ahead.links())


def test_the_map_and_our_html_are_among_them():
    kinds = {name.split(".")[0] for name in named()}
    assert set(ahead.KINDS) <= kinds


def test_each_is_there_once_and_not_already_in_the_page():
    page = (ahead.STATIC / "index.html").read_text(encoding="utf-8")
    assert len(named()) == len(set(named()))
    for name in named():
        assert (ahead.MODULES / name).is_file()
        assert name not in page


def test_nothing_that_they_import_is_left_to_be_found_later():
    page = (ahead.STATIC / "index.html").read_text(encoding="utf-8")
    for name in named():
        text = (ahead.MODULES / name).read_text(encoding="utf-8")
        for other in re.findall(r'\bfrom"\./([^"]+\.js)"', text):
            assert other in page or other in named()


def headers_of(path, kind):
    """The headers with which the guard lets an answer of a kind through."""
    sent = []

    async def answer(scope, receive, send):
        headers = [(b"content-type", kind.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def send(message):
        sent.extend((name.decode(), value.decode()) for name, value in message["headers"])

    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"host", b"localhost")]}
    apart(asyncio.run, guard.Guard(answer)(scope, None, send))
    return dict(sent)


@pytest.mark.parametrize("path", ["/", "/plan"])
def test_every_page_names_them(path):
    assert headers_of(path, "text/html; charset=utf-8")["link"] == ahead.links()


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/component/map/index.html", "text/html"), ("/media/data.json", "application/json")],
)
def test_nothing_else_does(path, kind):
    assert "link" not in headers_of(path, kind)
