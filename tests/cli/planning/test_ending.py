"""``python -m gapmap ending``."""

import csv
import io
import json
import re

import pytest

from gapmap.cli import main as cli
from gapmap.core.plan.ending import watch
from gapmap.present.plan import ending as endings
from gapmap.present.words import citation
from gapmap.present.words.labels import whole
from gapmap.selection import Selection
from gapmap.tasks.products import export


def printed(capsys, *arguments):
    code = cli.main(["ending", *arguments])
    out, err = capsys.readouterr()
    return code, out, err


def test_the_three_formats_list_the_same_terms(dataset, capsys):
    table = dataset.gap(Selection())
    found = watch(table, dataset.observations, dataset.as_of, 36)
    told = json.loads(printed(capsys, "--within", "36", "--format", "json")[1])
    rows = list(csv.DictReader(io.StringIO(printed(capsys, "--within=36", "--format=csv")[1])))
    text = printed(capsys, "--within", "36")[1]
    ids = [e.service_id for e in found.endings]
    assert ids
    assert [row["service_id"] for row in told["endings"]] == ids
    assert [row["service_id"] for row in rows] == ids
    assert all(e.programme in text for e in found.endings)
    assert told["finding"][0] in text
    before = sum(a["places"] or 0 for a in told["areas"])
    after = sum(a["places_after"] or 0 for a in told["areas"])
    assert before - after == pytest.approx(
        sum(e.places for e in found.endings if e.places == e.places), abs=0.5
    )


def test_a_wrong_window_ends_in_a_sentence(capsys):
    code, _, err = printed(capsys, "--within", "0")
    assert code == 2
    assert err == "gapmap: The months to look ahead have to be from 1 to 120.\n"


def test_a_briefing_says_what_ends_within_a_year(dataset):
    from io import BytesIO

    import docx

    table = dataset.gap(Selection())
    found = watch(table, dataset.observations, dataset.as_of, 12)
    data = export("briefing.docx", dataset, table)
    text = "\n".join(p.text for p in docx.Document(BytesIO(data)).paragraphs)
    sources = {source["source_id"]: source for source in dataset.sources()}
    for ending in found.endings[:4]:
        (line,) = [x for x in text.splitlines() if x.startswith(f"{ending.programme}: ")]
        assert re.search(r"\. \[\d+\]$", line), line
        source = sources[dataset.programmes[ending.observation_id]["source_id"]]
        assert citation.titled(source, 160) in text
    assert "python -m" not in text.split("Sources")[0]
    assert ("What ends within a year" in text) == bool(found.endings)


def test_the_year_of_a_number_stands_beside_it_where_its_term_does(dataset):
    """A term to March 2027 beside a count of 2023: the count is not of 2027."""
    table = dataset.gap(Selection())
    rows = endings.rows(watch(table, dataset.observations, dataset.as_of, 60), table,
                        dataset.programmes)  # fmt: skip
    parts = table.parts.set_index("service_id")
    with_places = [row for row in rows if row["places"] is not None]
    assert with_places
    for row in with_places:
        of = parts.loc[[row["service_id"]]].dropna(subset=["places"]).iloc[0]
        assert (row["number_year"], row["grade"]) == (of["number_year"], of["grade"])
        (line,) = [text for text, _ in endings.lines([row])]
        assert f"places a year ({of['number_year']}, {of['grade']})" in line


def test_every_term_that_ends_is_shown_with_who_says_so(dataset):
    table = dataset.gap(Selection())
    found = watch(table, dataset.observations, dataset.as_of, 60)
    rows = endings.rows(found, table, dataset.programmes)
    sources = {source["source_id"]: source for source in dataset.sources()}
    shown = endings.listing(rows, sources)
    assert len(shown) == len(found.endings) > 0
    for line, row in zip(shown, rows, strict=True):
        assert sources[row["source_id"]]["publisher"] in line["Source"]


@pytest.mark.parametrize("level", ["pfa", "borough", "utla"])
def test_what_would_go_is_told_of_the_places_that_the_map_knows(dataset, level):
    table = dataset.gap(Selection(level=level))
    found = watch(table, dataset.observations, dataset.as_of, 60)
    first, after, *_ = endings.finding(found, table, table)
    assert f" of {whole(table.totals.places)} known places" in after
    counted = int(re.search(r"of ([\d,]+) counted", first)[1].replace(",", ""))
    beyond = re.search(r"\((\d+) where there is no estimate\)", first)
    assert counted - (int(beyond[1]) if beyond else 0) == table.totals.programmes
    assert len(found.endings) <= counted
