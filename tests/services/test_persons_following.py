"""When units merge, close, divide or move, the persons follow, stay or stand in the way; undoing brings them back."""

from datetime import date

import pytest

from nguon.models import Certificate, Circumstance, Person, PersonGroup, PersonName, Stay
from nguon.queries.access import system_reach
from nguon.queries.pool_lists import lists_on
from nguon.queries.reorganising import forecast
from nguon.queries.reorganising_acts import Deed, to_close, to_merge, to_move, to_split
from nguon.queries.undoing import obstacles
from nguon.rules.errors import RuleViolation
from nguon.rules.partial_dates import from_written
from nguon.rules.roles import Role
from nguon.services.moving_persons import move_person
from nguon.services.reorganising import apply_due
from nguon.services.undoing import undo
from tests.factories import DAY, NOON, days, holder, make_unit
from tests.pool_world import make_certificate, make_commune, make_person, put_on
from tests.services.tree_changes import TODAY, codes, do, new

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_commune(3)


@pytest.fixture
def officer(world, by):
    return by(holder(Role.ORGANISATION_OFFICER, world[0]))


@pytest.fixture
def people(world):
    """Three at branch 1: on list 2 with a certificate, come by halves, withdrawn as a mistake."""
    one = world[3][0]
    listed = make_person(one, "Nguyễn Thị Hoa")
    put_on(listed, 2, on=date(2026, 2, 1))
    make_certificate(listed)
    PersonGroup.objects.create(person=listed, group="youth", path=one.path, province=one.province)
    return [listed, make_person(one, "Lê Văn An", since="03/2019"), make_person(one, withdrawn_at=NOON)]


def everything():
    tables = (Person, Stay, PersonName, PersonGroup, Certificate, Circumstance)
    return {each.__name__: list(each.objects.order_by("pk").values()) for each in tables}


def merged(by, world, deed=TODAY, into=None):
    one, two, _ = world[3]
    return to_merge(by, [one.pk], into=into or two.pk, carries_posts=True, deed=deed)


class TestMerging:
    def test_persons_go_on_in_the_successor_from_the_day_on(self, world, officer, people):
        one, two, _ = world[3]

        do(officer, merged(officer, world))

        listed = Person.objects.get(pk=people[0].pk)
        assert (listed.unit, listed.path, listed.listed) == (two, two.path, 2)
        rows = Stay.objects.filter(person=listed).order_by("pk").values_list("unit_id", "ends_on")
        assert list(rows) == [(one.pk, DAY), (two.pk, None)]
        assert str(Stay.objects.get(person=listed, ends_on=None).since) == "10/03/2026"
        assert not Person.objects.filter(unit=one).exists()

    def test_what_belongs_to_them_carries_the_new_path(self, world, officer, people):
        do(officer, merged(officer, world))

        two = world[3][1]
        for model in (PersonName, PersonGroup, Certificate):
            assert set(model.objects.values_list("path", flat=True)) == {two.path}

    def test_they_stand_on_the_list_of_the_successor_without_a_resolution_of_their_own(self, world, officer, people):
        before = lists_on(world[3][0], DAY)

        do(officer, merged(officer, world))

        world[3][1].refresh_from_db()
        assert (before.total, lists_on(world[3][1], DAY).total) == (1, 1)

    def test_into_a_unit_that_is_new(self, world, officer, people):
        fresh = new("Chi bộ 1+2", world[2])

        do(officer, merged(officer, world, into=fresh))

        assert Person.objects.get(pk=people[0].pk).unit.name == "Chi bộ 1+2"

    def test_who_came_after_the_day_of_a_change_dated_back_came_to_the_successor(self, world, officer):
        late = make_person(world[3][0], since="15/02/2026")

        do(officer, merged(officer, world, Deed(on=date(2026, 2, 1))))

        stay = Stay.objects.get(person=late)
        assert (stay.unit, str(stay.since), stay.ends_on) == (world[3][1], "15/02/2026", None)

    def test_a_change_of_a_day_to_come_takes_them_along_when_it_comes(self, world, officer, people):
        done = do(officer, merged(officer, world, Deed(on=DAY + days(5))))
        came = make_person(world[3][0], "Người đến sau")
        assert Person.objects.filter(unit=world[3][0]).count() == 4

        apply_due(by=system_reach("thử", on=DAY + days(5)), reorganisation_id=done.pk)

        assert Person.objects.get(pk=came.pk).unit == world[3][1]
        assert Stay.objects.get(person=came, ends_on=None).since.whole == DAY + days(5)

    def test_a_person_with_nobody_knows_since_when_keeps_that(self, world, officer):
        person = make_person(world[3][0])
        Stay.objects.update(since="")

        do(officer, merged(officer, world))

        assert [each.since for each in Stay.objects.filter(person=person).order_by("pk")] == [
            None, from_written("10/03/2026"),
        ]  # fmt: skip

    def test_the_forecast_says_how_many_and_how_many_are_listed(self, world, officer, people):
        [line] = forecast(officer, merged(officer, world)).consequences.persons

        assert (line.unit, line.count, line.listed) == ("Chi bộ 1", 2, 1)
        assert line.what == "chuyển về Chi bộ 2 từ 10/03/2026, danh sách nguồn đi theo"

    def test_a_person_who_came_meanwhile_makes_the_forecast_stale(self, world, officer, people):
        seen = forecast(officer, merged(officer, world)).fingerprint

        make_person(world[3][0])

        assert forecast(officer, merged(officer, world)).fingerprint != seen


