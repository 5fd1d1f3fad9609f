"""``python -m gapmap ask`` writes a folder a body; what it cannot do is one sentence."""

import pytest

from gapmap.cli.main import main


def test_an_areas_offices_are_asked(tmp_path, capsys):
    out = tmp_path / "round"
    assert main(["ask", str(out), "--area", "E23000017", "--kind", "commissioner,council"]) == 0
    assert {p.name for p in out.iterdir()} == {"pcc-E23000017", "council-E10000031", "requests.csv"}
    assert "2 requests in" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--area", "E23000017", "--due", "soon"], "is no day"),
        (["--area", "E23000017", "--due", "2020-01-01"], "give a later day"),
        (["--area", "E23000017", "--kind", "king"], "is not one of"),
        (["--area", "X"], "with an estimate"),
        ([], "required"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(tmp_path, capsys, arguments, said):
    assert main(["ask", str(tmp_path / "out"), *arguments]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
    assert not (tmp_path / "out").exists()
