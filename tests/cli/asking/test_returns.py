"""The commands that merge: propose, decide, merge, history, undo, requests, and care of it all."""

import csv
import io
import json
import sqlite3
from datetime import UTC, date, datetime, timedelta

import geopandas
import pytest

from gapmap.cli.main import main
from gapmap.dataset import Dataset
from gapmap.selection import Selection
from gapmap.settings import Settings
from gapmap.tasks.asking import ask
from gapmap.tasks.asking.directory import opened, requests
from gapmap.tasks.asking.missing import missing
from tests.io.returns.filled import filled, saved

BODY = "mayor-E23000010"
NUMBERS = {
    "still": "no, corrected here", "period": "2025-26", "places": 60,
    "basis": "places commissioned", "months": 12, "starts": 50,
}  # fmt: skip


@pytest.fixture(scope="module")
def form(dataset):
    found = missing(dataset, dataset.gap(Selection()))
    bodies = ask.chosen(dataset, found, [], ["mayor"])
    made = ask.forms(found, bodies, date(2026, 11, 25))
    return next(one for one in made if one.body.body_id == BODY)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("GAPMAP_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GAPMAP_DIRECTORY", "yes")
    yield tmp_path
    opened.forget()


@pytest.fixture
def answer(home, form):
    path = home / "return.xlsx"
    path.write_bytes(saved(filled(form, [NUMBERS])))
    return path


def run(capsys, *words):
    assert main([str(word) for word in words]) == 0
    return capsys.readouterr().out


def fails(capsys, *words):
    assert main([str(word) for word in words]) == 2
    return capsys.readouterr().err


def table(capsys):
    return list(csv.DictReader(io.StringIO(run(capsys, "table", "--format", "csv"))))


def test_from_the_proposals_to_the_table_and_back(home, answer, form, capsys):
    before = table(capsys)
    words = ["returns", "propose", answer, "--on", "2026-11-20", "--format", "csv"]
    told = list(csv.DictReader(io.StringIO(run(capsys, *words))))
    places = next(row for row in told if row["field"] == "Places a year")
    assert (places["ours"], places["theirs"], places["proposed"]) == ("", "60", "accept")
    for row in told:
        row["decision"] = {"Places a year": "accept", "People who started": "reject"}.get(
            row["field"], ""
        )
    decided = home / "decide.csv"
    with decided.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, told[0])
        writer.writeheader()
        writer.writerows(told)
    said = run(capsys, "returns", "merge", answer, "--decisions", decided, "--on", "2026-11-20")
    assert "revision 2, 2 decided, 1 not decided" in said
    after = table(capsys)
    assert after != before
    code = form.rows[0]["reference"]
    history = run(capsys, "returns", "history", code)
    assert "Places a year: 60, in use" in history
    assert "People who started: 50, rejected" in history
    found = json.loads(run(capsys, "returns", "history", code, "--format", "json"))
    assert {(f["field"], f["standing"]) for f in found} == {
        ("places", "in_use"), ("starts", "rejected")}  # fmt: skip
    assert "merged already" in fails(capsys, "returns", "merge", answer, "--as-proposed")
    assert "undone by revision 3" in run(capsys, "returns", "undo", "2")
    assert table(capsys) == before
    assert "undone" in run(capsys, "returns", "history", code)


def test_a_return_is_merged_as_that_of_its_own_body_alone(home, answer, capsys):
    other = ["--body", "pcc-E23000017", "--on", "2026-11-20"]
    said = fails(capsys, "returns", "merge", answer, "--as-proposed", *other)
    assert "is the return of West Yorkshire Combined Authority, not of " in said
    said = fails(capsys, "returns", "read", answer, "--body", "pcc-E23000017")
    assert "1 fault in 1 return; each is listed above" in said
    assert opened.needed(Settings.from_environment()).past() == []


def test_a_day_to_come_is_none_of_an_answer(home, answer, capsys):
    later = (datetime.now(UTC).date() + timedelta(days=2)).isoformat()
    said = f"“{later}” is a day to come; give today or a day before it."
    for action in ("propose", "merge"):
        more = ["--as-proposed"] if action == "merge" else []
        assert said in fails(capsys, "returns", action, answer, "--on", later, *more)
    assert "1  " in run(capsys, "directory", "show").splitlines()[1]  # what it began with
    run(capsys, "ask", home / "round", "--area", "E23000010", "--kind", "mayor")
    move = ["returns", "requests", "--body", BODY, "--state", "sent", "--on"]
    assert said in fails(capsys, *move, later)
    assert "is no day" in fails(capsys, *move, "tomorrow")


def test_a_draft_is_not_for_readers_until_another_person_publishes_it(
    home, answer, capsys, monkeypatch
):
    monkeypatch.setenv("GAPMAP_SECOND_PERSON", "yes")
    before = table(capsys)
    said = run(capsys, "returns", "merge", answer, "--as-proposed", "--who", "ann")
    assert "draft 2" in said
    assert table(capsys) == before
    does = run(capsys, "directory", "show", "2")
    assert "capacity_places: nothing → 60" in does
    assert "There is no revision 9" in fails(capsys, "directory", "show", "9")
    assert "a second person" in fails(capsys, "directory", "publish", "2", "--who", "ann")
    run(capsys, "directory", "publish", "2", "--who", "ben")
    assert table(capsys) != before
    shown = run(capsys, "directory", "show")
    assert "merge, published: " in shown
    assert "published by ben" in shown
    assert "no draft 2" in fails(capsys, "directory", "withdraw", "2")


