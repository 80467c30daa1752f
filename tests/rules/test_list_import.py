"""A row against the records that stand: new, changed, the same, doubtful, faulty; nothing known is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nguon.rules.list_import import (
    Kind,
    Match,
    Placed,
    Said,
    Standing,
    changed_fields,
    counted,
    is_new_certificate,
    new_value,
    twins_of,
    verdict,
)

HERE = Placed(None)


def said(line=5, doubts=(), faults=(), **values):
    return Said(line, {"full_name": "Nguyễn Thị Hoa", "born": "1998-05-12"} | values, doubts, faults)


def record(person=1, *, branch=10, **facts):
    values = {"full_name": "Nguyễn Thị Hoa", "born": "1998-05-12"} | facts.pop("values", {})
    return Standing(person, values, branch, "Chi bộ 1", **facts)


def sure(standing):
    return Match(standing, "Trùng họ tên và ngày sinh", sure=True)


class TestVerdict:
    def test_nobody_like_it_stands(self):
        assert verdict(said(), [], HERE).kind is Kind.NEW

    def test_the_same_person_with_nothing_new(self):
        found = verdict(said(), [sure(record())], HERE)

        assert (found.kind, found.person, found.changes) == (Kind.SAME, 1, ())

    def test_the_same_person_with_something_new(self):
        found = verdict(said(phone="0912345678"), [sure(record())], HERE)

        assert (found.kind, found.changes) == (Kind.CHANGED, ("phone",))

    def test_a_fault_outweighs_everything(self):
        found = verdict(said(faults=(("born", "Không có ngày ấy."),)), [sure(record())], HERE)

        assert (found.kind, found.why) == (Kind.FAULTY, (("born", "Không có ngày ấy."),))

    @pytest.mark.parametrize(
        ("row", "standing"),
        [
            (said(born="1990-01-01"), record()),
            (said(citizen="a"), record(values={"citizen": "b"})),
            (said(full_name="Trần Văn Bình"), record()),
            (said(sex="male"), record(values={"sex": "female"})),
        ],
    )
    def test_what_contradicts_the_record_waits_for_somebody(self, row, standing):
        found = verdict(row, [sure(standing)], HERE)

        assert found.kind is Kind.DOUBTFUL
        assert [key for key, _ in found.why] == ["person"]

    def test_a_doubtful_reading_that_the_record_bears_out_is_none(self):
        row = said(phone="0912345678", doubts=(("phone", "Mất số 0."), ("born_female", "Hai chữ số.")))

        assert verdict(row, [sure(record(values={"phone": "0912345678"}))], HERE).kind is Kind.SAME
        assert verdict(row, [sure(record())], HERE).kind is Kind.DOUBTFUL

    def test_a_record_that_only_may_be_the_same_waits(self):
        found = verdict(said(), [Match(record(), "Họ tên viết gần giống", sure=False)], HERE)

        assert (found.kind, found.person) == (Kind.DOUBTFUL, 1)

    def test_two_records_that_surely_fit_wait(self):
        assert verdict(said(), [sure(record(1)), sure(record(2))], HERE).kind is Kind.DOUBTFUL

    def test_another_line_of_the_file_is_named(self):
        found = verdict(said(), [], HERE, twins=(9,))

        assert (found.kind, found.why[0][1]) == (
            Kind.DOUBTFUL,
            "Trùng với dòng 9 của tệp: có thể là một người ghi hai lần.",
        )

    def test_a_record_of_another_branch_is_not_moved_in_passing(self):
        assert verdict(said(), [sure(record())], Placed(11)).kind is Kind.DOUBTFUL
        assert verdict(said(), [sure(record())], Placed(10)).kind is Kind.SAME

    def test_members_do_not_come_onto_a_list(self):
        assert verdict(said(), [sure(record(is_member=True))], Placed(None, 1)).kind is Kind.DOUBTFUL
        assert verdict(said(joined="2020-01-01"), [], Placed(None, 1)).kind is Kind.DOUBTFUL
        assert verdict(said(joined="2020-01-01"), [], HERE).kind is Kind.NEW


class TestChanges:
    @pytest.mark.parametrize(
        ("value", "had", "becomes"),
        [
            ("", "Hưng Yên", None),
            ("Hưng Yên", "", "Hưng Yên"),
            ("HƯNG YÊN", "Hưng Yên", None),
            ("Bắc Ninh", "Hưng Yên", "Bắc Ninh"),
        ],
    )
    def test_texts(self, value, had, becomes):
        assert new_value(said(home_town=value), {"home_town": had}, "home_town") == becomes

    @pytest.mark.parametrize(
        ("value", "had", "becomes"),
        [
            ("1998", "1998-05-12", None),
            ("1998-05-12", "1998", "1998-05-12"),
            ("1998-05-12", "1998-05-12", None),
            ("1999", "1998-05-12", "1999"),
        ],
    )
    def test_a_less_exact_day_takes_nothing_away(self, value, had, becomes):
        assert new_value(said(born=value), {"born": had}, "born") == becomes

    def test_another_spelling_of_the_same_name_changes_nothing(self):
        assert new_value(said(full_name="Nguyễn Thị Hoà"), {"full_name": "Nguyễn Thị Hòa"}, "full_name") is None

    def test_notes_are_added_to(self):
        assert new_value(said(note="tốt; khá"), {"note": "Khá"}, "note") == "Khá; tốt"
        assert new_value(said(note="khá"), {"note": "Khá; tốt"}, "note") is None

    def test_lists_certificates_sponsors_and_what_is_sealed(self):
        row = said(
            certificate_on="2025-06-20",
            certificate_number="12",
            sponsor="Trần Văn Bình",
            ethnicity="Tày",
            groups="student",
        )

        assert changed_fields(row, record(), Placed(None, 1)) == (
            "groups", "ethnicity", "to_list", "certificate", "sponsor"
        )  # fmt: skip
        standing = record(
            certificates=frozenset({("12", "2025-06-20")}),
            sponsors=frozenset({"tran van binh"}),
            listed=2,
            groups=frozenset({"student"}),
            has_secret=frozenset({"ethnicity"}),
        )
        assert changed_fields(row, standing, Placed(None, 1)) == ()

    def test_a_unit_that_keeps_no_lists_lists_nobody(self):
        assert changed_fields(said(), record(), Placed(None, 1, keeps_lists=False)) == ()

    def test_a_certificate_is_known_by_its_day_where_no_number_is_said(self):
        assert not is_new_certificate({"certificate_on": "2025-06-20"}, [("12", "2025-06-20")])
        assert is_new_certificate({"certificate_on": "2025-06-20", "certificate_number": "13"}, [("12", "2025-06-20")])
        assert not is_new_certificate({"certificate_number": "13"}, [])


class TestTwins:
    def test_one_number_or_one_name_and_birth_date(self):
        rows = [said(1, citizen="a"), said(2, citizen="a", full_name="Khác Tên"), said(3), said(4, full_name="Lê An")]

        assert twins_of(rows) == {1: (2, 3), 2: (1,), 3: (1,)}

    def test_two_numbers_tell_two_people_apart(self):
        assert twins_of([said(1, citizen="a"), said(2, citizen="b")]) == {}

    def test_without_birth_dates_another_sign_tells_them_apart(self):
        assert twins_of([said(1, born="", home_town="A"), said(2, born="", home_town="B")]) == {}
        assert set(twins_of([said(1, born=""), said(2, born="")])) == {1, 2}


@given(st.lists(st.sampled_from([*Kind, "ignored"])))
def test_the_kinds_add_up_to_the_rows_of_data(kinds):
    found = counted(str(each) for each in kinds)

    assert found.pop("data_rows") == sum(found.values()) == sum(each != "ignored" for each in kinds)


@given(
    st.dictionaries(
        st.sampled_from(["phone", "home_town", "note", "occupation"]), st.sampled_from(["", "a", "B", "c; a"])
    ),
    st.dictionaries(
        st.sampled_from(["phone", "home_town", "note", "occupation"]), st.sampled_from(["", "A", "b", "c"])
    ),
)
def test_entering_a_row_twice_changes_nothing_the_second_time(row, had):
    """What `new_value` gives stands; asked again it gives nothing."""
    one = said(**row)
    after = dict(had) | {key: value for key in row if (value := new_value(one, had, key)) is not None}

    assert [key for key in row if new_value(one, after, key) is not None] == []
    assert all(after.get(key) for key, value in had.items() if value)
