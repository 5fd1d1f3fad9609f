"""gapmap: where people who use violence or abuse can get onto a programme, and where not."""

__version__ = "0.1.0"
