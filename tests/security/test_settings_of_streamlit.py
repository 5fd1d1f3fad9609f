"""What Streamlit is told, and what it does with it: names that exist, limits that agree."""

import re
import tomllib

import pytest
from streamlit import config

from gapmap.dataset import BOUNDARIES
from gapmap.io.recipes import find as recipes
from gapmap.io.uploads.table import Limits
from gapmap.present.web import web_map
from tests.docs.test_docs import ROOT

SET = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text("utf-8"))
LARGEST = 20


def options(table, prefix=""):
    for name, value in table.items():
        if isinstance(value, dict):
            yield from options(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def test_every_option_is_one_that_streamlit_knows():
    known = set(config.get_config_options())
    assert {name for name, _ in options(SET)} <= known


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("browser.gatherUsageStats", False), ("server.showEmailPrompt", False),
        ("server.enableXsrfProtection", True), ("server.enableCORS", True),
        ("server.enableStaticServing", False), ("server.enableAgentApi", False),
        ("client.showErrorDetails", "none"), ("client.showErrorLinks", False),
        ("runner.magicEnabled", False), ("server.maxUploadSize", LARGEST),
    ],
)  # fmt: skip
def test_what_protects_is_on(name, value):
    assert dict(options(SET))[name] == value


def test_limits_of_uploads_agree():
    assert Limits().size == recipes.LARGEST == LARGEST * 1_000_000


def test_pages_that_the_app_serves_itself_carry_a_policy(tmp_path):
    web_map.write_site({}, BOUNDARIES / "uk_outline.geojson", tmp_path)
    page = (tmp_path / "index.html").read_text("utf-8")
    head = page.partition("<script")[0]
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', head)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "base-uri 'none'; form-action 'none'" in policy
