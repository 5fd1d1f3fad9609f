"""What is published fits together, whatever was published since a draft or an undo was made."""

import json

import pytest

from gapmap.dataset import Dataset
from gapmap.errors import BadChoiceError, DataError
from gapmap.io.directory import kept, seed, store
from gapmap.io.directory.changes import edit
from gapmap.io.directory.models import PROGRAMME, SOURCE
from tests.conftest import DATA

KEY = "adapt-foundation-hampshire@2021-2022"
NEW = "new-programme@2025-2026"
RETURN = "RETURN-1"


def there(directory, kind=PROGRAMME, key=KEY):
    return directory.published().of(kind).get(key)


def source(directory, name=RETURN):
    return edit(SOURCE, name, None, {**there(directory, SOURCE, "E001"), "source_id": name})


def added(directory, **cells):
    """A record of its own, like one that is there."""
    like = there(directory)
    areas = json.dumps([[r[0], r[1], r[2], r[3], r[4], cells.get("source_id", r[5])]
                        for r in json.loads(like["areas"])])  # fmt: skip
    own = {"observation_id": NEW, "programme_id": "new", "service_id": "new", "areas": areas}
    return edit(PROGRAMME, NEW, None, {**like, **own, **cells})


def changed(directory, key=KEY, **cells):
    before = there(directory, key=key)
    return edit(PROGRAMME, key, before, {**before, **cells})


def gone(directory, key=NEW, kind=PROGRAMME):
    return edit(kind, key, there(directory, kind, key), None)


def refused(directory, work, said, error=DataError):
    before = directory.published()
    with pytest.raises(error, match=said) as caught:
        work()
    assert "\n" not in str(caught.value)
    assert directory.published() == before


def test_a_draft_that_takes_out_what_others_have_named_since_is_not_published(directory):
    directory.save([added(directory)], "ann", store.EDIT, "")
    draft = directory.draft([gone(directory)], "ann", store.EDIT, "twice there")
    later = directory.save([changed(directory, part_of="new")], "ben", store.EDIT, "")
    refused(
        directory,
        lambda: directory.publish(draft, "ben"),
        f"{NEW} is named in {KEY}, part_of, so it cannot be taken out; say that it has ended",
    )
    directory.save(directory.undo_of(later), "ben", store.UNDO, "", undoes=later)
    directory.publish(draft, "ben")
    assert there(directory, key=NEW) is None


def test_a_record_that_other_tables_name_is_not_taken_out_whoever_publishes_it(directory):
    (name, *_) = sorted({row["merged_into"] for row in seed.read_rows(DATA / "merged_rows.csv")})
    draft = directory.draft([gone(directory, name)], "ann", store.EDIT, "")
    refused(directory, lambda: directory.publish(draft, "ben"), r"merged_rows\.csv \(merged_into\)")


def test_a_draft_that_rests_on_what_was_taken_out_since_is_not_published(directory):
    first = directory.save([source(directory)], "ann", store.EDIT, "")
    draft = directory.draft([added(directory, source_id=RETURN)], "ann", store.EDIT, "")
    directory.save(directory.undo_of(first), "ben", store.UNDO, "", undoes=first)
    refused(
        directory,
        lambda: directory.publish(draft, "ben"),
        f"{NEW}, source_id: “{RETURN}” is not in sources.csv",
    )


def test_what_a_later_record_rests_on_is_not_undone(directory):
    first = directory.save([source(directory)], "ann", store.MERGE, "a return")
    directory.save([added(directory, source_id=RETURN)], "ben", store.EDIT, "")
    undo = directory.undo_of(first)
    refused(
        directory,
        lambda: directory.save(undo, "ann", store.UNDO, "", undoes=first),
        f"{RETURN} is named in {NEW}, source_id, so it cannot be taken out; take that back",
    )


