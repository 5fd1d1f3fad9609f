"""``python -m gapmap publish``: a site of every area, for any web server or a memory stick."""

import argparse
import csv
import io
import re
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from gapmap.cli import options as own_table
from gapmap.cli import selection_options
from gapmap.cli.output import say
from gapmap.dataset import Dataset
from gapmap.errors import CommandError, UnknownNameError
from gapmap.fields import shown
from gapmap.io.uploads.named import read_file
from gapmap.present.words.labels import plural
from gapmap.tasks.publish import publish
from gapmap.tasks.publish.build import Wish
from gapmap.vocabulary import LEVELS

DISTRICT: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?")
EVERY: Final = 25
"""After how many areas progress is said."""


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the parser of this command."""
    parser = commands.add_parser("publish", help="write a site of every area")
    selection_options.add_to(parser)
    parser.add_argument("folder", type=Path, metavar="OUT_DIR", help="folder of the site")
    parser.add_argument(
        "--base-url", default="", metavar="URL",
        help="the address that the site will have: for the sitemap, shared links and embedding",
    )  # fmt: skip
    parser.add_argument(
        "--postcode-districts", type=Path, metavar="FILE",
        help="CSV with the columns district and code: councils that postcode districts lie in",
    )  # fmt: skip
    parser.add_argument(
        "--docs", type=Path, metavar="FOLDER", help="built documentation, to stand under docs/"
    )
    parser.set_defaults(command=_publish)


def _publish(options: argparse.Namespace) -> None:
    levels = _levels(options.level)
    options.level = None
    selection = selection_options.selection_from(options)
    dataset = own_table.dataset(options)
    districts = _districts(options.postcode_districts, dataset)
    wish = Wish(selection, levels, _base(options.base_url), districts)
    done = publish(dataset, options.folder, wish, docs=options.docs, say=_progress)
    say(
        f"{plural(done.written, 'file')} written, {done.kept:,} left as they were, "
        f"{done.gone:,} taken away, in {shown(options.folder, 200)}."
        + ("" if done.at_once else " They were replaced one by one, not in one step.")
    )


def _progress(text: str) -> None:
    number = int(text.split(" ")[0])
    if number % EVERY == 0:
        say(text)


def _levels(given: list[str] | None) -> tuple[str, ...]:
    """The levels named, with commas or one by one; without any, all of them."""
    wanted = [name.strip() for text in given or () for name in text.split(",") if name.strip()]
    wrong = next((name for name in wanted if name not in LEVELS), None)
    if wrong is not None:
        raise UnknownNameError(f"--level: {shown(wrong)} is not one of: {', '.join(LEVELS)}.")
    return tuple(dict.fromkeys(wanted)) or tuple(LEVELS)


def _base(text: str) -> str:
    """The address with a slash at its end. Raises CommandError for one that is none."""
    if not text:
        return ""
    parts = urlsplit(text)
    odd = re.search(r"[\s\"'<>\\]", text)
    if (
        parts.scheme not in ("http", "https")
        or not parts.netloc
        or odd
        or parts.query
        or (parts.fragment)
    ):
        raise CommandError(
            f"--base-url: {shown(text, 200)} is no address of a folder on the web; write one such "
            "as https://example.org/gapmap/."
        )
    return text if text.endswith("/") else f"{text}/"


def _districts(path: Path | None, dataset: Dataset) -> dict[str, list[str]]:
    """Codes of councils by postcode district. Raises CommandError naming line and remedy."""
    if path is None:
        return {}
    text = read_file(path, "a table of postcode districts").decode("utf-8-sig", "replace")
    rows = csv.DictReader(io.StringIO(text))
    name = shown(path.name, 200)
    if not {"district", "code"} <= set(rows.fieldnames or ()):
        raise CommandError(f"{name}: the first line must name the columns district and code.")
    found: dict[str, list[str]] = {}
    for number, row in enumerate(rows, 2):
        district = (row["district"] or "").upper().replace(" ", "")
        code = (row["code"] or "").strip()
        if not DISTRICT.fullmatch(district):
            raise CommandError(
                f"{name}, line {number}, column district: {shown(district)} is no postcode "
                "district; write one such as SW1A."
            )
        if code not in dataset.lookup.index:
            raise CommandError(
                f"{name}, line {number}, column code: {shown(code)} is no council; use the code "
                "of an upper-tier council."
            )
        found.setdefault(district, [])
        if code not in found[district]:
            found[district].append(code)
    return found
