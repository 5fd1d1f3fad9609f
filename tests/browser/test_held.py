"""The pages of these tests are held to what they promise: nobody outside is asked or reached."""

import pytest

from tests.browser.conftest import held

pytestmark = pytest.mark.browser
OUTSIDE = ("http://outside.example/a.png", "http://192.0.2.7/a.png", "https://[2001:db8::7]/a.png")


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_request_to_another_host_is_seen_and_fails(page, seen, address):
    page.goto("data:text/html,<p>here</p>")
    with page.expect_console_message(), page.expect_event("requestfailed") as failed:
        page.evaluate("address => { new Image().src = address; }", address)
    assert failed.value.url == address
    assert "ERR_NAME_NOT_RESOLVED" in failed.value.failure
    assert seen.outside == [address]
    seen.outside.clear()
    seen.errors.clear()


def test_a_socket_to_another_host_is_seen(page, seen):
    page.goto("data:text/html,<p>here</p>")
    with page.expect_console_message(), page.expect_websocket():
        page.evaluate("() => { new WebSocket('ws://outside.example/x'); }")
    assert seen.outside == ["ws://outside.example/x"]
    seen.outside.clear()
    seen.errors.clear()


def test_an_error_on_the_page_is_seen(page, seen):
    page.goto("data:text/html,<p>here</p>")
    with page.expect_event("pageerror"):
        page.evaluate("() => { setTimeout(() => { throw new Error('fell over'); }); }")
    assert any("fell over" in error for error in seen.errors)
    seen.errors.clear()


def test_the_next_page_finds_nothing_that_one_left_behind(profile, base, seen):
    kept = "() => [document.cookie.includes('left='), localStorage.length, sessionStorage.length]"
    with held(profile, seen) as first:
        first.goto(f"{base}/_stcore/health")
        first.evaluate("() => { document.cookie = 'left=1'; localStorage.left = 1; }")
        assert first.evaluate(kept) == [True, 1, 0]
    with held(profile, seen) as second:
        second.goto(f"{base}/_stcore/health")
        assert second.evaluate(kept) == [False, 0, 0]
    assert seen.errors == []
