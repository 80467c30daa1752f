"""Roles given and ended: never above one's reach, never to oneself, never twice."""

import pytest

from nguon.models import Appointment, Delegation, Entry
from nguon.queries.access import reach
from nguon.rules.errors import NotAllowed, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.appointing import Terms, appoint, end_appointment
from tests.factories import DAY, LONG_AGO, NOON, days, holder, make_unit, make_user
from tests.factories import appoint as hold

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    """A province with two communes: (top, commune, other commune)."""
    top = make_unit("Đảng bộ tỉnh")
    return top, make_unit("Đảng ủy xã A", parent=top), make_unit("Đảng ủy xã B", parent=top)


def codes(refused):
    return [unmet.code for unmet in refused.value.unmet]


def test_a_role_is_given_with_its_days_office_and_document(tree, by):
    top, commune, other = tree
    person = holder(Role.BRANCH_SECRETARY, commune, "Lê Thị Minh")
    terms = Terms(Role.MASS_ORGANISATION_OFFICER, DAY, DAY + days(365), "youth_union", document_number=" 12-QĐ/ĐU ")

    made = appoint(by=by(holder(Role.ORGANISATION_OFFICER, top)), user_id=person.pk, unit_id=other.pk, terms=terms)

    assert (made.role, made.unit, made.office) == ("mass_organisation_officer", other, "youth_union")
    assert (made.starts_on, made.ends_on, made.document_number) == (DAY, DAY + days(365), "12-QĐ/ĐU")
    entry = Entry.objects.get()
    assert (entry.action, entry.subject_name, entry.unit_name) == ("appointing.appoint", "Lê Thị Minh", "Đảng ủy xã B")
    assert entry.after["ends_on"] == "2027-03-10"


def test_a_standing_board_member_is_put_in_charge_of_areas(tree, by):
    top, commune, other = tree
    person = holder(Role.INSPECTION_OFFICER, top)
    terms = Terms(Role.STANDING_BOARD_MEMBER, DAY, area_ids=(other.pk,))

    appoint(by=by(holder(Role.ORGANISATION_OFFICER, top)), user_id=person.pk, unit_id=top.pk, terms=terms)

    holding = next(each for each in reach(person, on=DAY).holdings if each.role is Role.STANDING_BOARD_MEMBER)
    assert holding.areas == (other.path,)
    assert holding.office == "standing_board"
    assert commune.path not in holding.areas


@pytest.mark.parametrize(
    ("areas", "code"),
    [("none", "appointing.areas.missing"), ("self", "appointing.areas.outside"), ("above", "appointing.areas.outside")],
)
def test_areas_must_be_named_and_lie_below_the_unit(tree, by, areas, code):
    top, commune, other = tree
    person = holder(Role.BRANCH_SECRETARY, commune)
    ids = {"none": (), "self": (commune.pk,), "above": (other.pk,)}[areas]

    with pytest.raises(RuleViolation) as refused:
        appoint(
            by=by(holder(Role.ORGANISATION_OFFICER, top)),
            user_id=person.pk,
            unit_id=commune.pk,
            terms=Terms(Role.STANDING_BOARD_MEMBER, DAY, area_ids=ids),
        )

    assert codes(refused) == [code]


@pytest.mark.parametrize(
    ("terms", "code"),
    [
        (Terms(Role.INSPECTION_OFFICER, DAY, DAY), "appointing.days"),
        (Terms(Role.INSPECTION_OFFICER, LONG_AGO, DAY - days(5)), "appointing.days"),
        (Terms(Role.INSPECTION_OFFICER, DAY, office="youth_club"), "appointing.office"),
        (Terms(Role.MASS_ORGANISATION_OFFICER, DAY, office="committee"), "appointing.office"),
        (Terms(Role.BRANCH_SECRETARY, DAY), "appointing.twice"),
    ],
)
def test_what_does_not_fit_is_refused(tree, by, terms, code):
    top, commune, _ = tree
    person = holder(Role.BRANCH_SECRETARY, commune)

    with pytest.raises(RuleViolation) as refused:
        appoint(by=by(holder(Role.ORGANISATION_OFFICER, top)), user_id=person.pk, unit_id=commune.pk, terms=terms)

    assert codes(refused) == [code]
    assert person.appointments.count() == 1


def test_the_same_role_may_be_given_again_after_it_ended(tree, by):
    top, commune, _ = tree
    person = holder(Role.BRANCH_SECRETARY, commune, ends_on=DAY)

    appoint(
        by=by(holder(Role.ORGANISATION_OFFICER, top)),
        user_id=person.pk,
        unit_id=commune.pk,
        terms=Terms(Role.BRANCH_SECRETARY, DAY, DAY + days(10)),
    )

    assert person.appointments.count() == 2


def test_nobody_is_appointed_at_a_closed_unit(tree, by):
    top, commune, other = tree
    person = holder(Role.BRANCH_SECRETARY, commune)
    type(other).objects.filter(pk=other.pk).update(closed_on=DAY)

    with pytest.raises(RuleViolation) as refused:
        appoint(
            by=by(holder(Role.ORGANISATION_OFFICER, top)),
            user_id=person.pk,
            unit_id=other.pk,
            terms=Terms(Role.BRANCH_SECRETARY, DAY),
        )

    assert codes(refused) == ["appointing.unit.closed"]


