"""Lists go up as frozen versions: handed in, returned with a reason or accepted, added up, looked into."""

from datetime import date

import pytest

from nguon.models import Entry, HandIn, PersonGroup
from nguon.queries.hand_in_content import frozen
from nguon.rules.errors import MovedOn, NotAllowed, NotReached, RuleViolation
from nguon.rules.hand_ins import digest, figures
from nguon.rules.roles import Role
from nguon.services.handing_in import accept_hand_ins, hand_in, look_at_names, return_hand_in
from nguon.services.surveying import close_round
from tests.factories import DAY, holder, make_unit
from tests.pool_world import make_certificate, make_member, make_person, make_round, make_sponsorship, put_on
from tests.survey_world import accepted, handed, make_survey_world, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_survey_world()


def codes(refused):
    return [each.code for each in refused.value.unmet]


@pytest.mark.shows("001-8")
def test_a_branch_hands_in_its_list_and_it_is_frozen(world):
    made = handed(world.secretary, world.called, world.branches[0])

    assert (made.unit, made.to_unit, made.ordinal, made.state) == (
        world.branches[0],
        world.grassroots,
        1,
        "handed_in",
    )
    assert [(row["name"], row["list"]) for row in made.rows] == [
        ("Nguyễn Thị Số 11", 1),
        ("Nguyễn Thị Số 12", 2),
        ("Nguyễn Thị Số 13", 3),
    ]
    assert figures(made.counts) == (1, 1, 1)
    entry = Entry.objects.get()
    assert (entry.action, entry.after["list_3"], entry.after["digest"]) == ("surveys.hand_in", 1, made.digest)


def test_a_row_holds_particulars_certificate_and_sponsor_but_no_sensitive_group(world):
    branch = world.branches[0]
    person = branch.persons.get(listed=3)
    for group in ("women", "ethnic_minority", "religious"):
        PersonGroup.objects.create(person=person, group=group, path=branch.path, province=branch.province)
    certificate = make_certificate(person)
    make_sponsorship(person, make_member(branch, "Trần Văn Bình"))

    made = handed(world.secretary, world.called, branch)

    row = next(each for each in made.rows if each["person"] == person.pk)
    assert row == {
        "person": person.pk,
        "name": "Nguyễn Thị Số 13",
        "born": "1998-05-12",
        "sex": "female",
        "list": 3,
        "since": "2026-03-10",
        "groups": ["women"],
        "certificate": certificate.number,
        "certificate_on": "2025-06-20",
        "certificate_until": certificate.valid_until.isoformat(),
        "sponsor": "Trần Văn Bình",
    }
    assert made.counts["groups"]["3"] == {"ethnic_minority": 1, "religious": 1, "women": 1}


def test_a_frozen_version_does_not_follow_the_list(world):
    made = handed(world.secretary, world.called, world.branches[0])

    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)

    made.refresh_from_db()
    assert len(made.rows) == 3
    assert digest(frozen(made.rows, made.counts, made.included, made.missing)) == made.digest


def test_an_empty_list_is_handed_in_as_such(world):
    for person in world.branches[0].persons.all():
        put_on(person, 0)

    made = handed(world.secretary, world.called, world.branches[0])

    assert (made.rows, figures(made.counts)) == ([], (0, 0, 0))


@pytest.mark.shows("001-8")
def test_a_list_is_returned_with_a_reason_and_handed_in_again(world, by):
    first = handed(world.secretary, world.called, world.branches[0])

    return_hand_in(by=by(world.committee), hand_in_id=first.pk, reason="Thiếu quần chúng tổ 3")
    second = handed(world.secretary, world.called, world.branches[0])

    first.refresh_from_db()
    assert (first.state, first.return_reason, first.decided_by) == (
        "returned",
        "Thiếu quần chúng tổ 3",
        world.committee,
    )
    assert (second.ordinal, second.state) == (2, "handed_in")
    assert Entry.objects.get(action="surveys.return").reason == "Thiếu quần chúng tổ 3"


