"""Run the command line: ``python -m gapmap``."""

import sys

from gapmap.cli import main

if __name__ == "__main__":
    sys.exit(main())
