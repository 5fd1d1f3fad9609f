"""A file read in a process of its own: the answer, errors, and how far it is."""

import pytest

from gapmap.errors import UserInputError
from gapmap.io.files import apart
from gapmap.io.uploads import read as uploads
from tests.io.own import own_files as files


def test_a_file_read_in_another_process_is_what_it_is_here():
    data = files.VALID["a.xlsx"]
    there = apart.call(uploads.read, data, "a.xlsx", sheet="", heading_line=0)
    here = uploads.read(data, "a.xlsx")
    assert (there.header, tuple(there.rows)) == (here.header, tuple(here.rows))


def test_an_error_there_is_raised_here():
    with pytest.raises(UserInputError, match="is not what its ending"):
        apart.call(uploads.read, b"not a workbook", "a.xlsx")


def test_how_far_a_long_file_is_is_told_while_it_is_read():
    rows = [["A", "Stalking", "Leeds", n, None] for n in range(3 * apart.STEP)]
    told = []
    apart.call(uploads.read, files.xlsx(rows), "a.xlsx", told.append)
    assert len(told) >= 2
    assert told == sorted(told)
    assert told[-1] <= len(rows) + 1


def test_a_user_who_leaves_ends_the_process():
    class LeftError(Exception):
        """What stops the page."""

    def leave(_):
        raise LeftError

    rows = [["A", "Stalking", "Leeds", n, None] for n in range(2 * apart.STEP)]
    with pytest.raises(LeftError):
        apart.call(uploads.read, files.xlsx(rows), "a.xlsx", leave)
    assert apart.call(uploads.read, files.VALID["a.csv"], "a.csv").header  # the next one is read