def test_an_undecided_version_is_replaced_by_the_next(world):
    first = handed(world.secretary, world.called, world.branches[0])
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)

    handed(world.secretary, world.called, world.branches[0])

    first.refresh_from_db()
    assert first.state == "replaced"


def test_an_accepted_list_is_handed_in_again_only_when_it_changed(world, by):
    accepted(world.committee, handed(world.secretary, world.called, world.branches[0]))

    with pytest.raises(RuleViolation) as refused:
        handed(world.secretary, world.called, world.branches[0])
    assert codes(refused) == ["surveys.nothing_changed"]

    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)
    second = handed(world.secretary, world.called, world.branches[0])
    assert HandIn.objects.get(ordinal=1).state == "accepted"
    accepted(world.committee, second)
    assert list(HandIn.objects.order_by("ordinal").values_list("state", flat=True)) == ["replaced", "accepted"]


def test_what_was_not_seen_is_not_handed_in(world, by):
    secretary = by(world.secretary)
    mark = seen(secretary, world.called, world.branches[0])
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)

    with pytest.raises(MovedOn):
        hand_in(by=secretary, round_id=world.called.pk, unit_id=world.branches[0].pk, seen=mark)
    assert not HandIn.objects.exists()


def test_a_second_click_hands_in_nothing(world, by):
    secretary = by(world.secretary)
    mark = seen(secretary, world.called, world.branches[0])
    hand_in(by=secretary, round_id=world.called.pk, unit_id=world.branches[0].pk, seen=mark)

    with pytest.raises(MovedOn):
        hand_in(by=secretary, round_id=world.called.pk, unit_id=world.branches[0].pk, seen=mark)
    assert HandIn.objects.count() == 1


@pytest.mark.shows("001-8")
def test_a_committee_adds_up_what_it_accepted_and_names_what_is_missing(world):
    first = handed(world.secretary, world.called, world.branches[0])
    second = handed(world.committee, world.called, world.branches[1])
    accepted(world.committee, first, second)

    made = handed(world.committee, world.called, world.grassroots)

    assert (made.to_unit, made.rows) == (world.commune, [])
    assert made.included == sorted((first.pk, second.pk))
    assert made.missing == [world.branches[2].pk]
    assert figures(made.counts) == (2, 2, 2)
    assert Entry.objects.latest("pk").after["lists_missing"] == 1


def test_sums_go_up_to_the_caller(world):
    accepted(world.committee, *(handed(world.committee, world.called, each) for each in world.branches))
    accepted(world.commune_officer, handed(world.committee, world.called, world.grassroots))
    made = handed(world.commune_officer, world.called, world.commune)
    accepted(world.officer, made)

    made.refresh_from_db()
    assert (made.to_unit, made.state, figures(made.counts)) == (world.top, "accepted", (3, 3, 3))


def test_nothing_is_added_up_while_something_waits_unless_it_is_said(world):
    accepted(world.committee, handed(world.committee, world.called, world.branches[0]))
    handed(world.committee, world.called, world.branches[1])

    with pytest.raises(RuleViolation) as refused:
        handed(world.committee, world.called, world.grassroots)
    assert codes(refused) == ["surveys.undecided_below"]

    made = handed(world.committee, world.called, world.grassroots, note="Chi bộ 2 đang bổ sung, nộp sau")
    assert (len(made.included), len(made.missing)) == (1, 2)


def test_a_committee_with_nothing_accepted_says_why_it_hands_in(world):
    with pytest.raises(RuleViolation) as refused:
        handed(world.committee, world.called, world.grassroots)
    assert codes(refused) == ["surveys.nothing_included"]

    assert handed(world.committee, world.called, world.grassroots, note="Các chi bộ chưa họp").included == []


