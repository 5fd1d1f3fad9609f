"""Strategies that make hostile files, shared by the tests and the longer run.

A longer run, which prints how many inputs were tried::

    python -m tests.io.uploads.fuzz 20000
"""

import sys
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gapmap.dataset import Dataset
from gapmap.errors import DataError, UserInputError
from gapmap.io.own import columns
from gapmap.io.uploads import read as upload
from gapmap.tasks import own_programmes as own_data
from tests.io.own import own_files as files

ENDINGS = [*upload.ENDINGS, ".exe", ""]
CELLS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["inf", "nan", "1e308", "9999", "-1", "<script>", "=1+1", "\u202e", "\0", '"', "Haringey",
         "E09000014", "Dorset", "N17 9LJ", "2024", "2022-23", "n/k", "", "stalking", ";;;"]
    ),
)  # fmt: skip
HEADINGS = st.sampled_from([*columns.COLUMNS, "x", "", "Council", "Name"])


@st.composite
def tables(draw):
    """A CSV text of hostile cells under plausible headings."""
    header = draw(st.lists(HEADINGS, min_size=1, max_size=8, unique=True))
    rows = draw(st.lists(st.lists(CELLS, max_size=9), max_size=6))
    separator = draw(st.sampled_from([",", ";", "\t", "|"]))
    text = "\n".join(separator.join(cells) for cells in [header, *rows])
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"]))
    return text.encode(encoding, "replace"), "a.csv"


@st.composite
def mutated(draw):
    """A good file of any format with some bytes changed, cut out, doubled or put in."""
    name = draw(st.sampled_from(sorted(files.VALID)))
    data = bytearray(files.VALID[name])
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        change = draw(st.sampled_from(["set", "cut", "double", "insert", "end"]))
        if change == "set":
            data[at : at + 1] = draw(st.binary(min_size=1, max_size=4))
        elif change == "cut":
            del data[at : at + draw(st.integers(1, 200))]
        elif change == "double":
            data[at:at] = data[at : at + draw(st.integers(1, 200))]
        elif change == "insert":
            data[at:at] = draw(st.binary(max_size=50))
        else:
            del data[at:]
    return bytes(data), name


@st.composite
def repacked(draw):
    """A good spreadsheet or shapefile whose parts are changed and packed again, so checks pass."""
    name = draw(st.sampled_from(["a.xlsx", "a.ods", "a.zip"]))
    parts = {
        "a.xlsx": ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml",
                   "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"],
        "a.ods": ["content.xml", "mimetype"],
        "a.zip": ["shapes/layer.shp", "shapes/layer.shx", "shapes/layer.dbf", "shapes/layer.prj",
                  "shapes/layer.cpg"],
    }[name]  # fmt: skip
    part = draw(st.sampled_from(parts))
    data = bytearray(files.inside(files.VALID[name], part))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        kind = draw(st.sampled_from(["set", "cut", "number"]))
        if kind == "set":
            data[at : at + 1] = draw(st.binary(min_size=1, max_size=4))
        elif kind == "cut":
            del data[at : at + draw(st.integers(1, 60))]
        else:
            digits = [i for i, byte in enumerate(data) if 48 <= byte <= 57]
            if digits:
                spot = draw(st.sampled_from(digits))
                data[spot : spot + 1] = draw(st.sampled_from([b"-1", b"99999999999", b"1e308"]))
    return files.repacked(files.VALID[name], {part: bytes(data)}), name


ANYTHING = st.one_of(
    st.tuples(st.binary(max_size=600), st.sampled_from(ENDINGS).map("a{}".format)),
    st.tuples(
        st.tuples(
            st.sampled_from(
                [upload.ZIP, upload.SQLITE, upload.OLE, b"{", b"\xff\xfe", b"\xef\xbb\xbf"]
            ),
            st.binary(max_size=400),
        ).map(b"".join),
        st.sampled_from(ENDINGS).map("a{}".format),
    ),
    tables(),
    mutated(),
    repacked(),
)  # fmt: skip


def outcome(reader, data, name):
    """Read and check a file as the app does; anything but a sentence for the user is raised."""
    try:
        sent = upload.read(data, name)
        found = reader.check(sent, columns.guess(sent.header), {"programme_type": "stalking"})
    except (UserInputError, DataError) as error:
        said = str(error)
    else:
        return checked(sent, found)
    assert said.isprintable(), said
    return "refused"


def checked(sent, found):
    """What became of a file that was read; every row is either good or bad."""
    assert found.used + len(found.bad) + len(found.aside) == len(sent.rows)
    own_data.bad_rows_csv(sent, found)
    own_data.as_json(sent, columns.guess(sent.header), found)
    return "read, all rows good" if not found.bad else "read, some rows bad"


def main(number):
    """Try ``number`` inputs and print what became of them."""
    reader, seen = own_data.Reader(Dataset.load()), Counter()

    @settings(
        max_examples=number, deadline=None, database=None, derandomize=False,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(ANYTHING)
    def run(sent):
        seen[outcome(reader, *sent)] += 1

    run()
    print(f"{sum(seen.values()):,} inputs: {dict(seen)}")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000)
