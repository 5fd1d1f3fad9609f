"""What may be published: nothing that would keep the tables from loading."""

import pytest

from gapmap.errors import DataError
from gapmap.io.directory.kept import check
from gapmap.io.directory.models import PROGRAMME, REQUEST, SOURCE
from gapmap.io.directory.seed import documents
from tests.conftest import DATA

KEY = (PROGRAMME, "adapt-foundation-hampshire@2021-2022")


@pytest.mark.parametrize(
    ("cells", "said"),
    [({"referrals": "-3"}, "referrals: “-3” cannot be kept; give at least 0"),
     ({"programme_type": "a guess"}, "programme_type: “a guess” cannot be kept; give one of"),
     ({"referrals_kind": ""}, "referrals without referrals_kind; say what kind"),
     ({"start_year": ""}, "one of start_year and end_year is blank"),
     ({"as_of": ""}, "date_basis is “undated” exactly when as_of is blank"),
     ({"number_year": ""}, "give number_year and number_year_basis together"),
     ({"referrals": "", "completions": ""}, "number_year without a number")],
)  # fmt: skip
def test_what_no_table_may_hold_is_refused_in_one_sentence(shipped, cells, said):
    document = {**documents(shipped)[KEY], **cells}
    with pytest.raises(DataError, match=said) as caught:
        check(DATA, {KEY: document})
    assert str(caught.value).startswith("adapt-foundation-hampshire@2021-2022")
    assert str(caught.value).count(". ") == 0


def test_what_is_shipped_may_be_kept(shipped):
    some = dict(list(documents(shipped).items())[::40])
    assert {kind for kind, _ in some} == {PROGRAMME, SOURCE}
    check(DATA, {**some, (REQUEST, "x"): {"request_id": "x"}})


def test_a_source_is_held_to_its_table(shipped):
    key = (SOURCE, "E001")
    with pytest.raises(DataError, match="licence: “” cannot be kept"):
        check(DATA, {key: {**documents(shipped)[key], "licence": ""}})
