"""What somebody pastes into a page of their own: valid, credited, and no text of it is markup."""

from html.parser import HTMLParser

import pytest

from gapmap.present.standalone.site.pages import Site, embed_map, embed_picture

NAME, ALT = 'Avon & "Somerset" <b>', "Worst: 'Kent'"


class Read(HTMLParser):
    """The tags and texts of a piece of HTML."""

    def __init__(self, text):
        super().__init__()
        self.opened, self.closed, self.text = [], [], ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.opened.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        self.closed.append(tag)

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize(
    ("base", "root"), [("https://x.example/", "https://x.example/"), ("", "ADDRESS/")]
)
def test_a_picture_is_pasted_with_its_link_and_attribution(base, root):
    made = embed_picture(Site(base, (), False), "E23000036", NAME, ALT, "© ONS")
    read = Read(made.text)
    assert made.whole == bool(base)
    assert [tag for tag, _ in read.opened] == ["figure", "a", "img", "figcaption", "a"]
    assert read.closed == ["a", "a", "figcaption", "figure"]
    assert read.opened[1][1] == read.opened[4][1] == {"href": f"{root}areas/E23000036.html"}
    image = read.opened[2][1]
    assert (image["src"], image["alt"]) == (f"{root}areas/E23000036.png", ALT)
    assert f"{NAME}: gapmap. © ONS" in read.text


def test_a_map_is_pasted_with_its_title_and_attribution():
    made = embed_map(Site("https://x.example/", (), False), "maps/pfa.html", NAME, "© ONS")
    read = Read(made.text)
    assert [tag for tag, _ in read.opened] == ["figure", "iframe", "figcaption", "a"]
    frame = read.opened[1][1]
    assert (frame["src"], frame["title"]) == ("https://x.example/maps/pfa.html", NAME)
    assert f"{NAME}: gapmap. © ONS" in read.text