def test_the_accepted_version_counts_until_the_changed_one_is_decided(world):
    first = accepted(world.committee, handed(world.committee, world.called, world.branches[0]))[0]
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)
    handed(world.committee, world.called, world.branches[0])

    made = handed(world.committee, world.called, world.grassroots, note="Bản mới của chi bộ 1 sẽ tính sau")

    assert made.included == [first.pk]
    assert figures(made.counts) == (1, 1, 1)


def test_what_moved_since_the_last_round_is_frozen_with_the_list_and_added_up(world):
    last = make_round(world.top, name="Quý IV/2025", opens_on=date(2025, 12, 1), due_on=date(2025, 12, 31))
    for branch in world.branches[:2]:
        accepted(world.committee, handed(world.committee, last, branch))
    put_on(make_person(world.branches[0], "Lê Văn Mới"), 1)
    put_on(world.branches[0].persons.get(listed=2), 3)
    put_on(world.branches[1].persons.get(listed=3), 0)

    versions = [handed(world.committee, world.called, each) for each in world.branches]
    accepted(world.committee, *versions)
    made = handed(world.committee, world.called, world.grassroots)

    assert versions[0].counts["flows"] == {"entered": {"1": 1}, "left": {}, "moved": {"2>3": 1}}
    assert "flows" not in versions[2].counts
    assert made.counts["flows"] == {"entered": {"1": 1}, "left": {"3": 1}, "moved": {"2>3": 1}}


def test_all_undecided_are_accepted_in_one_act(world):
    versions = [handed(world.committee, world.called, each) for each in world.branches]

    found = accepted(world.committee, *versions)

    assert {each.state for each in HandIn.objects.all()} == {"accepted"}
    assert len(found) == 3
    entries = Entry.objects.filter(action="surveys.accept")
    assert [each.after["lists_accepted"] for each in entries] == [3]


def test_one_decided_meanwhile_stops_the_whole_act(world, by):
    versions = [handed(world.committee, world.called, each) for each in world.branches]
    return_hand_in(by=by(world.committee), hand_in_id=versions[1].pk, reason="Thiếu")

    with pytest.raises(MovedOn):
        accepted(world.committee, *versions)
    assert HandIn.objects.filter(state="accepted").count() == 0


def test_returning_asks_for_a_reason(world, by):
    made = handed(world.secretary, world.called, world.branches[0])

    with pytest.raises(RuleViolation) as refused:
        return_hand_in(by=by(world.committee), hand_in_id=made.pk, reason="  ")
    assert codes(refused) == ["surveys.reason_missing"]


def test_an_accepted_version_is_neither_returned_nor_accepted_again(world, by):
    (made,) = accepted(world.committee, handed(world.secretary, world.called, world.branches[0]))

    with pytest.raises(MovedOn):
        return_hand_in(by=by(world.committee), hand_in_id=made.pk, reason="Nhầm")
    with pytest.raises(MovedOn):
        accept_hand_ins(by=by(world.committee), hand_in_ids=[made.pk])


def test_a_unit_does_not_decide_on_what_it_handed_in_itself(world, by):
    accepted(world.committee, handed(world.secretary, world.called, world.branches[0]))
    own = handed(world.committee, world.called, world.grassroots)

    with pytest.raises(NotAllowed):
        accept_hand_ins(by=by(world.committee), hand_in_ids=[own.pk])
    with pytest.raises(NotAllowed):
        return_hand_in(by=by(world.committee), hand_in_id=own.pk, reason="Nhầm")


def test_versions_of_two_receivers_are_not_accepted_together(world, by):
    first = handed(world.secretary, world.called, world.branches[0])
    accepted(world.committee, handed(world.committee, world.called, world.branches[1]))
    second = handed(world.committee, world.called, world.grassroots, note="Còn chi bộ 1")

    with pytest.raises(NotReached):
        accept_hand_ins(by=by(world.officer), hand_in_ids=[first.pk, second.pk])
    with pytest.raises(NotReached):
        accept_hand_ins(by=by(world.officer), hand_in_ids=[])


