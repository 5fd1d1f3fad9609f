"""Who may edit and publish: by address or group, for as long as a sign-in holds.

An identity provider says who somebody is; these settings say what they may do. Its cookie lives for
30 days in Streamlit, so how long ago the sign-in was is checked here, at every click.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gapmap.settings import Settings

GROUP: Final = "group:"
GROUPS: Final = ("groups", "roles")
"""Claims in which providers name the groups of a person."""
AHEAD: Final = 300  # seconds that a provider's clock may go before ours
HERE: Final = "this computer"


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever uses the app: their name for revisions, what they may do, and why not more."""

    name: str = ""
    edits: bool = False
    publishes: bool = False
    why: str = ""
    expired: bool = False


NOBODY: Final = Person(why="Sign in to merge answers.")
ALONE: Final = Person(HERE, edits=True, publishes=True)
"""The one user of an app that only this machine can reach, with a directory in a file."""


def person(claims: Mapping[str, object], settings: Settings, now: float) -> Person:
    """What somebody may do whom a provider vouches for; ``claims`` are those of its token.

    ``now`` is the time in seconds since 1970.
    """
    if _expired(claims, settings.session_hours, now):
        hours = f"{settings.session_hours:g} hours"
        return Person(why=f"The sign-in is older than {hours}: sign in again.", expired=True)
    address = str(claims.get("email") or "").strip().casefold()
    if address and claims.get("email_verified") is False:
        return Person(why="The provider has not verified this address.")
    names = _names(claims, address)
    publishers = _listed(settings.publishers)
    editors = _listed(settings.editors) | publishers
    edits = bool(names & editors)
    why = "" if edits else "This sign-in is not among those who may edit."
    who = address or str(claims.get("sub") or "")
    publishes = bool(names & (publishers or editors))
    return Person(who, edits and bool(who), publishes and bool(who), why)


def _expired(claims: Mapping[str, object], hours: float, now: float) -> bool:
    """Whether a sign-in is too old, or its time is not told or lies ahead."""
    told = claims.get("auth_time") or claims.get("iat")
    if not isinstance(told, int | float) or isinstance(told, bool):
        return True
    return not -AHEAD <= now - told <= hours * 3600


def _names(claims: Mapping[str, object], address: str) -> set[str]:
    found = {address} if address and not address.startswith(GROUP) else set()
    for claim in GROUPS:
        its = claims.get(claim)
        listed = [its] if isinstance(its, str) else its if isinstance(its, list | tuple) else []
        found |= {f"{GROUP}{name}".casefold() for name in listed if isinstance(name, str) and name}
    return found


def _listed(setting: str) -> set[str]:
    return {part.strip().casefold() for part in setting.split(",") if part.strip()}
