"""Fetched boundaries on disk: whole or not used, whatever happens to process, disk and folder."""

import json
import os
import re
from pathlib import Path

import msgspec
import pytest

from gapmap.errors import DataError, SourceError
from gapmap.io.boundaries import in_use as boundaries
from gapmap.io.boundaries import store as boundary_store
from gapmap.io.files import atomic, looks
from gapmap.io.files.locks import locked
from gapmap.settings import Settings
from gapmap.tasks.official_boundaries import LEVELS, fetch_boundaries, status
from tests.io.conftest import held
from tests.standin.arcgis import official_like

DAY_NS = 86_400 * 10**9


@pytest.mark.parametrize("kind", [KeyboardInterrupt, OSError])
def test_stopped_at_any_step_of_writing_old_or_new_is_whole(fetched, tmp_path, monkeypatch, kind):
    """Every file operation in turn is the one that fails; then nothing fails any more."""
    steps = {"n": 0, "at": 0}
    contents = {
        u: boundary_store.read_file(tmp_path, fetched, u) + b" \n" for u in ("web", "print")
    }
    new = msgspec.structs.replace(fetched, fetched="2030-01-01T00:00:00+00:00")

    def counted(real):
        def run(*given, **named):
            steps["n"] += 1
            if steps["n"] == steps["at"]:
                raise kind(28, "No space left on device")
            return real(*given, **named)

        return run

    monkeypatch.setattr(atomic.os, "fsync", counted(os.fsync))
    monkeypatch.setattr(Path, "replace", counted(Path.replace))
    monkeypatch.setattr(Path, "chmod", counted(Path.chmod))
    stopped = 0
    for at in range(1, 30):
        steps |= {"n": 0, "at": at}
        try:
            with boundary_store.exclusive(tmp_path):
                boundary_store.install(tmp_path, new, contents)
            break
        except (kind, SourceError):
            stopped += 1
        after = boundary_store.read_record(tmp_path, "borough")
        assert after == fetched
        for use in boundary_store.USES:
            assert boundary_store.read_file(tmp_path, after, use)
        assert not list((tmp_path / "boundaries").glob(".borough*"))
    assert stopped == 9  # three operations for each of two files and the record
    assert boundary_store.read_record(tmp_path, "borough").fetched == new.fetched


def test_the_set_before_stays_for_readers_and_goes_with_the_next(fetch, fetched, tmp_path, server):
    first = fetched
    server.state.layers = official_like(2_500.0, 30)
    second = fetch("borough")[0]
    assert boundary_store.read_file(tmp_path, first, "web")
    server.state.layers = official_like(5_000.0)
    third = fetch("borough")[0]
    assert len({r.files["web"][0] for r in (first, second, third)}) == 3
    with pytest.raises(DataError, match="missing"):
        boundary_store.read_file(tmp_path, first, "web")
    assert boundary_store.read_file(tmp_path, second, "web")


def _flip(_, web, __):
    content = bytearray(web.read_bytes())
    content[1000] ^= 1
    web.write_bytes(bytes(content))


def _grow(_, web, __):
    with web.open("r+b") as file:
        file.truncate(boundary_store.LARGEST + 1)


def _link(path):
    path.rename(path.parents[1] / "elsewhere")
    path.symlink_to(path.parents[1] / "elsewhere")


def _folder(record, *_):
    record.unlink()
    record.mkdir()


def _says(**members):
    return lambda record, _, found: record.write_text(json.dumps({**found, **members}), "utf-8")


def _lacks(record, _, found):
    record.write_text(json.dumps({k: v for k, v in found.items() if k != "licence"}), "utf-8")


SPOILT = {
    "a byte of the shapes": _flip,
    "shapes cut short": lambda _, web, __: web.write_bytes(web.read_bytes()[:5000]),
    "shapes gone": lambda _, web, __: web.unlink(),
    "shapes too large": _grow,
    "shapes are a link": lambda _, web, __: _link(web),
    "record is a link": lambda record, *_: _link(record),
    "record is empty": lambda record, *_: record.write_bytes(b""),
    "record is no JSON": lambda record, *_: record.write_bytes(b"\x00\xff{"),
    "record is deep": lambda record, *_: record.write_bytes(b"[" * 100_000),
    "record is a list": lambda record, *_: record.write_bytes(b"[]"),
    "record of another format": _says(format=2),
    "record of another level": _says(level="pfa"),
    "record lacks a member": _lacks,
    "record has a wrong type": _says(areas="33"),
    "record has another member": _says(more=1),
    "record is of no day": _says(fetched="yesterday"),
    "record of no resolution": _says(resolution="sharp"),
    "record of no vintage": _says(vintage="2023-13"),
    "record lacks a use": _says(vertices={"web": 3}),
    "record has another use": _says(vertices={"web": 3, "wall": 3}),
    "record has a list of numbers": _says(services=[3]),
    "record names another file": _says(
        files={"web": ["../../../etc/passwd", "0"], "print": ["../x", "0"]}
    ),
    "record is a folder": _folder,
}


