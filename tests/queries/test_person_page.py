"""The page of a person shows all that hangs on the record in few questions, and nothing that is sealed."""

from dataclasses import fields, replace
from datetime import date

import pytest

from nguon.models import Circumstance, Sponsorship
from nguon.queries.person_page import LOOKS_SHOWN, age_of, hand_groups, kept_instead, person_page, sensitive_group_names
from nguon.rules.errors import NotReached
from nguon.rules.partial_dates import from_written
from nguon.rules.roles import Role
from nguon.services.persons import look_at_sensitive, make_person, reveal_citizen
from tests.factories import DAY, NOON, days, holder, make_unit
from tests.person_facts import HOA, NUMBER, SEALED, SECRETS
from tests.plan_world import make_world
from tests.pool_world import (
    make_candidate_task,
    make_certificate,
    make_class,
    make_member,
    make_place,
    make_proposal,
    make_resolution,
    make_sponsorship,
    put_on,
)
from tests.pool_world import (
    make_person as lay,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def secretary(world, by):
    return by(world.secretary)


@pytest.fixture
def hoa(world, secretary):
    return make_person(by=secretary, unit_id=world.branch.pk, facts=replace(HOA, sensitive=SEALED))


def test_a_bare_record_has_empty_parts(world, secretary):
    page = person_page(secretary, lay(world.branch).pk)

    assert (page.list_changes, page.circumstances, page.groups, page.helps, page.tasks, page.looks) == ((),) * 6
    assert (dict(page.classes), page.citizen, page.age, page.is_member) == ({}, "", "27", False)
    assert [(each.name, str(each.since)) for each in page.stays] == [("Chi bộ thôn 1", "2020")]


def test_the_number_is_masked_and_nothing_sealed_is_told(secretary, hoa):
    page = person_page(secretary, hoa.pk)

    assert page.citizen == "•••••••••123"
    assert {each.code for each in page.groups} == {"women", "youth", "teacher", "manager"}
    told = " ".join(str(getattr(page, each.name)) for each in fields(page))
    for secret in (*SECRETS, NUMBER, "ethnic_minority", "religious"):
        assert secret not in told


def test_groups_say_whether_they_follow_those_by_hand_first(secretary, hoa):
    groups = person_page(secretary, hoa.pk).groups

    assert [(each.code, each.from_facts) for each in groups] == [
        ("manager", False),
        ("teacher", True),
        ("women", True),
        ("youth", True),
    ]


def test_lists_come_latest_first_without_what_was_withdrawn(world, secretary):
    person = lay(world.branch)
    put_on(person, 1, on=date(2025, 1, 5))
    put_on(person, 2, on=date(2025, 6, 5))
    wrong = put_on(person, 3, on=date(2025, 9, 5)).resolution
    wrong.withdrawn_at = NOON
    wrong.save()

    page = person_page(secretary, person.pk)

    assert [(each.from_list, each.to_list) for each in page.list_changes] == [(1, 2), (0, 1)]


def test_stays_come_with_the_present_one_first(world, secretary):
    person = lay(world.branch, since="3/2024")
    person.stays.create(unit=world.ward, since=from_written("2019"), ends_on=date(2024, 3, 1), province=person.province)
    person.stays.create(unit=world.commune, since=None, ends_on=date(2019, 1, 1), province=person.province)

    stays = person_page(secretary, person.pk).stays

    assert [(each.name, str(each.since or ""), each.ends_on) for each in stays] == [
        ("Chi bộ thôn 1", "03/2024", None),
        ("Đảng ủy phường Hòa", "2019", date(2024, 3, 1)),
        ("Đảng ủy xã Đề Gi", "", date(2019, 1, 1)),
    ]


def test_circumstances_of_a_member(world, secretary):
    member = make_member(world.branch)
    for kind, starts_on, ends_on in (("exempt", DAY, None), ("away", date(2020, 1, 1), date(2020, 6, 1))):
        Circumstance.objects.create(
            person=member, kind=kind, starts_on=starts_on, ends_on=ends_on, document_number="12-QĐ/ĐU",
            province=member.province, recorded_at=NOON,
        )  # fmt: skip

    page = person_page(secretary, member.pk)

    assert page.is_member
    assert [(each.name, str(each.since), each.ends_on, each.text) for each in page.circumstances] == [
        ("Được miễn công tác và sinh hoạt đảng", "10/03/2026", None, "12-QĐ/ĐU"),
        ("Sinh hoạt đảng tạm thời ở nơi khác", "01/01/2020", date(2020, 6, 1), "12-QĐ/ĐU"),
    ]


def test_helps_are_shown_from_both_sides(world, secretary):
    person, member = lay(world.branch), make_member(world.branch)
    make_sponsorship(person, member)

    of_person, of_member = person_page(secretary, person.pk).helps, person_page(secretary, member.pk).helps

    assert [(each.other_name, each.other_id, each.as_candidate) for each in of_person] == [
        ("Trần Văn Bình", member.pk, True)
    ]
    assert [(each.other_name, each.other_id, each.as_candidate) for each in of_member] == [
        ("Nguyễn Thị Hoa", person.pk, False)
    ]


def test_who_is_out_of_reach_or_gone_is_named_without_a_link(world, secretary):
    person = lay(world.branch)
    elsewhere, gone = make_member(world.other_branch, "Lê Văn Xa"), make_member(world.branch, "Lê Văn Đi")
    make_sponsorship(person, elsewhere)
    make_sponsorship(person, gone, ends_on=DAY + days(1), end_kind="sponsor_moved")
    gone.withdrawn_at = NOON
    gone.save()

    helps = person_page(secretary, person.pk).helps

    assert [(each.other_name, each.other_id, each.end_words) for each in helps] == [
        ("Lê Văn Đi", None, Sponsorship.End.SPONSOR_MOVED.label),
        ("Lê Văn Xa", None, ""),
    ]


def test_classes_by_what_they_are_latest_first(world, secretary):
    person = lay(world.branch)
    held = make_class(world.province)
    make_place(held, person, result="passed", grade="Khá")
    make_proposal(person, state="returned", return_reason="Thiếu nghị quyết")
    one = make_certificate(person, issued_on=date(2019, 1, 10), revoked_on=date(2020, 1, 1), revoked_reason="Sai tên")
    other = make_certificate(person, issued_on=date(2025, 6, 20))

    classes = person_page(secretary, person.pk).classes

    place, proposal = classes["place"][0], classes["proposal"][0]
    assert (place.class_id, place.name, place.words, place.text, place.on) == (
        None, held.name, "Đạt yêu cầu", "Khá", held.starts_on,
    )  # fmt: skip
    assert (proposal.words, proposal.text, proposal.on) == ("Trả lại chi bộ", "Thiếu nghị quyết", DAY)
    assert [(each.name, each.until, each.revoked_on) for each in classes["certificate"]] == [
        (other.number, other.valid_until, None),
        (one.number, one.valid_until, date(2020, 1, 1)),
    ]


def test_what_the_reader_reaches_has_a_number_to_go_by(world, secretary, by):
    person = lay(world.branch)
    held = make_class(world.province)
    make_place(held, person)
    near, far = put_on(person, 1), put_on(person, 2)
    far.unit, far.path = world.other_branch, world.other_branch.path
    far.save()
    make_sponsorship(person, make_member(world.branch))

    own, officers = person_page(secretary, person.pk), person_page(by(world.officer), person.pk)

    assert own.resolutions_reached == {near.resolution_id}
    assert officers.resolutions_reached == {near.resolution_id, far.resolution_id}
    assert (own.classes["place"][0].class_id, officers.classes["place"][0].class_id) == (None, held.pk)
    assert own.helps[0].number == officers.helps[0].number == Sponsorship.objects.get().pk


def test_a_merged_record_leads_to_the_one_that_was_kept(world, secretary):
    kept, merged, elsewhere = lay(world.branch), lay(world.branch), lay(world.other_branch)
    merged.merged_into = kept
    merged.save()

    assert kept_instead(secretary, merged.pk) == kept.pk
    assert kept_instead(secretary, kept.pk) is None
    merged.merged_into = elsewhere
    merged.save()
    assert kept_instead(secretary, merged.pk) is None


def test_a_place_without_result_says_where_it_stands(world, secretary):
    person = lay(world.branch)
    make_place(make_class(world.province), person, state="waiting")

    assert person_page(secretary, person.pk).classes["place"][0].words == "Chờ chỗ"


def test_looks_are_told_latest_first_and_no_more_than_ten(world, secretary, hoa):
    for number in range(LOOKS_SHOWN):
        look_at_sensitive(by=secretary, person_id=hoa.pk, reason=f"Lần {number}")
    assert not person_page(secretary, hoa.pk).more_looks

    reveal_citizen(by=secretary, person_id=hoa.pk, reason="Đối chiếu")

    page = person_page(secretary, hoa.pk)
    assert (len(page.looks), page.more_looks) == (LOOKS_SHOWN, True)
    assert (page.looks[0].action, page.looks[0].reason) == ("persons.reveal", "Đối chiếu")
    assert page.looks[0].who_name == world.secretary.full_name


def test_who_may_not_open_it_is_not_told_who_did(world, secretary, by, hoa):
    look_at_sensitive(by=secretary, person_id=hoa.pk, reason="Thẩm tra")

    page = person_page(by(holder(Role.BRANCH_COMMITTEE_MEMBER, world.branch)), hoa.pk)

    assert (page.looks, page.may_see_looks, page.may_see_sensitive, page.may_change) == ((), False, False, True)


def test_out_of_reach_there_is_no_page(world, secretary, by):
    elsewhere = lay(world.other_branch)

    for reader in (secretary, by(holder(Role.INSPECTION_OFFICER, world.province))):
        with pytest.raises(NotReached):
            person_page(reader, elsewhere.pk)
    with pytest.raises(NotReached):
        person_page(secretary, 987_654)


@pytest.mark.parametrize("count", [0, 1, 3, 20])
def test_it_asks_the_same_whatever_hangs_on_the_record(world, secretary, django_assert_num_queries, count):
    person = lay(world.branch)
    for number in range(count):
        put_on(person, 1, on=DAY - days(number))
        make_candidate_task(person)
        make_certificate(person)
        make_place(make_class(world.province), person)
        make_sponsorship(person, make_member(world.branch))
        person.stays.create(unit=make_unit(parent=world.commune), since=from_written("2019"), ends_on=DAY, province="")
        make_resolution(world.branch)

    with django_assert_num_queries(7):  # person, looks, lists, stays with groups, classes, helps, tasks
        page = person_page(secretary, person.pk)
    assert (len(page.list_changes), len(page.tasks), len(page.helps)) == (count, count, count)
    assert len(page.stays) == count + 1


@pytest.mark.parametrize(
    ("born", "age"),
    [
        ("12/5/1998", "27"),
        ("10/3/1998", "28"),
        ("3/1998", "27–28"),
        ("1998", "27–28"),
        ("2026", "0"),
        ("2027", ""),
        ("", ""),
    ],
)
def test_age_in_full_years_or_as_far_as_it_is_known(born, age):
    assert age_of(from_written(born) if born else None, DAY) == age


def test_groups_entered_by_hand_are_what_the_form_begins_with(secretary, hoa, world):
    assert hand_groups(secretary, hoa.pk) == ("manager",)
    assert hand_groups(secretary, lay(world.other_branch).pk) == ()


def test_sensitive_groups_only_for_who_may_see_them(world, secretary, by, hoa):
    member = by(holder(Role.BRANCH_COMMITTEE_MEMBER, world.branch))

    assert sensitive_group_names(secretary, hoa.pk) == ("Dân tộc thiểu số", "Có tôn giáo")
    assert sensitive_group_names(member, hoa.pk) == ()
