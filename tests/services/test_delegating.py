"""Delegations: by a document, from one day until another, ending by themselves, never passed on."""

from datetime import date

import pytest

from nguon.models import Entry
from nguon.queries.access import reach
from nguon.queries.delegating import delegable, delegation_rows
from nguon.rules.errors import NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.audit import operation, record
from nguon.services.delegating import delegate, end_delegation
from tests.factories import DAY, days, holder, make_unit, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    """A branch with its secretary and a committee member: (unit, secretary, member)."""
    top = make_unit("Đảng bộ tỉnh")
    unit = make_unit("Chi bộ thôn 1", parent=make_unit("Đảng ủy xã A", parent=top))
    secretary = holder(Role.BRANCH_SECRETARY, unit, "Nguyễn Văn Bí")
    return unit, secretary, holder(Role.BRANCH_COMMITTEE_MEMBER, unit, "Phạm Thị Đào")


def lend(by, held, to, **changes):
    given = {
        "starts_on": DAY,
        "ends_on": DAY + days(30),
        "document_number": " 05-GUQ/CB ",
        "document_date": DAY - days(1),
        **changes,
    }
    return delegate(by=by, appointment_id=held.pk, to_id=to.pk, **given)


def test_the_delegate_acts_as_the_holder_until_the_day_and_the_trail_says_for_whom(branch, by):
    _unit, secretary, member = branch

    lend(by(secretary), secretary.appointments.get(), member)

    there = next(each for each in reach(member, on=DAY).holdings if each.acting_for)
    assert (there.role, there.acting_for, there.until) == (Role.BRANCH_SECRETARY, "Nguyễn Văn Bí", DAY + days(30))
    assert all(not each.acting_for for each in reach(member, on=DAY + days(30)).holdings)
    assert all(not each.acting_for for each in reach(member, on=DAY - days(1)).holdings)
    entry = Entry.objects.get()
    assert (entry.action, entry.subject_name) == ("delegating.delegate", "Nguyễn Văn Bí")
    assert entry.after["document_number"] == "05-GUQ/CB"


def test_an_act_of_the_delegate_is_recorded_as_done_for_the_holder(branch, by):
    from nguon.rules.roles import Action

    unit, secretary, member = branch
    lend(by(secretary), secretary.appointments.get(), member)

    @operation
    def report(*, by):
        record(by, "tasks.report", unit, unit=unit, permitted_by=Action.REPORT_TASKS)

    report(by=by(member))

    entry = Entry.objects.latest("pk")
    assert (entry.who_name, entry.acting_for, entry.role) == ("Phạm Thị Đào", "Nguyễn Văn Bí", "branch_secretary")


def test_a_delegate_does_not_delegate_further(branch, by):
    unit, secretary, member = branch
    held = secretary.appointments.get()
    lend(by(secretary), held, member)
    third = holder(Role.BRANCH_COMMITTEE_MEMBER, unit)

    assert held not in delegable(by(member))
    with pytest.raises(NotReached):
        lend(by(member), held, third)


def test_a_delegated_officer_does_not_register_delegations_of_others(branch, by):
    unit, secretary, _member = branch
    officer = holder(Role.ORGANISATION_OFFICER, unit.parent)
    deputy = holder(Role.GRASSROOTS_OFFICER, unit.parent)
    lend(by(officer), officer.appointments.get(), deputy)

    assert secretary.appointments.get() in delegable(by(officer))
    assert secretary.appointments.get() not in delegable(by(deputy))


def test_the_keeper_of_the_account_registers_the_delegation_of_an_absent_secretary(branch, by):
    unit, secretary, member = branch
    officer = holder(Role.ORGANISATION_OFFICER, unit.parent)

    lend(by(officer), secretary.appointments.get(), member)

    assert Entry.objects.get().role == "organisation_officer"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"ends_on": DAY}, "delegating.days"),
        ({"starts_on": DAY - days(9), "ends_on": DAY}, "delegating.past"),
        ({"starts_on": date(2019, 1, 1), "ends_on": DAY + days(1)}, "delegating.outside"),
        ({"ends_on": date(2027, 3, 11)}, "delegating.long"),
        ({"document_number": " "}, "delegating.document.missing"),
        ({"document_date": DAY + days(1)}, "delegating.document.date"),
    ],
)
def test_what_does_not_fit_is_refused(branch, by, changes, code):
    _, secretary, member = branch

    with pytest.raises(RuleViolation) as refused:
        lend(by(secretary), secretary.appointments.get(), member, **changes)

    assert code in [unmet.code for unmet in refused.value.unmet]