NAMED = {
    "record of another level": "“level” is “pfa”",
    "record lacks a member": "“licence” is missing",
    "record has a wrong type": "“areas” is “33”, not a whole number",
    "record has another member": "“more” that is not known",
    "record is of no day": "“fetched” is “yesterday”, not a date and time",
    "record of no resolution": "“resolution” is “sharp”",
    "record of no vintage": "“vintage” is “2023-13”, not allowed here",
}


@pytest.mark.parametrize("what", SPOILT)
def test_a_cache_that_is_not_as_written_is_not_used_and_that_is_said(
    fetch, fetched, tmp_path, what
):
    record, web = (
        tmp_path / "boundaries" / name for name in ("borough.json", fetched.files["web"][0])
    )
    SPOILT[what](record, web, json.loads(record.read_text("utf-8")))
    found = boundaries.available("borough", home=tmp_path)
    assert found.record is None
    assert found.path == boundaries.SHIPPED / "borough.geojson"
    assert found.notice.endswith("The shipped boundaries are used instead.")
    why = "damaged|missing|not as it was written|is a link|larger|cannot be read"
    assert re.search(why, found.notice)
    assert re.search(NAMED.get(what, ""), found.notice)
    boundaries.read_best("borough", home=tmp_path)
    if what != "record is a folder":
        fetch("borough")
        assert boundaries.available("borough", home=tmp_path).record is not None


def test_a_folder_that_is_a_link_is_neither_read_nor_written(fetch, fetched, tmp_path):
    (tmp_path / "boundaries").rename(tmp_path / "real")
    (tmp_path / "boundaries").symlink_to(tmp_path / "real")
    before = held(tmp_path)
    assert "is a link and was not read" in boundaries.available("borough", home=tmp_path).notice
    with pytest.raises(SourceError, match="is a link to somewhere else; remove it"):
        fetch("borough")
    assert held(tmp_path) == before


def test_a_lock_that_is_a_link_is_not_followed(fetch, tmp_path):
    (tmp_path / "boundaries").mkdir()
    (tmp_path / "boundaries" / ".lock").symlink_to(tmp_path / "target")
    with pytest.raises(SourceError, match="cannot be written"):
        fetch("borough")
    assert not (tmp_path / "target").exists()


def test_a_place_that_cannot_be_written_is_named(server, tmp_path, dataset):
    (tmp_path / "file").write_bytes(b"")
    settings = Settings(home=tmp_path / "file", boundaries_url=server.url)
    with pytest.raises(SourceError, match=r"cannot be written .*; set GAPMAP_HOME to a"):
        fetch_boundaries(dataset, settings, ["borough"], "2023-12", "BGC", lambda *_: None)
    assert server.state.asked == []


def test_a_read_only_folder_is_named_before_anything_is_asked(fetch, server, tmp_path, monkeypatch):
    real = os.open

    def read_only(path, flags, *rest, **named):
        if flags & os.O_CREAT and str(path).startswith(str(tmp_path)):
            raise OSError(30, "Read-only file system")
        return real(path, flags, *rest, **named)

    monkeypatch.setattr(os, "open", read_only)
    with pytest.raises(SourceError, match=r"cannot be written \(Read-only file system\); set"):
        fetch("borough")
    assert server.state.asked == []


def test_a_second_process_is_told_to_wait(fetch, tmp_path, server):
    with locked(tmp_path / "boundaries", "busy"), pytest.raises(SourceError) as caught:
        fetch("borough")
    assert str(caught.value) == boundary_store.BUSY
    assert server.state.asked == []
    fetch("borough")


def test_removing_goes_back_to_the_shipped_set(fetch, fetched, tmp_path):
    fetch("country")
    assert boundary_store.remove(tmp_path, "borough")
    assert boundaries.available("borough", home=tmp_path).record is None
    assert boundaries.available("country", home=tmp_path).record is not None
    assert not list((tmp_path / "boundaries").glob("borough*"))
    assert not boundary_store.remove(tmp_path, "borough")
    assert not boundary_store.remove(tmp_path / "nowhere", "borough")


