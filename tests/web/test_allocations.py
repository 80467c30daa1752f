"""From the list to the issued shares and the appendix: what each person sees, asks for a day, compares, prints, reads back."""

from io import BytesIO

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from nguon.models import Allocation, Entry, PlanVersion, Share, Target, Unit
from nguon.rules.roles import Role
from tests.factories import DAY, NOON, days, holder, make_plan, make_unit
from tests.web.test_allocation_table import Province, fields_of, text_of

pytestmark = pytest.mark.django_db

ROWS = (("Đảng ủy Một", 300, 10, 40, 15), ("Đảng ủy Hai", 100, 5, 10, 10), ("Đảng ủy Ba", 100, 5, 15, 5))


@pytest.fixture
def place():
    """Three units whose shares add up to the 30 of the plan; the first has two branches."""
    made = Province(30, ROWS)
    made.branches = [make_unit(f"Chi bộ {name}", parent=made.units["Đảng ủy Một"]) for name in ("A", "B")]
    return made


def issue(client, place, **changes):
    page = text_of(client.get(place.at("allocation-issue")))
    fields = fields_of(page[page.index("Văn bản</h2>") :]) | {
        "document_number": "15-KH/TU",
        "document_date": "01/03/2026",
        **changes,
    }
    return client.post(place.at("allocation-issue"), fields)


def open_for(client, plan_id, unit):
    client.post(reverse("allocation-open", args=[plan_id, unit.pk]))
    return Allocation.objects.latest("pk")


LISTS = {
    Role.BRANCH_SECRETARY: 200,
    Role.BRANCH_COMMITTEE_MEMBER: 200,
    Role.GRASSROOTS_OFFICER: 200,
    Role.ORGANISATION_OFFICER: 200,
    Role.STANDING_BOARD_MEMBER: 200,
    Role.INSPECTION_OFFICER: 200,
    Role.POLITICAL_CENTRE_OFFICER: 404,
    Role.MASS_ORGANISATION_OFFICER: 404,
    Role.ADMINISTRATOR: 404,
}


@pytest.mark.parametrize("role", list(Role))
def test_the_list_and_the_versions_open_for_those_who_see_allocations(place, enter, role):
    client = enter(holder(role, place.top))
    versions = reverse("allocation-versions", args=[place.version.plan_id, place.top.pk])

    assert client.get(reverse("allocation-list")).status_code == LISTS[role]
    assert client.get(versions).status_code == LISTS[role]


def test_an_empty_list_says_what_will_come(enter):
    page = text_of(enter(holder(Role.ORGANISATION_OFFICER, make_unit())).get(reverse("allocation-list")))

    assert "Chưa có kế hoạch nào có chỉ tiêu để chia" in page


@pytest.mark.shows("feature-52", "000-4")
def test_the_list_tells_what_was_received_given_and_left(place, enter):
    client = enter(place.officer)
    page = text_of(client.get(reverse("allocation-list")))
    assert "đang chia" in page

    issue(client, place)

    page = text_of(client.get(reverse("allocation-list")))
    assert "đã giao" in page
    assert '<td class="num" data-label="Đã giao">30</td>' in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_whatever_its_length(enter, count):
    top = make_unit("Tỉnh ủy A")
    for _ in range(count):
        make_plan(top, year=2026)
    client = enter(holder(Role.ORGANISATION_OFFICER, top))

    with CaptureQueriesContext(connection) as asked:
        page = text_of(client.get(reverse("allocation-list")))

    assert page.count("tự thực hiện") == count
    assert len(asked) == 16


def test_plans_of_another_year_can_be_left_out(place, enter):
    make_plan(place.top, year=2025, title="Kế hoạch năm cũ")
    client = enter(place.officer)

    assert "Kế hoạch năm cũ" in text_of(client.get(reverse("allocation-list")))
    assert "Kế hoạch năm cũ" not in text_of(client.get(reverse("allocation-list"), {"nam": "2026"}))
    assert client.get(reverse("allocation-list"), {"nam": "x", "trang": "y"}).status_code == 200


