"""Bringing a document in and checking what was read, through the screens."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from nguon.models import PlanDraft, PlanReceipt, SourceFile
from nguon.rules.roles import Role
from nguon.services import drafting
from tests.drafts import SHORT, Walk, bring_in, confirmed, item
from tests.factories import DAY, days, holder, make_plan, make_unit

pytestmark = pytest.mark.django_db
CONTENT = SHORT.encode()
TREES = "KẾ HOẠCH\nTrồng cây xanh năm 2026\n\n" + "Trồng cây dọc các tuyến đường liên xã, chăm sóc cây. " * 20


@pytest.fixture
def unit():
    return make_unit("Huyện ủy Đạm Ri", parent=make_unit("Tỉnh ủy"))


@pytest.fixture
def user(unit):
    return holder(Role.ORGANISATION_OFFICER, unit)


@pytest.fixture
def officer(user, by):
    return by(user)


@pytest.fixture
def client(enter, user):
    return enter(user)


@pytest.fixture
def draft(officer, unit):
    return bring_in(officer, unit)


MAY_READ = {Role.BRANCH_SECRETARY, Role.GRASSROOTS_OFFICER, Role.ORGANISATION_OFFICER}


@pytest.mark.parametrize("role", list(Role))
def test_who_may_bring_documents_in_and_look_at_drafts(enter, draft, unit, role):
    client = enter(holder(role, unit))

    answers = {
        client.get(address).status_code
        for address in (
            reverse("draft-list"),
            reverse("draft-new"),
            reverse("draft", args=[draft.pk]),
            reverse("draft-confirm", args=[draft.pk]),
            reverse("draft-item-change", args=[draft.pk, item(draft, "target").pk]),
            reverse("draft-item-add", args=[draft.pk, "target"]),
        )
    }

    assert answers == ({200} if role in MAY_READ else {404})


def test_a_neighbour_and_an_absent_draft_look_alike(enter, draft, unit):
    client = enter(holder(Role.ORGANISATION_OFFICER, make_unit(parent=unit.parent)))

    there, absent = (client.get(reverse("draft", args=[number])) for number in (draft.pk, 999_999))

    assert (there.status_code, absent.status_code) == (404, 404)


@pytest.mark.parametrize(
    "name", ["draft-settle", "draft-accept-rest", "draft-carry-over", "draft-fill", "draft-drop", "draft-decide"]
)
def test_nothing_changes_by_looking(client, draft, name):
    args = [draft.pk, item(draft, "target").pk] if name == "draft-decide" else [draft.pk]

    assert client.get(reverse(name, args=args)).status_code == 405


def upload(client, content=CONTENT, name="ke-hoach.txt", **data):
    return client.post(reverse("draft-new"), {"file": SimpleUploadedFile(name, content), **data})


def test_pasted_text_is_read_like_a_file(client):
    answer = client.post(reverse("draft-new"), {"text": SHORT})

    draft = PlanDraft.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("draft", args=[draft.pk]))
    assert draft.source.name == "Văn bản dán vào.txt"


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"%PDF-1.4 nothing here", "a.pdf", "PDF"),
        (b"PK\x03\x04 broken", "a.docx", "tệp"),
        (b"x", "a.docm", "macro"),
        (b"x", "a.xlsx", "bảng tính"),
    ],
)
def test_an_unreadable_file_is_refused_on_the_same_form_and_leaves_nothing(client, content, name, words):
    answer = upload(client, content, name)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert words.lower() in page.lower()
    assert reverse("draft-new") in page
    assert not SourceFile.objects.exists()


@pytest.mark.parametrize("data", [{}, {"text": "   "}])
def test_neither_a_file_nor_text_is_said_beside_the_field(client, data):
    answer = client.post(reverse("draft-new"), data)

    assert answer.status_code == 422
    assert "Chọn một tệp hoặc dán nội dung" in answer.content.decode()


def test_a_file_over_the_limit_is_refused_in_words(client, settings):
    settings.UPLOAD_LIMIT_BYTES = 100

    answer = upload(client)

    assert answer.status_code == 422
    assert "lớn hơn 20 MB" in answer.content.decode()


def test_the_same_file_again_leads_to_the_draft_that_waits(client, draft):
    answer = upload(client)

    assert answer.status_code == 422
    assert reverse("draft", args=[draft.pk]) in answer.content.decode()


def test_the_same_file_again_leads_to_the_plan_it_became(client, officer, unit):
    version = confirmed(officer, unit)

    page = upload(client).content.decode()

    assert reverse("plan", args=[version.plan_id]) in page


def test_another_unit_is_chosen_by_name(client, unit):
    below = make_unit("Đảng ủy xã An Khê", parent=unit)

    found = client.get(reverse("draft-new"), {"don-vi-tim": "an khe"}).content.decode()
    chosen = client.get(reverse("draft-new"), {"don-vi": below.pk}).content.decode()

    assert "Đảng ủy xã An Khê" in found
    assert "Cho Đảng ủy xã An Khê" in chosen


def test_a_unit_out_of_reach_cannot_be_named(client, unit):
    neighbour = make_unit(parent=unit.parent)

    assert upload(client, unit=neighbour.pk).status_code == 404


def test_the_page_s_own_form_brings_a_document_in(enter, user):
    client = enter(user, csrf=True)
    page = client.get(reverse("draft-new")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]

    assert upload(client).status_code == 403
    assert upload(client, csrfmiddlewaretoken=token).status_code == 302


def review(client, draft):
    return client.get(reverse("draft", args=[draft.pk])).content.decode()


@pytest.mark.shows("beyond-19")
def test_every_quote_is_marked_in_the_source_and_linked_both_ways(client, draft):
    page = review(client, draft)

    placed = draft.items.filter(start__isnull=False)
    assert page.count('<mark id="t') == placed.count()
    for found in placed:
        number = re.search(rf'<mark id="t(\d+)"><a class="ref" href="#muc-{found.pk}"', page)[1]
        assert f'id="muc-{found.pk}"' in page
        assert f'href="#t{number}"' in page


def test_what_the_text_holds_is_never_markup(client, officer, unit):
    text = SHORT.replace("Nâng cao chất lượng", "<script>alert(1)</script> & Nâng cao chất lượng")

    page = review(client, bring_in(officer, unit, text))

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Nâng cao" in page


def test_the_draft_asks_the_same_whatever_its_length(client, officer, unit, django_assert_num_queries):
    small, large = bring_in(officer, unit), bring_in(officer, unit, SHORT + " ")
    for group in ("women", "youth", "farmer"):
        drafting.add(by=officer, draft_id=large.pk, part="priority_group", value={"group": group})
    review(client, small)

    with django_assert_num_queries(10):
        review(client, small)
    with django_assert_num_queries(10):
        review(client, large)


@pytest.mark.parametrize(
    ("text", "words"), [(SHORT.replace("Số: 15-KH/HU", ""), "Không có số"), (TREES, "Không đúng loại văn bản")]
)
def test_warnings_are_said_in_words(client, officer, unit, text, words):
    assert words in review(client, bring_in(officer, unit, text))


def test_a_document_about_something_else_extracts_nothing_until_a_person_says_so(client, officer, unit):
    draft = bring_in(officer, unit, TREES)

    before = review(client, draft)
    client.post(reverse("draft-fill", args=[draft.pk]))
    after = review(client, draft)

    assert "Xem lại và xác nhận" not in before
    assert "Vẫn nhập tay từ văn bản này" in before
    assert "Thêm chỉ tiêu" in after


def decide(client, draft, found, decision, **headers):
    address = reverse("draft-decide", args=[draft.pk, found.pk])
    return client.post(address, {"decision": decision, "seen": found.revision}, headers=headers)


CHANGED = {"measure": "admissions", "min": "1.905", "max": "1.905", "unit": "person", "whole": "on"}


def change(client, draft, found, **data):
    return client.post(reverse("draft-item-change", args=[draft.pk, found.pk]), {"seen": found.revision, **data})


def test_the_superior_plan_is_proposed_from_the_basis_and_tied_by_a_person(client, unit, draft):
    above = make_plan(unit.parent, document_number="12-KH/TU")
    PlanReceipt.objects.create(
        plan=above.plan, version=above, unit=unit, path=unit.path, province=unit.province, sent_on=DAY - days(9)
    )

    before = review(client, draft)
    client.post(reverse("draft-settle", args=[draft.pk]), {"carries_out": above.plan_id})
    draft.refresh_from_db()

    assert "Văn bản căn cứ vào 12-KH/TU của Tỉnh ủy" in before
    assert draft.carries_out == above.plan
    assert "Đúng, gắn với kế hoạch đó" not in review(client, draft)


HUGE = "9" * 30


@pytest.mark.parametrize("query", [{"don-vi": HUGE}, {"dieu-chinh": HUGE}, {"don-vi": "-1"}, {"don-vi-tim": "\0"}])
def test_numbers_and_letters_that_make_no_sense_break_nothing(client, query):
    assert client.get(reverse("draft-new"), query).status_code in {200, 404}


@pytest.mark.parametrize("data", [{"carries_out": HUGE}, {"amends": HUGE}, {"amends": "x"}])
def test_plans_that_make_no_sense_break_nothing(client, draft, data):
    assert client.post(reverse("draft-settle", args=[draft.pk]), data).status_code in {404, 422}


def test_a_plan_that_cannot_be_named_is_not_there(client, draft):
    elsewhere = make_plan(make_unit("Tỉnh ủy khác"))

    assert client.post(reverse("draft-settle", args=[draft.pk]), {"carries_out": elsewhere.plan_id}).status_code == 404


def test_one_leaves_and_comes_back(client, draft):
    decide(client, draft, item(draft, "target"), "accepted")

    waiting = client.get(reverse("draft-list")).content.decode()

    total = draft.items.count()
    assert reverse("draft", args=[draft.pk]) in waiting
    assert f"còn {total - 1}/{total}" in waiting


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_drafts_asks_the_same_whatever_its_length(client, officer, unit, count, django_assert_num_queries):
    for number in range(count):
        bring_in(officer, unit, SHORT + " " * number)
    client.get(reverse("draft-list"))

    with django_assert_num_queries(7):
        client.get(reverse("draft-list"))


def test_a_dropped_draft_leaves_the_list_and_says_what_became_of_it(client, draft):
    client.post(reverse("draft-drop", args=[draft.pk]))

    assert "Không có bản đọc nào đang chờ" in client.get(reverse("draft-list")).content.decode()
    assert "đã bỏ lúc" in review(client, draft)
    assert client.post(reverse("draft-drop", args=[draft.pk])).status_code == 409


def test_a_plan_is_entered_by_hand_from_an_empty_draft(client, unit):
    way = Walk(client)
    answer = client.post(reverse("draft-by-hand"), {"unit": unit.pk})
    draft = PlanDraft.objects.get(pk=answer["Location"].rstrip("/").rsplit("/", 1)[1])

    way.add(draft, "document.type", kind="KH")
    way.add(draft, "document.number", text="9-KH/HU")
    way.add(draft, "document.date", on="01/03/2026")
    way.add(draft, "document.title", text="Phát triển đảng viên năm 2026")
    way.add(draft, "document.issuer", text="Huyện ủy Đạm Ri")
    way.add(draft, "period", first="01/01/2026", last="31/12/2026")
    way.add(draft, "target", measure="admissions", min="35", max="35", unit="person", whole="on")
    version = way.confirm(draft)

    assert "35 người" in way.page("plan", version.plan_id)
    assert version.source is None


def check(client, draft):
    return client.get(reverse("draft-confirm", args=[draft.pk])).content.decode()


def test_the_check_says_what_is_missing_with_a_link_to_mend_it(client, draft):
    client.post(reverse("draft-accept-rest", args=[draft.pk]))
    found = item(draft, "document.number")
    decide(client, draft, found, "dropped")

    page = check(client, draft)

    assert "Chưa có số, ký hiệu của văn bản." in page
    assert reverse("draft-item-add", args=[draft.pk, "document.number"]) in page
    assert 'aria-disabled="true"' in page


def test_the_check_says_what_will_follow(client, draft, unit):
    for _ in range(2):
        make_unit(parent=unit, kind="grassroots_committee")
    client.post(reverse("draft-accept-rest", args=[draft.pk]))

    page = check(client, draft)

    assert "Kế hoạch được gửi đến 2 đơn vị bên dưới" in page
    assert re.search(r'data-label="Đơn vị">2</td>', page)
    assert "40 người" in page


def test_confirming_what_is_not_ready_says_why_and_makes_nothing(client, draft):
    answer = client.post(reverse("draft-confirm", args=[draft.pk]), {"seen": draft.revision})

    assert answer.status_code == 422
    assert "chưa xem" in answer.content.decode()
    assert PlanDraft.objects.get().became is None


def test_confirming_an_outdated_page_asks_to_look_again(client, draft):
    client.post(reverse("draft-accept-rest", args=[draft.pk]))

    answer = client.post(reverse("draft-confirm", args=[draft.pk]), {"seen": draft.revision})

    assert answer.status_code == 409
    assert "xem lại trước khi xác nhận" in answer.content.decode()


def test_a_confirmed_draft_leads_to_its_plan(client, draft):
    way = Walk(client)
    way.accept_all(draft)
    version = way.confirm(draft)

    for name in ("draft", "draft-confirm"):
        assert client.get(reverse(name, args=[draft.pk]))["Location"] == reverse("plan", args=[version.plan_id])


def test_what_an_adjustment_changes_is_shown_before_it_is_issued(client, officer, unit):
    version = confirmed(officer, unit)
    draft = drafting.open_adjustment(
        by=officer,
        plan_id=version.plan_id,
        number="20-KH/HU",
        dated="2026-03-01",
        reason="Giảm",
        holds_from="2026-03-05",
    )
    change(client, draft, item(draft, "target"), **{**CHANGED, "min": "35", "max": "35"})

    page = check(client, draft)

    assert "Thay đổi so với bản đang có" in page
    assert re.search(r"40 người.*35 người", page, re.DOTALL)
