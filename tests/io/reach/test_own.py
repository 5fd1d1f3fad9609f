"""A user's own points and ways: read as CSV and Parquet, faults named by row."""

import io

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import parquet as parquet_files

from gapmap.errors import FileTooLargeError, UserInputError
from gapmap.io.files import apart
from gapmap.io.reach.own import origins, ways

WAYS = "origin,provider,minutes\nA,stop-leeds,12\nB,stop-leeds,31.5\n"
POINTS = "origin,area,people,easting,northing\nA,E08000035,10,430000,433000\n"


def parquet(text):
    out = io.BytesIO()
    pd.read_csv(io.StringIO(text)).to_parquet(out)
    return out.getvalue()


@pytest.mark.parametrize("data", [WAYS.encode(), WAYS.encode("utf-8-sig"), parquet(WAYS)])
def test_ways_are_the_same_from_either_format(data):
    found = ways(data, "ways")
    assert found.unit == "minutes"
    assert [
        (found.origins[i], found.providers[j], n)
        for i, j, n in zip(found.origin, found.provider, found.length, strict=True)
    ] == [("A", "stop-leeds", 12), ("B", "stop-leeds", 31.5)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("origin,provider,minutes\nA,X,1\nB,X,far\n", "row 3, column minutes: “far”"),
        ("origin,provider,minutes\nA,X,-1\nB,X,-2\n", "row 2, column minutes: “-1”"),
        ("origin,provider,minutes\nA,X,-1\nB,X,-2\n", "So it is in 1 more rows"),
        ("origin,provider,minutes\nA,X,nan\n", "row 2, column minutes"),
        ("origin,provider,minutes\nA,X,\n", "row 2, column minutes"),
        ("origin,provider,minutes\n,X,4\n", "row 2, column origin: blank"),
        ("origin,provider,minutes\nA,X,4\nB,X,4\nA,X,5\n", "row 4: the way from “A” to “X”"),
        ("origin,provider\nA,X\n", "no column minutes"),
        ("origin,provider,minutes,minutes\nA,X,1,1\n", "the column minutes twice"),
        ("origin,provider,minutes\n", "has no rows"),
        ("origin,provider,minutes\nA,X\n", "cannot be read as CSV"),
        ("", "cannot be read as CSV"),
    ],
)
def test_a_fault_of_ways_is_named_with_its_row(text, said):
    with pytest.raises(UserInputError) as caught:
        ways(text.encode(), "ways.csv")
    assert said in str(caught.value)
    assert "ways.csv" in str(caught.value)


def test_a_broken_parquet_file_is_a_sentence():
    with pytest.raises(UserInputError, match="cannot be read as Parquet"):
        ways(b"PAR1 and nothing else", "ways.parquet")


@pytest.mark.parametrize("data", [WAYS.encode(), parquet(WAYS)])
def test_more_ways_than_are_read_end_in_a_sentence(data):
    assert len(ways(data, "ways", most_rows=2).length) == 2
    with pytest.raises(FileTooLargeError, match="has more than 1 rows; leave out pairs"):
        ways(data, "ways", most_rows=1)


def test_a_small_file_that_unpacks_to_gigabytes_is_a_sentence():
    rows = 20_000
    long = pa.DictionaryArray.from_arrays(pa.array([0] * rows, pa.int32()), ["x" * 1_000_000])
    table = pa.table({"origin": long, "provider": long, "minutes": [1.0] * rows})
    out = io.BytesIO()
    parquet_files.write_table(table, out, compression="zstd")
    data = out.getvalue()
    assert len(data) < 1_000_000
    with pytest.raises(UserInputError):
        apart.call(ways, data, "bomb.parquet", most_rows=500_000)


def test_points_with_metres_and_with_degrees_lie_at_the_same_spot():
    (first,) = origins(POINTS.encode(), "p.csv", {"E08000035"}, far=True)
    degrees = "origin,area,people,latitude,longitude\nA,E08000035,10,53.79280,-1.54620\n"
    (second,) = origins(degrees.encode(), "p.csv", {"E08000035"}, far=True)
    assert (first.code, first.block, first.people) == ("A", "E08000035", 10)
    assert (second.east, second.north) == pytest.approx((first.east, first.north), abs=300)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (POINTS.replace("E08000035", "E99"), "row 2, column area: “E99” is no council"),
        (POINTS + POINTS.splitlines()[1] + "\n", "row 3, column origin: “A” stands there a second"),
        ("origin,area,people\nA,E08000035,10\n", "has no coordinates"),
        (POINTS.replace(",10,", ",many,"), "row 2, column people: “many”"),
        ("origin,area,people,latitude,longitude\nA,E08000035,1,5,0\n", "column latitude: “5”"),
    ],
)
def test_a_fault_of_points_is_named_with_its_row(text, said):
    with pytest.raises(UserInputError) as caught:
        origins(text.encode(), "p.csv", {"E08000035"}, far=True)
    assert said in str(caught.value)


def test_points_need_no_coordinates_beside_ways():
    (found,) = origins(b"origin,area,people\nA,E08000035,10\n", "p.csv", {"E08000035"}, far=False)
    assert found.people == 10