def test_requests_are_kept_and_moved_on(home, answer, capsys):
    run(capsys, "ask", home / "round", "--area", "E23000010", "--kind", "mayor")
    (row,) = csv.DictReader(io.StringIO(run(capsys, "returns", "requests")))
    assert (row["body_id"], row["state"]) == (BODY, "drafted")
    move = ["returns", "requests", "--body", BODY, "--state"]
    run(capsys, *move, "sent", "--on", "2026-11-02")
    late = run(capsys, "returns", "requests", "--on", "2027-02-01")
    assert ",overdue," in late
    assert "needs its ground" in fails(capsys, *move, "refused")
    assert "can become one of" in fails(capsys, *move, "drafted")
    run(capsys, *move, "refused", "--ground", "section 12", "--on", "2026-11-16")
    assert ",refused," in run(capsys, "returns", "requests")
    assert "No request" in fails(capsys, "returns", "requests", "--body", "x", "--state", "sent")


def test_a_copy_is_whole_and_put_back_whole(home, answer, capsys):
    before = table(capsys)
    run(capsys, "directory", "backup", home / "copy.sqlite")
    run(capsys, "returns", "merge", answer, "--as-proposed")
    assert table(capsys) != before
    run(capsys, "directory", "restore", home / "copy.sqlite")
    assert table(capsys) == before
    assert main(["directory", "backup", str(home / "copy.sqlite")]) == 1  # never over another
    broken = home / "broken.sqlite"
    broken.write_bytes((home / "copy.sqlite").read_bytes()[:9_000])
    assert "no sound copy" in fails(capsys, "directory", "restore", broken)
    with sqlite3.connect(home / "other.sqlite") as other:
        other.execute("CREATE TABLE t (x)")
    other.close()
    assert "no sound copy" in fails(capsys, "directory", "restore", home / "other.sqlite")
    assert table(capsys) == before


def test_records_go_into_a_geopackage_with_their_points(home, capsys):
    path = home / "records.gpkg"
    run(capsys, "directory", "export", path)
    frame = geopandas.read_file(path, engine="pyogrio")
    shipped = Dataset.load().programmes
    assert list(frame["observation_id"]) == list(shipped)
    towns = frame[frame.geometry.notna()]
    assert len(towns)
    assert set(towns["base_town"]) <= {r["base_town"] for r in shipped.values()}


def test_without_a_directory_a_sentence_says_how_to_have_one(capsys, tmp_path, monkeypatch):
    monkeypatch.delenv("GAPMAP_DIRECTORY", raising=False)
    said = fails(capsys, "directory", "show")
    assert "set GAPMAP_DIRECTORY to “yes”" in said
    monkeypatch.setenv("GAPMAP_DIRECTORY", "some/where")
    assert "not a full path" in fails(capsys, "directory", "show")


def test_a_table_of_decisions_that_is_none_says_line_and_remedy(home, answer, capsys):
    path = home / "decide.csv"
    path.write_text("key,decision\nx,perhaps\n", "utf-8")
    merge = ["returns", "merge", answer, "--decisions", path]
    assert "line 2, decision: “perhaps” is none" in fails(capsys, *merge)
    path.write_text("a,b\n1,2\n", "utf-8")
    assert "no columns “key”" in fails(capsys, *merge)
    path.write_text("key,decision\nx,\n", "utf-8")
    assert "is decided" in fails(capsys, *merge)
    assert "Give either" in fails(capsys, "returns", "merge", answer)


def test_a_body_sees_its_page_first_and_what_it_disputes_is_said_in_every_view(home, capsys):
    folder = home / "check"
    run(capsys, "ask", folder, "--area", "E23000010", "--kind", "mayor", "--check")
    page = (folder / BODY / "check.txt").read_text("utf-8")
    assert {p.name for p in (folder / BODY).iterdir()} == {
        "check.docx", "check.txt", "return.xlsx", "return.ods"}  # fmt: skip
    assert "please confirm or dispute" in page
    shipped = Dataset.load()
    found = missing(shipped, shipped.gap(Selection()))
    services = found.by_code["E23000010"].services
    for service in services:
        assert any(row["programme"] in page for row in found.services[service])
    assert page.count("Our source: ") == len(services)
    assert "no request under the Freedom of Information" in page
    move = ["returns", "requests", "--body", BODY, "--state"]
    run(capsys, *move, "sent")
    run(capsys, *move, "disputed", "--ground", "CARA is no longer ours")
    after = opened.load(Settings.from_environment())
    assert "Disputed by West Yorkshire Combined Authority." in after.gap(Selection()).notes[0]
    directory = opened.needed(Settings.from_environment())
    (row,) = requests.disputes(directory, after, "E08000035")  # Leeds
    assert row["ground"] == "CARA is no longer ours"
    assert requests.disputes(directory, after, "E23000032") == []
    run(capsys, *move, "answered")
    assert requests.disputes(directory, after, "E08000035") == []
