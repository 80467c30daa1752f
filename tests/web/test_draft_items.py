"""Each thing read is accepted, dropped or changed on the screen, beside its words."""

import pytest
from django.urls import reverse

from nguon.models import DraftItem
from nguon.rules.roles import Role
from nguon.services import drafting
from tests.drafts import SHORT, accepted, bring_in, item
from tests.factories import holder, make_unit

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


def review(client, draft):
    return client.get(reverse("draft", args=[draft.pk])).content.decode()


def decide(client, draft, found, decision, **headers):
    address = reverse("draft-decide", args=[draft.pk, found.pk])
    return client.post(address, {"decision": decision, "seen": found.revision}, headers=headers)


def test_a_decision_leads_back_to_its_row(client, draft):
    found = item(draft, "target")

    answer = decide(client, draft, found, "accepted")

    found.refresh_from_db()
    assert (answer.status_code, found.decision) == (302, "accepted")
    assert answer["Location"].endswith(f"#muc-{found.pk}")


def test_htmx_gets_the_row_and_the_counts(client, draft):
    found = item(draft, "target")

    part = decide(client, draft, found, "accepted", **{"HX-Request": "true"}).content.decode()

    total = draft.items.count()
    assert f'<li id="muc-{found.pk}"' in part
    assert 'aria-pressed="true"' in part
    assert f'<span id="da-xem" hx-swap-oob="true">1/{total}</span>' in part
    assert "<html" not in part


def test_a_stale_tab_gets_the_row_as_it_stands(client, draft):
    found = item(draft, "target")
    DraftItem.objects.filter(pk=found.pk).update(revision=5, decision="dropped")

    plain = decide(client, draft, found, "accepted")
    part = decide(client, draft, found, "accepted", **{"HX-Request": "true"})

    assert (plain.status_code, part.status_code) == (409, 409)
    assert "vừa được sửa ở nơi khác" in part.content.decode()
    assert DraftItem.objects.get(pk=found.pk).decision == "dropped"


def test_a_decision_that_is_none_is_not_there(client, draft):
    assert decide(client, draft, item(draft, "target"), "maybe").status_code == 404


CHANGED = {"measure": "admissions", "min": "1.905", "max": "1.905", "unit": "person", "whole": "on"}


def change(client, draft, found, **data):
    return client.post(reverse("draft-item-change", args=[draft.pk, found.pk]), {"seen": found.revision, **data})


def test_figures_are_typed_the_vietnamese_way(client, draft):
    found = item(draft, "target")

    answer = change(client, draft, found, **CHANGED)

    found.refresh_from_db()
    assert (answer.status_code, found.changed["min"]) == (302, 1905)
    assert "1.905 người" in review(client, draft)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"min": "50", "max": "40"}, "lớn hơn hoặc bằng"),
        ({"min": "abc"}, "số"),
        ({"min": "", "max": ""}, "ít nhất một số"),
    ],
)
def test_what_is_wrong_with_an_item_is_said_on_its_form(client, draft, data, words):
    answer = change(client, draft, item(draft, "target"), **{**CHANGED, **data})

    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_change_from_a_stale_tab_is_not_written(client, draft):
    found = item(draft, "target")
    DraftItem.objects.filter(pk=found.pk).update(revision=5)

    answer = change(client, draft, found, **CHANGED)

    assert answer.status_code == 409
    assert 'name="seen" value="5"' in answer.content.decode()


@pytest.mark.parametrize("part", [each for each in drafting.PARTS if each != "adjustment"])
def test_every_kind_of_item_can_be_opened_and_written_back_unchanged(client, officer, unit, part):
    draft = accepted(officer, unit)
    values = {
        "document.parent": {"value": "Tỉnh ủy"},
        "document.has_appendix": {"value": True},
        "pool_ratio": {"min": 1.5, "max": 2},
        "allocation": {"unit": "Xã A", "value": 12},
        "allocation_total": {"value": 12},
        "reference": {"number": "1-KH/TU", "date": "2026-01-01"},
        "priority_group": {"group": "women"},
        "responsible": {"name": "A", "duty": "B", "area_id": None, "user_id": None},
    }
    found = draft.items.filter(part=part).first()
    if found is None:
        found = drafting.add(by=officer, draft_id=draft.pk, part=part, value=values[part])
    page = client.get(reverse("draft-item-change", args=[draft.pk, found.pk]))
    form = page.context["form"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    data = {name: f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else value for name, value in data.items()}

    answer = change(client, draft, found, **data)

    found.refresh_from_db()
    assert answer.status_code == 302, answer.content.decode()
    kept = {key: value for key, value in found.changed.items() if value not in (None, "", [])}
    assert kept == {key: value for key, value in found.read.items() if value not in (None, "", [])}


def test_the_form_of_an_item_opens_in_its_row(client, draft):
    found = item(draft, "obligation")

    part = client.get(
        reverse("draft-item-change", args=[draft.pk, found.pk]), headers={"HX-Request": "true"}
    ).content.decode()

    assert part.lstrip().startswith(f'<li id="muc-{found.pk}"') or f'<li id="muc-{found.pk}" class="changing">' in part
    assert "30/10/2026" in part
    assert "<html" not in part


def test_an_item_is_added_by_hand(client, draft):
    answer = client.post(reverse("draft-item-add", args=[draft.pk, "priority_group"]), {"group": "women"})

    assert answer.status_code == 302
    assert "Người kiểm ghi thêm" in review(client, draft)


@pytest.mark.parametrize(("part", "status"), [("weather", 404), ("target", 422)])
def test_adding_what_cannot_be_is_refused(client, draft, part, status):
    assert client.post(reverse("draft-item-add", args=[draft.pk, part]), {}).status_code == status


def test_a_section_is_accepted_at_once(client, draft):
    answer = client.post(reverse("draft-accept-rest", args=[draft.pk]), {"section": "chi-tieu"})

    assert answer["Location"].endswith("#chi-tieu")
    assert item(draft, "target").decision == "accepted"
    assert item(draft, "document.title").decision == "open"


@pytest.mark.parametrize(
    ("part", "heading"),
    [("obligation", "Sửa việc: "), ("target", "Sửa: Kết nạp đảng viên"), ("task", "Sửa nhiệm vụ: ")],
)
def test_the_heading_of_a_change_says_what_is_being_changed(client, officer, draft, part, heading):
    value = {
        "obligation": {"action": "report", "what": "Báo cáo kết quả", "due": "2026-11-15", "scope": "grassroots"},
        "task": {"text": "Rà soát nguồn kết nạp"},
    }.get(part)
    found = drafting.add(by=officer, draft_id=draft.pk, part=part, value=value) if value else item(draft, part)

    shown = client.get(reverse("draft-item-change", args=[draft.pk, found.pk])).content.decode()

    assert heading in shown
    assert "Sửa: Trước" not in shown
