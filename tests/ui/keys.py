"""Widgets by the names of their choices: their keys change whenever the choices are set anew."""

import re

from gapmap.ui.state.keys import CHOICES


def key_of(app, name, keys=CHOICES):
    """The key that the widget of a choice has now, whatever has been set before."""
    counted = f"times_{keys.start}_set"
    held = app.session_state
    times = held[counted] if counted in held else 0  # noqa: SIM401 (it has no get)
    return f"{keys.start}_{name}" + (f"_{times}" if times else "")


def plain(key):
    """A key without the number that tells how often the choices were set."""
    return re.sub(r"_\d+$", "", key or "")


def named(widgets):
    """Widgets by their keys, without these numbers."""
    return {plain(widget.key): widget for widget in widgets}