@pytest.mark.shows("000-4", "003-2", "feature-54")
def test_issuing_shows_what_will_happen_and_gives_the_shares(place, enter):
    client = enter(place.officer, csrf=True)
    page = text_of(client.get(place.at("allocation-issue")))
    assert "3 đơn vị được giao tổng cộng 30 chỉ tiêu" in page

    answer = issue(client, place, holds_from="05/03/2026")

    assert answer.status_code == 302
    issued = Allocation.objects.get()
    assert (issued.state, f"{issued.holds_from:%d/%m/%Y}", issued.document_number) == (
        "issued",
        "05/03/2026",
        "15-KH/TU",
    )
    assert "đã giao theo 15-KH/TU ngày 01/03/2026, hiệu lực từ 05/03/2026" in text_of(client.get(place.at()))


def test_what_does_not_add_up_cannot_be_issued_and_the_screen_says_why(place, enter):
    Share.objects.filter(unit=place.units["Đảng ủy Ba"]).update(places=6)
    client = enter(place.officer)

    page = text_of(client.get(place.at("allocation-issue")))
    answer = client.post(
        place.at("allocation-issue"), {"seen": 1, "document_number": "1", "document_date": "01/03/2026"}
    )

    assert "Chỉ tiêu chung: đã giao 31, không quá 30, thừa 1." in page
    assert 'name="document_number"' not in page
    assert answer.status_code == 422
    assert Allocation.objects.get().state == "draft"


@pytest.mark.parametrize(
    "changes",
    [{"document_number": ""}, {"document_date": "2026-13-01"}, {"document_date": "11/03/2026"}, {"seen": "x"}],
)
def test_a_document_that_cannot_be_is_refused(place, enter, changes):
    assert issue(enter(place.officer), place, **changes).status_code == 422
    assert Allocation.objects.get().state == "draft"


def test_a_second_click_and_a_stale_page_do_not_issue_again(place, enter):
    client = enter(place.officer)
    stale = issue(client, place, seen="7")
    first = issue(client, place)

    again = client.post(
        place.at("allocation-issue"), {"seen": 1, "document_number": "1", "document_date": "01/03/2026"}
    )

    assert (stale.status_code, first.status_code, again.status_code) == (409, 302, 409)
    assert Entry.objects.filter(action="allocating.issue").count() == 1
    assert client.get(place.at("allocation-issue")).status_code == 302


@pytest.mark.shows("000-4", "feature-54")
def test_the_unit_below_sees_its_own_share_only_and_divides_it_further(place, enter):
    commune = place.units["Đảng ủy Một"]
    below = enter(holder(Role.GRASSROOTS_OFFICER, commune))
    assert "Chưa có kế hoạch nào" in text_of(below.get(reverse("allocation-list")))
    issue(enter(place.officer), place)

    listed = text_of(below.get(reverse("allocation-list")))
    excerpt = text_of(below.get(place.at()))
    draft = open_for(below, place.version.plan_id, commune)
    page = text_of(below.get(reverse("allocation", args=[draft.pk])))

    assert 'data-label="Được giao">15</td>' in listed
    assert "Bắt đầu chia" in listed
    assert "Đảng ủy Một" in excerpt
    assert "Đảng ủy Hai" not in excerpt
    assert [below.get(place.at(name)).status_code for name in ("allocation-workbook", "allocation-appendix")] == [
        404,
        404,
    ]
    assert "Chi bộ A" in page
    assert "Được giao" in page
    assert "Thiếu 15" in page


def test_the_unit_above_sees_how_far_each_share_was_divided(place, enter):
    officer = enter(place.officer)
    issue(officer, place)
    commune = place.units["Đảng ủy Một"]
    draft = open_for(officer, place.version.plan_id, commune)
    for branch, places in zip(place.branches, (9, 6), strict=True):
        Share.objects.filter(allocation=draft, unit=branch, group="").update(places=places)
    made = {"seen": 1, "document_number": "3-QĐ/ĐU", "document_date": "02/03/2026"}
    officer.post(reverse("allocation-issue", args=[draft.pk]), made)

    page = text_of(officer.get(place.at()))

    assert f'<a href="{reverse("allocation", args=[draft.pk])}">15</a>' in page


