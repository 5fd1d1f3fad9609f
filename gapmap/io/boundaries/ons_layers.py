"""The layers of the ONS Open Geography Portal that are known here: services, fields, vintages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
RESOLUTIONS: Final = {
    "BUC": "ultra generalised (500 m)",
    "BSC": "super generalised (200 m)",
    "BGC": "generalised (20 m)",
    "BFC": "full resolution",
}
"""All clipped to the coastline."""
ALSO: Final = {"BFC": "FCB", "BGC": "GCB", "BSC": "SGCB", "BUC": "UCB"}
"""Resolutions as services up to 2019 spell them."""


@dataclass(frozen=True)
class Kind:
    """A layer of areas: start of its services' names, of its fields' names, and known vintages.

    ``services`` maps a vintage to the name of its service; ``{}`` stands for the resolution.
    """

    title: str
    service: str
    field: str
    services: Mapping[str, str]


KINDS: Final[Mapping[str, Kind]] = {
    "pfa": Kind(
        "police force areas",
        "Police_Force_Areas",
        "PFA",
        {
            "2023-12": "Police_Force_Areas_December_2023_EW_{}",
            "2024-12": "Police_Force_Areas_Dec_2024_EW_{}",
        },
    ),
    "ctyua": Kind(
        "counties and unitary authorities",
        "Counties_and_Unitary_Authorities",
        "CTYUA",
        {
            "2018-12": "Counties_and_Unitary_Authorities_December_2018_{}_UK_2022",
            "2019-12": "Counties_and_Unitary_Authorities_December_2019_{}_UK_2022",
            "2020-12": "Counties_and_Unitary_Authorities_December_2020_UK_{}_2022",
            "2021-12": "Counties_and_Unitary_Authorities_December_2021_UK_{}",
            "2022-12": "Counties_and_Unitary_Authorities_December_2022_UK_{}",
            "2023-05": "Counties_and_Unitary_Authorities_May_2023_UK_{}",
            "2023-12": "Counties_and_Unitary_Authorities_December_2023_Boundaries_UK_{}",
            "2024-12": "Counties_and_Unitary_Authorities_December_2024_Boundaries_UK_{}",
            "2025-12": "Counties_and_Unitary_Authorities_December_2025_Boundaries_UK_{}",
        },
    ),
    "country": Kind(
        "countries",
        "Countries",
        "CTRY",
        {
            "2022-12": "Countries_December_2022_UK_{}",
            "2023-12": "Countries_December_2023_Boundaries_UK_{}",
            "2024-12": "Countries_December_2024_Boundaries_UK_{}",
        },
    ),
    "region": Kind(
        "regions",
        "Regions",
        "RGN",
        {
            "2021-12": "Regions_December_2021_EN_{}",
            "2022-12": "Regions_December_2022_EN_{}",
            "2023-12": "Regions_December_2023_Boundaries_EN_{}",
            "2024-12": "Regions_December_2024_Boundaries_EN_{}",
        },
    ),
}
"""Services whose names were seen in use. One that has been renamed is looked up in the service's
own list, and so is a vintage that is not here."""


def when_in_words(vintage: str) -> str:
    """“2023-12” as “December 2023”."""
    return f"{MONTHS[int(vintage[5:7]) - 1]} {vintage[:4]}"
