"""A list of forty rows as an office keeps it: titles, a total, words and names of its own."""

from pathlib import Path

from gapmap.io.own.told import NOTHING_TOLD
from gapmap.tasks import own_decisions
from gapmap.tasks import own_programmes as own_data

LIST = Path(__file__).with_name("forty_rows.csv")
ANSWERS = {
    "DVPP": "community_behaviour_change",
    "Tottenhm": "E09000014",
    "Nowhereshire": "E06000063",
    "Childrens": "children_social_care",
}


def test_four_decisions_put_every_row_on_the_map(reader):
    sent = own_data.read_file(LIST.read_bytes(), LIST.name)
    mapping = own_data.mapping_of(sent)
    told, found = NOTHING_TOLD, reader.check(sent, mapping)
    assert (found.total, [a.text for a in found.aside]) == (
        40, ["Total", "Source: returns from providers"]
    )  # fmt: skip
    asked, used = [], [found.used]
    while decisions := own_decisions.open_decisions(sent, mapping, told, found):
        first = decisions[0]
        needed = [len(d.lines) for d in decisions if d.waiting]
        assert needed == sorted(needed, reverse=True)  # what most rows wait for comes first
        asked.append(first.about)
        told_now = own_decisions.settled(told, first, ANSWERS[first.about])
        found = reader.recheck(sent, mapping, (found, told), told=told_now)
        assert found == reader.check(sent, mapping, told=told_now)
        told = told_now
        used.append(found.used)
    assert asked[0] == "DVPP"
    assert sorted(asked) == sorted(ANSWERS)
    assert used == sorted(used)
    assert (found.used, found.bad) == (40, ())
    assert {c.value for c in found.cells} == {"10–15", "<5"}
    assert "still running, so seen until" in own_data.as_json(sent, mapping, found)  # “ongoing”