def test_a_unit_that_was_given_nothing_is_told_so(place, enter):
    client = enter(place.officer)

    address = reverse("allocation-open", args=[place.version.plan_id, place.units["Đảng ủy Một"].pk])
    answer = client.post(address)

    assert answer.status_code == 422
    assert "chưa được cấp trên giao chỉ tiêu của kế hoạch này" in text_of(answer)


def test_after_the_plan_is_amended_the_table_warns_and_offers_an_adjustment(place, enter):
    client = enter(place.officer)
    issue(client, place)
    amended = PlanVersion.objects.get(pk=place.version.pk)
    amended.pk, amended.ordinal, amended.holds_from, amended.issued_at = None, 2, DAY, NOON
    amended.save(force_insert=True)
    Target.objects.create(version=amended, ordinal=1, measure="admissions", minimum=33, maximum=33, whole=True)

    page = text_of(client.get(place.at()))
    copied = client.post(place.at("allocation-copy"), follow=True)

    assert "Bảng này giao theo chỉ tiêu 30; chỉ tiêu hiện nay là 33." in page
    assert "Thiếu 3" in text_of(copied)


def test_figures_are_asked_as_of_a_day(place, enter):
    client = enter(place.officer)
    issue(client, place)
    address = reverse("allocation-versions", args=[place.version.plan_id, place.top.pk])

    before, after = (text_of(client.get(address, {"ngay": day})) for day in ("28/02/2026", "01/03/2026"))

    assert f'<a href="{place.at()}">Bản 1</a></dd>' not in before
    assert f'<a href="{place.at()}">Bản 1</a></dd>' in after
    assert "Ngày phải viết dạng" in text_of(client.get(address, {"ngay": "32/01/2026"}))


@pytest.mark.shows("beyond-3", "feature-54")
def test_two_versions_stand_side_by_side_changed_rows_first(place, enter):
    client = enter(place.officer)
    copied = client.post(place.at("allocation-copy"), follow=True)
    second = Allocation.objects.latest("pk")
    Share.objects.filter(allocation=second, unit=place.units["Đảng ủy Một"]).update(places=18)

    page = text_of(client.get(reverse("allocation-compare", args=[second.pk])))

    assert copied.status_code == 200
    assert "Bản 2 so với bản 1" in page
    assert "1 trên 3 đơn vị thay đổi" in page
    assert page.index("Đảng ủy Một") < page.index("Đảng ủy Ba") < page.index("Đảng ủy Hai")
    assert "+3" in page


def test_one_version_alone_says_that_there_is_nothing_to_compare(place, enter):
    client = enter(place.officer)

    assert "Mới có một bản" in text_of(client.get(place.at("allocation-compare")))
    assert client.get(place.at("allocation-compare", voi="999999")).status_code == 404


def test_a_draft_is_dropped_and_a_stale_drop_is_refused(place, enter):
    client = enter(place.officer, csrf=True)
    page = text_of(client.get(place.at()))
    form = page[page.index("/bo/") :]
    fields = fields_of(form[: form.index("</form>")])

    stale = client.post(place.at("allocation-drop"), {**fields, "seen": "5"})
    assert (stale.status_code, Allocation.objects.count()) == (409, 1)
    assert client.post(place.at("allocation-drop"), fields).status_code == 302
    assert not Allocation.objects.exists()


@pytest.mark.shows("003-2", "000-4")
def test_the_appendix_on_paper_has_the_head_of_a_party_document(place, enter):
    client = enter(place.officer)
    draft = text_of(client.get(place.at("allocation-appendix")))
    issue(client, place)

    page = text_of(client.get(place.at("allocation-appendix")))

    assert "Dự thảo, bản nháp 1" in draft
    for words in ("ĐẢNG CỘNG SẢN VIỆT NAM", "TỈNH ỦY QUẢNG NAM", "PHỤ LỤC", "15-KH/TU, ngày 01 tháng 3 năm 2026"):
        assert words in page


def workbook(client, place):
    answer = client.get(place.at("allocation-workbook"))
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    return openpyxl.load_workbook(BytesIO(answer.content))


def brought(client, place, book, **extra):
    target = BytesIO()
    book.save(target)
    file = SimpleUploadedFile("phu-luc.xlsx", target.getvalue())
    return client.post(place.at("allocation-read-back"), {"file": file, **extra})