def test_a_whole_year_is_still_short_enough(branch, by):
    _, secretary, member = branch

    assert lend(by(secretary), secretary.appointments.get(), member, ends_on=date(2027, 3, 10)).pk


def test_a_role_is_not_delegated_beyond_its_own_end(branch, by):
    unit, _, member = branch
    leaving = holder(Role.BRANCH_SECRETARY, unit, ends_on=DAY + days(10))

    with pytest.raises(RuleViolation) as refused:
        lend(by(leaving), leaving.appointments.get(), member)

    assert [unmet.code for unmet in refused.value.unmet] == ["delegating.outside"]


@pytest.mark.parametrize("who", ["self", "stranger", "closed", "nobody"])
def test_only_an_active_colleague_may_act(branch, by, who):
    unit, secretary, member = branch
    stranger = holder(Role.BRANCH_SECRETARY, make_unit("Chi bộ thôn 2", parent=unit.parent))
    type(member).objects.filter(pk=member.pk).update(is_active=who != "closed")
    to = {"self": secretary, "stranger": stranger, "closed": member, "nobody": make_user()}[who]

    with pytest.raises(RuleViolation) as refused:
        lend(by(secretary), secretary.appointments.get(), to)

    assert [unmet.code for unmet in refused.value.unmet] == ["delegating.to"]


def test_a_colleague_of_the_unit_above_may_act(branch, by):
    unit, secretary, _ = branch

    assert lend(by(secretary), secretary.appointments.get(), holder(Role.GRASSROOTS_OFFICER, unit.parent)).pk


def test_the_same_person_is_not_given_the_same_role_twice_at_once(branch, by):
    _, secretary, member = branch
    held = secretary.appointments.get()
    first = lend(by(secretary), held, member)

    with pytest.raises(RuleViolation) as refused:
        lend(by(secretary), held, member, starts_on=DAY + days(29), ends_on=DAY + days(40))
    end_delegation(by=by(secretary), delegation_id=first.pk)
    lend(by(secretary), held, member)

    assert [unmet.code for unmet in refused.value.unmet] == ["delegating.twice"]
    assert delegation_rows(by(member)).count() == 2


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.BRANCH_COMMITTEE_MEMBER, Role.INSPECTION_OFFICER])
def test_some_roles_are_never_delegated(branch, by, role):
    unit, _, member = branch
    person = holder(role, unit)

    with pytest.raises(NotReached):
        lend(by(person), person.appointments.get(), member)


@pytest.mark.parametrize("who", ["giver", "receiver", "keeper"])
def test_giver_receiver_and_keeper_may_end_it_early(branch, by, who):
    unit, secretary, member = branch
    lent = lend(by(secretary), secretary.appointments.get(), member)
    ender = {"giver": secretary, "receiver": member, "keeper": holder(Role.ORGANISATION_OFFICER, unit.parent)}[who]

    end_delegation(by=by(ender), delegation_id=lent.pk)

    assert all(not each.acting_for for each in reach(member, on=DAY).holdings)
    assert Entry.objects.latest("pk").action == "delegating.end"
    with pytest.raises(NotReached):
        end_delegation(by=by(ender), delegation_id=lent.pk)


def test_nobody_else_ends_it(branch, by):
    unit, secretary, member = branch
    lent = lend(by(secretary), secretary.appointments.get(), member)

    with pytest.raises(NotReached):
        end_delegation(by=by(holder(Role.BRANCH_SECRETARY, unit)), delegation_id=lent.pk)


def test_it_ends_with_the_holders_role_and_with_their_account(branch, by):
    _unit, secretary, member = branch
    lend(by(secretary), secretary.appointments.get(), member)

    secretary.appointments.update(ends_on=DAY + days(3))
    assert all(not each.acting_for for each in reach(member, on=DAY + days(3)).holdings)
    type(secretary).objects.filter(pk=secretary.pk).update(is_active=False)
    assert all(not each.acting_for for each in reach(member, on=DAY).holdings)


def test_a_role_lent_on_stands_once_with_the_later_end(branch, by):
    _, secretary, member = branch
    held = secretary.appointments.get()
    first = lend(by(secretary), held, member)
    second = lend(by(secretary), held, member, starts_on=first.ends_on, ends_on=first.ends_on + days(30))
    type(second).objects.filter(pk=second.pk).update(starts_on=DAY)

    acting = [each for each in reach(member, on=DAY).holdings if each.acting_for]

    assert [each.until for each in acting] == [first.ends_on + days(30)]
