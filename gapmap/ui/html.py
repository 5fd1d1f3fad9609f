"""Small pieces of HTML for the pages. Every text that comes from data is escaped here."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final

from gapmap.core.comparison import Comparison
from gapmap.core.gap import GapTable
from gapmap.present import palette
from gapmap.present.area.peers import Peer
from gapmap.present.area.profile import Profile
from gapmap.present.area.programmes import ProgrammeEntry
from gapmap.present.words import change, citation, left_out, scale
from gapmap.present.words import finding as words
from gapmap.present.words.links import place, web_address
from gapmap.present.words.selection import selection_in_words


def headline(table: GapTable) -> str:
    """The finding, what to loosen when nothing is found, and whether own figures are in it."""
    loosen = left_out.what_to_loosen(table)
    advice = f'<p class="gm-loosen">{escape(loosen)}</p>' if loosen else ""
    title = f'<h1 class="gm-finding">{escape(words.finding(table))}</h1>'
    return f"{title}{own_notes(table.notes)}{advice}"


def counted(table: GapTable) -> str:
    """One line: how many programmes, how many with a number, and the years."""
    more = escape(words.finding_more(table))
    return (
        f'<p class="gm-more">{more}</p><p class="gm-selection">{escape(words.counted(table))}</p>'
    )


def notes(table: GapTable) -> str:
    """The Selection in words, and what it leaves out or counts with care."""
    lines = [selection_in_words(table.selection, table.model)]
    lines += [f"Left out: {line}" for line in left_out.hidden(table)]
    lines += [line for line in left_out.counted_with_care(table) if line not in table.notes]
    lines += [*filter(None, [left_out.old_years(table)]), words.CAVEAT]
    return f'<ul class="gm-notes">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>'


def brief(area: Profile) -> str:
    """The chosen area beside the map: its first figures, two things not known, and the way down."""
    unknown = "".join(f"<li>{escape(line)}</li>" for line in area.not_known[:2])
    return (
        f'<section class="gm-brief" aria-label="{escape(area.name)} in brief">'
        f"<strong>{escape(area.name)}</strong>{_facts(area.figures[:4])}"
        f"<ul>{unknown}</ul>"
        f'<p><a href="#profile">Everything on {escape(area.name)}</a></p></section>'
    )


def own_notes(notes: Iterable[str]) -> str:
    """What has to be said of the data of a view: that a user's own file is in it."""
    lines = " ".join(notes)
    return f'<p class="gm-own">{escape(lines)}</p>' if lines else ""


def listing(rows: Sequence[Mapping[str, object]], about: str) -> str:
    """A table whose texts wrap, its headings from the first row's keys."""
    heads = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in rows[0])
    cells = "".join(
        f"<tr>{''.join(f'<td>{escape(str(value))}</td>' for value in row.values())}</tr>"
        for row in rows
    )
    return (
        f'<div class="gm-listing" tabindex="0" role="region" aria-label="{escape(about)}"><table>'
        f"<caption>{escape(about)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{cells}</tbody></table></div>"
    )


def key_figures(figures: Iterable[tuple[str, str, str]]) -> str:
    """The row of key figures, as a definition list."""
    items = "".join(
        f'<div><dt>{escape(label)}</dt><dd><span class="gm-value">{escape(value)}</span>'
        f'<span class="gm-note">{escape(note)}</span></dd></div>'
        for label, value, note in figures
    )
    return f'<dl class="gm-figures">{items}</dl>'


EDGES: Final = {
    "C": "background:#fff;border:2px dashed #1d1d1b",
    "D": "background:#fff;border:2px dotted #1d1d1b",
}


def legend(table: GapTable) -> str:
    """All classes and all states in use, each with its number of areas."""
    rows = []
    counts = table.rows["class_index"].value_counts()
    classes = zip(scale.class_labels(table), scale.colours(table), strict=True)
    for index, (label, colour) in enumerate(classes):
        rows.append(_legend_row(f"background:{colour}", label, int(counts.get(index, 0))))
    for state, number in scale.drawn(table).items():
        if state != "measured":
            rows.append(_legend_row(_swatch(state), scale.state_label(table, state), number))
    for grade, number in scale.edges(table).items():
        rows.append(_legend_row(EDGES[grade], scale.EDGE_WORDS[grade], number))
    shaded = f"<p>{escape(scale.caption(table))}</p>"
    return f'<div class="gm-legend">{shaded}<ul>{"".join(rows)}</ul></div>'


