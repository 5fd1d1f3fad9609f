"""Fetch JSON from one public service, guarded: time, size, repeats and redirects all have limits.

An answer is a JSON document or a SourceError in one sentence. Nothing is sent but what the caller
gives: no cookies, and no password that happens to lie on the machine (.netrc).
"""

import time
from codecs import BOM_UTF8
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final, NoReturn, Self
from urllib.parse import urljoin, urlsplit

import msgspec
import requests
from requests.auth import AuthBase
from urllib3.exceptions import DecodeError, HTTPError

from gapmap import __version__
from gapmap.errors import ServiceError, SourceError
from gapmap.fields import shown
from gapmap.settings import Settings, is_loopback

ATTEMPTS: Final = 4
FIRST_WAIT: Final = 1.0  # seconds; doubled at every repeat
LONGEST_WAIT: Final = 60.0  # seconds; also the most that Retry-After is obeyed
LARGEST: Final = 64_000_000  # bytes of one answer, unpacked
CHUNK: Final = 65_536  # bytes
REDIRECTS: Final = 3
TYPES: Final = ("application/json", "application/geo+json", "text/json", "text/plain")
BUSY: Final = (429, 500, 502, 503, 504)


class NotFoundError(SourceError):
    """The service answered, but has nothing at the address."""


class _Again(Exception):  # noqa: N818 - a signal between two functions here, never seen outside
    """An answer that may be better next time; ``wait`` (seconds) if the service said how long."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class _NoAuth(AuthBase):
    """Sends no password: without it, requests would send one found in .netrc."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Fetcher:
    """One session with one service. ``service`` names it in messages: “The boundary service”.

    ``remedy`` ends every message: what still works, what to do. ``largest`` is in bytes. ``sleep``
    and ``clock`` (seconds) can be replaced, so that tests never wait.
    """

    def __init__(
        self,
        service: str,
        settings: Settings,
        *,
        remedy: str = "try again later",
        largest: int = LARGEST,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._service, self._settings, self._remedy = service, settings, remedy
        self._largest, self._sleep, self._clock = largest, sleep, clock
        self._session = requests.Session()
        self._session.auth = _NoAuth()
        self._session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        self._session.headers["User-Agent"] = f"gapmap/{__version__}"
        self._session.headers["Accept"] = ", ".join(TYPES[:2])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._session.close()

    def get_json(self, url: str, params: Mapping[str, str | int] | None = None) -> Any:
        """Return the JSON document at ``url``. Raises SourceError, after repeats."""
        return self._fetch("GET", url, params=params)

    def post_json(self, url: str, body: object) -> Any:
        """Send ``body`` as JSON and return the JSON answer. Raises SourceError as ``get_json``."""
        return self._fetch("POST", url, json=body)

    def _fetch(self, method: str, url: str, **sent: Any) -> Any:
        host = urlsplit(url).hostname or ""
        self._session.trust_env = not is_loopback(host)  # no proxy on the way to this machine
        end = self._clock() + self._settings.total_seconds
        for attempt in range(ATTEMPTS):
            try:
                return self._document(*self._follow(method, url, end, sent), host)
            except _Again as again:
                wait = FIRST_WAIT * 2**attempt if again.wait is None else again.wait
                if attempt + 1 == ATTEMPTS:
                    self._fail(host, f"{again}, {ATTEMPTS} times")
                if wait > LONGEST_WAIT or self._clock() + wait >= end:
                    self._fail(host, f"{again} and is not ready again in time")
                self._sleep(wait)
        raise AssertionError("every attempt returns or raises")

    def _follow(self, method: str, url: str, end: float, sent: dict[str, Any]) -> tuple[bytes, str]:
        """Answer's body and content type, after redirects within the same host."""
        host = urlsplit(url).hostname or ""
        for _ in range(REDIRECTS + 1):
            with self._answer(method, url, sent) as answer:
                if not answer.is_redirect:
                    self._check_status(answer, host)
                    return self._body(answer, end), answer.headers.get("Content-Type", "")
                target = urljoin(url, answer.headers["Location"])
            if urlsplit(target)[:2] != urlsplit(url)[:2] or method != "GET":
                self._fail(host, "sends on to another address")
            url, sent = target, {}
        return self._fail(host, "sends on in a circle")

    def _answer(self, method: str, url: str, sent: dict[str, Any]) -> requests.Response:
        limits = (self._settings.connect_seconds, self._settings.read_seconds)
        try:
            return self._session.request(
                method, url, timeout=limits, stream=True, allow_redirects=False, **sent
            )
        except requests.exceptions.SSLError:
            self._fail(urlsplit(url).hostname or "", "could not prove that it is who it says")
        except requests.exceptions.Timeout:
            raise _Again("did not answer in time") from None
        except (requests.exceptions.ConnectionError, requests.exceptions.ChunkedEncodingError):
            raise _Again("could not be reached") from None
        except (requests.exceptions.RequestException, HTTPError, ValueError):
            self._fail(urlsplit(url).hostname or "", "gave an answer that is not HTTP")

    def _check_status(self, answer: requests.Response, host: str) -> None:
        status = answer.status_code
        if status in BUSY:
            wait = _retry_after(answer.headers.get("Retry-After", ""))
            asked = "asked to wait" if status == 429 else f"answered with error {status}"
            raise _Again(asked, wait)
        if status == 404:
            raise NotFoundError(f"{self._service} ({host}) has nothing there; {self._remedy}.")
        if status != 200:
            self._fail(host, f"answered with {'error' if status >= 400 else 'status'} {status}")

    def _body(self, answer: requests.Response, end: float) -> bytes:
        """The whole body, unpacked. Read piece by piece, so a slow drip meets the deadline."""
        host = urlsplit(answer.url).hostname or ""
        body = bytearray()
        try:
            while piece := answer.raw.read1(CHUNK, decode_content=True):
                body += piece
                if len(body) > self._largest:
                    megabytes = f"{self._largest / 1e6:,.0f} MB"
                    self._fail(host, f"sent more than {megabytes}, which is not expected")
                if self._clock() >= end:
                    self._fail(host, f"took longer than {self._settings.total_seconds:g} seconds")
        except DecodeError:
            self._fail(host, "sent a damaged answer")
        except HTTPError:
            raise _Again("broke off in the middle of an answer") from None
        return bytes(body)

    def _document(self, body: bytes, content_type: str, host: str) -> Any:
        kind = content_type.partition(";")[0].strip().lower()
        if kind in ("text/html", "application/xhtml+xml") or body.lstrip()[:1] == b"<":
            self._fail(host, "answered with a web page instead of data (a sign-in page, perhaps)")
        if kind not in TYPES:
            self._fail(host, f"answered with {shown(kind or 'an unnamed kind')} instead of JSON")
        try:
            return msgspec.json.decode(body.removeprefix(BOM_UTF8))
        except (msgspec.DecodeError, UnicodeError, RecursionError):
            self._fail(host, "sent an answer that is not valid JSON")

    def _fail(self, host: str, what: str) -> NoReturn:
        raise ServiceError(f"{self._service} ({host}) {what}; {self._remedy}.")


def _retry_after(text: str) -> float | None:
    """Seconds to wait, from a number of seconds or a date; None where neither is given."""
    if text.strip().isascii() and text.strip().isdigit():
        return float(text.strip()[:9])
    try:
        date = parsedate_to_datetime(text)
    except ValueError:
        return None
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (date - datetime.now(UTC)).total_seconds())
