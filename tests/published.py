"""A small site as ``publish`` writes it: three levels, every page about all, an area of each."""

from datetime import date
from pathlib import Path
from typing import Final

from gapmap.dataset import Dataset
from gapmap.tasks.publish import manifest
from gapmap.tasks.publish.build import Build, Wish

LEVELS: Final = ("pfa", "borough", "country")
DISTRICTS: Final = {"N17": ["E09000014"], "CF10": ["W06000015"]}
AREAS: Final = {"pfa": "E23000001", "borough": "E09000014", "country": "W92000004"}
DAY: Final = date(2026, 11, 20)
BASE: Final = "https://example.org/gap/"


def write(dataset: Dataset, folder: Path) -> Path:
    """Write the site into a folder; links to areas that are not among ``AREAS`` lead nowhere."""
    build = Build(dataset, Wish(levels=LEVELS, base=BASE, districts=DISTRICTS))
    found = [*build.shared(), *(file for code in AREAS.values() for file in build.area(code))]
    for path, data in found:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(manifest.dated(path, data, DAY))
    return folder
