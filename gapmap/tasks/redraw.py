"""Make an exported file again from the recipe inside it, and say where the two files differ.

What has changed in the data since is found by ``gapmap.core.recipe_changes``, without drawing, and
put into sentences by ``gapmap.present.words.redraw``.
"""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from gapmap import __version__
from gapmap.core.gap import GapTable
from gapmap.core.recipe_changes import compare
from gapmap.dataset import Dataset
from gapmap.errors import BadRecipeError, NoEstimatesError
from gapmap.fields import shown
from gapmap.io.own.records import SOURCE as OWN_PROGRAMMES
from gapmap.io.templates.read import Template
from gapmap.present.words import redraw as redraw_words
from gapmap.recipe import BESIDE, Recipe
from gapmap.tasks.job import figures, source_marks
from gapmap.tasks.products import ASKED, PAGES, PRODUCTS, files, job_of

if TYPE_CHECKING:
    from gapmap.io.reach.own import Brought

FORMER_PAGES: Final = {"slide": "a4-landscape"}
"""Pages of maps made by earlier versions, and the page that they are drawn on today."""
TEXTS: Final = (".csv", ".svg", ".json", ".geojson", ".html", BESIDE)


def table_of(recipe: Recipe, dataset: Dataset) -> GapTable:
    """The GapTable that a recipe asks for, from today's data.

    Raises UserInputError when this version cannot make the file, or it needs the user's own table.
    """
    if recipe.product not in PRODUCTS and recipe.product not in ASKED:
        raise BadRecipeError(
            f"The file was made as {shown(recipe.product)}, which this gapmap {__version__} does "
            f"not make (it was made by {shown(recipe.version)}); update gapmap."
        )
    if recipe.page not in (*PAGES, *FORMER_PAGES):
        raise BadRecipeError(
            f"The file was drawn on the page {shown(recipe.page)}, which is not one of "
            f"{', '.join(PAGES)}; update gapmap."
        )
    needed = needs(recipe, dataset)
    if needed:
        raise NoEstimatesError(needed)
    return dataset.gap(recipe.selection)


def needs(recipe: Recipe, dataset: Dataset) -> str:
    """What of the user's own the file was made with and the dataset lacks, in a sentence."""
    if recipe.selection.demand == "own" and "own" not in dataset.models:
        return (
            "The file was made with a table of your own estimates, which it does not hold: give "
            "that table again with --demand-file, or load it in the app under “Your own estimates”."
        )
    if OWN_PROGRAMMES in recipe.sources and not dataset.own_file:
        return (
            "The file was made with programmes of your own, which it does not hold: give them "
            "again with --programmes, or load them in the app under “Your own data”."
        )
    return ""


def today_recipe(recipe: Recipe, dataset: Dataset, table: GapTable) -> Recipe:
    """The recipe of the same file as it would be made today; ``table`` is of its Selection."""
    return recipe.with_(
        fingerprint=table.fingerprint,
        version=__version__,
        date=file_date(recipe, table).isoformat(),
        sources=source_marks(dataset, table),
        figures=figures(table),
    )


def since(recipe: Recipe, dataset: Dataset, table: GapTable) -> list[str]:
    """What has changed since the file was made, in sentences; empty when nothing has."""
    dataset = dataset.guarded(table.selection.suppress_below)
    now = today_recipe(recipe, dataset, table)
    names = dict(zip(table.rows["code"], table.rows["name"], strict=True))
    rows = {row["source_id"]: row for row in dataset.sources()}
    changes = compare(recipe, now, names)
    return redraw_words.since(recipe, now, changes, rows, table.model.noun)


def file_date(recipe: Recipe, table: GapTable) -> date:
    """The date the new file carries: the old one's with the same data, else today's (UTC)."""
    if recipe.fingerprint == table.fingerprint:
        return date.fromisoformat(recipe.date)
    return datetime.now(UTC).date()


