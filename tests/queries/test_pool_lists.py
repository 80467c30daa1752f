"""The lists of a branch on any day, as known now and as known then; how they came about; numbers above the branch."""

from datetime import UTC, date, datetime

import pytest

from nguon.models import ListChange, Person, Reorganisation, Resolution, Succession
from nguon.queries.list_resolutions import entered_late, history, unlisted
from nguon.queries.pool_lists import (
    branch_rows,
    differences,
    ledger_of,
    lists_on,
)
from nguon.rules.partial_dates import PartialDate
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, holder, make_unit
from tests.pool_world import (
    make_certificate,
    make_commune,
    make_member,
    make_person,
    make_resolution,
    make_sponsorship,
    put_on,
)

pytestmark = pytest.mark.django_db
JANUARY, FEBRUARY, MARCH = date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 5)


@pytest.fixture
def commune():
    return make_commune()


@pytest.fixture
def branch(commune):
    return commune[3][0]


def names(lists):
    return {each: [row.person.full_name for row in lists.rows[each]] for each in (1, 2, 3)}


def recorded(change, on):
    at = datetime(on.year, on.month, on.day, 5, tzinfo=UTC)
    ListChange.objects.filter(pk=change.pk).update(recorded_at=at)
    Resolution.objects.filter(pk=change.resolution_id).update(recorded_at=at)


class TestListsOfADay:
    @pytest.mark.shows("001-2")
    def test_each_list_in_the_order_of_given_names(self, branch):
        for name, on_list in (("Lê Văn Út", 1), ("Võ Thị Anh", 1), ("Trần Bích", 3), ("Đỗ Ân", 1)):
            put_on(make_person(branch, name), on_list)

        assert names(lists_on(branch, DAY)) == {1: ["Võ Thị Anh", "Đỗ Ân", "Lê Văn Út"], 2: [], 3: ["Trần Bích"]}

    def test_any_past_day_can_be_asked(self, branch):
        person = make_person(branch)
        put_on(person, 1, on=JANUARY)
        put_on(person, 2, on=MARCH)

        assert [lists_on(branch, day).counts for day in (date(2026, 1, 4), FEBRUARY, MARCH)] == [
            {1: 0, 2: 0, 3: 0},
            {1: 1, 2: 0, 3: 0},
            {1: 0, 2: 1, 3: 0},
        ]

    def test_what_was_entered_late_shows_now_and_not_as_known_then(self, branch):
        recorded(put_on(make_person(branch), 1, on=JANUARY), MARCH)

        row = lists_on(branch, FEBRUARY).rows[1][0]

        assert row.recorded_late == MARCH
        assert lists_on(branch, FEBRUARY, FEBRUARY).total == 0
        assert lists_on(branch, FEBRUARY, MARCH).total == 1

    def test_what_was_withdrawn_shows_only_as_known_before(self, branch):
        change = put_on(make_person(branch), 1, on=JANUARY)
        recorded(change, JANUARY)
        Resolution.objects.update(withdrawn_at=NOON)

        assert lists_on(branch, FEBRUARY).total == 0
        assert lists_on(branch, FEBRUARY, FEBRUARY).total == 1

    def test_a_row_carries_sponsor_certificate_quarter_and_resolution(self, branch):
        person, sponsor = make_person(branch), make_member(branch)
        first = put_on(person, 1, on=JANUARY)
        ListChange.objects.filter(pk=first.pk).update(expected_quarter="2026-Q4")
        change = put_on(person, 3, on=MARCH)
        certificate = make_certificate(person)
        helped = make_sponsorship(person, sponsor, starts_on=FEBRUARY)

        row = lists_on(branch, DAY).rows[3][0]

        assert (row.since, row.first_on, row.expected_quarter) == (MARCH, JANUARY, "2026-Q4")
        assert (row.sponsors, row.certificate, row.resolution_number) == (
            (helped,),
            certificate,
            change.resolution.number,
        )
        assert (row.cautions, row.recorded_late) == ((), None)

    def test_sponsor_and_certificate_are_those_of_the_day_and_as_known_then(self, branch):
        person = make_person(branch)
        put_on(person, 3, on=JANUARY)
        recorded(ListChange.objects.get(), JANUARY)
        make_certificate(person, issued_on=FEBRUARY)
        make_sponsorship(person, make_member(branch), starts_on=FEBRUARY, ends_on=MARCH, end_kind="other")

        def shown(day, known_by=None):
            row = lists_on(branch, day, known_by).rows[3][0]
            return len(row.sponsors), row.certificate is not None

        assert [shown(JANUARY), shown(FEBRUARY), shown(MARCH)] == [(0, False), (1, True), (0, True)]
        assert shown(FEBRUARY, FEBRUARY) == (0, False)  # written down on DAY

    def test_what_the_branch_should_look_at_is_said(self, commune, branch):
        young = make_person(branch, "A", born="2010")
        lacking, admitted, moved = make_person(branch, "B"), make_person(branch, "C"), make_person(branch, "D")
        lapsed = make_person(branch, "E")
        for person, on_list in ((young, 1), (lacking, 3), (admitted, 2), (moved, 1), (lapsed, 3)):
            put_on(person, on_list, on=JANUARY)
        admitted.joined = PartialDate(2026, 2)
        admitted.save()
        Person.objects.filter(pk=moved.pk).update(unit=commune[3][1])
        make_certificate(lapsed, issued_on=date(2021, 1, 5))
        make_sponsorship(lapsed, make_member(branch))

        said = {row.person.full_name: row.cautions for rows in lists_on(branch, DAY).rows.values() for row in rows}

        assert said == {
            "A": ("Chưa đủ 18 tuổi.",),
            "B": ("Chưa có giấy chứng nhận học lớp.", "Chưa có đảng viên giúp đỡ."),
            "C": ("Vào Đảng 02/2026, chưa đưa ra khỏi danh sách.",),
            "D": ("Hồ sơ đã chuyển về Chi bộ 2.",),
            "E": ("Giấy chứng nhận hết giá trị từ 06/01/2026.",),
        }

    def test_records_made_one_or_withdrawn_are_on_no_list(self, branch):
        kept, dropped, mistaken = (make_person(branch) for _ in range(3))
        for each in (kept, dropped, mistaken):
            put_on(each, 1)
        Person.objects.filter(pk=dropped.pk).update(merged_into=kept)
        Person.objects.filter(pk=mistaken.pk).update(withdrawn_at=NOON)

        assert [row.person for row in lists_on(branch, DAY).rows[1]] == [kept]

    @pytest.mark.parametrize("count", [1, 3, 60])
    def test_it_asks_the_same_whatever_its_length(self, branch, count, django_assert_num_queries):
        sponsor = make_member(branch)
        for _ in range(count):
            person = make_person(branch)
            put_on(person, 3)
            make_certificate(person)
            make_sponsorship(person, sponsor)

        with django_assert_num_queries(5):  # line, changes, persons, sponsors, certificates
            lists_on(branch, DAY)


