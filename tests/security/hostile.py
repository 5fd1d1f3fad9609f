"""A table of programmes in which every text tries to do harm, and readers that find what ran.

The texts are those that an upload accepts: control and direction marks are refused at the door
(``tests/io/own/test_programmes.py``).
"""

import csv
import io
from html.parser import HTMLParser

from gapmap.io.own import columns
from gapmap.io.uploads import read as upload
from gapmap.tasks import own_programmes as own_data

OUTSIDE = "outside.example"
TEXTS = (
    "<script>window.hurt=1;alert(1)</script>",
    '"><img src=x onerror=window.hurt=1>',
    f"</script><script src=https://{OUTSIDE}/x.js></script>",
    "</style></title></textarea><svg onload=window.hurt=1>",
    f"[x](javascript:window.hurt=1) ![x](https://{OUTSIDE}/x.png)",
    f"www.{OUTSIDE} https://{OUTSIDE}/a?b=c&d=e someone@{OUTSIDE}",
    ":red[x] :material/home: :smile: `x` **x** _x_ ~~x~~ # x",
    "{{ 7 * 7 }}{% raw %}{# x #} ${7*7} %s %n {0} {nb}",
    f'=HYPERLINK("https://{OUTSIDE}","x")',
    "+1+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "' onclick=window.hurt=1 x='",
    "&lt;b&gt; &amp; &#60;script&#62; &nbsp;",
    "]]>--><!-- <!ENTITY x SYSTEM 'file:///etc/passwd'> &x;",
    r"$\frac{1}$ \input{/etc/passwd} $^$ \x",
    "../../etc/passwd\\..\\con",
    "javascript:window.hurt=1",
    "\U0001f3f4\u200d\u2620\ufe0f 漢字 שלום",
    "n" * 250,
)
COLUMNS = ("programme", "provider", "areas", "town", "service", "notes")
"""Columns of free text; all others hold terms, numbers, dates or postcodes."""
PLACES = ("E09000014", "E09000012", "E06000058", "W06000015")
FILE_NAME = "$^{$<img src=x onerror=window.hurt=1>[x](javascript:alert(1)).csv"


def rows():
    """One row a text, with the text in every free column."""
    found = []
    for number, text in enumerate(TEXTS):
        cells = dict.fromkeys(COLUMNS, f"{text} {number}") | {"town": f"{text} {number}"[:100]}
        cells["service"] = cells["service"][:100]
        cells["areas"] = cells["areas"].replace(";", ",")  # which would be the end of a name
        cells |= {
            "programme_type": "early_intervention",
            "places": str(10 + number),
            "period": "2024",
        }
        found.append(cells | {TEXTS[0]: text})
    return found


def as_csv(table):
    """Rows as the bytes of a CSV file."""
    out = io.StringIO()
    writer = csv.DictWriter(out, [*COLUMNS, "programme_type", "places", "period", TEXTS[0]])
    writer.writeheader()
    writer.writerows(table)
    return out.getvalue().encode()


def sent(name=FILE_NAME):
    """The table as a CSV file that was uploaded, with one heading that is hostile too."""
    return upload.read(as_csv(rows()), name)


def known_places():
    """The table with codes in place of the areas' names, so that no name has to be settled."""
    codes = confirmed()
    return as_csv([row | {"areas": codes[row["areas"]]} for row in rows()])


def confirmed():
    """What the user would choose for each area's name that nobody knows."""
    return {row["areas"]: PLACES[n % len(PLACES)] for n, row in enumerate(rows())}


def checked(dataset, file):
    """The file as the app checks it: every row is good."""
    found = own_data.Reader(dataset).check(file, columns.guess(file.header), None, confirmed())
    assert found.problems == ()
    return found


class Markup(HTMLParser):
    """What a piece of HTML holds: tags, attributes with their values, and text."""

    def __init__(self, page):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text = set(), set(), ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= set(attrs)

    def handle_data(self, data):
        self.text += data

    @property
    def runs(self):
        """Attributes that run code or lead somewhere that is not a web page."""
        return {
            (name, value)
            for name, value in self.attributes
            if name.startswith("on")
            or name == "srcdoc"
            or (name in ("href", "src", "action") and not _harmless(value or ""))
        }


def _harmless(address):
    return address.startswith(("https://", "http://", "#")) and OUTSIDE not in address
