"""A list is brought in, its columns corrected, its doubtful rows decided, then entered in one go or put aside."""

from datetime import timedelta

import pytest

from nguon.models import ColumnMapping, Entry, ListImport, ListImportRow, Person
from nguon.queries.list_importing import columns_of, import_of, known_headings, shown, to_enter, undecided_by_reason
from nguon.rules.errors import MovedOn, NotReached, RuleViolation
from nguon.rules.roles import Role
from nguon.services.list_importing import decide_rows, drop_list, give_up, map_columns, start_entering, start_undoing
from tests.factories import DAY, holder
from tests.pool_world import make_commune, make_person
from tests.services.list_batches import BINH, HOA, brought, entered

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_commune()


@pytest.fixture
def secretary(world, by):
    return by(holder(Role.BRANCH_SECRETARY, world[3][0]))


@pytest.fixture
def officer(world, by):
    return by(holder(Role.GRASSROOTS_OFFICER, world[2]))


def kinds(batch):
    return dict(ListImportRow.objects.filter(batch=batch).values_list("line", "kind"))


class TestBringing:
    def test_rows_are_kept_sealed_with_their_kinds_and_one_entry(self, world, secretary):
        branch = world[3][0]
        make_person(branch, "Nguyễn Thị Hoa", born="12/05/1998")

        batch = brought(secretary, branch, HOA, BINH, ("3", "Lê An", "32/13/1990"), ("", "Cộng: 3"))

        assert kinds(batch) == {1: "ignored", 2: "changed", 3: "new", 4: "faulty", 5: "ignored"}
        assert batch.counts == {
            "rows_in_file": 5, "data_rows": 3, "new": 1, "changed": 1, "same": 0, "doubtful": 0, "faulty": 1, "ignored": 2
        }  # fmt: skip
        assert not any("Bình" in bytes(each.sealed).decode("latin-1") for each in ListImportRow.objects.all())
        assert Entry.objects.get().action == "list_imports.bring"
        assert Person.objects.count() == 1

    def test_what_cannot_be_chosen_is_refused_all_at_once(self, world, secretary):
        with pytest.raises(RuleViolation) as refused:
            brought(secretary, world[3][0], to_list=7, on=DAY + timedelta(1))

        assert [each.code for each in refused.value.unmet] == ["list_imports.list", "list_imports.ahead"]
        assert not ListImport.objects.exists()

    def test_another_branch_is_not_there(self, world, secretary):
        with pytest.raises(NotReached):
            brought(secretary, world[3][1])

    def test_rows_go_to_the_branch_that_is_named(self, world, officer):
        row = (*HOA[:8], "CB 2", "")

        batch = brought(officer, world[2], row, (*BINH[:8], "Chi bộ 9", ""))

        one, other = shown(batch, batch.lines.exclude(kind="ignored").order_by("line"))
        assert (one.row.kind, one.unit) == ("new", world[3][1].pk)
        assert (other.row.kind, other.row.why[0][0]) == ("doubtful", "unit")


class TestMapping:
    HEAD = ("Họ và tên", "Cột lạ", "Năm sinh")

    def test_a_corrected_column_is_read_anew_and_remembered(self, world, secretary):
        branch = world[3][0]
        batch = brought(secretary, branch, ("Lê An", "Kế toán", "1990"), head=self.HEAD)

        map_columns(by=secretary, batch_id=batch.pk, fields={1: "occupation"})

        (row,) = shown(batch, batch.lines.filter(kind="new"))
        assert row.values["occupation"] == "Kế toán"
        assert known_headings(branch) == {"cot la": "occupation"}
        assert Entry.objects.latest("pk").after == {"columns": ["Cột lạ: Nghề nghiệp"]}

    def test_what_is_remembered_above_counts_unless_the_unit_says_otherwise(self, world, secretary, officer):
        batch = brought(officer, world[2], ("Lê An", "Kế toán", "1990"), head=self.HEAD)
        map_columns(by=officer, batch_id=batch.pk, fields={1: "occupation"})
        own = brought(secretary, world[3][0], ("Lê An", "Kế toán", "1990"), head=self.HEAD)
        map_columns(by=secretary, batch_id=own.pk, fields={1: "position"})

        assert known_headings(world[3][0]) == {"cot la": "position"}
        assert known_headings(world[3][1]) == {"cot la": "occupation"}

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({0: ""}, "list_imports.no_name"),
            ({1: "full_name"}, "list_imports.field_twice"),
            ({1: "salary"}, "list_imports.field_unknown"),
        ],
    )
    def test_what_columns_cannot_be(self, world, secretary, fields, code):
        batch = brought(secretary, world[3][0], ("Lê An", "x", "1990"), head=self.HEAD)

        with pytest.raises(RuleViolation) as refused:
            map_columns(by=secretary, batch_id=batch.pk, fields=fields)

        assert [each.code for each in refused.value.unmet] == [code]
        assert not ColumnMapping.objects.exists()

    def test_nothing_changed_leaves_no_entry(self, world, secretary):
        batch = brought(secretary, world[3][0], ("Lê An", "x", "1990"), head=self.HEAD)

        map_columns(by=secretary, batch_id=batch.pk, fields={each.at: each.field for each in columns_of(batch)})

        assert Entry.objects.count() == 1


