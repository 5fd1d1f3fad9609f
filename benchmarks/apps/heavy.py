"""The app itself, its forces drawn in the heavy level: everything else is as it comes."""

from benchmarks import heavy
from gapmap.ui import main

heavy.put_in()
main.run()
