"""``--template``: an office's own template for the Word and PowerPoint files of a command."""

import argparse
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from gapmap.errors import CommandError
from gapmap.fields import shown
from gapmap.io.templates.emptied import LARGEST
from gapmap.io.templates.read import FAMILIES, Template, of_settings, read
from gapmap.io.uploads.named import read_file
from gapmap.present.words.labels import listed
from gapmap.tasks.products import named


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument(
        "--template",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help=f"your own template ({', '.join(FAMILIES)}) for briefings in Word or for slides",
    )


def given(options: argparse.Namespace) -> dict[str, Template]:
    """The templates of the options by the ending of the files made from them.

    Says on stderr which styles a template lacks. Raises UserInputError.
    """
    found: dict[str, Template] = {}
    for path in options.template:
        template = read(read_file(path, "a template", LARGEST), path.name)
        if template.ending in found:
            raise CommandError(
                f"--template: {found[template.ending].name} and {template.name} are for the same "
                "kind of file; give one of them."
            )
        found[template.ending] = template
        if template.ending == ".docx":
            _say_what_is_lacking(template)
    return found


def _say_what_is_lacking(template: Template) -> None:
    from gapmap.present.briefing import word_styles

    lacking = [f"“{name}”" for name in word_styles.lacking(template.content)]
    if lacking:
        print(
            f"gapmap: {template.name} does not define {listed(lacking)}: gapmap's own styles of "
            "these names stand in.",
            file=sys.stderr,
        )


def used(templates: Mapping[str, Template], products: Iterable[str]) -> dict[str, Template]:
    """The template of each kind of file that is made: a given one, else the machine's.

    Raises CommandError for a given one that no product is made from, BadSettingError for one of the
    settings that cannot be used.
    """
    endings = dict.fromkeys(named(product).ending for product in products)
    for ending, template in templates.items():
        if ending not in endings:
            raise CommandError(
                f"--template: {shown(template.name, 200)} is for files that end in {ending}, and "
                f"what is made ends in {' and '.join(endings)}."
            )
    found = {ending: templates.get(ending) or of_settings(f"any{ending}") for ending in endings}
    return {ending: template for ending, template in found.items() if template}