class TestDeciding:
    def test_only_decided_rows_are_entered(self, world, secretary):
        doubtful = ("1", "Lê An", "5/5/90")
        batch = brought(secretary, world[3][0], doubtful, ("2", "Lê Bé", "6/6/91"), ("3", "Lê Cam", "7/7/92"))
        assert to_enter(batch) == 0

        changed = decide_rows(by=secretary, batch_id=batch.pk, decisions={2: ("new", None), 3: ("out", None)})
        entered(secretary, batch)

        assert changed == 2
        assert [each.full_name for each in Person.objects.all()] == ["Lê An"]
        assert Person.objects.get().born.stored() == "1990-05-05"

    def test_the_same_person_must_be_one_that_was_offered(self, world, secretary):
        branch = world[3][0]
        known = make_person(branch, "Lê An", born="05/05/1990", citizen_digest="x")
        other = make_person(branch, "Ngô Bé", born="05/05/1990")
        batch = brought(secretary, branch, ("1", "Lê Anh", "05/05/1990"))

        with pytest.raises(RuleViolation):
            decide_rows(by=secretary, batch_id=batch.pk, decisions={2: ("same", other.pk)})
        decide_rows(by=secretary, batch_id=batch.pk, decisions={2: ("same", known.pk)})

        assert ListImportRow.objects.get(batch=batch, line=2).person == known

    def test_two_rows_cannot_become_one_record(self, world, secretary):
        branch = world[3][0]
        make_person(branch, "Lê An", born="05/05/1990")
        batch = brought(secretary, branch, ("1", "Lê An", "5/5/90"), ("2", "Lê An", "5/5/90"))
        decide_rows(by=secretary, batch_id=batch.pk, decisions={2: ("same", None), 3: ("same", None)})

        with pytest.raises(RuleViolation, match="Các dòng 2, 3 cùng chọn một hồ sơ"):
            start_entering(by=secretary, batch_id=batch.pk)

    def test_rows_doubtful_for_one_reason_are_counted_together(self, world, secretary):
        batch = brought(secretary, world[3][0], ("1", "Lê An", "5/5/90"), ("2", "Lê Bé", "6/6/91"))

        assert undecided_by_reason(batch) == [("born", 2)]


class TestStates:
    def test_a_dropped_list_keeps_no_rows(self, world, secretary):
        batch = brought(secretary, world[3][0])

        drop_list(by=secretary, batch_id=batch.pk)

        assert import_of(secretary, batch.pk).state == "dropped"
        assert not ListImportRow.objects.exists()

    def test_nothing_to_enter_is_said(self, world, secretary):
        batch = brought(secretary, world[3][0], ("1", "Lê An", "32/13/1990"))

        with pytest.raises(RuleViolation, match="Không có dòng nào"):
            start_entering(by=secretary, batch_id=batch.pk)

    def test_what_is_being_entered_is_not_changed(self, world, secretary):
        batch = brought(secretary, world[3][0])
        start_entering(by=secretary, batch_id=batch.pk)

        for act in (drop_list, start_entering, start_undoing):
            with pytest.raises(MovedOn):
                act(by=secretary, batch_id=batch.pk)
        with pytest.raises(MovedOn):
            decide_rows(by=secretary, batch_id=batch.pk, decisions={2: ("out", None)})

    def test_given_up_it_stands_as_before_and_says_why(self, world, secretary):
        batch = brought(secretary, world[3][0])
        start_entering(by=secretary, batch_id=batch.pk)

        give_up(by=secretary, batch_id=batch.pk, why="Máy chủ tắt.")

        batch.refresh_from_db()
        assert (batch.state, batch.counts["stopped"]) == ("looked_over", "Máy chủ tắt.")
        with pytest.raises(MovedOn):
            give_up(by=secretary, batch_id=batch.pk)

    def test_out_of_reach_it_is_not_there(self, world, secretary, by):
        batch = brought(secretary, world[3][0])
        stranger = by(holder(Role.BRANCH_SECRETARY, world[3][1]))

        for act in (drop_list, start_entering, start_undoing, give_up):
            with pytest.raises(NotReached):
                act(by=stranger, batch_id=batch.pk)
