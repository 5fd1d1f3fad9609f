"""Every area that a list may name, by code and name, from the tables of the dataset."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from gapmap.io.headings import LEVELS, normal
from gapmap.vocabulary import LEVEL_SINGULAR

ABOLISHED: Final[dict[str, tuple[str, ...]]] = {
    "E06000047": ("Chester-le-Street", "Derwentside", "Durham City", "Easington", "Sedgefield",
                  "Teesdale", "Wear Valley"),
    "E06000049": ("Congleton", "Crewe and Nantwich", "Macclesfield"),
    "E06000050": ("Chester", "Ellesmere Port and Neston", "Vale Royal"),
    "E06000051": ("Bridgnorth", "North Shropshire", "Oswestry", "Shrewsbury and Atcham",
                  "South Shropshire"),
    "E06000052": ("Caradon", "Carrick", "Kerrier", "North Cornwall", "Penwith", "Restormel"),
    "E06000054": ("Kennet", "North Wiltshire", "Salisbury", "West Wiltshire"),
    "E06000056": ("Mid Bedfordshire", "South Bedfordshire"),
    "E06000057": ("Alnwick", "Berwick-upon-Tweed", "Blyth Valley", "Castle Morpeth", "Tynedale",
                  "Wansbeck"),
}  # fmt: skip
"""Districts abolished on 1 April 2009, by the council that holds them (the Structural Changes
Orders of 2008). Statistics of today give them no codes."""

ALIASES: Final = {
    "hull": "E06000010", "bristol": "E06000023", "durham": "E06000047", "herefordshire":
    "E06000019", "anglesey": "W06000001", "bcp": "E06000058", "met": "E23000001", "gmp":
    "E23000005", "metropolitan": "E23000001", "police scotland": "S92000003", "psni": "N92000002",
    "scotland": "S92000003", "northern ireland": "N92000002", "greater london": "E23000001",
    "london": "E23000001", "rhondda": "W06000016", "stoke": "E06000021", "southend": "E06000033",
    "scilly": "E06000053", "mopac": "E23000001", "mayor s office for policing and crime":
    "E23000001", "the met": "E23000001", "gmca": "E23000005", "metropolitan police":
    "E23000001", "newcastle": "E08000021", "kingston": "E09000021", "richmond": "E09000027",
    "eastern": "E12000006", "mps": "E23000001",
    "corporation of london": "E09000001", "lbhf": "E09000013", "east riding": "E06000011",
    "medway towns": "E06000035", "b nes": "E06000022", "banes": "E06000022",
    "kings lynn and west norfolk": "E07000146",
    "devon cornwall and isles of scilly": "E23000035",
    "devon cornwall and the isles of scilly": "E23000035",
    "square mile": "E09000001", "brighton": "E06000043", "telford": "E06000020",
    "shepway": "E07000112",
    "the mayor s office for policing and crime": "E23000001", "cwac": "E06000050",
    "yorkshire and humberside": "E12000003", "greater london authority": "E12000007",
    "gla": "E12000007", "cwac council": "E06000050", "london boroughs": "E12000007",
    "rhondda cynon taff": "W06000016", "bath": "E06000022", "hampshire and iow": "E23000030",
    "rbkc": "E09000020", "rbwm": "E06000040", "lbbd": "E09000002", "rbg": "E09000011",
    "lbwf": "E09000031", "lbth": "E09000030", "nelc": "E06000012", "cbmdc": "E08000032",
}  # fmt: skip
"""Other names of areas, as people write them (``normal``)."""
NATIONS: Final = {"S": ("S92000003", "Scotland"), "N": ("N92000002", "Northern Ireland")}


@dataclass(frozen=True)
class Named:
    """An area: its code, level and name, the building blocks in it, what has to be said of it."""

    code: str
    level: str
    name: str
    blocks: tuple[str, ...]
    note: str = ""

    @property
    def label(self) -> str:
        """Name and code."""
        return f"{self.name} ({self.code})" if self.code else self.name


def areas(
    tables: Mapping[str, pd.DataFrame], lookup: pd.DataFrame
) -> Iterator[tuple[Named, list[str]]]:
    """Every area of every level: councils first, so that a council's name means the council."""
    inside: dict[tuple[str, str], list[str]] = {}
    for level in lookup.columns:
        for block, code in lookup[level].dropna().items():
            inside.setdefault((str(level), str(code)), []).append(str(block))
    rows = tables["areas"].to_dict("records")
    order = (*LEVELS, *LEVEL_SINGULAR)  # boroughs last: each is a council
    for row in sorted(rows, key=lambda r: order.index(str(r["level"]))):
        level, code = str(row["level"]), str(row["code"])
        blocks = inside.get((level, code), [code] if row["has_estimate"] == "no" else [])
        force = [str(row["note"])] if level == "pfa" and len(str(row["note"])) < 60 else []
        names = [str(row["name_cy"]), *force]
        yield Named(code, level, str(row["name"]), in_order(blocks)), [n for n in names if n]


def districts(tables: Mapping[str, pd.DataFrame], codes: Mapping[str, Named]) -> Iterator[Named]:
    """Districts inside a county council, and the counties of 2021 that have been split since."""
    old: dict[str, set[str]] = {}
    for row in tables["districts"].to_dict("records"):
        code, block = str(row["district_code"]), str(row["utla_code"])
        old.setdefault(str(row["utla_2021_code"]), set()).add(block)
        if code not in codes:
            note = f"{row['district_name']} is counted in {codes[block].label}, which holds it"
            yield Named(code, "district", str(row["district_name"]), (block,), note)
    for code, blocks in old.items():
        if code not in codes:
            names = ", ".join(codes[b].label for b in sorted(blocks))
            yield Named(code, "former", names, in_order(blocks), f"a former code, now {names}")


def former(tables: Mapping[str, pd.DataFrame], codes: Mapping[str, Named]) -> Iterator[Named]:
    """Councils that were merged into others, by the name that they had."""
    districts = {
        str(r["district_code"]): str(r["utla_code"]) for r in tables["districts"].to_dict("records")
    }
    for row in tables["former_areas"].to_dict("records"):
        new = str(row["successor_code"])
        block = districts.get(new, new)
        if block in codes:
            name, label = str(row["former_name"]), codes[block].label
            note = f"{name} is a former council, now in {label}"
            yield Named(str(row["former_code"]), "former", name, (block,), note)
    for block, names in ABOLISHED.items():
        for name in names if block in codes else ():
            note = f"{name} is a former council, since April 2009 in {codes[block].label}"
            yield Named("", "former", name, (block,), note)


def full(named: Named) -> str:
    """An area with its kind: the council Kent (E10000016)."""
    kind = {**LEVEL_SINGULAR, "utla": "council", "district": "district", "former": "former council"}
    return f"the {kind[named.level]} {named.label}"


def key(name: str) -> str:
    """A name without “City of”, “, County of” and the like. London is not its City."""
    if name == "City of London":
        return "city of london"
    plain = normal(name.replace("&", " and "))
    return re.sub(r"^(city of|county of|county) | (city of|county of|city|county)$", "", plain)


def in_order(blocks: Iterable[str]) -> tuple[str, ...]:
    """Building blocks, each once."""
    return tuple(sorted(set(blocks)))
