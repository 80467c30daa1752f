"""A list of units is brought in, looked over row by row, entered in one go, taken back."""

import re
from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from nguon.documents.xlsx import Sheet, workbook
from nguon.models import Entry, Unit, UnitImport, UnitTag
from nguon.rules.roles import Role
from tests.factories import DAY, holder, make_unit
from tests.web.unit_tree import make_tree

pytestmark = pytest.mark.django_db
HEADINGS = ["Tên đơn vị", "Loại hình", "Cấp trên", "Lĩnh vực", "Mã", "Nhãn", "Ngày thành lập"]


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def client(enter, tree):
    return enter(tree.officer)


def text(response) -> str:
    return response.content.decode()


def kinds() -> tuple[str, str]:
    from nguon.queries.unit_kinds import kind_name

    return kind_name("commune_committee", DAY), kind_name("branch", DAY)


def bring(client, tree, rows, *, content: bytes | None = None, name: str = "ds.xlsx", headings=HEADINGS, **more):
    content = content if content is not None else workbook([Sheet("Đơn vị", headings, rows)])
    data = {
        "file": SimpleUploadedFile(name, content),
        "unit": str(tree.province.pk),
        "unit-tim": "",
        "on": "10/03/2026",
    }
    return client.post("/to-chuc/nhap/", data | {"document_number": "", "document_date": ""} | more)


def row(name="Chi bộ mới", kind=None, parent="", sector="", code="", tags="", since=""):
    return [name, kinds()[1] if kind is None else kind, parent, sector, code, tags, since]


def enter_list(client, address):
    seen = re.search(r'name="da-xem" value="(\w+)"', text(client.get(address)))
    assert seen is not None
    return client.post(address + "ghi/", {"da-xem": seen[1]})


@pytest.mark.shows("feature-69", "feature-70", "beyond-26")
def test_a_list_is_looked_over_entered_in_one_act_and_undone(client, tree):
    commune = kinds()[0]
    rows = [
        row("Chi bộ thôn 7", parent="Đảng bộ xã Mới", tags="điểm; vùng cao", since="01/02/2021"),
        row("Đảng bộ xã Mới", commune, sector="Xã, phường, đặc khu", code="38.168.053.000.000", since="05/01/2020"),
        row("Chi bộ thôn 8", parent="38168053000000"),
        row("Chi bộ thôn 9", parent="dang bo xa de gi"),
    ]
    before = set(Unit.objects.values_list("pk", flat=True))

    address = bring(client, tree, rows)["Location"]
    looked = text(client.get(address))
    untouched = Unit.objects.count() == len(before)
    change = enter_list(client, address)["Location"]

    assert "Nhập 4 đơn vị" in looked
    assert untouched
    new = {each.name: each for each in Unit.objects.exclude(pk__in=before).select_related("parent")}
    assert {name: each.parent.name for name, each in new.items()} == {
        "Đảng bộ xã Mới": "Đảng bộ tỉnh Sông Hinh",
        "Chi bộ thôn 7": "Đảng bộ xã Mới",
        "Chi bộ thôn 8": "Đảng bộ xã Mới",
        "Chi bộ thôn 9": "Đảng bộ xã Đề Gi",
    }
    assert all(each.path[:-4] == each.parent.path for each in new.values())
    assert str(new["Chi bộ thôn 7"].opened_on) == "2021-02-01"
    assert set(UnitTag.objects.values_list("tag", flat=True)) == {"điểm", "vùng cao"}
    assert list(Entry.objects.order_by("pk").values_list("action", flat=True)) == [
        "organisation.bring",
        "organisation.import",
    ]

    client.post(change + "hoan-tac/")

    assert set(Unit.objects.values_list("pk", flat=True)) == before
    assert client.get(address).status_code == 404


@pytest.mark.shows("feature-69")
@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([("",)], "Thiếu tên đơn vị."),
        ([("A", "Loại lạ")], "Không có loại hình “Loại lạ”"),
        ([("A", "")], "Thiếu loại hình."),
        ([("A", None, "Không có đâu")], "Không tìm thấy cấp trên “Không có đâu”"),
        ([("A", None, "99999999999999")], "Không tìm thấy cấp trên có mã"),
        ([("A", None, "")], "không trực thuộc"),
        ([("A", None, "Đảng bộ xã Đề Gi", "Lĩnh vực lạ")], "Không có lĩnh vực “Lĩnh vực lạ”."),
        ([("A", None, "Đảng bộ xã Đề Gi", "", "123")], "không đủ 14 chữ số"),
        ([("A", None, "Đảng bộ xã Đề Gi", "", "11111111111111")], "Mã đã là của Chi bộ thôn 10."),
        (
            [
                ("A", None, "Đảng bộ xã Đề Gi", "", "38168053000009"),
                ("B", None, "Đảng bộ xã Đề Gi", "", "38168053000009"),
            ],
            "Mã trùng với dòng 3.",
        ),
        ([("A", None, "Đảng bộ xã Đề Gi", "", "", "", "31/02/2020")], "không đúng dạng dd/mm/yyyy"),
        ([("A", None, "Đảng bộ xã Đề Gi", "", "", "", "01/01/2030")], "Ngày thành lập phải từ"),
        ([("A", None, "Đảng bộ xã Đề Gi", "", "", "", "01/01/2019")], "Thành lập trước cấp trên"),
        ([("Chi bộ thôn 2", None, "Đảng bộ xã Đề Gi")], "Đã có đơn vị cùng tên, cùng cấp trên."),
        ([("A", None, "Đảng bộ xã Đề Gi"), ("a", None, "Đảng bộ xã Đề Gi")], "Trùng tên và cấp trên với dòng 3."),
        ([("A", None, "A")], "trực thuộc chính nó"),
        ([("A", None, "B"), ("B", None, "A")], "trực thuộc chính nó"),
        ([("A", "Loại lạ", "Đảng bộ xã Đề Gi"), ("B", None, "A")], "Cấp trên ở dòng 2 chưa nhập được."),
        ([("A", None, "Trùng")], "Có 2 đơn vị tên “Trùng”"),
    ],
)
def test_every_faulty_row_says_why(client, tree, rows, said):
    Unit.objects.filter(pk=tree.two.pk).update(code="11111111111111")
    make_unit("Trùng", parent=tree.a)
    make_unit("Trùng", parent=tree.b)

    address = bring(client, tree, [row(*each) for each in rows])["Location"]
    page = client.get(address + "?xem=loi")

    assert said in text(page)