@pytest.mark.shows("beyond-3", "003-2")
def test_the_appendix_goes_out_and_comes_back_as_differences_to_look_at_first(place, enter):
    client = enter(place.officer)
    book = workbook(client, place)
    page = book["Phụ lục"]
    rows = {page.cell(row, 2).value: row for row in range(10, 13)}
    page.cell(rows["Đảng ủy Một"], 6).value = 12
    page.cell(rows["Đảng ủy Hai"], 6).value = 13
    page.cell(rows["Đảng ủy Ba"], 6).value = "năm"

    preview = brought(client, place, book)

    words = text_of(preview)
    assert "15 → <b>12</b>" in words
    assert "“năm” không phải số nguyên" in words
    assert "Ghi 2 dòng vào bản nháp" in words
    assert sorted(Share.objects.values_list("places", flat=True)) == [5, 10, 15]

    form = words[words.index("/luu/") :]
    client.post(place.at("allocation-save"), fields_of(form[: form.index("</form>")]))
    assert sorted(Share.objects.values_list("places", flat=True)) == [5, 12, 13]


def test_an_appendix_unchanged_has_nothing_to_write(place, enter):
    client = enter(place.officer)

    assert "không có gì để ghi" in text_of(brought(client, place, workbook(client, place)))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "Chọn tệp Excel"),
        (b"%PDF-1.7", "Tệp này không phải bảng tính"),
        (b"PK\x03\x04" + b"\0" * 40, "Tệp bị hỏng"),
    ],
)
def test_a_file_that_is_no_workbook_is_refused_kindly(place, enter, content, words):
    fields = {} if content is None else {"file": SimpleUploadedFile("a.xlsx", content)}

    answer = enter(place.officer).post(place.at("allocation-read-back"), fields)

    assert answer.status_code == 422
    assert words in text_of(answer)


def test_what_was_issued_is_not_read_back_into(place, enter):
    client = enter(place.officer)
    issue(client, place)

    assert client.get(place.at("allocation-read-back")).status_code == 404


def test_a_branch_secretary_sees_what_the_branch_was_given_and_no_button_to_divide(place, enter):
    officer = enter(place.officer)
    issue(officer, place)
    commune = place.units["Đảng ủy Một"]
    draft = open_for(officer, place.version.plan_id, commune)
    Share.objects.filter(allocation=draft, unit=place.branches[0]).update(places=15)
    made = {"seen": 1, "document_number": "3-QĐ/ĐU", "document_date": "02/03/2026"}
    officer.post(reverse("allocation-issue", args=[draft.pk]), made)

    secretary = enter(holder(Role.BRANCH_SECRETARY, place.branches[0]))
    listed = text_of(secretary.get(reverse("allocation-list")))

    assert 'data-label="Được giao">15</td>' in listed
    assert "tự thực hiện" in listed
    assert "Bắt đầu chia" not in listed
    assert "Đảng ủy Hai" not in text_of(secretary.get(reverse("allocation", args=[draft.pk])))


def test_a_unit_closed_since_keeps_its_share_in_what_was_issued(place, enter):
    client = enter(place.officer)
    issue(client, place)
    Unit.objects.filter(pk=place.units["Đảng ủy Ba"].pk).update(closed_on=DAY - days(1))

    assert "Đảng ủy Ba" in text_of(client.get(place.at()))
    assert "không còn trực thuộc" in text_of(client.post(place.at("allocation-copy"), follow=True))


def test_a_unit_with_a_plan_of_its_own_is_led_there_from_what_it_was_given(place, enter):
    issue(enter(place.officer), place)
    commune = place.units["Đảng ủy Một"]
    own = make_plan(commune, places=18, title="Kế hoạch của Đảng ủy Một")
    own.plan.carries_out = place.version.plan
    own.plan.save(update_fields=["carries_out"])

    page = text_of(enter(holder(Role.GRASSROOTS_OFFICER, commune)).get(reverse("allocation-list")))

    assert "chia theo kế hoạch của đơn vị" in page
    assert reverse("allocation-versions", args=[own.plan_id, commune.pk]) in page
