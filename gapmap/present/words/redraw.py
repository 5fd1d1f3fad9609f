"""Sentences about an exported file: what made it, and what has changed since."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final
from urllib.parse import parse_qs

from gapmap.core.need.demand import DemandModel
from gapmap.core.recipe_changes import AreaChange, Changes
from gapmap.fields import to_texts
from gapmap.present.words.labels import known, listed, plain, plural, whole
from gapmap.present.words.selection import selection_in_words
from gapmap.recipe import OWN, Recipe
from gapmap.selection import FIELDS, Selection
from gapmap.vocabulary import LEVEL_PLURAL, LEVEL_SINGULAR

SHOWN_AREAS: Final = 5
SHOWN_SOURCES: Final = 8


def options(selection: Selection) -> list[str]:
    """The command-line options that give this Selection, each as one or two words."""
    found: list[str] = []
    for name in selection.changed():
        value, flag = getattr(selection, name), FIELDS[name].flag
        # with “=”, so that a value that begins with a minus is not taken for an option
        found.append(flag if value is True else f"{flag}={to_texts(value)[0]}")
    return found


def command(recipe: Recipe, ending: str, *, own_programmes: bool = False) -> list[str]:
    """The words of the command line that makes the same kind of file from today's data.

    What a file was made with but does not hold stands in it by a name in capitals:
    ``own_programmes`` says whether that is so of a list of one's own.
    """
    found = _maker(recipe, ending)
    if recipe.page != "a4-portrait":
        found += ["--page", recipe.page]
    if recipe.grey:
        found.append("--grey")
    if recipe.area is not None:
        found += ["--area", recipe.area]
    if recipe.template:
        found += ["--template", f"YOUR_TEMPLATE{ending}"]
    if recipe.selection.demand == "own":
        found += ["--demand-file", "YOUR_TABLE.csv"]
    if own_programmes:
        found += ["--programmes", "YOUR_PROGRAMMES.csv"]
    return found + options(recipe.selection)


def _maker(recipe: Recipe, ending: str) -> list[str]:
    """The command that makes a file, with what is asked beside a Selection."""
    asked, start = recipe.plan, ["python", "-m", "gapmap"]
    if asked is None:
        return [*start, "export", f"FILE{ending}", "--as", recipe.product]
    if not recipe.product.startswith("reach."):
        how = "--kept" if recipe.product.startswith("plans.") else "--wish"
        return [*start, "plan", how, asked, "--output", f"FILE{ending}"]
    files = [
        word
        for name, file in (("travel", "YOUR_WAYS.csv"), ("origins", "YOUR_POINTS.csv"))
        if name in parse_qs(asked)
        for word in (f"--{name}", file)
    ]
    return [*start, "reach", "--asked", asked, *files, "--output", f"FILE{ending}"]


def made(recipe: Recipe, label: str, model: DemandModel) -> dict[str, str]:
    """What made a file, by heading. ``label`` is what the product is called."""
    drawn = [recipe.page.replace("-", " ")] + (["in shades of grey"] if recipe.grey else [])
    area = recipe.area and f"the {LEVEL_SINGULAR[recipe.selection.level]} {recipe.area}"
    return {
        "Kind": ", ".join([label, *(drawn if recipe.product.startswith("map.") else [])]),
        **({"About": area} if area else {}),
        "Selection": selection_in_words(recipe.selection, model),
        "Made": f"{on(recipe)}, by gapmap {recipe.version}",
        "Data": f"fingerprint {recipe.fingerprint}",
    }


def on(recipe: Recipe) -> str:
    """The date of a file: “21 November 2026”."""
    day = date.fromisoformat(recipe.date)
    return f"{day.day} {day:%B %Y}"


def since(
    then: Recipe, now: Recipe, changes: Changes, sources: Mapping[str, Mapping[str, str]], noun: str
) -> list[str]:
    """What has changed since a file was made, in sentences; empty when nothing has.

    ``sources`` are the rows of sources.csv by id, ``noun`` what the estimate counts.
    """
    sentences: list[str] = []
    if not changes.same_data:
        sentences.append("The data have changed since the file was made.")
    effects = _effects(changes, noun, LEVEL_PLURAL[now.selection.level])
    if effects or not changes.same_data or then.version != now.version:
        sentences += effects or ["No area’s known places or estimated perpetrators have changed."]
    if not changes.same_data:
        sentences += _source_sentences(changes, sources)
    if then.version != now.version:
        sentences.append(
            f"The file was made by gapmap {then.version} and this is {now.version}: words, drawing "
            "or rules may differ."
        )
    return sentences


def _source_sentences(changes: Changes, sources: Mapping[str, Mapping[str, str]]) -> list[str]:
    found: list[str] = []
    if OWN in changes.changed:
        found.append("Your own table of estimates is not the one that the file was made with.")
    for what, ids in (
        ("Sources whose figures or description changed", changes.changed),
        ("Sources that this view did not use then", changes.added),
        ("Sources that this view no longer uses", changes.removed),
    ):
        named = [_source(i, sources) for i in ids if i != OWN]
        if named:
            found.append(f"{what}: {_some(named, SHOWN_SOURCES, '; ')}.")
    return found or ["None of the sources that this view uses has changed."]


def _source(source_id: str, sources: Mapping[str, Mapping[str, str]]) -> str:
    row = sources.get(source_id)
    return f"{source_id} (no longer in the data)" if row is None else f"{source_id}, {row['title']}"


def _effects(changes: Changes, noun: str, areas: str) -> list[str]:
    found: list[str] = []
    for what, moved, sums in (
        ("known places a year", changes.places, changes.places_sum),
        (f"estimated {noun}", changes.perpetrators, changes.perpetrators_sum),
    ):
        if moved:
            all_areas = f"{_from_to(*sums)} in all {areas} together"
            found.append(
                f"{what[0].upper()}{what[1:]}: {all_areas}. They differ in "
                f"{plural(len(moved), 'area')}{_most(moved)}."
            )
    for what, codes in (("new since then", changes.came), ("no longer there", changes.went)):
        if codes:
            found.append(f"Areas {what}: {_some(list(codes), SHOWN_AREAS, ', ')}.")
    return found


def _most(moved: Sequence[AreaChange]) -> str:
    """The areas with the largest changes, each with its numbers."""
    shown = [f"{a.name} {_from_to(a.before, a.after)}" for a in moved[:SHOWN_AREAS]]
    return f"{', most in' if len(moved) > SHOWN_AREAS else ':'} {'; '.join(shown)}"


def _from_to(before: float | None, after: float | None) -> str:
    if before is None or after is None or not known(before):
        return f"from {_number(before)} to {_number(after)}"
    if whole(before) != whole(after):
        return f"from {whole(before)} to {whole(after)}"
    return f"from {plain(round(before, 2))} to {plain(round(after, 2))}"


def _number(value: float | None) -> str:
    return "no number" if value is None else whole(value)


def _some(words: list[str], most: int, between: str) -> str:
    more = len(words) - most
    if more <= 0:
        return between.join(words) if between == "; " else listed(words)
    return f"{between.join(words[:most])}{between}and {more} more"
