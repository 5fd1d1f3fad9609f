"""Types, routes and groups in the file's own words, as terms of the controlled lists.

A cell may list several, by semicolons, commas, slashes, “and” and the like, while some labels hold
commas and “or” themselves: the cell is cut wherever every part is a known word. What is left over
is a word to settle once for the whole file; the nearest terms are offered with it. A slash or an
“and” with nothing known beside it stays a part of the word: “n/a” and “A&E” are never cut in two.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from gapmap.io.headings import normal
from gapmap.io.own.cells.plain import not_stated
from gapmap.vocabulary import GROUPS, ROUTES, TYPES

LISTS: Final[dict[str, Mapping[str, str]]] = {
    "programme_type": TYPES,
    "referral_routes": ROUTES,
    "accepts": GROUPS,
    "does_not_accept": GROUPS,
}
"""The controlled list of each column that has one."""
NOTHING: Final = ""  # what a word is settled to when it stands for no term
SAME: Final[dict[str, Mapping[str, Sequence[str]]]] = {
    "programme_type": {
        "stalking": ("stalking programme", "stalking intervention", "stelcian"),
        "online_virtual": ("virtual", "online programme"),
        "conditional_caution": ("conditional caution", "conditional cautions"),
        "custody_engagement": ("custody engagement",),
        "community_behaviour_change": ("behaviour change", "community based behaviour change"),
        "high_harm_case_management": ("high harm case management",),
        "early_intervention": ("early help intervention",),
    },
    "referral_routes": {
        "self": ("self", "self referral", "self referrals", "self refer", "self referred",
                 "self referring", "selfreferral", "hunan atgyfeirio", "hunanatgyfeirio"),
        "children_social_care": ("childrens social care", "children s social care", "csc",
                                 "children social care", "childrens social services"),
        "adult_social_care": ("adult social care", "asc", "adults social care",
                              "adult social services"),
        "cafcass_family_court": ("cafcass", "family court", "family courts", "cafcass cymru"),
        "marac": ("maracs", "multi agency risk assessment conference"),
        "mash": ("mash", "multi agency safeguarding hub", "safeguarding hub"),
        "police": ("police", "the police", "police officers", "police referral",
                   "police referrals", "police force", "heddlu", "yr heddlu"),
        "probation_criminal_court": ("probation", "probation service", "criminal court",
                                     "criminal courts", "national probation service", "hmpps",
                                     "gwasanaeth prawf"),
        "youth_justice": ("youth justice service", "youth offending team", "yot", "yjs", "yos",
                          "youth offending service"),
        "health_gp": ("gp", "gps", "health", "general practitioner", "general practitioners",
                      "doctor", "doctors", "nhs", "health services", "health service",
                      "gp surgery", "meddyg teulu"),
        "community_org": ("community organisation", "voluntary sector", "voluntary organisations",
                          "charities", "vcs", "vcse", "third sector"),
        "any_professional": ("any professional", "all professionals", "any agency", "professionals",
                             "all agencies", "any professionals", "professional", "professional "
                             "referral", "multi agency"),
        "local_authority_other": ("other council departments", "other council services"),
    },
    "groups": {
        "men": ("men", "males", "male", "man", "adult men", "adult males", "dynion"),
        "women": ("women", "females", "female", "woman", "adult women", "adult females", "menywod",
                  "merched"),
        "lgbt": ("lgbt", "lgbtq", "lgbtqi", "lgbtqia", "lgbt people", "lgbtq people"),
        "under_18": ("under 18", "under 18s", "young people under 18", "under 18 s"),
        "non_english": ("non english speakers", "non english speaking"),
        "fathers": ("fathers", "dads", "father"),
    },
}  # fmt: skip
"""Other spellings of a term that can mean nothing else; they are said as read."""
HINTS: Final[dict[str, Mapping[str, Sequence[str]]]] = {
    "programme_type": {
        "dvpp": ("community_behaviour_change",), "dapp": ("community_behaviour_change",),
        "perpetrator programme": ("community_behaviour_change",),
        "bbr": ("probation_accredited",),
        "building better relationships": ("probation_accredited",),
        "cara": ("conditional_caution",), "caution": ("conditional_caution",),
        "drive": ("high_harm_case_management",), "one to one": ("high_harm_case_management",),
        "youth": ("young_people",), "children": ("young_people",), "cypva": ("young_people",),
        "digital": ("online_virtual",), "web": ("online_virtual",),
        "housing": ("accommodation_based",), "refuge": ("accommodation_based",),
        "parenting": ("fathers_parenting",), "dads": ("fathers_parenting",),
        "training": ("systems_change_training",), "women": ("women_who_use_force",),
        "group work": ("community_behaviour_change",), "group": ("community_behaviour_change",),
    },
    "referral_routes": {
        "childrens": ("children_social_care",), "children": ("children_social_care",),
        "children s services": ("children_social_care",), "early help": ("children_social_care",),
        "social services": ("children_social_care", "adult_social_care"),
        "social care": ("children_social_care", "adult_social_care"),
        "social worker": ("children_social_care", "adult_social_care"),
        "adults": ("adult_social_care",), "court": ("cafcass_family_court",
                                                    "probation_criminal_court"),
        "courts": ("cafcass_family_court", "probation_criminal_court"),
        "anyone": ("self", "any_professional"), "open": ("self", "any_professional"),
        "local authority": ("local_authority_other", "children_social_care"),
        "council": ("local_authority_other", "children_social_care"),
        "housing": ("local_authority_other", "community_org"), "mental health": ("health_gp",),
        "hospital": ("health_gp",), "midwife": ("health_gp",),
        "school": ("any_professional",), "education": ("any_professional",),
        "agency": ("any_professional",), "agencies": ("any_professional",),
        "idva": ("community_org",), "solicitor": ("any_professional",),
    },
    "groups": {
        "all": ("men", "women"), "everyone": ("men", "women"), "adults": ("men", "women"),
        "any gender": ("men", "women"), "anyone": ("men", "women"), "boys": ("under_18",),
        "teenagers": ("under_18",), "young people": ("under_18",), "children": ("under_18",),
        "parents": ("fathers",), "esol": ("non_english",), "m": ("men",), "f": ("women",),
    },
}  # fmt: skip
"""Terms to offer first for words that may mean something else: never used by themselves."""
OFFERED: Final = 3
CLOSE: Final = 60.0  # likeness of an offered term (0 to 100)
MOST_TOKENS: Final = 40  # parts that one cell is cut into
TOGETHER: Final = 8  # parts that are tried as one word
LONGEST: Final = 600  # characters of a text that is cut; a longer one is a word of its own
_CUTS: Final = re.compile(
    r"\s*(?:(?P<list>,|\||•|·)|[/&+](?!\s?[a-z]\b)|(?<!\b[a-z])(?<!\b[a-z]\s)[/&+]"
    r"|\band\b|\bor\b|\bplus\b)\s*", re.IGNORECASE,
)  # fmt: skip
"""Where a cell may be cut: at marks of a list, and at strokes that stand in no “n/a” or “A&E”."""
_ALONE: Final = re.compile(
    r"(?: only| adults?| (?:aged? |over |of )*(?:16|17|18)(?: ?s| ?plus)?(?: years?)?(?: old)?"
    r"(?: and| or)?(?: over| above| older)?)$"
)
"""Words after a group of people that leave it what it is: “men only”, “men (18+)”."""
_ENDS: Final = re.compile(r"[;\n|•]")


@dataclass(frozen=True)
class Terms:
    """Terms found in a cell, in the list's order; words that are not known; what was understood.

    ``said`` pairs a word with the labels that it was read as, where it was spelt otherwise.
    """

    keys: tuple[str, ...]
    unknown: tuple[str, ...] = ()
    said: tuple[tuple[str, str], ...] = ()


def read(cell: str, column: str, settled: Mapping[str, Sequence[str]]) -> Terms:
    """The terms of a cell. ``settled``: word (as ``normal`` gives it) → terms; empty: nothing."""
    if not_stated(cell):
        return Terms(())
    found: set[str] = set()
    unknown: list[str] = []
    said: list[tuple[str, str]] = []
    for piece in filter(None, (" ".join(p.split()).strip(" .") for p in _ENDS.split(cell))):
        for word, keys in _cut(piece, column, settled):
            if keys is None:
                unknown.append(word)
                continue
            found.update(keys)
            if normal(word) not in _spelt(column):
                said.append((word, _labels(keys, column)))
    allowed = LISTS[column]
    return Terms(tuple(k for k in allowed if k in found), tuple(unknown), tuple(said))


def offers(word: str, column: str) -> tuple[str, ...]:
    """The terms that a word which is not known may mean, likeliest first; at least one."""
    allowed, plain = LISTS[column], normal(word)[:80]
    hinted = [k for hint, keys in HINTS[_kind(column)].items()
              if f" {hint} " in f" {plain} " for k in keys]  # fmt: skip
    spellings = {text: key for text, keys in _known(column).items() for key in keys}
    near = process.extract(plain, list(spellings), scorer=fuzz.WRatio, limit=6)
    likely = [spellings[text] for text, score, _ in near if score >= CLOSE]
    likely = likely or [spellings[text] for text, _, _ in near[:1]]
    return tuple(dict.fromkeys(k for k in (*hinted, *likely) if k in allowed))[:OFFERED]


def keys_of(text: str, column: str) -> tuple[str, ...] | None:
    """Terms that a user named to settle a word; empty for “-”, None where one is not known."""
    if text.strip() in ("", "-"):
        return ()
    found = read(text, column, {})
    return None if found.unknown else found.keys


def _cut(
    piece: str, column: str, settled: Mapping[str, Sequence[str]]
) -> Iterable[tuple[str, Sequence[str] | None]]:
    """Cut a text into known words: the longest first, at separators only.

    Neighbours that are not known stay one word, unless a mark of a list stands between them.
    """
    whole = _keys(piece, column, settled)
    if whole is not None or len(piece) > LONGEST:
        return [(piece, whole)]
    cuts = list(_CUTS.finditer(piece))[:MOST_TOKENS]
    starts = [0, *(c.end() for c in cuts)]
    ends = [*(c.start() for c in cuts), len(piece)]
    found: list[tuple[int, int, Sequence[str] | None]] = []  # first part, last part, terms
    at = 0
    while at < len(starts):
        for to in range(min(len(ends), at + TOGETHER) - 1, at - 1, -1):
            keys = _keys(piece[starts[at] : ends[to]].strip(" ."), column, settled)
            if keys is not None:
                break
        else:
            to, keys = at, None
        if keys is None and found and found[-1][2] is None and not cuts[at - 1]["list"]:
            found[-1] = (found[-1][0], at, None)
        else:
            found.append((at, to, keys))
        at = to + 1
    if column == "programme_type" and any(keys is None for _, _, keys in found):
        return [(piece, None)]
    parts = [(piece[starts[a] : ends[b]].strip(" ."), keys) for a, b, keys in found]
    return [(word, keys) for word, keys in parts if word]


def _keys(word: str, column: str, settled: Mapping[str, Sequence[str]]) -> Sequence[str] | None:
    plain = normal(word)
    if plain in settled:
        return settled[plain]
    return _known(column).get(plain) or _known(column).get(_ALONE.sub("", plain)) or None


@cache
def _known(column: str) -> dict[str, tuple[str, ...]]:
    """Terms by every spelling of them."""
    spellings: dict[str, tuple[str, ...]] = {t: (key,) for t, key in _spelt(column).items()}
    for key, words in SAME[_kind(column)].items():
        if key in LISTS[column]:
            spellings |= {normal(w): (key,) for w in words if normal(w) not in spellings}
    return spellings


@cache
def _spelt(column: str) -> dict[str, str]:
    """Key of each term, by its normal key and label."""
    allowed = LISTS[column].items()
    return {normal(k): k for k, _ in allowed} | {normal(label): k for k, label in allowed}


def _kind(column: str) -> str:
    return column if column in SAME else "groups"


def _labels(keys: Sequence[str], column: str) -> str:
    return " and ".join(LISTS[column][k] for k in keys) or "nothing"
