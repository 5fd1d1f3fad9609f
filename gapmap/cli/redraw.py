"""``python -m gapmap redraw FILE``: say what made an exported file, and make it again."""

import argparse
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from gapmap.cli import options as own_table
from gapmap.cli import output as outputs
from gapmap.cli import templates
from gapmap.cli.planning import brought
from gapmap.dataset import Dataset
from gapmap.errors import CommandError, GapmapError, NoRecipeError
from gapmap.fields import shown
from gapmap.io.files.atomic import write_bytes
from gapmap.io.own.records import SOURCE as OWN_PROGRAMMES
from gapmap.io.recipes import find as recipes
from gapmap.io.templates.read import Template, of_settings
from gapmap.io.uploads.named import read_file
from gapmap.present.words import redraw as redraw_words
from gapmap.recipe import BESIDE, Recipe
from gapmap.tasks import redraw
from gapmap.tasks.products import ASKED, PRODUCTS, REACH, named

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
    templates.add_to(parser)
    brought.add_to(parser)
    parser.set_defaults(command=_redraw)


def _redraw(options: argparse.Namespace) -> None:
    old = _Old.read(options.file)
    dataset = own_table.dataset(options)
    recipe = old.recipe
    _print_made(options.file, recipe, dataset)
    table = redraw.table_of(recipe, dataset)
    template, looks = _template(options, recipe)
    ending = named(recipe.product).ending
    output = _output(options, ending, old.path)
    if table.fingerprint != recipe.fingerprint:
        outputs.say(f"Data today: fingerprint {table.fingerprint}")
    changes = redraw.since(recipe, dataset, table)
    outputs.say("\n".join(changes or ["The data are the same today."]))
    files = brought.read(options, dataset)
    if recipe.product in REACH and recipe.plan is not None:
        looks = looks or brought.say_others(recipe.plan, files)
    made = partial(redraw.remake_files, recipe, dataset, table, template=template, brought=files)
    differs = _differs(old, made(name=old.called), ending)
    if differs and not changes and not looks:
        outputs.say(UNEXPLAINED)
    if options.check:
        if differs:
            raise GapmapError(f"Made again, {shown(old.path, 200)} would differ: {differs}.")
        outputs.say("Made again, the file would be identical.")
        return
    outcome = f"Not the same file: {differs}." if differs else "Identical to the original."
    if redraw.file_date(recipe, table).isoformat() != recipe.date:
        outcome = f"As the data are today's, the new file is dated today. {outcome}"
    for name, data in made(name=output.name).items():
        path = output.with_name(name)
        write_bytes(path, data)
        outputs.say(f"{shown(path, 200)} written ({len(data):,} bytes). {outcome}")
        outcome = "It keeps what made the table."


@dataclass(frozen=True)
class _Old:
    """The file to be made again, and the one beside it, as they are now; None where missing.

    ``called`` is the name under which they were made; they may have another one since.
    """

    path: Path
    data: bytes | None
    beside: bytes | None
    recipe: Recipe
    called: str

    @classmethod
    def read(cls, path: Path) -> "_Old":
        """Read both, whichever of them is named. Raises UserInputError, one sentence."""
        if path.name.endswith(f".csv{BESIDE}"):
            table = path.with_name(path.name.removesuffix(BESIDE))
            beside = _read(path)
            recipe = recipes.find_apart(beside, path.name)
            data = _read(table) if table.is_file() else None
            return cls(table, data, beside, recipe, redraw.named_in(beside) or table.name)
        data, other = _read(path), path.with_name(f"{path.name}{BESIDE}")
        try:
            recipe = recipes.find_apart(data, path.name)
        except NoRecipeError:
            if not other.is_file():
                raise
            beside = _read(other)
            recipe = recipes.find_apart(beside, other.name)
            return cls(path, data, beside, recipe, redraw.named_in(beside) or path.name)
        return cls(path, data, None, recipe, path.name)


def _read(path: Path) -> bytes:
    return read_file(path, "one that gapmap wrote", recipes.LARGEST)


def _differs(old: _Old, made: Mapping[str, bytes], ending: str) -> str:
    """Where the old files and those made again differ, as the end of a sentence; else empty."""
    new, *beside = made.values()
    found = []
    if old.data is None:
        found.append("the table is not beside it, so only what stands beside it was compared")
    else:
        found.append(redraw.difference(old.data, new, ending))
    if beside and old.beside is not None:
        where = redraw.difference(old.beside, beside[0], BESIDE)
        found.append(where and f"{where} of what stands beside the table")
    return "; ".join(filter(None, found))


def _template(options: argparse.Namespace, recipe: Recipe) -> tuple[Template | None, str]:
    """The template to use; where it is not the one that the file was made with, says so."""
    ending, given = named(recipe.product).ending, templates.given(options)
    if given:
        templates.used(given, [recipe.product])
    machine = of_settings(recipe.product) if recipe.template and not given else None
    template, said = redraw.template_for(recipe, given.get(ending), machine)
    if said:
        outputs.say(said)
    return template, said


def _print_made(path: Path, recipe: Recipe, dataset: Dataset) -> None:
    product = ASKED.get(recipe.product) or PRODUCTS.get(recipe.product)
    label = product.label if product else recipe.product
    ending = product.ending if product else path.suffix
    model = dataset.models.get(recipe.selection.demand)
    if model is None:
        model = replace(dataset.models["serious"], name="Your own table", assumptions=())
    for heading, text in redraw_words.made(recipe, label, model).items():
        outputs.say(f"{heading}: {text}")
    own = OWN_PROGRAMMES in recipe.sources
    words = redraw_words.command(recipe, ending, own_programmes=own)
    outputs.say(f"Command: {shlex.join(words)}")


def _output(options: argparse.Namespace, ending: str, old: Path) -> Path:
    """Where to write: what was asked for, else a name beside the original that is free."""
    wanted: Path | None = options.output
    if wanted is not None:
        if wanted.suffix.lower() != ending:
            raise CommandError(
                f"{shown(wanted, 200)} does not end in {ending}, as the file made again must."
            )
        return wanted
    names = (f"-{number}" if number > 1 else "" for number in count(1))
    free = (old.with_name(f"{old.stem}-redrawn{name}{ending}") for name in names)
    return next(path for path in free if not path.exists())
