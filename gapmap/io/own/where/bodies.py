"""Bodies that serve several councils, and the words around a name that say what kind it is of.

Combined authorities, fire services and areas that were abolished are no areas of the map: each is
held as the councils that it covers (of April 2023, as the map's own).
"""

import re
from typing import Final

from gapmap.io.headings import normal
from gapmap.vocabulary import SUMMED_LEVELS

COUNCIL: Final = ("utla", "district", "former")
FORCE: Final = ("pfa",)
COUNTY: Final = ("county",)
REGION: Final = ("region",)
ANY: Final = (*COUNCIL, *SUMMED_LEVELS)
OF_LEVEL: Final[dict[str, tuple[str, ...]]] = {
    **{name: (name,) for name in SUMMED_LEVELS},
    **dict.fromkeys(COUNCIL, COUNCIL),
}
"""Kinds of area that a heading's level asks for."""

MEMBERS: Final[dict[str, tuple[str, ...]]] = {
    "avon": ("Bristol, City of", "Bath and North East Somerset", "North Somerset",
             "South Gloucestershire"),
    "west of england": ("Bristol, City of", "Bath and North East Somerset",
                        "South Gloucestershire"),
    "berkshire": ("Bracknell Forest", "West Berkshire", "Reading", "Slough",
                  "Windsor and Maidenhead", "Wokingham"),
    "cambridgeshire and peterborough": ("Cambridgeshire", "Peterborough"),
    "devon and torbay": ("Devon", "Torbay"),
    "devon and somerset": ("Devon", "Plymouth", "Torbay", "Somerset"),
    "dorset and wiltshire": ("Dorset", "Bournemouth, Christchurch and Poole", "Wiltshire",
                             "Swindon"),
    "durham and darlington": ("County Durham", "Darlington"),
    "east midlands combined": ("Derby", "Derbyshire", "Nottingham", "Nottinghamshire"),
    "greater lincolnshire": ("Lincolnshire", "North Lincolnshire", "North East Lincolnshire"),
    "hampshire and isle of wight": ("Hampshire", "Southampton", "Portsmouth", "Isle of Wight"),
    "hereford and worcester": ("Herefordshire, County of", "Worcestershire"),
    "hull and east yorkshire": ("Kingston upon Hull, City of", "East Riding of Yorkshire"),
    "liverpool city region": ("Halton", "Knowsley", "Liverpool", "Sefton", "St. Helens",
                              "Wirral"),
    "mid and west wales": ("Carmarthenshire", "Ceredigion", "Neath Port Talbot",
                           "Pembrokeshire", "Powys", "Swansea"),
    "norfolk and suffolk": ("Norfolk", "Suffolk"),
    "north east combined": ("County Durham", "Gateshead", "Newcastle upon Tyne",
                            "North Tyneside", "Northumberland", "South Tyneside", "Sunderland"),
    "north of tyne": ("Newcastle upon Tyne", "North Tyneside", "Northumberland"),
    "northamptonshire council": ("North Northamptonshire", "West Northamptonshire"),
    "cumbria council": ("Cumberland", "Westmorland and Furness"),
    "bedfordshire council": ("Bedford", "Central Bedfordshire"),
    "cheshire council": ("Cheshire East", "Cheshire West and Chester"),
    "sheffield city region": ("Barnsley", "Doncaster", "Rotherham", "Sheffield"),
    "shropshire and wrekin": ("Shropshire", "Telford and Wrekin"),
    "south wales fire": ("Blaenau Gwent", "Bridgend", "Caerphilly", "Cardiff", "Merthyr Tydfil",
                         "Monmouthshire", "Newport", "Rhondda Cynon Taf", "Torfaen",
                         "Vale of Glamorgan"),
    "black country": ("Dudley", "Sandwell", "Walsall", "Wolverhampton"),
    "teesside": ("Hartlepool", "Middlesbrough", "Redcar and Cleveland", "Stockton-on-Tees"),
    "tyneside": ("Gateshead", "Newcastle upon Tyne", "North Tyneside", "South Tyneside"),
    "tees valley": ("Darlington", "Hartlepool", "Middlesbrough", "Redcar and Cleveland",
                    "Stockton-on-Tees"),
    "sussex": ("East Sussex", "West Sussex", "Brighton and Hove"),
    "humber": ("Kingston upon Hull, City of", "East Riding of Yorkshire", "North Lincolnshire",
               "North East Lincolnshire"),
    "york and north yorkshire": ("York", "North Yorkshire"),
    "south glamorgan": ("Cardiff", "Vale of Glamorgan"),
    "greater manchester": ("Bolton", "Bury", "Manchester", "Oldham", "Rochdale", "Salford",
                           "Stockport", "Tameside", "Trafford", "Wigan"),
    "tyne and wear": ("Gateshead", "Newcastle upon Tyne", "North Tyneside", "South Tyneside",
                      "Sunderland"),
}  # fmt: skip
"""Bodies by the words of their name → the councils they cover, by the map's names."""

