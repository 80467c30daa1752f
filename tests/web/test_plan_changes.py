"""Adjusting a plan and withdrawing one, through the screens."""

import re

import pytest
from django.urls import reverse

from nguon.models import Plan, PlanReceipt
from nguon.rules.roles import Role
from tests.drafts import SHORT, Walk, confirmed
from tests.factories import DAY, days, holder, make_plan, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def province():
    return make_unit("Tỉnh ủy")


@pytest.fixture
def unit(province):
    return make_unit("Huyện ủy Đạm Ri", parent=province)


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
def version(officer, unit):
    return confirmed(officer, unit)


def page(client, name, *args, **query):
    return client.get(reverse(name, args=args), query).content.decode()


def send(version, unit):
    PlanReceipt.objects.create(
        plan=version.plan, version=version, unit=unit, path=unit.path, province=unit.province, sent_on=DAY - days(5)
    )


def carry(version, unit, places):
    made = make_plan(unit, places=places, document_number=f"{places}-KH/ĐU")
    Plan.objects.filter(pk=made.plan_id).update(carries_out=version.plan)
    return made


ADJUST = {"kind": "KH", "number": "20-KH/HU", "dated": "01/03/2026", "holds_from": "05/03/2026", "reason": "Giảm"}


def test_an_adjustment_by_form_opens_the_wording_in_force(client, version):
    answer = client.post(reverse("plan-adjust", args=[version.plan_id]), ADJUST)

    shown = client.get(answer["Location"]).content.decode()
    assert "Kiểm bản điều chỉnh" in shown
    assert "20-KH/HU" in shown


@pytest.mark.parametrize("key", list(ADJUST))
def test_an_adjustment_names_its_document(client, version, key):
    answer = client.post(reverse("plan-adjust", args=[version.plan_id]), {**ADJUST, key: ""})

    assert answer.status_code == 422


def test_an_adjusting_document_is_read_and_what_it_leaves_out_is_taken_over(client, version, unit):
    way = Walk(client)
    draft = way.upload(
        "dieu-chinh.txt",
        SHORT.replace("15-KH/HU", "20-KH/HU").replace("kết nạp 40", "kết nạp 35").encode(),
        unit=unit.pk,
        amends=version.plan_id,
    )
    before = page(client, "draft", draft.pk)
    client.post(reverse("draft-carry-over", args=[draft.pk]))
    way.add(draft, "adjustment", reason="Giảm chỉ tiêu", holds_from="05/03/2026")
    way.accept_all(draft)
    second = way.confirm(draft)

    assert "Chưa có lý do điều chỉnh" in before
    assert (second.plan_id, second.ordinal) == (version.plan_id, 2)
    assert "<dd>35 người</dd>" in page(client, "plan", version.plan_id)


def test_a_withdrawn_plan_says_so_and_offers_no_change(client, version):
    answer = client.post(reverse("plan-withdraw", args=[version.plan_id]), {"reason": "Ghi nhầm số"})

    shown = page(client, "plan", version.plan_id)
    assert answer.status_code == 302
    assert f"Kế hoạch đã rút ngày {DAY:%d/%m/%Y}. Lý do: Ghi nhầm số" in shown
    assert reverse("plan-adjust", args=[version.plan_id]) not in shown
    assert client.get(reverse("plan-adjust", args=[version.plan_id])).status_code == 404
    assert client.post(reverse("plan-withdraw", args=[version.plan_id]), {"reason": "Lại"}).status_code == 409


def test_withdrawing_without_a_reason_or_above_other_plans_is_refused_in_words(client, version, unit):
    empty = client.post(reverse("plan-withdraw", args=[version.plan_id]), {"reason": ""})
    carry(version, make_unit(parent=unit), 5)
    carried = client.post(reverse("plan-withdraw", args=[version.plan_id]), {"reason": "Nhầm"})

    assert (empty.status_code, carried.status_code) == (422, 422)
    assert "1 kế hoạch cấp dưới" in carried.content.decode()


def test_the_page_s_own_form_withdraws(enter, user, version):
    client = enter(user, csrf=True)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page(client, "plan-withdraw", version.plan_id))[1]

    refused = client.post(reverse("plan-withdraw", args=[version.plan_id]), {"reason": "Nhầm"})
    done = client.post(
        reverse("plan-withdraw", args=[version.plan_id]), {"reason": "Nhầm", "csrfmiddlewaretoken": token}
    )

    assert (refused.status_code, done.status_code) == (403, 302)
