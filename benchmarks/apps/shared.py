"""The app itself, noting after each run which data and map files the session was given."""

import gc
import json
import os
from pathlib import Path

from gapmap.dataset import Dataset
from gapmap.selection import Selection
from gapmap.ui import main
from gapmap.ui.map import layer as map_layer

main.run()
data = main.dataset()
gc.unfreeze()  # what the app froze after loading is not listed otherwise
note = {
    "dataset": id(data),
    "datasets": sum(isinstance(thing, Dataset) for thing in gc.get_objects()),
    "table": id(main.gap_table(data, Selection())),
    "site": str(map_layer.map_site()),
}
with Path(os.environ["GAPMAP_BENCH_NOTES"]).open("a", encoding="utf-8") as notes:
    notes.write(json.dumps(note) + "\n")