def template_for(
    recipe: Recipe, given: Template | None, of_machine: Template | None
) -> tuple[Template | None, str]:
    """The template to make a file with again, and what is to be said of it, in a sentence.

    A template that was given is used; else the machine's, where the file was made with it.
    """
    if given is not None:
        if given.mark == recipe.template:
            return given, ""
        before = "another template" if recipe.template else "gapmap's own template"
        return given, f"The file was made with {before}, so the new one looks different."
    if not recipe.template:
        return None, ""
    if of_machine is not None and of_machine.mark == recipe.template:
        return of_machine, ""
    return None, (
        "The file was made with a template of an office's own, which it does not hold: give it "
        "with --template. Without it the new file looks as gapmap's own do."
    )


def remake(
    recipe: Recipe, dataset: Dataset, table: GapTable, template: Template | None = None
) -> bytes:
    """Return the file that the recipe describes, from today's data. Raises as ``export`` does."""
    return next(iter(remake_files(recipe, dataset, table, "", template).values()))


def remake_files(
    recipe: Recipe,
    dataset: Dataset,
    table: GapTable,
    name: str,
    template: Template | None = None,
    brought: "Brought | None" = None,
) -> dict[str, bytes]:
    """The file that the recipe describes, called ``name``, and the one beside it, if it has one.

    ``brought`` are points and ways of the user's own, which the file does not hold.
    """
    job = job_of(
        recipe.product,
        dataset,
        table,
        file_date(recipe, table),
        page=FORMER_PAGES.get(recipe.page, recipe.page),
        grey=recipe.grey,
        area=recipe.area,
        plan=recipe.plan,
        template=template,
        brought=brought,
    )
    return files(job, name)


def named_in(beside: bytes) -> str:
    """The name of the table that a file beside it says it stands beside; empty where it does not.

    The two may have been renamed since.
    """
    try:
        body = json.loads(beside)
    except (ValueError, RecursionError):
        return ""
    url = body.get("url") if isinstance(body, dict) else None
    return url if isinstance(url, str) and len(url) <= 255 else ""


def difference(old: bytes, new: bytes, ending: str) -> str:
    """Where two files differ, as the end of a sentence; empty when they are the same bytes."""
    if old == new:
        return ""
    if ending in TEXTS:
        return _lines(old, new)
    if ending == ".png":
        return _picture(old, new)
    return _parts(old, new) or "its bytes"


def _lines(old: bytes, new: bytes) -> str:
    pairs = list(zip_longest(old.split(b"\n"), new.split(b"\n")))
    differ = [number for number, (a, b) in enumerate(pairs, 1) if a != b]
    if len(differ) == 1:
        return f"line {differ[0]}"
    return f"{len(differ):,} of {len(pairs):,} lines, the first is line {differ[0]}"


def _picture(old: bytes, new: bytes) -> str:
    """Whether the drawing differs or only what the file says about itself."""
    from PIL import Image, ImageChops

    try:
        with Image.open(io.BytesIO(old)) as a, Image.open(io.BytesIO(new)) as b:
            if a.size != b.size:
                return f"the size of the picture ({a.size[0]} × {a.size[1]} pixels before)"
            same = ImageChops.difference(a.convert("RGB"), b.convert("RGB")).getbbox() is None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return "the picture, which could not be drawn from the old file"
    return "what the file says about itself; the picture is the same" if same else "the picture"


def _parts(old: bytes, new: bytes) -> str:
    """The parts of a document or workbook that differ."""
    try:
        with zipfile.ZipFile(io.BytesIO(old)) as a, zipfile.ZipFile(io.BytesIO(new)) as b:
            before, after = ({m.filename: m.CRC for m in z.infolist()} for z in (a, b))
    except zipfile.BadZipFile:
        return ""
    names = sorted(n for n in before.keys() | after.keys() if before.get(n) != after.get(n))
    more = f" and {len(names) - 3} more parts" if len(names) > 3 else ""
    return f"{', '.join(names[:3])}{more}" if names else "how it is packed, not what it holds"
