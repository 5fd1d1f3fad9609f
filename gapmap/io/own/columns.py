"""Which column of a user's table is which of ours: the list of ours, a guess, and a template."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gapmap.errors import UserInputError
from gapmap.fields import YEARS, shown
from gapmap.vocabulary import GROUPS, ROUTES, TYPES


@dataclass(frozen=True)
class Column:
    """One column of a table of programmes: its label, what it accepts, other names for it."""

    label: str
    accepts: str
    synonyms: tuple[str, ...]
    example: str = ""
    required: bool = False


def _words(terms: Mapping[str, str]) -> str:
    return "; ".join(terms.values())


COLUMNS: Final[dict[str, Column]] = {
    "programme": Column(
        "Programme", "its name, up to 300 characters",
        ("programme name", "program", "project", "service name", "name", "title", "intervention"),
        "Example Turning Point", required=True,
    ),
    "provider": Column(
        "Provider", "the organisation that runs it",
        ("organisation", "organization", "delivered by", "agency", "charity", "supplier"),
        "Example Trust",
    ),
    "areas": Column(
        "Areas served",
        "codes or names of councils, districts, police force areas, counties, regions or "
        "countries, or postcodes, separated by ;",
        ("area", "areas served", "area served", "local authority", "local authorities", "council",
         "councils", "la", "borough", "district", "police force area", "force", "force area", "pfa",
         "county", "region", "gss code", "gss", "area code", "la code", "ons code", "coverage",
         "geography", "location", "area name", "catchment"),
        "Haringey; E09000012",
    ),
    "postcode": Column(
        "Postcode of its base", "a full postcode, such as SW1A 1AA",
        ("post code", "base postcode", "office postcode", "zip", "pcd", "pcds"), "SW1A 1AA",
    ),
    "town": Column(
        "Town of its base", "the town it works from", ("base town", "city", "based in", "base"),
        "London",
    ),
    "programme_type": Column(
        "Programme type", f"one of: {_words(TYPES)}",
        ("type", "type of programme", "kind", "category", "model", "intervention type"),
        "Community behaviour change", required=True,
    ),
    "referral_routes": Column(
        "Who can refer", f"any of, separated by ;: {_words(ROUTES)}",
        ("routes", "referral route", "referral pathway", "referral pathways", "referrers",
         "referral source", "referral sources", "who can refer", "referred by"),
        "Self-referral; Police",
    ),
    "accepts": Column(
        "Who it accepts", f"any of, separated by ;: {_words(GROUPS)}",
        ("accepted", "who it accepts", "eligibility", "groups", "client group", "groups accepted"),
        "Men",
    ),
    "does_not_accept": Column(
        "Who it does not accept", f"any of, separated by ;: {_words(GROUPS)}",
        ("excludes", "excluded", "not accepted", "exclusions", "refuses"), "Under 18s",
    ),
    "respect_accredited": Column(
        "Respect-accredited", "yes or no",
        ("accredited", "respect accreditation", "respect accredited", "accreditation"), "no",
    ),
    "period": Column(
        "Period", "a year (2023) or a financial year (2022-23)",
        ("year", "financial year", "years", "fy", "reporting year", "reporting period"), "2024-25",
    ),
    "start_year": Column(
        "First year", f"a year from {YEARS[0]} to {YEARS[1]}, or a date in one",
        ("start", "start date", "from", "first year", "year from", "since", "began", "date from"),
    ),
    "end_year": Column(
        "Last year", f"a year from {YEARS[0]} to {YEARS[1]}, or a date in one",
        ("end", "end date", "to", "last year", "year to", "until", "date to"),
    ),
    "places": Column(
        "Places a year", "a plain number of people, such as 28",
        ("capacity", "places per year", "commissioned places", "places commissioned", "annual "
         "places", "annual capacity", "yearly places", "capacity places", "number of places"), "60",
    ),
    "starts": Column(
        "People who started", "a plain number of people, such as 28",
        ("started", "programme starts", "number of starts", "people started", "commenced",
         "participants", "enrolled"), "41",
    ),
    "referrals": Column(
        "People referred", "a plain number of people, such as 28",
        ("referred", "referrals received", "number of referrals", "total referrals"), "75",
    ),
    "completions": Column(
        "People who completed", "a plain number of people, such as 28",
        ("completed", "completers", "number of completions", "graduates"),
    ),
    "months": Column(
        "Months that the counts cover", "a number of months above 0, up to 120",
        ("count months", "months covered", "period months", "number of months", "duration months"),
        "12",
    ),
    "annual_funding": Column(
        "Funding a year (£)", "a plain number of pounds, such as 150000",
        ("funding", "annual budget", "budget", "yearly funding", "annual funding gbp",
         "annual cost", "funding per year", "contract value per year", "annual value"),
    ),
    "service": Column(
        "Service", "a name or number that rows about one service share",
        ("service id", "service code", "service reference"),
    ),
    "notes": Column(
        "Notes", "any text", ("note", "comments", "comment", "remarks", "caveats"),
        "Made-up example: overwrite this line",
    ),
}  # fmt: skip
"""Every column that is read. Only “programme” and “programme_type” must be there."""

NOTE_LINES: Final = (
    "One line a programme and period. The order of the columns is free; further columns are not "
    "read.",
    "A blank, “n/k”, “not known” or “-” means not stated. It never means zero; write 0 for zero.",
    "Counts (starts, referrals) become places a year only with the months that they cover.",
    "Rows with the same programme, provider and areas in different years are one service and "
    "count once. To say so yourself, give them one text in the column service.",
    "Give the areas that the programme serves. Where only a postcode or town is given, it is "
    "counted in the council where it is based, and the page says so.",
)


def normal(heading: str) -> str:
    """A heading reduced to its words: lower case, no accents, no punctuation, no units."""
    plain = unicodedata.normalize("NFKD", heading.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = re.sub(r"\((£|gbp|%|optional|required)\)|£", " ", plain)
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def guess(header: Sequence[str], remembered: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return our column → the user's heading, for the columns that can be recognised.

    What was ``remembered`` (our column → heading, of an earlier file) comes first; then our own
    names and labels; then other usual names. No heading is used twice.
    """
    by_words: dict[str, str] = {}
    for heading in header:
        by_words.setdefault(normal(heading), heading)
    found = {
        ours: theirs
        for ours, theirs in (remembered or {}).items()
        if ours in COLUMNS and theirs in header
    }
    for names in (_own_names, _other_names):
        for ours, column in COLUMNS.items():
            free = [
                by_words[n]
                for n in names(ours, column)
                if n in by_words and by_words[n] not in found.values()
            ]
            if ours not in found and free:
                found[ours] = free[0]
    return {ours: found[ours] for ours in COLUMNS if ours in found}


