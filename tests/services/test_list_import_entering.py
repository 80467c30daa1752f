"""Entering a list writes everything of it or nothing, and undoing it leaves what was there before."""

from datetime import date
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nguon.models import (
    Certificate,
    Entry,
    ListChange,
    ListImportRow,
    Person,
    PersonGroup,
    Resolution,
    Sponsorship,
    Stay,
)
from nguon.queries.access import system_reach
from nguon.queries.list_importing import import_of
from nguon.rules.errors import MovedOn, RuleViolation
from nguon.rules.person_facts import PersonFacts
from nguon.rules.roles import Role
from nguon.services.list_import_entering import enter_list
from nguon.services.list_import_preparing import prepared
from nguon.services.list_importing import decide_rows, start_entering
from nguon.services.person_rows import citizen_of, opened_facts
from nguon.services.persons import change_person, make_person
from tests.factories import DAY, holder, make_unit
from tests.pool_world import make_commune, make_member
from tests.pool_world import make_person as make_plain_person
from tests.services.list_batches import BINH, HOA, brought, entered, everything, undone

pytestmark = pytest.mark.django_db
LISTS = ("Họ và tên", "Năm sinh", "Ngày họp CB công nhận", "Đảng viên giúp đỡ", "Ngày phân công giúp đỡ", "Số CC",
         "Ngày cấp CC", "Khóa/Lớp", "Dự kiến kết nạp")  # fmt: skip


@pytest.fixture
def branch():
    return make_commune()[3][0]


@pytest.fixture
def secretary(branch, by):
    return by(holder(Role.BRANCH_SECRETARY, branch))


class TestNewPeople:
    def test_the_record_with_all_that_hangs_on_it(self, branch, secretary):
        batch = entered(secretary, brought(secretary, branch))

        hoa = Person.objects.get(full_name="Nguyễn Thị Hoa")
        assert (hoa.unit, hoa.path, hoa.sex, str(hoa.born), hoa.phone) == (
            branch, branch.path, "female", "12/05/1998", "0912345678"
        )  # fmt: skip
        assert citizen_of(hoa) == "034198001234"
        assert hoa.names.get().words == " nguyen thi hoa "
        assert Stay.objects.filter(person=hoa, unit=branch, ends_on=None).exists()
        assert opened_facts(hoa, hoa.sensitive.sealed).ethnicity == "Tày"
        assert {"women", "ethnic_minority", "youth"} <= set(
            PersonGroup.objects.filter(person=hoa).values_list("group", flat=True)
        )
        assert (batch.state, batch.counts["entered_new"]) == ("applied", 2)

    def test_one_entry_for_each_act(self, branch, secretary):
        entered(secretary, brought(secretary, branch))

        assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == [
            "list_imports.bring", "list_imports.start", "list_imports.apply"
        ]  # fmt: skip

    def test_twice_the_same_file_is_all_the_same(self, branch, secretary):
        entered(secretary, brought(secretary, branch))

        again = brought(secretary, branch)

        assert (again.counts["same"], again.counts["data_rows"]) == (2, 2)


class TestChanges:
    def test_known_values_stay_where_the_file_says_nothing(self, branch, secretary):
        made = make_person(
            by=secretary,
            unit_id=branch.pk,
            facts=PersonFacts(full_name="Nguyễn Thị Hoa", citizen="034198001234", occupation="Giáo viên", note="Khá"),
        )

        entered(secretary, brought(secretary, branch, (*HOA[:9], "tốt")))

        made.refresh_from_db()
        assert (made.occupation, made.phone, str(made.born), made.note) == (
            "Giáo viên",
            "0912345678",
            "12/05/1998",
            "Khá; tốt",
        )
        assert made.revision == 2
        assert opened_facts(made, made.sensitive.sealed).ethnicity == "Tày"
        assert PersonGroup.objects.filter(person=made, group="teacher").exists()

    def test_a_record_changed_since_the_preview_stops_the_whole(self, branch, secretary):
        made = make_plain_person(branch, "Nguyễn Thị Hoa", born="12/05/1998")
        batch = brought(secretary, branch)
        start_entering(by=secretary, batch_id=batch.pk)
        ready = prepared(secretary, import_of(secretary, batch.pk))
        facts = PersonFacts(full_name="Nguyễn Thị Hoa", born=made.born, sex="female", phone="0900000000")
        change_person(by=secretary, person_id=made.pk, seen=1, facts=facts)

        with pytest.raises(MovedOn, match="Nguyễn Thị Hoa"):
            enter_list(by=secretary, batch_id=batch.pk, prepared=ready)
        with pytest.raises(MovedOn, match="Nguyễn Thị Hoa"):
            prepared(secretary, import_of(secretary, batch.pk))

        assert Person.objects.count() == 1


