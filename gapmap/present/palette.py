"""Colours and patterns of the map, the same on screen, in print and in the legend.

Darker means fewer places. The classes run along one blue ramp whose lightness falls evenly (CIE L*
about 90, 78, 64, 49, 33), so they keep their order for colour-blind readers and in greyscale;
``none_matching``, a gap by the record, is darker than every class and another hue. Silence is
drawn lightly: ``not_stated`` with light dots, ``none_recorded`` as paper with a strong outline.
States that are not classes carry a pattern, an outline or another hue, so none can be taken for a
class.

For a printer without colours classes run from L* 34 (worst) to 84; ``none_matching`` is almost
black with white crossing lines and an area without an estimate is white.
"""

from functools import cache
from typing import Final

RAMP: Final = ("#1b5090", "#3d78b4", "#6e9fd1", "#a3c4e6", "#d4e4f4")
"""Fewest places first; shorter scales take evenly spaced members, longer ones are interpolated."""

NONE_MATCHING: Final = "#4f0a1f"
NONE_RECORDED: Final = "#ffffff"
OUTLINE_LINE: Final = "#4f0a1f"
LIGHT_DOTS_BACK: Final = "#f7f7f5"
LIGHT_DOTS_LINE: Final = "#8a8a86"
HATCH_BACK: Final = "#f3f1ea"
HATCH_LINE: Final = "#6d6a62"
DOTS_BACK: Final = "#efe9f5"
DOTS_LINE: Final = "#5b4a72"
NO_ESTIMATE: Final = "#ededeb"
DARK: Final = {
    "none_matching": "#7d1433",
    "outline": "#f08ba6",
    "no_estimate": "#33322f",
    "hatch": "#3a3833",
    "hatch_line": "#b5b1a6",
    "light_dots": "#302f2c",
    "light_dots_line": "#a3a29c",
    "dots": "#352d42",
    "dots_line": "#c3b3de",
    "even": "#575028",
}
"""What states look like on a dark page, where pale fills would be the brightest of all.

What is silent stays dim there too: without an estimate darkest, dots and hatch between, and none
recorded as the page itself with a strong outline. None matching is brighter than the page, but
darker than every class. ``even`` is the middle of a scale of changes, where nothing has changed.
"""
SEA: Final = "#ffffff"
LAND: Final = "#f7f7f5"
EDGE: Final = "#ffffff"
EDGE_DARK: Final = "#8a8a86"
ACCENT: Final = "#ffb000"
INK: Final = "#1d1d1b"

STATE_FILL: Final = {
    "none_matching": NONE_MATCHING,
    "none_recorded": NONE_RECORDED,
    "not_stated": LIGHT_DOTS_BACK,
    "unmeasured": HATCH_BACK,
    "suppressed": DOTS_BACK,
    "no_estimate": NO_ESTIMATE,
}
STATE_PATTERN: Final = {
    "unmeasured": "hatch",
    "suppressed": "dots",
    "not_stated": "light-dots",
    "none_recorded": "outline",
}
CHANGE_PATTERN: Final = {"only_first": "bars", "only_second": "rows", "either": "grid"}
"""Known in A, in B, or in both without a difference: lines one way, the other, and crossing.

They are drawn in the two colours of ``DOTS``, so that none looks like the hatch of what is known in
neither.
"""
DARKEST_GREY: Final = 34.0  # CIE L*, of the worst class
LIGHTEST_GREY: Final = 84.0
ONLY_GREY: Final = 66.0
NONE_MATCHING_GREY: Final = "#161616"
NO_ESTIMATE_GREY: Final = "#ffffff"


def class_colours(classes: int) -> tuple[str, ...]:
    """Return one colour a class, fewest places first.

    Raises ValueError for fewer than one class.
    """
    if classes < 1:
        raise ValueError("A scale needs at least one class.")
    if classes == 1:
        return (RAMP[2],)
    steps = [i * (len(RAMP) - 1) / (classes - 1) for i in range(classes)]
    return tuple(_between(step) for step in steps)


CHANGE: Final = ("#7a3b06", "#d99a55", "#fbf3c4", "#9db7e0", "#2f5aa8")
"""Largest loss first; brown and blue stay apart for colour-blind eyes.

No change, in the middle, is a pale yellow: as a pale grey it looked like an area without figures.
"""


EVEN: Final = CHANGE[2]


def change_colours(classes: int) -> tuple[str, ...]:
    """Return one colour a class of change, the largest loss first.

    Raises ValueError for other than three or five classes.
    """
    if classes not in (3, 5):
        raise ValueError("Changes are drawn in three classes or five.")
    return CHANGE if classes == 5 else CHANGE[1:4]


def _between(position: float) -> str:
    """Colour at a fractional position along the ramp."""
    low = int(position)
    high = min(low + 1, len(RAMP) - 1)
    share = position - low
    channels = zip(_channels(RAMP[low]), _channels(RAMP[high]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in channels)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance of a colour (0 black to 1 white), as WCAG defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@cache
def grey(colour: str) -> str:
    """The grey with the luminance of a colour."""
    return _of_luminance(luminance(colour))


def class_greys(classes: int) -> tuple[str, ...]:
    """One grey a class, the worst (darkest) first, in even steps of lightness."""
    if classes == 1:
        return (_of_lightness(ONLY_GREY),)
    step = (LIGHTEST_GREY - DARKEST_GREY) / (classes - 1)
    return tuple(_of_lightness(DARKEST_GREY + i * step) for i in range(classes))


def _of_lightness(value: float) -> str:
    return _of_luminance(((value + 16) / 116) ** 3 if value > 8 else value / 903.3)


def _of_luminance(y: float) -> str:
    channel = 12.92 * y if y <= 0.0031308 else 1.055 * y ** (1 / 2.4) - 0.055
    return f"#{min(255, max(0, round(255 * channel))):02x}" + 2 * f"{round(255 * channel):02x}"
