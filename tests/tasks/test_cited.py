"""Lines that name a few sources take first those behind the numbers they stand below."""

import io
from datetime import date

import pptx
import pytest

from gapmap.core.one_area import sources_behind
from gapmap.selection import Selection
from gapmap.tasks.job import LARGEST, Job
from gapmap.tasks.products import export

DAY = date(2026, 3, 1)
KENT, CITY = "E23000032", "E23000034"


def ids(rows):
    return [row["source_id"] for row in rows]


def behind(table, code):
    """Sources of the portions of an area, straight from the services."""
    mine = {p.observation_id for p in table.portions if p.code == code}
    rows = [o for s in table.supply.services for o in s.rows if o.observation_id in mine]
    return {i for o in rows for i in (o.source_id, *o.more_source_ids)}


@pytest.mark.parametrize("area", [KENT, "E23000015"])
def test_sources_of_an_areas_programmes_come_first_then_the_rest_as_it_was(dataset, area):
    table = dataset.gap(Selection())
    job = Job(dataset, table, DAY, "map.png", area=area)
    own = behind(table, area)
    assert own
    assert set(ids(job.cited)[: len(own)]) == own
    rest = [i for i in ids(job.sources) if i not in own]
    assert ids(job.cited)[len(own) :] == rest
    assert rest[: len(table.model.source_ids)] == list(table.model.source_ids)


def test_an_area_without_programmes_cites_the_estimate_first(dataset):
    job = Job(dataset, dataset.gap(Selection()), DAY, "map.png", area=CITY)
    assert job.cited == job.sources


def test_without_an_area_the_most_places_come_first_and_then_the_estimate(dataset):
    table = dataset.gap(Selection())
    cited = ids(Job(dataset, table, DAY, "map.png").cited)
    assert tuple(cited[:LARGEST]) == sources_behind(table)[:LARGEST]
    assert cited[LARGEST] == table.model.source_ids[0]
    assert sorted(cited) == sorted(table.source_ids)
    most = max((p for p in table.portions if p.places), key=lambda p: p.places)
    assert set(cited[:LARGEST]) & behind(table, most.code)


def test_a_map_that_shades_no_places_cites_as_before(dataset):
    job = Job(dataset, dataset.gap(Selection(measure="programmes")), DAY, "map.png")
    assert job.cited == job.sources


def test_picture_and_slide_name_the_areas_own_sources(dataset):
    table = dataset.gap(Selection())
    first = Job(dataset, table, DAY, "map.png", area=KENT).cited[0]["publisher"]
    assert f"Sources: {first}" in export("map.svg", dataset, table, DAY, area=KENT).decode()
    deck = pptx.Presentation(io.BytesIO(export("slide.pptx", dataset, table, DAY, area=KENT)))
    foot = next(s for s in deck.slides[0].shapes if s.name == "Sources")
    assert f"Sources: {first}" in foot.text_frame.text
