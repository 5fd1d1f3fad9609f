"""What the server answers before Streamlit sees a request."""

import asyncio

import pytest
import streamlit as st
from starlette.responses import PlainTextResponse

from gapmap.ui.guard import Guard
from gapmap.ui.main import PAGES

APP = Guard(PlainTextResponse("the app"))


def answered(monkeypatch: pytest.MonkeyPatch, root: str, asked: str) -> tuple[int, str]:
    """Status of the answer and where it leads, of an app whose pages lie below ``root``."""
    told, sent = st.get_option, []
    monkeypatch.setattr(
        st, "get_option", lambda name: root if name == "server.baseUrlPath" else told(name)
    )
    path, _, query = asked.partition("?")
    scope = {
        "type": "http", "method": "GET", "path": path, "query_string": query.encode(),
        "headers": [(b"host", b"127.0.0.1")],
    }  # fmt: skip

    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    asyncio.run(APP(scope, receive, send))
    return sent[0]["status"], dict(sent[0]["headers"]).get(b"location", b"").decode()


@pytest.mark.parametrize(
    ("root", "asked", "led"),
    [
        ("", "/map", "/"),
        ("", "/map/", "/"),
        ("", "/map?area=E1&routes=self,police", "/?area=E1&routes=self,police"),
        ("gaps/of", "/gaps/of/map?area=E1", "/gaps/of/?area=E1"),
        ("/gaps/", "/gaps/map", "/gaps/"),
    ],
)
def test_the_name_of_the_first_page_leads_to_it(monkeypatch, root, asked, led):
    assert answered(monkeypatch, root, asked) == (307, led)
    assert next(iter(PAGES)) == "map"


@pytest.mark.parametrize(
    ("root", "asked"),
    [("", "/"), ("", "/maps"), ("", "/component/map"), ("gaps", "/map"), ("", "//map.example/map")],
)
def test_no_other_address_leads_elsewhere(monkeypatch, root, asked):
    assert answered(monkeypatch, root, asked) == (200, "")
