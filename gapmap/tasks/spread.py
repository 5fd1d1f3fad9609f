"""Work in parts, here or on a cluster: each region's ways, each scenario's plan.

Where the address of a scheduler of ``dask.distributed`` is set (``GAPMAP_SCHEDULER``), the parts go
there; else they are done one after the other. What is done with a part is the same function, and
results come back in the order of the parts, so that both give the same.
"""

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from gapmap.core.plan.scenarios import Run, here
from gapmap.errors import BadSettingError, ServiceError
from gapmap.fields import shown
from gapmap.settings import VARIABLES, Settings

Part = TypeVar("Part")
Done = TypeVar("Done")
SECONDS: Final = 10  # until a scheduler that does not answer is given up


def runner(settings: Settings) -> Run:
    """What does work in parts: this process, or the cluster of the settings.

    Raises BadSettingError where a cluster is asked for and its packages are not installed;
    calling it raises ServiceError where the scheduler cannot be reached.
    """
    address = settings.scheduler
    if not address:
        return here
    try:
        import distributed  # noqa: F401  # an extra, and slow to import
    except ImportError:
        raise BadSettingError(
            f"{VARIABLES['scheduler']} is set, and the packages for it are not installed; install "
            "requirements-cluster.txt, or leave it unset."
        ) from None

    def run(work: Callable[[Any], Any], parts: Iterable[Any]) -> list[Any]:
        return _there(address, work, list(parts))

    return run


def _there(address: str, work: Callable[[Part], Done], parts: list[Part]) -> list[Done]:
    import distributed

    made: Any = distributed.Client  # has no types
    try:
        client = made(address, timeout=SECONDS, set_as_default=False)
    except (OSError, ValueError) as error:
        said = " ".join(str(error).split())[:120]
        raise ServiceError(
            f"The scheduler {shown(address, 100)} cannot be reached ({said}); start it, or unset "
            f"{VARIABLES['scheduler']}."
        ) from None
    with client:
        found: list[Done] = client.gather(client.map(work, parts, pure=False))
    return found
