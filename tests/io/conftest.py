"""The stand-in boundary service, a way to fetch from it, and a set that was fetched before."""

import shutil

import pytest

from gapmap.io.boundaries import store as boundary_store
from gapmap.io.files.http import Fetcher
from gapmap.settings import Settings
from gapmap.tasks.official_boundaries import fetch_boundaries
from tests.standin.arcgis import official_like, serving


def held(home):
    """Every byte of the folder of fetched boundaries, apart from the lock."""
    files = (home / "boundaries").glob("*")
    return {p.name: p.read_bytes() for p in files if p.name != ".lock"}


@pytest.fixture(scope="session")
def layers():
    return official_like()


@pytest.fixture
def server(layers):
    with serving(dict(layers)) as running:
        yield running


def fetcher_for(home, server, dataset):
    settings = Settings(home=home, boundaries_url=server.url, read_seconds=5)

    def run(*levels, vintage="2023-12", resolution="BGC", told=None):
        fetcher = Fetcher("The boundary service", settings, sleep=lambda _: None)
        return fetch_boundaries(
            dataset, settings, levels, vintage, resolution,
            lambda *what: (told if told is not None else []).append(what), fetcher,
        )  # fmt: skip

    return run


@pytest.fixture
def fetch(server, tmp_path, dataset):
    """Fetch from the stand-in into a folder of the test's own."""
    return fetcher_for(tmp_path, server, dataset)


@pytest.fixture(scope="session")
def boroughs(tmp_path_factory, layers, dataset):
    """A folder with London boroughs fetched once; tests work on copies."""
    home = tmp_path_factory.mktemp("boroughs")
    with serving(dict(layers)) as server:
        fetcher_for(home, server, dataset)("borough")
    return home


@pytest.fixture
def fetched(boroughs, tmp_path):
    """The record of London boroughs that were fetched into the test's own folder."""
    shutil.copytree(boroughs / "boundaries", tmp_path / "boundaries")
    return boundary_store.read_record(tmp_path, "borough")
