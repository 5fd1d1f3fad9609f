"""The benchmark of large directories runs, at its smallest: every figure is there once."""

from benchmarks import directory
from gapmap.dataset import Dataset
from gapmap.ui import main


def test_the_benchmark_of_a_directory_prints_each_figure_once(monkeypatch, capsys):
    monkeypatch.setattr(main, "dataset", main.dataset)  # it puts its own data in place of it
    monkeypatch.setenv("GAPMAP_DIRECTORY", "")
    records = len(Dataset.load().programmes) + 5
    directory.measure(records, 3)
    said = capsys.readouterr().out.splitlines()
    assert said[0] == f"{records} records, 3 revisions"
    names = [line.rpartition(": ")[0] for line in said[1:]]
    assert len(set(names)) == len(names)
    for page in ("Map", "Missing facts"):
        for what in ("of the CSVs", "with the directory"):
            assert {f"page {page} {what}, first", f"page {page} {what}, again"} <= set(names)