def test_the_best_set_is_read_for_print_and_says_what_it_is(fetched, tmp_path):
    shipped = boundaries.read_best("borough", home=tmp_path / "nowhere")
    assert shipped.sha256 == boundaries.read("borough", boundaries.SHIPPED).sha256
    official_set = boundaries.read_best("borough", home=tmp_path)
    assert official_set.areas.crs.to_epsg() == 27700
    assert len(official_set.areas) == 33
    assert official_set.sha256 == fetched.files["print"][1]
    assert "Official boundaries, December 2023" in official_set.accuracy
    assert "Office for National Statistics" in official_set.attribution
    assert len(boundaries.read_best("country", home=tmp_path).areas) == 4


def test_a_wrong_setting_is_said_and_the_shipped_set_used(monkeypatch):
    monkeypatch.setenv("GAPMAP_HOME", "relative")
    found = boundaries.available("pfa")
    assert found.record is None
    assert "GAPMAP_HOME" in found.notice


def test_status_says_what_is_used_of_every_level(fetched, tmp_path, monkeypatch):
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path))
    rows = {row["level"]: row for row in status()}
    assert list(rows) == list(LEVELS)
    assert rows["borough"]["in use"] == "official, December 2023, generalised (20 m)"
    assert rows["pfa"]["in use"] == "shipped with the program, generalised"
    assert "Natural Earth" in rows["pfa"]["credit"]
    assert rows["utla"]["in use"].startswith("none")


def test_a_set_known_to_be_whole_is_told_of_once_it_is_not(fetched, tmp_path, monkeypatch):
    """What has been as it is for long is not read again, until it looks otherwise."""
    monkeypatch.setattr(looks, "SETTLED_NS", -DAY_NS)  # written just now counts as of long ago
    monkeypatch.setattr(looks, "LATELY_S", -1)  # and a second has passed
    file = boundary_store.file_path(tmp_path, fetched, "web")
    record = tmp_path / "boundaries" / "borough.json"
    whole, written = file.read_bytes(), record.read_bytes()

    def found() -> tuple[bool, str]:
        its = boundaries.available("borough", home=tmp_path)
        return its.record is not None, its.notice

    assert [found() for _ in range(3)] == [(True, "")] * 3
    file.write_bytes(whole + b" ")
    assert "not as it was written" in found()[1]
    file.write_bytes(whole)
    assert [found() for _ in range(3)] == [(True, "")] * 3
    file.unlink()
    assert "missing" in found()[1]
    file.write_bytes(whole)
    record.unlink()
    assert [found() for _ in range(3)] == [(False, "")] * 3
    record.write_bytes(written)
    assert found() == (True, "")
    record.write_bytes(b"{}")
    assert "damaged" in found()[1]


def test_what_is_installed_or_removed_here_is_seen_at_once_what_others_do_a_second_later(
    fetched, tmp_path, monkeypatch
):
    monkeypatch.setattr(looks, "SETTLED_NS", -DAY_NS)
    monkeypatch.setattr(looks, "LATELY_S", 3600)
    record = tmp_path / "boundaries" / "borough.json"
    written = record.read_bytes()

    def there() -> bool:
        return boundaries.available("borough", home=tmp_path).record is not None

    assert there()
    assert boundary_store.remove(tmp_path, "borough")
    assert not there()
    assert not there()
    record.write_bytes(written)  # by another process
    assert not there()
    monkeypatch.setattr(looks, "LATELY_S", -1)
    assert boundaries.available("borough", home=tmp_path).notice  # its files are gone
    monkeypatch.setattr(looks, "LATELY_S", 3600)
    record.unlink()
    contents = dict.fromkeys(boundary_store.USES, b"{}")
    boundary_store.install(tmp_path, fetched, contents)
    assert there()


def test_a_set_known_to_be_whole_is_not_read_again(fetched, tmp_path, monkeypatch):
    monkeypatch.setattr(looks, "SETTLED_NS", -DAY_NS)
    first = boundaries.available("borough", home=tmp_path)
    monkeypatch.setattr(boundary_store, "read_file", lambda *_: pytest.fail("was read again"))
    assert boundaries.available("borough", home=tmp_path) == first
    assert first.record == fetched
