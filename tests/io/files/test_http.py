"""Fetching: every fault of a service is one sentence, soon; nothing is sent that should not be."""

import gzip
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import count
from pathlib import Path, PureWindowsPath

import platformdirs
import platformdirs.macos
import platformdirs.unix
import platformdirs.windows
import pytest

from gapmap.errors import SourceError, UserInputError
from gapmap.io.files import http
from gapmap.io.files.http import Fetcher
from gapmap.settings import BOUNDARIES_URL, Settings, default_home, is_loopback
from tests.standin.arcgis import GIGABYTE, Fault, serving


@pytest.fixture
def server():
    with serving({}) as running:
        yield running


@pytest.fixture
def waits():
    return []


@pytest.fixture
def fetcher(server, waits, tmp_path):
    settings = Settings(home=tmp_path, boundaries_url=server.url, read_seconds=0.2)
    with Fetcher("The test service", settings, sleep=waits.append, remedy="try later") as made:
        yield made


def refused(fetcher, server, *faults):
    server.state.faults[:] = faults
    with pytest.raises(SourceError) as caught:
        fetcher.get_json(server.url)
    sentence = str(caught.value)
    assert re.fullmatch(r"The test service \(127\.0\.0\.1\) .+; try later\.", sentence)
    assert "\n" not in sentence
    return sentence


def test_json_comes_back_and_json_is_posted(fetcher, server):
    assert fetcher.get_json(server.url, {"f": "json"})["services"][0]["name"] == "Lookup"
    assert server.state.asked == ["/services?f=json"]
    assert fetcher.post_json(server.url, {"postcodes": ["A"]}) == {"posted": {"postcodes": ["A"]}}


def test_nothing_is_sent_but_what_was_given(fetcher, server, tmp_path, monkeypatch):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login me password secret", "utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9/")
    server.state.faults[:] = [Fault("cookie", 0, 0)]
    fetcher.get_json(server.url)
    fetcher.get_json(server.url)
    for headers in server.state.headers:
        assert set(headers) <= {"Host", "User-Agent", "Accept-Encoding", "Accept", "Connection"}


def test_500_twice_then_fine(fetcher, server, waits):
    server.state.faults[:] = [Fault("status", 0, 1, "500")]
    assert "services" in fetcher.get_json(server.url)
    assert waits == [1.0, 2.0]


def test_500_for_ever(fetcher, server, waits):
    said = refused(fetcher, server, Fault("status", text="503"))
    assert "answered with error 503, 4 times" in said
    assert waits == [1.0, 2.0, 4.0]
    assert len(server.state.asked) == http.ATTEMPTS


def test_429_is_given_the_time_it_asks_for(fetcher, server, waits):
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    server.state.faults[:] = [Fault("status", 0, 0, "429 7"), Fault("status", 1, 1, f"429 {date}")]
    assert "services" in fetcher.get_json(server.url)
    assert waits[0] == 7
    assert 10 < waits[1] <= 20


@pytest.mark.parametrize("wait", ["9999999999", "3600"])
def test_429_that_asks_for_too_long_is_given_up_at_once(fetcher, server, waits, wait):
    assert "asked to wait" in refused(fetcher, server, Fault("status", text=f"429 {wait}"))
    assert waits == []


@pytest.mark.parametrize("wait", ["soon", "-5", "Mon, 99 Foo", ""])
def test_429_with_nonsense_is_repeated_as_usual(fetcher, server, waits, wait):
    refused(fetcher, server, Fault("status", text=f"429 {wait}"))
    assert waits == [1.0, 2.0, 4.0]


def test_a_date_long_past_means_no_wait(fetcher, server, waits):
    past = "Fri, 01 Jan 1999 00:00:00 GMT"
    server.state.faults[:] = [Fault("status", 0, 0, f"429 {past}")]
    assert "services" in fetcher.get_json(server.url)
    assert waits == [0.0]


@pytest.mark.parametrize("status", ["400", "401", "403", "418", "501"])
def test_other_errors_are_not_repeated(fetcher, server, waits, status):
    assert f"answered with error {status}" in refused(fetcher, server, Fault("status", text=status))
    assert waits == []


