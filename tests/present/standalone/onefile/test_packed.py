"""The packed figures hold what the figures hold, each text once."""

import json

import pytest

from gapmap.core.unfiltered import ground
from gapmap.present.standalone.onefile.figures import figures
from gapmap.present.standalone.onefile.packed import packed, records, without_records
from gapmap.selection import Selection


@pytest.fixture(scope="module")
def both(dataset):
    table = dataset.gap(Selection())
    found = ground(
        table.selection,
        country=dataset.country,
        observations=dataset.observations,
        model=table.model,
    )
    bare = figures(
        table,
        found,
        areas=dataset.tables["areas"],
        programmes=dataset.programmes,
        sources={row["source_id"]: row for row in dataset.sources()},
        tiles=False,
    )
    return json.loads(json.dumps(bare)), json.loads(json.dumps(packed(bare)))


def unpacked(seen):
    texts = seen["texts"]
    for row in seen["rows"]:
        cells = dict(zip(seen["heads"], row, strict=True))
        for head in seen["worded"]:
            cells[head] = texts[cells[head]]
        if cells["entry"]:
            title, subtitle, record, facts, links = cells["entry"]
            said = [texts[n] for n in facts]
            led = [texts[n] for n in links]
            cells["entry"] = {
                "title": texts[title],
                "subtitle": texts[subtitle],
                "record": texts[record],
                "facts": [list(pair) for pair in zip(said[::2], said[1::2], strict=True)],
                "links": [
                    {"text": led[i], "url": led[i + 1], "source_id": led[i + 2]}
                    for i in range(0, len(led), 3)
                ],
            }
        yield cells


def test_nothing_is_lost(both):
    bare, small = both
    assert list(unpacked(small["observations"])) == bare["observations"]
    rest = {key: value for key, value in bare.items() if key != "observations"}
    assert {key: value for key, value in small.items() if key != "observations"} == rest


def test_each_text_stands_once_and_it_saves_half(both):
    bare, small = both
    texts = small["observations"]["texts"]
    assert len(set(texts)) == len(texts)
    assert len(json.dumps(small["observations"])) < 0.6 * len(json.dumps(bare["observations"]))


def test_records_kept_apart_lose_nothing_and_leave_all_else(both):
    bare, _ = both
    apart = json.loads(json.dumps(records(bare)))
    rest = json.loads(json.dumps(packed(without_records(bare))))["observations"]
    assert len(apart["entries"]) == len(bare["observations"]) > 0
    whole = {"heads": ["entry"], "worded": [], "texts": apart["texts"],
             "rows": [[entry] for entry in apart["entries"]]}  # fmt: skip
    assert [row["entry"] for row in unpacked(whole)] == [r["entry"] for r in bare["observations"]]
    assert list(unpacked(rest)) == [row | {"entry": None} for row in bare["observations"]]
