"""A short turn of every reader in ``tests.security.fuzz``; ``make fuzz`` is the long one."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.io.own import own_files
from tests.security import fuzz


@pytest.mark.parametrize("name", fuzz.PARSERS)
def test_every_reader_gives_a_result_or_a_sentence(name):
    @settings(max_examples=25)
    @given(data=st.data())
    def each(data):
        fuzz.outcome(name, data.draw(fuzz.PARSERS[name][0]))

    each()


@pytest.mark.parametrize("name", ["", ".", "./.", "./", "..x", "x.", ".shp", "a//b.shp"])
def test_a_file_in_an_archive_that_has_no_proper_name(name):
    """The first of these was found by a fuzzer that watches which lines run (atheris)."""
    out = io.BytesIO(own_files.VALID["a.zip"])
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"")
    assert fuzz.outcome("zip", out.getvalue()) in ("refused", "read, all rows good")