RECODED: Final = {
    "E07000097": "E07000242", "E07000100": "E07000240", "E07000101": "E07000243",
    "E07000104": "E07000241", "E07000201": "E07000245", "E07000204": "E07000245",
    "E07000205": "E07000244", "E07000206": "E07000244",
}  # fmt: skip
"""Districts whose code changed between 2009 and 2019 → the code of the district that holds them:
four of Hertfordshire (boundaries, about 2013) and four of Suffolk (merged in 2019)."""

_FIRE: Final = (
    r"(?:royal )?(.+?) (?:combined )?fire(?: and rescue)?(?: service| authority| brigade)?"
)
_PCC: Final = (
    r"(?:police (?:and )?(?:fire (?:and rescue )?)?(?:and )?crime commissioner|pcc|pfcc|opcc|opfcc"
    r"|pfcc s|office of the (?:police (?:and )?(?:fire (?:and )?)?crime commissioner|pcc|pfcc))"
)
_COMBINED: Final = r"(?:mayoral )?(?:county )?combined (?:county )?authority"
_COUNCIL_KIND: Final = (
    r"(?:metropolitan|london|royal|unitary|county)?\s?(?:borough|district|city|county|town|unitary)"
)
SHAPES: Final[tuple[tuple[str, tuple[str, ...], str], ...]] = (
    (rf"(?:the )?(?:office of the )?{_PCC}(?: s office)?(?: for)?(?: the)? (.+)", FORCE, ""),
    (rf"(?:the )?office of(?: the)? (.+?) {_PCC}", FORCE, ""),
    (rf"(.+?) (?:office of the )?{_PCC}(?: s office)?", FORCE, ""),
    (r"(?:chief constable|commissioner of police) (?:of|for)(?: the)? (.+)", FORCE, ""),
    (r"(.+?) (?:police force area|police force|police area|force area|police service"
     r"|constabulary|police authority|police)", FORCE, ""),
    (r"heddlu (.+)", FORCE, ""),
    (r"(?:swyddfa )?(?:y |r )?comisiynydd (?:yr )?heddlu a throsedd(?:u|au)? (.+)", FORCE, ""),
    (_FIRE, (*FORCE, *COUNTY), "fire"),
    (rf"(.+?) {_COMBINED}", (*FORCE, *COUNTY), "combined"),
    (r"(.+?) ca", (*FORCE, *COUNTY), "combined"),
    (r"(.+?) commissioner(?: s office)?", FORCE, ""),
    (r"(.+?) (?:mayoral strategic|strategic) authority", (*FORCE, *COUNTY), "combined"),
    (rf"(.+?) {_COUNCIL_KIND} council", COUNCIL, "council"),
    (r"(.+?) (?:council area|local authority area|unitary authority|local authority|council"
     r"|corporation|mbc|cbc|dc|bc|cc|lbc)", COUNCIL, "council"),
    (r"(?:cyngor (?:bwrdeistref sirol|dinas a sir|dinas|sir|bwrdeistref|sirol)?|cbs|cs"
     r"|bwrdeistref sirol|awdurdod lleol)\s?(.+)", COUNCIL, ""),
    (r"(?:the )?(?:london borough|royal borough|metropolitan borough|metropolitan district"
     r"|county borough|city and county|city and district|borough|district|city|council"
     r"|county council|city council|lb|rb) of (.+)", COUNCIL, ""),
    (r"(?:lb|rb|lbc|r b|l b|rbk?) (.+)", COUNCIL, ""),
    (r"(.+?) (?:lb|rb|unitary|ua|la|borough council area|upper tier)", COUNCIL, ""),
    (r"(?:all|all of|whole of|the whole of|across|throughout|entire|pan)(?: the)? (.+)", ANY,
     "wide"),
    (r"(.+?) (?:wide|as a whole|whole|all boroughs|boroughs|all districts|districts)", ANY, "wide"),
    (r"(?:the )?(.+?) (?:area|areas)", ANY, "wide"),
    (r"(?:ceremonial|preserved) county of (.+)", COUNTY, ""),
    (r"(?:the )?county of (.+)", (*COUNCIL, *COUNTY), ""),
    (r"(.+?) (?:ceremonial county|preserved county)", COUNTY, ""),
    (r"(.+?) region", REGION, ""),
    (r"(.+?) (?:metropolitan borough|london borough|county borough|borough|district|city|county)",
     COUNCIL, ""),
)  # fmt: skip
"""Shapes of a name (pattern of the bare name, kinds that it asks for, word for ``MEMBERS``)."""
SAID: Final = ("fire", "combined", "wide")
"""Words of ``SHAPES`` whose reading has to be said."""
WELSH: Final = {
    "sir gar": "sir gaerfyrddin", "gar": "sir gaerfyrddin", "caerfyrddin": "sir gaerfyrddin",
    "penfro": "sir benfro", "sir penfro": "sir benfro", "benfro": "sir benfro",
    "ddinbych": "sir ddinbych", "dinbych": "sir ddinbych", "sir dinbych": "sir ddinbych",
    "y fflint": "sir y fflint", "fflint": "sir y fflint", "fynwy": "sir fynwy",
    "mynwy": "sir fynwy", "sir mynwy": "sir fynwy", "torfaen": "tor faen", "bro": "bro morgannwg",
    "mon": "ynys mon", "sir ynys mon": "ynys mon", "gogledd cymru": "north wales",
    "de cymru": "south wales", "dyfed powys": "dyfed powys",
}  # fmt: skip
"""Other forms of Welsh names → the form that the areas have."""
SHORT: Final = {
    "beds": "bedfordshire", "berks": "berkshire", "bucks": "buckinghamshire",
    "cambs": "cambridgeshire", "derbys": "derbyshire", "glos": "gloucestershire",
    "gloucs": "gloucestershire", "hants": "hampshire", "herts": "hertfordshire",
    "lancs": "lancashire", "leics": "leicestershire", "lincs": "lincolnshire",
    "northants": "northamptonshire", "notts": "nottinghamshire", "oxon": "oxfordshire",
    "staffs": "staffordshire", "wilts": "wiltshire", "worcs": "worcestershire",
    "yorks": "yorkshire", "gtr": "greater", "n": "north", "e": "east", "s": "south", "w": "west",
    "ne": "north east", "nw": "north west", "se": "south east", "sw": "south west",
    "nth": "north", "sth": "south", "iow": "isle of wight", "upon-tyne": "upon tyne",
}  # fmt: skip
"""Words as people shorten them in names of areas; what they are read as is said."""
_WHOLE: Final = re.compile(
    r"\s*[(\[](?:all|whole|entire|full|across|county|force|borough|city|area)?[ -]?(?:wide|of it"
    r"|(?:the )?(?:whole )?(?:county|city|borough|force|force area|area|districts|boroughs)"
    r"|unitary(?: authority| council)?|ua|met(?:ropolitan)?(?: borough| district)?"
    r"|lead(?: authority| council)?|(?:(?:district|borough|county) )?council|local authority)?"
    r"[)\]]$",
    re.IGNORECASE,
)  # fmt: skip
_ACRONYM: Final = re.compile(r"\s*[(\[][A-Z&]{2,7}[)\]]$")


