"""Headings of a page about an area of Wales, in Welsh beside the English.

Only names and headings are given in Welsh: figures and sentences are made by rules that exist in
English alone, and the page says so.
"""

from collections.abc import Mapping
from typing import Final

HEADINGS: Final[Mapping[str, str]] = {
    "Map": "Map",
    "Figures": "Ffigurau",
    "What is not known": "Yr hyn nad yw’n hysbys",
    "Programmes that serve it": "Rhaglenni sy’n gwasanaethu’r ardal",
    "Recorded here, but not counted under this selection": (
        "Wedi’u cofnodi yma, ond heb eu cyfrif o dan y dewis hwn"
    ),
    "Recorded, but not counted as places": "Wedi’u cofnodi, ond heb eu cyfrif fel lleoedd",
    "Who could say": "Pwy allai ddweud",
    "Organisations that can be expected to know": "Sefydliadau y gellid disgwyl iddynt wybod",
    "Where to look first": "Ble i chwilio gyntaf",
    "Beside its neighbours": "Wrth ochr ei chymdogion",
    "Areas it shares ground with": "Ardaloedd sy’n rhannu’r un tir",
    "Take it with you": "Lawrlwytho a rhannu",
    "Sources": "Ffynonellau",
}
NOTE: Final = (
    "Mae’r enwau a’r penawdau hefyd yn Gymraeg. Nid yw gweddill y dudalen hon wedi’i gyfieithu."
)
WALES: Final = "W92000004"