def _legend_row(style: str, label: str, count: int) -> str:
    return (
        f'<li><span class="gm-swatch" style="{style}"></span>'
        f'<span>{escape(label)}</span><span class="gm-count">{count}</span></li>'
    )


def _swatch(state: str) -> str:
    fill = palette.STATE_FILL[state]
    pattern = palette.STATE_PATTERN.get(state)
    if pattern == "hatch":
        line = palette.HATCH_LINE
        return f"background:repeating-linear-gradient(45deg,{line} 0 1.5px,{fill} 1.5px 6px)"
    if pattern == "dots":
        line = palette.DOTS_LINE
        return f"background:radial-gradient({line} 1.2px,{fill} 1.4px);background-size:6px 6px"
    if pattern == "light-dots":
        line = palette.LIGHT_DOTS_LINE
        return f"background:radial-gradient({line} 1px,{fill} 1.2px);background-size:7px 7px"
    if pattern == "outline":
        return f"background:{fill};border:2px solid {palette.OUTLINE_LINE}"
    return f"background:{fill}"


def change_legend(found: Comparison) -> str:
    """Classes of change and statuses without one, each with its number of areas."""
    index = found.rows["class_index"]
    pairs = zip(change.class_labels(found), change.colours(found), strict=True)
    rows = [
        _legend_row(f"background:{colour}", label, int((index == i).sum()))
        for i, (label, colour) in enumerate(pairs)
    ]
    for status, number in change.counts(found).items():
        if status != "both":
            swatch = _swatch(change.STATUS_PAINT[status])
            rows.append(_legend_row(swatch, change.STATUS_WORDS[status], number))
    shaded = f"<p>{escape(change.caption(found))}</p>"
    return f'<div class="gm-legend">{shaded}<ul>{"".join(rows)}</ul></div>'


def ranking(table: GapTable) -> str:
    """Areas with a value of the measure shaded, the worst first, as bars with their ranges.

    A bar ends at the central value; the thin line runs from low to high, and to the edge where
    the high end is open.
    """
    order = scale.ranked(table)
    if not order:
        return "<p>No area has a known value under this selection.</p>"
    ranks = scale.ranks(table)
    widest = max(n for row in order for n in scale.ends(table, row) if n is not None) or 1.0
    items = "".join(_bar(row, table, widest, ranks) for row in order)
    return f'<ul class="gm-ranking">{items}</ul>'


def _bar(row: Mapping[Any, Any], table: GapTable, widest: float, ranks: Mapping[str, int]) -> str:
    colours = scale.colours(table)
    least, value, most = scale.ends(table, row)
    end, low = 100 * value / widest, 100 * least / widest
    high = 100.0 if most is None else 100 * most / widest
    place = f"{ranks[row['code']]}. " if row["code"] in ranks else ""
    return (
        f'<li><span class="gm-bar-name">{place}{escape(str(row["name"]))}</span>'
        f'<span class="gm-bar-box" aria-hidden="true">'
        f'<span class="gm-bar" style="width:{end:.2f}%;background:{colours[row["class_index"]]}">'
        f'</span><span class="gm-range" style="left:{low:.2f}%;width:{high - low:.2f}%"></span>'
        f'</span><span class="gm-bar-text">{escape(scale.value(table, row))}</span></li>'
    )


def threshold(lines: Sequence[str]) -> str:
    """Areas and people on each side of the user's threshold."""
    items = "".join(f"<li>{escape(line)}</li>" for line in lines)
    return f'<ul class="gm-threshold">{items}</ul>'


def sources(rows: Iterable[Mapping[str, str]]) -> str:
    """Sources as a list, with a link where there is a web address."""
    items = []
    for row in rows:
        name = _link(row["title"], web_address(row["location"]))
        where = f" ({escape(place(row))})" if place(row) else ""
        items.append(f"<li>{name}{where}. {escape(citation.about(row))}</li>")
    return f'<ul class="gm-sources">{"".join(items)}</ul>'


