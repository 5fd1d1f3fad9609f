"""A clock that is wrong: files still carry a date, and what lies in the cache is still read."""

import io
import zipfile
from datetime import UTC, date, datetime

import pytest

from gapmap.cli import main as cli
from gapmap.io.boundaries import set_files as official_file
from gapmap.io.boundaries import store as boundary_store
from gapmap.io.recipes import find as recipes
from gapmap.recipe import BESIDE
from gapmap.selection import Selection
from gapmap.tasks import products as exports
from gapmap.tasks.products import PRODUCTS, export
from gapmap.tasks.redraw import remake, table_of
from tests.exported import all_files
from tests.io.conftest import fetcher_for, held
from tests.standin.arcgis import official_like, serving

WRONG = [date(1970, 1, 1), date(1601, 1, 1), date(2038, 1, 19), date(2099, 12, 31)]


def clock(day):
    class Wrong(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime(day.year, day.month, day.day, 3, 14, 7, tzinfo=tz)

    return Wrong


@pytest.mark.parametrize("day", WRONG, ids=str)
@pytest.mark.parametrize("product", PRODUCTS)
def test_every_file_carries_the_date_of_a_clock_that_is_wrong(dataset, day, product):
    view = Selection(level="county") if product.startswith("map") else Selection()
    data, *beside = all_files(product, dataset, dataset.gap(view), day).values()
    assert recipes.find([data, *beside][-1], "a").date == day.isoformat()
    if data.startswith(b"PK"):
        assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_the_command_line_with_a_clock_that_is_wrong(tmp_path, monkeypatch, dataset):
    for day in WRONG:
        monkeypatch.setattr(exports, "datetime", clock(day))
        monkeypatch.setattr(cli, "datetime", clock(day))
        path = tmp_path / f"{day}.csv"
        assert cli.main(["export", str(path)]) == 0
        found = recipes.find(path.with_name(f"{path.name}{BESIDE}").read_bytes(), path.name)
        assert found.date == day.isoformat()
        assert cli.main(["table", "--format", "json"]) == 0
        assert remake(found, dataset, table_of(found, dataset)) == path.read_bytes()


def test_a_file_from_the_future_is_made_again_with_its_own_date(dataset):
    table = dataset.gap(Selection())
    data = export("table.json", dataset, table, date(2099, 12, 31))
    found = recipes.find(data, "a.csv")
    assert remake(found, dataset, table) == data
    assert b"2099-12-31" in remake(found.with_(), dataset, table)


def test_boundaries_fetched_under_a_wrong_clock_are_used_and_replaced(
    dataset, tmp_path, monkeypatch
):
    with serving(dict(official_like())) as server:
        fetch = fetcher_for(tmp_path, server, dataset)
        for day in (date(2099, 12, 31), date(1970, 1, 1)):
            monkeypatch.setattr(official_file, "datetime", clock(day))
            fetch("borough")
            record = boundary_store.read_record(tmp_path, "borough")
            assert record.fetched.startswith(day.isoformat())
            for use in ("web", "print"):
                assert boundary_store.read_file(tmp_path, record, use)
        before = held(tmp_path)
        monkeypatch.undo()
        fetch("borough")
        now = boundary_store.read_record(tmp_path, "borough").fetched
        assert abs((datetime.fromisoformat(now) - datetime.now(UTC)).days) <= 1
        assert held(tmp_path) != before
