"""The test of the house sees each fault it is there for, and the project has none."""

import pytest

from tests import house

CONTRACT = """
[[tool.importlinter.contracts]]
type = "layers"
layers = ["ui | cli", "core"]
"""


@pytest.fixture
def build(tmp_path):
    """A package made of modules given as name and text; every folder is a package."""

    def make(**texts):
        package = tmp_path / "made"
        for name, text in {"__init__": "", **texts}.items():
            path = package.joinpath(*name.split("__in__")).with_suffix(".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            for folder in (path.parent, *path.parent.parents):
                if folder == tmp_path:
                    break
                (folder / "__init__.py").touch()
            path.write_text(text)
        return package

    return make


def test_this_project_has_no_fault():
    settings = (house.ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert house.faults(house.ROOT / "gapmap", settings) == []


def test_a_house_without_faults_passes(build):
    package = build(ui__in__page="from made.core import gap", core__in__gap="import json")
    assert house.faults(package, CONTRACT) == []


@pytest.mark.parametrize(
    "text",
    [
        "from made.core import supply",
        "import made.core.supply",
        "from made.core.supply import Service",
        "def f():\n    from made.core import supply",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from made.core import supply",
    ],
)
def test_a_circle_of_files_is_seen_however_it_is_imported(build, text):
    package = build(core__in__gap=text, core__in__supply="from made.core.gap import compute")
    (said,) = house.faults(package, CONTRACT)
    assert said == "made.core: a circle of imports: gap -> supply -> gap."


def test_a_circle_of_folders_is_seen_though_no_files_form_one(build):
    package = build(
        ui__in__page="from made.core import gap",
        ui__in__words="",
        core__in__gap="",
        core__in__supply="from made.ui import words",
    )
    assert house.faults(package, CONTRACT) == ["made: a circle of imports: core -> ui -> core."]


def test_crowding_is_seen(build):
    package = build(**{f"core__in__m{i}": "" for i in range(house.MOST_BESIDE + 1)})
    (said,) = house.faults(package, CONTRACT)
    assert said.startswith("made.core: 16 modules")


def test_a_long_module_is_seen(build):
    package = build(core__in__gap="x = 1\n" * (house.LONGEST + 1))
    (said,) = house.faults(package, CONTRACT)
    assert "321 lines" in said


@pytest.mark.parametrize("text", ["from gapmap import load", "import gapmap"])
def test_taking_the_api_from_the_packages_own_file_is_seen(build, text):
    (said,) = house.faults(build(core__in__gap=text), CONTRACT)
    assert said == "made.core.gap takes more than the version from gapmap itself."


def test_a_module_outside_the_contract_is_seen(build):
    assert house.faults(build(stray=""), CONTRACT) == ["stray is in no layer of the contract."]
