"""The notebook runs as a reader would run it, and its figures are those of the app."""

import json

import nbformat
import pytest
from nbclient import NotebookClient
from streamlit.testing.v1 import AppTest

from gapmap.selection import Selection
from gapmap.ui.main import gap_table
from tests.docs.test_docs import ROOT

FILE = ROOT / "docs" / "notebooks" / "gaps.ipynb"
ASKED = """
import json
print(json.dumps({"figures": rows[["places", "perpetrators", "places_per_1000"]].to_dict("index"),
    "finding": table.finding, "query": table.selection.to_query(),
    "plan": plan.to_dataframe()["code"].tolist()}))
"""


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """The notebook with what its cells gave, and one more cell that prints the figures."""
    notebook = nbformat.read(FILE, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell(ASKED))
    folder = tmp_path_factory.mktemp("notebook")
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv("PYTHONWARNINGS", "ignore")  # of libraries, in a process that is not ours
        client.execute()
    return notebook, folder


def test_it_is_kept_without_what_it_gave():
    notebook = nbformat.read(FILE, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell for cell in code if cell.outputs or cell.execution_count] == []


def test_its_figures_are_those_of_the_app_for_the_same_selection(executed, dataset):
    notebook, _ = executed
    told = json.loads(notebook.cells[-1].outputs[0].text)
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    for name, texts in told["query"].items():
        app.query_params[name] = texts
    app.run()
    assert not app.exception
    shown = " ".join(element.proto.body for element in app.get("html"))
    assert told["finding"] in shown
    selection, problems = Selection.from_query(told["query"])
    assert problems == []
    table = gap_table(dataset, selection)
    assert list(told["figures"]) == list(table.columns["code"])
    for row in table.records:
        for name, value in told["figures"][row["code"]].items():
            expected = row[name]
            assert (value == expected) or (value != value and expected != expected)
    assert told["plan"]


def test_a_reader_sees_the_map_and_gets_the_file(executed):
    notebook, folder = executed
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert "data:image/svg+xml;base64," in code[0].outputs[0].data["text/html"]
    assert [
        output for cell in code for output in cell.outputs if output.output_type == "error"
    ] == []
    assert (folder / "self-referral.svg").stat().st_size > 100_000