def test_nothing_there_is_its_own_error(fetcher, server):
    server.state.faults[:] = [Fault("status", text="404")]
    with pytest.raises(http.NotFoundError, match="has nothing there; try later"):
        fetcher.get_json(server.url)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("text/html|<html>Sign in</html>", "a web page instead of data"),
        ("application/json|<!DOCTYPE html>", "a web page instead of data"),
        ("application/json|  <html>", "a web page instead of data"),
        ("application/octet-stream|{}", "“application/octet-stream” instead of JSON"),
        ("|{}", "“an unnamed kind” instead of JSON"),
        ("application/json|", "not valid JSON"),
        ("application/json|{", "not valid JSON"),
        ('application/json|{"a": NaN}', "not valid JSON"),
        ('application/json|{"a": Infinity}', "not valid JSON"),
        ("application/json|" + "[" * 200_000, "not valid JSON"),
    ],
)
def test_what_is_no_json_is_refused(fetcher, server, answer, said):
    assert said in refused(fetcher, server, Fault("body", text=answer))


@pytest.mark.parametrize("kind", ["text/plain;charset=utf-8", "application/geo+json", "TEXT/JSON"])
def test_json_under_its_other_names_is_read(fetcher, server, kind):
    server.state.faults[:] = [Fault("body", text=f"{kind}|[1]")]
    assert fetcher.get_json(server.url) == [1]


def test_a_connection_cut_half_way_is_tried_again(fetcher, server, waits):
    server.state.faults[:] = [Fault("cut", 0, 1)]
    assert "services" in fetcher.get_json(server.url)
    assert waits == [1.0, 2.0]
    assert "broke off in the middle" in refused(fetcher, server, Fault("cut"))


def test_a_gigabyte_is_stopped_at_the_limit(fetcher, server):
    assert "sent more than 64 MB" in refused(fetcher, server, Fault("huge"))
    assert server.state.sent < GIGABYTE / 4


def test_a_small_packed_answer_that_unpacks_to_much_is_stopped(server, tmp_path):
    settings = Settings(home=tmp_path, boundaries_url=server.url)
    packed = gzip.compress(b" " * 20_000_000)
    assert len(packed) < 100_000
    server.state.faults[:] = [Fault("packed", text=packed.hex())]
    with (
        Fetcher("S", settings, largest=1_000_000) as fetcher,
        pytest.raises(SourceError, match="sent more than 1 MB"),
    ):
        fetcher.get_json(server.url)


def test_a_slow_drip_meets_the_deadline(server, tmp_path):
    seconds = count()
    settings = Settings(home=tmp_path, boundaries_url=server.url, total_seconds=50)
    server.state.faults[:] = [Fault("drip")]
    with (
        Fetcher("S", settings, clock=lambda: float(next(seconds))) as fetcher,
        pytest.raises(SourceError, match="took longer than 50 seconds"),
    ):
        fetcher.get_json(server.url)


def test_silence_meets_the_read_limit(fetcher, server, waits):
    assert "did not answer in time, 4 times" in refused(fetcher, server, Fault("stall"))


def test_nobody_there(fetcher, waits):
    with pytest.raises(SourceError, match="could not be reached, 4 times; try later"):
        fetcher.get_json("http://127.0.0.1:1/x")


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:1/", "http://169.254.169.254/latest", "https://example.org/",
        "file:///etc/passwd", "//localhost/x", "ftp://127.0.0.1/x",
    ],
)  # fmt: skip
def test_a_redirect_elsewhere_is_not_followed(fetcher, server, target):
    said = refused(fetcher, server, Fault("redirect", text=target))
    assert "sends on to another address" in said
    assert len(server.state.asked) == 1


def test_a_redirect_within_the_host_is_followed_but_not_for_ever(fetcher, server):
    server.state.faults[:] = [Fault("redirect", 0, 0, "/services/?f=json")]
    assert "services" in fetcher.get_json(server.url)
    assert "in a circle" in refused(fetcher, server, Fault("redirect", text="/services"))


def test_settings_start_with_the_public_services_and_the_users_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    found = Settings.from_environment({})
    assert found == Settings(home=default_home())
    assert found.boundaries_url == BOUNDARIES_URL
    assert Settings.from_environment({"GAPMAP_HOME": str(tmp_path), "GAPMAP_POSTCODES_URL": " "})