def test_two_drafts_that_are_right_alone_are_not_published_where_they_are_wrong_together(directory):
    key = next(
        k for k, one in directory.published().of(PROGRAMME).items()
        if one["referrals"] and not one["number_year"]
        and not any(one[n] for n in ("capacity_places", "starts", "completions",
                                     "annual_funding_gbp", "rolled_over", "takes_in"))
    )  # fmt: skip
    dated = changed(directory, key, number_year="2022", number_year_basis="stated")
    draft = directory.draft([dated], "ann", store.EDIT, "")
    blank = changed(directory, key, referrals="", referrals_kind="", referrals_status="not_stated")
    directory.save([blank], "ben", store.EDIT, "")
    refused(directory, lambda: directory.publish(draft, "ben"), "number_year without a number")


def test_a_record_works_somewhere(directory):
    one = added(directory, areas="[]")
    refused(
        directory,
        lambda: directory.save([one], "ann", store.EDIT, ""),
        f"{NEW} works in no area that is known",
    )


def test_a_return_that_two_people_have_drafted_is_merged_once(directory):
    edits = [source(directory), changed(directory, notes="merged")]
    first, second = (directory.draft(edits, who, store.MERGE, "a return") for who in ("ann", "ben"))
    directory.publish(first, "eve")
    refused(
        directory,
        lambda: directory.publish(second, "eve"),
        "merged already, by another draft",
        BadChoiceError,
    )
    directory.withdraw(second)
    directory.save(directory.undo_of(first), "eve", store.UNDO, "", undoes=first)
    assert there(directory, SOURCE, RETURN) is None


def test_an_undo_that_two_people_have_drafted_is_done_once(directory):
    number = directory.save([changed(directory, notes="x")], "ann", store.EDIT, "")
    undo = directory.undo_of(number)
    first, second = (directory.draft(undo, w, store.UNDO, "", undoes=number) for w in ("a", "b"))
    directory.publish(first, "eve")
    refused(
        directory,
        lambda: directory.publish(second, "eve"),
        "has been undone already",
        BadChoiceError,
    )


def test_what_two_have_said_alike_is_taken_back_with_the_first_alone(directory):
    edits = [source(directory), changed(directory, notes="alike")]
    first, second = (directory.draft(edits, who, store.EDIT, "") for who in ("ann", "ben"))
    directory.publish(first, "eve")
    directory.publish(second, "eve")
    directory.save(directory.undo_of(second), "ben", store.UNDO, "", undoes=second)
    assert there(directory)["notes"] == "alike"
    assert there(directory, SOURCE, RETURN) is not None
    directory.save(directory.undo_of(first), "ann", store.UNDO, "", undoes=first)
    assert there(directory)["notes"] != "alike"


def test_a_new_release_spares_a_source_on_which_something_here_rests(directory, shipped):
    one = {**shipped["sources"][0], "source_id": "OLD"}
    seed.seed(directory, {**shipped, "sources": [*shipped["sources"], one]}, "test", "older")
    directory.save([added(directory, source_id="OLD")], "ann", store.EDIT, "")
    seed.seed(directory, shipped, "test", "newer")
    assert there(directory, SOURCE, "OLD") == one
    Dataset.load(kept=kept.kept(directory.published(), DATA))


def test_rows_about_a_record_that_was_taken_out_here_are_left_out(directory, shipped):
    (name, *_) = sorted({row["merged_into"] for row in seed.read_rows(DATA / "merged_rows.csv")})
    with pytest.raises(DataError):
        directory.save([gone(directory, name)], "ann", store.EDIT, "")
    unchecked = store.Directory(directory.engine)  # a later release may name what was taken out
    unchecked.save([gone(directory, name)], "ann", store.EDIT, "")
    loaded = Dataset.load(kept=kept.kept(directory.published(), DATA))
    assert name not in loaded.programmes
    assert name not in set(loaded.tables["merged_rows"]["merged_into"])
    assert len(loaded.tables["merged_rows"]) < len(seed.read_rows(DATA / "merged_rows.csv"))
