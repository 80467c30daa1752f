"""The table of role, action and place."""

import pytest

from nguon.rules.roles import PERMITS, ROLE_NAMES, Action, Place, Role, accounts_open_to, may, may_be_delegated

CHANGES = {
    Action.CHANGE_UNITS,
    Action.IMPORT_UNITS,
    Action.CHANGE_ACCOUNTS,
    Action.READ_PLANS,
    Action.ISSUE_PLANS,
    Action.DIVIDE,
    Action.DO_DUTIES,
    Action.SET_LEAD_TIME,
    Action.REPORT_TASKS,
    Action.RECORD_ACTIVITIES,
}


@pytest.mark.parametrize(
    ("role", "action", "place"),
    [
        (Role.BRANCH_SECRETARY, Action.REPORT_TASKS, Place.OWN),
        (Role.BRANCH_SECRETARY, Action.DIVIDE, Place.NONE),
        (Role.BRANCH_COMMITTEE_MEMBER, Action.RECORD_ACTIVITIES, Place.OWN),
        (Role.BRANCH_COMMITTEE_MEMBER, Action.REPORT_TASKS, Place.NONE),
        (Role.GRASSROOTS_OFFICER, Action.DIVIDE, Place.BELOW),
        (Role.GRASSROOTS_OFFICER, Action.CHANGE_ACCOUNTS, Place.NONE),
        (Role.ORGANISATION_OFFICER, Action.ISSUE_PLANS, Place.BELOW),
        (Role.STANDING_BOARD_MEMBER, Action.SEE_DUTIES, Place.AREAS),
        (Role.INSPECTION_OFFICER, Action.SEE_AUDIT, Place.BELOW),
        (Role.POLITICAL_CENTRE_OFFICER, Action.SEE_PLANS, Place.OWN),
        (Role.MASS_ORGANISATION_OFFICER, Action.DO_DUTIES, Place.OWN),
        (Role.ADMINISTRATOR, Action.CHANGE_ACCOUNTS, Place.BELOW),
        (Role.ADMINISTRATOR, Action.SEE_PLANS, Place.NONE),
    ],
)
def test_a_role_acts_where_the_table_says(role, action, place):
    assert may(role, action) is place


@pytest.mark.parametrize("role", list(Role))
def test_everybody_sees_their_work_and_their_account(role):
    assert may(role, Action.SEE_WORK) is not Place.NONE
    assert may(role, Action.USE_ACCOUNT) is not Place.NONE


@pytest.mark.parametrize("role", [Role.INSPECTION_OFFICER, Role.STANDING_BOARD_MEMBER])
def test_who_watches_changes_nothing(role):
    assert not {action for action in CHANGES if may(role, action) is not Place.NONE}


def test_only_an_administrator_reaches_the_account_of_another():
    assert accounts_open_to(Role.ADMINISTRATOR) == frozenset(Role)
    assert accounts_open_to(Role.ORGANISATION_OFFICER) == frozenset(Role) - {Role.ADMINISTRATOR}
    assert accounts_open_to(Role.BRANCH_SECRETARY) == frozenset()


def test_an_administrator_is_never_stood_in_for():
    assert may_be_delegated(Role.BRANCH_SECRETARY)
    assert not may_be_delegated(Role.ADMINISTRATOR)


def test_every_role_stands_in_the_table_and_every_action_is_open_to_someone():
    assert set(PERMITS) == set(ROLE_NAMES) == set(Role)
    assert {action for permits in PERMITS.values() for action in permits} == set(Action)
