"""Roles: by address or group, for as long as a sign-in holds."""

import pytest

from gapmap.errors import BadSettingError
from gapmap.settings import Settings
from gapmap.tasks.asking.directory.roles import person

NOW = 1_800_000_000.0
GIVEN = {
    "GAPMAP_EDITORS": "Ann@example.org, group:Gap Editors",
    "GAPMAP_PUBLISHERS": "ben@example.org",
    "GAPMAP_SESSION_HOURS": "2",
}


def may(given=GIVEN, **claims):
    told = {"iat": NOW - 60, **claims}
    found = person(told, Settings.from_environment(given), NOW)
    return found.edits, found.publishes


@pytest.mark.parametrize(
    ("claims", "expected"),
    [({"email": "ann@EXAMPLE.org"}, (True, False)),
     ({"email": "ben@example.org"}, (True, True)),
     ({"email": "cat@example.org"}, (False, False)),
     ({"email": "cat@example.org", "groups": ["Readers", "gap editors"]}, (True, False)),
     ({"sub": "123", "roles": "Gap Editors"}, (True, False)),
     ({"groups": ["gap editors"]}, (False, False)),  # nobody whom a revision could name
     ({"email": "ann@example.org", "email_verified": False}, (False, False)),
     ({"email": "group:gap editors"}, (False, False)),
     ({"email": "", "sub": "1", "groups": [None, 3, {}]}, (False, False)),
     ({}, (False, False))],
)  # fmt: skip
def test_what_somebody_may_do(claims, expected):
    assert may(**claims) == expected


def test_whoever_may_edit_publishes_where_no_publishers_are_named():
    given = {"GAPMAP_EDITORS": "ann@example.org"}
    assert may(given, email="ann@example.org") == (True, True)
    assert may({}, email="ann@example.org") == (False, False)


@pytest.mark.parametrize(
    "told",
    [{"iat": NOW - 2 * 3600 - 1}, {"iat": NOW + 3600}, {"iat": None}, {"iat": "soon"},
     {"iat": True}, {"iat": NOW, "auth_time": NOW - 3 * 3600}],
)  # fmt: skip
def test_a_sign_in_that_is_old_ahead_of_its_time_or_undated_does_not_hold(told):
    found = person({"email": "ben@example.org", **told}, Settings.from_environment(GIVEN), NOW)
    assert (found.edits, found.publishes, found.expired) == (False, False, True)
    assert "sign in again" in found.why


def test_a_sign_in_holds_to_its_last_second():
    for ago in (0, 2 * 3600):
        told = {"email": "ben@example.org", "iat": NOW - ago}
        assert person(told, Settings.from_environment(GIVEN), NOW).publishes


@pytest.mark.parametrize("hours", ["0", "-1", "800", "nan", "long"])
def test_hours_are_a_number_of_them(hours):
    with pytest.raises(BadSettingError, match="GAPMAP_SESSION_HOURS"):
        Settings.from_environment({"GAPMAP_SESSION_HOURS": hours})
