"""gapmap: where people who use violence or abuse can get onto a programme, and where not.

``import gapmap`` is quick: the names below are loaded when they are first asked for.
"""

import os
from importlib import import_module

TYPE_CHECKING = False  # what checks types knows the name; typing itself is slow to import
if TYPE_CHECKING:
    from gapmap import errors
    from gapmap.api import (
        Dataset,
        LeftOutWarning,
        MissingFacts,
        Plan,
        Reach,
        Selection,
        Table,
        export,
        gap,
        load,
        missing,
        plan,
        reach,
    )

__version__ = "0.1.0"
__all__ = [
    "Dataset",
    "LeftOutWarning",
    "MissingFacts",
    "Plan",
    "Reach",
    "Selection",
    "Table",
    "errors",
    "export",
    "gap",
    "load",
    "missing",
    "plan",
    "reach",
]

if os.environ.get("HOME") == "":
    # Python takes a blank one for “/”, and every library would write there; without one, both ask
    # the system where the user's home is.
    del os.environ["HOME"]

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a public name when it is first asked for."""
        if name == "errors":
            return import_module("gapmap.errors")
        if name in __all__:
            return getattr(import_module("gapmap.api"), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

    def __dir__() -> list[str]:
        """The public names, loaded or not."""
        return [*globals(), *__all__]
