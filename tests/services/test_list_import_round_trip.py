"""The lists' own workbooks are read back without loss: every record is found, and nothing of it would change."""

import pytest

from nguon.documents import list_forms
from nguon.models import Certificate, Person
from nguon.queries.access import system_reach
from nguon.queries.list_import_preview import look_over
from nguon.reading.people_list.reader import read_people
from nguon.rules.roles import Role
from tests.factories import DAY, holder
from tests.pool_world import make_commune, make_member
from tests.services.list_batches import brought, entered

pytestmark = pytest.mark.django_db
HEAD = ("Họ và tên", "Ngày sinh", "Giới tính", "Số CCCD", "Dân tộc", "Tôn giáo", "Quê quán", "Nơi ở hiện nay", "Nghề nghiệp",
        "Chức vụ", "Nơi công tác", "Trình độ văn hóa", "Chuyên môn", "LLCT", "Ngày vào Đoàn", "Số CC", "Ngày cấp CC",
        "Đảng viên giúp đỡ", "Ngày phân công giúp đỡ", "Số NQ chi bộ", "Ngày họp CB công nhận", "Dự kiến kết nạp", "Ghi chú")  # fmt: skip
ROWS = (
    ("Nguyễn Thị Hoa", "12/05/1998", "Nữ", "034198001234", "Tày", "Không", "Bắc Kạn", "Phố Hiến", "Giáo viên", "Tổ trưởng",
     "Trường THPT A", "12/12", "Đại học", "Sơ cấp", "26/03/2013", "12/GCN", "20/10/2024", "Trần Văn Bình", "01/06/2024",
     "5-NQ/CB", "03/05/2024", "III/2026", "tốt"),
    ("Lê Văn An", "1990", "Nam", "", "Kinh", "", "Hưng Yên", "", "", "", "", "", "", "", "03/2006", "", "", "", "", "5-NQ/CB",
     "03/05/2024", "", ""),
)  # fmt: skip


@pytest.fixture
def branch():
    return make_commune()[3][0]


@pytest.mark.parametrize("on_list", [1, 2, 3])
def test_a_list_taken_away_and_brought_back_is_all_the_same(branch, by, enter, on_list):
    from django.urls import reverse

    make_member(branch, "Trần Văn Bình", since="2010")
    user = holder(Role.BRANCH_SECRETARY, branch)
    entered(by(user), brought(by(user), branch, *ROWS, head=HEAD, to_list=on_list))
    assert set(Person.objects.exclude(full_name="Trần Văn Bình").values_list("listed", flat=True)) == {on_list}
    assert Certificate.objects.count() == 1

    taken = enter(user).get(reverse("list-workbook", args=[branch.pk]))
    file = read_people(taken.content, sheet=list_forms.SHEET_NAMES[on_list])
    rows = look_over(system_reach("import_list", on=DAY), branch, file.columns, file.lines, to_list=on_list).rows

    people = [each for each in rows if each.kind != "ignored"]
    assert [(each.kind, each.changes, each.why) for each in people] == [("same", (), ())] * len(ROWS)


def test_every_heading_of_the_forms_is_understood():
    from tests.reading.list_files import xlsx

    for on_list in (1, 2, 3):
        wanted = list_forms.columns_of(on_list, sensitive=True)
        upper, lower = (
            [each.above or each.heading for each in wanted],
            [each.heading if each.above else "" for each in wanted],
        )

        found = read_people(xlsx([upper, lower, ["1", "Lê An"]])).columns

        assert [each.field for each in found] == [each.field for each in wanted]
