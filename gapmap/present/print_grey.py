"""Shades of grey for a printer without colours: classes keep their order, states stay apart.

Classes run from L* 34 (worst) to 84. ``none_recorded`` is almost black with white crossing lines
and an area without an estimate is white, so neither can be taken for a class.
"""

from functools import cache
from typing import Final

DARKEST_CLASS: Final = 34.0  # CIE L*
LIGHTEST_CLASS: Final = 84.0
ONLY_CLASS: Final = 66.0
NONE_RECORDED: Final = "#161616"
NO_ESTIMATE: Final = "#ffffff"


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
        return (_of_lightness(ONLY_CLASS),)
    step = (LIGHTEST_CLASS - DARKEST_CLASS) / (classes - 1)
    return tuple(_of_lightness(DARKEST_CLASS + i * step) for i in range(classes))


def _of_lightness(value: float) -> str:
    return _of_luminance(((value + 16) / 116) ** 3 if value > 8 else value / 903.3)


def _of_luminance(y: float) -> str:
    channel = 12.92 * y if y <= 0.0031308 else 1.055 * y ** (1 / 2.4) - 0.055
    return f"#{min(255, max(0, round(255 * channel))):02x}" + 2 * f"{round(255 * channel):02x}"