def profile(area: Profile) -> str:
    """An area's profile: figures, what is not known, programmes as a table, context."""
    welsh = f' <span lang="cy">({escape(area.name_cy)})</span>' if area.name_cy else ""
    unknown = "".join(f"<li>{escape(line)}</li>" for line in area.not_known)
    parts = [
        f'<section class="gm-profile" id="profile"><h2>{escape(area.name)}{welsh}</h2>',
        f'<div class="gm-two"><div><h3>Figures</h3>{_facts(area.figures)}</div>',
        f"<div><h3>What is not known</h3><ul>{unknown}</ul></div></div>",
        _programmes(area),
    ]
    if area.hidden:
        parts.append(
            _entries("Recorded here, but not counted under this selection", area.hidden, "")
        )
    if area.context:
        parts.append(_entries("Recorded, but not counted as places", area.context, ""))
    return "".join([*parts, "</section>"])


IN_COLUMNS: Final = ("Who can refer", "Who it accepts", "Places a year here")


def _programmes(area: Profile) -> str:
    """The programmes that serve an area, a row each; what has no column is folded away."""
    title = "<h3>Programmes that serve it</h3>"
    if not area.programmes:
        return f"{title}<p>None counted under this selection.</p>"
    heads = "".join(f'<th scope="col">{h}</th>' for h in ("Programme", *IN_COLUMNS, "Source"))
    rows = "".join(_programme(entry) for entry in area.programmes)
    about = escape(f"Programmes that serve {area.name}")
    return (
        f'{title}<div class="gm-listing gm-programmes" tabindex="0" role="region" '
        f'aria-label="{about}"><table><caption>{about}</caption><thead><tr>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _programme(entry: ProgrammeEntry) -> str:
    facts = dict(entry.facts)
    cells = "".join(f"<td>{escape(facts.get(name, 'not stated'))}</td>" for name in IN_COLUMNS)
    rest = [fact for fact in entry.facts if fact[0] not in IN_COLUMNS]
    return (
        f'<tr><th scope="row">{escape(entry.title)}<span>{escape(entry.subtitle)}</span>'
        f"<details><summary>Everything recorded</summary>{_facts(rest)}</details></th>"
        f'{cells}<td class="gm-source">{_links(entry)}</td></tr>'
    )


RELATIONS: Final = {
    "this area": "this area",
    "chosen": "chosen",
    "neighbour": "neighbour",
    "region": "its region, pooled",
    "whole": "the whole, pooled",
}


def peers(found: Sequence[Peer], caption: str) -> str:
    """An area and those it is compared with, as a table that scrolls within itself."""
    heads = ("Area", "Per 1,000", "Places a year", "Programmes")
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        f'<tr class="gm-{peer.relation.replace(" ", "-")}"><th scope="row">{escape(peer.name)}'
        f"<span>{escape(RELATIONS[peer.relation])}</span></th>"
        + "".join(
            f"<td>{escape(text)}</td>"
            for text in (peer.places_per_1000, peer.places, peer.programmes)
        )
        + "</tr>"
        for peer in found
    )
    return (
        f'<p class="gm-hidden">{escape(caption)}</p>'
        f'<div class="gm-peers" tabindex="0" role="region" aria-label="Comparison with others">'
        f"<table><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _entries(title: str, entries: Sequence[ProgrammeEntry], nothing: str) -> str:
    body = "".join(_entry(entry) for entry in entries) or f"<p>{escape(nothing)}</p>"
    return f"<h3>{escape(title)}</h3>{body}"


def _entry(entry: ProgrammeEntry) -> str:
    return (
        f"<details><summary><strong>{escape(entry.title)}</strong>"
        f"<span>{escape(entry.subtitle)}</span></summary>{_facts(entry.facts)}"
        f'<p class="gm-source">Source: {_links(entry)}</p></details>'
    )


def _links(entry: ProgrammeEntry) -> str:
    return ", ".join(_link(link.text, link.url) for link in entry.links)


def _link(text: str, url: str) -> str:
    if not url:
        return escape(text)
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{escape(text)}</a>'


def _facts(facts: Iterable[tuple[str, str]]) -> str:
    items = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(text)}</dd></div>" for label, text in facts
    )
    return f'<dl class="gm-facts">{items}</dl>'
