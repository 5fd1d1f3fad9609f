"""Signing in with a stand-in provider: editors may, readers may not, old sign-ins end, and out."""

import os
import re
import socket
import subprocess
import sys
import time

import pytest
from playwright.sync_api import expect

from gapmap.io.data_tables import read_rows
from gapmap.io.directory.changes import edit
from gapmap.io.directory.models import PROGRAMME
from gapmap.io.directory.publishing import Rules
from gapmap.io.directory.seed import digest, places, seed, tables
from gapmap.io.directory.store import Directory
from tests.browser.conftest import APP, ROOT, _healthy
from tests.browser.steps import found_its_server
from tests.conftest import DATA
from tests.standin.identity import CLIENT, SECRET, Provider


@pytest.fixture(scope="module")
def provider():
    made = Provider()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def address(provider, tmp_path_factory):
    """The app with that provider, and a directory in which a draft waits."""
    folder = tmp_path_factory.mktemp("signed")
    path = folder / "directory.sqlite"
    directory = Directory.open(str(path), Rules(places(read_rows(DATA / "towns.csv"))))
    rows = tables(DATA)
    seed(directory, rows, "gapmap", f"data {digest(rows)[:16]}")
    key, before = next(iter(directory.published().of(PROGRAMME).items()))
    changed = edit(PROGRAMME, key, before, {**before, "notes": "a draft"})
    directory.draft([changed], "somebody", "edit", "to be looked at")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    secrets = folder / "secrets.toml"
    secrets.write_text(
        f'[auth]\nredirect_uri = "{base}/oauth2callback"\ncookie_secret = "{"0f" * 32}"\n'
        f'client_id = "{CLIENT}"\nclient_secret = "{SECRET}"\n'
        f'server_metadata_url = "{provider.url}/.well-known/openid-configuration"\n',
        "utf-8",
    )
    env = {
        **os.environ, "PYTHONPATH": str(ROOT), "GAPMAP_HOME": str(folder),
        "GAPMAP_DIRECTORY": str(path), "GAPMAP_EDITORS": "group:Gap editors",
        "GAPMAP_PUBLISHERS": "ben@example.org", "STREAMLIT_SECRETS_FILES": str(secrets),
    }  # fmt: skip
    command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.headless=true",
               f"--server.port={port}", "--server.fileWatcherType=none"]  # fmt: skip
    log = (folder / "log").open("wb")
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=subprocess.STDOUT)
    assert _healthy(base, process), (folder / "log").read_text()
    yield base
    process.terminate()
    process.wait(20)
    log.close()


@pytest.fixture(autouse=True)
def opened_below_the_root(page, seen):
    yield
    found_its_server(seen)


def missing(page, address):
    page.goto(f"{address}/missing")
    expect(page.get_by_role("heading", name="What was changed here")).to_be_visible()
    expect(page.get_by_role("button", name="Sign", exact=False).first).to_be_visible()


def sign_in(page, address, provider, claims):
    provider.claims = claims
    missing(page, address)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="What was changed here")).to_have_count(0)  # home
    missing(page, address)


def test_nobody_edits_before_signing_in_nor_after_signing_out(page, address, provider):
    missing(page, address)
    expect(page.get_by_text("Sign in to merge answers.")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    sign_in(page, address, provider, {"email": "ben@example.org", "email_verified": True})
    expect(page.get_by_text(re.compile("Signed in as ben.?@example"))).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_be_enabled()
    with page.expect_response(lambda answer: "/auth/logout" in answer.url):
        page.get_by_role("button", name="Sign out").click()
    expect(page.locator("iframe").first).to_be_attached()  # the map of the first page
    assert not [c for c in page.context.cookies() if "user" in c["name"] and c["value"]]
    missing(page, address)
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)


def test_an_editor_of_a_group_may_not_publish(page, address, provider):
    sign_in(page, address, provider, {"email": "ann@example.org", "groups": ["Gap editors"]})
    expect(page.get_by_role("button", name="Withdraw")).to_be_enabled()
    expect(page.get_by_role("button", name="Publish")).to_be_disabled()


def test_whoever_is_not_listed_reads(page, address, provider):
    sign_in(page, address, provider, {"email": "cat@example.org"})
    expect(page.get_by_text("not among those who may edit")).to_be_visible()
    expect(page.get_by_role("button", name="Withdraw")).to_have_count(0)


def test_an_old_sign_in_ends_though_its_cookie_lives_on(page, address, provider):
    old = int(time.time()) - 9 * 3600
    sign_in(page, address, provider, {"email": "ben@example.org", "auth_time": old})
    expect(page.get_by_text("The sign-in is older than 8 hours")).to_be_visible()
    expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    expect(page.get_by_role("button", name="Sign in again")).to_be_visible()
