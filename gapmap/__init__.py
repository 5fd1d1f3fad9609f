"""gapmap: where people who use violence or abuse can get onto a programme, and where not."""

import os

__version__ = "0.1.0"

if os.environ.get("HOME") == "":
    # Python takes a blank one for “/”, and every library would write there; without one, both ask
    # the system where the user's home is.
    del os.environ["HOME"]