NATIONS: Final = ("E92000001", "W92000004")


def spelt_out(text: str) -> str:
    """A name without an acronym or “(whole county)” after it, its short words written in full."""
    bare = _WHOLE.sub("", _ACRONYM.sub("", text)).strip() or text
    words = re.findall(r"[\w'’&-]+\.?|\S", bare)
    long = [SHORT.get(w.rstrip(".").casefold(), w) for w in words]
    return bare if long == words else " ".join(long)


SMALL: Final = frozenset(
    ("of", "the", "and", "upon", "on", "in", "with", "city", "county", "council", "borough")
)


def shapes(plain: str) -> list[tuple[str, tuple[str, ...], str]]:
    """Every reading of a name (``normal``) by its kind: bare name, kinds, word for ``MEMBERS``."""
    found = []
    for pattern, kinds, word in SHAPES:
        match = re.fullmatch(pattern, plain)
        if match:
            found.append((match[1].strip(), kinds, word))
    return found


def members(bare: str, word: str) -> tuple[str, ...]:
    """Names of the councils of a body; empty for one that is not known."""
    plain = re.sub(r"^(the|county) | (the)$", "", bare)
    return MEMBERS.get(f"{plain} {word}" if word else plain) or MEMBERS.get(plain, ())


def words_of(name: str) -> frozenset[str]:
    """The words of a name that tell it from others, in no order."""
    words = frozenset(normal(name.replace("&", " and ")).split())
    return (words - SMALL) or words