class TestBranchesThatBecameOne:
    def become(self, one, *others):
        done = Reorganisation.objects.create(
            kind="merge", on=FEBRUARY, province=one.province, path=one.path, summary="Hợp nhất", made_at=NOON
        )
        for other in others:
            Succession.objects.create(predecessor=one, successor=other, on=FEBRUARY, reorganisation=done)

    def test_the_list_of_a_merged_branch_goes_on(self, commune):
        first, second, _ = commune[3]
        put_on(make_person(first), 2, on=JANUARY)
        self.become(first, second)

        assert lists_on(second, DAY).counts == {1: 0, 2: 1, 3: 0}

    def test_of_a_split_branch_each_heir_has_those_whose_record_it_has(self, commune):
        first, second, third = commune[3]
        one, other = make_person(first, "A"), make_person(first, "B")
        put_on(one, 1, on=JANUARY)
        put_on(other, 1, on=JANUARY)
        self.become(first, second, third)
        Person.objects.filter(pk=one.pk).update(unit=second)
        Person.objects.filter(pk=other.pk).update(unit=third)

        assert names(lists_on(second, DAY))[1] == ["A"]
        assert names(lists_on(third, DAY))[1] == ["B"]


class TestDifferences:
    def test_who_came_moved_and_left_between_two_days(self, branch):
        came, moved, left = make_person(branch, "A"), make_person(branch, "B"), make_person(branch, "C")
        stayed, passed = make_person(branch, "D"), make_person(branch, "E")
        for each in (moved, left, stayed):
            put_on(each, 1, on=JANUARY)
        put_on(came, 1, on=FEBRUARY)
        put_on(moved, 2, on=FEBRUARY)
        change = put_on(left, 2, on=FEBRUARY)
        ListChange.objects.filter(pk=change.pk).update(to_list=0, reason="age")
        put_on(passed, 1, on=FEBRUARY)
        change = put_on(passed, 2, on=MARCH)
        ListChange.objects.filter(pk=change.pk).update(to_list=0, reason="moved")

        found = differences(ledger_of(branch), JANUARY, DAY)

        assert [(each.person.full_name, each.before, each.after, each.change.reason) for each in found] == [
            ("A", 0, 1, ""),
            ("B", 1, 2, ""),
            ("C", 1, 0, "age"),
        ]


