"""What people write beside or in place of an area and that names none.

“Online”, “surrounding areas” and “within 5 km” are no areas of the map. Beside a name that is known
they are left out, and that is said; which councils lie within a distance nobody can tell from it.
"""

import re
from dataclasses import dataclass
from typing import Final

from gapmap.io.headings import normal

NO_AREA: Final = "-"  # what a text is settled to when it names no area
LONGEST: Final = 120  # characters of a text in which such words are looked for
NO_PLACE: Final = frozenset(
    ("national", "nationwide", "nationally", "uk", "united kingdom", "uk wide", "great britain",
     "gb", "online", "online only", "virtual", "remote", "various", "multiple", "several", "other",
     "all", "all areas", "everywhere", "country wide", "countrywide", "any", "see notes", "mixed")
)  # fmt: skip
"""What people write where no area is meant, or all of them (``normal``)."""
REST: Final = re.compile(
    r"(?:and |plus |also |or |the |all |other |some |any |parts of |in |from |immediate )*"
    r"(?:surrounding|neighbouring|adjoining|adjacent|nearby|local|bordering|outlying|wider|other"
    r"|further|additional|online|virtual|remote|digital|telephone|out of)(?: (?:areas?|districts?"
    r"|boroughs?|councils?|county|counties|authorit(?:y|ies)|local authorit(?:y|ies)|villages?"
    r"|towns?|region|communit(?:y|ies)|area by arrangement|places|delivery|support|sessions|only"
    r"|also|too|option|available|by arrangement|on request|environs))*|environs|and beyond"
    r"|elsewhere|by arrangement|on request|etc|hybrid|online and in person|in person"
)
"""Words beside an area that name no other one (``normal``)."""
_UNIT: Final = (
    r"(?:km|kms|kilomet(?:re|er)s?|miles?|mi|minutes?|mins?|hours?|hrs?)(?:['’]s?)?(?![a-z])"
)
_DISTANCE: Final = (
    r"(?:(?:within|up to|about|approx\w*\.?|around|a|an|the|radius of|in|any area)\s+)*"
    rf"\d{{1,3}}(?:\.\d{{1,3}})?(?:\s?[-–]\s?\d{{1,3}})?[\s-]?{_UNIT}"
    r"(?:\s+(?:radius|drive|driving|travel|travelling|journey|walk|distance|time|by car|away|or so"
    r"|catchment))*"
)
_ALONE: Final = re.compile(_DISTANCE, re.IGNORECASE)
_FAR: Final = re.compile(rf"\d[\s-]?{_UNIT}", re.IGNORECASE)
_OF: Final = re.compile(
    rf"{_DISTANCE}\s+(?:of|from|around|round|to)\s+(?:the )?(?P<place>.+)", re.IGNORECASE
)
_BESIDE: Final = re.compile(
    rf"(?P<place>.+?)\s*(?:[,;(+&–—-]\s*|\s(?:and|plus|within)\s+)+(?:and |plus )?{_DISTANCE}\)?",
    re.IGNORECASE,
)
_AND_REST: Final = re.compile(
    r"(?P<place>.+?)\s*(?:[,;(+&/–—-]|\sand\b|\splus\b)\s*(?P<rest>[^,;()]+)\)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Beside:
    """A name with words beside it that name no other area: the name, and what those words are."""

    place: str
    what: str


def distance(text: str) -> bool:
    """Whether a text is a distance and nothing else: “within 5 km”, “10 mile radius”."""
    return len(text) <= LONGEST and _ALONE.fullmatch(text.strip(" .()")) is not None


def names_none(text: str) -> str:
    """What can be said of a text that names no area; blank for one that may name one."""
    if len(text) > LONGEST:
        return ""
    plain = normal(text)
    if distance(text):
        return "a distance, which names no area"
    if plain in NO_PLACE or (plain and REST.fullmatch(plain)):
        return "not the name of one area"
    return ""


def beside(text: str) -> Beside | None:
    """The name in “within 5 km of Leeds” or “Leeds and surrounding areas”; None for others."""
    if len(text) > LONGEST:
        return None
    found = (_OF.fullmatch(text) or _BESIDE.fullmatch(text)) if _FAR.search(text) else None
    if found:
        return Beside(found["place"].strip(" ,;("), "a distance names no other area")
    found = _AND_REST.fullmatch(text)
    if found and REST.fullmatch(normal(found["rest"])):
        return Beside(
            found["place"].strip(" ,;("), f"“{found['rest'].strip()}” names no other area"
        )
    return None
