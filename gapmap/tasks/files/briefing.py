"""Briefings and slides of a Job: gathers what they are made from, then hands it to the writers."""

from dataclasses import replace
from typing import Final

from gapmap import __version__
from gapmap.core.plan.ending import watch
from gapmap.core.plan.problem import Unknown
from gapmap.core.plan.proposal import Proposal
from gapmap.present.asking import words as asking_words
from gapmap.present.briefing import build as briefing
from gapmap.present.briefing.blocks import Briefing
from gapmap.present.briefing.build import Material
from gapmap.present.plan import ending as endings
from gapmap.present.plan import words as plan_words
from gapmap.present.words import method
from gapmap.tasks.area.profile import area_profile, blocks_of
from gapmap.tasks.asking import missing as asking
from gapmap.tasks.files import map as maps
from gapmap.tasks.job import Job
from gapmap.vocabulary import TILE_LEVELS

ROWS: Final = (14, 10, 7, 4, 2)
"""Longest tables to try, in rows, until the PDF has at most ``PAGES`` pages."""
PAGES: Final = 4
A_THIRD: Final = 100.0  # mm from the top of an A4 page
A_YEAR: Final = 12  # months
ON_SLIDE: Final = 4  # rows, which set how many sources its notes name


def docx(job: Job) -> bytes:
    """The briefing of a Job as a Word document."""
    from gapmap.present.briefing import word as briefing_docx

    described = briefing.build(job.table, material(job))
    return briefing_docx.render(described, job.today, _template(job))


def pdf(job: Job) -> bytes:
    """The briefing of a Job as PDF, with the longest tables that fill two to four pages well.

    Well filled is a last page of at least a third; where no length gives that, the fewest pages.
    """
    from gapmap.present.briefing import pdf as briefing_pdf

    found, tried = material(job, kind="svg"), []
    for most in ROWS:
        described = briefing.build(job.table, replace(found, most=most))
        made = briefing_pdf.render(described, job.today)
        if made.pages <= PAGES and made.end >= A_THIRD:
            return made.pdf
        tried.append(made)
    return min(tried, key=lambda made: (made.pages > PAGES, -made.end)).pdf


def _plan(job: Job, kind: str) -> Briefing:
    from gapmap.present.plan import compared
    from gapmap.present.plan.briefing import About, build
    from gapmap.present.plan.returns import quoted
    from gapmap.tasks.files.table import proposal, several

    if plans := several(job):
        recipe = job.recipe.dumps()
        return compared.briefing(plans, recipe=recipe, today=job.today, version=__version__)
    sources = {row["source_id"]: row for row in job.dataset.sources()}
    returned = quoted(job.dataset.tables["commissioning"].to_dict("records"))
    made = proposal(job)
    selection = job.table.selection
    drawn = selection.level in TILE_LEVELS
    about = About(
        job.today, __version__, job.recipe.dumps(), sources, returned,
        plan_maps(job, made, kind) if drawn else {},
        maps.credit(selection.level, selection.layout) if drawn else "",
        plan_words.whom(asking.for_plan(job.dataset, job.table, made.asking)),
    )  # fmt: skip
    return build(made, about)


def plan_maps(job: Job, made: Proposal, kind: str) -> dict[Unknown, bytes]:
    """The maps of each reading's plan, as png or svg; none where nothing is planned."""
    from gapmap.present.plan import pictures, view

    table = job.table
    if table.selection.measure != view.MEASURE:  # the maps of a plan are of places per 1,000
        table = job.dataset.gap(table.selection.with_(measure=view.MEASURE))
    found = {}
    for reading, plan in made.plans.items():
        if plan.actions:
            title = f"The plan if {plan_words.READINGS[reading]}"
            about = pictures.About(title, view.alt_of_all(plan), __version__, job.today)
            panels = pictures.panels(made, plan, table)
            found[reading] = maps.render_panels(table, panels, about, kind)
    return found


def plan_docx(job: Job) -> bytes:
    """The plans of a Job as a Word document."""
    from gapmap.present.briefing import word as briefing_docx

    return briefing_docx.render(_plan(job, "png"), job.today)


def plan_pdf(job: Job) -> bytes:
    """The plans of a Job as PDF."""
    from gapmap.present.briefing import pdf as briefing_pdf

    return briefing_pdf.render(_plan(job, "svg"), job.today).pdf


def pptx(job: Job) -> bytes:
    """One slide about a Job."""
    from gapmap.present.briefing import slide
    from gapmap.present.page import notes as print_notes

    line = f"{print_notes.sources_in_words(job.cited)} gapmap {__version__}, data "
    line += f"{job.table.fingerprint[:12]}, {job.today.isoformat()}."
    found = replace(material(job, page="slide"), most=ON_SLIDE)
    described = briefing.build(job.table, found)
    credit = f"Boundaries: {found.boundary_credit}" if found.boundary_credit else ""
    return slide.render(described, line, job.today, _template(job), credit)


def _template(job: Job) -> bytes | None:
    """An office's own template, None for gapmap's."""
    return job.template.content if job.template else None


def material(job: Job, page: str = "a4-portrait", kind: str = "png") -> Material:
    """What the briefing of a Job is made from.

    ``page`` says for which page the map is drawn, ``kind`` whether as png or svg.

    Raises DataError when boundaries cannot be read.
    """
    dataset, table, code = job.dataset, job.table, job.area
    level = table.selection.level
    drawn = level in TILE_LEVELS
    found = Material(
        today=job.today,
        version=__version__,
        recipe=job.recipe.dumps(),
        programmes=dataset.programmes,
        sources={row["source_id"]: row for row in dataset.sources()},
        picture=_map(replace(job, page=page), kind) if drawn else None,
        tiles=drawn and maps.as_tiles(level, table.selection.layout),
        boundary_credit=maps.credit(level, table.selection.layout) if drawn else "",
        most=ROWS[0],
        endings=_endings(job),
    )
    if code is None:
        could_say = asking_words.who_first(asking.missing(dataset, table))
        return replace(found, could_say=could_say)
    steps = method.steps(
        table,
        code,
        blocks=blocks_of(dataset, level, code),
        population=dataset.population,
        programmes=dataset.programmes,
    )
    area = area_profile(dataset, table, code)
    holders = asking.could_say(dataset, level, code)
    could_say = asking_words.who_could_say(holders, area.name) if holders else ""
    return replace(found, area=area, steps=steps, could_say=could_say)


def _endings(job: Job) -> list[tuple[str, str]]:
    """Programmes whose terms end within a year; none while small numbers are withheld."""
    if job.table.selection.suppress_below:
        return []
    dataset, table = job.dataset, job.table
    found = watch(table, dataset.observations, dataset.as_of, A_YEAR)
    return endings.lines(endings.rows(found, table, dataset.programmes), job.area)


def _map(job: Job, kind: str) -> bytes:
    """The map without texts around it, filled with the area where that has an estimate.

    Scotland and Northern Ireland would push all that can be compared to the edge.
    """
    near = job.area is not None and job.table.row(job.area)["state"] != "no_estimate"
    return maps.render_map(job, kind, zoom=near, bare=True)