def _own_names(ours: str, column: Column) -> list[str]:
    return [normal(ours.replace("_", " ")), normal(column.label)]


def _other_names(_: str, column: Column) -> list[str]:
    return [normal(name) for name in column.synonyms]


def parse_mapping(texts: Iterable[str], header: Sequence[str]) -> dict[str, str]:
    """Read “our=theirs” texts; a blank right side leaves a column out. Raises UserInputError."""
    found = {}
    for text in texts:
        ours, equals, theirs = text.partition("=")
        ours, theirs = ours.strip(), theirs.strip()
        if not equals or ours not in COLUMNS:
            raise UserInputError(
                f"{shown(text)} maps no column of ours; write NAME=HEADING with one of: "
                f"{', '.join(COLUMNS)}."
            )
        if theirs and theirs not in header:
            raise UserInputError(
                f"{shown(theirs)} is no heading of the file; its headings are: "
                f"{', '.join(h[:40] for h in header[:40])}."
            )
        found[ours] = theirs
    return found


def template_csv() -> bytes:
    """A CSV file with our headings and one made-up line, for a spreadsheet (UTF-8 with a mark)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerow([column.example for column in COLUMNS.values()])
    return ("\ufeff" + out.getvalue()).encode()


def template_xlsx() -> bytes:
    """An Excel workbook: the same table, and a sheet of notes on what each column accepts."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    sheet = book.active
    sheet.title = "programmes"
    sheet.append(list(COLUMNS))
    sheet.append([column.example for column in COLUMNS.values()])
    notes = book.create_sheet("notes")
    for line in NOTE_LINES:
        notes.append([line])
    notes.append([])
    notes.append(["Column", "Meaning", "Required", "What is accepted"])
    heading = notes.max_row
    for name, column in COLUMNS.items():
        notes.append([name, column.label, "yes" if column.required else "no", column.accepts])
    for cell in (*sheet[1], *notes[heading]):
        cell.font = Font(bold=True)
    for row in notes.iter_rows(min_row=heading):
        row[3].alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"
    for index in range(1, len(COLUMNS) + 1):
        sheet.column_dimensions[sheet.cell(1, index).column_letter].width = 20
    for letter, width in zip("ABCD", (24, 32, 10, 90), strict=True):
        notes.column_dimensions[letter].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
