"""What the lists follow from, as the rules want it."""

from datetime import date

import pytest

from nguon.models import ListChange, Reorganisation, Resolution, Succession
from nguon.queries.list_changes import changes_of, is_branch, line_of, list_rules, persons_for_lists
from nguon.queries.list_judging import Move, judge
from nguon.rules.errors import NotInForce, NotReached
from tests.factories import DAY, NOON, make_unit
from tests.pool_world import make_certificate, make_commune, make_person, make_sponsorship, put_on

pytestmark = pytest.mark.django_db


@pytest.fixture
def commune():
    return make_commune()


def becomes(one, other, on=date(2026, 2, 1)):
    done = Reorganisation.objects.create(
        kind="merge", on=on, province=one.province, path=one.path, summary="Hợp nhất", made_at=NOON
    )
    return Succession.objects.create(predecessor=one, successor=other, on=on, reorganisation=done)


class TestLine:
    def test_a_branch_is_its_own_line(self, commune):
        assert line_of(commune[3][0]) == {commune[3][0].pk: True}

    def test_those_that_became_part_of_it_are_in_it_also_the_earlier_ones(self, commune):
        first, second, third = commune[3]
        becomes(first, second)
        becomes(second, third)

        assert line_of(third) == {third.pk: True, second.pk: True, first.pk: True}

    def test_of_one_that_was_split_not_all_came(self, commune):
        first, second, third = commune[3]
        becomes(first, second)
        becomes(first, third)

        assert line_of(third) == {third.pk: True, first.pk: False}

    def test_whose_list_a_branch_may_change(self, commune):
        first, second, third = commune[3]
        becomes(first, second)
        own, earlier, once, foreign = (make_person(each) for each in (second, first, third, third))
        ListChange.objects.filter(pk=put_on(once, 1).pk).update(unit=second)

        assert set(persons_for_lists(second, line_of(second))) == {own, earlier, once}
        assert foreign not in persons_for_lists(second, line_of(second))


class TestChanges:
    def test_a_change_carries_when_it_was_recorded_and_taken_back_in_days_of_viet_nam(self, commune):
        change = put_on(make_person(commune[3][0]), 2)
        late = NOON.replace(hour=18)  # 01:00 of the next day in Viet Nam
        Resolution.objects.update(withdrawn_at=late)
        ListChange.objects.update(recorded_at=late)

        found = changes_of(ListChange.objects.select_related("resolution"))[0]

        assert (found.recorded_on, found.withdrawn_on) == (date(2026, 3, 11), date(2026, 3, 11))
        assert (found.to_list, found.on, found.number, found.id) == (2, DAY, change.resolution.number, change.pk)

    def test_changes_of_an_earlier_branch_are_taken_for_its_heirs(self, commune):
        first, second, _ = commune[3]
        put_on(make_person(first), 1)
        rows = ListChange.objects.select_related("resolution")

        assert changes_of(rows)[0].unit == first.pk
        assert changes_of(rows, second, {first.pk, second.pk})[0].unit == second.pk


class TestFigures:
    def test_they_are_those_of_the_day_with_their_clauses(self):
        rules = list_rules(DAY)

        assert (rules.age_from, rules.age_until) == (18, 60)
        assert all((rules.age_clause, rules.certificate_clause, rules.sponsor_clause))

    def test_before_the_first_of_them_there_are_none(self):
        with pytest.raises(NotInForce):
            list_rules(date(2005, 1, 1))

    def test_only_branches_keep_lists(self, commune):
        assert [is_branch(each, DAY) for each in (*commune[:3], commune[3][0])] == [False, False, False, True]
        assert is_branch(make_unit(kind="grassroots_branch", parent=commune[1]), DAY)
        assert not is_branch(commune[3][0], date(1990, 1, 1))


class TestJudging:
    def test_each_move_says_where_the_person_stood_and_what_keeps_it_back(self, commune):
        branch = commune[3][0]
        one, two = make_person(branch), make_person(branch, born="")
        put_on(one, 1, on=date(2026, 1, 5))

        found = judge(branch, DAY, [Move(one.pk, 3), Move(two.pk, 1)])

        assert [(each.person, each.from_list) for each in found] == [(one, 1), (two, 0)]
        assert [each.code for each in found[0].unmet] == ["lists.certificate_missing", "lists.sponsor_missing"]
        assert [each.code for each in found[1].cautions] == ["lists.born_missing"]

    def test_certificate_and_sponsor_are_those_of_the_day(self, commune):
        branch = commune[3][0]
        person, sponsor = make_person(branch), make_person(branch)
        make_certificate(person, issued_on=date(2026, 1, 5))
        make_sponsorship(person, sponsor, starts_on=date(2026, 2, 1), ends_on=date(2026, 3, 1), end_kind="other")

        def lacking(day):
            return [each.code.split(".")[1] for each in judge(branch, day, [Move(person.pk, 3)])[0].unmet]

        assert lacking(date(2026, 1, 4)) == ["certificate_missing", "sponsor_missing"]
        assert lacking(date(2026, 1, 5)) == ["sponsor_missing"]
        assert lacking(date(2026, 2, 1)) == []
        assert lacking(date(2026, 3, 1)) == ["sponsor_missing"]

    def test_a_revoked_certificate_counts_no_longer_and_the_longest_counts(self, commune):
        branch = commune[3][0]
        person = make_person(branch)
        make_certificate(person, issued_on=date(2019, 1, 5))
        make_certificate(person, issued_on=date(2025, 1, 5), revoked_on=date(2026, 1, 1))
        make_certificate(person, issued_on=date(2025, 1, 5), kind="new_member")

        found = judge(branch, DAY, [Move(person.pk, 3)])[0]
        assert [each.code for each in found.unmet] == ["lists.certificate_lapsed", "lists.sponsor_missing"]
        make_certificate(person, issued_on=date(2024, 1, 5))
        assert [each.code for each in judge(branch, DAY, [Move(person.pk, 3)])[0].unmet] == ["lists.sponsor_missing"]

    def test_an_earlier_branch_s_list_is_the_branch_s_own(self, commune):
        first, second, _ = commune[3]
        person = make_person(first)
        put_on(person, 1, on=date(2026, 1, 5))
        becomes(first, second)

        found = judge(second, DAY, [Move(person.pk, 2)])[0]

        assert (found.from_list, found.unmet) == (1, ())

    def test_a_list_of_another_branch_is_named(self, commune):
        first, second, _ = commune[3]
        person = make_person(second)
        ListChange.objects.filter(pk=put_on(person, 2, on=date(2026, 1, 5)).pk).update(unit=first)

        found = judge(second, DAY, [Move(person.pk, 1)])[0]

        assert [str(each) for each in found.unmet] == ["Ngày 10/03/2026 người này đang trong danh sách 2 của Chi bộ 1."]

    def test_who_is_not_the_branch_s_is_not_there(self, commune):
        with pytest.raises(NotReached):
            judge(commune[3][0], DAY, [Move(make_person(commune[3][1]).pk, 1)])

    @pytest.mark.parametrize("count", [1, 3, 30])
    def test_it_asks_the_same_for_one_and_for_many(self, commune, count, django_assert_num_queries):
        people = [make_person(commune[3][0]) for _ in range(count)]

        with django_assert_num_queries(5):  # line, persons, changes, certificates, sponsors
            judge(commune[3][0], DAY, [Move(each.pk, 2) for each in people])
