"""What is typed on the page of a resolution: choices, rows, pasted lines; nothing typed is dropped in silence."""

import pytest
from django.http import QueryDict

from nguon.services.listing import Move
from nguon.web.list_entry import MOST_ROWS, Row, entered, row_of


def said(text):
    return entered(QueryDict(text))


@pytest.mark.parametrize(
    ("line", "row"),
    [
        ("Lê Văn Tám\t12/5/1999\tNam\tThợ điện", Row("Lê Văn Tám", "12/5/1999", "Nam", "Thợ điện")),
        ("12.\tLê Văn Tám\t1999\tNữ", Row("Lê Văn Tám", "1999", "Nữ", "")),
        ("Lê Văn Tám; 1999; Nông dân", Row("Lê Văn Tám", "1999", "", "Nông dân")),
        ("Lê Văn Tám", Row("Lê Văn Tám")),
        ("Lê Văn Tám;;;Thợ may; thừa", Row("Lê Văn Tám", "", "", "Thợ may")),
    ],
)
def test_a_pasted_line_becomes_a_row(line, row):
    assert row_of(line) == row


def test_choices_become_moves_with_what_was_added():
    found = said("p-5=2&q-5=2026-Q4&p-7=0:other&r-7= Đi xa &p-9=3&s-9=4&s-9=4&s-9=x&p-8=")

    assert found.moves == (
        Move(5, 2, expected_quarter="2026-Q4"),
        Move(7, 0, "other", "Đi xa"),
        Move(9, 3, sponsor_ids=(4,)),
    )


@pytest.mark.parametrize("text", ["p-5=4", "p-5=0", "p-5=0:bored", "p--5=1", "p-x=1", f"p-{'1' * 19}=1", "p-5=1:age"])
def test_choices_that_are_none_of_those_offered_are_passed_by(text):
    assert said(text).moves == ()


def test_there_are_always_rows_to_write_in():
    assert said("").rows == (Row(), Row(), Row())
    assert len(said("buoc=hang").rows) == 10


def test_blank_rows_are_nobody():
    assert said("n-name=&n-born=&n-sex=nu&n-occupation=&n-list=2").newcomers == ()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("n-name=&n-born=1999&n-sex=&n-occupation=&n-list=1", "Chưa ghi họ và tên."),
        ("n-name=A&n-born=99&n-sex=&n-occupation=&n-list=1", "Ghi ngày sinh như 12/5/1990"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_and_makes_nobody(text, problem):
    found = said(text)

    assert problem in found.rows[0].problem
    assert (len(found.problems), found.newcomers) == (1, ())


def test_pasted_lines_come_after_those_typed_and_never_more_than_can_be_looked_at():
    lines = "%0A".join(f"Người {number}" for number in range(300))

    found = said(f"n-name=Lê Văn Tám&n-born=&n-sex=&n-occupation=&n-list=2&dan={lines}")

    assert (found.rows[0].name, found.rows[0].on_list, found.rows[1].name) == ("Lê Văn Tám", "2", "Người 0")
    assert len(found.rows) == MOST_ROWS
    assert found.problems == ("Mỗi lần ghi nhiều nhất 200 người mới; 101 người sau chưa được đưa vào.",)
