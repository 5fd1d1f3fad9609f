"""The data files as plain rows, for tests that state a rule about them."""

import csv
import json

from tests.conftest import DATA

PACKAGE = {
    r["name"]: r for r in json.loads((DATA / "datapackage.json").read_text("utf-8"))["resources"]
}
MODELS = json.loads((DATA / "demand_models.json").read_text("utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


TABLES = {name: rows(name) for name in PACKAGE}
LOOKUP = {r["utla_code"]: r for r in TABLES["lookup"]}
PROGRAMMES = {r["observation_id"]: r for r in TABLES["programmes"]}
COMMISSIONING = {r["key"]: r for r in TABLES["commissioning"]}
NATIONS_WITHOUT_ESTIMATE = {"S92000003", "N92000002"}


def words(cell: str) -> list[str]:
    return [w for w in cell.split(";") if w]


def areas_of(observation_id: str) -> set[str]:
    return {
        r["utla_code"] for r in TABLES["programme_areas"] if r["observation_id"] == observation_id
    }


def level(name: str) -> set[str]:
    return {r["code"] for r in TABLES["areas"] if r["level"] == name and r["has_estimate"] == "yes"}