def test_what_is_out_of_reach_is_not_there(world, by):
    stranger = by(holder(Role.ORGANISATION_OFFICER, make_unit("Đảng ủy xã khác", parent=world.top)))
    made = handed(world.secretary, world.called, world.branches[0])

    for act in (
        lambda: hand_in(by=stranger, round_id=world.called.pk, unit_id=world.branches[1].pk, seen=""),
        lambda: return_hand_in(by=stranger, hand_in_id=made.pk, reason="x"),
        lambda: accept_hand_ins(by=stranger, hand_in_ids=[made.pk]),
        lambda: look_at_names(by=stranger, hand_in_id=made.pk, reason="x"),
        lambda: hand_in(by=by(world.secretary), round_id=999_999, unit_id=world.branches[0].pk, seen=""),
    ):
        with pytest.raises(NotReached):
            act()


def test_the_caller_itself_and_units_without_a_branch_hand_in_nothing(world, by):
    bare = make_unit("Đảng ủy xã chưa có chi bộ", parent=world.top)

    for unit in (world.top, bare):
        with pytest.raises(NotReached):
            hand_in(by=by(world.officer), round_id=world.called.pk, unit_id=unit.pk, seen="")


def test_a_branch_directly_under_the_caller_hands_to_the_caller(world):
    branch = make_unit("Chi bộ cơ sở", parent=world.top, kind="grassroots_branch")

    made = handed(world.officer, world.called, branch)

    assert made.to_unit == world.top


def test_before_it_opens_and_after_it_closed_nothing_is_handed_in_or_decided(world, by):
    later = make_round(world.top, opens_on=date(2026, 3, 20), name="Đợt sau")
    with pytest.raises(RuleViolation) as refused:
        handed(world.secretary, later, world.branches[0])
    assert codes(refused) == ["surveys.not_open_yet"]

    made = handed(world.secretary, world.called, world.branches[0])
    close_round(by=by(world.officer), round_id=world.called.pk)
    for act in (
        lambda: handed(world.committee, world.called, world.branches[1]),
        lambda: return_hand_in(by=by(world.committee), hand_in_id=made.pk, reason="x"),
        lambda: accept_hand_ins(by=by(world.committee), hand_in_ids=[made.pk]),
    ):
        with pytest.raises(RuleViolation) as refused:
            act()
        assert codes(refused) == ["surveys.closed"]


@pytest.mark.parametrize("role", [Role.STANDING_BOARD_MEMBER, Role.INSPECTION_OFFICER, Role.BRANCH_COMMITTEE_MEMBER])
def test_who_may_not_hand_in_does_not(world, by, role):
    unit = world.branches[0] if role is Role.BRANCH_COMMITTEE_MEMBER else world.top

    with pytest.raises(NotReached):
        hand_in(by=by(holder(role, unit)), round_id=world.called.pk, unit_id=world.branches[0].pk, seen="")


def test_a_look_at_names_from_further_above_leaves_its_reason(world, by):
    made = handed(world.secretary, world.called, world.branches[0])

    found = look_at_names(by=by(world.officer), hand_in_id=made.pk, reason="Thẩm tra theo đơn ngày 09/03")

    assert found == made
    entry = Entry.objects.get(action="surveys.look")
    assert (entry.reason, entry.after["persons"], entry.on) == ("Thẩm tra theo đơn ngày 09/03", 3, DAY)


def test_a_look_without_a_reason_or_without_the_right_is_refused(world, by):
    made = handed(world.secretary, world.called, world.branches[0])

    with pytest.raises(RuleViolation):
        look_at_names(by=by(world.officer), hand_in_id=made.pk, reason=" ")
    with pytest.raises(NotAllowed):
        look_at_names(by=by(holder(Role.INSPECTION_OFFICER, world.top)), hand_in_id=made.pk, reason="Kiểm tra")
    assert not Entry.objects.filter(action="surveys.look").exists()
