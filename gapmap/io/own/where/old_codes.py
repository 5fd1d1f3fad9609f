"""Codes of areas that are not in use today: what they stand for, or what kind of code they are.

The Office for National Statistics named districts by four signs (00AP) and counties by two (12)
until 2011. Counties and districts abolished in April 2009 had codes of nine signs for two years.
Codes of other kinds (wards, integrated care boards, constituencies) name no area of the map.
"""

import re
from dataclasses import dataclass
from typing import Final

_SHORT: Final = (
    "00AA E09000001 00AB E09000002 00AC E09000003 00AD E09000004 00AE E09000005 "
    "00AF E09000006 00AG E09000007 00AH E09000008 00AJ E09000009 00AK E09000010 "
    "00AL E09000011 00AM E09000012 00AN E09000013 00AP E09000014 00AQ E09000015 "
    "00AR E09000016 00AS E09000017 00AT E09000018 00AU E09000019 00AW E09000020 "
    "00AX E09000021 00AY E09000022 00AZ E09000023 00BA E09000024 00BB E09000025 "
    "00BC E09000026 00BD E09000027 00BE E09000028 00BF E09000029 00BG E09000030 "
    "00BH E09000031 00BJ E09000032 00BK E09000033 00BL E08000001 00BM E08000002 "
    "00BN E08000003 00BP E08000004 00BQ E08000005 00BR E08000006 00BS E08000007 "
    "00BT E08000008 00BU E08000009 00BW E08000010 00BX E08000011 00BY E08000012 "
    "00BZ E08000013 00CA E08000014 00CB E08000015 00CC E08000016 00CE E08000017 "
    "00CF E08000018 00CG E08000019 00CH E08000037 00CJ E08000021 00CK E08000022 "
    "00CL E08000023 00CM E08000024 00CN E08000025 00CQ E08000026 00CR E08000027 "
    "00CS E08000028 00CT E08000029 00CU E08000030 00CW E08000031 00CX E08000032 "
    "00CY E08000033 00CZ E08000034 00DA E08000035 00DB E08000036 00EB E06000001 "
    "00EC E06000002 00EE E06000003 00EF E06000004 00EH E06000005 00EJ E06000047 "
    "00EM E06000057 00EQ E06000049 00ET E06000006 00EU E06000007 00EW E06000050 "
    "00EX E06000008 00EY E06000009 00FA E06000010 00FB E06000011 00FC E06000012 "
    "00FD E06000013 00FF E06000014 00FK E06000015 00FN E06000016 00FP E06000017 "
    "00FY E06000018 00GA E06000019 00GF E06000020 00GG E06000051 00GL E06000021 "
    "00HA E06000022 00HB E06000023 00HC E06000024 00HD E06000025 00HE E06000052 "
    "00HF E06000053 00HG E06000026 00HH E06000027 00HN E06000028 00HP E06000029 "
    "00HX E06000030 00HY E06000054 00JA E06000031 00KA E06000032 00KB E06000055 "
    "00KC E06000056 00KF E06000033 00KG E06000034 00LC E06000035 00MA E06000036 "
    "00MB E06000037 00MC E06000038 00MD E06000039 00ME E06000040 00MF E06000041 "
    "00MG E06000042 00ML E06000043 00MR E06000044 00MS E06000045 00MW E06000046 "
    "00NA W06000001 00NC W06000002 00NE W06000003 00NG W06000004 00NJ W06000005 "
    "00NL W06000006 00NN W06000023 00NQ W06000008 00NS W06000009 00NU W06000010 "
    "00NX W06000011 00NZ W06000012 00PB W06000013 00PD W06000014 00PF W06000016 "
    "00PH W06000024 00PK W06000018 00PL W06000019 00PM W06000020 00PP W06000021 "
    "00PR W06000022 00PT W06000015 11 E10000002 11UB E07000004 11UC E07000005 "
    "11UE E07000006 11UF E07000007 12 E10000003 12UB E07000008 12UC E07000009 "
    "12UD E07000010 12UE E07000011 12UG E07000012 15UH E06000053 16 E10000006 "
    "16UB E07000026 16UC E07000027 16UD E07000028 16UE E07000029 16UF E07000030 "
    "16UG E07000031 17 E10000007 17UB E07000032 17UC E07000033 17UD E07000034 "
    "17UF E07000035 17UG E07000036 17UH E07000037 17UJ E07000038 17UK E07000039 "
    "18 E10000008 18UB E07000040 18UC E07000041 18UD E07000042 18UE E07000043 "
    "18UG E07000044 18UH E07000045 18UK E07000046 18UL E07000047 19 E10000009 "
    "19UC E07000048 19UD E07000049 19UE E07000050 19UG E07000051 19UH E07000052 "
    "19UJ E07000053 21 E10000011 21UC E07000061 21UD E07000062 21UF E07000063 "
    "21UG E07000064 21UH E07000065 22 E10000012 22UB E07000066 22UC E07000067 "
    "22UD E07000068 22UE E07000069 22UF E07000070 22UG E07000071 22UH E07000072 "
    "22UJ E07000073 22UK E07000074 22UL E07000075 22UN E07000076 22UQ E07000077 "
    "23 E10000013 23UB E07000078 23UC E07000079 23UD E07000080 23UE E07000081 "
    "23UF E07000082 23UG E07000083 24 E10000014 24UB E07000084 24UC E07000085 "
    "24UD E07000086 24UE E07000087 24UF E07000088 24UG E07000089 24UH E07000090 "
    "24UJ E07000091 24UL E07000092 24UN E07000093 24UP E07000094 26 E10000015 "
    "26UB E07000095 26UC E07000096 26UD E07000242 26UE E07000098 26UF E07000099 "
    "26UG E07000240 26UH E07000243 26UJ E07000102 26UK E07000103 26UL E07000241 "
    "29 E10000016 29UB E07000105 29UC E07000106 29UD E07000107 29UE E07000108 "
    "29UG E07000109 29UH E07000110 29UK E07000111 29UL E07000112 29UM E07000113 "
    "29UN E07000114 29UP E07000115 29UQ E07000116 30 E10000017 30UD E07000117 "
    "30UE E07000118 30UF E07000119 30UG E07000120 30UH E07000121 30UJ E07000122 "
    "30UK E07000123 30UL E07000124 30UM E07000125 30UN E07000126 30UP E07000127 "
    "30UQ E07000128 31 E10000018 31UB E07000129 31UC E07000130 31UD E07000131 "
    "31UE E07000132 31UG E07000133 31UH E07000134 31UJ E07000135 32 E10000019 "
    "32UB E07000136 32UC E07000137 32UD E07000138 32UE E07000139 32UF E07000140 "
    "32UG E07000141 32UH E07000142 33 E10000020 33UB E07000143 33UC E07000144 "
    "33UD E07000145 33UE E07000146 33UF E07000147 33UG E07000148 33UH E07000149 "
    "34 E10000021 34UB E07000150 34UC E07000151 34UD E07000152 34UE E07000153 "
    "34UF E07000154 34UG E07000155 34UH E07000156 36 E10000023 36UB E07000163 "
    "36UC E07000164 36UD E07000165 36UE E07000166 36UF E07000167 36UG E07000168 "
    "36UH E07000169 37 E10000024 37UB E07000170 37UC E07000171 37UD E07000172 "
    "37UE E07000173 37UF E07000174 37UG E07000175 37UJ E07000176 38 E10000025 "
    "38UB E07000177 38UC E07000178 38UD E07000179 38UE E07000180 38UF E07000181 "
    "40 E10000027 40UB E07000187 40UC E07000188 40UD E07000189 40UE E07000190 "
    "40UF E07000191 41 E10000028 41UB E07000192 41UC E07000193 41UD E07000194 "
    "41UE E07000195 41UF E07000196 41UG E07000197 41UH E07000198 41UK E07000199 "
    "42 E10000029 42UB E07000200 42UC E07000201 42UD E07000202 42UE E07000203 "
    "42UF E07000204 42UG E07000205 42UH E07000206 43 E10000030 43UB E07000207 "
    "43UC E07000208 43UD E07000209 43UE E07000210 43UF E07000211 43UG E07000212 "
    "43UH E07000213 43UJ E07000214 43UK E07000215 43UL E07000216 43UM E07000217 "
    "44 E10000031 44UB E07000218 44UC E07000219 44UD E07000220 44UE E07000221 "
    "44UF E07000222 45 E10000032 45UB E07000223 45UC E07000224 45UD E07000225 "
    "45UE E07000226 45UF E07000227 45UG E07000228 45UH E07000229 47 E10000034 "
    "47UB E07000234 47UC E07000235 47UD E07000236 47UE E07000237 47UF E07000238 "
    "47UG E07000239 "
)
SHORT: Final = dict(zip(*[iter(_SHORT.split())] * 2, strict=True))
"""Codes of the Office for National Statistics until 2011 → today's, as far as the area goes on."""
ABOLISHED: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "E10000001": ("Bedfordshire", ("E06000055", "E06000056")),
    "E10000004": ("Cheshire", ("E06000049", "E06000050")),
    "E10000005": ("Cornwall", ("E06000052",)),
    "E10000010": ("Durham", ("E06000047",)),
    "E10000022": ("Northumberland", ("E06000057",)),
    "E10000026": ("Shropshire", ("E06000051",)),
    "E10000033": ("Wiltshire", ("E06000054",)),
}
"""Counties abolished on 1 April 2009 → name, and the councils that hold them today."""
_DISTRICTS: Final = (
    ((1, 3), "E10000001"), ((13, 18), "E10000004"), ((19, 24), "E10000005"),
    ((54, 60), "E10000010"), ((157, 162), "E10000022"), ((182, 186), "E10000026"),
    ((230, 233), "E10000033"),
)  # fmt: skip
"""Numbers of the E07 codes of the districts that these counties had."""
_OLD_COUNTIES: Final = {
    "09": "E10000001", "13": "E10000004", "15": "E10000005", "20": "E10000010",
    "35": "E10000022", "39": "E10000026", "46": "E10000033",
}  # fmt: skip
"""The same counties by their two signs."""
TOGETHER: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "E41000052": ("Cornwall and the Isles of Scilly", ("E06000052", "E06000053")),
    "E41000324": ("Westminster and the City of London", ("E09000001", "E09000033")),
    "K04000001": ("England and Wales", ("E92000001", "W92000004")),
    "E11000001": ("Greater Manchester", ("GMC19",)),
    "E11000002": ("Merseyside", ("GMC28",)),
    "E11000003": ("South Yorkshire", ("GMC38",)),
    "E11000004": ("Tyne and Wear", ("GMC42",)),
    "E11000005": ("West Midlands", ("GMC44",)),
    "E11000006": ("West Yorkshire", ("GMC46",)),
    "E11000007": ("Tyne and Wear", ("GMC42",)),
    "E47000001": ("Greater Manchester", ("GMC19",)),
    "E47000002": ("South Yorkshire", ("GMC38",)),
    "E47000003": ("West Yorkshire", ("GMC46",)),
    "E47000006": ("Tees Valley", ("E06000001", "E06000002", "E06000003", "E06000004",
                                  "E06000005")),
    "E47000007": ("West Midlands", ("GMC44",)),
    "E47000008": ("Cambridgeshire and Peterborough", ("E10000003", "E06000031")),
}  # fmt: skip
"""Codes of several areas together: of the census of 2011, metropolitan counties, combined
authorities and nations → name, and codes of today."""
REGIONS: Final = {
    f"{first}{letter}": code
    for first in ("UK", "TL")
    for letter, code in {
        **{letter: f"E1200000{at}" for at, letter in enumerate("CDEFGHIJK", 1)},
        "L": "W92000004", "M": "S92000003", "N": "N92000002",
    }.items()
}  # fmt: skip
"""Regions by the codes of European and of international statistics (UKI, TLI: London)."""
KINDS: Final = {
    "E00": "a census output area", "E01": "a small census area (LSOA)",
    "E02": "a middle census area (MSOA)", "E05": "a ward", "W05": "a ward",
    "E04": "a parish", "W04": "a community", "E13": "a part of London",
    "E14": "a constituency", "W07": "a constituency", "E15": "a European electoral region",
    "E16": "a primary care trust", "E18": "a strategic health authority",
    "E22": "a community safety partnership", "E28": "a probation area", "E31": "a fire service",
    "E32": "a constituency of the London Assembly", "E33": "a workplace zone",
    "E34": "a built-up area", "E35": "a built-up area", "E37": "a local enterprise partnership",
    "E38": "a clinical commissioning group", "E39": "an NHS area", "E40": "an NHS region",
    "E41": "a district as merged for the census of 2011", "E47": "a combined authority",
    "E49": "a combined authority", "E54": "an integrated care board",
    "E63": "a built-up area", "W01": "a small census area (LSOA)",
    "W02": "a middle census area (MSOA)", "W09": "a constituency of the Senedd",
    "W11": "a health board", "W22": "a community safety partnership", "W25": "a fire service",
    "K02": "the United Kingdom", "K03": "Great Britain",
}  # fmt: skip
"""What a code is of, by its first three signs, where the map has no such areas."""
GSS: Final = re.compile(r"[EWSNK]\d{8}", re.ASCII)
_SIGNS: Final = re.compile(r"\d{2}[A-Z]{2}", re.ASCII)
_PARTS: Final = re.compile(r"(?:UK|TL)[C-N][0-9A-Z]{1,2}", re.ASCII)