def test_only_good_rows_are_entered_and_the_faulty_ones_go_out_as_a_workbook(client, tree):
    rows = [row("Chi bộ thôn 7", parent="Đảng bộ xã Đề Gi"), row("Sai", "Loại lạ", "Đảng bộ xã Đề Gi")]
    address = bring(client, tree, rows)["Location"]

    page = text(client.get(address))
    book = openpyxl.load_workbook(BytesIO(client.get(address + "dong-loi/").content))
    enter_list(client, address)

    assert "Nhập 1 dòng đúng, bỏ dòng lỗi" in page
    faulty = [cell.value for cell in book.worksheets[0][2]]
    assert (faulty[0], faulty[-2], "Không có loại hình" in faulty[-1]) == ("Sai", 3, True)
    assert Unit.objects.filter(name="Chi bộ thôn 7").exists()
    assert not Unit.objects.filter(name="Sai").exists()


def test_a_code_that_lost_its_first_nought_gets_it_back(client, tree):
    content = workbook(
        [Sheet("A", ["Đơn vị", "Loại hình", "Trực thuộc", "Mã"], [["A", "CB", tree.a.name, 1168053000001]])]
    )

    address = bring(client, tree, [], content=content)["Location"]
    enter_list(client, address)

    assert Unit.objects.get(name="A").code == "01168053000001"


def test_the_tree_that_changed_meanwhile_is_checked_again(client, tree):
    address = bring(client, tree, [row("Chi bộ thôn 7", parent=tree.a.name)])["Location"]
    seen = re.search(r'name="da-xem" value="(\w+)"', text(client.get(address)))[1]
    make_unit("Chi bộ thôn 7", parent=tree.a)

    response = client.post(address + "ghi/", {"da-xem": seen})

    assert response.status_code == 409
    assert "Đã có đơn vị cùng tên" in text(response)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b" \n ", "x.xlsx", "Tệp trống."),
        (b"PK\x03\x04rubbish", "x.xlsx", "hỏng"),
        (b"%PDF-1.4", "x.pdf", "không phải bảng tính"),
        (b"a,b\n1,2", "x.csv", "Không thấy dòng tiêu đề"),
        ("Tên đơn vị,Loại hình\n".encode(), "x.csv", "chưa có dòng nào"),
    ],
)
def test_a_bad_file_is_refused_at_its_field_and_nothing_is_kept(client, tree, content, name, said):
    response = bring(client, tree, [], content=content, name=name)

    assert response.status_code == 422
    assert said in text(response)
    assert not UnitImport.objects.exists()


def test_a_day_to_come_is_refused(client, tree):
    response = bring(client, tree, [row()], on="11/03/2026")

    assert response.status_code == 422
    assert "Ngày có hiệu lực phải từ" in text(response)


def test_a_list_put_aside_is_gone_and_a_waiting_one_is_found_again(client, tree):
    address = bring(client, tree, [row(parent=tree.a.name)])["Location"]
    assert "ds.xlsx" in text(client.get("/to-chuc/nhap/"))

    client.post(address + "bo/")

    assert address not in text(client.get("/to-chuc/nhap/"))
    assert client.get(address).status_code == 404


def test_the_template_offers_kinds_and_is_read_back(client, tree):
    content = client.get(reverse("unit-import-template")).content
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book["Đơn vị"]
    sheet.append(["Chi bộ thôn 7", kinds()[1], tree.a.name])
    target = BytesIO()
    book.save(target)

    response = bring(client, tree, [], content=target.getvalue())

    assert [each.value for each in sheet[1]][:3] == ["Tên đơn vị", "Loại hình", "Cấp trên"]
    assert sheet.data_validations.dataValidation
    assert kinds()[1] in [each.value for each in book["Loại hình"]["A"]]
    assert response.status_code == 302


@pytest.mark.parametrize("role", list(Role))
def test_the_addresses_open_to_those_who_may_import(enter, client, tree, role):
    address = bring(client, tree, [row(parent=tree.a.name)])["Location"]
    who = enter(holder(role, tree.province))
    may = role in {Role.ORGANISATION_OFFICER, Role.GRASSROOTS_OFFICER, Role.ADMINISTRATOR}

    asked = [
        who.get(each).status_code for each in ("/to-chuc/nhap/", "/to-chuc/nhap/mau/", address, address + "dong-loi/")
    ]

    assert asked == [200 if may else 404] * 4


def test_anothers_list_looks_like_none(enter, client, tree):
    address = bring(client, tree, [row(parent=tree.a.name)])["Location"]
    other = enter(holder(Role.GRASSROOTS_OFFICER, tree.b))

    assert [
        other.get(address).status_code,
        other.post(address + "ghi/").status_code,
        other.post(address + "bo/").status_code,
    ] == [404] * 3
