"""How far a plan is divided and planned for below, and plans that carry out another."""

import re

import pytest
from django.urls import reverse

from nguon.models import Allocation, Plan, PlanReceipt, Share
from nguon.rules.roles import Role
from nguon.services import drafting
from tests.drafts import SHORT, Walk, accepted, confirmed
from tests.factories import DAY, NOON, days, holder, make_plan, make_unit

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


def allot(version, places):
    plan = version.plan
    allocation = Allocation.objects.create(
        plan=plan,
        version=version,
        unit=plan.unit,
        path=plan.path,
        province=plan.province,
        ordinal=1,
        state="issued",
        holds_from=DAY - days(3),
        made_by=version.issued_by,
        made_at=NOON,
        saved_at=NOON,
    )
    Share.objects.bulk_create(
        Share(allocation=allocation, unit=unit, places=count, province=unit.province) for unit, count in places.items()
    )


def carry(version, unit, places):
    made = make_plan(unit, places=places, document_number=f"{places}-KH/ĐU")
    Plan.objects.filter(pk=made.plan_id).update(carries_out=version.plan)
    return made


@pytest.mark.shows("feature-54")
def test_the_page_shows_how_far_the_target_is_divided_and_planned_below(client, version, unit):
    first, second, third = (make_unit(name, parent=unit) for name in ("Xã Ba", "Xã An", "Xã Cát"))
    allot(version, {first: 20, second: 15})
    made = carry(version, first, 18)
    carry(version, third, 5)

    shown = page(client, "plan", version.plan_id)

    assert "Đã giao 35 cho 2 đơn vị, còn 5 chưa giao. 2 kế hoạch cấp dưới đặt 23." in shown
    assert re.findall(r'<th scope="row">(Xã \w+)</th>', shown) == ["Xã An", "Xã Ba", "Xã Cát"]
    assert re.search(r"18-KH/ĐU</a> <span class=\"state state-late\">.*?thiếu</span></span> 2", shown, re.DOTALL)
    assert reverse("plan", args=[made.plan_id]) in shown


def test_units_without_a_plan_of_their_own_are_found(client, version, unit):
    first, second = (make_unit(name, parent=unit) for name in ("Xã Ba", "Xã An"))
    allot(version, {first: 20, second: 20})
    carry(version, first, 20)

    assert "Xã Ba</th>" not in page(client, "plan", version.plan_id, con="without")
    assert "Xã An</th>" not in page(client, "plan", version.plan_id, con="with")


@pytest.mark.parametrize(
    ("places", "says"),
    [(40, "Đã giao đủ 40 cho 1 đơn vị."), (45, "Đã giao 45 cho 1 đơn vị, nhiều hơn chỉ tiêu 5.")],
)
def test_the_picture_says_what_to_see(client, version, unit, places, says):
    allot(version, {make_unit(parent=unit): places})

    assert says in page(client, "plan", version.plan_id)


def test_a_unit_below_sees_only_its_own_share(enter, version, unit):
    mine, other = (make_unit(name, parent=unit) for name in ("Xã Ba", "Xã An"))
    allot(version, {mine: 20, other: 15})
    send(version, mine)

    shown = page(enter(holder(Role.GRASSROOTS_OFFICER, mine)), "plan", version.plan_id)

    assert "Xã Ba</th>" in shown
    assert "Xã An" not in shown
    assert "Chỉ tính phần trong phạm vi của đồng chí" in shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_whatever_the_number_of_units(client, version, unit, count, django_assert_num_queries):
    units = [make_unit(parent=unit) for _ in range(count)]
    allot(version, dict.fromkeys(units, 5))
    for each in units:
        send(version, each)
        carry(version, each, 6)
    page(client, "plan", version.plan_id)

    with django_assert_num_queries(31):
        page(client, "plan", version.plan_id)


def test_the_page_leads_to_the_plan_above(client, officer, unit, province):
    above = make_plan(province, document_number="12-KH/TU")
    send(above, unit)
    draft = accepted(officer, unit)
    drafting.place(by=officer, draft_id=draft.pk, amends_id=None, carries_out_id=above.plan_id)
    version = Walk(client).confirm(draft)

    assert reverse("plan", args=[above.plan_id]) in page(client, "plan", version.plan_id)


@pytest.mark.shows("000-1", "000-4", "000-20", "feature-52")
def test_a_subordinate_plan_must_cover_what_it_was_allotted(enter, officer, version, unit):
    below = make_unit("Đảng ủy xã An Khê", parent=unit, kind="grassroots_committee")
    allot(version, {below: 12})
    send(version, below)
    way = Walk(enter(holder(Role.GRASSROOTS_OFFICER, below)))
    text = SHORT.replace("15-KH/HU", "3-KH/ĐU").replace("12-KH/TU", "15-KH/HU").replace("kết nạp 40", "kết nạp 10")
    draft = way.upload("xa.txt", text.encode())
    assert "Văn bản căn cứ vào 15-KH/HU" in way.page("draft", draft.pk)
    way.client.post(reverse("draft-settle", args=[draft.pk]), {"carries_out": version.plan_id})
    way.accept_all(draft)

    refused = way.page("draft-confirm", draft.pk)
    way.add(draft, "target", measure="admissions", min="12", max="12", unit="person", whole="on")
    target = draft.items.get(part="target", added_by_hand=False)
    decision = {"decision": "dropped", "seen": target.revision}
    way.client.post(reverse("draft-decide", args=[draft.pk, target.pk]), decision)
    made = way.confirm(draft)

    assert "giao 12 đảng viên; kế hoạch này chỉ ghi 10 người, thiếu 2." in refused
    assert made.plan.carries_out == version.plan
