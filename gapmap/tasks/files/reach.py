"""Files of reach made from a Job: what people of each area can get to, as CSV and JSON."""

from gapmap import __version__
from gapmap.core.plan.reach.asked import Question
from gapmap.core.plan.reach.outcome import Outcome
from gapmap.core.plan.reach.planned import plan_both
from gapmap.io.reach.own import NOTHING
from gapmap.present.plan.reach import tables
from gapmap.settings import Settings
from gapmap.tasks import spread
from gapmap.tasks.area.question import asked_of
from gapmap.tasks.area.reach import SOURCES, reach
from gapmap.tasks.job import Job


def _found(job: Job) -> Outcome:
    """Reach as a Job asks for it. Raises UserInputError as ``asked_of`` and ``reach`` do."""
    asked = asked_of(Question.loads(job.plan or ""), job.brought or NOTHING)
    settings = Settings.from_environment()
    run = spread.runner(settings) if settings.scheduler else None
    return reach(job.dataset, job.table, asked, run=run)


def _sources(job: Job) -> list[dict[str, str]]:
    return job.dataset.sources(tuple(dict.fromkeys((*job.table.source_ids, *SOURCES))))


def csv(job: Job) -> bytes:
    """Reach of every area of a Job as CSV: headings and rows."""
    return tables.export_csv(_found(job))


def csv_metadata(job: Job, url: str) -> bytes:
    """What stands beside that CSV, which is called ``url``."""
    return tables.csv_metadata(
        job.table, _found(job), _sources(job),
        url=url, today=job.today, version=__version__, recipe=job.recipe.dumps(),
    )  # fmt: skip


def json(job: Job) -> bytes:
    """Reach of a Job with all about it, and the plan both ways where one is asked for."""
    found, wish = _found(job), Question.loads(job.plan or "").plan
    both = plan_both(job.table, wish, found) if wish is not None else ()
    recipe = job.recipe.dumps()
    return tables.as_json(job.table, found, both, wish, _sources(job), recipe=recipe).encode()
