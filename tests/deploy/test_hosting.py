"""Two processes behind nginx: people are kept apart, and come back when a process is killed."""

import pytest
import requests

from benchmarks import hosting, nginx
from benchmarks.choices import choices
from benchmarks.server import ROOT
from tests.apart import apart
from tests.deploy.test_site import needs_nginx

pytestmark = [needs_nginx, pytest.mark.browser]
OWN = ("X-Content-Type-Options", "Content-Security-Policy", "Referrer-Policy")


@pytest.fixture(scope="module")
def short(tmp_path_factory):
    """A crowd of six for a few seconds, in the middle of which one process is killed."""
    folder = tmp_path_factory.mktemp("hosting")
    found = apart(hosting.measure, folder, choices(12), people=6, seconds=6, every=1.0)
    return found, folder


def test_a_crowd_is_answered_rightly_though_one_process_is_killed(short):
    outcome, _ = short
    assert outcome.faults == []
    assert sorted(outcome.seats) == ["1", "2"]
    assert outcome.lost == len(outcome.back_s) == outcome.moved == outcome.seats["1"] > 0
    assert outcome.crowd.asked >= 36


def test_the_log_of_nginx_holds_no_address_and_no_choice(short):
    _, folder = short
    log = (folder / "nginx" / "access.log").read_text("utf-8")
    assert " 101 GET /_stcore/stream " in log
    assert not {"level=", "routes=", "Mozilla"} & set(log.split())
    assert all(line.split()[0].startswith("20") for line in log.splitlines())


def test_the_table_goes_to_its_place_in_the_page_and_says_what_was_seen(short, tmp_path):
    outcome, _ = short
    text = hosting.table(outcome)
    assert f"| People on the process that was killed | {outcome.lost} |" in text
    place = tmp_path / "hosting.md"
    place.write_text(f"before\n{hosting.MARKS[0]}old\n{hosting.MARKS[1]}\nafter\n", "utf-8")
    hosting.write(text, place)
    assert place.read_text("utf-8") == (
        f"before\n{hosting.MARKS[0]}{text}{hosting.MARKS[1]}\nafter\n"
    )
    with pytest.raises(RuntimeError, match="no place"):
        hosting.write(text, ROOT / "README.md")


@pytest.fixture
def site(tmp_path):
    """Two processes behind nginx: its address, and the processes."""
    with hosting.site(tmp_path) as (url, servers):
        yield url, servers


def test_what_the_proxy_says_and_what_it_refuses(site):
    url, servers = site
    answered = requests.get(url, timeout=10)
    assert answered.ok
    assert {name for name in OWN if name in answered.headers} == set(OWN)
    assert "nginx/" not in answered.headers["Server"]
    cookie = answered.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    seat = answered.cookies[nginx.SEAT]
    again = requests.get(url, timeout=10, cookies={nginx.SEAT: seat})
    assert "Set-Cookie" not in again.headers
    assert requests.get(f"{url}/_stcore/metrics", timeout=10).status_code == 404
    assert requests.get(url, headers={"Host": "elsewhere.example"}, timeout=10).status_code == 421
    assert requests.post(url, data=b"x" * 70_000, timeout=10).status_code == 413
    for server in servers:
        server.process.kill()
        server.process.wait()
    sorry = requests.get(url, timeout=10)
    assert sorry.status_code == 503
    assert sorry.headers["Retry-After"] == "5"
    assert "tries again" in sorry.text


def test_without_nginx_it_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setattr(nginx, "program", lambda: None)
    with pytest.raises(RuntimeError, match="apt-get install nginx"):
        nginx.Nginx(tmp_path, [8501]).__enter__()


def test_a_site_that_nginx_does_not_take_is_told(monkeypatch, tmp_path):
    monkeypatch.setattr(nginx, "AROUND", "nonsense;")
    with pytest.raises(RuntimeError, match="unknown directive"):
        nginx.Nginx(tmp_path, [8501]).__enter__()