class TestLists:
    ROW = (
        "Lê Thị Na",
        "1999",
        "03/05/2024",
        "Trần Văn Bình",
        "01/06/2024",
        "12/GCN",
        "20/10/2024",
        "Khóa 12",
        "III/2026",
    )

    @pytest.fixture
    def sponsor(self, branch):
        return make_member(branch, "Trần Văn Bình", since="2010")

    def test_onto_the_list_by_the_rows_own_resolution_with_certificate_and_sponsor(self, branch, secretary, sponsor):
        batch = entered(secretary, brought(secretary, branch, self.ROW, head=LISTS, to_list=3))

        na = Person.objects.get(full_name="Lê Thị Na")
        change = ListChange.objects.get()
        assert (na.listed, na.listed_since) == (3, date(2024, 5, 3))
        assert (change.resolution.carried_over, change.on, change.expected_quarter) == (
            True,
            date(2024, 5, 3),
            "2026-Q3",
        )
        certificate = Certificate.objects.get()
        assert (certificate.number, certificate.class_said, certificate.valid_until) == (
            "12/GCN",
            "Khóa 12",
            date(2029, 10, 21),
        )
        helped = Sponsorship.objects.get()
        assert (helped.sponsor, helped.starts_on) == (sponsor, date(2024, 6, 1))
        assert batch.counts["listed"] == batch.counts["sponsored"] == batch.counts["certificates"] == 1

    def test_the_resolution_typed_for_the_whole_file(self, branch, secretary):
        entered(secretary, brought(secretary, branch, to_list=1, number="7-NQ/CB", on=date(2026, 3, 1)))

        assert {(each.number, each.on) for each in Resolution.objects.all()} == {("7-NQ/CB", date(2026, 3, 1))}
        assert set(Person.objects.values_list("listed", flat=True)) == {1}

    def test_without_any_it_is_carried_over_of_today(self, branch, secretary):
        entered(secretary, brought(secretary, branch, to_list=1))

        assert (Resolution.objects.get().on, Resolution.objects.get().number) == (DAY, "")

    def test_a_sponsor_who_is_not_found_is_kept_in_words(self, branch, secretary):
        entered(secretary, brought(secretary, branch, self.ROW, head=LISTS, to_list=3))

        assert Person.objects.get().note == "Đảng viên giúp đỡ: Trần Văn Bình"
        assert brought(secretary, branch, self.ROW, head=LISTS, to_list=3).counts["same"] == 1

    def test_a_sponsor_whom_the_rules_refuse_is_kept_in_words_too(self, branch, secretary):
        make_member(branch, "Trần Văn Bình", official="10/03/2025")

        batch = entered(secretary, brought(secretary, branch, self.ROW, head=LISTS, to_list=3))

        assert batch.counts["not_sponsored"] == 1
        assert "Trần Văn Bình" in Person.objects.get(full_name="Lê Thị Na").note
        assert brought(secretary, branch, self.ROW, head=LISTS, to_list=3).counts["same"] == 1

    def test_a_committee_keeps_no_lists_of_its_own(self, secretary, by, branch):
        committee = branch.parent
        officer = by(holder(Role.GRASSROOTS_OFFICER, committee))

        batch = entered(officer, brought(officer, committee, to_list=1))

        assert (batch.counts["listed"], batch.counts["not_listed"]) == (0, 2)
        assert set(Person.objects.values_list("unit", "listed")) == {(committee.pk, 0)}

    def test_nobody_goes_back_a_list(self, branch, secretary):
        entered(secretary, brought(secretary, branch, to_list=2))

        assert brought(secretary, branch, to_list=1).counts["same"] == 2


