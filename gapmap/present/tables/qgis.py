"""How QGIS draws the areas of a GeoPackage: the classes, states and colours of the map.

QGIS reads the table ``layer_styles`` of a GeoPackage and draws a layer by the style that is marked
as the default of it (https://docs.qgis.org/latest/en/docs/user_manual/style_library/). The style is
QML, an XML of QGIS's own; what its elements are called is taken from files that QGIS writes.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring  # built here, never read

import pandas as pd

from gapmap.core.gap import GapTable
from gapmap.present import palette
from gapmap.present.packages import NOT_XML
from gapmap.present.words import scale

LAYER: Final = "areas"
GEOMETRY: Final = "geom"
TABLE: Final = "layer_styles"
KEY: Final = (
    'CASE WHEN "shade" = \'measured\' THEN \'class \' || to_string("class_index") ELSE "shade" END'
)
"""By what an area is drawn, as an expression of QGIS: its class, or the state it is drawn in."""
VERSION: Final = "3.28.0"
"""The version of QGIS in whose form the style is written; later ones read it."""
THIN: Final = 0.25  # mm, between areas
STRONG: Final = 0.6  # mm, around an area without a record
SPACING: Final = 1.5  # mm between lines and between dots of a pattern
LINE: Final = 0.14  # mm
DOTS: Final = {"dots": (palette.DOTS_LINE, 0.53), "light-dots": (palette.LIGHT_DOTS_LINE, 0.32)}
"""Colour and diameter (mm) of the dots of a pattern."""
DARK: Final = ("measured", "none_matching")
"""States whose fill a white edge stands out from."""
Options = Mapping[str, str | float]


def layer_styles(table: GapTable, today: date) -> pd.DataFrame:
    """The table ``layer_styles``, in the columns that QGIS writes, with the one style of areas."""
    made = pd.Timestamp(datetime.combine(today, time(), UTC))
    row = {
        "f_table_catalog": "",
        "f_table_schema": "",
        "f_table_name": LAYER,
        "f_geometry_column": GEOMETRY,
        "styleName": "gapmap",
        "styleQML": qml(table),
        "styleSLD": "",
        "useAsDefault": True,
        "description": NOT_XML.sub("\ufffd", scale.caption(table)),
        "owner": "gapmap",
        "ui": "",
        "update_time": made,
    }
    return pd.DataFrame([row])


def qml(table: GapTable) -> str:
    """The style as QML: a category for every class and for every state in use on the level."""
    root = Element("qgis", version=VERSION, styleCategories="Symbology")
    drawn = SubElement(
        root, "renderer-v2", type="categorizedSymbol", attr=KEY, symbollevels="0",
        enableorderby="0", forceraster="0",
    )  # fmt: skip
    categories, symbols = SubElement(drawn, "categories"), SubElement(drawn, "symbols")
    for number, (value, label, state, colour) in enumerate(_looks(table)):
        SubElement(
            categories, "category", value=value, label=NOT_XML.sub("\ufffd", label),
            symbol=str(number), render="true",
        )  # fmt: skip
        symbol = SubElement(symbols, "symbol", type="fill", name=str(number), alpha="1")
        _fill(symbol, state, colour)
    SubElement(root, "layerGeometryType").text = "2"  # polygons
    text = tostring(root, encoding="unicode")
    return f"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{text}"


def _looks(table: GapTable) -> Iterator[tuple[str, str, str, str]]:
    """Value, label, state and colour of every class, the worst first, then of every state."""
    whole = table.whole
    classes = zip(scale.class_labels(whole), scale.colours(whole), strict=True)
    for index, (label, colour) in enumerate(classes):
        yield f"class {index}", label, "measured", colour
    for state in scale.drawn(whole):
        if state != "measured":
            yield state, scale.state_label(whole, state), state, palette.STATE_FILL[state]


def _fill(symbol: Element, state: str, colour: str) -> None:
    """The fill of an area and its pattern above it."""
    pattern = palette.STATE_PATTERN.get(state, "")
    edge = palette.EDGE if state in DARK else palette.EDGE_DARK
    outlined = pattern == "outline"
    _layer(symbol, "SimpleFill", {
        "color": _rgba(colour), "style": "solid",
        "outline_color": _rgba(palette.OUTLINE_LINE if outlined else edge),
        "outline_style": "solid", "outline_width": STRONG if outlined else THIN,
        "outline_width_unit": "MM",
    })  # fmt: skip
    if pattern == "hatch":
        lines = _layer(symbol, "LinePatternFill", {
            "angle": 45, "distance": SPACING, "distance_unit": "MM", "line_width": LINE,
            "line_width_unit": "MM", "color": _rgba(palette.HATCH_LINE),
        })  # fmt: skip
        _layer(_inside(lines, symbol, "line"), "SimpleLine", {
            "line_color": _rgba(palette.HATCH_LINE), "line_style": "solid", "line_width": LINE,
            "line_width_unit": "MM",
        })  # fmt: skip
    elif pattern in DOTS:
        ink, diameter = DOTS[pattern]
        dots = _layer(symbol, "PointPatternFill", {
            "distance_x": SPACING, "distance_x_unit": "MM", "distance_y": SPACING,
            "distance_y_unit": "MM", "displacement_x": SPACING / 2, "displacement_x_unit": "MM",
        })  # fmt: skip
        _layer(_inside(dots, symbol, "marker"), "SimpleMarker", {
            "name": "circle", "color": _rgba(ink), "outline_style": "no", "size": diameter,
            "size_unit": "MM",
        })  # fmt: skip


def _inside(layer: Element, symbol: Element, kind: str) -> Element:
    """The symbol that a pattern repeats; QGIS knows it by the name of the one around it."""
    return SubElement(layer, "symbol", type=kind, name=f"@{symbol.get('name')}@1", alpha="1")


def _layer(symbol: Element, kind: str, options: Options) -> Element:
    """A layer of a symbol; ``options`` are its properties in QGIS's names."""
    attributes = {"class": kind, "enabled": "1", "locked": "0", "pass": "0"}
    made = SubElement(symbol, "layer", attributes)
    found = SubElement(made, "Option", type="Map")
    for name, value in options.items():
        SubElement(found, "Option", type="QString", name=name, value=str(value))
    return made


def _rgba(colour: str) -> str:
    """“#1b5090” as QGIS writes it: “27,80,144,255”."""
    return ",".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)) + ",255"
