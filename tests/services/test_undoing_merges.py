"""A merge is taken back exactly, while nobody changed what it moved; otherwise it is said what was changed."""

import pytest

from nguon.models import CandidateTask, Entry, ListChange, Merge, Person, PersonGroup, SensitiveRecord
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.merging_persons import undo_merge
from nguon.services.person_rows import citizen_of, sealed_citizen
from tests.factories import NOON, holder
from tests.pool_world import make_candidate_task, make_commune, make_person, put_on
from tests.services.merges import all_rows, fresh, full_pair, merge

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_commune(2)


@pytest.fixture
def officer(world, by):
    return by(holder(Role.GRASSROOTS_OFFICER, world[2]))


@pytest.fixture
def pair(world):
    """Two records in two branches, the second a little fuller."""
    kept = make_person(world[3][0], occupation="Giáo viên")
    dropped = make_person(world[3][1], "Nguyễn Thị Hòa", phone="0912345678", since="05/2022")
    return kept, dropped


class TestUndoing:
    def test_everything_is_exactly_as_it_was(self, world, officer):
        kept, dropped = full_pair(world)
        before = all_rows()

        made = merge(officer, kept, dropped, taken={"phone", "full_name", "citizen"})
        joined = all_rows()
        undo_merge(by=officer, merge_id=made.pk)

        assert joined != before
        assert all_rows() == before
        assert citizen_of(fresh(dropped)) == "001098012345"
        assert citizen_of(fresh(kept)) == ""
        assert [each.action for each in Entry.objects.order_by("pk")] == ["persons.merge", "persons.undo_merge"]

    def test_the_branch_goes_back_too(self, officer, pair):
        before = all_rows()

        made = merge(officer, *pair, taken={"unit"})
        undo_merge(by=officer, merge_id=made.pk)

        assert all_rows() == before

    def test_what_came_to_the_kept_record_since_stays_with_it(self, officer, pair):
        made = merge(officer, *pair)
        given = make_candidate_task(fresh(pair[0]))

        undo_merge(by=officer, merge_id=made.pk)

        assert CandidateTask.objects.get(pk=given.pk).person_id == pair[0].pk

    def test_and_they_can_be_joined_again(self, world, officer):
        kept, dropped = full_pair(world)

        for seen in ((1, 1), (3, 3)):
            made = merge(officer, kept, dropped, seen=seen, taken={"phone"})
            undo_merge(by=officer, merge_id=made.pk)

        assert Merge.objects.filter(undone_at__isnull=False).count() == 2

    def changed_task(self, kept, moved):
        CandidateTask.objects.filter(person=kept).update(outcome="done")

    def changed_phone(self, kept, moved):
        Person.objects.filter(pk=kept.pk).update(phone="1")

    def changed_number(self, kept, moved):
        sealed_citizen(fresh(kept), "001098099999").save()

    def changed_list(self, kept, moved):
        change = put_on(fresh(kept), 3)
        ListChange.objects.filter(pk=change.pk).update(recorded_at=moved.made_at.replace(year=2099))

    def changed_sealed(self, kept, moved):
        SensitiveRecord.objects.filter(person=kept).update(changed_at=NOON)

    def changed_group(self, kept, moved):
        PersonGroup.objects.filter(person=kept, group="community_figure").delete()

    def withdrawn(self, kept, moved):
        Person.objects.filter(pk=kept.pk).update(withdrawn_at=NOON)

    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ("changed_task", "1 nhiệm vụ được giao đã chuyển sang nay đã được sửa."),
            ("changed_phone", "Điện thoại của hồ sơ được giữ đã được sửa sau khi gộp."),
            ("changed_number", "Số căn cước của hồ sơ được giữ đã được sửa sau khi gộp."),
            ("changed_list", "Sau khi gộp, chi bộ đã ghi thêm nghị quyết về danh sách cho người này."),
            ("changed_sealed", "Thông tin nhạy cảm của hồ sơ được giữ đã được sửa sau khi gộp."),
            ("changed_group", "Nhóm đối tượng đã chuyển sang nay đã được sửa."),
            ("withdrawn", "Hồ sơ được giữ đã bị bỏ."),
        ],
    )
    def test_it_is_refused_with_what_was_changed(self, world, officer, change, said):
        kept, dropped = full_pair(world)
        made = merge(officer, kept, dropped, taken={"phone", "citizen"})
        getattr(self, change)(kept, made)
        then = all_rows()

        with pytest.raises(RuleViolation) as refusal:
            undo_merge(by=officer, merge_id=made.pk)

        assert [each.what for each in refusal.value.unmet] == [said]
        assert all_rows() == then

    def test_a_later_merge_is_undone_first(self, world, officer, pair):
        first = merge(officer, *pair)
        third = make_person(world[3][0])
        second = merge(officer, third, pair[0], seen=(1, 2))

        with pytest.raises(RuleViolation, match="Hoàn tác lần gộp ấy trước"):
            undo_merge(by=officer, merge_id=first.pk)
        undo_merge(by=officer, merge_id=second.pk)
        undo_merge(by=officer, merge_id=first.pk)
        assert set(officer.persons()) == {*pair, third}

    def test_twice_is_once(self, officer, pair):
        made = merge(officer, *pair)
        undo_merge(by=officer, merge_id=made.pk)

        with pytest.raises(MovedOn):
            undo_merge(by=officer, merge_id=made.pk)

    def test_out_of_reach_it_does_not_exist(self, world, by, officer, pair):
        made = merge(officer, *pair)

        for who in (holder(Role.BRANCH_SECRETARY, world[3][0]), holder(Role.INSPECTION_OFFICER, world[0])):
            with pytest.raises(NotReached):
                undo_merge(by=by(who), merge_id=made.pk)