def test_nobody_appoints_above_or_beside_their_own_reach(tree, by):
    top, commune, other = tree
    officer = by(holder(Role.ORGANISATION_OFFICER, commune))
    person = holder(Role.BRANCH_SECRETARY, commune)

    for unit in (top, other):
        with pytest.raises(NotReached):
            appoint(by=officer, user_id=person.pk, unit_id=unit.pk, terms=Terms(Role.BRANCH_SECRETARY, DAY))


def test_nobody_appoints_a_person_they_do_not_reach(tree, by):
    _, commune, other = tree

    with pytest.raises(NotReached):
        appoint(
            by=by(holder(Role.ORGANISATION_OFFICER, commune)),
            user_id=holder(Role.BRANCH_SECRETARY, other).pk,
            unit_id=commune.pk,
            terms=Terms(Role.BRANCH_SECRETARY, DAY),
        )


def test_only_an_administrator_makes_another(tree, by):
    top, commune, _ = tree
    person = holder(Role.BRANCH_SECRETARY, commune)
    given = {"user_id": person.pk, "unit_id": commune.pk, "terms": Terms(Role.ADMINISTRATOR, DAY)}

    with pytest.raises(NotAllowed):
        appoint(by=by(holder(Role.ORGANISATION_OFFICER, top)), **given)
    appoint(by=by(holder(Role.ADMINISTRATOR, top)), **given)

    assert person.appointments.filter(role="administrator").exists()


def test_nobody_gives_themselves_a_role(tree, by):
    officer = holder(Role.ORGANISATION_OFFICER, tree[0])

    with pytest.raises(RuleViolation) as refused:
        appoint(by=by(officer), user_id=officer.pk, unit_id=tree[1].pk, terms=Terms(Role.BRANCH_SECRETARY, DAY))

    assert codes(refused) == ["appointing.own"]


def ended(by, held, ends_on=DAY):
    return end_appointment(by=by, appointment_id=held.pk, ends_on=ends_on, reason="theo QĐ 5")


def test_a_role_ends_on_a_day_and_is_not_held_from_then_on(tree, by):
    top, commune, _ = tree
    person = holder(Role.BRANCH_SECRETARY, commune)

    ended(by(holder(Role.ORGANISATION_OFFICER, top)), person.appointments.get(), DAY + days(3))

    assert reach(person, on=DAY + days(2)).main is not None
    assert reach(person, on=DAY + days(3)).main is None
    entry = Entry.objects.get()
    assert (entry.action, entry.on, entry.reason) == ("appointing.end", DAY + days(3), "theo QĐ 5")


def test_a_role_that_has_not_begun_is_withdrawn(tree, by):
    top, commune, other = tree
    person = holder(Role.BRANCH_SECRETARY, commune)
    wrong = hold(person, Role.BRANCH_SECRETARY, other, starts_on=DAY + days(5))

    assert ended(by(holder(Role.ORGANISATION_OFFICER, top)), wrong) is None

    assert not Appointment.objects.filter(pk=wrong.pk).exists()
    assert Entry.objects.get().action == "appointing.withdraw"


@pytest.mark.parametrize(
    ("case", "code"),
    [("past", "appointing.end.past"), ("later", "appointing.end.later"), ("only", "appointing.end.only")],
)
def test_an_end_that_cannot_be_is_refused(tree, by, case, code):
    top, commune, _ = tree
    starts_on = DAY + days(5) if case == "only" else LONG_AGO
    person = make_user()
    held = hold(person, Role.BRANCH_SECRETARY, commune, starts_on=starts_on, ends_on=DAY + days(30))
    ends_on = {"past": DAY - days(1), "later": DAY + days(31), "only": DAY}[case]

    with pytest.raises(RuleViolation) as refused:
        ended(by(holder(Role.ORGANISATION_OFFICER, top)), held, ends_on)

    assert codes(refused) == [code]


def test_a_role_that_was_delegated_is_not_withdrawn(tree, by):
    top, commune, other = tree
    person = holder(Role.BRANCH_SECRETARY, commune)
    held = hold(person, Role.BRANCH_SECRETARY, other, starts_on=DAY + days(5))
    Delegation.objects.create(
        appointment=held,
        to=make_user(),
        starts_on=DAY + days(5),
        ends_on=DAY + days(9),
        document_number="1",
        document_date=DAY,
        made_at=NOON,
    )

    with pytest.raises(RuleViolation) as refused:
        ended(by(holder(Role.ORGANISATION_OFFICER, top)), held)

    assert codes(refused) == ["appointing.end.delegated"]


def test_nobody_ends_their_own_role(tree, by):
    officer = holder(Role.ORGANISATION_OFFICER, tree[0])

    with pytest.raises(RuleViolation) as refused:
        ended(by(officer), officer.appointments.get(), DAY)

    assert codes(refused) == ["appointing.own"]


def test_a_role_out_of_reach_is_not_there_and_an_administrators_is_not_ended_by_an_officer(tree, by):
    _top, commune, other = tree
    officer = by(holder(Role.ORGANISATION_OFFICER, commune))

    with pytest.raises(NotReached):
        ended(officer, holder(Role.BRANCH_SECRETARY, other).appointments.get())
    with pytest.raises(NotAllowed):
        ended(officer, holder(Role.ADMINISTRATOR, commune).appointments.get())