class TestClosing:
    def close(self, by, unit, people_go_to=None):
        return to_close(by, unit.pk, people_go_to=people_go_to, children_go_to=None, deed=TODAY)

    def test_a_unit_does_not_close_over_its_persons(self, world, officer, people):
        with pytest.raises(RuleViolation) as refused:
            do(officer, self.close(officer, world[3][0]))

        assert codes(refused) == ["change.holds_persons"]
        assert "Chi bộ 1 còn 2 hồ sơ người, trong đó 1 người đang ở danh sách nguồn" in str(refused.value)

    def test_with_a_unit_that_takes_them_they_follow(self, world, officer, people):
        do(officer, self.close(officer, world[3][0], world[3][2].pk))

        assert Person.objects.get(pk=people[1].pk).unit == world[3][2]

    def test_withdrawn_records_are_nobody(self, world, officer):
        make_person(world[3][0], withdrawn_at=NOON)

        assert do(officer, self.close(officer, world[3][0])).applied_on == DAY


class TestDividingAndMoving:
    def test_persons_of_a_divided_branch_stay_until_they_are_moved(self, world, officer, people):
        one = world[3][0]
        parts = [new("Chi bộ 1A", world[2], key=-1), new("Chi bộ 1B", world[2], key=-2)]
        intent = to_split(officer, one.pk, parts=parts, goes_to={}, continues=False, deed=TODAY)
        [line] = forecast(officer, intent).consequences.persons

        done = do(officer, intent)

        assert "còn ở đơn vị cũ" in line.what
        assert set(Person.objects.values_list("unit", flat=True)) == {one.pk}
        part = done.touched.get(name="Chi bộ 1A")
        person = Person.objects.get(pk=people[1].pk)
        move_person(by=officer, person_id=person.pk, unit_id=part.pk, on=DAY, reason="Chia chi bộ", seen=1)
        assert Person.objects.get(pk=person.pk).path == part.path

    def test_persons_go_along_when_their_unit_moves_and_the_forecast_counts_them(self, world, officer, people):
        other = make_unit("Đảng ủy khác", parent=world[1], kind="grassroots_committee")
        intent = to_move(officer, [world[3][0].pk], parent_id=other.pk, deed=TODAY)

        follows = dict(forecast(officer, intent).consequences.follows)
        do(officer, intent)

        assert follows["hồ sơ người"] == 2
        paths = set(Person.objects.values_list("path", flat=True)) | set(
            PersonName.objects.values_list("path", flat=True)
        )
        assert {each[:-4] for each in paths} == {other.path}
        assert Stay.objects.filter(ends_on__isnull=False).count() == 0


class TestUndoing:
    @pytest.mark.parametrize("ahead", [0, -20])
    @pytest.mark.parametrize("into_new", [False, True])
    def test_they_are_back_to_the_last_row(self, world, officer, people, ahead, into_new):
        make_person(world[3][0], "Đến sau", since="01/03/2026")
        before = everything()
        into = new("Chi bộ 1+2", world[2]) if into_new else None

        done = do(officer, merged(officer, world, Deed(on=DAY + days(ahead)), into))
        assert everything() != before
        undo(by=officer, reorganisation_id=done.pk)

        assert everything() == before

    def test_after_the_whole_tree_moved_they_come_back_under_the_paths_of_today(self, world, officer, people):
        done = do(officer, merged(officer, world))
        elsewhere = make_unit("Xã khác", parent=world[0])
        do(officer, to_move(officer, [world[2].pk], parent_id=elsewhere.pk, deed=TODAY))

        undo(by=officer, reorganisation_id=done.pk)

        one = world[3][0]
        one.refresh_from_db()
        assert one.path.startswith(elsewhere.path)
        assert set(Person.objects.filter(pk=people[0].pk).values_list("unit", "path")) == {(one.pk, one.path)}
        assert set(PersonName.objects.values_list("path", flat=True)) == {one.path}

    def test_who_has_gone_on_stands_in_the_way(self, world, officer, people):
        done = do(officer, merged(officer, world, Deed(on=date(2026, 3, 1))))
        move_person(by=officer, person_id=people[1].pk, unit_id=world[3][2].pk, on=DAY, reason="Chuyển lớp", seen=1)

        assert obstacles(done) == ("1 người đi theo thay đổi này nay đã chuyển tiếp hoặc được sửa nơi ở: Lê Văn An.",)
        with pytest.raises(RuleViolation):
            undo(by=officer, reorganisation_id=done.pk)

    def test_a_person_added_to_a_new_unit_stands_in_the_way(self, world, officer, people):
        done = do(officer, merged(officer, world, into=new("Chi bộ 1+2", world[2])))
        make_person(done.touched.get(name="Chi bộ 1+2"))

        said = obstacles(done)

        assert "1 hồ sơ người ở đơn vị mới lập." in said
        assert "1 lượt người về ở đơn vị mới lập." in said

    def test_a_person_changed_in_other_ways_does_not(self, world, officer, people):
        done = do(officer, merged(officer, world))
        Person.objects.filter(pk=people[1].pk).update(phone="0912345678")

        undo(by=officer, reorganisation_id=done.pk)

        back = Person.objects.get(pk=people[1].pk)
        assert (back.unit, back.phone) == (world[3][0], "0912345678")
