"""Short names for tiles: unique within a level, by rule, and the same as long as the names are.

Forces and counties get at most 8 characters, from the abbreviations in common use: "Gtr Man",
"Herts". Boroughs and councils get 3 or 4 letters: "Hack", "ToHa" (Tower Hamlets), "NYor" (North
Yorkshire), "BCP", "LeiS" (Leicestershire, beside "Leic" for Leicester).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations

LONGEST = {"pfa": 8, "county": 8, "borough": 4, "utla": 4}
COMPASS = {"North": "N", "Northern": "N", "East": "E", "South": "S", "West": "W"}
SMALL = {"and", "of", "the", "upon", "on", "with", "Isle", "Isles"}
OWN = {
    "Barnet": "Bnet",  # by rule it would be taken for Brent where Barnsley is on the map too
    "Barnsley": "Bnsl",
    "City of London": "City",
    "Metropolitan Police": "Met",
    "Northumberland": "Nbld",
}
NO_WORDS = {"Nort", "East", "Sout", "West", "Nrth", "Sthn"}  # read as a direction, not as a name
WORDS = {
    "Avon and Somerset": "Avon Som",
    "Bedfordshire": "Beds",
    "Berkshire": "Berks",
    "Buckinghamshire": "Bucks",
    "Cambridgeshire": "Cambs",
    "Cleveland": "Cleve",
    "Derbyshire": "Derbys",
    "Devon & Cornwall": "Dev Corn",
    "Dyfed-Powys": "Dyf-Pow",
    "Glamorgan": "Glam",
    "Gloucestershire": "Glos",
    "Greater": "Gtr",
    "Hampshire": "Hants",
    "Herefordshire": "Hereford",
    "Hertfordshire": "Herts",
    "Humberside": "Humber",
    "Ireland": "Ire",
    "Isle of Wight": "Wight",
    "Lancashire": "Lancs",
    "Leicestershire": "Leics",
    "Lincolnshire": "Lincs",
    "London": "Ldn",
    "Manchester": "Man",
    "Merseyside": "Mersey",
    "Midlands": "Mids",
    "Northamptonshire": "N'hants",
    "Northumberland": "N'umbld",
    "Northumbria": "N'umbria",
    "Nottinghamshire": "Notts",
    "Oxfordshire": "Oxon",
    "Riding of Yorkshire": "Riding",
    "Shropshire": "Shrops",
    "Staffordshire": "Staffs",
    "Thames Valley": "Thames V",
    "Tyne and Wear": "T & Wear",
    "Warwickshire": "Warks",
    "Wiltshire": "Wilts",
    "Worcestershire": "Worcs",
    "Yorkshire": "Yorks",
}


def short_names(level: str, names: Mapping[str, str]) -> dict[str, str]:
    """Code → short name, for all areas of a level (code → name).

    Where two areas would be called the same, both take their next choice. Raises ValueError if a
    short name is too long or none is left.
    """
    choices = {code: list(_choices(level, name)) for code, name in sorted(names.items())}
    turn = dict.fromkeys(choices, 0)
    while True:
        if any(turn[code] >= len(choices[code]) for code in choices):
            raise ValueError(f"no unambiguous short names for the level {level}")
        found = {code: choices[code][turn[code]] for code in choices}
        times = Counter(found.values())
        clashing = [code for code, short in found.items() if times[short] > 1]
        if not clashing:
            break
        for code in clashing:
            turn[code] += 1
    longest = max(found.values(), key=len)
    if len(longest) > LONGEST[level]:
        raise ValueError(f"the short name {longest} is too long for the level {level}")
    return found


def _choices(level: str, name: str) -> Iterator[str]:
    if level in ("pfa", "county"):
        yield _conventional(name)
    elif name in OWN:
        yield OWN[name]
    else:
        words = _words(name)
        choices = dict.fromkeys([_initials(words), *_letters("".join(words))])
        yield from (choice for choice in choices if choice not in NO_WORDS)


def _conventional(name: str) -> str:
    """The abbreviation in common use: "N Yorks"."""
    plain = re.sub(r" \(.*\)$", "", name)
    if plain in OWN and plain not in WORDS:
        return OWN[plain]
    for word in sorted(WORDS, key=len, reverse=True):
        plain = re.sub(rf"\b{re.escape(word)}\b", WORDS[word], plain)
    first, _, rest = plain.partition(" ")
    return f"{COMPASS[first]} {rest}" if first in COMPASS and rest else plain


def _words(name: str) -> list[str]:
    """The words that tell councils apart: "Kingston upon Hull, City of" is Kingston, Hull."""
    plain = re.sub(r"^City of |, (City|County) of$", "", name)
    return [word for word in re.findall(r"[A-Za-z]+", plain) if word not in SMALL]


def _initials(words: list[str]) -> str:
    if len(words) == 1:
        word = words[0]
        return word[:3] + "S" if word.endswith("shire") else word[:4]
    if len(words) == 2:
        first, second = words
        return COMPASS[first] + second[:3] if first in COMPASS else first[:2] + second[:2]
    return "".join(word[0] for word in words)[:4]


def _letters(word: str) -> Iterator[str]:
    """Other choices: the first letter with consonants that follow it, then with any letters."""
    rest = word[1:].lower()
    consonants = [letter for letter in rest if letter not in "aeiou"]
    for letters in (consonants, list(rest)):
        yield from (word[0] + "".join(three) for three in combinations(letters, 3))