@pytest.mark.parametrize(
    ("kind", "given", "folder"),
    [
        (platformdirs.unix.Unix, "/data", "/data/gapmap"),
        (platformdirs.unix.Unix, "relative", "{home}/.local/share/gapmap"),
        (platformdirs.unix.Unix, "", "{home}/.local/share/gapmap"),
        (platformdirs.macos.MacOS, "", "{home}/Library/Application Support/gapmap"),
    ],
)
def test_each_platform_has_its_folder(tmp_path, monkeypatch, kind, given, folder):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", given)
    monkeypatch.setattr(platformdirs, "PlatformDirs", kind)
    assert default_home() == Path(folder.format(home=tmp_path))


def test_on_windows_the_folder_is_not_one_that_roams(monkeypatch):
    def windows(*given, **named):
        return PureWindowsPath(platformdirs.windows.Windows(*given, **named).user_data_dir)

    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", "C:\\Users\\x\\AppData\\Local")
    monkeypatch.setattr(platformdirs, "user_data_path", windows)
    assert default_home() == PureWindowsPath("C:/Users/x/AppData/Local/gapmap")


def test_a_user_without_a_home_is_told_what_to_set(monkeypatch):
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: Path("~/nowhere"))
    with pytest.raises(UserInputError, match="no home folder; set GAPMAP_HOME"):
        default_home()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("GAPMAP_BOUNDARIES_URL", "http://example.org", "uses http, which is allowed only for"),
        ("GAPMAP_BOUNDARIES_URL", "https://me:secret@example.org", "holds a name or password"),
        ("GAPMAP_BOUNDARIES_URL", "https://@example.org", "holds a name or password"),
        ("GAPMAP_BOUNDARIES_URL", "file:///etc/passwd", "starts with https://"),
        ("GAPMAP_BOUNDARIES_URL", "example.org", "starts with https://"),
        ("GAPMAP_BOUNDARIES_URL", "https://169.254.169.254/x", "where no such service can be"),
        ("GAPMAP_BOUNDARIES_URL", "https://[::ffff:169.254.169.254]/", "where no such service"),
        ("GAPMAP_BOUNDARIES_URL", "https://0.0.0.0/", "where no such service can be"),
        ("GAPMAP_BOUNDARIES_URL", "http://127.0.0.1.example.org", "uses http"),
        ("GAPMAP_BOUNDARIES_URL", "http://localhost.example.org", "uses http"),
        ("GAPMAP_BOUNDARIES_URL", "https://example.org/?token=1", "more than a host and a path"),
        ("GAPMAP_BOUNDARIES_URL", "https://example.org/a/../b", "more than a host and a path"),
        ("GAPMAP_BOUNDARIES_URL", "https://example.org\\@x", "holds characters"),
        ("GAPMAP_BOUNDARIES_URL", "https://exämple.org", "holds characters"),
        ("GAPMAP_BOUNDARIES_URL", "https://example.org:99999", "is not an address"),
        ("GAPMAP_POSTCODES_URL", "javascript:alert(1)", "starts with https://"),
        ("GAPMAP_HOME", "relative/folder", "is not a full path"),
        ("GAPMAP_HOME", "~nobody-of-this-name/x", "names no known user"),
        ("GAPMAP_READ_SECONDS", "0", "is not a number of seconds from 0.1 to 3600"),
        ("GAPMAP_READ_SECONDS", "nan", "is not a number of seconds from 0.1 to 3600"),
        ("GAPMAP_TOTAL_SECONDS", "1e999", "is not a number of seconds from 0.1 to 3600"),
        ("GAPMAP_TOTAL_SECONDS", "ten", "“ten” is not a number of seconds"),
        ("GAPMAP_CHANGE_IN_APP", "maybe", "is neither yes nor no"),
    ],
)
def test_a_setting_that_is_not_allowed_is_named_with_the_remedy(tmp_path, name, value, said):
    with pytest.raises(UserInputError) as caught:
        Settings.from_environment({"GAPMAP_HOME": str(tmp_path), name: value})
    assert str(caught.value).startswith(name)
    assert said in str(caught.value)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["https://a.example/x/", "http://127.0.0.1:99/a/", "http://[::1]/a", "http://localhost"]
)
def test_addresses_that_are_allowed_lose_their_last_slash(tmp_path, url):
    found = replace(Settings(home=tmp_path), boundaries_url=url)
    assert found.boundaries_url == url.rstrip("/")


def test_only_this_machine_is_loopback():
    assert [is_loopback(h) for h in ("LOCALHOST", "127.9.9.9", "::1", "[::1]")] == [True] * 4
    assert [is_loopback(h) for h in ("128.0.0.1", "localhost.org", "", "::2")] == [False] * 4
