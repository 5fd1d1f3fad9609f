"""``python -m gapmap redraw FILE``: say what made an exported file, and make it again."""

import argparse
import shlex
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Final

from gapmap.cli import options as own_table
from gapmap.cli import output as outputs
from gapmap.dataset import Dataset
from gapmap.errors import CommandError, GapmapError
from gapmap.fields import shown
from gapmap.io.files.atomic import write_bytes
from gapmap.io.recipes import find as recipes
from gapmap.present.words import redraw as redraw_words
from gapmap.recipe import Recipe
from gapmap.tasks import redraw
from gapmap.tasks.products import PRODUCTS

UNEXPLAINED: Final = (
    "The files still differ: the original was changed after it was made, or what draws here "
    "(libraries, fonts, boundaries) is of another version."
)


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("redraw", help="say what made an exported file; make it again")
    parser.add_argument("file", type=Path, help="a file that gapmap exported")
    parser.add_argument(
        "--output", type=Path, metavar="FILE", help="file to write (default: NAME-redrawn.ENDING)"
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit code 1 if the file would differ"
    )
    own_table.add_to(parser)
    parser.set_defaults(command=_redraw)


def _redraw(options: argparse.Namespace) -> None:
    old = own_table.read_file(options.file, "one that gapmap wrote", recipes.LARGEST)
    recipe = recipes.find_apart(old, options.file.name)
    dataset = own_table.dataset(options)
    _print_made(options.file, recipe, dataset)
    table = redraw.table_of(recipe, dataset)
    ending = PRODUCTS[recipe.product].ending
    output = _output(options, ending)
    if table.fingerprint != recipe.fingerprint:
        print(f"Data today: fingerprint {table.fingerprint}")
    changes = redraw.since(recipe, dataset, table)
    print("\n".join(changes or ["The data are the same today."]))
    new = redraw.remake(recipe, dataset, table)
    differs = redraw.difference(old, new, ending)
    if differs and not changes:
        print(UNEXPLAINED)
    if options.check:
        if differs:
            raise GapmapError(f"Made again, {shown(options.file, 200)} would differ: {differs}.")
        print("Made again, the file would be identical.")
        return
    write_bytes(output, new)
    if redraw.file_date(recipe, table).isoformat() != recipe.date:
        outputs.say("As the data are today's, the new file is dated today.")
    outcome = f"Not the same file: {differs}." if differs else "Identical to the original."
    outputs.say(f"{shown(output, 200)} written ({len(new):,} bytes). {outcome}")


def _print_made(path: Path, recipe: Recipe, dataset: Dataset) -> None:
    product = PRODUCTS.get(recipe.product)
    label = product.label if product else recipe.product
    ending = product.ending if product else path.suffix
    model = dataset.models.get(recipe.selection.demand)
    if model is None:
        model = replace(dataset.models["serious"], name="Your own table", assumptions=())
    for heading, text in redraw_words.made(recipe, label, model).items():
        print(f"{heading}: {text}")
    print(f"Command: {shlex.join(redraw_words.command(recipe, ending))}")


def _output(options: argparse.Namespace, ending: str) -> Path:
    """Where to write: what was asked for, else a name beside the original that is free."""
    wanted: Path | None = options.output
    if wanted is not None:
        if wanted.suffix.lower() != ending:
            raise CommandError(
                f"{shown(wanted, 200)} does not end in {ending}, as the file made again must."
            )
        return wanted
    old: Path = options.file
    names = (f"-{number}" if number > 1 else "" for number in count(1))
    free = (old.with_name(f"{old.stem}-redrawn{name}{ending}") for name in names)
    return next(path for path in free if not path.exists())
