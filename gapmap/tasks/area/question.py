"""Questions of reach, and what they ask of a table: with the files of the user's own they name."""

from dataclasses import replace

from gapmap.core.plan.reach.asked import NO_FILE, Mark, Question
from gapmap.core.plan.wish import Wish
from gapmap.errors import NoEstimatesError
from gapmap.fields import shown
from gapmap.io.reach.own import NOTHING, Brought
from gapmap.tasks.area.reach import Asked


def asked_of(question: Question, brought: Brought = NOTHING) -> Asked:
    """What a question asks, with the files of the user's own that it names.

    A file goes by the name that it had. Raises NoEstimatesError where one that it names is not
    brought, BadChoiceError as ``Asked`` does.
    """
    points, ways = brought.points, brought.ways
    if question.travel and ways is None:
        raise _missing(question.travel, "ways", "--travel")
    if question.origins and points is None:
        raise _missing(question.origins, "points", "--origins")
    return Asked(
        question.points, question.steps, question.detour,
        points.points if question.origins and points else (),
        replace(ways, name=question.travel.name) if question.travel and ways else None,
        question.below,
    )  # fmt: skip


def others(question: Question, brought: Brought) -> list[str]:
    """What of the files brought is not what a file was made with, in sentences."""
    pairs = (
        (question.travel, brought.ways, "table of ways"),
        (question.origins, brought.points, "table of points"),
    )
    return [
        f"Your own {what} is not the one that the file was made with."
        for mark, file, what in pairs
        if mark and file is not None and file.mark != mark.content
    ]


def question_of(asked: Asked, brought: Brought = NOTHING, plan: Wish | None = None) -> Question:
    """The question that ``asked_of`` answers with this, and the plan beside it."""
    points, ways = brought.points, brought.ways
    return Question(
        asked.points, asked.steps, ways.unit if asked.ways is not None and ways else "metres",
        asked.detour, asked.below,
        Mark(points.mark, points.name) if asked.own and points else NO_FILE,
        Mark(ways.mark, ways.name) if asked.ways is not None and ways else NO_FILE,
        plan,
    )  # fmt: skip


def _missing(mark: Mark, what: str, option: str) -> NoEstimatesError:
    return NoEstimatesError(
        f"The file was made with a table of {what} of your own ({shown(mark.name)}), which it does "
        f"not hold: give it again with {option}."
    )