class TestHistory:
    def test_resolutions_latest_first_with_their_moves_withdrawn_ones_marked(self, branch):
        early = put_on(make_person(branch), 1, on=JANUARY)
        late = put_on(make_person(branch), 1, on=MARCH)
        Resolution.objects.filter(pk=early.resolution_id).update(withdrawn_at=NOON)
        make_resolution(branch)  # of something else

        found = list(history(branch))

        assert [each.pk for each in found] == [late.resolution_id, early.resolution_id]
        assert [change.person.full_name for change in found[0].list_changes.all()] == ["Nguyễn Thị Hoa"]

    @pytest.mark.parametrize(("days", "said"), [(0, None), (7, None), (8, date(2026, 3, 10))])
    def test_what_was_written_down_long_after_is_said(self, branch, days, said):
        resolution = make_resolution(branch, on=date(2026, 3, 10 - days))

        assert entered_late(resolution) == said

    @pytest.mark.parametrize("count", [1, 3])
    def test_it_asks_the_same_whatever_its_length(self, branch, count, django_assert_num_queries):
        for _ in range(count):
            put_on(make_person(branch), 1)

        with django_assert_num_queries(3):  # line, resolutions, changes with persons
            assert [len(each.list_changes.all()) for each in history(branch)] == [1] * count


class TestOthers:
    def test_recorded_persons_who_stand_on_no_list_and_are_no_members(self, branch):
        free = make_person(branch, "A")
        put_on(make_person(branch, "B"), 1)
        make_member(branch, "C")
        make_person(branch, "D", official=PartialDate(2020))
        gone = make_member(branch, "E", left_party_on=JANUARY)
        later = make_person(branch, "F", joined=PartialDate(2027))

        assert list(unlisted(branch, DAY)) == [free, gone, later]

    def test_numbers_by_branch_in_the_order_asked(self, commune, by):
        _, _, grassroots, (one, two, three) = commune
        for branch, lists in ((two, (1, 1, 3)), (one, (2,))):
            for each in lists:
                put_on(make_person(branch), each)
        officer = by(holder(Role.GRASSROOTS_OFFICER, grassroots))

        def shown(**asked):
            return [(each.name, each.one, each.two, each.three, each.total) for each in branch_rows(officer, **asked)]

        assert shown() == [("Chi bộ 1", 0, 1, 0, 1), ("Chi bộ 2", 2, 0, 1, 3), ("Chi bộ 3", 0, 0, 0, 0)]
        assert [each[0] for each in shown(order="1")] == ["Chi bộ 2", "Chi bộ 1", "Chi bộ 3"]
        assert [each[0] for each in shown(order="2")] == ["Chi bộ 1", "Chi bộ 2", "Chi bộ 3"]
        assert [each[0] for each in shown(text="chi bo 3")] == ["Chi bộ 3"]
        assert len(shown(text="truong thu")) == 3
        assert shown(order="rubbish")[0][0] == "Chi bộ 1"
        assert three.name == "Chi bộ 3"

    def test_neighbours_are_not_counted(self, commune, by):
        foreign = make_unit("Chi bộ khác", parent=commune[1], kind="branch")
        put_on(make_person(foreign), 1)

        found = branch_rows(by(holder(Role.GRASSROOTS_OFFICER, commune[2])))

        assert [each.total for each in found] == [0, 0, 0]

    def test_a_person_who_left_or_moved_counts_where_they_stand(self, commune, branch, by):
        person = make_person(branch)
        put_on(person, 1, on=JANUARY)
        put_on(person, 2, on=MARCH)
        Person.objects.filter(pk=person.pk).update(unit=commune[3][1], path=commune[3][1].path)

        found = branch_rows(by(holder(Role.GRASSROOTS_OFFICER, commune[2])))

        assert [(each.one, each.two) for each in found] == [(0, 1), (0, 0), (0, 0)]

    @pytest.mark.parametrize("count", [1, 3])
    def test_numbers_ask_the_same_for_few_and_many(self, commune, by, count, django_assert_num_queries):
        for branch in commune[3][:count]:
            put_on(make_person(branch), 1)
        officer = by(holder(Role.ORGANISATION_OFFICER, commune[0]))

        with django_assert_num_queries(2):
            branch_rows(officer)
