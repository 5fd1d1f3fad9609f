"""Run the command line: ``python -m gapmap``."""

import sys

from gapmap.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
