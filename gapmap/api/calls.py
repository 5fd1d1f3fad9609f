"""The calls: load the data, ask for figures, plan with them, see what is missing, write files."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Unpack

from gapmap.api.results import LeftOutWarning, MissingFacts, Plan, Reach, Table
from gapmap.core.plan.problem import Aim, Unknown
from gapmap.core.plan.proposal import propose
from gapmap.core.plan.reach.floating import DETOUR
from gapmap.core.plan.wish import BOTH, BOTH_NAME, Wish
from gapmap.dataset import Dataset
from gapmap.errors import BadChoiceError, UnknownNameError
from gapmap.fields import shown
from gapmap.io.files.atomic import write_bytes
from gapmap.io.templates.read import Template
from gapmap.io.uploads.named import read_file
from gapmap.selection import Choices, Selection, choices
from gapmap.settings import Settings
from gapmap.tasks.asking.directory import opened
from gapmap.tasks.asking.missing import missing as _missing
from gapmap.tasks.products import PAGES, PLANS, PRODUCTS, files, job_of, product_name


def load(
    folder: str | Path | None = None,
    *,
    programmes: str | Path | None = None,
    instead: bool = False,
    estimates: str | Path | None = None,
) -> Dataset:
    """Load and check the data: those that come with gapmap, or a folder of the same form.

    What a directory of answers keeps is taken in where the settings name one and no folder is
    given. It takes about half a second; load once.

    ``programmes`` is a list of your own, beside those that come with gapmap or ``instead`` of them;
    ``estimates`` a table of your own, which ``gap(data, demand="own")`` counts with. Rows that
    cannot be used are left out, and a LeftOutWarning says how many.

    Raises DataError, naming file, line, column and remedy; BadSettingError and SourceError where a
    directory is set that cannot be used; FileNotOpenedError and UnreadableFileError for a file of
    your own that is not there or of which no row can be used.
    """
    if folder is None:
        data = opened.load(Settings.from_environment())
    else:
        data = Dataset.load(Path(folder))
    if estimates is None and programmes is None:
        return data
    from gapmap.tasks import own_files  # reads shapes and spreadsheets, which most never ask for

    if estimates is not None:
        data = own_files.with_estimates(data, Path(estimates), _left_out)
    if programmes is not None:
        mode = "replace" if instead else "add"
        data = own_files.with_programmes(data, Path(programmes), mode, _left_out)
    return data


def _left_out(sentence: str) -> None:
    warnings.warn(sentence[0].upper() + sentence[1:], LeftOutWarning, stacklevel=4)


def gap(dataset: Dataset, selection: Selection | None = None, **changes: Unpack[Choices]) -> Table:
    """The figures of a Selection (default: what the app shows when it opens).

    ``changes`` are fields of the Selection: ``gap(data, level="county", routes=("self",))``.

    Raises BadChoiceError for a value that is not allowed and UnknownNameError for a field that
    there is not, NoEstimatesError for an estimate that needs a table of one's own.
    """
    chosen = selection or Selection()
    strange = sorted(set(changes) - set(chosen.to_dict()))
    if strange:
        raise UnknownNameError(
            f"{shown(strange[0])} is no choice of a Selection; use one of: "
            f"{', '.join(chosen.to_dict())}."
        )
    return Table(dataset, dataset.gap(chosen.with_(**choices(changes))))


def plan(
    table: Table,
    *,
    budget: float | None = None,
    places: int | None = None,
    aim: str = Aim.MOST.value,
    floor: float = 0.0,
    smallest: int = 100,
    step: int | None = None,
    wanted: Iterable[str] = (),
    barred: Iterable[str] = (),
    unknown: str = BOTH_NAME,
) -> Plan:
    """Where new places would go for a ``budget`` (GBP a year), or for so many new ``places``.

    ``aim`` is “most” (as much unmet need met as can be), “worst” (the area with the fewest places
    per 1,000 first), “equal” (the same share met everywhere) or “floor” (every area at least
    ``floor`` places per 1,000, for the least money). ``smallest`` is the least size of a new
    programme and ``step`` what it grows by (default: the same), in places. Areas whose code is in
    ``wanted`` get a programme, those in ``barred`` none. ``unknown`` is how areas are read whose
    places are not known: “left_out”, “none”, “typical”, or “both” of the first two, side by side.

    Raises BadChoiceError and UnknownAreaError for what cannot be planned with, WithheldError while
    small numbers are withheld, NoEstimatesError where no area has an estimate.
    """
    wish = Wish(
        Aim(_one_of("aim", aim, [a.value for a in Aim])),
        budget,
        places,
        floor,
        smallest,
        smallest if step is None else step,
        frozenset(wanted),
        frozenset(barred),
        BOTH
        if _one_of("unknown", unknown, [BOTH_NAME, *(u.value for u in Unknown)]) == BOTH_NAME
        else (Unknown(unknown),),
    )
    return Plan(table.dataset, propose(table.gap_table, wish))


def reach(
    table: Table,
    *,
    points: str = "towns",
    origins: str | Path | None = None,
    travel: str | Path | None = None,
    steps: Sequence[float] = (),
    weights: Sequence[float] = (),
    decay: float | None = None,
    detour: float | None = None,
    below: float | None = None,
) -> Reach:
    """What people can get to, whatever the border, by floating catchment areas.

    ``points`` is where people are: “towns” or “centres” (one a council), or a file of points of
    your own as ``origins``; ``travel`` is a file of your own ways. ``steps`` are the ends of the
    zones (km, or the unit of ``travel``; default 10, 20, 30) and ``weights`` theirs, or ``decay``
    the width of a Gaussian. ``detour`` is how much longer a way is than a straight line (default
    1.3), ``below`` the threshold in places per 1,000. Columns of the files are in the docs of the
    command line.

    Raises BadChoiceError and UnreadableFileError for what cannot be used, FileNotOpenedError for a
    file that is not there, WithheldError while small numbers are withheld, NoEstimatesError where
    no area has an estimate.
    """
    from gapmap.io.reach import own  # reads Parquet, which most never ask for
    from gapmap.tasks.area import reach as task

    blocks, ways = frozenset(map(str, table.dataset.lookup.index)), None
    if travel is not None:
        path = Path(travel)
        ways = own.ways(read_file(path, "a table of ways", own.LARGEST), path.name)
    zones = task.steps_of(steps, weights, decay, ways.unit if ways else "km")
    asked = task.Asked(points, zones, DETOUR if detour is None else detour, (), ways, below)
    if origins is not None:
        path = Path(origins)
        data = read_file(path, "a table of points", own.LARGEST)
        mine = own.origins(data, path.name, blocks, far=ways is None)
        asked = replace(asked, own=mine)
    return Reach(table, task.reach(table.dataset, table.gap_table, asked))


def missing(table: Table) -> MissingFacts:
    """What is not known in a Selection's areas, who could be expected to know, and in what order.

    As of the day that the data speak of.
    """
    return MissingFacts(table.dataset, _missing(table.dataset, table.gap_table))


def export(
    made: Table | Plan | MissingFacts,
    path: str | Path,
    *,
    product: str | None = None,
    page: str = PAGES[0],
    grey: bool = False,
    area: str | None = None,
    template: Template | None = None,
    today: date | None = None,
) -> list[Path]:
    """Write what the app's downloads write, and return the files written.

    The ending of ``path`` decides: of a Table .png, .svg, .pdf, .csv, .json, .xlsx, .ods, .geojson,
    .gpkg, .html, .docx or .pptx; of a Plan .docx, .pdf, .xlsx, .csv or .json; of MissingFacts .txt,
    .csv or .json. ``product`` names one where several have the same ending (“briefing.pdf”). Beside
    a CSV its metadata are written, with what makes it again.

    ``page`` is of a map (“a4-portrait”, “a4-landscape”, “half-page”), ``grey`` leaves out colours,
    ``area`` is the code of the one area that the file is about, ``template`` an office's own.
    ``today`` is the date that the file carries (default: now, UTC).

    Raises UnknownNameError for an ending or product that there is not, UnknownAreaError,
    BadChoiceError and NoBoundariesError for what cannot be drawn, NotWrittenError when the file
    cannot be written; an older file of that name is then as it was.
    """
    target = Path(path)
    _one_of("page", page, PAGES)
    if isinstance(made, MissingFacts):
        kind = target.suffix.lower().removeprefix(".")
        return _written(
            target, {target.name: made.written("text" if kind == "txt" else kind).encode()}
        )
    if isinstance(made, Plan):
        name = product or f"plan{target.suffix.lower()}"
        if name not in PLANS:
            raise UnknownNameError(
                f"A plan cannot be written as {shown(target.name)}; use one of: "
                f"{', '.join(one.ending for one in PLANS.values())}."
            )
        asked = made.proposal.wish.dumps()
        job = job_of(name, made.dataset, made.proposal.table, today, plan=asked)
    else:
        if product is not None:
            _one_of("product", product, PRODUCTS)
        job = job_of(
            product_name(product or target.suffix.lower()), made.dataset, made.gap_table,
            today, page=page, grey=grey, area=area, template=template,
        )  # fmt: skip
    return _written(target, files(job, target.name))


def _written(target: Path, made: dict[str, bytes]) -> list[Path]:
    paths = {target.with_name(name): data for name, data in made.items()}
    for path, data in paths.items():
        write_bytes(path, data)
    return list(paths)


def _one_of(name: str, value: str, allowed: Iterable[str]) -> str:
    """The value. Raises BadChoiceError, listing what is allowed."""
    known = list(allowed)
    if value not in known:
        raise BadChoiceError(
            f"{name}: {shown(value)} is not allowed. Use one of: {', '.join(known)}."
        )
    return value