class TestUndoing:
    def test_new_people_go_and_changed_ones_are_as_before(self, branch, secretary):
        make_person(
            by=secretary,
            unit_id=branch.pk,
            facts=PersonFacts(full_name="Nguyễn Thị Hoa", citizen="034198001234", note="Khá"),
        )
        before = everything()

        batch = entered(secretary, brought(secretary, branch, (*HOA[:9], "tốt"), BINH, to_list=1))
        assert everything() != before
        undone(secretary, batch)

        assert everything() == before
        assert not ListChange.objects.exists()
        assert not Resolution.objects.exists()
        batch.refresh_from_db()
        assert batch.state == "undone"

    def test_with_certificates_and_sponsors(self, branch, secretary):
        make_member(branch, "Trần Văn Bình", since="2010")
        before = everything()

        undone(secretary, entered(secretary, brought(secretary, branch, TestLists.ROW, head=LISTS, to_list=3)))

        assert everything() == before
        assert (Certificate.objects.count(), Sponsorship.objects.count()) == (0, 0)

    def test_a_record_edited_since_is_named_and_nothing_is_undone(self, branch, secretary):
        batch = entered(secretary, brought(secretary, branch))
        hoa = Person.objects.get(full_name="Nguyễn Thị Hoa")
        change_person(
            by=secretary, person_id=hoa.pk, seen=1, facts=PersonFacts(full_name="Nguyễn Thị Hoa", phone="0987654321")
        )

        with pytest.raises(RuleViolation, match="Dòng 2, Nguyễn Thị Hoa: đã có người sửa"):
            undone(secretary, batch)

        assert Person.objects.count() == 2

    def test_what_rests_on_a_new_record_is_named(self, branch, secretary):
        batch = entered(secretary, brought(secretary, branch))
        make_member(branch)
        hoa = Person.objects.get(full_name="Nguyễn Thị Hoa")
        from tests.pool_world import make_candidate_task, put_on

        put_on(hoa, 1)
        make_candidate_task(Person.objects.get(full_name="Trần Văn Bình", official=""))

        with pytest.raises(RuleViolation) as refused:
            undone(secretary, batch)

        assert [each.what for each in refused.value.unmet] == [
            "Dòng 3, Trần Văn Bình: đã có nhiệm vụ được giao sau khi nhập.",
            "Dòng 2, Nguyễn Thị Hoa: đã có nghị quyết khác về danh sách sau khi nhập.",
        ] or len(refused.value.unmet) == 2

    def test_another_file_that_looked_at_the_people_does_not_keep_them(self, branch, secretary):
        batch = entered(secretary, brought(secretary, branch))
        brought(secretary, branch)

        undone(secretary, batch)

        assert not Person.objects.exists()
        assert not ListImportRow.objects.exclude(person=None).exists()


NAMES = ["Lê An", "Lê Bé", "Ngô Thị Cam", "Y Kơn Ê-ban", "NGUYỄN VĂN DŨNG", ""]
ROWS = st.lists(
    st.tuples(
        st.just(""),
        st.sampled_from(NAMES),
        st.sampled_from(["", "1990", "05/1991", "12/05/1992", "5/5/93", "32/1/1990", "33012"]),
        st.sampled_from(["", "Nam", "Nữ", "?x"]),
        st.sampled_from(["", "0912345678", "912345678"]),
        st.sampled_from(["", "034198001234", "34198001235", "1,2E+11"]),
        st.sampled_from(["", "Kinh", "Tày"]),
        st.sampled_from(["", "Hưng Yên"]),
        st.just(""),
        st.sampled_from(["", "ghi chú"]),
    ),
    min_size=1,
    max_size=8,
)
_units = count(1)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(ROWS, st.sampled_from([0, 1, 2]))
def test_no_row_is_lost_or_doubled(db, rows, to_list):
    """The counts add up to the file; entering adds exactly the new rows; undoing leaves what was; twice is all the same."""
    unit = make_unit(f"Chi bộ thử {next(_units)}", kind="branch")
    by = system_reach("import_list", on=DAY)
    known = [each for each in rows if any(each)]
    before, people = everything(), Person.objects.count()
    if not known:
        return

    batch = brought(by, unit, *rows, to_list=to_list)
    counts = batch.counts
    lines = set(batch.lines.values_list("line", flat=True))

    assert counts["rows_in_file"] == counts["data_rows"] + counts["ignored"] == len(known) + 1 == len(lines)
    assert sum(counts[each] for each in ("new", "changed", "same", "doubtful", "faulty")) == counts["data_rows"]
    if not counts["new"]:
        return
    entered(by, batch)
    assert Person.objects.count() == people + counts["new"]
    again = brought(by, unit, *rows, to_list=to_list)
    assert (again.counts["new"], again.counts["changed"]) == (0, 0)
    assert again.counts["same"] >= counts["new"] or again.counts["doubtful"] > counts["doubtful"]
    undone(by, batch)
    assert everything() == before


def test_decided_rows_come_and_go_with_the_others(branch, secretary):
    before = everything()
    batch = brought(secretary, branch, HOA, ("2", "Lê An", "5/5/90"))
    decide_rows(by=secretary, batch_id=batch.pk, decisions={3: ("new", None)})

    entered(secretary, batch)
    assert Person.objects.count() == 2
    undone(secretary, batch)

    assert everything() == before


def test_progress_is_told_and_reaches_the_whole(branch, secretary):
    batch = brought(secretary, branch)
    start_entering(by=secretary, batch_id=batch.pk)
    told = []

    ready = prepared(secretary, import_of(secretary, batch.pk), lambda *at: told.append(at))
    enter_list(by=secretary, batch_id=batch.pk, prepared=ready, tell=lambda *at: told.append(at))

    assert told[-1] == (4, 4)
    assert told == sorted(told)