@dataclass(frozen=True)
class Former:
    """A code of before: the codes of today, what it is, whether these are exactly its area."""

    codes: tuple[str, ...]
    what: str
    sure: bool = True


def former(code: str) -> Former | None:
    """What a code of before stands for; None for any other text. ``code`` is in capitals."""
    if code in ABOLISHED:
        name, codes = ABOLISHED[code]
        return Former(codes, f"the code of the county {name}, abolished in April 2009")
    if code in TOGETHER:
        name, codes = TOGETHER[code]
        return Former(codes, f"the code of {name}")
    if code in SHORT and _SIGNS.fullmatch(code):
        return Former((SHORT[code],), "a code that was in use until 2011")
    if code in REGIONS:
        return Former((REGIONS[code],), "the code of a region in international statistics")
    county = _county(code)
    if county:
        name, codes = ABOLISHED[county]
        what = f"the code of a district of {name}, abolished in April 2009"
        return Former(codes, what, sure=len(codes) == 1)
    if code in SHORT or code in _OLD_COUNTIES:  # two figures may be anything
        codes = (SHORT[code],) if code in SHORT else ABOLISHED[_OLD_COUNTIES[code]][1]
        return Former(codes, "the code of a county until 2011, or a number of another kind", False)
    return None


def _county(code: str) -> str:
    """The abolished county that a district's code belongs to; blank for other codes."""
    if _SIGNS.fullmatch(code):
        return _OLD_COUNTIES.get(code[:2], "")
    number = int(code[3:]) if GSS.fullmatch(code) and code.startswith("E07") else 0
    return next((c for (first, last), c in _DISTRICTS if first <= number <= last), "")


def about(text: str) -> str:
    """What can be said of a text that looks like a code or number and is no area; blank for a name.

    A code is never like another one: one that differs in a sign is of another place.
    """
    code = "".join(text.split()).upper()
    if GSS.fullmatch(code):
        kind = KINDS.get(code[:3], "")
        return (
            f"a code of {kind}, which is no area of the map" if kind else "a code of no known area"
        )
    if _SIGNS.fullmatch(code):
        return "a short code that is not known"
    if _PARTS.fullmatch(code) and any(c.isdigit() for c in code):
        return "a code of a part of a region (NUTS or ITL), which is no area of the map"
    letters = sum(c.isalpha() for c in code)
    return (
        "a number, not a name or a code of an area"
        if letters < 2 or letters * 2 < len(code)
        else ""
    )
