"""What an area's records let us say of it: one rule, for one area or for many at once.

Our ignorance is never drawn as a gap: only ``none_matching`` says that sources rule every recorded
programme out, and ``none_recorded`` is the absence of a record, not of a programme.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from gapmap.vocabulary import State

Truth = npt.NDArray[np.bool_]

ORDER: Final = (
    State.NO_ESTIMATE,
    State.SUPPRESSED,
    State.MEASURED,
    State.UNMEASURED,
    State.NOT_STATED,
    State.NONE_MATCHING,
    State.NONE_RECORDED,
)


def state_of(
    *,
    estimated: bool,
    withheld: bool,
    places_known: bool,
    matching: bool,
    undecided: bool,
    recorded: bool,
) -> State:
    """The state of one area: the first that holds.

    ``estimated``: there is an estimate of need. ``withheld``: its number is. ``places_known``: a
    matching programme has a usable number. ``matching``: a recorded programme matches by its
    sources. ``undecided``: of a recorded programme the sources do not say whether it matches, or
    all that is recorded has ended, was seen in other years or is for other people. ``recorded``:
    any programme is recorded here, whatever its kind and year.
    """
    facts = (
        not estimated,
        withheld,
        places_known,
        matching,
        undecided,
        recorded,
    )
    return next((state for fact, state in zip(facts, ORDER, strict=False) if fact), ORDER[-1])


def states_of(
    *,
    estimated: Truth,
    withheld: Truth,
    places_known: Truth,
    matching: Truth,
    undecided: Truth,
    recorded: Truth,
) -> npt.NDArray[np.object_]:
    """``state_of`` for arrays of areas, as plain strings."""
    facts = [~estimated, withheld, places_known, matching, undecided, recorded]
    names = [state.value for state in ORDER]
    return np.select(facts, [np.array(n, dtype=object) for n in names[:-1]], default=names[-1])
